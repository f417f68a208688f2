"""Asks of every stage of a route: what if its guide does not come, or the house ahead is lost?"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.planner import INF, Front, Net, Query, find, plan
from waystation.kernel.windows import DAY

INT32 = NDArray[np.int32]
RIDE_LOST, PLACE_LOST = range(2)
BY_PASS, RETREAT, DEAD_END = range(3)


class Way(NamedTuple):
    """One way on, and what it adds to what the route had in mind from the same place and minute.

    Arrival minutes first, then the net's sums in order; below zero where it saves some.
    """

    rides: tuple[int, ...]
    departs: tuple[int, ...]
    extra: tuple[int, ...]


class Fallback(NamedTuple):
    """What is left to a group whose next ride, or the place that it leads to, is lost."""

    stage: int
    lost: int  # RIDE_LOST or PLACE_LOST
    kind: int  # BY_PASS, RETREAT or DEAD_END
    back_to: int  # RETREAT: earlier place the way leads on from; DEAD_END: earlier house; else -1
    earliest: Way | None  # None at a dead end
    safest: Way | None  # None too where it was not asked for
    back: Way | None  # at a dead end: the way to `back_to`; `extra` is all it takes. None: stuck


def fallbacks(
    net: Net,
    query: Query,
    rides: INT32,
    departs: INT32,
    lost_with: INT32,
    *,
    safest_too: bool = True,
) -> tuple[Fallback, ...]:
    """Find for each stage of a route what is left if its ride is lost, or the place ahead.

    The group learns of it at the start of the stage, at the minute of departure, and is then
    planned for anew from there. A way on that passes an earlier place of the route is a retreat
    to that place; where none leads on at all, the stage is a dead end, and the earliest way back
    to an earlier house (or the start) is priced instead. Limits of the first plan do not count
    here: a group that has lost its way needs any way.

    Args:
      query: the one the route answers; its masks stand.
      rides, departs: (stages,) the route.
      lost_with: (m,) rides with an equal number >= 0 are lost together: those of one leg, or of
        one guide; -1: alone.
      safest_too: look for the safest way on as well, which takes two to four times as long.

    Returns:
      Two for each stage, in order: its ride lost, the place ahead lost.

    Cost: 14 to 17 ms for a route of 9 or 10 stages on the historical network (371 places, 991
    rides). Two searches a stage, on arrival and risk alone; each works out its own bounds anew,
    which is a twentieth of its time.
    """
    bare = _bare(net)
    found = []
    for stage in range(rides.size):
        for lost in (RIDE_LOST, PLACE_LOST):
            masked = _masked(net, query, int(rides[stage]), lost, lost_with)
            stranded = masked._replace(
                start=int(net.src[rides[stage]]), start_min=int(departs[stage])
            )
            front = _ways_on(bare, stranded, safest_too=safest_too)
            found.append(_fallback(net, front, stranded, rides, departs, stage, lost))
    return tuple(found)


def _ways_on(bare: Net, stranded: Query, *, safest_too: bool) -> Front:
    """Find the ways on, by arrival; without the safest it is enough to find the first."""
    if safest_too:
        return plan(bare, stranded)
    return find(bare, stranded, np.full(2, INF - 1, np.int64), stop_at_first=True)


def _bare(net: Net) -> Net:
    """Leave out all sums but the first: arrival and risk are enough to find a way on."""
    return net._replace(sums=np.ascontiguousarray(net.sums[:, :1]))


def _masked(net: Net, query: Query, ride: int, lost: int, lost_with: INT32) -> Query:
    if lost == PLACE_LOST:
        places = query.alive_place.copy()
        places[net.dst[ride]] = False
        return query._replace(alive_place=places)
    alive = query.alive_leg.copy()
    alive[ride] = False
    if lost_with[ride] >= 0:
        alive &= lost_with != lost_with[ride]
    return query._replace(alive_leg=alive)


def _fallback(
    net: Net, front: Front, stranded: Query, rides: INT32, departs: INT32, stage: int, lost: int
) -> Fallback:
    earlier = net.src[rides[:stage]]
    earlier = earlier[earlier != stranded.start]
    if len(front.costs):
        planned = _figures(net, stranded, rides[stage:], departs[stage:])
        least_risk = int(np.lexsort((front.costs[:, 0], front.costs[:, 1]))[0])
        earliest, safest = (_way(net, stranded, front, nth, planned) for nth in (0, least_risk))
        passed = [p for p in net.dst[list(earliest.rides)].tolist() if p in earlier]
        kind, back_to = (RETREAT, passed[-1]) if passed else (BY_PASS, -1)
        return Fallback(stage, lost, kind, back_to, earliest, safest, None)
    houses = earlier[(stranded.max_wait_min[earlier] >= DAY) | (earlier == net.src[rides[0]])]
    if houses.size:
        front = plan(_bare(net), stranded._replace(targets=houses))
        if len(front.costs):
            back = _way(net, stranded, front, 0, np.zeros(net.sums.shape[1] + 1, np.int64))
            there = int(net.dst[back.rides[-1]])
            return Fallback(stage, lost, DEAD_END, there, None, None, back)
    return Fallback(stage, lost, DEAD_END, -1, None, None, None)


def _way(net: Net, query: Query, front: Front, nth: int, planned: NDArray[np.int64]) -> Way:
    first, end = front.leg_ptr[nth : nth + 2]
    rides, departs = front.legs[first:end], front.departs[first:end]
    extra = _figures(net, query, rides, departs) - planned
    return Way(tuple(rides.tolist()), tuple(departs.tolist()), tuple(extra.tolist()))


def _figures(net: Net, query: Query, rides: INT32, departs: INT32) -> NDArray[np.int64]:
    """Add up what rides take from where the group stands: minutes, then the net's sums."""
    if rides.size == 0:
        return np.zeros(net.sums.shape[1] + 1, np.int64)
    minutes = int(departs[-1]) + int(net.duration_min[rides[-1]]) - query.start_min
    sums = net.sums[rides].sum(axis=0, dtype=np.int64)
    waited = minutes - int(net.duration_min[rides].sum(dtype=np.int64))
    sums[0] += -(-waited * query.wait_risk_per_day // DAY)
    return np.concatenate([[minutes], sums])
