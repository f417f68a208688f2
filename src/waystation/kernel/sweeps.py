"""Sweeps: many good routes at once, by arrival and one weighed sum of all else; no promise.

A place keeps one number, its least sum so far, which a later label must beat by a share; so a place
keeps few labels, and routes are missed: all that is promised is that those found are permitted.

Cost: 0.35 to 0.7 microseconds of CPU a label, the more the larger the net.
Source: Hernandez and others, "Simple and efficient bi-objective search algorithms via fast
dominance checks", Artificial Intelligence, 2023 (one number per place).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.bounds import INF
from waystation.kernel.compiled import compiled
from waystation.kernel.heap import drop_least, high_half, pack, push
from waystation.kernel.slots import DAY, Live, next_departure, slot_at

INT32 = NDArray[np.int32]
INT64 = NDArray[np.int64]

# Columns of a label, here and in `confined`. SIGMA: the weighed sum so far plus what remains.
ARRIVAL, PLACE, PARENT, RIDE, DEPART, SIGMA = range(6)
FIRST_LABELS = 8192


class Guides(NamedTuple):
    """What keeps a sweep near the best: planes that weigh the sums as it does, and the time too.

    A label lives while under one of the j planes it may still end at no more than `worst`.
    """

    soonest: INT32  # (n, S) least minutes that remain
    minute_weights: INT64  # (j,)
    tables: INT32  # (j, n, S)
    worst: INT64  # (j,)


class Tree(NamedTuple):
    """Labels that lead back to the start, and those of them that are routes."""

    labels: INT32  # (l, 6 or more)
    answers: INT64  # (r,)
    n_expanded: int
    finished: bool


@compiled
def sweep(
    live: Live, guides: Guides, weight: INT32, left: INT32, caps: INT64, step: float, most: int
) -> Tree:
    """Search by arrival and `sigma`, the sum of one weight per ride; keep every label that arrives.

    Args: (p,) the weight of each ride; (n,) the least that remains of it; (2,) most minutes under
    way and most sigma; the share by which a later label must beat a place's; most labels.
    """
    labels = np.full((FIRST_LABELS, 6), -1, np.int32)
    keys, items = np.empty(FIRST_LABELS, np.uint64), np.empty(FIRST_LABELS, np.uint64)
    answers, n_answers, n_labels = np.empty(64, np.int64), 0, 1
    n_expanded = 0
    least, goal = np.full(left.size, INF, np.int32), np.int64(INF)
    put_label(labels, 0, live.start_min, live.start, -1, -1, -1, left[live.start])
    soonest, minute_weights, tables, worst = guides
    departures, open_days, slot_min = live.departures, live.open_days, live.slots.slot_min
    size = push(keys, items, 0, pack(0, 0), np.uint64(0))
    while size > 0 and n_labels < most:
        at, ends = np.int64(items[0]), high_half(keys[0])
        size = drop_least(keys, items, size)
        place, sigma = np.int64(labels[at, PLACE]), np.int64(labels[at, SIGMA])
        if live.is_target[place]:
            goal = min(goal, sigma)
            continue
        if sigma >= goal or sigma >= least[place] - np.int64(least[place] * step):
            continue
        least[place] = sigma
        n_expanded += 1
        for ride in range(live.ptr[place], live.ptr[place + 1]):
            head = np.int64(live.head[ride])
            then = sigma + weight[ride] + left[head] - left[place]
            if then > caps[1] or then >= least[head] - np.int64(least[head] * step):
                continue
            if then >= goal and not live.is_target[head]:
                continue
            now = np.int64(labels[at, ARRIVAL])
            depart = _trip(departures, open_days, live.trips, ride, now)
            if depart >= INF or depart - now > live.wait[place]:
                continue
            arrive = depart + live.figures[ride, 0]
            slot, ready = slot_at(arrive, slot_min), arrive - live.start_min
            ready += -arrive % slot_min if live.slots.on_grid[head] else 0
            end, so_far = ready + soonest[head, slot], then - left[head]
            is_near = _is_near(minute_weights, tables, worst, head, slot, ready, so_far)
            if end > caps[0] or not is_near:
                continue
            if n_labels == labels.shape[0]:
                labels = longer_labels(labels)
                keys, items = longer_heap(keys), longer_heap(items)
            put_label(labels, n_labels, arrive, head, at, ride, depart, then)
            if live.is_target[head]:
                answers = with_answer(answers, n_answers, n_labels)
                n_answers += 1
            key = pack(max(end, ends), arrive)
            size = push(keys, items, size, key, np.uint64(n_labels))
            n_labels += 1
    return Tree(labels[:n_labels], answers[:n_answers], n_expanded, size == 0)


@compiled
def _trip(departures: INT32, open_days: Any, trips: INT64, ride: Any, now: Any) -> Any:
    low, end, calendar = trips[ride, 0], trips[ride, 1], trips[ride, 2]
    return np.int64(next_departure(departures, open_days, low, end, calendar, now))


@compiled
def _is_near(
    minute_weights: INT64,
    tables: INT32,
    worst: INT64,
    place: Any,
    slot: Any,
    ready: Any,
    so_far: Any,
) -> bool:
    """Say whether one of the planes lets the label end near it."""
    for nth in range(worst.size):
        if minute_weights[nth] * ready + so_far + tables[nth, place, slot] <= worst[nth]:
            return True
    return False


@compiled
def put_label(
    labels: INT32,
    nth: Any,
    arrival: Any,
    place: Any,
    parent: Any,
    ride: Any,
    depart: Any,
    last: Any,
) -> None:
    """Write down a label; `last` is its SIGMA, or its BOX."""
    labels[nth, ARRIVAL], labels[nth, PLACE] = arrival, place
    labels[nth, PARENT], labels[nth, RIDE] = parent, ride
    labels[nth, DEPART], labels[nth, SIGMA] = depart, last


@compiled
def longer_labels(labels: INT32) -> INT32:
    """Double the room for labels."""
    longer = np.full((2 * labels.shape[0], labels.shape[1]), -1, np.int32)
    longer[: labels.shape[0]] = labels
    return longer


@compiled
def longer_heap(half: Any) -> Any:
    """Double the room of one array of a heap."""
    longer = np.empty(2 * half.size, np.uint64)
    longer[: half.size] = half
    return longer


@compiled
def with_answer(answers: INT64, n_answers: Any, label: Any) -> INT64:
    """Note down a label that is a route, making room where needed."""
    if n_answers == answers.size:
        longer = np.empty(2 * n_answers, np.int64)
        longer[:n_answers] = answers
        answers = longer
    answers[n_answers] = label
    return answers


@compiled
def figures_of(live: Live, labels: INT32, answers: INT64) -> INT64:
    """Add up each route afresh: (r, K), minutes under way first."""
    n_sums = live.figures.shape[1]
    figures = np.zeros((answers.size, n_sums), np.int64)
    for nth in range(answers.size):
        at, moving = answers[nth], np.int64(0)
        figures[nth, 0] = labels[at, ARRIVAL] - live.start_min
        while labels[at, PARENT] >= 0:
            moving += live.figures[labels[at, RIDE], 0]
            for k in range(1, n_sums):
                figures[nth, k] += live.figures[labels[at, RIDE], k]
            at = np.int64(labels[at, PARENT])
        # Rounded up, once for the whole route.
        figures[nth, 1] += -(-(figures[nth, 0] - moving) * live.wait_risk // DAY)
    return figures


@compiled
def trace(labels: INT32, answers: INT64) -> Any:
    """Walk back from each answer: (ptr (r + 1,), rides, departs), first ride first."""
    ptr = np.zeros(answers.size + 1, np.int64)
    for nth in range(answers.size):
        at, ptr[nth + 1] = answers[nth], ptr[nth]
        while labels[at, PARENT] >= 0:
            ptr[nth + 1] += 1
            at = np.int64(labels[at, PARENT])
    rides, departs = np.empty(ptr[-1], np.int32), np.empty(ptr[-1], np.int32)
    for nth in range(answers.size):
        at, end = answers[nth], ptr[nth + 1]
        while labels[at, PARENT] >= 0:
            end -= 1
            rides[end], departs[end] = labels[at, RIDE], labels[at, DEPART]
            at = np.int64(labels[at, PARENT])
    return ptr, rides, departs
