"""Picks the few routes worth showing: the best of each kind, then those that differ the most."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

INT = NDArray[np.int64]
INT32 = NDArray[np.int32]
SHOWN_MAX = 7
LEAST_APART = 0.15
DIFFERS, BALANCED = -1, -2


class Ways(NamedTuple):
    """What tells routes apart: r routes, their steps one after the other.

    A step is a leg and, where the group stays at its end, a house.
    """

    ptr: INT32  # (r + 1,) route i has the steps ptr[i]:ptr[i + 1]
    leg: INT32  # (steps,) number of the leg (not of the ride: an hour later is the same way)
    minutes: INT32  # (steps,) time spent on the leg
    house: INT32  # (steps,) the house at its end, -1 where nobody stays or all routes must pass


class Picked(NamedTuple):
    """The routes to show, by arrival."""

    routes: INT  # (p,)
    best_in: INT32  # (p,) an objective it is best in, BALANCED, or DIFFERS
    apart: NDArray[np.float64]  # (p,) dissimilarity to the nearest other one picked, 0..1


def pick(
    costs: INT32, ways: Ways, *, start_min: int = 0, most: int = SHOWN_MAX,
    least_apart: float = LEAST_APART,
) -> Picked:  # fmt: skip
    """Pick at most `most` routes that a person can tell apart.

    The best in each objective and the balanced one always stay. Then, again and again, comes the
    route that is least like any picked before; the list ends early when even that one shares
    nearly all of its way with another.

    Args:
      costs: (r, K) figures, arrival minute first.
      start_min: the arrival is weighed as time since this minute.
      most: at least K + 1, or some of the best would be missing.
      least_apart: dissimilarity below which two routes count as the same.

    Cost: 2 ms for 18 routes of up to 10 legs; 25 ms for 1,000 of 20.
    Source: farthest-first traversal, Gonzalez, Theoretical Computer Science 38, 1985.
    """
    n, k = costs.shape
    if most < k + 1:
        raise ValueError(
            f"most is {most}; to keep the best of each kind it must be {k + 1} or more"
        )
    if n == 0:
        return Picked(np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0))
    reasons: dict[int, int] = {}
    for objective in range(k):
        keys = [costs[:, (objective + nth) % k] for nth in range(k - 1, -1, -1)]
        reasons.setdefault(int(np.lexsort(keys)[0]), objective)
    reasons.setdefault(balanced(costs, start_min), BALANCED)
    nearest = np.ones(n)
    for route in reasons:
        nearest = np.minimum(nearest, apart_from(ways, route))
    while len(reasons) < min(n, most):
        nearest[list(reasons)] = -1.0
        farthest = int(np.argmax(nearest))
        if nearest[farthest] < least_apart:
            break
        reasons[farthest] = DIFFERS
        nearest = np.minimum(nearest, apart_from(ways, farthest))
    routes = np.array(sorted(reasons, key=lambda route: tuple(costs[route])), np.int64)
    best_in = np.array([reasons[route] for route in routes.tolist()], np.int32)
    return Picked(routes, best_in, _nearest_other(ways, routes))


def balanced(costs: INT32, start_min: int = 0) -> int:
    """Choose the route whose figures are nearest to the best of every kind, all counted alike.

    Each figure is measured by how far it lies between the best and the worst of the front; the
    route with the least sum is chosen, of equal ones the first.
    """
    figures = costs.astype(np.float64)
    figures[:, 0] -= start_min
    low, high = figures.min(axis=0), figures.max(axis=0)
    spread = np.where(high > low, high - low, 1.0)
    return int(np.argmin(((figures - low) / spread).sum(axis=1)))


def apart_from(ways: Ways, route: int) -> NDArray[np.float64]:
    """Say how unlike each route is to one of them: 0 the same way, 1 nothing in common.

    Half counts the share of both routes' time on legs that they do not share, half the share of
    both routes' houses that they do not share; without houses in either only the legs count.
    """
    own = slice(ways.ptr[route], ways.ptr[route + 1])
    legs = _unlike(ways, ways.leg, ways.minutes.astype(np.float64), own)
    stays = (ways.house >= 0).astype(np.float64)
    houses = _unlike(ways, ways.house, stays, own)
    has_house = (_by_route(ways, stays) > 0) | (stays[own].sum() > 0)
    return np.where(has_house, (legs + houses) / 2, legs)


def _unlike(
    ways: Ways, what: INT32, weight: NDArray[np.float64], own: slice
) -> NDArray[np.float64]:
    """Share of the weight of two routes that lies on what only one of them has."""
    whole = _by_route(ways, weight) + weight[own].sum()
    theirs = _by_route(ways, np.where(np.isin(what, what[own]), weight, 0.0))
    # The chosen route's part that each other one has: by pairs (route, thing), each counted once.
    held = np.flatnonzero(np.isin(what, what[own]))
    route_of = np.repeat(np.arange(ways.ptr.size - 1), np.diff(ways.ptr))[held]
    things, at = np.unique(what[own], return_inverse=True)
    amount = np.bincount(at, weights=weight[own], minlength=things.size)
    nth = np.searchsorted(things, what[held])
    pairs = np.unique(route_of * max(things.size, 1) + nth)
    ours = np.bincount(
        pairs // max(things.size, 1), weights=amount[pairs % max(things.size, 1)],
        minlength=ways.ptr.size - 1,
    )  # fmt: skip
    return np.where(whole > 0, 1.0 - (theirs + ours) / np.where(whole > 0, whole, 1.0), 0.0)


def _by_route(ways: Ways, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.concatenate([[0.0], np.cumsum(weight)])
    return sums[ways.ptr[1:]] - sums[ways.ptr[:-1]]


def _nearest_other(ways: Ways, routes: INT) -> NDArray[np.float64]:
    nearest = np.ones(routes.size)
    for nth, route in enumerate(routes.tolist()):
        others = np.delete(routes, nth)
        if others.size:
            nearest[nth] = apart_from(ways, route)[others].min()
    return nearest
