"""What is left for groups that need another way, while a rehearsal is played."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from waystation.kernel.joint.net import DAY_H, F64, SAMPLE_H, Joint, Taken
from waystation.kernel.rehearse.replanner import Planner
from waystation.kernel.rehearse.script import Script
from waystation.kernel.rehearse.travellers import Step

# Whoever has to leave at once sleeps on the floor where they are, for so long.
FLOOR_H = 72
# Nobody who is on their way is left behind to save cost.
ANY_COST = 5e7


class Seeks(NamedTuple):
    """A group that needs a way: which one, from where and from which hour on."""

    group: int
    place: int
    hour: int


class Onward:
    """Guides and beds as they are booked, and the ways that are still open."""

    def __init__(self, script: Script, planner: Planner) -> None:
        self._script, self._planner = script, planner
        taken = script.taken
        self._taken = Taken(taken.starts.copy(), taken.people.copy(), taken.led.copy(), 0)
        self._guides = script.field.guides.copy()
        self._shut = np.zeros(script.field.src.size, np.bool_)
        self._sets_out: F64 | None = None

    def book(self, group: int, start: tuple[int, int], steps: Sequence[Step]) -> None:
        """Book what a group takes from a place and hour on."""
        self._count(group, start, steps, -1, 1)

    def free(self, group: int, start: tuple[int, int], steps: Sequence[Step], after_h: int) -> None:
        """Give back what a group had booked after an hour; what is past stays taken."""
        self._count(group, start, steps, after_h, -1)

    def stay(self, group: int, place: int, since_h: int, until_h: int) -> None:
        """Book beds for a group that stays where it is for a while."""
        self._rest(group, place, (since_h, until_h), -1, 1)

    def lose_guide(self, pool: int, hour: int) -> None:
        """Plan with one guide fewer of a pool, from the day of an hour on."""
        days = self._guides[hour // DAY_H :, pool]
        np.maximum(days - 1, 0, out=days)

    def lose_house(self, place: int) -> None:
        """Plan no way into a place any more; those who are there may leave it."""
        self._shut |= self._script.field.dst == place
        self._sets_out = None

    def find(self, seeking: Sequence[Seeks]) -> list[list[tuple[int, int]] | None]:
        """Find ways for some groups on what is left, largest group first; None where there is none.

        Nothing is booked by it.
        """
        groups, which = self._script.groups, [one.group for one in seeking]
        here = groups._replace(
            size=groups.size[which],
            start=np.array([one.place for one in seeking], np.int32),
            ready_h=np.array([one.hour for one in seeking], np.int32),
            needs=groups.needs[which],
            kind=groups.kind[which],
            defer_cost=np.full(len(which), ANY_COST),
        )
        people = self._taken.people.copy()
        for one in seeking:
            first = one.hour // SAMPLE_H
            people[first : first + FLOOR_H // SAMPLE_H, one.place] -= groups.size[one.group]
        if self._sets_out is None:
            self._sets_out = self._planner.without(self._shut)
        taken = self._taken._replace(people=people)
        joint = self._planner.place(here, taken, self._guides, self._sets_out)
        return [_steps(joint, nth) for nth in range(len(seeking))]

    def _count(
        self, group: int, start: tuple[int, int], steps: Sequence[Step], after_h: int, sign: int
    ) -> None:
        field, (place, hour) = self._script.field, start
        size = int(self._script.groups.size[group])
        for leg, sets_out, _knew, back in steps:
            self._rest(group, place, (hour, sets_out), after_h, sign)
            if sets_out > after_h and not back:
                day, pool = sets_out // DAY_H, field.pool[leg]
                self._taken.starts[day, pool] += sign
                self._taken.led[day, pool] += sign * size
            place = int(field.src[leg] if back else field.dst[leg])
            hour = sets_out + int(field.duration_h[leg])

    def _rest(
        self, group: int, place: int, hours: tuple[int, int], after_h: int, sign: int
    ) -> None:
        """Count a group in a house at every noon and midnight after it came, until it leaves."""
        since, until = hours
        first, last = max(since, after_h) // SAMPLE_H + 1, until // SAMPLE_H
        size = int(self._script.groups.size[group])
        self._taken.people[first : last + 1, place] += sign * size


def _steps(joint: Joint, nth: int) -> list[tuple[int, int]] | None:
    n = int(joint.n_legs[nth])
    if n < 0:
        return None
    return list(zip(joint.legs[nth, :n].tolist(), joint.hours[nth, :n].tolist(), strict=True))
