"""What hangs on one guide or one house: each is taken away alone, and nothing else goes wrong."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from waystation.kernel.joint.net import I32
from waystation.kernel.rehearse.batch import planned_h
from waystation.kernel.rehearse.luck import Fair
from waystation.kernel.rehearse.play import play
from waystation.kernel.rehearse.replanner import Planner
from waystation.kernel.rehearse.script import WARN, Script, calm, guides_of
from waystation.kernel.rehearse.travellers import SAFE, STAYED

# Lost so long before it is first needed.
BEFORE_H = 24
GUIDE, HOUSE = range(2)


class Point(NamedTuple):
    """A guide's pool or a house: how many people pass it, how many get no way without it.

    `late_h`: hours later than planned, times people, for those who still get through.
    """

    what: int
    which: int
    people: int
    left: int
    late_h: int


def points(script: Script, most: int) -> Iterator[Point]:
    """Take away each guide and house of a plan that most people depend on, one at a time.

    Everybody is warned and planned anew. Pools of several guides are left out: none of them is a
    single one. What is over before it could be lost is left out too.
    """
    quiet = calm(script)
    quiet = quiet._replace(faults=quiet.faults._replace(raided=0.0))
    planner, plan = Planner(script.field), planned_h(script)
    size = script.groups.size
    for people, what, which, first_h in _used(script)[:most]:
        luck = Fair(quiet)
        at = max(0, first_h - BEFORE_H)
        if what == GUIDE:
            luck.guide_lost[which, 0] = at
        else:
            luck.house_lost[which] = at
        came = play(quiet, luck, WARN, planner)
        safe = came.fate == SAFE
        left = int(size[~safe & (came.fate != STAYED)].sum())
        yield Point(what, which, people, left, int((size * (came.arrived_h - plan))[safe].sum()))


def n_points(script: Script, most: int) -> int:
    """Count what `points` will take away."""
    return min(most, len(_used(script)))


def _used(script: Script) -> list[tuple[int, int, int, int]]:
    """List what is used: people, what, which and the first hour; the most people first."""
    field, joint = script.field, script.joint
    ends = np.logical_or.reduce(script.groups.targets)
    guides = guides_of(script)
    people: dict[tuple[int, int], int] = {}
    first: dict[tuple[int, int], int] = {}
    for g in range(joint.n_legs.size):
        size = int(script.groups.size[g])
        for leg, hour in _legs(joint.legs[g], joint.hours[g], int(joint.n_legs[g])):
            pool, place = int(field.pool[leg]), int(field.dst[leg])
            there = hour + int(field.duration_h[leg])
            for key, at, counts in (
                ((GUIDE, pool), hour, guides[pool] == 1),
                ((HOUSE, place), there, field.beds[place] > 0 and not ends[place]),
            ):
                if counts:
                    people[key] = people.get(key, 0) + size
                    first[key] = min(first.get(key, at), at)
    found = [(n, *key, first[key]) for key, n in people.items()]
    return sorted(found, key=lambda row: (-row[0], row[1], row[2]))


def _legs(legs: I32, hours: I32, n: int) -> list[tuple[int, int]]:
    return list(zip(legs[: max(0, n)].tolist(), hours[: max(0, n)].tolist(), strict=True))
