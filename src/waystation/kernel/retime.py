"""Chooses when to leave each place of a route, so that a group waits where waiting is safest."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled
from waystation.kernel.planner import INF, MAX_LABELS, Front, Net, Query, plan
from waystation.kernel.windows import DAY

INT32 = NDArray[np.int32]
NEVER = 2**62
MOST_OBJECTIVES = 5
MAX_TRIPS = 2_000_000  # departures looked at for one route, over all its stages


class Waits(NamedTuple):
    """What waiting costs at each place and how long it may last."""

    risk_per_day: INT32  # (n,) 1e-5 nepers for a day of waiting, >= 0
    max_min: INT32  # (n,) longest stay in minutes, kept to the minute, also beyond a day


class Timing(NamedTuple):
    """When each ride of a route is boarded, and what the waits between add to its risk."""

    arrive_min: int
    wait_risk: int  # 1e-5 nepers, rounded up once for the whole route
    departs: INT32  # (stages,) minutes since the epoch's midnight


def retime(
    net: Net,
    rides: INT32,
    waits: Waits,
    *,
    start_min: int,
    latest_min: int,
    least_stay_min: INT32 | None = None,
) -> Timing | None:
    """Find the timing of a route that waits with the least risk; of equal ones the earliest.

    None if no timing keeps every stay within `max_min` and arrives in time. Takes and raises what
    `timings` does, and costs the same.
    """
    found = timings(
        net, rides, waits,
        start_min=start_min, latest_min=latest_min, least_stay_min=least_stay_min,
    )  # fmt: skip
    return found[-1] if found else None


def timings(
    net: Net,
    rides: INT32,
    waits: Waits,
    *,
    start_min: int,
    latest_min: int,
    least_stay_min: INT32 | None = None,
) -> list[Timing]:
    """List every unbeaten timing of a route: each later arrival has less risk of waiting.

    The rides stay as they are; only their departures are chosen, among all that the timetables and
    open days offer. Exact: each departure takes the best of the earlier ones in reach, whatever
    came before them, since the risk of waiting adds up stay by stay. As in `plan`, the start is a
    house: one may wait there for a day even where `max_min` says less. Waiting at the end of the
    route is not counted.

    Args:
      rides: (stages,) ride numbers of `net`, each beginning where the one before it ends.
      latest_min: latest arrival, minutes since the epoch's midnight.
      least_stay_min: (stages,) how long one must stay before each ride (a rest); None for no rule.

    Raises:
      ValueError: rides that do not join up, or more than 2,000,000 departures up to `latest_min`.

    Cost: 0.13 ms (median) for 7 to 12 stages of the historical network and two days of slack.
    Source: sliding window minimum, Lemire, Nordic Journal of Computing 13, 2006.
    """
    if rides.size == 0:
        nothing = np.empty(0, np.int32)
        return [Timing(start_min, 0, nothing)] if start_min <= latest_min else []
    apart = np.flatnonzero(net.dst[rides[:-1]] != net.src[rides[1:]])
    if apart.size:
        raise ValueError(f"ride {rides[apart[0] + 1]} does not begin where the one before it ends")
    stays = np.zeros(rides.size, np.int64)
    if least_stay_min is not None:
        stays[:] = least_stay_min
    ptr, trips = _trips(net, rides, stays, start_min, latest_min)
    if (np.diff(ptr) == 0).any():
        return []
    at = net.src[rides]
    longest = waits.max_min[at].astype(np.int64)
    longest[0] = max(longest[0], DAY)
    minutes = net.duration_min[rides].astype(np.int64)
    rates = waits.risk_per_day[at].astype(np.int64)
    least, came = _least_waits(ptr, trips, minutes, rates, np.stack([stays, longest]), start_min)
    ends = _unbeaten(least[ptr[-2] :]) + ptr[-2]
    return [
        Timing(
            int(trips[end] + minutes[-1]),
            -(-int(least[end]) // DAY),
            _traced(trips, came, int(end), rides.size),
        )
        for end in ends
    ]


def _trips(
    net: Net, rides: INT32, stays: NDArray[np.int64], start_min: int, latest_min: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List each stage's departures between its earliest and its latest useful minute."""
    minutes = net.duration_min[rides].astype(np.int64)
    # What must follow a departure: its own ride, then every later stay and ride.
    remains = np.cumsum((minutes + np.append(stays[1:], 0))[::-1])[::-1]
    earliest, ptr, found = start_min + int(stays[0]), [0], []
    for nth, ride in enumerate(rides.tolist()):
        trips = _departures_between(net, ride, earliest, latest_min - int(remains[nth]))
        found.append(trips)
        ptr.append(ptr[-1] + trips.size)
        if ptr[-1] > MAX_TRIPS:
            raise ValueError(f"over {MAX_TRIPS} departures before {latest_min}; ask for less time")
        if nth + 1 < rides.size and trips.size:
            earliest = int(trips[0] + minutes[nth] + stays[nth + 1])
    return np.array(ptr, np.int64), np.concatenate(found)


