"""A corridor as directed legs, and the way that costs least by any weight."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled
from waystation.kernel.heap import drop_least, push

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
BOOL = NDArray[np.bool_]

# Weights are added up as whole numbers, so that two ways of one sum are equal on every machine.
NANO = 1e9
FAR = 2**62


class Roads(NamedTuple):
    """The directed legs of a corridor: E legs, V places, S spots where somebody may stand watch.

    Shapes: all (E), save `caught` (S). A leg and its way back are one spot. `loss` is what a leg
    costs with nobody watching, in nepers; `caught` is the chance that a watched spot costs the
    group its freedom.
    """

    n_places: int
    src: I32
    dst: I32
    spot: I32
    caught: F64
    loss: F64
    hours: F64
    cents: F64


class Routes(NamedTuple):
    """Some routes, one behind the other: route i takes legs[ptr[i]:ptr[i + 1]]."""

    ptr: I64
    legs: I32

    @property
    def n(self) -> int:
        """Count them."""
        return self.ptr.size - 1

    def legs_of(self, nth: int) -> I32:
        """Give the legs of one."""
        return self.legs[self.ptr[nth] : self.ptr[nth + 1]]


def routes_from(ways: list[I32]) -> Routes:
    """Lay some routes one behind the other."""
    ptr = np.cumsum([0, *(way.size for way in ways)]).astype(np.int64)
    return Routes(ptr, np.concatenate([np.empty(0, np.int32), *ways]).astype(np.int32))


def sums(routes: Routes, figure: F64) -> F64:
    """Add a figure of the legs up along each route: (n,)."""
    total = np.concatenate([[0.0], np.cumsum(figure[routes.legs])])
    return np.asarray(total[routes.ptr[1:]] - total[routes.ptr[:-1]])


def cheapest(roads: Roads, weight: F64, start: int, targets: I32) -> I32 | None:
    """Find the legs from a place to the nearest of some targets; None: there is no way.

    `weight` (E) is at least 0 and is counted in whole billionths.
    """
    whole = np.rint(weight * NANO).astype(np.int64)
    order = np.argsort(roads.src, kind="stable").astype(np.int64)
    ptr = np.zeros(roads.n_places + 1, np.int64)
    np.cumsum(np.bincount(roads.src, minlength=roads.n_places), out=ptr[1:])
    is_end = np.zeros(roads.n_places, np.bool_)
    is_end[targets] = True
    end, came = _reach(ptr, order, roads.dst, whole, start, is_end)
    if end < 0:
        return None
    legs = []
    while end != start:
        legs.append(int(came[end]))
        end = int(roads.src[came[end]])
    return np.array(legs[::-1], np.int32)


@compiled
def _reach(ptr: Any, order: Any, dst: Any, weight: Any, start: int, is_end: Any) -> Any:
    """Find the nearest end, and by which leg each place was reached; Dijkstra. (-1: none)"""
    least = np.full(is_end.size, FAR, np.int64)
    came = np.full(is_end.size, -1, np.int64)
    keys = np.empty(order.size + 1, np.uint64)
    items = np.empty(order.size + 1, np.uint64)
    least[start] = 0
    size = push(keys, items, 0, np.uint64(0), np.uint64(start))
    while size > 0:
        so_far, place = np.int64(keys[0]), np.int64(items[0])
        size = drop_least(keys, items, size)
        if so_far > least[place]:
            continue
        if is_end[place]:
            return place, came
        for at in range(ptr[place], ptr[place + 1]):
            leg = order[at]
            longer = so_far + weight[leg]
            if longer < least[dst[leg]]:
                least[dst[leg]] = longer
                came[dst[leg]] = leg
                size = push(keys, items, size, np.uint64(longer), np.uint64(dst[leg]))
    return -1, came
