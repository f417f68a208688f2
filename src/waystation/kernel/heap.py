"""A four-way heap of (key, item) pairs in two uint64 arrays, least pair first."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled

UINT64 = NDArray[np.uint64]


@compiled
def pack(high: Any, low: Any) -> Any:
    """Put two non-negative numbers below 2^32 into one that sorts by the first, then the second."""
    # Both sides are cast: a mixed uint64 and int64 would silently become a float.
    return (np.uint64(high) << np.uint64(32)) | np.uint64(low)


@compiled
def high_half(packed: Any) -> Any:
    """Give back the first of the two packed numbers."""
    return np.int64(packed >> np.uint64(32))


@compiled
def low_half(packed: Any) -> Any:
    """Give back the second of the two packed numbers."""
    return np.int64(packed & np.uint64(0xFFFFFFFF))


@compiled
def push(keys: UINT64, items: UINT64, size: int, key: Any, item: Any) -> int:
    """Add a pair to a heap of `size` pairs and return the new size; the caller sees to the room."""
    hole = size
    while hole > 0:
        above = (hole - 1) >> 2
        if keys[above] < key or (keys[above] == key and items[above] <= item):
            break
        keys[hole] = keys[above]
        items[hole] = items[above]
        hole = above
    keys[hole] = key
    items[hole] = item
    return size + 1


@compiled
def drop_least(keys: UINT64, items: UINT64, size: int) -> int:
    """Take the first pair off a heap of `size` > 0 pairs and return the new size."""
    size -= 1
    key, item = keys[size], items[size]
    hole = 0
    while True:
        first = 4 * hole + 1
        if first >= size:
            break
        least = first
        for child in range(first + 1, min(first + 4, size)):
            if keys[child] < keys[least] or (
                keys[child] == keys[least] and items[child] < items[least]
            ):
                least = child
        if key < keys[least] or (key == keys[least] and item <= items[least]):
            break
        keys[hole] = keys[least]
        items[hole] = items[least]
        hole = least
    keys[hole] = key
    items[hole] = item
    return size
