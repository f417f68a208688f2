"""The heart of the planner: labels leave a queue by arrival until none is left.

Why the answer is exact
-----------------------
A label is a way to stand at a place: its figures so far (arrival, then K - 1 sums), each plus the
least that remains (`f`). Rides and waits never lower `f`, so labels leave the queue in order of
`f`, compared arrival first; at one place that is the order of arrival. A kept label is therefore
never later than a label tested against it, and only the sums must be compared.

Claim: for every permitted route R there is an answer that is nowhere worse. Proof by induction on
the rides of R still to go: some expanded label can take them, ending no later than R and with no
greater sum. It holds for the start. Let the label stand at u and board the next ride at d.
- Start and houses (wait >= 1440): the earlier of two labels may wait for whatever the later takes.
  Hence towards houses and targets only the first departure is tried.
- Limited places (wait < 1440): what can follow depends on the arrival only through the onward
  departures x with arrival <= x <= arrival + wait. `useful_trip` gives one departure after another
  until every x that any of them would see is seen by one that was tried, or an arrival is free.
  The next one is tried when the last leaves the queue, unless an answer or a free label covers it:
  whatever does so covers all that come later.
- Limited places that are not dated: up to the next house everything repeats daily, so the rest of R
  moves by whole days, and in the house the days gained are waited out. Labels that see the same
  minutes of day share a slot. The earlier may board at x too, or whole days before x: a departure
  of the earlier window that lay after x would lie 1440 or more after it, and the window is shorter.
- A free arrival is as good as any later one (proof in `windows.free_minutes`), so all free minutes
  of a place share one slot, the place's own, and that slot covers the others too.
- Dated places: nothing moves by days, so every day has its own slots and no minute is free; within
  a slot the same departures of the same day are seen. After the calendars' end nothing dated is
  left and all days share slots, as above.
- Waiting that costs risk at one rate r: `calm` is risk - r * (minutes since the start). Waiting
  leaves it alone and a ride adds the same to it whenever it leaves, so it is compared at places in
  risk's stead; the risk of a route is its calm plus r times its length, less if both are less.
  Riding in circles may cost less than waiting, for ever. So, once no calendar is ahead, risk itself
  is compared as well, with labels that came to the place at the same minute of an earlier day: they
  may do whatever follows whole days before.
- A label is dropped for one no worse in its slot or its place's own slot (which rides on in its
  stead), for an answer no worse in the sums (which proves the claim), or because `f` passes a
  limit (then so does R).
With eps a label is also dropped for an answer within (1 + eps) of its `f` in every sum. The answer
is no later than R and each of R's sums is at least `f`: nothing adds up along the way.

Source: Pulido, Mandow and Perez-de-la-Cruz, "Dimensionality reduction in multiobjective shortest
path search", Computers & Operations Research, 2015 (comparing without the first objective);
Hernandez and others, "Multi-objective search via lazy and efficient dominance checks", IJCAI 2023
(no comparison within the queue); Perny and Spanjaard, "Near admissible algorithms for
multiobjective search", ECAI 2008 (eps at the goal). The treatment of limited places is our own.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.buckets import NONE, Queue, put, take
from waystation.kernel.compiled import inlined, tight
from waystation.kernel.fronts import NOTHING, Fronts, covers, is_short, keep
from waystation.kernel.windows import DAY, last_trip, next_departure, slot_at, useful_trip

INT32 = NDArray[np.int32]
INT64 = NDArray[np.int64]

# Columns of a label after its K figures.
PLACE, PARENT, RIDE, N_COLUMNS = range(4)
# Places in the array of counts. Freed labels are chained by PARENT, answers by the queue's link.
N_LABELS, N_FREED, FREED, N_ANSWERS, ANSWER, N_MADE, N_EXPANDED, N_COUNTS = range(8)
# What `advance` returns.
DONE, FOUND, NEEDS_LABELS, NEEDS_FRONTS = range(4)
MILLION = 1_000_000


class Graph(NamedTuple):
    """The live network of one query: n places, p rides that lead on, K objectives.

    All targets are one place, n, from which nothing leads on. Where waiting costs risk, risk is in
    1/1440 of its unit, so that a minute's share is whole.
    """

    ptr: INT64  # (n + 2,) rides out of place u are rows ptr[u]:ptr[u + 1]
    head: INT32  # (p,) the place a ride leads to
    extra: INT32  # (p, K) what a ride adds beyond what the bounds counted, >= 0
    remains: INT32  # (n + 1,) least minutes from a place to a target
    limit: INT64  # (K,) most of each figure, < 2^30
    start: int
    first: int  # arrival in the first label's f
    slack: int  # eps in millionths
    most_children: int  # no step makes more labels than this


class Hand(NamedTuple):
    """The figures of the label in hand, (K,) each."""

    f: INT32  # so far plus the least that remains
    calm: INT32  # what places compare: f, less the risk of waiting since the start
    spare: INT32  # what answers compare: f in the caller's units, eps added


class Work(NamedTuple):
    """Everything the search writes; the caller makes it larger when asked."""

    counts: INT64  # (N_COUNTS,)
    labels: INT32  # (capacity, K + N_COLUMNS)
    queue: Queue
    fronts: Fronts
    hand: Hand


@tight
def advance(graph: Graph, times: Any, work: Work, stop_at_first: bool, kt: Any) -> int:
    """Search on until no label is left, an answer is found or an array must grow.

    Args:
      times: `windows.Times`, or None if every ride leaves at any minute.
      kt: a tuple of K zeros, so that K is a constant to the compiler.

    Returns:
      DONE, FOUND (only with stop_at_first), NEEDS_LABELS or NEEDS_FRONTS. Nothing is lost by
      growing, or calling after FOUND, and going on.
    """
    K, target = len(kt), graph.remains.size - 1
    counts, labels, link = work.counts, work.labels, work.queue.link
    used, spans, pool = work.fronts
    f, calm, spare = work.hand
    while True:
        if labels.shape[0] - counts[N_LABELS] + counts[N_FREED] < graph.most_children:
            return NEEDS_LABELS
        if K > 2 and is_short(used, pool):
            return NEEDS_FRONTS
        at = take(work.queue, labels, kt)
        if at == NONE:
            return DONE
        place = np.int64(labels[at, K + PLACE])
        for k in range(K):
            f[k] = labels[at, k]
        _calm_down(graph, times, f, calm, kt)
        slot = place
        is_useless = _is_covered(graph, times, spans, pool, place, work.hand, kt)
        if times is not None and not is_useless and place != target:
            if times.row[place] >= 0:
                slot = slot_at(times, place, np.int64(f[0]) - graph.remains[place])
                is_useless = slot != place and covers(spans, pool, slot, calm, kt)
            if times.wait_risk > 0 and not is_useless:
                is_useless = _is_circling(graph, times, work, place, kt)
            if slot != place:
                _ride_later(graph, times, work, at, kt)  # Takes another label in hand.
        if is_useless:
            labels[at, K + PARENT] = counts[FREED]  # Never expanded, so no child points at it.
            counts[FREED] = at
            counts[N_FREED] += 1
            continue
        counts[N_EXPANDED] += 1
        if place != target:
            keep(used, spans, pool, slot, calm, kt)
            _expand(graph, times, work, at, kt)
            continue
        _as_reported(times, f, 0, spare, kt)
        keep(used, spans, pool, target, spare, kt)
        link[at] = counts[ANSWER]
        counts[ANSWER] = at
        counts[N_ANSWERS] += 1
        if stop_at_first:
            return FOUND


@inlined
def _is_circling(graph: Any, times: Any, work: Any, place: Any, kt: Any) -> Any:
    """Say whether, with no calendar ahead, the place was reached as well at this minute of day."""
    arrival = np.int64(work.hand.f[0]) - graph.remains[place]
    if arrival < times.settled_min:
        return False
    used, spans, pool = work.fronts
    slot = times.clock_slot + place * DAY + arrival % DAY
    if covers(spans, pool, slot, work.hand.f, kt):
        return True
    keep(used, spans, pool, slot, work.hand.f, kt)
    return False


@inlined
def _calm_down(graph: Any, times: Any, f: Any, calm: Any, kt: Any) -> None:
    for k in range(1, len(kt)):
        calm[k] = f[k]
    if times is not None and times.wait_risk > 0:
        calm[1] = f[1] - times.wait_risk * (np.int64(f[0]) - graph.first)


@inlined
def _is_covered(
    graph: Any, times: Any, spans: Any, pool: Any, place: Any, hand: Any, kt: Any
) -> Any:
    """Say whether the place's own slot or an answer covers what is in hand."""
    target = graph.remains.size - 1
    # The place first: it covers more often.
    if place != target and covers(spans, pool, place, hand.calm, kt):
        return True
    if graph.slack == 0 and (times is None or times.wait_risk == 0):
        return covers(spans, pool, target, hand.f, kt)
    _as_reported(times, hand.f, graph.slack, hand.spare, kt)
    return covers(spans, pool, target, hand.spare, kt)


