"""From a network of values to the planner's arrays: places become indices, chances whole numbers.

A ride is one direction of a leg with one length and one light: what a leg takes by night and by
day, or in slow hours, stands side by side. Minutes count from the midnight (UTC) of the first day.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date
from typing import NamedTuple

import msgspec
import numpy as np

from waystation.hazards.domain import LegRisk
from waystation.kernel.planner import BOOL, INF, INT32, Net, Query
from waystation.kernel.retime import Waits
from waystation.network.domain import (
    ALWAYS_OPEN,
    BACK,
    Band,
    Calendar,
    Leg,
    Place,
    bands,
    directed,
    open_days,
)
from waystation.routing import evidence
from waystation.routing.domain import Question, local_min, to_nepers
from waystation.routing.knowing import Known
from waystation.routing.limits import DAY_MIN, Around, around, bars, guides_of, wait_max_min
from waystation.routing.refusing import midnight

# Calendars are written out so far ahead; a leg with a calendar is closed beyond.
HORIZON_DAYS = 120
EVERY_DAY = -1


class Ride(NamedTuple):
    """One way to take one direction of a leg: always as long, all in the dark or not."""

    leg: int
    band: Band


class Asked(msgspec.Struct, frozen=True):
    """One question in the kernel's terms, with the way back from every ride to its leg."""

    question: Question
    known: Known
    around: Around
    legs: tuple[Leg, ...]  # one direction each
    rides: tuple[Ride, ...]
    risks: tuple[LegRisk, ...]  # of each ride
    index: dict[str, int]
    net: Net
    query: Query
    limits: tuple[int, int, int]
    waits: Waits
    calendars: dict[int, Calendar]  # of houses that are closed on some days, by place

    @property
    def start(self) -> Place:
        """Give the place where the question starts."""
        return self.around.places[self.question.start]


def both_ways(leg: Leg) -> str:
    """Give the slug under which a direction's leg is on file."""
    return leg.slug.removesuffix(BACK)


def in_arrays(known: Known, question: Question) -> Asked:
    """Write a question down for the kernel.

    Cost: see `asking.ask`; the hours and the evidence of every leg are nearly all of it.
    """
    day = midnight(question).date()
    index = {place.slug: i for i, place in enumerate(known.places)}
    legs = tuple(way for leg in known.legs for way in directed(leg))
    shut = around(question, places=known.places, partners=known.partners, halts=known.halts)
    rides = _rides(legs, shut, day)
    risks = _risks(legs, rides, known, day)
    open_leg = [not bars(leg, both_ways(leg), question, shut) for leg in legs]
    alive = np.array([open_leg[ride.leg] for ride in rides], dtype=np.bool_)
    waits = _waits(known, question, day)
    return Asked(
        question=question,
        known=known,
        around=shut,
        legs=legs,
        rides=rides,
        risks=risks,
        index=index,
        net=_net(legs, rides, risks, shut, question),
        query=_query(known, question, shut, alive, waits),
        limits=limits_of(question, shut.places[question.start]),
        waits=waits,
        calendars={
            index[house.place]: house.calendar
            for house in known.houses
            if house.calendar != ALWAYS_OPEN and house.place in index
        },
    )


def limits_of(question: Question, start: Place) -> tuple[int, int, int]:
    """Give the latest arrival, the worst risk and the highest cost as the kernel counts them."""
    latest = INF
    if question.latest_at is not None:
        latest = int((question.latest_at - midnight(question)).total_seconds()) // 60
    if question.max_nights is not None:
        latest = min(latest, last_minute(question, start))
    risk = INF if question.max_risk_p is None else to_nepers(question.max_risk_p)
    cost = INF if question.max_cost_cents is None else min(question.max_cost_cents, INF)
    return latest, risk, cost


