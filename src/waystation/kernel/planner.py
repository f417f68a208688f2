"""Finds every best way through a net: earliest, safest, cheapest and all that lies between."""

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from waystation.kernel import checks
from waystation.kernel.bounds import INF, least_sums, legs_by_head
from waystation.kernel.search import (
    ANSWER,
    ARRIVAL,
    COST,
    DONE,
    N_EXPANDED,
    N_HEAP,
    N_LABELS,
    N_MADE,
    NEEDS_LABELS,
    RISK,
    SLOT,
    TARGET_SLOT,
    Graph,
    Work,
    advance,
    trace,
)
from waystation.kernel.staircase import empty_stairs
from waystation.kernel.windows import DAY, Trips, tables_by_minute

__all__ = [
    "INF",
    "NO_LIMITS",
    "Front",
    "Limits",
    "Loosen",
    "Net",
    "Query",
    "Why",
    "plan",
    "why_empty",
]

INT32 = NDArray[np.int32]
Number = TypeVar("Number", bound=np.generic)
MAX_LABELS = 4_000_000  # held at once; 48 bytes each
FIRST_LABELS = 4096
FIRST_STEPS = 4096


class Net(NamedTuple):
    """The places and directed legs of a network as arrays; m legs, n places, T timetables.

    Every timetable repeats daily. A leg departs only at minutes of its timetable and takes
    `duration_min`, whichever departure is taken; an empty timetable never departs.
    """

    n_places: int
    src: INT32  # (m,) place the leg leaves
    dst: INT32  # (m,) place it leads to
    duration_min: INT32  # (m,) >= 0
    risk: INT32  # (m,) 1e-5 nepers >= 0: round(-ln(1 - p) * 1e5)
    cost: INT32  # (m,) cents >= 0
    timetable: INT32  # (m,) index of the leg's timetable
    departures_ptr: INT32  # (T + 1,) timetable k is departures[ptr[k]:ptr[k + 1]]
    departures: INT32  # minutes of the day 0..1439, rising within a timetable


class Query(NamedTuple):
    """Where a group stands, where it may go and which places and legs may carry it.

    A place with max_wait_min >= 1440 is a house. At any other the group can only change: it must
    leave within that many minutes. The start counts as a house.
    """

    start: int
    targets: INT32  # (k,) k >= 1; reaching any of them is enough
    start_min: int  # minutes since the epoch's midnight, >= 0
    max_wait_min: INT32  # (n,) >= 0
    alive_place: NDArray[np.bool_]  # (n,) False: closed, also as a start or target
    alive_leg: NDArray[np.bool_]  # (m,)


class Limits(NamedTuple):
    """What a route may not exceed; INF (2^30) is no limit."""

    latest_arrival_min: int = INF  # minutes since the epoch's midnight
    worst_risk: int = INF  # 1e-5 nepers
    budget_cents: int = INF


NO_LIMITS = Limits()


class Front(NamedTuple):
    """Every best route, each figure paired with the legs that give it; r routes.

    Only if `finished` is this the whole answer; otherwise routes are missing.
    """

    costs: INT32  # (r, 3) arrival minute, risk, cost; by arrival, then risk; no two are equal
    leg_ptr: INT32  # (r + 1,) route i takes legs[leg_ptr[i]:leg_ptr[i + 1]]
    legs: INT32
    departs: INT32  # minute each leg is boarded, since the epoch's midnight
    finished: bool
    labels_made: int
    labels_expanded: int


class Loosen(NamedTuple):
    """One limit that, opened alone, gives a route."""

    limit: str  # field of Limits
    needs: int  # the least value that is enough; only enough, if the answer is not `finished`


class Why(NamedTuple):
    """Why no route was found."""

    joined: bool  # a chain of open legs leads to a target, timetables and waits aside
    reachable: bool  # a route exists when every limit is opened
    loosen: tuple[Loosen, ...]  # empty though reachable: two limits or more stand in the way
    finished: bool


def plan(
    net: Net, query: Query, *, limits: Limits = NO_LIMITS, max_labels: int = MAX_LABELS
) -> Front:
    """Find every route that no other route beats on arrival, risk and cost together.

    At a place u reached at minute t, a leg may be boarded at any of its departures d with
    t <= d <= t + max_wait_min[u]; a route ends at the first target it reaches. The answer is exact
    for these integers (proof in `search`), save that a figure of 2^30 or more counts as beyond
    every limit. Of routes with equal figures one is kept. A start that is a target gives one route
    without legs. Routes may pass a place twice where circling bridges a wait.

    Args:
      max_labels: partial routes held at once; when they do not suffice the answer is returned as
        far as it got, with finished=False.

    Raises:
      ValueError: an array of the wrong type, shape or range, or figures whose sum over n_places
        legs could reach 2^30; names the value.

    Cost: 5 ms of CPU (median) for 371 places, 874 legs, 60 departures a day and 166 routes; 6 ms if
    a third of the places is limited to 240 minutes, 22 ms if to 60; 0.1 s for 2,000 places, 4,800
    legs and 689 routes (2 shared cores, synthetic nets). Long fronts and tight waits dominate.
    Source: lazy, dimension-reduced label setting; papers and proof in `search`.
    """
    _check_net(net)
    net, query = _checked_query(net, query)
    caps = _checked_limits(limits)
    most = checks.number("max_labels", max_labels, 1, 2**31)
    return _run(net, query, caps, most, stop_at_first=False)


