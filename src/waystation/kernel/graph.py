"""Cuts a net to what one query can use and counts it off as the search wants it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.bounds import INF, least_sums, legs_by_head
from waystation.kernel.net import Net, Query
from waystation.kernel.search import MILLION, Graph
from waystation.kernel.windows import DAY, Times, next_open_days, tables_by_minute

INT32 = NDArray[np.int32]
INT64 = NDArray[np.int64]
ANY_MINUTE = np.arange(DAY, dtype=np.int32)
MOST_SLOTS = 2**28  # 3 GB of fronts, all empty


class Cut(NamedTuple):
    """What is left of a net when one query has been asked; K objectives."""

    rides: INT64  # (p,) the rides that lead on to a target, by the place they leave
    weights: INT32  # (m, K) what each ride of the net adds
    remains: INT32  # (n, K) least from each place to a target; INF: no way below 2^30
    first: INT64  # (K,) the start's figures plus what remains
    limit: INT64  # (K,)
    fine: int  # how many units of risk here make one of the net's


def cut(net: Net, query: Query, limit: INT64) -> Cut:
    """Find the least that remains from every place, objective by objective.

    Where waiting costs risk, risk is counted in 1/1440 of its unit, so that a minute's share is
    whole. Whoever waits all the way must stay below 2^30, so that all figures fit.
    """
    fine = DAY if query.wait_risk_per_day > 0 else 1
    weights = np.concatenate([net.duration_min[:, None], net.sums], axis=1)
    if fine > 1:
        weights[:, 1] = np.minimum(net.sums[:, 0].astype(np.int64) * fine, INF)
        limit = limit.copy()
        limit[0] = min(limit[0], query.start_min + (INF - 1) // query.wait_risk_per_day)
        limit[1] = min(limit[1] * fine, INF - 1)
    usable = query.alive_leg & query.alive_place[net.src] & query.alive_place[net.dst]
    usable &= _departs(net) & (weights.max(axis=1) < INF)
    is_target = np.zeros(net.n_places, np.bool_)
    is_target[query.targets] = query.alive_place[query.targets]
    usable &= ~is_target[net.src]
    ptr, into = legs_by_head(net.dst, usable, net.n_places)
    remains = np.empty((net.n_places, weights.shape[1]), np.int32)
    targets = np.flatnonzero(is_target).astype(np.int32)
    for k in range(weights.shape[1]):
        column = np.ascontiguousarray(weights[:, k])
        remains[:, k] = least_sums(net.src, column, ptr, into, targets)
    if not query.alive_place[query.start]:
        remains[query.start] = INF
    leads_on = remains.max(axis=1) < INF
    rides = np.flatnonzero(usable & leads_on[net.src] & leads_on[net.dst])
    rides = rides[np.argsort(net.src[rides], kind="stable")]
    first = remains[query.start].astype(np.int64)
    first[0] += query.start_min
    return Cut(rides, weights, remains, first, limit, fine)


def graph_of(net: Net, query: Query, parts: Cut, eps: float) -> tuple[Graph, Times | None, int]:
    """Lay the rides out for the search: the graph, its times (None: none matter), its slots."""
    n, rides, remains = net.n_places, parts.rides, parts.remains
    place = np.arange(n + 1, dtype=np.int32)
    place[query.targets] = n
    tail, head = net.src[rides], net.dst[rides]
    ptr = np.zeros(n + 2, np.int64)
    np.cumsum(np.bincount(tail, minlength=n + 1), out=ptr[1:])
    graph = Graph(
        ptr=ptr,
        head=place[head],
        extra=parts.weights[rides] + remains[head] - remains[tail],
        remains=np.append(remains[:, 0], np.int32(0)),
        limit=parts.limit,
        start=int(place[query.start]),
        first=int(parts.first[0]),
        slack=int(eps * MILLION),
        most_children=int(np.diff(ptr).max()) + 1,
    )
    if net.departures_ptr.size == 1 and len(net.open_days) == 0:
        return graph, None, n + 1
    times, n_slots = _times(net, query, rides, graph)
    return graph, times, n_slots


def _departs(net: Net) -> NDArray[np.bool_]:
    lengths = np.append(np.diff(net.departures_ptr), DAY)  # The last stands for any minute, -1.
    return np.asarray(lengths[net.timetable] > 0)


def _times(net: Net, query: Query, rides: INT64, graph: Graph) -> tuple[Times, int]:
    """Number the slots of the limited places; all others have theirs already."""
    n = net.n_places
    any_minute = [net.departures.size, net.departures.size + DAY]
    spans = np.stack([net.departures_ptr[:-1], net.departures_ptr[1:]], axis=1)
    spans = np.concatenate([spans, [any_minute]]).astype(np.int32)
    wait = np.append(np.where(query.max_wait_min >= DAY, INF, query.max_wait_min), INF)
    wait[[query.start, n]] = INF
    wait = wait.astype(np.int32)
    limited = np.flatnonzero((wait < INF) & (np.diff(graph.ptr) > 0)).astype(np.int32)
    row = np.full(n + 1, -1, np.int32)
    row[limited] = np.arange(limited.size)
    horizon = net.open_days[:, : int(graph.limit[0]) // DAY + 1]
    first_day = query.start_min // DAY
    times = Times(
        ptr=graph.ptr,
        head=graph.head,
        duration=net.duration_min[rides],
        spans=spans[net.timetable[rides]],
        departures=np.append(net.departures, ANY_MINUTE),
        calendar=net.calendar[rides],
        next_open=next_open_days(horizon),
        wait=wait,
        row=row,
        is_dated=_is_dated(graph, row, net.calendar[rides] >= 0)[limited],
        slots=np.empty((0, DAY), np.int32),
        stride=np.empty(0, np.int64),
        gaps=np.empty((0, DAY), np.int16),
        first_day=first_day,
        wait_risk=query.wait_risk_per_day,
        settled_min=horizon.shape[1] * DAY if (net.calendar[rides] >= 0).any() else 0,
        clock_slot=0,
    )
    n_slots, n_days = n + 1, max(1, horizon.shape[1] - first_day + 1)
    if limited.size:
        slots, stride, gaps, n_slots = tables_by_minute(times, limited, n_days)
        times = times._replace(slots=slots, stride=stride, gaps=gaps)
    if times.wait_risk > 0:
        times = times._replace(clock_slot=int(n_slots))
        n_slots += n * DAY
    if n_slots > MOST_SLOTS:
        raise ValueError(f"open_days has {n_days} days from the start; give fewer days or a limit")
    return times, int(n_slots)


def _is_dated(graph: Graph, row: INT32, has_calendar: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find the places from which a calendar may matter before any house is reached: (n + 1,)."""
    tail = np.repeat(np.arange(row.size), np.diff(graph.ptr))
    dated = np.zeros(row.size, np.bool_)
    matters = has_calendar & (row[tail] >= 0)
    while matters.any():
        dated[tail[matters]] = True
        matters = dated[graph.head] & (row[tail] >= 0) & ~dated[tail]
    return dated
