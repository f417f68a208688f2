"""Who leads which leg: pools of guides who stand in for one another, and how many are free. Pure.

A leg that names its guides is led by them, any other by those who live where it starts; where
nobody lives, somebody comes from afar. So `dispatch.assigning` chooses them too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from waystation.kernel.joint.net import I32
from waystation.network.domain import Calendar, Leg, Partner, open_days

# Where no partner is on file nobody is asked for; so many groups may set out a day.
UNASKED = 10_000


class Pools(NamedTuple):
    """The pools of a network, and for each leg which one leads it.

    `members`: the partners of each pool, by slug; `of`: the pool of each partner; `of_leg`: of each
    leg asked about; `home`: the place of a pool that belongs to one. The last pool is that of
    whoever comes from afar: it has no members of its own.
    """

    members: tuple[tuple[str, ...], ...]
    of: Mapping[str, int]
    of_leg: tuple[int, ...]
    home: tuple[str, ...]


def pools(legs: Sequence[Leg], partners: Iterable[Partner]) -> Pools:
    """Put every partner into one pool: of a leg that names them, else of the place they live in.

    Who is named on several legs counts for the narrowest choice of them, so nobody is counted
    twice; a leg whose guides are all counted elsewhere is led from there.
    """
    by_slug = {partner.slug: partner for partner in partners}
    named = {tuple(sorted(set(leg.guides) & by_slug.keys())) for leg in legs if leg.guides}
    members: list[tuple[str, ...]] = []
    home: list[str] = []
    of: dict[str, int] = {}
    for choice in sorted(named, key=lambda one: (len(one), one)):
        free = tuple(slug for slug in choice if slug not in of)
        if free:
            of |= dict.fromkeys(free, len(members))
            members.append(free)
            home.append("")
    at_place: dict[str, list[str]] = defaultdict(list)
    for partner in by_slug.values():
        if partner.slug not in of:
            at_place[partner.place].append(partner.slug)
    local = {}
    for place, slugs in at_place.items():
        local[place] = len(members)
        of |= dict.fromkeys(slugs, len(members))
        members.append(tuple(slugs))
        home.append(place)
    afar = len(members)
    of_leg = [
        _of_named(leg, of, afar) if leg.guides else local.get(leg.from_place, afar) for leg in legs
    ]
    return Pools((*members, ()), of, tuple(of_leg), (*home, ""))


def free_guides(
    found: Pools, partners: Iterable[Partner], first: date, days: int, more: Mapping[str, int]
) -> I32:
    """Count for each day how many of each pool could set out: (days, pools).

    Args:
      more: guides to suppose besides, by the place they would live in.
    """
    counts = np.zeros((days, len(found.members)), dtype=np.int32)
    known: dict[Calendar, I32] = {}
    there = list(partners)
    counts[:, -1] = len(there) if found.of else UNASKED
    for partner in there:
        if partner.calendar not in known:
            days_open = open_days(partner.calendar, first, days)
            known[partner.calendar] = np.array(days_open, dtype=np.int32)
        counts[:, found.of[partner.slug]] += known[partner.calendar]
    for place, n in more.items():
        if place in found.home:
            counts[:, found.home.index(place)] += n
    return np.maximum(counts, 0)


def _of_named(leg: Leg, of: Mapping[str, int], afar: int) -> int:
    led_by = [of[slug] for slug in leg.guides if slug in of]
    return max(set(led_by), key=lambda pool: (led_by.count(pool), -pool), default=afar)
