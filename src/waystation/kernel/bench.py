"""Warms the compiled planner and measures it; the only part of the kernel that looks at a clock."""

from collections.abc import Sequence
from time import thread_time
from typing import NamedTuple

import numpy as np

from waystation.kernel.planner import MAX_LABELS, NO_LIMITS, Limits, Net, Query, plan, why_empty


class Timings(NamedTuple):
    """What some queries cost, one entry a query."""

    cpu_ms: list[float]  # of this thread, so that other work on the machine does not count
    n_routes: list[int]
    labels_made: list[int]
    finished: list[bool]


def warm() -> None:
    """Compile the planner and store it on disk, so that nobody in the field waits for it.

    Run once at install, and once in each process that answers queries.

    Cost: about 12 s of CPU the first time, 0.2 s from the stored code.
    """
    net = Net(
        n_places=3,
        src=np.array([0, 1], np.int32),
        dst=np.array([1, 2], np.int32),
        duration_min=np.array([30, 30], np.int32),
        risk=np.array([1, 1], np.int32),
        cost=np.array([1, 1], np.int32),
        timetable=np.array([0, 0], np.int32),
        departures_ptr=np.array([0, 2], np.int32),
        departures=np.array([60, 120], np.int32),
    )
    query = Query(
        start=0,
        targets=np.array([2], np.int32),
        start_min=0,
        max_wait_min=np.array([1440, 40, 0], np.int32),
        alive_place=np.ones(3, np.bool_),
        alive_leg=np.ones(2, np.bool_),
    )
    plan(net, query)
    why_empty(net, query, limits=Limits(budget_cents=1))


def time_queries(
    net: Net,
    queries: Sequence[Query],
    *,
    limits: Limits = NO_LIMITS,
    max_labels: int = MAX_LABELS,
) -> Timings:
    """Answer each query once, one after the other, and say what each cost; warms up first."""
    warm()
    timings = Timings([], [], [], [])
    for query in queries:
        began = thread_time()
        front = plan(net, query, limits=limits, max_labels=max_labels)
        timings.cpu_ms.append((thread_time() - began) * 1e3)
        timings.n_routes.append(len(front.costs))
        timings.labels_made.append(front.labels_made)
        timings.finished.append(front.finished)
    return timings
