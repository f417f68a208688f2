"""The slow twin of the planner: tries every departure at every minute, with no bounds at all."""

from heapq import heappop, heappush

from waystation.kernel.planner import Limits, Net, Query

DAY = 1440
Vector = tuple[int, int, int]


def best_figures(net: Net, query: Query, limits: Limits, horizon_min: int) -> list[Vector]:
    """List every unbeaten (arrival, risk, cost) that arrives within horizon_min of the start.

    A state is a place at a minute. From it every departure of every day within the longest wait
    is taken. Two ways are compared only when they stand at the same place at the same minute.
    """
    last = min(query.start_min + horizon_min, limits.latest_arrival_min)
    targets = {int(place) for place in query.targets if query.alive_place[place]}
    kept: dict[tuple[int, int], list[tuple[int, int]]] = {}
    found: list[Vector] = []
    heap = []
    if query.alive_place[query.start]:
        heap.append((query.start_min, 0, 0, query.start))
    while heap:
        minute, risk, cost, place = heappop(heap)
        if minute > last or risk > limits.worst_risk or cost > limits.budget_cents:
            continue
        here = kept.setdefault((place, minute), [])
        if any(r <= risk and c <= cost for r, c in here):
            continue
        here.append((risk, cost))
        if place in targets:
            found.append((minute, risk, cost))
            continue
        for leg, depart in _boardings(net, query, place, minute, last):
            arrive = depart + int(net.duration_min[leg])
            then = (risk + int(net.risk[leg]), cost + int(net.cost[leg]))
            heappush(heap, (arrive, *then, int(net.dst[leg])))
    return unbeaten(found)


def unbeaten(found: list[Vector]) -> list[Vector]:
    """Keep, sorted and once each, the vectors that no other is at least as good as everywhere."""
    different = set(found)
    return sorted(
        v
        for v in different
        if not any(w != v and all(a <= b for a, b in zip(w, v, strict=True)) for w in different)
    )


def _boardings(net: Net, query: Query, place: int, minute: int, last: int):
    wait = int(query.max_wait_min[place])
    if place == query.start:
        wait = max(wait, DAY)
    for leg in range(len(net.src)):
        closed = not (query.alive_leg[leg] and query.alive_place[net.dst[leg]])
        if net.src[leg] != place or closed:
            continue
        first, end = net.departures_ptr[net.timetable[leg] : net.timetable[leg] + 2]
        for of_day in net.departures[first:end]:
            for midnight in range(minute - minute % DAY, last + 1, DAY):
                depart = midnight + int(of_day)
                if minute <= depart <= min(minute + wait, last):
                    yield leg, depart
