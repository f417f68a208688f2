"""How the generated nets are asked: within which limits, after which losses, how far proven."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.case import Case
from bench.nets import ANY_MINUTE, DAY, World, query
from waystation.kernel.bounds import INF, least_sums, legs_by_head
from waystation.kernel.planner import Front, plan
from waystation.kernel.proof import Proven, prove

BALANCED = 1.5
THREE_TIMES, COUNT_SPARE = 3, 6
SCALE = 2**20
INT32 = NDArray[np.int32]


class Answer(NamedTuple):
    """How many routes there are, whether that is all, and how far the rest is proven."""

    routes: int
    finished: bool
    gap: float | None


def answer(made: World, asked: object, case: Case, limits: tuple[int, ...] = ()) -> Answer:
    """Search exactly if the case says so; prove how much can be missing where that is not done."""
    front: Front | None = None
    if case.exact:
        front = plan(made.net, asked, limits=limits, eps=case.within, max_labels=case.max_labels)
        if front.finished:
            return Answer(len(front.costs), case.within == 0, case.within)
    if not case.prove_labels:
        return Answer(len(front.costs) if front else 0, False, None)
    proven: Proven = prove(
        made.net,
        asked,
        limits=limits,
        eps=case.eps,
        max_labels=case.prove_labels,
    )
    gap = float(proven.gap)
    return Answer(len(proven.costs), False, gap if np.isfinite(gap) else None)


def limits(made: World, kind: str) -> tuple[int, ...]:
    """Give the limits of a kind: none, three times the least of each, or half above a fair route.

    Three times the least holds no route at all on nets of 3,000 places and more: there the least
    cost is that of walking all the way. Limits then have to come from a real route.
    """
    if not kind:
        return ()
    if kind == "three times":
        minutes, *others = (THREE_TIMES * int(x[made.start]) for x in _least(made))
        if len(others) == 3:
            others[2] += COUNT_SPARE
        return (made.start_min + minutes + DAY, *others)
    minutes, *others = balanced(made).figures
    # A count that is small needs whole ones to spare.
    room = [int(BALANCED * x) + COUNT_SPARE * (nth == 2) for nth, x in enumerate(others)]
    return (made.start_min + int(BALANCED * minutes), *room)


def lost(made: World, n: int) -> tuple[int, ...]:
    """Name n places of the fair route that are gone, spread over its length."""
    if not n:
        return ()
    inner = balanced(made).places[1:-1]
    return tuple(inner[(2 * nth + 1) * len(inner) // (2 * n)] for nth in range(n))


class Walked(NamedTuple):
    """One route: where it leads, and its minutes, risk, cost, ... waits included."""

    places: tuple[int, ...]
    figures: tuple[int, ...]


def balanced(made: World) -> Walked:
    """Find a fair route: each figure weighs as much as all the others.

    Raises:
      ValueError: no chain of rides joins the two ends.
    """
    least = [int(x[made.start]) for x in _least(made)]
    if max(least) >= INF:
        raise ValueError("the ends of this net are not joined; take another seed")
    weigh = np.array(least, np.float64)
    walked = _walk(made, weigh)
    return _walk(made, np.array(walked.figures, np.float64))


def _least(made: World) -> list[INT32]:
    """Give, figure by figure, the least that remains from each place to the target."""
    columns = [made.net.duration_min, *made.net.sums.T]
    return [_remains(made, np.ascontiguousarray(column)) for column in columns]


def _remains(made: World, weight: INT32) -> INT32:
    alive = np.ones(made.net.src.size, np.bool_)
    ptr, legs = legs_by_head(made.net.dst, alive, made.net.n_places)
    return least_sums(made.net.src, weight, ptr, legs, query(made).targets)


def _walk(made: World, weigh: NDArray[np.float64]) -> Walked:
    """Follow the least sum of all figures, each divided by `weigh`, and wait where it must."""
    net = made.net
    columns = np.stack([net.duration_min, *net.sums.T], axis=1)
    usual = columns + np.where(np.arange(columns.shape[1]) == 0, _usual_wait(made)[:, None], 0)
    weight = np.rint(usual / np.maximum(weigh, 1) * SCALE).astype(np.int64)
    remains = _remains(made, np.minimum(weight.sum(axis=1), INF // 2).astype(np.int32))
    place, now, sums = made.start, made.start_min, np.zeros(columns.shape[1], np.int64)
    places = [place]
    while place != made.target:
        out = np.flatnonzero(net.src == place)
        ride = out[np.argmin(weight[out].sum(axis=1) + remains[net.dst[out]])]
        now += _wait(made, int(net.timetable[ride]), now) + int(net.duration_min[ride])
        sums += columns[ride]
        place = int(net.dst[ride])
        places.append(place)
    return Walked(tuple(places), (now - made.start_min, *(int(x) for x in sums[1:])))


def _usual_wait(made: World) -> INT32:
    """Give for each ride the mean wait of somebody who comes at any minute of the day."""
    minutes = range(0, DAY, 15)
    n_tables = made.net.departures_ptr.size - 1
    means = [np.mean([_wait(made, table, at) for at in minutes]) for table in range(n_tables)]
    return np.rint([*means, 0])[made.net.timetable].astype(np.int32)  # -1 takes the last: no wait


def _wait(made: World, timetable: int, now: int) -> int:
    if timetable == ANY_MINUTE:
        return 0
    ptr = made.net.departures_ptr
    departures = made.net.departures[ptr[timetable] : ptr[timetable + 1]]
    return int(((departures - now) % DAY).min())
