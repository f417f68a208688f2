"""When a leg or house was last looked at, and when it is due again. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from waystation.hazards.domain import both_ways
from waystation.hazards.rates import ALL_QUIET, CHECK_EVERY_DAYS, COLUMN, LOOK_WEIGHT
from waystation.hazards.values import Due, Outcome, Watched
from waystation.network.domain import House, Jurisdiction, Leg, Place, law_of

LEG, HOUSE = "leg", "house"
FINE, CHANGED, DANGER = "fine", "changed", "danger"
SAID = (FINE, CHANGED, DANGER)
CHECKS_KEPT = 30
EVERY_MAX_DAYS = 730
_NEVER = 1_000.0


def looks(watched: Iterable[Watched]) -> list[Outcome]:
    """Give every look that found nothing as evidence: a fifth of a passage that went well."""
    return [
        Outcome(leg=one.slug, what=ALL_QUIET, on=check.at.date(), weight=LOOK_WEIGHT)
        for one in watched
        for check in one.checks
        if check.said == FINE
    ]


def checklist(
    legs: Iterable[Leg],
    houses: Iterable[House],
    places: Mapping[str, Place],
    watched: Iterable[Watched],
    passages: Iterable[Outcome],
    now: datetime,
    lands: Mapping[str, Jurisdiction] | None = None,
) -> list[Due]:
    """List all legs and houses with their last look and when they are due, most urgent first.

    A passage over a leg is a look at it. What was never looked at comes before what is late by
    the harshness of its law; what is late comes by how many times its interval has gone by.
    """
    known = {(one.what, one.slug): one for one in watched}
    passed: dict[str, date] = {}
    for one in passages:
        slug = both_ways(one.leg)
        passed[slug] = max(one.on, passed.get(slug, one.on))
    law = {slug: law_of(place, lands or {}) for slug, place in places.items()}
    found = []
    for leg in legs:
        harsher = min((law[leg.from_place], law[leg.to_place]), key=COLUMN.__getitem__)
        kept = known.get((LEG, leg.slug), Watched(what=LEG, slug=leg.slug))
        found.append(due(kept, harsher, passed.get(leg.slug), now.date()))
    for house in houses:
        kept = known.get((HOUSE, house.place), Watched(what=HOUSE, slug=house.place))
        found.append(due(kept, law[house.place], None, now.date()))
    return sorted(found, key=lambda one: (-one.overdue, COLUMN[one.law], one.what, one.slug))


def due(kept: Watched, law: str, passed_on: date | None, today: date) -> Due:
    """Say when one leg or house is due again."""
    every = kept.every_days or CHECK_EVERY_DAYS[law] // (2 if kept.what == HOUSE else 1)
    last = kept.checks[-1] if kept.checks else None
    seen = [on for on in (last.at.date() if last else None, passed_on) if on is not None]
    due_on = max(seen) + timedelta(days=every) if seen else today
    overdue = (today - due_on).days / every if seen else _NEVER
    return Due(kept.what, kept.slug, law, every, last, passed_on, due_on, overdue)
