"""What the planner is asked and what it answers, as arrays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BOOL = NDArray[np.bool_]
INT32 = NDArray[np.int32]


class Net(NamedTuple):
    """The places and directed rides of a network; m rides, n places, T timetables, C calendars.

    A ride departs only at minutes of its timetable, on open days of its calendar. What varies with
    the hour (duration, risk, fare) is several rides side by side, each with its own timetable.
    """

    n_places: int
    src: INT32  # (m,) place the ride leaves
    dst: INT32  # (m,) place it leads to
    duration_min: INT32  # (m,) >= 0
    sums: INT32  # (m, K - 1) >= 0, added up along a route: 1e-5 nepers of risk, cents, ...
    timetable: INT32  # (m,) its timetable, -1: leaves at any minute
    departures_ptr: INT32  # (T + 1,) timetable k is departures[ptr[k]:ptr[k + 1]]
    departures: INT32  # minutes of the day 0..1439, rising within a timetable
    calendar: INT32  # (m,) row of open_days, -1: every day
    open_days: BOOL  # (C, D) day 0 is the epoch's first; closed after the last column


class Query(NamedTuple):
    """Where a group stands, where it may go and which places and rides may carry it.

    A place with max_wait_min >= 1440 is a house: there is no end to waiting. At any other the
    group can only change: it must leave within that many minutes. The start counts as a house.
    """

    start: int
    targets: INT32  # (k,) k >= 1; reaching any of them is enough
    start_min: int  # minutes since the epoch's midnight, >= 0
    max_wait_min: INT32  # (n,) >= 0
    alive_place: BOOL  # (n,) False: closed, also as a start or target
    alive_leg: BOOL  # (m,)
    wait_risk_per_day: int = 0  # 1e-5 nepers for a day of waiting, at whatever place


class Front(NamedTuple):
    """Every best route, each figure paired with the legs that give it; r routes.

    Only if `finished` is this the whole answer; otherwise routes are missing.
    """

    costs: INT32  # (r, K) arrival minute, then sums; in lexical order; no two are equal
    leg_ptr: INT32  # (r + 1,) route i takes legs[leg_ptr[i]:leg_ptr[i + 1]]
    legs: INT32
    departs: INT32  # minute each leg is boarded, since the epoch's midnight
    finished: bool
    eps: float  # with finished: each best route has one here, as early, within (1 + eps) elsewhere
    labels_made: int
    labels_expanded: int
