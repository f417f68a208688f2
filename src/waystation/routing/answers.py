"""From the planner's answer back to routes of stages with their days and reasons."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple, TypeVar

import msgspec
import numpy as np

from waystation.kernel import diverse
from waystation.kernel.boxes import unbeaten
from waystation.kernel.planner import INT32
from waystation.kernel.retime import timings
from waystation.network.domain import open_days
from waystation.routing.arrays import Asked, both_ways
from waystation.routing.domain import (
    CHANGE_MAX_MIN,
    DARK,
    GUIDES_NAMED_MAX,
    SHOWN_MAX,
    LegFacts,
    Route,
    Stage,
    Used,
    to_chance,
)
from waystation.routing.limits import DAY_MIN, guides_of
from waystation.routing.refusing import midnight
from waystation.routing.rules import Found

Told = TypeVar("Told", bound=msgspec.Struct)
TEXTS = ("evidence", "source", "note", "years", "cost_evidence")
# Half the way in common and the same houses: people call that the same route.
LEAST_APART = 0.3
# A route may arrive so much later for safer waits, or for a stay that a house allows.
LATER_MAX_MIN = 2 * DAY_MIN
RETIMED_MAX = 1_000


class Way(NamedTuple):
    """One route in the kernel's terms: rides, the minute each is boarded, and its figures."""

    rides: INT32
    departs: INT32
    costs: tuple[int, ...]
    rest_min: INT32


def ways_of(founds: Sequence[Found], asked: Asked) -> list[Way]:
    """Cut the planner's ragged arrays into ways, and move waits to where they are allowed and safe.

    A search knows one risk of waiting and no end to a stay; here each house has its own. A way
    that no timing saves is left out, and so is one that another now beats. Of more than
    `RETIMED_MAX` ways those are timed that cover the rest most closely.
    """
    least, most = rates_of(asked)
    ways, moved = [], []
    for way in _each_once(founds, timed=least >= most):
        if least >= most and _stays_are_short(way, asked):
            ways.append(way)
        else:
            moved.append(way)
    for way in covering(moved, asked.query.start_min, RETIMED_MAX):
        ways += _retimed(way, asked)
    return _unbeaten(ways)


def rates_of(asked: Asked) -> tuple[int, int]:
    """Give the least and the greatest risk of a day's waiting among the places left."""
    rates = asked.waits.risk_per_day[asked.query.alive_place]
    return (int(rates.min()), int(rates.max())) if rates.size else (0, 0)


def covering(ways: list[Way], start_min: int, most: int) -> list[Way]:
    """Pick at most so many ways that each other one equals on every count but for a small share."""
    eps = 0.005
    while len(ways) > most:
        ways = _covering(ways, start_min, eps)
        eps *= 2
    return ways


def picked(ways: list[Way], asked: Asked) -> list[int]:
    """Pick the few ways worth showing, by arrival."""
    ptr = np.cumsum([0, *(way.rides.size for way in ways)], dtype=np.int32)
    rides = np.concatenate([way.rides for way in ways]).astype(np.intp)
    leg_of = np.array([ride.leg for ride in asked.rides], dtype=np.int32)
    steps = diverse.Ways(ptr, leg_of[rides], asked.net.duration_min[rides], _houses(ways, asked))
    costs = np.array([way.costs for way in ways], dtype=np.int32)
    chosen = diverse.pick(
        costs,
        steps,
        start_min=asked.query.start_min,
        most=SHOWN_MAX,
        least_apart=LEAST_APART,
    )
    return [int(nth) for nth in chosen.routes]


