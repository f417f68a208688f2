"""What happened to a plan since it was made, and how it differs from the one before. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from waystation.hazards.domain import LegRisk, both_ways
from waystation.network.domain import Calendar, directed, is_open
from waystation.routing import evidence
from waystation.routing.domain import CHANGE_MAX_MIN, DARK, Plan, Route, Stage, facts_for
from waystation.routing.knowing import Known
from waystation.routing.refusing import midnight

# A risk that moved by less than this share of itself is the same risk, told anew.
RISK_MOVED = 0.10
STOPS = ("halted", "gone", "closed")
# What a change of these fields means for nobody who travels.
TOLD_ONLY = frozenset(
    ("evidence", "source", "note", "years", "assumed", "cost_evidence", "rests", "calendar")
)


class Touch(NamedTuple):
    """One thing that happened to what a plan relies on.

    `what` is "halted", "gone", "closed", "changed", "riskier" or "safer"; `kind` is leg, place,
    house or partner; `before` and `after` hold the values of a changed field or the two risks.
    """

    what: str
    kind: str
    slug: str
    routes: tuple[int, ...]
    why: str = ""
    field: str = ""
    before: Any = None
    after: Any = None


class Changed(NamedTuple):
    """How a plan differs from the one before it, route by route and leg by leg."""

    gone: tuple[Route, ...]
    new: tuple[Route, ...]
    same: tuple[tuple[Route, Route], ...]
    risks: tuple[tuple[str, LegRisk, LegRisk], ...]
    touches: tuple[Touch, ...]


def touches(plan: Plan, known: Known) -> list[Touch]:
    """List what has happened since to the rows on which a plan's routes rely; halts come first."""
    lists = routes_by(plan)
    found = [
        Touch("halted", stop.what, stop.slug, routes, stop.why)
        for stop in known.halts
        if (routes := lists.get((stop.what, stop.slug), ()))
    ]
    used = plan.used
    found += _moved("leg", used.legs, known.legs, lists)
    found += _moved("place", used.places, known.places, lists)
    found += _moved("house", used.houses, known.houses, lists)
    found += _moved("partner", used.partners, known.partners, lists)
    found += _closed(plan, known)
    found.sort(key=lambda touch: touch.what not in STOPS)
    return found + _risks_moved(plan, known, lists)


def between(before: Plan, now: Plan, known: Known) -> Changed:
    """Compare a plan with the one made before it for the same people."""
    old = {_way(route): route for route in before.routes}
    new = {_way(route): route for route in now.routes}
    risks = []
    for slug, facts in now.facts.items():
        was = before.facts.get(slug)
        if slug.endswith(DARK) and slug.removesuffix(DARK) in now.facts:
            continue
        if was is not None and _has_moved(was.risk.risk_p, facts.risk.risk_p):
            risks.append((slug, was.risk, facts.risk))
    return Changed(
        gone=tuple(route for way, route in old.items() if way not in new),
        new=tuple(route for way, route in new.items() if way not in old),
        same=tuple((old[way], route) for way, route in new.items() if way in old),
        risks=tuple(risks),
        touches=tuple(t for t in touches(before, known) if t.what in (*STOPS, "changed")),
    )


def _way(route: Route) -> tuple[str, ...]:
    return tuple(stage.leg for stage in route.stages)


def routes_by(plan: Plan) -> dict[tuple[str, str], tuple[int, ...]]:
    """Say by which routes each leg, place, house and only guide is used."""
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for number, route in enumerate(plan.routes):
        names: set[tuple[str, str]] = set()
        for stage in route.stages:
            names |= {("leg", both_ways(stage.leg)), ("place", stage.to_place)}
            names |= {("place", stage.from_place), ("house", stage.to_place)}
            names |= {("partner", slug) for slug in _guides(plan, stage)}
        for name in names:
            found[name] = (*found.get(name, ()), number)
    return found


def _guides(plan: Plan, stage: Stage) -> tuple[str, ...]:
    """Name the guide of a stage where there is but one: with two, one may be lost."""
    facts = facts_for(plan, stage)
    return facts.guides if facts.n_guides == 1 else ()


