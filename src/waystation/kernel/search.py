"""The heart of the planner: labels leave a heap by arrival until none is left.

Why the answer is exact
-----------------------
A label is a way to stand at a place: arrival, risk and cost so far, each plus the least that
remains (`f`). Legs and waits never lower `f`, so labels leave the heap in order of `f`, compared
arrival first; at one place that is the order of arrival. A kept label is therefore never later
than a label tested against it, and (risk, cost) is all that must be compared.

Claim: for every permitted route R there is an answer that is nowhere worse. Proof by induction on
the legs of R still to go: some expanded label can ride them, ending no later than R and with no
more risk and cost. It holds for the start. Let the label stand at u and board the next leg at d.
- Start and houses (wait >= 1440): of two labels with the same legs to go the earlier is as good.
  It finds a departure at d's minute of day within 1439 minutes and not after d; timetables repeat
  daily and risk and cost ignore the day, so the rest moves by whole days. Hence towards houses and
  targets only the first departure is tried.
- Limited places (wait < 1440): what can follow depends on the arrival only through the onward
  departures x with arrival <= x <= arrival + wait. `_board` tries departures until every x that
  any of them would see is seen by one that was tried, or until an arrival is free.
- Labels at a limited place that see the same minutes of day share a slot. The earlier may board at
  x too, or whole days before x: a departure of the earlier window that lay after x would lie 1440
  or more after it, and the window is shorter than that.
- A free arrival is as good as any later one (proof in `windows.free_minutes`), so all free minutes
  of a place share one slot, and that slot covers the others too.
- A label is dropped for one no worse in its slot or its place's free slot (which rides on in its
  stead), for an answer no worse in risk and cost (which proves the claim), or because `f` passes a
  limit (then so does R).
Answers leave in lexical order, so none is covered by a later one.

Source: Pulido, Mandow and Perez-de-la-Cruz, "Dimensionality reduction in multiobjective shortest
path search", Computers & Operations Research, 2015 (comparing without the first objective);
Hernandez and others, "Multi-objective search via lazy and efficient dominance checks", IJCAI 2023
(no comparison within the heap). The treatment of
limited places is our own.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled
from waystation.kernel.heap import drop_least, low_half, pack, push
from waystation.kernel.staircase import Stairs, add_step, covers, wants_room
from waystation.kernel.windows import DAY, Trips, nth_departure

INT32 = NDArray[np.int32]

# Columns of a label. ARRIVAL, RISK and COST hold f: the sum so far plus the least that remains.
ARRIVAL, RISK, COST, PLACE, SLOT, PARENT, LEG, DEPART = range(8)
# Values of SLOT beside the slots themselves.
TARGET_SLOT, ANSWER, FREED = 0, -2, -3
# Places in the array of counts; FREE_HEAD begins the chain of freed labels, linked by PARENT.
N_LABELS, N_HEAP, N_FREED, FREE_HEAD, N_MADE, N_EXPANDED = range(6)
# What `advance` returns.
DONE, NEEDS_LABELS, NEEDS_STEPS = range(3)


class Graph(NamedTuple):
    """The live network of one query: n places, p legs that lead on, q limited places."""

    trips: Trips
    leg: INT32  # (p,) number of the leg in the caller's net
    extra: INT32  # (p, 2) risk and cost beyond what the bounds counted, >= 0
    remains: INT32  # (n,) least minutes from a place to a target
    slot: INT32  # (n,) the place's own slot; at a limited place that of its free minutes
    slots: INT32  # (q, 1440) slot by minute of arrival at a limited place
    gaps: NDArray[np.int16]  # (q, 1440) minutes until something leaves
    limit: NDArray[np.int64]  # (3,) latest arrival, most risk, most cost; all < 2^30
    most_children: int  # no expansion makes more labels than this


class Work(NamedTuple):
    """Everything the search writes; the caller makes it larger when asked."""

    counts: NDArray[np.int64]  # (6,)
    labels: INT32  # (capacity, 8)
    keys: NDArray[np.uint64]  # (capacity,) heap: arrival and risk
    items: NDArray[np.uint64]  # (capacity,) heap: cost and label
    stairs: Stairs


@compiled
def advance(graph: Graph, work: Work, stop_at_first: bool) -> int:
    """Search on until the heap is empty, or until an array must grow before the next label.

    Returns:
      DONE, NEEDS_LABELS or NEEDS_STEPS. Nothing is lost by growing and calling again.
    """
    counts, labels, keys, items = work.counts, work.labels, work.keys, work.items
    used, bounds, steps = work.stairs
    while counts[N_HEAP] > 0:
        if labels.shape[0] - counts[N_LABELS] + counts[N_FREED] < graph.most_children:
            return NEEDS_LABELS
        at = low_half(items[0])
        slot, own = labels[at, SLOT], graph.slot[labels[at, PLACE]]
        if wants_room(used, bounds, steps, slot):
            return NEEDS_STEPS
        counts[N_HEAP] = drop_least(keys, items, counts[N_HEAP])
        risk, cost = labels[at, RISK], labels[at, COST]
        if (
            covers(bounds, steps, TARGET_SLOT, risk, cost)
            or covers(bounds, steps, own, risk, cost)
            or (slot != own and covers(bounds, steps, slot, risk, cost))
        ):
            _free(labels, counts, at)
            continue
        add_step(used, bounds, steps, slot, risk, cost)
        counts[N_EXPANDED] += 1
        if slot != TARGET_SLOT:
            _expand(graph, work, at)
            continue
        labels[at, SLOT] = ANSWER
        if stop_at_first:
            return DONE
    return DONE


@compiled
def _free(labels: INT32, counts: Any, at: int) -> None:
    # Never expanded, so no child points at it.
    labels[at, SLOT] = FREED
    labels[at, PARENT] = counts[FREE_HEAD]
    counts[FREE_HEAD] = at
    counts[N_FREED] += 1


@compiled
def _new_label(labels: INT32, counts: Any) -> int:
    counts[N_MADE] += 1
    if counts[N_FREED] == 0:
        counts[N_LABELS] += 1
        return counts[N_LABELS] - 1
    at = counts[FREE_HEAD]
    counts[FREE_HEAD] = labels[at, PARENT]
    counts[N_FREED] -= 1
    return at


@compiled
def _expand(graph: Graph, work: Work, at: int) -> None:
    trips, bounds, steps = graph.trips, work.stairs.bounds, work.stairs.steps
    place = np.int64(work.labels[at, PLACE])
    now = np.int64(work.labels[at, ARRIVAL]) - graph.remains[place]
    for leg in range(trips.ptr[place], trips.ptr[place + 1]):
        risk = np.int64(work.labels[at, RISK]) + graph.extra[leg, 0]
        cost = np.int64(work.labels[at, COST]) + graph.extra[leg, 1]
        if risk > graph.limit[1] or cost > graph.limit[2]:
            continue
        # The comparison holds for every departure: all are later than what the slots hold.
        own = graph.slot[trips.head[leg]]
        if covers(bounds, steps, TARGET_SLOT, risk, cost) or covers(bounds, steps, own, risk, cost):
            continue
        first = nth_departure(trips.departures, trips.spans[leg], now, 0)
        last = now + trips.wait[place]
        if first > last:
            continue
        if trips.row[trips.head[leg]] < 0:
            _arrive(graph, work, at, leg, first)
        else:
            _board(graph, work, at, leg, last)


@compiled
def _board(graph: Graph, work: Work, at: int, leg: int, last: int) -> None:
    """Try the departures up to `last` towards a limited place that add something onward.

    `seen` runs over the onward departures. Each is met from the latest arrival not after it: if
    that one cannot wait long enough none can, and if it can, it meets the most of what follows.
    The first free arrival ends the list: it sees what the skipped ones see from `seen` on.
    """
    trips, departures, head = graph.trips, graph.trips.departures, graph.trips.head[leg]
    own, minutes, span = graph.slot[head], np.int64(trips.duration[leg]), trips.spans[leg]
    gaps, slots = graph.gaps[trips.row[head]], graph.slots[trips.row[head]]
    now = np.int64(work.labels[at, ARRIVAL]) - graph.remains[work.labels[at, PLACE]]
    n_daily = span[1] - span[0]
    nth, trip = 1, nth_departure(departures, span, now, 0)
    seen = trip + minutes
    while True:
        seen += gaps[seen % DAY]
        later = nth_departure(departures, span, now, nth) if nth < n_daily else last + 1
        is_free = slots[(trip + minutes) % DAY] == own
        while not is_free and later <= last and later + minutes <= seen:
            trip, nth = later, nth + 1
            later = nth_departure(departures, span, now, nth) if nth < n_daily else last + 1
            is_free = slots[(trip + minutes) % DAY] == own
        stays_until = trip + minutes + trips.wait[head]
        if is_free or seen <= stays_until:
            _arrive(graph, work, at, leg, trip)
        if is_free or later > last:
            return
        seen = stays_until + 1 if seen <= stays_until else later + minutes


@compiled
def _arrive(graph: Graph, work: Work, at: int, leg: int, trip: int) -> None:
    """Put the label on the heap that takes `leg` at minute `trip`, unless it is of no use."""
    labels, counts, trips = work.labels, work.counts, graph.trips
    head = np.int64(trips.head[leg])
    arrival = trip + trips.duration[leg]
    slot = graph.slot[head]
    if trips.row[head] >= 0:
        slot = graph.slots[trips.row[head], arrival % DAY]
    arrival += graph.remains[head]
    risk = np.int64(labels[at, RISK]) + graph.extra[leg, 0]
    cost = np.int64(labels[at, COST]) + graph.extra[leg, 1]
    if arrival > graph.limit[0] or covers(work.stairs.bounds, work.stairs.steps, slot, risk, cost):
        return
    new = _new_label(labels, counts)
    labels[new, ARRIVAL] = arrival
    labels[new, RISK] = risk
    labels[new, COST] = cost
    labels[new, PLACE] = head
    labels[new, SLOT] = slot
    labels[new, PARENT] = at
    labels[new, LEG] = graph.leg[leg]
    labels[new, DEPART] = trip
    counts[N_HEAP] = push(
        work.keys, work.items, counts[N_HEAP], pack(arrival, risk), pack(cost, new)
    )


@compiled
def trace(labels: INT32, answers: NDArray[np.int64]) -> Any:
    """Walk back from each answer and write down its legs and departures, first leg first.

    Returns:
      (leg_ptr (r + 1,), legs, departs), int32.
    """
    leg_ptr = np.zeros(answers.size + 1, np.int32)
    for nth in range(answers.size):
        at, n_legs = answers[nth], 0
        while labels[at, PARENT] >= 0:
            n_legs += 1
            at = labels[at, PARENT]
        leg_ptr[nth + 1] = leg_ptr[nth] + n_legs
    legs = np.empty(leg_ptr[-1], np.int32)
    departs = np.empty(leg_ptr[-1], np.int32)
    for nth in range(answers.size):
        at, end = answers[nth], leg_ptr[nth + 1]
        while labels[at, PARENT] >= 0:
            end -= 1
            legs[end] = labels[at, LEG]
            departs[end] = labels[at, DEPART]
            at = labels[at, PARENT]
    return leg_ptr, legs, departs