def route(way: Way, asked: Asked) -> Route:
    """Turn one way into stages with moments, chances and fares."""
    zero = midnight(asked.question)
    here = asked.question.start_at
    stages = []
    for ride, depart_min in zip(way.rides.tolist(), way.departs.tolist(), strict=True):
        stage = _stage(ride, zero + timedelta(minutes=depart_min), here, asked)
        stages.append(stage)
        here = stage.arrive
    ready = zero + timedelta(minutes=way.costs[0])
    return Route(
        depart=stages[0].depart if stages else ready,
        arrive=stages[-1].arrive if stages else ready,
        risk_p=to_chance(way.costs[1]),
        cost_cents=way.costs[2],
        stages=tuple(stages),
    )


def facts_of(routes: list[Route], ways: list[Way], asked: Asked) -> dict[str, LegFacts]:
    """Gather what a reader may ask of the legs in these routes."""
    facts: dict[str, LegFacts] = {}
    for found, way in zip(routes, ways, strict=True):
        for stage, ride in zip(found.stages, way.rides.tolist(), strict=True):
            leg = asked.legs[asked.rides[ride].leg]
            guides = guides_of(leg, asked.around)
            told = LegFacts(
                risk=asked.risks[ride],
                cost_evidence=leg.cost_evidence,
                source=leg.source,
                km=leg.km,
                assumed=leg.assumed,
                guides=guides[:GUIDES_NAMED_MAX],
                n_guides=len(guides),
            )
            facts.setdefault(stage.leg, told)
            if stage.night and facts[stage.leg].risk != told.risk:
                facts[stage.leg + DARK] = told
    return facts


def used_by(routes: list[Route], asked: Asked) -> Used:
    """Keep the rows of the network on which routes rely, so that a change of one is noticed."""
    stages = [stage for found in routes for stage in found.stages]
    spots = {asked.question.start, *(stage.to_place for stage in stages)}
    legs = {stage.leg for stage in stages}
    on_file = {both_ways(leg) for leg in asked.legs if leg.slug in legs}
    guides = [guides_of(leg, asked.around) for leg in asked.legs if leg.slug in legs]
    alone = {names[0] for names in guides if len(names) == 1}
    known = asked.known
    return Used(
        places=tuple(_bare(place) for place in known.places if place.slug in spots),
        houses=tuple(house for house in known.houses if house.place in spots),
        legs=tuple(_bare(leg) for leg in known.legs if leg.slug in on_file),
        partners=tuple(partner for partner in known.partners if partner.slug in alone),
    )


def _bare(one: Told) -> Told:
    """Leave out the texts: of a place and a leg only what moves people is compared later."""
    texts = {name: "" for name in TEXTS if hasattr(one, name)}
    return msgspec.structs.replace(one, **texts)


def _stage(ride: int, depart: datetime, ready: datetime, asked: Asked) -> Stage:
    leg = asked.legs[asked.rides[ride].leg]
    wait_min = int((depart - ready).total_seconds()) // 60
    rate = int(asked.waits.risk_per_day[asked.index[leg.from_place]])
    wait_risk = rate * wait_min / DAY_MIN
    return Stage(
        leg=leg.slug,
        from_place=leg.from_place,
        to_place=leg.to_place,
        mode=leg.mode,
        depart=depart,
        arrive=depart + timedelta(minutes=int(asked.net.duration_min[ride])),
        wait_min=wait_min,
        risk_p=to_chance(int(asked.net.sums[ride, 0]) + wait_risk),
        cost_cents=int(asked.net.sums[ride, 1]),
        night=asked.rides[ride].band.dark,
        wait_risk_p=to_chance(wait_risk),
    )


def _stays(way: Way, asked: Asked) -> INT32:
    """Give the minutes of each stay before a ride, the first at the start."""
    ends = way.departs + asked.net.duration_min[way.rides]
    return way.departs - np.concatenate(([asked.query.start_min], ends[:-1])).astype(np.int32)


