"""What is asked of the planner and what it answers: questions, routes, stages. Pure."""

from datetime import date, datetime
from math import exp, log1p
from uuid import UUID

import msgspec

from waystation.hazards.domain import LegRisk

# Additive inside: 1e-5 nepers, so that chances of survival multiply by adding whole numbers.
NEPER_SCALE = 100_000
# A group that cannot stay at a place may change there, but not longer than this.
CHANGE_MAX_MIN = 120
# The longest walk in one leg for a group with children.
CHILD_WALK_MAX_MIN = 480
SHOWN_MAX = 6
FRONT_MAX = 400


class Question(msgspec.Struct, frozen=True, kw_only=True, tag="question/1"):
    """Who wants to go where, from when, within which limits.

    `max_cost_cents` is for the whole group; None is no limit. `targets` are place slugs, any of
    which will do.
    """

    start: str
    targets: tuple[str, ...]
    people: int
    children: int = 0
    start_at: datetime
    max_cost_cents: int | None = None
    max_risk_p: float | None = None
    latest_at: datetime | None = None
    group: UUID | None = None
    group_label: str = ""


class Stage(msgspec.Struct, frozen=True, kw_only=True, tag="stage/1"):
    """One leg of a route, with the wait before it.

    `cost_cents` is for the whole group; `leg` names the leg whose evidence stands in the plan.
    """

    leg: str
    from_place: str
    to_place: str
    mode: str
    depart: datetime
    arrive: datetime
    wait_min: int
    risk_p: float
    cost_cents: int
    night: bool


class Route(msgspec.Struct, frozen=True, kw_only=True, tag="route/1"):
    """One way from start to destination, with nothing better in every respect."""

    depart: datetime
    arrive: datetime
    risk_p: float
    cost_cents: int
    stages: tuple[Stage, ...]


class LegFacts(msgspec.Struct, frozen=True, kw_only=True, tag="leg-facts/1"):
    """What a reader may ask of a leg in a plan: risk with evidence, the fare's origin, guesses.

    `assumed` names the fields of the leg that nobody gave and a default filled.
    """

    risk: LegRisk
    cost_evidence: str
    source: str
    km: float
    assumed: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True, tag="plan/1"):
    """The planner's answer: routes worth showing, the figures of all, and the evidence by leg.

    `front` holds (arrival, risk, cost) of every best route; `finished` False means that some are
    missing.
    """

    question: Question
    routes: tuple[Route, ...]
    front: tuple[tuple[datetime, float, int], ...]
    facts: dict[str, LegFacts]
    finished: bool
    made_on: date
    made_by: UUID | None = None


def to_nepers(risk_p: float) -> int:
    """Turn a chance of being caught into the planner's additive whole number."""
    return round(-log1p(-risk_p) * NEPER_SCALE)


def to_chance(nepers: int) -> float:
    """Turn the planner's sum back into a chance."""
    return 1 - exp(-nepers / NEPER_SCALE)


def shown(routes: list[Route], most: int = SHOWN_MAX) -> list[Route]:
    """Pick a few routes that differ in the way they go, not only in their figures.

    The earliest, the safest and the cheapest always stay; then, again and again, the route that
    shares the smallest part of its way with those already picked.
    """
    if len(routes) <= most:
        return routes
    picked: list[Route] = []
    for best in (
        min(routes, key=lambda r: (r.arrive, r.risk_p, r.cost_cents)),
        min(routes, key=lambda r: (r.risk_p, r.arrive, r.cost_cents)),
        min(routes, key=lambda r: (r.cost_cents, r.arrive, r.risk_p)),
    ):
        if best not in picked:
            picked.append(best)
    left = [route for route in routes if route not in picked]
    while left and len(picked) < most:
        farthest = min(left, key=lambda r: max(overlap(r, p) for p in picked))
        picked.append(farthest)
        left.remove(farthest)
    return sorted(picked, key=lambda r: (r.arrive, r.risk_p))


def overlap(one: Route, other: Route) -> float:
    """Say which part of a route's time is spent on legs that another route takes too, 0 to 1."""
    theirs = {stage.leg for stage in other.stages}
    spent = [(stage.arrive - stage.depart).total_seconds() for stage in one.stages]
    whole = sum(spent)
    if whole == 0:
        return 1.0
    both = zip(one.stages, spent, strict=True)
    return sum(seconds for stage, seconds in both if stage.leg in theirs) / whole
