"""What each shown route trades against the balanced one, in figures and places. Pure."""

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from waystation.routing.domain import Plan, Route

NAMED_MAX = 2
Figures = tuple[datetime, float, int]


class Trade(NamedTuple):
    """How one route differs from another; times and sums are this one's less the other's.

    `best` holds those of "earliest", "safest", "cheapest" and "balanced" that it is. `by` and
    `instead` are slugs of the places on which most of each one's own time is spent.
    """

    best: tuple[str, ...]
    later_min: int
    dearer_cents: int
    risk_p: float
    other_risk_p: float
    by: tuple[str, ...]
    instead: tuple[str, ...]
    modes: tuple[str, ...]
    other_modes: tuple[str, ...]


def trades_of(plan: Plan) -> tuple[int, list[Trade]]:
    """Give the number of the balanced route, and what every shown one trades against it."""
    middle = balanced(plan)
    best = _best(plan, middle)
    other = plan.routes[middle]
    return middle, [trade(r, other, best[nth]) for nth, r in enumerate(plan.routes)]


def balanced(plan: Plan) -> int:
    """Choose the shown route whose figures, all counted alike, are nearest to the best of all."""
    columns = list(zip(*(_numbers(figures) for figures in plan.front), strict=True))
    low, high = [min(column) for column in columns], [max(column) for column in columns]

    def far(route: Route) -> float:
        own = _numbers((route.arrive, route.risk_p, route.cost_cents))
        return math.fsum((x - a) / (b - a) for x, a, b in zip(own, low, high, strict=True) if b > a)

    return min(range(len(plan.routes)), key=lambda nth: far(plan.routes[nth]))


def trade(one: Route, other: Route, best: tuple[str, ...] = ()) -> Trade:
    """Say how one route differs from another."""
    own, theirs = _time_at(one), _time_at(other)
    modes, other_modes = _modes(one), _modes(other)
    return Trade(
        best=best,
        later_min=_minutes(one.arrive, other.arrive),
        dearer_cents=one.cost_cents - other.cost_cents,
        risk_p=one.risk_p,
        other_risk_p=other.risk_p,
        by=_most(own, theirs),
        instead=_most(theirs, own),
        modes=tuple(m for m in modes if m not in other_modes)[:NAMED_MAX],
        other_modes=tuple(m for m in other_modes if m not in modes)[:NAMED_MAX],
    )


def _best(plan: Plan, middle: int) -> list[tuple[str, ...]]:
    keys = {
        "earliest": lambda r: (r.arrive, r.risk_p, r.cost_cents),
        "safest": lambda r: (r.risk_p, r.arrive, r.cost_cents),
        "cheapest": lambda r: (r.cost_cents, r.arrive, r.risk_p),
    }
    numbers = range(len(plan.routes))
    first = {
        name: min(numbers, key=lambda nth, key=key: key(plan.routes[nth]))  # type: ignore[misc]
        for name, key in keys.items()
    }
    first["balanced"] = middle
    return [tuple(name for name, number in first.items() if number == nth) for nth in numbers]


def _time_at(route: Route) -> dict[str, int]:
    """Give the minutes spent at or on the way to each place between the two ends."""
    spent: dict[str, int] = {}
    for stage, after in pairwise(route.stages):
        minutes = _minutes(stage.arrive, stage.depart) + after.wait_min
        spent[stage.to_place] = spent.get(stage.to_place, 0) + minutes
    return spent


def _most(own: dict[str, int], theirs: dict[str, int]) -> tuple[str, ...]:
    only = [slug for slug in own if slug not in theirs]
    longest = sorted(only, key=lambda slug: -own[slug])[:NAMED_MAX]
    return tuple(slug for slug in own if slug in longest)


def _modes(route: Route) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stage.mode for stage in route.stages))


def _numbers(figures: Figures) -> Sequence[float]:
    return figures[0].timestamp(), figures[1], figures[2]


def _minutes(one: datetime, other: datetime) -> int:
    return int((one - other).total_seconds()) // 60
