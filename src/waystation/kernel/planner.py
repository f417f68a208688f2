"""Finds every best way through a net: earliest, safest, cheapest and all that lies between."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel import checks
from waystation.kernel.bounds import INF
from waystation.kernel.graph import cut, graph_of
from waystation.kernel.net import BOOL, INT32, Front, Net, Query
from waystation.kernel.search import NEEDS_FRONTS, NEEDS_LABELS, Graph, Work, advance
from waystation.kernel.windows import Times
from waystation.kernel.work import first_work, front_of, no_front, with_fronts, with_labels

__all__ = [
    "BOOL",
    "INF",
    "INT32",
    "MAX_LABELS",
    "Front",
    "Loosen",
    "Net",
    "Query",
    "Why",
    "plan",
    "why_empty",
]

INT64 = NDArray[np.int64]
MAX_LABELS = 4_000_000  # held at once; 48 bytes each with three objectives


class Loosen(NamedTuple):
    """One limit that, opened alone, gives a route."""

    objective: int  # the limit's place in `limits`: 0 arrival, 1 risk, 2 cost, ...
    needs: int  # the least value that is enough; only enough, if the answer is not `finished`


class Why(NamedTuple):
    """Why no route was found."""

    joined: bool  # a chain of open legs leads to a target, timetables and waits aside
    reachable: bool  # a route exists when every limit is opened
    loosen: tuple[Loosen, ...]  # empty though reachable: two limits or more stand in the way
    finished: bool


def plan(
    net: Net,
    query: Query,
    *,
    limits: Sequence[int] = (),
    eps: float = 0.0,
    max_labels: int = MAX_LABELS,
) -> Front:
    """Find every route that no other route beats on arrival and all sums together.

    At a place u reached at minute t, a ride may be boarded at any of its departures d with
    t <= d <= t + max_wait_min[u]; a route ends at the first target it reaches. The answer is exact
    for these integers (proof in `search`), save that a figure of 2^30 or more counts as beyond
    every limit. Of routes with equal figures one is kept. A start that is a target gives one route
    without legs. Routes may pass a place twice where circling bridges a wait.

    Where waiting costs risk, a route's risk is rounded up once, at its end. It counts as beyond
    every limit from 7.4 nepers on, and so does a route so long that waiting all the while would.

    Args:
      limits: one for each objective, arrival minute first; INF is none, as is () for all.
      eps: give fewer routes: for each best one, one as early and nowhere more than (1 + eps) times
        as much.
      max_labels: partial routes held at once; when they do not suffice the answer is returned as
        far as it got, with finished=False.

    Raises:
      ValueError: an array of the wrong type, shape or range, or figures whose sum over n_places
        rides could reach 2^30; names the value.

    Cost: CPU on two shared cores, relay nets (synthetic, all places houses): 100 places, 913 rides,
    three objectives 8 ms for 750 routes, four 74 ms for 2,998; 300 places, 2,852 rides 0.3 s for
    6,996, four 1 s for 14,905; with limits and eps 5 % 2, 5, 77 and 111 ms. Limited places take
    longer, above all where calendars matter.
    Source: lazy, dimension-reduced label setting; papers and proof in `search`.
    """
    net, query, limit = _checked(net, query, limits)
    most = checks.number("max_labels", max_labels, 1, 2**31)
    if not 0.0 <= eps <= 1.0:
        raise ValueError(f"eps is {eps}; it must be in 0..1")
    return find(net, query, limit, eps=eps, max_labels=most)


def why_empty(
    net: Net, query: Query, *, limits: Sequence[int], max_labels: int = MAX_LABELS
) -> Why:
    """Say which limit to loosen, and how far, after `plan` found no route.

    Each limit is opened alone, the others standing. Takes and raises what `plan` does.

    Cost: at most one search for each limit and one more, which stops at the first route.
    """
    net, query, limit = _checked(net, query, limits)
    most = checks.number("max_labels", max_labels, 1, 2**31)
    unlimited = np.full(limit.size, INF - 1, np.int64)
    if cut(net, query, unlimited).first.max() >= INF:
        return Why(joined=False, reachable=False, loosen=(), finished=True)
    free = find(net, query, unlimited, max_labels=most, stop_at_first=True)
    reachable, finished = len(free.costs) > 0, free.finished
    loosen = []
    for nth in np.flatnonzero(limit < INF - 1) if reachable else ():
        opened = limit.copy()
        opened[nth] = INF - 1
        # Routes come by arrival, so the first answers for the arrival limit.
        front = find(net, query, opened, max_labels=most, stop_at_first=nth == 0)
        finished = finished and front.finished
        if len(front.costs):
            loosen.append(Loosen(int(nth), int(front.costs[:, nth].min())))
    return Why(joined=True, reachable=reachable, loosen=tuple(loosen), finished=finished)


def find(
    net: Net,
    query: Query,
    limit: INT64,
    *,
    eps: float = 0.0,
    max_labels: int = MAX_LABELS,
    stop_at_first: bool = False,
) -> Front:
    """Do what `plan` does with arrays known to be sound; limit holds K figures below INF."""
    parts = cut(net, query, limit)
    if (parts.first > parts.limit).any():
        return no_front(limit.size, eps)
    graph, times, n_slots = graph_of(net, query, parts, eps)
    work = first_work(graph, n_slots, parts.first, max_labels)
    work, finished = run(graph, times, work, max_labels, stop_at_first=stop_at_first)
    return front_of(work, graph, parts, net.duration_min, eps, finished=finished)


def run(
    graph: Graph, times: Times | None, work: Work, max_labels: int, *, stop_at_first: bool = False
) -> tuple[Work, bool]:
    """Search to the end, making room as it is asked for; say whether the end was reached."""
    while True:
        state = advance(graph, times, work, stop_at_first, (0,) * graph.limit.size)
        if state == NEEDS_FRONTS:
            work = with_fronts(work)
        elif state == NEEDS_LABELS and len(work.labels) < max_labels:
            work = with_labels(work, max_labels)
        else:
            return work, state != NEEDS_LABELS


def _checked(net: Net, query: Query, limits: Sequence[int]) -> tuple[Net, Query, INT64]:
    """Check everything; give it back as the compiled loops want it."""
    net = checks.sound_net(net)
    limit = checks.sound_limits(limits, net.sums.shape[1] + 1)
    return net, checks.sound_query(net, query), limit
