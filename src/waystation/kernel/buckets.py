"""Labels by arrival: a heap for the minutes at hand, unsorted buckets for all that comes later.

A label goes onto the heap only when its bucket is reached, so the heap stays small and near the
processor. Everything beyond the last bucket lies in the last: if the search gets that far, the
heap holds the rest, as slow as a heap is and no slower.

Source: Dial, "Algorithm 360: shortest-path forest with topological ordering", Communications of
the ACM, 1969 (buckets); Denardo and Fox, "Shortest-route methods: 1", Operations Research, 1979
(buckets with a heap within).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import inlined
from waystation.kernel.heap import drop_least, low_half, pack, push

N_BUCKETS = 2**14
# Places in `state`. FIRST is the least arrival of all, WIDTH the bits of a bucket's width.
N_HEAP, N_LATER, HERE, FIRST, WIDTH = range(5)
NONE = -1


class Queue(NamedTuple):
    """Labels that wait for their turn; `link` and the heap have room for all labels there are."""

    state: NDArray[np.int64]  # (5,)
    heads: NDArray[np.int32]  # (N_BUCKETS,) first label of each bucket
    link: NDArray[np.int32]  # (capacity,) the next label of the same bucket
    keys: NDArray[np.uint64]  # (capacity,) heap: arrival and first sum
    items: NDArray[np.uint64]  # (capacity,) heap: second sum and label


def empty_queue(capacity: int, first: int, last: int) -> Queue:
    """Make a queue for arrivals from `first` on, most of them before `last`."""
    width = max(0, int(last - first).bit_length() - (N_BUCKETS - 1).bit_length())
    return Queue(
        state=np.array([0, 0, 0, first, width], np.int64),
        heads=np.full(N_BUCKETS, NONE, np.int32),
        link=np.empty(capacity, np.int32),
        keys=np.empty(capacity, np.uint64),
        items=np.empty(capacity, np.uint64),
    )


@inlined
def put(queue: Any, label: Any, figures: Any, kt: Any) -> None:
    """Add a label with its figures, arrival first."""
    state, heads, link, keys, items = queue
    bucket = min((np.int64(figures[0]) - state[FIRST]) >> state[WIDTH], N_BUCKETS - 1)
    if bucket > state[HERE]:
        link[label] = heads[bucket]
        heads[bucket] = label
        state[N_LATER] += 1
    else:
        second = figures[2] if len(kt) > 2 else 0
        key, item = pack(figures[0], figures[1]), pack(second, label)
        state[N_HEAP] = push(keys, items, state[N_HEAP], key, item)


@inlined
def take(queue: Any, labels: Any, kt: Any) -> Any:
    """Take the label that comes first by arrival, then by the first sums; NONE if none is left."""
    state, heads, link, keys, items = queue
    if state[N_HEAP] == 0:
        if state[N_LATER] == 0:
            return NONE
        bucket = state[HERE] + 1
        while heads[bucket] == NONE:
            bucket += 1
        state[HERE] = bucket
        label, size = int(heads[bucket]), 0
        heads[bucket] = NONE
        while label != NONE:
            key = pack(labels[label, 0], labels[label, 1])
            second = labels[label, 2] if len(kt) > 2 else 0
            size = push(keys, items, size, key, pack(second, label))
            label = int(link[label])
        state[N_HEAP] = size
        state[N_LATER] -= size
    label = low_half(items[0])
    state[N_HEAP] = drop_least(keys, items, state[N_HEAP])
    return label