def _each_once(founds: Sequence[Found], *, timed: bool) -> list[Way]:
    """List the ways of all searches; unless they are timed, each once, at its latest arrival."""
    ways: dict[tuple[object, ...], Way] = {}
    for found in founds:
        front = found.front
        for (first, end), costs in zip(
            pairwise(front.leg_ptr.tolist()), front.costs.tolist(), strict=True
        ):
            rest = found.rest_min[first:end]
            way = Way(front.legs[first:end], front.departs[first:end], tuple(costs[:3]), rest)
            key = (way.rides.tobytes(), rest.tobytes(), way.costs if timed else ())
            if key not in ways or way.costs > ways[key].costs:
                ways[key] = way
    return list(ways.values())


def _covering(ways: list[Way], start_min: int, eps: float) -> list[Way]:
    figures = np.array([way.costs for way in ways], dtype=np.float64) - (start_min, 0, 0)
    left, kept = np.ones(len(ways), np.bool_), []
    # Whatever is least in all counts together covers most of what lies around it.
    for nth in np.argsort(np.log1p(figures).sum(axis=1)).tolist():
        if left[nth]:
            kept.append(nth)
            left &= (figures[nth] > (1 + eps) * figures).any(axis=1)
    return [ways[nth] for nth in sorted(kept)]


def _stays_are_short(way: Way, asked: Asked) -> bool:
    """Say whether no stay is longer than its house allows, and none falls on a closed day."""
    if way.rides.size == 0:
        return True
    at = asked.net.src[way.rides]
    in_time = (_stays(way, asked)[1:] <= asked.waits.max_min[at][1:]).all()
    return bool(in_time) and _houses_are_open(way, asked)


def _retimed(way: Way, asked: Asked) -> list[Way]:
    """Give a way all its unbeaten timings that arrive at most two days later."""
    moving, cost = int(asked.net.sums[way.rides, 0].sum()), way.costs[2]
    found = timings(
        asked.net,
        way.rides,
        asked.waits,
        start_min=asked.query.start_min,
        latest_min=min(asked.limits[0], way.costs[0] + LATER_MAX_MIN),
        least_stay_min=way.rest_min,
    )
    ways = [
        way._replace(departs=t.departs, costs=(t.arrive_min, moving + t.wait_risk, cost))
        for t in found
        if moving + t.wait_risk <= asked.limits[1]
    ]
    return [timed for timed in ways if _houses_are_open(timed, asked)]


def _houses_are_open(way: Way, asked: Asked) -> bool:
    """Say whether every house where the group stays is open on each day of the stay.

    The search knows only the first days of the journey (`limits.wait_max_min`).
    """
    if not asked.calendars or not way.rides.size:
        return True
    ends, day = way.departs + asked.net.duration_min[way.rides], midnight(asked.question).date()
    stays = zip(asked.net.src[way.rides][1:], ends[:-1], way.departs[1:], strict=True)
    for place, come, go in stays:
        calendar = asked.calendars.get(int(place))
        if calendar and go - come > CHANGE_MAX_MIN:
            first, last = int(come) // DAY_MIN, int(go) // DAY_MIN
            if not all(open_days(calendar, day + timedelta(days=first), last - first + 1)):
                return False
    return True


def _unbeaten(ways: list[Way]) -> list[Way]:
    """Keep the ways that no other one beats, by arrival; of equal ones the first."""
    if not ways:
        return []
    figures = np.array([way.costs for way in ways], dtype=np.int64)
    _rows, first = np.unique(figures, axis=0, return_index=True)
    return [ways[nth] for nth in first[unbeaten(figures[first])].tolist()]


def _houses(ways: list[Way], asked: Asked) -> INT32:
    """Give for each ride the place at its end where the group stays two hours or more, else -1."""
    found = []
    for way in ways:
        stays = _stays(way, asked)[1:] if way.rides.size else np.empty(0, np.int32)
        ends = asked.net.dst[way.rides][:-1]
        found.append(np.where(stays >= 120, ends, -1))
        found.append(np.full(min(1, way.rides.size), -1))
    return np.concatenate(found).astype(np.int32)
