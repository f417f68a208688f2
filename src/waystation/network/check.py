"""What is odd about a network, for somebody to look at: nothing here stops anything. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from waystation.base.words import say as _
from waystation.network.domain import (
    BACK,
    RETIRED,
    Calendar,
    Leg,
    Place,
    bands,
    directed,
    night_at,
    open_days,
)
from waystation.network.inforce import InForce, in_force
from waystation.network.night import DAY_MIN, NO_DARK
from waystation.network.records import name_of
from waystation.network.tables import Network

# Kinds of finding, the gravest first.
KINDS = (
    "missing place",
    "same id",
    "no duration",
    "never",
    "window too short",
    "no dark",
    "nobody arrives",
    "nobody leaves",
    "island",
    "dead end",
    "no beds",
    "no place",
    "no price",
)
AHEAD_DAYS = 366
DESTINATION = "destination"
ORIGINS = ("origin", "origin-county")


class Finding(NamedTuple):
    """One thing to look at: its kind, the record it is about, what is odd and what to do."""

    kind: str
    about: str
    says: str
    hint: str


def check(network: Network, day: date) -> tuple[Finding, ...]:
    """List what is odd about a network on a day, the gravest first, then by record.

    Retired records are passed over. What rests is judged as if it did not, so that a rest makes
    no noise; the season of the day decides how long nights are.

    Cost: about 0.1 s for the historical network.
    """
    used = in_force(_without_rests(network))
    names = {place.slug: place for place in network.places}
    found = [
        *_missing(network),
        *_twins(network),
        *_lengths(used.legs, names),
        *_times(used, names, day),
        *_ends(used),
        *_islands(used),
        *_guides(used),
        *_rooms(network, names),
    ]
    return tuple(sorted(set(found), key=lambda f: (KINDS.index(f.kind), f.about, f.says)))


def _without_rests(network: Network) -> Network:
    kinds = ("places", "houses", "legs", "partners", "jurisdictions")
    calm = {kind: tuple(replace(r, rests=()) for r in getattr(network, kind)) for kind in kinds}
    return replace(network, **calm)


def _missing(network: Network) -> Iterator[Finding]:
    """Find legs and partners at places that are not on file, or retired."""
    held = {place.slug for place in network.places if place.standing != RETIRED}
    for leg in network.legs:
        for end in (leg.from_place, leg.to_place):
            if end not in held and leg.standing != RETIRED:
                says = _("the leg ends at ‘%(slug)s’, which is no place in use") % {"slug": end}
                yield Finding(
                    "missing place", leg.slug, says, _("Add the place, or mend or retire the leg.")
                )
    for partner in network.partners:
        if partner.place not in held and partner.standing != RETIRED:
            says = _("the partner is at no place in use")
            yield Finding("no place", partner.slug, says, _("Say where the partner helps."))


def _twins(network: Network) -> Iterator[Finding]:
    """Find ids that stand twice, or that hide behind the ending of a way back."""
    kinds = (
        [place.slug for place in network.places],
        [house.place for house in network.houses],
        [leg.slug for leg in network.legs],
        [partner.slug for partner in network.partners],
        [land.code for land in network.jurisdictions],
    )
    hint = _("Give every record its own id.")
    for slugs in kinds:
        for slug, n in Counter(slugs).items():
            if n > 1:
                says = _("%(n)d records have this id") % {"n": n}
                yield Finding("same id", slug, says, hint)
    for leg in network.legs:
        if leg.slug.endswith(BACK):
            says = _("the id ends in ~back, which is kept for the way back")
            yield Finding("same id", leg.slug, says, hint)


def _lengths(legs: Iterable[Leg], places: Mapping[str, Place]) -> Iterator[Finding]:
    """Find legs that nobody has timed or priced."""
    for leg in legs:
        name = {"name": name_of(leg, places)}
        if leg.duration_min < 1 or {"duration_min", "km"} <= set(leg.assumed):
            says = _("%(name)s: nobody knows how long it takes") % name
            yield Finding("no duration", leg.slug, says, _("Ask whoever went last."))
        if "cost_cents" in leg.assumed and not leg.cost_cents:
            says = _("%(name)s: nobody knows what it costs") % name
            yield Finding("no price", leg.slug, says, _("Ask for the fare, or write 0."))


def _times(used: InForce, names: Mapping[str, Place], day: date) -> Iterator[Finding]:
    """Find legs that no day or no hour opens."""
    for leg in used.legs:
        name = {"name": name_of(leg, names)}
        if not any(open_days(leg.calendar, day, AHEAD_DAYS)):
            says = _("%(name)s: its calendar opens on no day of the year ahead") % name
            yield Finding("never", leg.slug, says, _("Mend the calendar, or retire it."))
        elif leg.windows and _longest(leg) < _least_min(leg):
            says = _("%(name)s: no window is long enough to get through") % name
            hint = _("The longest is %(n)d min; it takes %(least)d.")
            words = {"n": _longest(leg), "least": _least_min(leg)}
            yield Finding("window too short", leg.slug, says, hint % words)
        else:
            yield from _no_hour(leg, names, day)
    for calendar, slug in _calendars(used):
        if not any(open_days(calendar, day, AHEAD_DAYS)):
            says = _("its calendar opens on no day of the year ahead")
            yield Finding("never", slug, says, _("Mend the calendar, or retire it."))


def _no_hour(leg: Leg, places: Mapping[str, Place], day: date) -> Iterator[Finding]:
    """Find the directions of a leg that cannot be set out on at any hour of a day."""
    for way in directed(leg):
        a, b = places[way.from_place], places[way.to_place]
        if bands(way, a, b, day):
            continue
        says = _("%(name)s: no hour of the day is open to it") % {"name": name_of(way, places)}
        if way.night_only and night_at(a, day) == NO_DARK:
            hint = _("It never gets dark there at this season; find another way.")
            yield Finding("no dark", leg.slug, says, hint)
        elif way.night_only:
            hint = _("The night is too short for it at this season, or its hours lie by day.")
            yield Finding("no dark", leg.slug, says, hint)
        else:
            hint = _("Timetable, windows and curfews leave nothing; mend one of them.")
            yield Finding("never", leg.slug, says, hint)


def _ends(used: InForce) -> Iterator[Finding]:
    """Find places that nobody can reach or leave."""
    ways = [way for leg in used.legs for way in directed(leg)]
    left, reached = {way.from_place for way in ways}, {way.to_place for way in ways}
    for place in used.places:
        if place.slug not in reached and place.kind not in ORIGINS:
            says = _("%(name)s: no leg leads there") % {"name": place.name}
            yield Finding("nobody arrives", place.slug, says, _("Add a leg, or retire it."))
        if place.slug not in left and place.kind != DESTINATION:
            says = _("%(name)s: no leg leads on from there") % {"name": place.name}
            yield Finding("nobody leaves", place.slug, says, _("Add a leg, or retire it."))


def _islands(used: InForce) -> Iterator[Finding]:
    """Find places from which legs lead on, but never to a destination."""
    back: dict[str, set[str]] = {}
    for leg in used.legs:
        for way in directed(leg):
            back.setdefault(way.to_place, set()).add(way.from_place)
    open_ends = [place.slug for place in used.places if place.kind == DESTINATION]
    if not open_ends:
        return
    saved = set(open_ends)
    while open_ends:
        fresh = back.get(open_ends.pop(), set()) - saved
        saved |= fresh
        open_ends += fresh
    left = {way.from_place for leg in used.legs for way in directed(leg)}
    for place in used.places:
        if place.slug in left and place.slug not in saved:
            says = _("%(name)s: no chain of legs leads from there to a destination")
            hint = _("Join it to the rest of the network.")
            yield Finding("island", place.slug, says % {"name": place.name}, hint)


def _guides(used: InForce) -> Iterator[Finding]:
    """Find places where everything depends on one person, or on nobody."""
    if not used.partners:
        return
    at = Counter(partner.place for partner in used.partners)
    left = {way.from_place for leg in used.legs for way in directed(leg) if not leg.guides}
    for place in used.places:
        if place.slug in left and at[place.slug] == 1:
            says = _("%(name)s: only one guide is there") % {"name": place.name}
            yield Finding("dead end", place.slug, says, _("Find a second one."))
    for leg in used.legs:
        if leg.guides and not {p.slug for p in used.partners} & set(leg.guides):
            says = _("none of the guides it names is in use")
            yield Finding("dead end", leg.slug, says, _("Name another guide."))


def _rooms(network: Network, places: Mapping[str, Place]) -> Iterator[Finding]:
    """Find houses without a bed."""
    for house in network.houses:
        if house.beds < 1 and house.standing != RETIRED:
            says = _("%(name)s: the house has no beds") % {"name": name_of(house, places)}
            yield Finding("no beds", house.place, says, _("Count the beds, or retire the house."))


def _calendars(used: InForce) -> Iterator[tuple[Calendar, str]]:
    yield from ((house.calendar, house.place) for house in used.houses)
    yield from ((partner.calendar, partner.slug) for partner in used.partners)


def _longest(leg: Leg) -> int:
    return max((last - first) % DAY_MIN for first, last in leg.windows)


def _least_min(leg: Leg) -> int:
    return min([leg.duration_min, *(minutes for _first, _last, minutes in leg.slow)])