@inlined
def _as_reported(times: Any, f: Any, slack: Any, sums: Any, kt: Any) -> None:
    """Set the sums in the caller's units, rounded up, plus the slack that eps allows."""
    for k in range(1, len(kt)):
        figure = np.int64(f[k])
        if k == 1 and times is not None and times.wait_risk > 0:
            figure = (figure + DAY - 1) // DAY
        sums[k] = min(figure + figure * slack // MILLION, NOTHING - 1)


@inlined
def _expand(graph: Any, times: Any, work: Any, at: Any, kt: Any) -> None:
    K, labels = len(kt), work.labels
    spans, pool, f = work.fronts.spans, work.fronts.pool, work.hand.f
    place = np.int64(labels[at, K + PLACE])
    for ride in range(graph.ptr[place], graph.ptr[place + 1]):
        if not _is_within(graph, labels, at, ride, f, kt):
            continue
        # What covers the ride without a wait covers it at every departure.
        head = np.int64(graph.head[ride])
        _calm_down(graph, times, f, work.hand.calm, kt)
        if _is_covered(graph, times, spans, pool, head, work.hand, kt):
            continue
        if times is None:
            _add(work, at, ride, head, kt)
        else:
            now = np.int64(labels[at, 0]) - graph.remains[place]
            trip = next_departure(times, ride, now)
            _set_out(graph, times, work, at, ride, trip, 0, kt)


@inlined
def _is_within(graph: Any, labels: Any, at: Any, ride: Any, f: Any, kt: Any) -> Any:
    """Set f to what the ride leads to if it leaves at once, and say whether the limits allow it."""
    within = True
    for k in range(len(kt)):
        f[k] = labels[at, k] + graph.extra[ride, k]
        within &= f[k] <= graph.limit[k]
    return within


@tight
def _ride_later(graph: Any, times: Any, work: Any, at: Any, kt: Any) -> None:
    """Put the label on the queue that takes the same ride as this one did, but later."""
    K, labels = len(kt), work.labels
    parent, ride = np.int64(labels[at, K + PARENT]), np.int64(labels[at, K + RIDE])
    head = np.int64(graph.head[ride])
    arrival = np.int64(labels[at, 0]) - graph.remains[head]
    _is_within(graph, labels, parent, ride, work.hand.f, kt)
    trip = next_departure(times, ride, arrival - times.duration[ride] + 1)
    _set_out(graph, times, work, parent, ride, trip, arrival + times.wait[head] + 1, kt)


@tight
def _set_out(
    graph: Any, times: Any, work: Any, at: Any, ride: Any, trip: Any, seen: Any, kt: Any
) -> None:
    """Put the label on the queue that takes `ride` at `trip`, or later if that is of no use.

    In hand are the figures without a wait.
    """
    K, f = len(kt), work.hand.f
    place, head = np.int64(work.labels[at, K + PLACE]), np.int64(graph.head[ride])
    now = np.int64(work.labels[at, 0]) - graph.remains[place]
    last = now + times.wait[place]
    slot = head
    if times.row[head] >= 0:
        if times.row[place] < 0:
            last = last_trip(times, ride, now)
        while True:
            trip = useful_trip(times, ride, trip, seen, last)
            if trip > last:
                return
            arrival = trip + times.duration[ride]
            slot = slot_at(times, head, arrival)
            if slot == head or not covers(
                work.fronts.spans, work.fronts.pool, slot, work.hand.calm, kt
            ):
                break
            seen = arrival + times.wait[head] + 1
            trip = next_departure(times, ride, trip + 1)
    if trip > last or f[0] + trip - now > graph.limit[0]:
        return
    f[0] += trip - now
    if times.wait_risk > 0:
        risk = f[1] + times.wait_risk * (trip - now)
        if risk > graph.limit[1]:
            return
        f[1] = risk
    _add(work, at, ride, head, kt)


@inlined
def _add(work: Any, at: Any, ride: Any, head: Any, kt: Any) -> None:
    """Put what is in hand on the queue."""
    K, counts, labels = len(kt), work.counts, work.labels
    new = counts[FREED]
    if counts[N_FREED] == 0:
        new = counts[N_LABELS]
        counts[N_LABELS] += 1
    else:
        counts[FREED] = labels[new, K + PARENT]
        counts[N_FREED] -= 1
    for k in range(K):
        labels[new, k] = work.hand.f[k]
    labels[new, K + PLACE] = head
    labels[new, K + PARENT] = at
    labels[new, K + RIDE] = ride
    counts[N_MADE] += 1
    put(work.queue, new, work.hand.f, kt)
