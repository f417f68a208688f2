"""From how likely each leg is taken to routes that can be drawn."""

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from waystation.kernel.mix.roads import F64, I32, Roads, Routes, routes_from, sums

# Less than this of a flow is the solver's rounding and no way of ours.
CRUMB = 1e-7


class Lot(NamedTuple):
    """Routes, with which chance each of them is drawn, and its loss with nobody watching (n).

    The chances make up one; a loss is in nepers and may hold more than that of the legs.
    """

    routes: Routes
    chance: F64
    loss: F64


def strip(roads: Roads, flow: F64, start: int, targets: I32, *, most: int = 1_000) -> Lot:
    """Cut a flow into routes, the widest first; rounds that lead nowhere are left out.

    With more than `most` routes the narrowest are dropped and the rest take their share.

    Raises:
      ValueError: nothing of the flow leads from the start to a target.
    """
    left = flow.copy()
    ends = set(targets.tolist())
    out: list[list[int]] = [[] for _ in range(roads.n_places)]
    for leg in np.flatnonzero(flow > CRUMB).tolist():
        out[int(roads.src[leg])].append(leg)
    ways: list[I32] = []
    widths: list[float] = []
    while len(ways) < most:
        way = _widest(roads, left, out, start, ends)
        if way is None:
            break
        width = float(left[way].min())
        left[way] -= width
        ways.append(way)
        widths.append(width)
    if not ways:
        raise ValueError("no part of the flow leads from the start to a target")
    return lot_of(roads, ways, np.array(widths))


def lot_of(roads: Roads, ways: list[I32], weight: F64) -> Lot:
    """Make a lot of some routes, each drawn in proportion to its weight."""
    routes = routes_from(ways)
    return Lot(routes, weight / weight.sum(), sums(routes, roads.loss))


def on_legs(lot: Lot, n_legs: int) -> F64:
    """Say how likely each leg is taken by a route that is drawn: (E,)."""
    share = np.repeat(lot.chance, np.diff(lot.routes.ptr))
    return np.bincount(lot.routes.legs, weights=share, minlength=n_legs).astype(np.float64)


def _widest(
    roads: Roads, left: F64, out: list[list[int]], start: int, ends: set[int]
) -> I32 | None:
    """Find the route whose narrowest leg still carries most; None: nothing is left."""
    best = {start: np.inf}
    came: dict[int, int] = {}
    heap = [(-np.inf, start)]
    while heap:
        width, place = heappop(heap)
        if -width < best[place]:
            continue
        if place in ends:
            legs = []
            while place != start:
                legs.append(came[place])
                place = int(roads.src[came[place]])
            return np.array(legs[::-1], np.int32)
        for leg in out[place]:
            through, to = min(-width, float(left[leg])), int(roads.dst[leg])
            if through > max(CRUMB, best.get(to, 0.0)):
                best[to], came[to] = through, leg
                heappush(heap, (-through, to))
    return None
