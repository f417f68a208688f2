"""For each slot the sums that no other sums there cover, laid out by the number of objectives.

Two objectives leave one number after arrival: the least so far. Three leave pairs: a staircase, one
figure rising, the other falling, searched by halving. Four and five leave an unsorted list in
blocks of BLOCK entries, figure by figure, so that a block is compared in few machine instructions.

Source: the truncated fronts of Pulido, Mandow and Perez-de-la-Cruz (2015, see `search`).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import inlined

BLOCK = 16
FIRST_STAIRS = 4
NOTHING = 2**31 - 1  # greater than all that is kept
# Columns of `spans`: where in the pool a slot's front begins, its entries, how many have room.
START, LENGTH, ROOM = range(3)


class Fronts(NamedTuple):
    """One front a slot, all in one pool.

    The loops below take the arrays, not the tuple: handing over a tuple costs more than the search.
    """

    used: NDArray[np.int64]  # (2,) numbers of the pool given out; the most that a move may ask for
    spans: NDArray[np.int32]  # (slots, 3); none with two objectives
    pool: NDArray[np.int32]  # with two objectives one number a slot


def empty_fronts(n_slots: int, n_objectives: int) -> Fronts:
    """Make `n_slots` empty fronts."""
    if n_objectives == 2:
        pool = np.full(n_slots, NOTHING, np.int32)
        return Fronts(np.zeros(2, np.int64), np.zeros((0, 3), np.int32), pool)
    first = FIRST_STAIRS if n_objectives == 3 else BLOCK
    most = first * (n_objectives - 1)
    return Fronts(
        used=np.array([0, most], np.int64),
        spans=np.zeros((n_slots, 3), np.int32),
        pool=np.empty(1024 * most, np.int32),
    )


@inlined
def is_short(used: Any, pool: Any) -> Any:
    """Say whether the pool might be too small for two more entries, each wherever it needs most."""
    return used[0] + 3 * used[1] > pool.shape[0]


@inlined
def covers(spans: Any, pool: Any, slot: Any, sums: Any, kt: Any) -> Any:
    """Say whether the slot holds an entry that is nowhere above sums[1:]."""
    if len(kt) == 2:
        return pool[slot] <= sums[1]
    if len(kt) == 3:
        return _stairs_cover(pool, spans[slot, START], spans[slot, LENGTH], sums[1], sums[2])
    return _blocks_cover(pool, spans[slot, START], spans[slot, LENGTH], sums, kt)


@inlined
def _stairs_cover(pool: Any, start: Any, length: Any, first: Any, second: Any) -> Any:
    low, left = np.uint64(start), np.uint64(length)
    if left == 0:
        return False
    while left > np.uint64(1):  # The last stair not beyond `first` is the lowest of them.
        half = left >> np.uint64(1)
        low += np.uint64(2) * half * np.uint64(pool[low + np.uint64(2) * half] <= first)
        left -= half
    return pool[low] <= first and pool[low + np.uint64(1)] <= second


@inlined
def _blocks_cover(pool: Any, start: Any, length: Any, sums: Any, kt: Any) -> Any:
    n_sums = len(kt) - 1
    at, end = np.int64(start), np.int64(start) + np.int64(length) * n_sums
    while at < end:
        hit = np.int32(0)
        block = pool[at : at + BLOCK * n_sums]
        for lane in range(BLOCK):
            covered = np.int32(1)
            for k in range(n_sums):
                covered &= np.int32(block[k * BLOCK + lane] <= sums[k + 1])
            hit |= covered
        if hit != 0:
            return True
        at += BLOCK * n_sums
    return False


@inlined
def keep(used: Any, spans: Any, pool: Any, slot: Any, sums: Any, kt: Any) -> None:
    """Add sums[1:], which nothing covers, and drop what they cover; see to `is_short` first."""
    if len(kt) == 2:
        pool[slot] = sums[1]
    elif len(kt) == 3:
        if spans[slot, LENGTH] == spans[slot, ROOM]:
            _move(used, spans, pool, slot, FIRST_STAIRS, 2)
        start, length = np.int64(spans[slot, START]), np.int64(spans[slot, LENGTH])
        spans[slot, LENGTH] = _add_stair(pool, start, length, sums[1], sums[2])
    else:
        n_sums = len(kt) - 1
        start = np.int64(spans[slot, START])
        length = _drop_covered(pool, start, np.int64(spans[slot, LENGTH]), sums, kt)
        if length == spans[slot, ROOM]:
            spans[slot, LENGTH] = length
            _move(used, spans, pool, slot, BLOCK, n_sums)
            start = np.int64(spans[slot, START])
            for at in range(start + length * n_sums, used[0]):
                pool[at] = NOTHING
        at = start + length // BLOCK * BLOCK * n_sums + length % BLOCK
        for k in range(n_sums):
            pool[at + k * BLOCK] = sums[k + 1]
        spans[slot, LENGTH] = length + 1


@inlined
def _move(used: Any, spans: Any, pool: Any, slot: Any, first: Any, n_sums: Any) -> None:
    old, length, new = np.int64(spans[slot, START]), np.int64(spans[slot, LENGTH]), used[0]
    room = max(np.int64(first), 2 * length)
    for at in range(length * n_sums):
        pool[new + at] = pool[old + at]
    spans[slot, START] = new
    spans[slot, ROOM] = room
    used[0] = new + room * n_sums
    used[1] = max(used[1], 2 * room * n_sums)


@inlined
def _add_stair(pool: Any, start: Any, length: Any, first: Any, second: Any) -> Any:
    low, left = start, length
    while left > 0:
        half = left >> 1
        if pool[low + 2 * half] < first:
            low += 2 * half + 2
            left -= half + 1
        else:
            left = half
    end, kept = start + 2 * length, low
    while kept < end and pool[kept + 1] >= second:  # From low to here the new stair covers all.
        kept += 2
    shift = low + 2 - kept
    if shift > 0:
        for at in range(end - 1, kept - 1, -1):
            pool[at + 2] = pool[at]
    elif shift < 0:
        for at in range(kept, end):
            pool[at + shift] = pool[at]
    pool[low] = first
    pool[low + 1] = second
    return length + shift // 2


@inlined
def _drop_covered(pool: Any, start: Any, length: Any, sums: Any, kt: Any) -> Any:
    n_sums = len(kt) - 1
    base = np.int64(0)
    while base < length:
        block = pool[start + base * n_sums : start + (base + BLOCK) * n_sums]
        hit = np.int32(0)
        for lane in range(BLOCK):
            covered = np.int32(1)
            for k in range(n_sums):
                covered &= np.int32(block[k * BLOCK + lane] >= sums[k + 1])
            hit |= covered & np.int32(base + lane < length)
        if hit == 0:
            base += BLOCK
            continue
        lane = 0
        while base + lane < min(base + BLOCK, length):
            covers_all = True
            for k in range(n_sums):
                covers_all &= block[k * BLOCK + lane] >= sums[k + 1]
            if not covers_all:
                lane += 1
                continue
            length -= 1  # The last entry takes its place.
            last = start + length // BLOCK * BLOCK * n_sums + length % BLOCK
            for k in range(n_sums):
                block[k * BLOCK + lane] = pool[last + k * BLOCK]
                pool[last + k * BLOCK] = NOTHING
        base += BLOCK
    return length
