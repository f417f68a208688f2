"""Runs the searches of one question, and says how much better a route not found could be."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from waystation.kernel.planner import INF, INT32, Front, plan
from waystation.kernel.proof import prove
from waystation.kernel.retime import even_searches
from waystation.kernel.rides import REST
from waystation.routing.answers import Way, rates_of, ways_of
from waystation.routing.arrays import Asked
from waystation.routing.limits import DAY_MIN
from waystation.routing.rules import Found, Ground, ground_of, told_back

K = 3  # arrival, risk, cost
GAP_WANTED = 0.05
# In a large net and without a limit to each figure a closer proof takes three times as long.
LARGE_RIDES, LARGE_GAP_WANTED = 10_000, 0.10


class Searched(NamedTuple):
    """What was found: ways by arrival, none better than another in everything.

    `finished`: every search came to its end. `gap`: by which share of each figure a route that is
    not among the ways can be better at most; None: nobody knows. `any_seen`: a search found a
    route, though perhaps none that keeps the stays of the houses and the limit of risk.
    """

    ways: list[Way]
    finished: bool
    gap: float | None
    any_seen: bool


def search(asked: Asked, *, max_labels: int, proving: bool, eps: float) -> Searched:
    """Find the ways of a question, by searches first, by a proof where they do not finish.

    Where the risk of waiting differs from house to house, nothing is safer than to wait everywhere
    as in the safest place. What is best under that rate therefore bounds every real route, and
    what was found is held against it: that is the `gap`.

    Raises:
      ValueError: figures that cannot be added up.
    """
    founds: list[Found] = []
    is_whole = True
    for ground, limits in grounds(asked):
        front = plan(ground.net, ground.query, limits=limits, eps=eps, max_labels=max_labels)
        founds.append(told_back(ground, front))
        if not front.finished:
            # Only the first search bounds what is missing; without it a second one is no help.
            is_whole = len(founds) > 1
            break
    bounds, gap = (_figures(founds[0].front), eps) if is_whole else (None, None)
    if not is_whole and proving:
        found, proven = _proven(asked)
        if math.isfinite(proven) and (len(found.front.costs) or proven == 0):
            founds.append(found)
            bounds, gap = _figures(found.front), proven
            # Without a route, and nothing left to look for, there is none at all.
            is_whole = not len(bounds)
    ways = ways_of(founds, asked)
    if bounds is not None and gap is not None:
        gap = with_gap(gap, gap_between(bounds, ways, asked.query.start_min))
    return Searched(ways, is_whole, gap, any(len(found.front.costs) for found in founds))


def grounds(asked: Asked) -> Iterator[tuple[Ground, Sequence[int]]]:
    """Give what to search, one after the other, each with its limits; see `even_searches`."""
    for net, query, limits in even_searches(asked.net, asked.query, asked.waits, asked.limits):
        ground = ground_of(msgspec.structs.replace(asked, net=net, query=query))
        yield _with_rests(ground, asked), limits


def _with_rests(ground: Ground, asked: Asked) -> Ground:
    """Count each rest that a rule demands at the rate of its own house, rounded down."""
    if ground.remembered is None:
        return ground
    net, places = ground.net, ground.remembered.place_of_node
    rests = np.flatnonzero(ground.remembered.ride_of_ride == REST)
    per_day = asked.waits.risk_per_day[places[net.src[rests]]].astype(np.int64)
    sums = net.sums.copy()
    sums[rests, 0] = per_day * net.duration_min[rests] // DAY_MIN
    return ground._replace(net=net._replace(sums=sums))


def gap_between(bounds: INT32, ways: list[Way], start_min: int) -> float | None:
    """Say by which share a route can be better than all ways, if some bound is as good as each.

    For each bound counts the way that comes nearest to it; minutes count from the start.
    """
    if not ways:
        return None if len(bounds) else 0.0
    own = {way.costs for way in ways}
    left = [row for row in map(tuple, bounds.tolist()) if row not in own]
    from_start = np.array([start_min, 0, 0])
    found = np.array(sorted(own), dtype=np.float64) - from_start
    worst = 0.0
    for row in np.array(left, dtype=np.float64).reshape(-1, K) - from_start:
        # A figure of nothing counts as one minute, one cent, a hundred-thousandth.
        over = np.where(found > row, found / np.maximum(row, 1), 1.0)
        worst = max(worst, float(over.max(axis=1).min()) - 1)
    return worst


def with_gap(one: float, other: float | None) -> float | None:
    """Put two gaps one upon the other."""
    return None if other is None else one + other + one * other


def _proven(asked: Asked) -> tuple[Found, float]:
    """Find routes with a proof, all waiting as safe as in the safest place."""
    query = asked.query._replace(wait_risk_per_day=rates_of(asked)[0])
    ground = _with_rests(ground_of(msgspec.structs.replace(asked, query=query)), asked)
    is_wide = len(asked.rides) > LARGE_RIDES and INF in asked.limits
    wanted = LARGE_GAP_WANTED if is_wide else GAP_WANTED
    proven = prove(ground.net, ground.query, limits=asked.limits, eps=wanted)
    return told_back(ground, Front(*proven[:-1])), proven.gap


def _figures(front: Front) -> INT32:
    """Leave out the sum that only guides a search."""
    return front.costs[:, :K]