def why_empty(net: Net, query: Query, *, limits: Limits, max_labels: int = MAX_LABELS) -> Why:
    """Say which limit to loosen, and how far, after `plan` found no route.

    Each limit is opened alone, the others standing. Takes and raises what `plan` does.

    Cost: at most four searches as long as one of `plan`, the first stopping at the first route.
    """
    _check_net(net)
    net, query = _checked_query(net, query)
    caps = _checked_limits(limits)
    most = checks.number("max_labels", max_labels, 1, 2**31)
    joined = bool(_remains(net, query)[query.start, 0] < INF)
    if not joined:
        return Why(joined=False, reachable=False, loosen=(), finished=True)
    free = _run(net, query, _checked_limits(NO_LIMITS), most, stop_at_first=True)
    reachable, finished = len(free.costs) > 0, free.finished
    loosen = []
    for nth, name in enumerate(Limits._fields if reachable else ()):
        if limits[nth] < INF:
            opened = caps.copy()
            opened[nth] = INF - 1
            # Routes come by arrival, so the first answers for the arrival limit.
            front = _run(net, query, opened, most, stop_at_first=nth == 0)
            finished = finished and front.finished
            if len(front.costs):
                loosen.append(Loosen(name, int(front.costs[:, nth].min())))
    return Why(joined=True, reachable=reachable, loosen=tuple(loosen), finished=finished)


def _check_net(net: Net) -> None:
    n_places = checks.number("n_places", net.n_places, 1, 2**30)
    m = np.size(net.src)
    for name in ("src", "dst"):
        checks.within(name, checks.whole_numbers(name, getattr(net, name), m), 0, n_places)
    for name in ("duration_min", "risk", "cost"):
        figures = checks.whole_numbers(name, getattr(net, name), m)
        checks.within(name, figures, 0, INF)
        checks.sums_fit(name, 0, n_places, int(figures.max(initial=0)))
    ptr = checks.whole_numbers("departures_ptr", net.departures_ptr, None)
    checks.timetables(ptr, checks.whole_numbers("departures", net.departures, None))
    timetable = checks.whole_numbers("timetable", net.timetable, m)
    checks.within("timetable", timetable, 0, ptr.size - 1)


def _checked_query(net: Net, query: Query) -> tuple[Net, Query]:
    """Check the query against a checked net; give both back as the compiled loops want them."""
    n = int(net.n_places)
    targets = checks.whole_numbers("targets", query.targets, None)
    if targets.size == 0:
        raise ValueError("targets is empty; name at least one place to reach")
    checks.within("targets", targets, 0, n)
    wait = checks.whole_numbers("max_wait_min", query.max_wait_min, n)
    checks.within("max_wait_min", wait, 0, 2**31)
    start_min = checks.number("start_min", query.start_min, 0, INF)
    longest = int(net.duration_min.max(initial=0)) + DAY
    checks.sums_fit("duration_min plus a day's wait", start_min, n, longest)
    arrays = (np.require(column, np.int32, ["C", "W", "A"]) for column in net[1:])
    return Net(n, *arrays), Query(
        start=checks.number("start", query.start, 0, n),
        targets=targets,
        start_min=start_min,
        max_wait_min=wait,
        alive_place=checks.yes_or_no("alive_place", query.alive_place, n),
        alive_leg=checks.yes_or_no("alive_leg", query.alive_leg, net.src.size),
    )


def _checked_limits(limits: Limits) -> NDArray[np.int64]:
    for name, value in zip(Limits._fields, limits, strict=True):
        checks.number(name, value, 0, INF + 1)
    return np.minimum(np.array(limits, np.int64), INF - 1)


def _usable(net: Net, query: Query) -> NDArray[np.bool_]:
    departs = np.diff(net.departures_ptr)[net.timetable] > 0
    open_ends = query.alive_place[net.src] & query.alive_place[net.dst]
    return query.alive_leg & open_ends & departs


def _remains(net: Net, query: Query) -> INT32:
    """Find the least minutes, risk and cost from each place to a target: (n, 3), INF for none."""
    targets = query.targets[query.alive_place[query.targets]]
    ptr, legs = legs_by_head(net.dst, _usable(net, query), net.n_places)
    weights = (net.duration_min, net.risk, net.cost)
    remains = np.empty((net.n_places, 3), np.int32)
    for nth, weight in enumerate(weights):
        remains[:, nth] = least_sums(net.src, weight, ptr, legs, targets)
    if not query.alive_place[query.start]:
        remains[query.start] = INF
    return remains