def _departures_between(net: Net, ride: int, first: int, last: int) -> NDArray[np.int64]:
    """List the minutes in first..last at which a ride departs."""
    if last < first:
        return np.empty(0, np.int64)
    days = np.arange(first // DAY, last // DAY + 1, dtype=np.int64)
    row = int(net.calendar[ride])
    if row >= 0:
        days = days[days < net.open_days.shape[1]]
        days = days[net.open_days[row, days]]
    minutes = np.arange(DAY, dtype=np.int32)
    if net.timetable[ride] >= 0:
        begin, end = net.departures_ptr[net.timetable[ride] :][:2]
        minutes = net.departures[begin:end]
    if days.size * minutes.size > MAX_TRIPS:
        raise ValueError(f"over {MAX_TRIPS} departures of ride {ride} up to {last}")
    trips = (days[:, None] * DAY + minutes).ravel()
    return trips[(trips >= first) & (trips <= last)]


@compiled
def _least_waits(ptr: Any, trips: Any, minutes: Any, rates: Any, stays: Any, start: int) -> Any:
    """Find for each departure the least waiting (rate times minutes) that leads to it.

    The departures in reach of a later one form a window that only moves on, so their best is kept
    in a queue of ever worse values, the oldest first.

    Returns:
      (least, came): by departure; NEVER where it is out of reach, and the departure before it.
    """
    least = np.full(trips.size, NEVER, np.int64)
    came = np.full(trips.size, -1, np.int64)
    queue = np.empty(trips.size + 1, np.int64)
    worth = np.empty(trips.size + 1, np.int64)
    for at in range(ptr[0], ptr[1]):
        if stays[0, 0] <= trips[at] - start <= stays[1, 0]:
            least[at] = rates[0] * (trips[at] - start)
    for stage in range(1, minutes.size):
        head = tail = 0
        come, ride, rate = ptr[stage - 1], minutes[stage - 1], rates[stage]
        for at in range(ptr[stage], ptr[stage + 1]):
            while come < ptr[stage] and trips[come] + ride + stays[0, stage] <= trips[at]:
                if least[come] < NEVER:
                    value = least[come] - rate * (trips[come] + ride)
                    while tail > head and worth[tail - 1] > value:
                        tail -= 1
                    queue[tail], worth[tail] = come, value
                    tail += 1
                come += 1
            while tail > head and trips[queue[head]] + ride + stays[1, stage] < trips[at]:
                head += 1
            if tail > head:
                least[at] = worth[head] + rate * trips[at]
                came[at] = queue[head]
    return least, came


def _unbeaten(least: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep, of departures in order, those with less risk (whole units) than all before."""
    units = -(-least // DAY)
    best = np.minimum.accumulate(np.concatenate([[-(-NEVER // DAY)], units[:-1]]))
    return np.flatnonzero(units < best)


def _traced(trips: NDArray[np.int64], came: NDArray[np.int64], end: int, n_stages: int) -> INT32:
    departs = np.empty(n_stages, np.int32)
    for stage in range(n_stages - 1, -1, -1):
        departs[stage] = trips[end]
        end = int(came[end])
    return departs


def plan_by_house(
    net: Net,
    query: Query,
    waits: Waits,
    *,
    limits: Sequence[int] = (),
    eps: float = 0.0,
    slack_min: int = 2 * DAY,
    max_labels: int = MAX_LABELS,
) -> Front:
    """Plan where waiting is not equally safe everywhere: search at even rates, then re-time.

    `plan` knows one rate of waiting risk and no longest stay at a house. It is asked twice: at the
    least rate, with the excess over it that each ride must expect to wait for as one more sum to
    keep low; and at the greatest rate. Every way found is then given all its unbeaten timings, and
    the best of them are kept. If all rates are equal that is one search, and exact but for stays.

    Each answer is right: its stays, departures and figures are real. But some best route may be
    missing, even when `finished`. Measured against trying everything on 305 random nets of 5 to 8
    places whose rates differ by up to 30 times, with longest stays of one to three days: 89 % of
    the fronts are exact; of 2,100 best routes 58 are missing, 11 of them without another within
    5 % in every figure; the worst is off by 28 %. Without longest stays: 90 %, 54 of 2,074, 13 and
    28 %. (One search at the least rate: 72 % exact, 187 missing; at the median: 65 %, 215.)

    Args:
      query: its `wait_risk_per_day` is not looked at.
      limits: as in `plan`; without a latest arrival a timing may end `slack_min` after the
        arrival at which the search found the way.

    Raises:
      ValueError: what `plan` and `timings` refuse.
    """
    searched = [
        plan(of, asked, limits=within, eps=eps, max_labels=max_labels)
        for of, asked, within in even_searches(net, query, waits, limits)
    ]
    found: dict[tuple[int, ...], tuple[INT32, INT32]] = {}
    for rides, arrive_min in _ways(searched):
        latest = arrive_min + slack_min
        if len(limits) and limits[0] < INF:
            latest = limits[0]
        sums = net.sums[rides].sum(axis=0, dtype=np.int64).tolist()
        for timing in timings(net, rides, waits, start_min=query.start_min, latest_min=latest):
            figures = (timing.arrive_min, sums[0] + timing.wait_risk, *sums[1:])
            if all(a <= b for a, b in zip(figures, limits, strict=False)):
                found.setdefault(figures, (rides, timing.departs))
    return _front(found, searched, net.sums.shape[1] + 1)


def even_searches(
    net: Net, query: Query, waits: Waits, limits: Sequence[int]
) -> list[tuple[Net, Query, tuple[int, ...]]]:
    """Give what to ask `plan` for, so that re-timing finds nearly all best routes.

    Rides keep their numbers. All rates equal: one search; else two, see `plan_by_house`.
    """
    rates = waits.risk_per_day[query.alive_place]
    least, most = int(rates.min(initial=INF)), int(rates.max(initial=0))
    within = tuple(limits)
    high = query._replace(wait_risk_per_day=most)
    if least >= most:
        return [(net, high, within)]
    # At the greatest rate too much risk is counted to hold it against a limit.
    opened = (within[0], INF, *within[2:]) if len(within) > 1 else within
    searches = [(net, high, opened)]
    low = query._replace(wait_risk_per_day=least)
    if net.sums.shape[1] + 1 < MOST_OBJECTIVES:
        return [(_with_hint(net, waits, least), low, (*within, INF) if within else ()), *searches]
    return [(net, low, within), *searches]


def _with_hint(net: Net, waits: Waits, least: int) -> Net:
    """Add to each ride what waiting for it adds to the risk, beyond the least rate, on average.

    Who comes at any minute of the day waits on average the sum of the squared gaps between
    departures over two days.
    """
    mean_wait = np.zeros(net.departures_ptr.size)  # The last entry stands for any minute.
    for table in range(net.departures_ptr.size - 1):
        minutes = net.departures[net.departures_ptr[table] : net.departures_ptr[table + 1]]
        if minutes.size:
            gaps = np.diff(minutes, append=minutes[0] + DAY).astype(np.float64)
            mean_wait[table] = (gaps**2).sum() / (2 * DAY)
    beyond = (waits.risk_per_day[net.src] - least) * mean_wait[net.timetable] / DAY
    hint = np.maximum(beyond, 0).astype(np.int32)
    return net._replace(sums=np.ascontiguousarray(np.column_stack([net.sums, hint])))


def _ways(fronts: Sequence[Front]) -> list[tuple[INT32, int]]:
    """List the different ways of all fronts, each with the latest arrival it was found at."""
    ways: dict[bytes, tuple[INT32, int]] = {}
    for front in fronts:
        for nth, (first, end) in enumerate(pairwise(front.leg_ptr.tolist())):
            rides, arrive = front.legs[first:end], int(front.costs[nth, 0])
            _, before = ways.get(rides.tobytes(), (rides, arrive))
            ways[rides.tobytes()] = (rides, max(arrive, before))
    return list(ways.values())


def _front(
    found: dict[tuple[int, ...], tuple[INT32, INT32]], fronts: Sequence[Front], k: int
) -> Front:
    figures = np.array(sorted(found), np.int32).reshape(-1, k)
    kept = [
        nth for nth, row in enumerate(figures)
        if not (figures[:nth] <= row).all(axis=1).any()  # What beats a row stands before it.
    ]  # fmt: skip
    steps = [found[tuple(row)] for row in figures[kept].tolist()]
    nothing = np.empty(0, np.int32)
    return Front(
        costs=figures[kept],
        leg_ptr=np.cumsum([0] + [rides.size for rides, _ in steps]).astype(np.int32),
        legs=np.concatenate([nothing, *(rides for rides, _ in steps)]),
        departs=np.concatenate([nothing, *(departs for _, departs in steps)]),
        finished=all(front.finished for front in fronts),
        eps=max(front.eps for front in fronts),
        labels_made=sum(front.labels_made for front in fronts),
        labels_expanded=sum(front.labels_expanded for front in fronts),
    )
