"""Why a route does not go a certain way: which rule shuts the leg, or what beats going by it."""

from typing import NamedTuple

import numpy as np

from waystation.kernel.planner import INT32, Net, Query, plan, why_empty
from waystation.network.domain import open_days
from waystation.routing import rules
from waystation.routing.answers import route, ways_of
from waystation.routing.arrays import HORIZON_DAYS, Asked, both_ways, in_arrays
from waystation.routing.domain import Question, Route
from waystation.routing.knowing import Known
from waystation.routing.limits import Bar, bars
from waystation.routing.refusing import NoRoute, midnight, no_route, refuse_impossible
from waystation.routing.searching import grounds

LABELS_MAX = 400_000


class WhyNot(NamedTuple):
    """What keeps a leg out of the answer.

    `bars` shut it outright, by direction; else `nothing` says why no route through it fits, or
    `best` is the route through it that comes nearest to what is shown.
    """

    bars: tuple[tuple[str, tuple[Bar, ...]], ...]
    nothing: NoRoute | None = None
    best: Route | None = None
    finished: bool = True


def why_not(known: Known, question: Question, leg_slug: str, shown: list[Route]) -> WhyNot:
    """Say which limit, mask, halt, calendar or hazard keeps a leg out, or what beats going by it.

    Args:
      leg_slug: the leg as it is on file; either direction counts.
      shown: the routes against which the best one through the leg is measured.

    Cost: two searches as long as the question's own, on a net twice as large.
    """
    refuse_impossible((place.slug for place in known.places), question)
    asked = in_arrays(known, question)
    ours = [nth for nth, leg in enumerate(asked.legs) if both_ways(leg) == leg_slug]
    shut = tuple((asked.legs[nth].slug, tuple(_bars(nth, asked))) for nth in ours)
    if all(reasons for _slug, reasons in shut):
        return WhyNot(shut)
    through = [i for i, ride in enumerate(asked.rides) if ride.leg in ours]
    founds, is_whole = [], True
    for ground, limits in grounds(asked):
        net, query, first_copy = _twice(ground, np.array(through, dtype=np.int32))
        front = plan(net, query, limits=limits, max_labels=LABELS_MAX)
        is_whole = is_whole and front.finished
        founds.append(rules.told_back(ground, front._replace(legs=first_copy[front.legs])))
    if not any(len(found.front.costs) for found in founds):
        if not is_whole:
            return WhyNot(shut, finished=False)
        why = why_empty(net, query, limits=asked.limits, max_labels=LABELS_MAX)
        return WhyNot(shut, nothing=no_route(why, question, asked.start), finished=why.finished)
    routes = [route(way, asked) for way in ways_of(founds, asked)]
    if not routes:
        return WhyNot(shut, finished=is_whole)
    best = min(routes, key=lambda r: beaten_by(r, shown)[1])
    return WhyNot(shut, best=best, finished=is_whole)


def beaten_by(one: Route, shown: list[Route]) -> tuple[int | None, float]:
    """Name the shown route that beats one, and by how much at worst, as a share; None: none does.

    The one that beats it by least counts: the others beat it all the more.
    """
    found: list[tuple[float, int]] = []
    for number, other in enumerate(shown):
        later = (one.arrive - other.arrive).total_seconds() / 60
        whole = max(1.0, (other.arrive - other.depart).total_seconds() / 60)
        riskier, dearer = one.risk_p - other.risk_p, one.cost_cents - other.cost_cents
        if later >= 0 and riskier >= 0 and dearer >= 0:
            shares = (
                later / whole,
                riskier / max(other.risk_p, 1e-6),
                dearer / max(other.cost_cents, 1),
            )
            found.append((max(shares), number))
    if not found:
        return None, -1.0
    share, number = min(found)
    return number, share


def _bars(nth: int, asked: Asked) -> list[Bar]:
    leg = asked.legs[nth]
    found = bars(leg, both_ways(leg), asked.question, asked.around)
    rides = [i for i, ride in enumerate(asked.rides) if ride.leg == nth]
    if not rides:
        found.append(Bar("no departure"))
    first = midnight(asked.question).date()
    if rides and not _opens(rides[0], asked):
        days = open_days(leg.calendar, first, HORIZON_DAYS)
        why = next((c.why for c in leg.calendar.closed if c.last >= first), "")
        found.append(Bar("closed" if not any(days) else "no guide that day", why))
    return found


def _opens(ride: int, asked: Asked) -> bool:
    row = int(asked.net.calendar[ride])
    return row < 0 or bool(asked.net.open_days[row].any())


def _twice(ground: rules.Ground, through: INT32) -> tuple[Net, Query, INT32]:
    """Lay two copies of the net on one another: only a ride through the leg leads up, once.

    The destination lies on the upper copy alone, so every route of it takes the leg.
    """
    net, query, n = ground.net, ground.query, ground.net.n_places
    m = net.src.size
    up = np.flatnonzero(np.isin(_own_ride(ground), through)).astype(np.int32)
    copy_of = np.concatenate([np.arange(m), np.arange(m), up]).astype(np.int32)
    src = np.concatenate([net.src, net.src + n, net.src[up]]).astype(np.int32)
    dst = np.concatenate([net.dst, net.dst + n, net.dst[up] + n]).astype(np.int32)
    columns = ("duration_min", "sums", "timetable", "calendar")
    doubled = net._replace(
        n_places=2 * n,
        src=src,
        dst=dst,
        **{name: np.ascontiguousarray(getattr(net, name)[copy_of]) for name in columns},
    )
    asked = query._replace(
        targets=(query.targets + n).astype(np.int32),
        max_wait_min=np.tile(query.max_wait_min, 2),
        alive_place=np.tile(query.alive_place, 2),
        alive_leg=query.alive_leg[copy_of],
    )
    return doubled, asked, copy_of


def _own_ride(ground: rules.Ground) -> INT32:
    """Give the question's own ride for each ride that is searched; -1 for a rest."""
    if ground.remembered is None:
        return np.arange(ground.net.src.size, dtype=np.int32)
    own = ground.remembered.ride_of_ride
    if ground.copied is not None:
        own = np.where(own < 0, -1, ground.copied[own]).astype(np.int32)
    return own