def last_minute(question: Question, start: Place) -> int:
    """Give the minute before the first midnight that is one too many."""
    ahead = local_min(start)
    begin = int((question.start_at - midnight(question)).total_seconds()) // 60
    return ((begin + ahead) // DAY_MIN + (question.max_nights or 0) + 1) * DAY_MIN - 1 - ahead


def _rides(legs: Sequence[Leg], shut: Around, day: date) -> tuple[Ride, ...]:
    places = shut.places
    return tuple(
        Ride(nth, band)
        for nth, leg in enumerate(legs)
        for band in bands(leg, places[leg.from_place], places[leg.to_place], day)
    )


def _risks(
    legs: Sequence[Leg], rides: Sequence[Ride], known: Known, day: date
) -> tuple[LegRisk, ...]:
    by_leg = evidence.risks_by_light(
        legs,
        {place.slug: place for place in known.places},
        known.hazards,
        day,
        outcomes=known.outcomes,
        lands=known.lands,
    )
    return tuple(by_leg[ride.leg][ride.band.dark] for ride in rides)


def _net(
    legs: Sequence[Leg],
    rides: Sequence[Ride],
    risks: Sequence[LegRisk],
    shut: Around,
    question: Question,
) -> Net:
    index = {slug: i for i, slug in enumerate(shut.places)}
    tables: dict[tuple[int, ...], int] = {}
    table_of = [tables.setdefault(ride.band.departs, len(tables)) for ride in rides]
    leg_of = np.array([ride.leg for ride in rides], dtype=np.intp)
    fares = _ints([_fare_cents(leg, question) for leg in legs])
    calendars = Calendars(midnight(question).date())
    calendar_of = _ints([calendars.row_of(leg, shut) for leg in legs])
    sums = np.empty((len(rides), 2), dtype=np.int32)
    sums[:, 0] = [to_nepers(risk.risk_p) for risk in risks]
    sums[:, 1] = fares[leg_of]
    return Net(
        n_places=len(index),
        src=_ints([index[leg.from_place] for leg in legs])[leg_of],
        dst=_ints([index[leg.to_place] for leg in legs])[leg_of],
        duration_min=_ints([ride.band.duration_min for ride in rides]),
        sums=sums,
        timetable=_ints(table_of),
        departures_ptr=_ints(np.cumsum([0, *map(len, tables)])),
        departures=_ints([minute for starts in tables for minute in starts]),
        calendar=calendar_of[leg_of],
        open_days=calendars.rows(),
    )


class Calendars:
    """The open days of legs, each different calendar written down once."""

    def __init__(self, first: date) -> None:
        self.first = first
        self._rows: dict[tuple[bool, ...], int] = {}

    def row_of(self, leg: Leg, shut: Around) -> int:
        """Give the row of a leg: its own open days on which somebody is there to guide."""
        guides = [shut.partners[slug] for slug in guides_of(leg, shut) if slug in shut.partners]
        always = not guides or any(guide.calendar == ALWAYS_OPEN for guide in guides)
        if always and leg.calendar == ALWAYS_OPEN:
            return EVERY_DAY
        days = self._days(leg.calendar)
        if not always:
            by_guide = [self._days(guide.calendar) for guide in guides]
            guided = [any(day) for day in zip(*by_guide, strict=True)]
            days = tuple(a and b for a, b in zip(days, guided, strict=True))
        return self._rows.setdefault(days, len(self._rows))

    def rows(self) -> BOOL:
        """Give all rows, one a calendar."""
        if not self._rows:
            return np.empty((0, 0), dtype=np.bool_)
        return np.array(list(self._rows), dtype=np.bool_)

    def _days(self, calendar: Calendar) -> tuple[bool, ...]:
        return open_days(calendar, self.first, HORIZON_DAYS)


def _fare_cents(leg: Leg, question: Question) -> int:
    """Give what a leg costs the whole group; one that cannot carry it costs nothing to add."""
    return min(leg.cost_cents * question.people, INF) if leg.capacity >= question.people else 0


def _waits(known: Known, question: Question, day: date) -> Waits:
    """Say of each place how long this group may stay there and what a day of it adds to risk."""
    houses = {house.place: house for house in known.houses}
    most = [wait_max_min(houses.get(p.slug), question, p) for p in known.places]
    rates = np.zeros(len(most), dtype=np.int32)
    if known.weighs_waiting:
        risks = evidence.house_risks(
            [place.slug for place in known.places],
            {place.slug: place for place in known.places},
            known.hazards,
            day,
            outcomes=known.outcomes,
            lands=known.lands,
        )
        rates[:] = [to_nepers(risks[place.slug].risk_p) for place in known.places]
    return Waits(rates, _ints(most))


def _query(known: Known, question: Question, shut: Around, alive: BOOL, waits: Waits) -> Query:
    index = {place.slug: i for i, place in enumerate(known.places)}
    begin = question.start_at.astimezone(UTC) - midnight(question)
    open_place = [p.slug not in shut.shut_places or p.slug == question.start for p in known.places]
    rates = waits.risk_per_day[waits.max_min >= DAY_MIN]
    return Query(
        start=index[question.start],
        targets=_ints([index[slug] for slug in question.targets]),
        start_min=-(-int(begin.total_seconds()) // 60),
        max_wait_min=waits.max_min,
        alive_place=np.array(open_place, dtype=np.bool_),
        alive_leg=alive,
        wait_risk_per_day=int(np.median(rates)) if rates.size else 0,
    )


def _ints(values: Iterable[int] | INT32) -> INT32:
    return np.asarray(values, dtype=np.int32)
