"""A way whose legs are given: the planner only chooses when to leave, or not even that."""

from datetime import datetime
from typing import NamedTuple

import msgspec
import numpy as np

from waystation.routing.arrays import HORIZON_DAYS, Asked
from waystation.routing.limits import DAY_MIN
from waystation.routing.refusing import midnight


class Given(NamedTuple):
    """The directed legs to take, in order, and if that is settled too when to leave each."""

    legs: tuple[str, ...] = ()
    departs: tuple[datetime, ...] = ()


def only(asked: Asked, given: Given) -> Asked:
    """Shut every leg that is not given, and every other departure where those are given.

    All rules, calendars and stays are asked of what is left as of any question, so a way that
    does not keep them is not found. Nothing given leaves the question as it is.

    Raises:
      ValueError: moments for some of the legs only, or before the day on which the question starts.
    """
    if not given.legs:
        return asked
    wanted = set(given.legs)
    keeps = np.array([asked.legs[ride.leg].slug in wanted for ride in asked.rides], np.bool_)
    query = asked.query._replace(alive_leg=asked.query.alive_leg & keeps)
    narrow = msgspec.structs.replace(asked, query=query)
    return _at(narrow, given) if given.departs else narrow


def _at(asked: Asked, given: Given) -> Asked:
    """Leave each open ride its one departure, on the one day."""
    zero, net = midnight(asked.question), asked.net
    minutes = [int((at - zero).total_seconds()) // 60 for at in given.departs]
    leaves = dict(zip(given.legs, minutes, strict=True))
    if min(minutes) < 0:
        raise ValueError("a departure before the day on which the question starts")
    n_days = max(net.open_days.shape[1], HORIZON_DAYS, max(minutes) // DAY_MIN + 1)
    open_days = np.zeros((len(given.legs) + 1, n_days), np.bool_)
    row_of = {slug: nth for nth, slug in enumerate(given.legs)}
    departures, calendar = np.zeros(len(given.legs), np.int32), net.calendar.copy()
    alive, timetable = asked.query.alive_leg.copy(), net.timetable.copy()
    for ride in np.flatnonzero(alive).tolist():
        slug = asked.legs[asked.rides[ride].leg].slug
        day, minute = divmod(leaves[slug], DAY_MIN)
        row, own = row_of[slug], int(net.calendar[ride])
        alive[ride] = minute in asked.rides[ride].band.departs
        departures[row], timetable[ride], calendar[ride] = minute, row, row
        is_open = own < 0 or (day < net.open_days.shape[1] and bool(net.open_days[own, day]))
        open_days[row, day] = is_open
    narrow = net._replace(
        timetable=np.where(alive, timetable, 0).astype(np.int32),
        departures_ptr=np.arange(len(given.legs) + 1, dtype=np.int32),
        departures=departures,
        calendar=np.where(alive, calendar, len(given.legs)).astype(np.int32),
        open_days=open_days,
    )
    query = asked.query._replace(alive_leg=alive)
    return msgspec.structs.replace(asked, net=narrow, query=query)
