"""The slow twin of the planner: tries every departure at every minute, with no bounds at all."""

from heapq import heappop, heappush

from waystation.kernel.planner import INF, Net, Query

DAY = 1440
Vector = tuple[int, ...]


def best_figures(net: Net, query: Query, limits: tuple[int, ...], horizon_min: int) -> list[Vector]:
    """List every unbeaten (arrival, risk, ...) that arrives within horizon_min of the start.

    A state is a place at a minute. From it every departure of every open day within the longest
    wait is taken. Two ways are compared only when they stand at the same place at the same minute.
    Risk is counted in 1/1440 of its unit, so that a minute of waiting costs a whole number.
    """
    limits = limits or (INF,) * (net.sums.shape[1] + 1)
    last = min(query.start_min + horizon_min, limits[0])
    targets = {int(place) for place in query.targets if query.alive_place[place]}
    kept: dict[tuple[int, int], list[Vector]] = {}
    found: list[Vector] = []
    heap: list[tuple[int, Vector, int]] = []
    if query.alive_place[query.start]:
        heap.append((query.start_min, (0,) * net.sums.shape[1], query.start))
    while heap:
        minute, sums, place = heappop(heap)
        reported = (-(-sums[0] // DAY), *sums[1:])
        if minute > last or any(a > b for a, b in zip(reported, limits[1:], strict=True)):
            continue
        here = kept.setdefault((place, minute), [])
        if any(all(a <= b for a, b in zip(old, sums, strict=True)) for old in here):
            continue
        here.append(sums)
        if place in targets:
            found.append((minute, *reported))
            continue
        for leg, depart in _boardings(net, query, place, minute, last):
            risk = int(net.sums[leg, 0]) * DAY + query.wait_risk_per_day * (depart - minute)
            more = (risk, *(int(x) for x in net.sums[leg, 1:]))
            then = tuple(a + b for a, b in zip(sums, more, strict=True))
            heappush(heap, (depart + int(net.duration_min[leg]), then, int(net.dst[leg])))
    return unbeaten(found)


def unbeaten(found: list[Vector]) -> list[Vector]:
    """Keep, sorted and once each, the vectors that no other is at least as good as everywhere."""
    different = set(found)
    return sorted(
        v
        for v in different
        if not any(w != v and all(a <= b for a, b in zip(w, v, strict=True)) for w in different)
    )


def least_figure(net: Net, query: Query, objective: int) -> int:
    """Find the least of one objective where every ride leaves at any minute: Dijkstra; INF."""
    weights = [net.duration_min.tolist(), *net.sums.T.tolist()][objective]
    done: set[int] = set()
    heap = [(query.start_min if objective == 0 else 0, query.start)]
    while heap:
        so_far, place = heappop(heap)
        if place in query.targets:
            return so_far
        if place not in done:
            done.add(place)
            for leg, weight in enumerate(weights):
                if net.src[leg] == place and query.alive_leg[leg]:
                    heappush(heap, (so_far + weight, int(net.dst[leg])))
    return INF


def _boardings(net: Net, query: Query, place: int, minute: int, last: int):
    wait = int(query.max_wait_min[place])
    if place == query.start or wait >= DAY:
        wait = last
    for leg in range(len(net.src)):
        closed = not (query.alive_leg[leg] and query.alive_place[net.dst[leg]])
        if net.src[leg] != place or closed:
            continue
        first, end = net.departures_ptr[net.timetable[leg] : net.timetable[leg] + 2]
        for of_day in net.departures[first:end]:
            for day in range(minute // DAY, last // DAY + 1):
                depart = day * DAY + int(of_day)
                if minute <= depart <= min(minute + wait, last) and _is_open(net, leg, day):
                    yield leg, depart


def _is_open(net: Net, leg: int, day: int) -> bool:
    row = net.calendar[leg]
    return row < 0 or (day < net.open_days.shape[1] and bool(net.open_days[row, day]))
