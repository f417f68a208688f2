"""What may be planned on: vetted records alone, their rests folded into calendars. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypeVar

import msgspec

from waystation.network.domain import (
    VETTED,
    Calendar,
    Closure,
    House,
    Jurisdiction,
    Leg,
    Partner,
    Place,
    bands,
    directed,
)
from waystation.network.night import DAY_MIN
from waystation.network.tables import Network

Timed = TypeVar("Timed", House, Leg, Partner)
Standing = TypeVar("Standing", Place, House, Leg, Partner, Jurisdiction)


class InForce(NamedTuple):
    """The part of a network that may be planned on."""

    places: tuple[Place, ...]
    houses: tuple[House, ...]
    legs: tuple[Leg, ...]
    partners: tuple[Partner, ...]
    jurisdictions: tuple[Jurisdiction, ...]


def in_force(network: Network) -> InForce:
    """Pick what may be planned on: vetted, and standing on nothing that is not.

    A rest closes the calendar of what rests. A place that rests closes its house, its partners and
    every leg that sets out there, or that could still be under way to it when the rest begins.
    """
    places = _vetted(network.places)
    known = {place.slug: place for place in places}
    return InForce(
        places=places,
        houses=tuple(
            _rested(house, known[house.place].rests)
            for house in _vetted(network.houses)
            if house.place in known
        ),
        legs=tuple(
            _rested(leg, _at_the_ends(leg, known[leg.from_place], known[leg.to_place]))
            for leg in _vetted(network.legs)
            if leg.from_place in known and leg.to_place in known
        ),
        partners=tuple(
            _rested(partner, known[partner.place].rests if partner.place in known else ())
            for partner in _vetted(network.partners)
        ),
        jurisdictions=_vetted(network.jurisdictions),
    )


def _vetted(records: Iterable[Standing]) -> tuple[Standing, ...]:
    return tuple(record for record in records if record.standing == VETTED)


def _rested(record: Timed, others: Iterable[Closure]) -> Timed:
    closed = (*record.calendar.closed, *record.rests, *others)
    if closed == record.calendar.closed:
        return record
    calendar = Calendar(record.calendar.weekdays, closed)
    return msgspec.structs.replace(record, calendar=calendar)


def _at_the_ends(leg: Leg, a: Place, b: Place) -> tuple[Closure, ...]:
    """Close a leg for the rests of its ends, and so long before that nobody arrives in one."""
    return tuple(
        Closure(_last_arrival(rest.first, leg, a, b), rest.last, rest.why)
        for rest in (*a.rests, *b.rests)
    )


def _last_arrival(first: date, leg: Leg, a: Place, b: Place) -> date:
    """Give the first day on which whoever sets out may still be under way when a rest begins."""
    ends = {a.slug: a, b.slug: b}
    lengths = [
        band.duration_min
        for way in directed(leg)
        for band in bands(way, ends[way.from_place], ends[way.to_place], first)
    ]
    n_days = 1 + max(lengths, default=leg.duration_min) // DAY_MIN
    return date.fromordinal(max(1, first.toordinal() - n_days))
