"""How wide the ways out of each place are, as far as the reader may know them."""

from collections.abc import Callable
from functools import cache

from waystation.cases.grouping.domain import UNSEEN_WAY_CARRIES
from waystation.cases.grouping.search import Limits, Width
from waystation.cases.grouping.ways import NO_WAY, Room, rooms
from waystation.hazards import queries as hazards
from waystation.network import queries as network
from waystation.vault.keyring import Keyring

END = "destination"
# A place's slug to how many its ways carry.
WidthOf = Callable[[str], Width]


def sees_ways(keyring: Keyring) -> bool:
    """Say whether the reader holds the network, and so knows how wide the ways are."""
    return bool(keyring.cells_of("network"))


def ways_out(keyring: Keyring) -> WidthOf:
    """Give how many people can leave a place together, by what somebody among them cannot do.

    Where it can be, everybody has a bed at each stop. What is halted counts as no way. Who does not
    hold the network is given the size of a wagon.
    """
    if not sees_ways(keyring):
        return lambda _place: lambda _limits: UNSEEN_WAY_CARRIES
    standing, found = hazards.halts(keyring), network.for_planning(keyring)
    legs = [leg for leg in found.legs if standing.stops_leg(leg) is None]
    ends = {place.slug for place in found.places if place.kind == END}
    beds = {house.place: house.beds for house in found.houses if house.max_nights > 0}

    @cache
    def of(limits: Limits) -> dict[str, Room]:
        return rooms(legs, ends=ends, beds=beds, limits=limits)

    def width(place: str, limits: Limits) -> int:
        room = of(limits).get(place, NO_WAY)
        return room.sheltered or room.carries

    return lambda place: lambda limits: width(place, limits)
