"""A four-way heap in uint64 arrays: of (key, item) pairs, or of keys alone, the least first."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import inlined

UINT64 = NDArray[np.uint64]


@inlined
def pack(high: Any, low: Any) -> Any:
    """Put two non-negative numbers below 2^32 into one that sorts by the first, then the second."""
    # Both sides are cast: a mixed uint64 and int64 would silently become a float.
    return (np.uint64(high) << np.uint64(32)) | np.uint64(low)


@inlined
def high_half(packed: Any) -> Any:
    """Give back the first of the two packed numbers."""
    return np.int64(packed >> np.uint64(32))


@inlined
def low_half(packed: Any) -> Any:
    """Give back the second of the two packed numbers."""
    return np.int64(packed & np.uint64(0xFFFFFFFF))


@inlined
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


@inlined
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


@inlined
def push_key(keys: UINT64, size: int, key: Any) -> int:
    """Add a key to a heap of `size` keys and return the new size; the caller sees to the room."""
    hole = size
    while hole > 0:
        above = (hole - 1) >> 2
        if keys[above] <= key:
            break
        keys[hole] = keys[above]
        hole = above
    keys[hole] = key
    return size + 1


@inlined
def drop_least_key(keys: UINT64, size: int) -> int:
    """Take the first key off a heap of `size` > 0 keys and return the new size."""
    size -= 1
    key, hole = keys[size], 0
    while True:
        first = 4 * hole + 1
        if first >= size:
            break
        least, at = keys[first], first
        for child in range(first + 1, min(first + 4, size)):
            if keys[child] < least:
                least, at = keys[child], child
        if key <= least:
            break
        keys[hole] = least
        hole = at
    keys[hole] = key
    return size
