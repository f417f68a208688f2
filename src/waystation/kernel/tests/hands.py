"""Nets written by hand, and answers as plain lists."""

from itertools import pairwise

import numpy as np

from waystation.kernel.planner import Front, Net, Query
from waystation.kernel.tests.nets import int32

DAY = 1440


def net_of(n_places: int, *legs: tuple[int, int, int, int, int, list[int]]) -> Net:
    """Build a net from legs (from, to, minutes, risk, cost, departures)."""
    src, dst, duration, risk, cost, tables = zip(*legs, strict=True)
    return Net(
        n_places,
        *(int32(column) for column in (src, dst, duration)),
        sums=int32([risk, cost]).T.copy(),
        timetable=int32(range(len(legs))),
        departures_ptr=int32(np.cumsum([0] + [len(table) for table in tables])),
        departures=int32([minute for table in tables for minute in table]),
        calendar=int32([-1] * len(legs)),
        open_days=np.empty((0, 0), np.bool_),
    )


def query_of(net: Net, **changes) -> Query:
    """Ask from place 0 at minute 0 to the last place; every place is a house unless changed."""
    plain = Query(
        start=0,
        targets=int32([net.n_places - 1]),
        start_min=0,
        max_wait_min=int32([DAY] * net.n_places),
        alive_place=np.ones(net.n_places, np.bool_),
        alive_leg=np.ones(len(net.src), np.bool_),
    )
    return plain._replace(**changes)


def vectors(front: Front) -> list[tuple[int, ...]]:
    """List the figures of each route."""
    return [tuple(row) for row in front.costs.tolist()]


def routes(front: Front) -> list[list[tuple[int, int]]]:
    """List each route as (leg, departure) pairs."""
    boarded = list(zip(front.legs.tolist(), front.departs.tolist(), strict=True))
    return [boarded[first:end] for first, end in pairwise(front.leg_ptr.tolist())]