def _run(
    net: Net, query: Query, caps: NDArray[np.int64], max_labels: int, *, stop_at_first: bool
) -> Front:
    """Search checked arrays, making room as the search asks for it."""
    remains = _remains(net, query)
    first = remains[query.start].astype(np.int64)
    first[0] += query.start_min
    if remains[query.start, 0] >= INF or (first > caps).any():
        return _front(np.empty((0, 8), np.int32), np.zeros(6, np.int64), finished=True)
    graph, n_slots = _graph(net, query, caps, remains)
    work = _first_work(graph, n_slots, query, first, max_labels)
    while True:
        state = advance(graph, work, stop_at_first)
        if state == DONE:
            return _front(work.labels, work.counts, finished=True)
        if state == NEEDS_LABELS:
            held = len(work.labels)
            capacity = min(max_labels, held + max(held, graph.most_children))
            if capacity == held:
                return _front(work.labels, work.counts, finished=False)
            work = _with_labels(work, capacity)
        else:
            steps = work.stairs.steps
            stairs = work.stairs._replace(steps=_longer(steps, 2 * len(steps)))
            work = work._replace(stairs=stairs)


def _graph(net: Net, query: Query, caps: NDArray[np.int64], remains: INT32) -> tuple[Graph, int]:
    """Keep the legs that can still lead to a target and number the slots."""
    n, is_target = net.n_places, np.zeros(net.n_places, np.bool_)
    is_target[query.targets] = True
    leads_on = (remains[net.dst, 0] < INF) & ~is_target[net.src]
    kept = np.flatnonzero(_usable(net, query) & leads_on)
    kept = kept[np.argsort(net.src[kept], kind="stable")]
    tail, head = net.src[kept], net.dst[kept]
    ptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=n))]).astype(np.int64)
    spans = np.stack([net.departures_ptr[:-1], net.departures_ptr[1:]], axis=1)[net.timetable[kept]]
    sums = np.stack([net.risk[kept], net.cost[kept]], axis=1)

    is_house = query.max_wait_min >= DAY
    is_house[query.start] = True
    limited = np.flatnonzero(~is_target & ~is_house & (np.diff(ptr) > 0)).astype(np.int32)
    row = np.full(n, -1, np.int32)
    row[limited] = np.arange(limited.size)
    trips = Trips(
        ptr=ptr,
        head=head,
        duration=net.duration_min[kept],
        spans=spans,
        departures=net.departures,
        wait=np.where(is_house, DAY - 1, query.max_wait_min).astype(np.int32),
        row=row,
    )
    slot = np.where(is_target, TARGET_SLOT, np.cumsum(~is_target)).astype(np.int32)
    slots, gaps, n_slots = tables_by_minute(trips, limited, slot, int(slot.max()) + 1)
    n_trips = np.where(row[head] < 0, 1, spans[:, 1] - spans[:, 0])
    graph = Graph(
        trips=trips,
        leg=kept.astype(np.int32),
        extra=sums + remains[head, 1:] - remains[tail, 1:],
        remains=np.ascontiguousarray(remains[:, 0]),
        slot=slot,
        slots=slots,
        gaps=gaps,
        limit=caps,
        most_children=int(np.bincount(tail, weights=n_trips, minlength=n).max()),
    )
    return graph, int(n_slots)


def _first_work(
    graph: Graph, n_slots: int, query: Query, first: NDArray[np.int64], max_labels: int
) -> Work:
    """Make room and put the group's present place on the heap."""
    capacity = min(max_labels, max(FIRST_LABELS, graph.most_children + 1))
    work = Work(
        counts=np.zeros(6, np.int64),
        labels=np.empty((capacity, 8), np.int32),
        keys=np.empty(capacity, np.uint64),
        items=np.empty(capacity, np.uint64),
        stairs=empty_stairs(n_slots, FIRST_STEPS),
    )
    work.labels[0] = [*first, query.start, graph.slot[query.start], -1, -1, -1]
    work.keys[0] = int(first[0]) << 32 | int(first[1])
    work.items[0] = int(first[2]) << 32
    work.counts[[N_LABELS, N_HEAP, N_MADE]] = 1
    return work


def _with_labels(work: Work, capacity: int) -> Work:
    return work._replace(
        labels=_longer(work.labels, capacity),
        keys=_longer(work.keys, capacity),
        items=_longer(work.items, capacity),
    )


def _longer(array: NDArray[Number], length: int) -> NDArray[Number]:
    longer = np.empty((length, *array.shape[1:]), array.dtype)
    longer[: len(array)] = array
    return longer


def _front(labels: INT32, counts: NDArray[np.int64], *, finished: bool) -> Front:
    """Pick the answers out of the labels; at a target `f` is the figure itself."""
    made = labels[: counts[N_LABELS]]
    answers = np.flatnonzero(made[:, SLOT] == ANSWER)
    costs = made[answers][:, [ARRIVAL, RISK, COST]]
    order = np.lexsort((costs[:, 2], costs[:, 1], costs[:, 0]))
    leg_ptr, legs, departs = trace(labels, answers[order])
    return Front(
        costs=costs[order],
        leg_ptr=leg_ptr,
        legs=legs,
        departs=departs,
        finished=finished,
        labels_made=int(counts[N_MADE]),
        labels_expanded=int(counts[N_EXPANDED]),
    )
