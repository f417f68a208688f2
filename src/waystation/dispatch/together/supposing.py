"""The network as a copy of a plan takes it to be: more beds, more guides, somebody away. Pure."""

import msgspec

from waystation.dispatch.together.domain import Suppose
from waystation.network.domain import Calendar, Closure, House, Partner
from waystation.routing.knowing import Known

# How long people may stay in a house that is only supposed.
NIGHTS = 3


def supposed(known: Known, suppose: Suppose) -> Known:
    """Give what is known with what is supposed put into it; guides are counted elsewhere."""
    houses = {house.place: house for house in known.houses}
    for more in suppose.beds:
        plain = House(place=more.place, beds=0, max_nights=NIGHTS, assumed=True)
        house = houses.get(more.place, plain)
        houses[more.place] = msgspec.structs.replace(house, beds=max(0, house.beds + more.beds))
    return msgspec.structs.replace(
        known,
        houses=tuple(houses.values()),
        partners=tuple(_away(partner, suppose) for partner in known.partners),
    )


def _away(partner: Partner, suppose: Suppose) -> Partner:
    closed = tuple(
        Closure(away.first.date(), away.last.date())
        for away in suppose.away
        if away.partner == partner.slug
    )
    if not closed:
        return partner
    calendar = Calendar(partner.calendar.weekdays, (*partner.calendar.closed, *closed))
    return msgspec.structs.replace(partner, calendar=calendar)
