"""How many people can leave a place together, given what they cannot do. Pure."""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from waystation.cases.grouping.domain import shut_by
from waystation.network.domain import Leg, directed


class Room(NamedTuple):
    """How many the widest way to safety carries, and how many if every stop has a bed for each."""

    carries: int
    sheltered: int


NO_WAY = Room(0, 0)
UNBOUNDED = 1 << 30


def rooms(
    legs: Iterable[Leg],
    *,
    ends: Collection[str],
    beds: Mapping[str, int],
    limits: Collection[str] = (),
) -> dict[str, Room]:
    """Say for each place how large a group can be that gets from there to safety at all.

    A way is as wide as the narrowest stretch of it and, where everybody is to sleep indoors, as the
    smallest house between its ends. A place that is missing has no way.

    Args:
      ends: the places that are safe.
      beds: how many each place shelters.
      limits: what somebody in the group cannot do.
    """
    ways = [
        way
        for leg in legs
        for way in directed(leg)
        if not shut_by(limits, leg.mode, in_the_dark=leg.night_only)
    ]
    carries = _widest(ways, ends, None)
    sheltered = _widest(ways, ends, beds)
    return {place: Room(most, sheltered.get(place, 0)) for place, most in carries.items()}


def _widest(
    ways: Iterable[Leg], ends: Collection[str], beds: Mapping[str, int] | None
) -> dict[str, int]:
    """Find the widest way from each place to one of the ends, the widest first.

    Each place is settled at its greatest width, as distances are in a search for short ways.

    Source: Pollack, The maximum capacity through a network, Operations Research 8, 1960.
    """
    into: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for way in ways:
        into[way.to_place].append((way.from_place, way.capacity))
    width: dict[str, int] = {}
    heap = [(-UNBOUNDED, end) for end in ends]
    heapq.heapify(heap)
    while heap:
        negative, place = heapq.heappop(heap)
        if place in width:
            continue
        width[place] = through = -negative
        # Whoever goes on from here has to find a bed here, unless it is safe already.
        if beds is not None and place not in ends:
            through = min(through, beds.get(place, 0))
        for before, capacity in into[place]:
            if before not in width:
                heapq.heappush(heap, (-min(through, capacity), before))
    return width
