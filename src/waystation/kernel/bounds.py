"""What at least remains from every place to the nearest target, one objective at a time."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled
from waystation.kernel.heap import drop_least_key, high_half, low_half, pack, push_key

INF = 2**30  # above every sum the planner accepts
INT32 = NDArray[np.int32]


@compiled
def legs_by_head(head: INT32, usable: NDArray[np.bool_], n_places: int) -> Any:
    """List the usable legs by the place they lead to.

    Returns:
      (ptr, legs): the legs into place v are legs[ptr[v]:ptr[v + 1]], int64.
    """
    ptr = np.zeros(n_places + 1, np.int64)
    for leg in range(head.size):
        if usable[leg]:
            ptr[head[leg] + 1] += 1
    for place in range(n_places):
        ptr[place + 1] += ptr[place]
    legs = np.empty(ptr[n_places], np.int64)
    free = ptr[:-1].copy()
    for leg in range(head.size):
        if usable[leg]:
            legs[free[head[leg]]] = leg
            free[head[leg]] += 1
    return ptr, legs


@compiled
def least_sums(tail: INT32, weight: INT32, ptr: Any, legs: Any, targets: INT32) -> Any:
    """Find the least sum of one weight from every place to the nearest target.

    Args:
      tail, weight: (m,) the place each leg leaves and its weight >= 0; sums stay below INF.
      ptr, legs: the usable legs by the place they lead to.

    Returns:
      (n,) int32, INF where no usable leg leads to a target. Dijkstra, backwards.
    """
    least = np.full(ptr.size - 1, INF, np.int32)
    # A key is the sum and the place: with nothing beside it the heap is half as large.
    keys = np.empty(legs.size + targets.size, np.uint64)
    size = 0
    for place in targets:
        if least[place] != 0:
            least[place] = 0
            size = push_key(keys, size, pack(0, place))
    while size > 0:
        top = keys[0]
        size = drop_least_key(keys, size)
        place, so_far = low_half(top), high_half(top)
        if so_far > least[place]:
            continue
        for at in range(ptr[place], ptr[place + 1]):
            before = tail[legs[at]]
            longer = so_far + weight[legs[at]]
            if longer < least[before]:
                least[before] = longer
                size = push_key(keys, size, pack(longer, before))
    return least