def _moved(
    kind: str,
    before: Sequence[msgspec.Struct],
    now: Sequence[msgspec.Struct],
    lists: dict[tuple[str, str], tuple[int, ...]],
) -> list[Touch]:
    key = "place" if kind == "house" else "slug"
    here = {getattr(one, key): one for one in now}
    found = []
    for was in before:
        slug = getattr(was, key)
        routes = lists.get((kind, slug), ())
        after = here.get(slug)
        if not routes or after == was:
            continue
        if after is None:
            found.append(Touch("gone", kind, slug, routes))
            continue
        for field in was.__struct_fields__:
            old, new = getattr(was, field), getattr(after, field)
            if old != new and field not in TOLD_ONLY:
                found.append(Touch("changed", kind, slug, routes, "", field, old, new))
    return found


def _closed(plan: Plan, known: Known) -> list[Touch]:
    """Find what is closed on the very day on which a route needs it, and was open before."""
    now = {("leg", leg.slug): leg.calendar for leg in known.legs}
    now |= {("house", house.place): house.calendar for house in known.houses}
    now |= {("partner", partner.slug): partner.calendar for partner in known.partners}
    was = {("leg", leg.slug): leg.calendar for leg in plan.used.legs}
    was |= {("house", house.place): house.calendar for house in plan.used.houses}
    was |= {("partner", partner.slug): partner.calendar for partner in plan.used.partners}
    shut: dict[tuple[str, str], set[int]] = {}
    for number, route in enumerate(plan.routes):
        for name, day in _needs(plan, route):
            before, after = was.get(name), now.get(name)
            if before and after and before != after and not is_open(after, day):
                shut.setdefault(name, set()).add(number)
    return [
        Touch("closed", kind, slug, tuple(sorted(numbers)), _why_closed(now[kind, slug]))
        for (kind, slug), numbers in shut.items()
    ]


def _needs(plan: Plan, route: Route) -> Iterator[tuple[tuple[str, str], date]]:
    """Name what a route needs on which day."""
    for stage in route.stages:
        day = stage.depart.date()
        yield ("leg", both_ways(stage.leg)), day
        yield from ((("partner", slug), day) for slug in _guides(plan, stage))
    for stage, after in pairwise(route.stages):
        if after.wait_min > CHANGE_MAX_MIN:
            yield ("house", stage.to_place), stage.arrive.date()


def _why_closed(calendar: Calendar) -> str:
    return next((closure.why for closure in reversed(calendar.closed) if closure.why), "")


def _risks_moved(
    plan: Plan, known: Known, lists: dict[tuple[str, str], tuple[int, ...]]
) -> list[Touch]:
    """Weigh the legs of the shown routes anew; only what moved enough to matter is told."""
    used = {both_ways(slug.removesuffix(DARK)) for slug in plan.facts}
    legs = [way for leg in known.legs if leg.slug in used for way in directed(leg)]
    places = {place.slug: place for place in known.places}
    risks = evidence.risks_by_light(
        legs,
        places,
        known.hazards,
        midnight(plan.question).date(),
        outcomes=known.outcomes,
        lands=known.lands,
    )
    lights = {leg.slug: both for leg, both in zip(legs, risks, strict=True)}
    told: set[Touch] = set()
    for route in plan.routes:
        for stage in route.stages:
            before = facts_for(plan, stage).risk.risk_p
            now = lights.get(stage.leg)
            if now is None or not _has_moved(before, now[stage.night].risk_p):
                continue
            after = now[stage.night].risk_p
            what = "riskier" if after > before else "safer"
            numbers = lists[("leg", both_ways(stage.leg))]
            told.add(Touch(what, "leg", stage.leg, numbers, "", "risk", before, after))
    return sorted(told, key=lambda touch: (touch.routes, touch.slug))


def _has_moved(before: float, after: float) -> bool:
    return abs(after - before) > RISK_MOVED * before and abs(after - before) >= 0.0005
