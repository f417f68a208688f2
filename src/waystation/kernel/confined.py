"""The search for what is still missing: exact, but only where a box is open.

Labels leave a heap by arrival, as in `search`, and at a place only what is no later and no worse
in every sum dominates. A label lives only while some open box may still hold a route through it:
`f` (its sums plus the least that remains) lies below the box's corner, and under the planes
tightest at the box it may end at no more than the corner weighs. Both are necessary for ending in
the box, so a route in an open box is found, or one as good in every figure is; a route found cuts
the boxes. When the heap is empty or no box is open, no route within the limits is left uncovered.

That needs three things of the net: every place with rides out is a house (then the first departure
is as good as any), each figure but arrival is free of waiting, and the boxes came from `boxes`.

Cost: 4 microseconds of CPU a label, with some 90 planes and 20 to 100 boxes.
Source: see `search`; the confinement is our own.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.bounds import INF
from waystation.kernel.boxes import covered_from, cut
from waystation.kernel.compiled import compiled
from waystation.kernel.heap import drop_least, pack, push
from waystation.kernel.slots import Live, next_trip, slot_at
from waystation.kernel.sweeps import (
    ARRIVAL,
    FIRST_LABELS,
    PLACE,
    Tree,
    longer_heap,
    longer_labels,
    put_label,
    with_answer,
)

INT32 = NDArray[np.int32]
INT64 = NDArray[np.int64]
BOX, SUMS = 5, 6  # columns of a label beyond those of a sweep: the box it lives for, f of each sum
N_TIGHTEST = 24  # planes tried for a box
START, END, LIMIT = range(3)  # of the piece of the pool that holds a place's labels


class Wall(NamedTuple):
    """The planes, laid out so that all of them at one place and slot lie side by side."""

    soonest: INT32  # (n, S) least minutes that remain
    weights: INT64  # (j, K)
    by_figure: INT64  # (K, j) the same, turned
    bounds: INT64  # (j,)
    tables: INT32  # (n, S, j)


class Boxes(NamedTuple):
    """The open boxes: q corners and the t planes tightest at each."""

    corners: INT64  # (q, K)
    tightest: INT64  # (q, t)
    reach: INT64  # (q, t) what the corner less one weighs


class Kept(NamedTuple):
    """The sums that each place holds, all in one pool."""

    used: INT64  # (1,)
    pieces: INT64  # (n, 3)
    pool: INT32  # (rows, K - 1)


@compiled
def confined(live: Live, wall: Wall, corners: INT64, eps: float, most: int) -> Tree:
    """Search the open boxes, corners (q, K) from `open_corners` at this eps; `most` labels."""
    boxes = _boxes(corners, wall)
    n_sums = wall.weights.shape[1] - 1
    labels = np.full((FIRST_LABELS, SUMS + n_sums), -1, np.int32)
    keys, items = np.empty(FIRST_LABELS, np.uint64), np.empty(FIRST_LABELS, np.uint64)
    answers, n_answers, n_labels = np.empty(64, np.int64), 0, 1
    n_expanded = 0
    kept = Kept(
        np.zeros(1, np.int64),
        np.zeros((live.ptr.size - 1, 3), np.int64),
        np.empty((FIRST_LABELS, n_sums), np.int32),
    )
    sums, weighed = np.empty(n_sums, np.int64), np.empty(wall.bounds.size, np.int64)
    put_label(labels, 0, live.start_min, live.start, -1, -1, -1, 0)
    for k in range(n_sums):
        labels[0, SUMS + k] = live.remains[live.start, k + 1]
    size = push(keys, items, 0, pack(0, 0), np.uint64(0))
    while size > 0 and boxes.corners.shape[0] > 0 and n_labels < most:
        at = np.int64(items[0])
        size = drop_least(keys, items, size)
        place, now = np.int64(labels[at, PLACE]), np.int64(labels[at, ARRIVAL])
        for k in range(n_sums):
            sums[k] = labels[at, SUMS + k]
        if _covers(kept, place, sums):
            continue
        if _box(live, wall, boxes, place, now, sums, np.int64(labels[at, BOX]), weighed) < 0:
            continue
        kept = _keep(kept, place, sums)
        n_expanded += 1
        if live.is_target[place]:
            answers = with_answer(answers, n_answers, at)
            n_answers += 1
            boxes = _without(boxes, wall, now - live.start_min, sums, eps)
            continue
        for ride in range(live.ptr[place], live.ptr[place + 1]):
            head = np.int64(live.head[ride])
            for k in range(n_sums):
                more = live.figures[ride, k + 1] + live.remains[head, k + 1]
                sums[k] = np.int64(labels[at, SUMS + k]) + more - live.remains[place, k + 1]
            if _covers(kept, head, sums):
                continue
            depart = np.int64(next_trip(live, ride, now))
            if depart >= INF:
                continue
            arrive = depart + live.figures[ride, 0]
            box = _box(live, wall, boxes, head, arrive, sums, np.int64(labels[at, BOX]), weighed)
            if box < 0:
                continue
            if n_labels == labels.shape[0]:
                labels = longer_labels(labels)
                keys, items = longer_heap(keys), longer_heap(items)
            put_label(labels, n_labels, arrive, head, at, ride, depart, box)
            for k in range(n_sums):
                labels[n_labels, SUMS + k] = sums[k]
            key = pack(arrive - live.start_min + live.remains[head, 0], sums[0])
            size = push(keys, items, size, key, np.uint64(n_labels))
            n_labels += 1
    is_done = size == 0 or boxes.corners.shape[0] == 0
    return Tree(labels[:n_labels], answers[:n_answers], n_expanded, is_done)


@compiled
def _boxes(corners: INT64, wall: Wall) -> Boxes:
    """Find the planes with the least room below each corner."""
    n_planes = wall.bounds.size
    n_tightest = min(N_TIGHTEST, n_planes)
    tightest = np.empty((corners.shape[0], n_tightest), np.int64)
    reach = np.empty((corners.shape[0], n_tightest), np.int64)
    for nth in range(corners.shape[0]):
        weighed = np.zeros(n_planes, np.int64)
        for k in range(corners.shape[1]):
            weighed += wall.weights[:, k] * (corners[nth, k] - 1)
        room = (weighed - wall.bounds) / np.maximum(weighed, 1)
        for rank in range(n_tightest):
            plane = room.argmin()
            room[plane] = np.inf
            tightest[nth, rank], reach[nth, rank] = plane, weighed[plane]
    return Boxes(corners, tightest, reach)


@compiled
def _without(boxes: Boxes, wall: Wall, minutes: Any, sums: INT64, eps: float) -> Boxes:
    """Take what a found route covers out of the boxes."""
    point = np.empty(sums.size + 1, np.int64)
    point[0], point[1:] = minutes, sums
    covered_from(point.copy(), eps, point)
    corners, n_open = cut(
        boxes.corners.copy(), boxes.corners.shape[0], point, wall.weights, wall.bounds
    )
    return _boxes(corners[:n_open].copy(), wall)


@compiled
def _box(
    live: Live,
    wall: Wall,
    boxes: Boxes,
    place: Any,
    now: Any,
    sums: INT64,
    hint: Any,
    weighed: INT64,
) -> int:
    """Find an open box in which a label may still end, the hinted one first; -1 for none."""
    slot = slot_at(now, live.slots.slot_min)
    ready = now - live.start_min
    if live.slots.on_grid[place]:
        ready += -now % live.slots.slot_min
    ends, is_weighed = ready + wall.soonest[place, slot], False
    n_boxes = boxes.corners.shape[0]
    hint = hint if hint < n_boxes else 0
    for nth in range(n_boxes):
        box = hint if nth == 0 else (nth - 1 if nth <= hint else nth)
        if ends >= boxes.corners[box, 0]:
            continue
        is_below = True
        for k in range(sums.size):
            is_below &= sums[k] < boxes.corners[box, k + 1]
        if not is_below:
            continue
        if not is_weighed:
            is_weighed = True
            _weigh(live.remains, wall.by_figure, wall.tables, place, slot, ready, sums, weighed)
        if _fits(weighed, boxes.tightest[box], boxes.reach[box]):
            return box
    return -1


@compiled
def _weigh(
    remains: INT32, by_figure: INT64, tables: INT32,
    place: Any, slot: Any, ready: Any, sums: INT64, weighed: INT64,
) -> None:  # fmt: skip
    """Say under each plane where a label may end: what it has, and what remains."""
    for plane in range(weighed.size):
        weighed[plane] = by_figure[0, plane] * ready + tables[place, slot, plane]
    for k in range(sums.size):
        so_far = sums[k] - remains[place, k + 1]
        for plane in range(weighed.size):
            weighed[plane] += by_figure[k + 1, plane] * so_far


@compiled
def _fits(weighed: INT64, tightest: INT64, reach: INT64) -> bool:
    rank = 0
    while rank < tightest.size and weighed[tightest[rank]] <= reach[rank]:
        rank += 1
    return rank == tightest.size


@compiled
def _covers(kept: Kept, place: Any, sums: INT64) -> bool:
    """Say whether the place holds sums that are no worse in all."""
    for row in range(kept.pieces[place, START], kept.pieces[place, END]):
        covers = True
        for k in range(sums.size):
            covers &= kept.pool[row, k] <= sums[k]
        if covers:
            return True
    return False


@compiled
def _keep(kept: Kept, place: Any, sums: INT64) -> Kept:
    """Add sums that are not covered, and drop those they cover."""
    used, pieces, pool = kept
    first, end = pieces[place, START], pieces[place, END]
    stays = first
    for row in range(first, end):
        falls = True
        for k in range(sums.size):
            falls &= sums[k] <= pool[row, k]
        if not falls:
            pool[stays] = pool[row]
            stays += 1
    if stays == pieces[place, LIMIT]:
        room = max(4, 2 * (stays - first))
        if used[0] + room > pool.shape[0]:
            longer = np.empty((2 * (used[0] + room), sums.size), np.int32)
            longer[: used[0]] = pool[: used[0]]
            pool = longer
        pool[used[0] : used[0] + stays - first] = pool[first:stays]
        stays += used[0] - first
        pieces[place, START], pieces[place, LIMIT] = used[0], used[0] + room
        used[0] += room
    for k in range(sums.size):
        pool[stays, k] = sums[k]
    pieces[place, END] = stays + 1
    return Kept(used, pieces, pool)
