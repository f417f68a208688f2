"""What the page of a rehearsal says: comparisons, fans, where people are lost, weakest points."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from waystation.dispatch.rehearsing import packing
from waystation.dispatch.rehearsing.domain import POLICIES, Figures, Rehearsal, Weakest
from waystation.dispatch.rehearsing.fan_chart import Fan, draw
from waystation.hazards.domain import both_ways
from waystation.kernel.joint.net import SAMPLE_H
from waystation.kernel.rehearse import tell
from waystation.kernel.rehearse.batch import Batch
from waystation.kernel.rehearse.tell import Gap, Told
from waystation.network.domain import BACK, Leg, Partner, Place

WHERE_SHOWN = 12
A_DAY = timedelta(days=1) // timedelta(hours=SAMPLE_H)


class Names(NamedTuple):
    """The network as people call it, by slug."""

    places: Mapping[str, Place]
    legs: Mapping[str, Leg]
    partners: Mapping[str, Partner]


class Compared(NamedTuple):
    """One way of passing the word on, beside the first one."""

    policy: str
    told: Told
    gap: Gap | None

    @property
    def is_better(self) -> bool:
        """Say whether it loses fewer people, beyond chance."""
        return self.gap is not None and self.gap.high < 0

    @property
    def is_worse(self) -> bool:
        """Say whether it loses more people, beyond chance."""
        return self.gap is not None and self.gap.low > 0


class Where(NamedTuple):
    """Where people are caught: people in a hundred rehearsals, by policy; `share` for the bar."""

    name: str
    is_house: bool
    by_policy: tuple[float, ...]
    share: float


class Hangs(NamedTuple):
    """A guide or a house, called by its name, and what its loss alone does."""

    what: str
    names: tuple[str, ...]
    people: int
    left: int
    late_h: float


class OfGroup(NamedTuple):
    """A group and how often it arrives, by policy: chances."""

    label: str
    people: int
    by_policy: tuple[float, ...]


class Day(NamedTuple):
    """One day of the table behind the fans: planned, and low, middle and high by policy."""

    on: datetime
    planned: int
    by_policy: tuple[tuple[int, int, int], ...]


def policy_names() -> list[str]:
    """Say how word of a loss is passed on, in the order of `POLICIES`."""
    words = {
        "rendezvous": _("learn at the rendezvous"),
        "warn": _("warn and re-plan all at once"),
        "hide": _("warn, hide, re-plan next day"),
    }
    return [words[policy] for policy in POLICIES]


def compared(found: Figures, people: int) -> list[Compared]:
    """Set the policies beside one another, on the same luck."""
    batch = packing.as_batch(found)
    return [
        Compared(name, tell.told(batch, nth, people), tell.gap(batch, nth) if nth else None)
        for nth, name in enumerate(policy_names())
    ]


def fans(found: Figures, held: Rehearsal) -> list[tuple[str, str]]:
    """Draw a fan for each policy; gives its name and the drawing."""
    batch, labels = packing.as_batch(found), _labels()
    until = _until(batch, held)
    return [
        (name, draw(_fan(batch, nth, name, held, until), held.zero, SAMPLE_H, held.people, labels))
        for nth, name in enumerate(policy_names())
    ]


def days(found: Figures, held: Rehearsal) -> list[Day]:
    """Give the figures behind the fans, a row a midnight."""
    batch = packing.as_batch(found)
    rows = [tell.fan(batch, nth) for nth in range(len(POLICIES))]
    return [
        Day(
            held.zero + timedelta(hours=SAMPLE_H * step),
            held.planned[step],
            tuple((round(r[0][step]), round(r[2][step]), round(r[4][step])) for r in rows),
        )
        for step in range(0, _until(batch, held), A_DAY)
    ]


def where(found: Figures, names: Names) -> list[Where]:
    """List where most people are caught, the worst first."""
    replicates = len(found.safe[0])
    rows = []
    for tables, is_house in ((found.on_leg, False), (found.in_house, True)):
        for slug in sorted(set().union(*tables)):
            by_policy = tuple(100 * one.get(slug, 0) / replicates for one in tables)
            name = _place(slug, names) if is_house else leg_name(slug, names)
            rows.append(Where(name, is_house, by_policy, 0.0))
    rows.sort(key=lambda row: (-max(row.by_policy), row.name))
    most = max((max(row.by_policy) for row in rows), default=0.0)
    return [row._replace(share=100 * max(row.by_policy) / most) for row in rows[:WHERE_SHOWN]]


def weak(found: Weakest, names: Names) -> list[Hangs]:
    """Name the guides and houses whose loss alone does harm, the worst first."""
    shown = []
    for one in found.points:
        if one.what == "guide":
            called = tuple(names.partners[s].name for s in one.slugs if s in names.partners)
        else:
            called = tuple(_place(slug, names) for slug in one.slugs)
        through = max(1, one.people - one.left)
        shown.append(Hangs(one.what, called, one.people, one.left, max(0.0, one.late_h / through)))
    return shown


def groups(found: Figures, held: Rehearsal) -> list[OfGroup]:
    """Say of every group how often it arrives, the worst off first."""
    replicates = len(found.safe[0])
    rows = [
        OfGroup(label, people, tuple(by[nth] / replicates for by in found.group_safe))
        for nth, (label, people) in enumerate(zip(held.labels, held.sizes, strict=True))
    ]
    return sorted(rows, key=lambda row: (max(row.by_policy), row.label))


def leg_name(slug: str, names: Names) -> str:
    """Call a direction of a leg by its ends."""
    leg = names.legs.get(both_ways(slug))
    if leg is None:
        return slug
    ends = _place(leg.from_place, names), _place(leg.to_place, names)
    start, end = ends[::-1] if slug.endswith(BACK) else ends
    return f"{start} – {end}"


def covered(found: Figures) -> float:
    """Say how often the danger drawn for a leg lay within the interval shown for it."""
    return found.within / found.drawn if found.drawn else 1.0


def _place(slug: str, names: Names) -> str:
    return names.places[slug].name if slug in names.places else slug


def _until(batch: Batch, held: Rehearsal) -> int:
    """Count the steps until nobody arrives any more in any rehearsal, and a day."""
    came = batch.came.reshape(-1, batch.came.shape[-1])
    still = (came != came[:, -1:]).any(axis=0) | (np.array(held.planned) != held.planned[-1])
    last = int(np.flatnonzero(still).max(initial=0))
    return min(len(held.planned), last + 2 + A_DAY)


def _fan(batch: Batch, nth: int, name: str, held: Rehearsal, until: int) -> Fan:
    rows: Sequence[Sequence[float]] = tell.fan(batch, nth)[:, :until].tolist()
    return Fan(name, rows, held.planned[:until])


def _labels() -> dict[str, str]:
    return {
        "title": _("Arrivals under “{policy}”"),
        "y": _("People who have arrived"),
    }
