"""What a question shuts: which legs and places cannot be used, and why. Pure.

One rule serves the mask of the search and the answer to "why not this way?".
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from waystation.network.domain import VETTED, House, Leg, Partner, Place, codes_of, open_days
from waystation.routing.domain import CHANGE_MAX_MIN, CHILD_WALK_MAX_MIN, Question
from waystation.routing.knowing import Stopped

DAY_MIN = 1_440
# A journey is rarely longer; so far ahead a house must be open without a break.
HOUSE_DAYS = 7
WATER = frozenset(("boat", "ferry", "steamboat", "schooner", "ship", "canal"))


class Bar(NamedTuple):
    """One reason why a leg or place is shut: `kind` says which rule, the rest fills its words."""

    kind: str
    of: str = ""
    n: int = 0
    most: int = 0


class Around(NamedTuple):
    """What stands around the legs: shut places and legs, and who guides from where."""

    places: Mapping[str, Place]
    shut_places: Mapping[str, Bar]
    shut_legs: Mapping[str, Bar]
    shut_partners: Mapping[str, Bar]
    partners: Mapping[str, Partner]
    at_place: Mapping[str, tuple[str, ...]]


def around(
    question: Question,
    *,
    places: Iterable[Place],
    partners: Iterable[Partner] = (),
    halts: Iterable[Stopped] = (),
) -> Around:
    """Gather what is halted, avoided, at rest or out of bounds for one question."""
    by_slug = {place.slug: place for place in places}
    by_partner = {partner.slug: partner for partner in partners}
    halted: dict[str, dict[str, Bar]] = {"place": {}, "leg": {}, "partner": {}}
    for halt in halts:
        halted[halt.what][halt.slug] = Bar("halted", halt.why)
    at_place: dict[str, tuple[str, ...]] = {}
    for partner in by_partner.values():
        at_place[partner.place] = (*at_place.get(partner.place, ()), partner.slug)
    shut_places = {p.slug: bar for p in by_slug.values() if (bar := _of_place(p, question))}
    shut_partners = {
        p.slug: Bar("standing", p.standing) for p in by_partner.values() if p.standing != VETTED
    }
    avoid = question.avoid
    return Around(
        by_slug,
        shut_places | halted["place"] | {slug: Bar("avoided") for slug in avoid.places},
        halted["leg"] | {slug: Bar("avoided") for slug in avoid.legs},
        shut_partners | halted["partner"] | {slug: Bar("avoided") for slug in avoid.partners},
        by_partner,
        at_place,
    )


def bars(leg: Leg, both_ways: str, question: Question, around: Around) -> list[Bar]:
    """List every rule that shuts one direction of a leg to this group; empty: it is open.

    Args:
      both_ways: the slug of the leg as it is on file, whichever way it is travelled.
    """
    found = [*_of_leg(leg, question), *_of_ends(leg, question, around)]
    if both_ways in around.shut_legs:
        found.append(around.shut_legs[both_ways])
    if around.partners and not guides_of(leg, around) and _asked_guides(leg, around):
        found.append(Bar("no guide", leg.from_place))
    return found


def guides_of(leg: Leg, around: Around) -> tuple[str, ...]:
    """Name the partners who may lead a leg: those it names, else those who live at its start.

    Whoever is named but not in force leads nobody, unless no partners are on file at all.
    """
    return tuple(
        slug
        for slug in _asked_guides(leg, around)
        if slug not in around.shut_partners and (slug in around.partners or not around.partners)
    )


def wait_max_min(house: House | None, question: Question, place: Place | None = None) -> int:
    """Say how long this group may stay: nights if the beds suffice, else a short change.

    A house that is closed on any of the first days of the journey shelters nobody: the search
    knows no stay that is allowed on some days only.
    """
    if house is None or house.beds < question.people or house.max_nights < 1:
        return CHANGE_MAX_MIN
    if house.standing != VETTED or (place and lies_in(place, question.no_sleep)):
        return CHANGE_MAX_MIN
    if not all(open_days(house.calendar, question.start_at.date(), _days(question))):
        return CHANGE_MAX_MIN
    return house.max_nights * DAY_MIN


def lies_in(place: Place, codes: tuple[str, ...]) -> bool:
    """Say whether a place lies in one of these jurisdictions, such as US-MD or US."""
    return bool(codes) and any(code in codes for code in codes_of(place))


def _days(question: Question) -> int:
    if question.latest_at is None:
        return HOUSE_DAYS
    return min(HOUSE_DAYS, (question.latest_at.date() - question.start_at.date()).days + 1)


def _asked_guides(leg: Leg, around: Around) -> tuple[str, ...]:
    return leg.guides or around.at_place.get(leg.from_place, ())


def _of_place(place: Place, question: Question) -> Bar | None:
    if place.standing != VETTED:
        return Bar("standing", place.standing)
    if lies_in(place, question.not_at_all):
        return Bar("jurisdiction", place.region or place.country)
    return None


def _of_leg(leg: Leg, question: Question) -> list[Bar]:
    found = []
    if leg.standing != VETTED:
        found.append(Bar("standing", leg.standing))
    if leg.capacity < question.people:
        found.append(Bar("capacity", "", question.people, leg.capacity))
    if leg.mode == "foot":
        found += _of_walk(leg, question)
    if question.cannot_cross_water and leg.mode in WATER:
        found.append(Bar("water", leg.mode))
    if question.max_climb_m is not None and leg.climb_m > question.max_climb_m:
        found.append(Bar("climb", "", leg.climb_m, question.max_climb_m))
    return found


def _of_walk(leg: Leg, question: Question) -> list[Bar]:
    if question.cannot_walk:
        return [Bar("cannot walk")]
    found = []
    if question.children and leg.duration_min > CHILD_WALK_MAX_MIN:
        found.append(Bar("children", "", leg.duration_min, CHILD_WALK_MAX_MIN))
    if question.max_walk_min is not None and leg.duration_min > question.max_walk_min:
        found.append(Bar("walk", "", leg.duration_min, question.max_walk_min))
    return found


def _of_ends(leg: Leg, question: Question, around: Around) -> list[Bar]:
    """Give what shuts an end of a leg; a group may always leave the place where it stands."""
    found = []
    for slug in (leg.from_place, leg.to_place):
        bar = around.shut_places.get(slug)
        if bar and not (slug == question.start == leg.from_place):
            found.append(bar._replace(kind=f"place {bar.kind}", of=bar.of or slug))
    return found
