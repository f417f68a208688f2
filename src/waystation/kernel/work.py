"""Makes room for a search, and reads the answers out of it."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.buckets import N_HEAP, NONE, empty_queue
from waystation.kernel.compiled import compiled
from waystation.kernel.fronts import empty_fronts
from waystation.kernel.graph import Cut
from waystation.kernel.net import Front
from waystation.kernel.search import (
    ANSWER,
    N_ANSWERS,
    N_COLUMNS,
    N_COUNTS,
    N_EXPANDED,
    N_LABELS,
    N_MADE,
    PARENT,
    PLACE,
    RIDE,
    Graph,
    Hand,
    Work,
)
from waystation.kernel.windows import DAY

INT32 = NDArray[np.int32]
INT64 = NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)
FIRST_LABELS = 4096
LIKELY_DAYS = 8


def first_work(graph: Graph, n_slots: int, first: INT64, max_labels: int) -> Work:
    """Make room and put the start on the queue with its (K,) first figures."""
    capacity = min(max_labels, max(FIRST_LABELS, graph.most_children + 1))
    n_objectives, begin = first.size, int(first[0])
    # Where most searches end; what arrives later is only slower.
    end = begin + 3 * int(graph.remains[graph.start]) + LIKELY_DAYS * DAY
    work = Work(
        counts=np.zeros(N_COUNTS, np.int64),
        labels=np.empty((capacity, n_objectives + N_COLUMNS), np.int32),
        queue=empty_queue(capacity, begin, min(end, int(graph.limit[0]))),
        fronts=empty_fronts(n_slots, n_objectives),
        hand=Hand(*(np.zeros(n_objectives, np.int32) for _ in Hand._fields)),
    )
    work.labels[0] = [*first, graph.start, NONE, NONE]
    work.counts[[N_LABELS, N_MADE]] = 1
    work.counts[ANSWER] = NONE
    work.queue.items[0] = work.queue.keys[0] = 0  # Alone on the heap, it needs no true key.
    work.queue.state[N_HEAP] = 1
    return work


def with_labels(work: Work, max_labels: int) -> Work:
    """Make room for twice as many labels, or for max_labels."""
    capacity = min(max_labels, 2 * len(work.labels))
    queue = work.queue
    return work._replace(
        labels=_longer(work.labels, capacity),
        queue=queue._replace(
            link=_longer(queue.link, capacity),
            keys=_longer(queue.keys, capacity),
            items=_longer(queue.items, capacity),
        ),
    )


def with_fronts(work: Work) -> Work:
    """Make the pool of the fronts twice as large, or as large as the next move needs."""
    used, _, pool = work.fronts
    length = max(2 * len(pool), int(used[0] + 3 * used[1]))
    return work._replace(fronts=work.fronts._replace(pool=_longer(pool, length)))


def _longer(array: NDArray[Number], length: int) -> NDArray[Number]:
    longer = np.empty((length, *array.shape[1:]), array.dtype)
    longer[: len(array)] = array
    return longer


def front_of(
    work: Work, graph: Graph, parts: Cut, duration_min: INT32, eps: float, *, finished: bool
) -> Front:
    """Read the routes found so far out of the labels.

    Args:
      duration_min: (m,) of the rides of the net.
    """
    counts, labels = work.counts, work.labels
    answers = np.empty(counts[N_ANSWERS], np.int64)
    at = counts[ANSWER]
    for nth in range(answers.size):
        answers[nth] = at
        at = work.queue.link[at]
    costs = labels[answers, : parts.first.size]
    costs[:, 1] = -(-costs[:, 1] // parts.fine)
    order = np.lexsort(costs.T[::-1])
    order = order[_unbeaten(costs[order])]
    leg_ptr, legs, departs = _trace(
        labels, answers[order], graph.remains, parts.rides, duration_min
    )
    return Front(
        costs=costs[order],
        leg_ptr=leg_ptr,
        legs=legs,
        departs=departs,
        finished=finished,
        eps=eps,
        labels_made=int(counts[N_MADE]),
        labels_expanded=int(counts[N_EXPANDED]),
    )


def no_front(n_objectives: int, eps: float) -> Front:
    """Answer that there is no route, without a search."""
    none, no_legs = np.empty((0, n_objectives), np.int32), np.empty(0, np.int32)
    return Front(none, np.zeros(1, np.int32), no_legs, no_legs, True, eps, 0, 0)


@compiled
def _unbeaten(costs: INT32) -> NDArray[np.bool_]:
    """Say which rows, in lexical order, no row beats that arrives at the same minute.

    The search leaves no others: it takes labels by arrival and tests them against the answers, but
    does not sort ties to the last figure, nor after risk is rounded.
    """
    is_best = np.ones(costs.shape[0], np.bool_)
    for row in range(costs.shape[0]):
        other = row - 1
        while other >= 0 and is_best[row] and costs[other, 0] == costs[row, 0]:
            is_worse = False
            for k in range(1, costs.shape[1]):
                is_worse |= costs[other, k] > costs[row, k]
            is_best[row] = is_worse
            other -= 1
    return is_best


@compiled
def _trace(labels: INT32, answers: INT64, remains: INT32, rides: INT64, duration: INT32) -> Any:
    """Walk back from each answer and write down its legs and departures, first leg first."""
    first = labels.shape[1] - N_COLUMNS
    place, parent, ride = first + PLACE, first + PARENT, first + RIDE
    leg_ptr = np.zeros(answers.size + 1, np.int32)
    for nth in range(answers.size):
        at, n_legs = answers[nth], 0
        while labels[at, parent] >= 0:
            n_legs += 1
            at = labels[at, parent]
        leg_ptr[nth + 1] = leg_ptr[nth] + n_legs
    legs = np.empty(leg_ptr[-1], np.int32)
    departs = np.empty(leg_ptr[-1], np.int32)
    for nth in range(answers.size):
        at, end = answers[nth], leg_ptr[nth + 1]
        while labels[at, parent] >= 0:
            end -= 1
            legs[end] = rides[labels[at, ride]]
            departs[end] = labels[at, 0] - remains[labels[at, place]] - duration[legs[end]]
            at = labels[at, parent]
    return leg_ptr, legs, departs
