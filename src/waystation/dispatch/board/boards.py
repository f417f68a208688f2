"""The three boards: houses by night, guides by day, groups along the hours. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from waystation.dispatch.board import clashes
from waystation.dispatch.board.clashes import Clash
from waystation.dispatch.board.domain import (
    BACK_DAYS,
    DAY,
    HALTED,
    Night,
    Ride,
    Span,
    Stay,
    Way,
    free_guides,
    led_days,
    nights,
    rides,
    shut_days,
    stays,
)
from waystation.dispatch.domain import OPEN_STATES
from waystation.network.domain import House, Partner, Place

# Clashes further ahead than this are found once they come nearer.
AHEAD_DAYS = 400


class Known(NamedTuple):
    """What the boards are made of: passages, and the network in whatever standing with its halts.

    Houses and partners are by slug (a house by its place), `ids` the rows they lie in.
    """

    ways: tuple[Way, ...]
    places: Mapping[str, Place]
    houses: Mapping[str, House]
    partners: Mapping[str, Partner]
    ids: Mapping[tuple[str, str], UUID]
    halted: frozenset[tuple[str, str]]

    def name_of(self, place: str) -> str:
        """Give what people call a place; its id if it is not on file any more."""
        return self.places[place].name if place in self.places else place


class HouseLine(NamedTuple):
    """A house by night: who is there, and the nights on which nobody is to be sent there."""

    slug: str
    house: House | None
    by_night: Mapping[int, Night]
    shut: Mapping[int, str]

    @property
    def beds(self) -> int:
        """Count its beds; none where there is no house."""
        return self.house.beds if self.house else 0


class GuideLine(NamedTuple):
    """A guide by day: whom they lead, and the days on which nobody is to be sent to them."""

    slug: str
    name: str
    place: str
    led: Mapping[int, tuple[Ride, ...]]
    shut: Mapping[int, str]


class GroupLine(NamedTuple):
    """A passage along the hours: its stages, where its group waits, and what cannot be of it."""

    way: Way
    rides: tuple[Ride, ...]
    stays: tuple[Stay, ...]
    clashes: tuple[Clash, ...]


class Houses(NamedTuple):
    """The houses that are booked or shut in the span, or all; and by night all beds and people."""

    lines: tuple[HouseLine, ...]
    n_all: int
    beds: tuple[int, ...]
    people: tuple[int, ...]


class Guides(NamedTuple):
    """The guides who lead somebody or are shut on some days; how many are free by day."""

    lines: tuple[GuideLine, ...]
    n_all: int
    free: tuple[int, ...]


def houses(known: Known, span: Span, now: datetime, *, everyone: bool = False) -> Houses:
    """Lay out the houses by night, in the order of their names.

    Args:
      everyone: list those too that nobody is booked into and that are open all the time.
    """
    by_place = nights(_stays(known, now), span)
    found = []
    beds = [0] * span.n_days
    for slug in {**known.houses, **by_place}:
        house = known.houses.get(slug)
        shut = _house_shut(known, slug, span)
        line = HouseLine(slug, house, by_place.get(slug, {}), shut)
        for nth in range(span.n_days):
            beds[nth] += 0 if nth in shut else line.beds
        if everyone or line.by_night or _is_news(shut, span):
            found.append(line)
    people = [
        sum(by_night[nth].people for by_night in by_place.values() if nth in by_night)
        for nth in range(span.n_days)
    ]
    found.sort(key=lambda line: (known.name_of(line.slug), line.slug))
    return Houses(tuple(found), len(known.houses), tuple(beds), tuple(people))


def guides(known: Known, span: Span) -> Guides:
    """Lay out the guides by day, in the order of their names."""
    by_guide = led_days(_rides(known), span)
    found, all_shut, all_led = [], [], []
    for slug, partner in known.partners.items():
        led, shut = by_guide.get(slug, {}), _guide_shut(known, slug, span)
        all_shut.append(shut)
        all_led.append(led)
        if led or _is_news(shut, span):
            found.append(GuideLine(slug, partner.name, partner.place, led, shut))
    for slug in by_guide.keys() - known.partners.keys():
        name = next(iter(by_guide[slug].values()))[0].stage.guide_name
        found.append(GuideLine(slug, name, "", by_guide[slug], {}))
    found.sort(key=lambda line: (line.name, line.slug))
    free = free_guides(all_shut, all_led, len(known.partners), span)
    return Guides(tuple(found), len(known.partners), tuple(free))


def groups(known: Known, span: Span, clashing: Iterable[Clash], now: datetime) -> list[GroupLine]:
    """Lay out the passages of a span along the hours: who is under way, then to come, then over."""
    about: dict[UUID, list[Clash]] = {}
    for one in clashing:
        for way in one.ways:
            about.setdefault(way.id, []).append(one)
    found = []
    for way in known.ways:
        gone, waits = rides(way), stays(way, now)
        if not gone or gone[-1].comes.date() < span.first or _begins(gone, waits) >= span.ends:
            continue
        found.append(GroupLine(way, gone, waits, tuple(about.get(way.id, ()))))
    return sorted(found, key=lambda line: (_turn(line, now), line.rides[0].leaves, line.way.label))


def all_clashes(known: Known, now: datetime) -> list[Clash]:
    """List everything that cannot be as it stands from now on, in the order of its days."""
    gone, waits = _rides(known), _stays(known, now)
    last = max([now, *(ride.comes for ride in gone), *(stay.leaves for stay in waits)])
    first = now.date() - BACK_DAYS * DAY
    span = Span(first, min(BACK_DAYS + AHEAD_DAYS, (last.date() - first).days + 1))
    tonight = span.first + span.night_of(now) * DAY
    stayed = {stay.place for stay in waits}
    shut = {slug: _house_shut(known, slug, span) for slug in stayed}
    leads = {ride.stage.guide for ride in gone}
    away = {slug: _guide_shut(known, slug, span) for slug in leads}
    found = clashes.too_full(nights(waits, span), known.houses, span, tonight)
    found += clashes.badly_housed(waits, known.houses, shut, span, now)
    found += clashes.badly_led(gone, away, span)
    return sorted(found, key=lambda one: (one.first, one.kind, one.slug))


def _is_news(shut: Mapping[int, str], span: Span) -> bool:
    """Say whether somebody who plans wants to see it: not what is away for all of the span."""
    return bool(shut) and (len(shut) < span.n_days or HALTED in shut.values())


def _turn(line: GroupLine, now: datetime) -> int:
    """Say in which third of the board a way stands: 0 under way, 1 to come, 2 over."""
    if line.way.state not in (*OPEN_STATES, "proposed"):
        return 2
    return 0 if line.rides[0].leaves <= now else 1


def _begins(gone: Sequence[Ride], waits: Iterable[Stay]) -> datetime:
    return min([gone[0].leaves, *(stay.comes for stay in waits)])


def _rides(known: Known) -> list[Ride]:
    return [ride for way in known.ways for ride in rides(way)]


def _stays(known: Known, now: datetime) -> list[Stay]:
    return [stay for way in known.ways for stay in stays(way, now)]


def _house_shut(known: Known, slug: str, span: Span) -> dict[int, str]:
    house = known.houses.get(slug)
    if house is None:
        return {}
    return shut_days(house, span, is_halted=("place", slug) in known.halted)


def _guide_shut(known: Known, slug: str, span: Span) -> dict[int, str]:
    partner = known.partners.get(slug)
    if partner is None:
        return {}
    return shut_days(partner, span, is_halted=("partner", slug) in known.halted)
