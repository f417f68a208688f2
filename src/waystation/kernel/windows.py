"""Departures that repeat every day: the next one, and which arrivals are as good as which."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled

DAY = 1440  # minutes
NOTHING_ONWARD = -1
MAX_SWEEPS = 500

INT32 = NDArray[np.int32]


class Trips(NamedTuple):
    """The p legs that lead on to a target, sorted by the place they leave, and their departures."""

    ptr: NDArray[np.int64]  # (n + 1,) legs out of place u are rows ptr[u]:ptr[u + 1]
    head: INT32  # (p,) the place a leg leads to
    duration: INT32  # (p,) minutes
    spans: INT32  # (p, 2) timetable departures[spans[p, 0]:spans[p, 1]], never empty
    departures: INT32  # minutes of the day
    wait: INT32  # (n,) longest wait, cut to 1439: a longer one sees no other departure
    row: INT32  # (n,) row of a limited place in the tables by minute, -1 at all others


@compiled
def nth_departure(departures: INT32, span: Any, now: int, nth: int) -> int:
    """Find the nth departure (0 is the first) at or after `now` of the timetable
    departures[span[0]:span[1]]; nth is less than its length."""
    low, end = np.int64(span[0]), np.int64(span[1])
    minute, n_daily, high = now % DAY, end - low, end
    while low < high:
        middle = (low + high) >> 1
        if departures[middle] < minute:
            low = middle + 1
        else:
            high = middle
    if low + nth < end:
        return now - minute + departures[low + nth]
    return now - minute + DAY + departures[low + nth - n_daily]


@compiled
def tables_by_minute(trips: Trips, limited: INT32, own_slot: INT32, next_slot: int) -> Any:
    """Sort the minutes of the day at limited places by what an arrival then can still do.

    Two arrivals share a slot if the one kept first may stand for the other: both are free (see
    `free_minutes`), or both see the same departures.

    Args:
      limited: (q,) the limited places, in the order of their rows; each has a departure.
      own_slot: (n,) the slot that a place's free minutes share.
      next_slot: the first number not in use.

    Returns:
      slots: (q, 1440) int32, by minute of arrival; NOTHING_ONWARD where nothing leaves in time.
      gaps: (q, 1440) int16, minutes until something leaves.
      next_slot: the next number not in use.
    """
    slots = np.empty((limited.size, DAY), np.int32)
    gaps = np.empty((limited.size, DAY), np.int16)
    leaves = np.empty(DAY, np.bool_)
    free = free_minutes(trips, limited)
    for row in range(limited.size):
        place = limited[row]
        if free[row].all():
            slots[row] = own_slot[place]
            gaps[row] = 0  # Never asked for: the first departure is the last one tried.
            continue
        leaves[:] = False
        for leg in range(trips.ptr[place], trips.ptr[place + 1]):
            for at in range(trips.spans[leg, 0], trips.spans[leg, 1]):
                leaves[trips.departures[at]] = True
        _gaps_of_day(leaves, gaps[row])
        slots[row] = np.where(free[row], own_slot[place], NOTHING_ONWARD)
        next_slot = _slots_of_day(leaves, gaps[row], trips.wait[place], slots[row], next_slot)
    return slots, gaps, next_slot


@compiled
def _gaps_of_day(leaves: NDArray[np.bool_], gaps: NDArray[np.int16]) -> None:
    gap = 2 * DAY
    for step in range(2 * DAY - 1, -1, -1):  # Twice round: the evening waits for the morning.
        gap = 0 if leaves[step % DAY] else gap + 1
        if step < DAY:
            gaps[step] = gap


@compiled
def _slots_of_day(leaves: Any, gaps: Any, wait: int, slots: Any, next_slot: int) -> int:
    """Number the minutes that are not free, equal while they see the same departures.

    An arrival at minute m sees the departures within [m, m + wait], round midnight. A free minute
    has its slot already, and so have all that see the same as it.
    """
    for minute in range(DAY):
        if slots[minute] >= 0 or gaps[minute] > wait:
            continue
        if minute > 0 and slots[minute - 1] >= 0 and _sees_the_same(leaves, minute, wait):
            slots[minute] = slots[minute - 1]
        else:
            slots[minute] = next_slot
            next_slot += 1
    first, last = slots[0], slots[DAY - 1]
    if first >= 0 and last >= 0 and first != last and _sees_the_same(leaves, 0, wait):
        # The run before midnight goes on after it: give back its number, the newest.
        minute = DAY - 1
        while slots[minute] == last:
            slots[minute] = first
            minute -= 1
        next_slot -= 1
    return next_slot


@compiled
def _sees_the_same(leaves: Any, minute: int, wait: int) -> bool:
    """Say whether arriving a minute earlier would see the same departures."""
    goes, comes = (minute - 1) % DAY, (minute + wait) % DAY
    return goes == comes or not (leaves[goes] or leaves[comes])


@compiled
def free_minutes(trips: Trips, limited: INT32) -> Any:
    """Find the minutes at which arriving at a limited place is as good as at any later minute.

    A minute is free if every leg has a departure within the wait that leads to a house, to a
    target or to a free minute of another limited place. Then whoever came later and boards a leg
    at d' can be followed: the free departure g of that leg is before d', and one arrives earlier
    where earlier is as good; or d' <= g, and d' itself is within the wait. Where trains run often
    nearly all minutes are free, and a limited place costs the search no more than a house.

    Returns:
      (q, 1440) bool, the largest such set: all minutes, less those that fail, until none fails.
    """
    free = np.ones((limited.size, DAY), np.bool_)
    lost_in = np.zeros(limited.size, np.int64)
    for sweep in range(1, MAX_SWEEPS + 1):
        is_done = True
        for row in range(limited.size):
            for leg in range(trips.ptr[limited[row]], trips.ptr[limited[row] + 1]):
                onward = trips.row[trips.head[leg]]
                is_due = sweep == 1 or (onward >= 0 and lost_in[onward] >= sweep - 1)
                if is_due and _drop_minutes(trips, free, leg, row, trips.wait[limited[row]]):
                    lost_in[row] = sweep
                    is_done = False
        if is_done:
            return free
    free[:] = False  # Calling no minute free is always right, only slower.
    return free


@compiled
def _drop_minutes(trips: Trips, free: Any, leg: int, row: int, wait: int) -> bool:
    """Drop the minutes from which no good departure of the leg is in reach; say if any fell."""
    low, high = trips.spans[leg, 0], trips.spans[leg, 1]
    departures, minutes = trips.departures, trips.duration[leg]
    onward = trips.row[trips.head[leg]]
    good = np.empty(high - low + 1, np.int64)  # First the last good one, of yesterday.
    n_good = 1
    for at in range(low, high):
        if onward < 0 or free[onward, (departures[at] + minutes) % DAY]:
            good[n_good] = departures[at]
            n_good += 1
    if n_good == 1:
        fell = free[row].any()
        free[row] = False
        return fell
    good[0] = good[n_good - 1] - DAY
    fell = False
    for nth in range(1, n_good):
        for minute in range(good[nth - 1] + 1, good[nth] - wait):
            fell = fell or free[row, minute % DAY]
            free[row, minute % DAY] = False
    return fell
