"""For each slot the (risk, cost) pairs not covered by another: risk rises, cost falls."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled

FIRST_ROOM = 4
START, END, LIMIT = range(3)


class Stairs(NamedTuple):
    """One staircase a slot, all in one pool.

    The loops below take the arrays, not the tuple: handing over a tuple costs more than the search.
    """

    used: NDArray[np.int64]  # (1,) steps of the pool given out
    bounds: NDArray[np.int64]  # (slots, 3) START, END and LIMIT (it must move to pass it)
    steps: NDArray[np.int32]  # (pool, 2) risk, cost


def empty_stairs(n_slots: int, n_steps: int) -> Stairs:
    """Make `n_slots` empty staircases and a pool of `n_steps`."""
    return Stairs(
        used=np.zeros(1, np.int64),
        bounds=np.zeros((n_slots, 3), np.int64),
        steps=np.empty((n_steps, 2), np.int32),
    )


@compiled
def covers(bounds: Any, steps: Any, slot: int, risk: Any, cost: Any) -> bool:
    """Say whether the slot holds a pair that is no worse in both."""
    first = low = bounds[slot, START]
    high = bounds[slot, END]
    while low < high:
        middle = (low + high) >> 1
        if steps[middle, 0] <= risk:
            low = middle + 1
        else:
            high = middle
    return low > first and steps[low - 1, 1] <= cost


@compiled
def wants_room(used: Any, bounds: Any, steps: Any, slot: int) -> bool:
    """Say whether the pool is too small for one more pair in the slot."""
    if bounds[slot, END] < bounds[slot, LIMIT]:
        return False
    return used[0] + _next_room(bounds, slot) > steps.shape[0]


@compiled
def _next_room(bounds: Any, slot: int) -> int:
    return max(FIRST_ROOM, 2 * (bounds[slot, LIMIT] - bounds[slot, START]))


@compiled
def _move(used: Any, bounds: Any, steps: Any, slot: int) -> None:
    old, end, new = bounds[slot, START], bounds[slot, END], used[0]
    used[0] = new + _next_room(bounds, slot)
    steps[new : new + end - old] = steps[old:end]
    bounds[slot, START] = new
    bounds[slot, END] = new + end - old
    bounds[slot, LIMIT] = used[0]


@compiled
def add_step(used: Any, bounds: Any, steps: Any, slot: int, risk: int, cost: int) -> None:
    """Add a pair that is not covered and drop the pairs it covers; see to `wants_room` first."""
    if bounds[slot, END] == bounds[slot, LIMIT]:
        _move(used, bounds, steps, slot)
    low, end = bounds[slot, START], bounds[slot, END]
    high = end
    while low < high:
        middle = (low + high) >> 1
        if steps[middle, 0] < risk:
            low = middle + 1
        else:
            high = middle
    kept = low  # From here on the steps stay; between low and kept the new pair covers them.
    while kept < end and steps[kept, 1] >= cost:
        kept += 1
    shift = low + 1 - kept
    if shift > 0:
        for at in range(end - 1, kept - 1, -1):
            steps[at + 1, 0] = steps[at, 0]
            steps[at + 1, 1] = steps[at, 1]
    elif shift < 0:
        for at in range(kept, end):
            steps[at + shift, 0] = steps[at, 0]
            steps[at + shift, 1] = steps[at, 1]
    steps[low, 0] = risk
    steps[low, 1] = cost
    bounds[slot, END] = end + shift
