"""Departures by the minute of the day and by the calendar: the next one, and which arrivals are
as good as which."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.bounds import INF
from waystation.kernel.compiled import compiled, inlined, tight

DAY = 1440  # minutes
NEVER_DAY = 2**20  # past all days that are told apart: 2^30 minutes come first
NOTHING_ONWARD = -(2**30)  # Below zero on whatever day of a dated place.
MAX_SWEEPS = 500

INT32 = NDArray[np.int32]
INT64 = NDArray[np.int64]


class Times(NamedTuple):
    """When the p rides that lead on leave; by the place they leave, as in `search.Graph`.

    A place is *limited* if nobody may wait there for a day, and *dated* if, limited, it leads to a
    ride with a calendar before any house does.
    """

    ptr: INT64  # (n + 2,) rides out of place u are rows ptr[u]:ptr[u + 1]
    head: INT32  # (p,) the place a ride leads to
    duration: INT32  # (p,) minutes
    spans: INT32  # (p, 2) timetable departures[spans[p, 0]:spans[p, 1]], never empty
    departures: INT32  # minutes of the day
    calendar: INT32  # (p,) row of next_open, -1: every day
    next_open: INT32  # (C, D + 1) next open day at or after, NEVER_DAY for none
    wait: INT32  # (n + 1,) longest wait in minutes, 2^30 at a house
    row: INT32  # (n + 1,) row of a limited place in the tables below, -1 at all others
    is_dated: NDArray[np.bool_]  # (q,)
    slots: INT32  # (q, 1440) slot by minute of arrival
    stride: INT64  # (q,) slots a day of a dated place, 0 at all others
    gaps: NDArray[np.int16]  # (q, 1440) minutes until something leaves, calendars aside
    first_day: int
    wait_risk: int  # 1/1440 of 1e-5 nepers for a minute of waiting
    settled_min: int  # from this minute on no calendar matters
    clock_slot: int  # where waiting costs risk, the first of 1440 slots for each place


@inlined
def next_departure(times: Any, ride: Any, now: Any) -> Any:
    """Find the first minute at or after `now` at which the ride leaves; 2^30 or more for never."""
    low, end = np.int64(times.spans[ride, 0]), np.int64(times.spans[ride, 1])
    day = now // DAY
    minute = now - day * DAY
    row = times.calendar[ride]
    if row >= 0:
        opens = np.int64(times.next_open[row, min(day, times.next_open.shape[1] - 1)])
        if opens > day:
            day, minute = opens, np.int64(0)
    first, high = low, end
    while low < high:
        middle = (low + high) >> 1
        if times.departures[middle] < minute:
            low = middle + 1
        else:
            high = middle
    if low == end:
        low = first
        day += 1
        if row >= 0:
            day = np.int64(times.next_open[row, min(day, times.next_open.shape[1] - 1)])
    return day * DAY + times.departures[low]


@inlined
def slot_at(times: Any, place: Any, arrival: Any) -> Any:
    """Give the slot of an arrival at a limited place."""
    row = times.row[place]
    slot = np.int64(times.slots[row, arrival % DAY])
    if times.is_dated[row]:
        # After the calendars end all days are alike.
        day = min(arrival // DAY, np.int64(times.next_open.shape[1] - 1))
        slot += max(0, day - times.first_day) * times.stride[row]
    return slot


@tight
def last_trip(times: Times, ride: int, now: int) -> int:
    """Say after which minute a ride from a house to a limited place gives nothing new.

    Within a day of service each minute of the timetable comes once, and who comes later need not
    have waited. Where calendars matter beyond, every day is its own until they end.
    """
    first = next_departure(times, ride, now)
    if times.is_dated[times.row[times.head[ride]]]:
        first = max(first, (times.next_open.shape[1] - 1) * DAY)
        return min(first + DAY, INF) - 1
    day_after = next_departure(times, ride, (first // DAY + 1) * DAY) // DAY
    return min(day_after * DAY + first % DAY, INF) - 1


@tight
def useful_trip(times: Times, ride: int, trip: int, seen: int, last: int) -> int:
    """Find the next departure of a ride towards a limited place that adds something onward.

    `seen` runs over the onward departures. Each is met from the latest arrival not after it: if
    that one cannot wait long enough none can, and if it can, it meets the most of what follows.
    A free arrival comes first: it sees whatever the others see from `seen` on.

    Args:
      trip: the first departure to be tried.
      seen: the first onward departure to be met is at or after this minute.
      last: the last departure that may be taken; the answer is later if there is none.
    """
    head, minutes = times.head[ride], np.int64(times.duration[ride])
    while trip <= last:
        seen = _next_onward(times, head, max(seen, int(trip + minutes)))
        is_free = slot_at(times, head, trip + minutes) == head
        later = next_departure(times, ride, trip + 1)
        while not is_free and later <= last and later + minutes <= seen:
            trip = later
            is_free = slot_at(times, head, trip + minutes) == head
            later = next_departure(times, ride, trip + 1)
        if is_free or seen <= trip + minutes + times.wait[head]:
            return trip
        trip = later
    return trip


@tight
def _next_onward(times: Any, place: Any, now: Any) -> Any:
    row = times.row[place]
    if not times.is_dated[row]:
        return now + times.gaps[row, now % DAY]
    soonest = np.int64(NEVER_DAY * DAY)
    for ride in range(times.ptr[place], times.ptr[place + 1]):
        soonest = min(soonest, next_departure(times, ride, now))
    return soonest


def next_open_days(open_days: NDArray[np.bool_]) -> INT32:
    """Give for each calendar and day the next open day at or after it: (C, D + 1)."""
    n_days = open_days.shape[1]
    days = np.full((open_days.shape[0], n_days + 1), NEVER_DAY, np.int32)
    days[:, :n_days] = np.where(open_days, np.arange(n_days, dtype=np.int32), np.int32(NEVER_DAY))
    return np.minimum.accumulate(days[:, ::-1], axis=1)[:, ::-1].copy()


@compiled
def tables_by_minute(times: Times, limited: INT32, n_days: int) -> Any:
    """Sort the minutes of the day at limited places by what an arrival then can still do.

    Two arrivals share a slot if the one kept first may stand for the other: both are free (see
    `free_minutes`; the slot is then the place itself), or both see the same departures. A dated
    place has its own slots for each day, the last for all days after the calendars' end.

    Args:
      limited: (q,) the limited places, in the order of their rows; each has a departure.
      n_days: days that dated places tell apart.

    Returns:
      slots: (q, 1440) int32, by minute of arrival; NOTHING_ONWARD where nothing leaves in time.
      stride: (q,) int64, slots a day of a dated place.
      gaps: (q, 1440) int16, minutes until something leaves.
      next_slot: the next number not in use.
    """
    slots = np.empty((limited.size, DAY), np.int32)
    stride = np.zeros(limited.size, np.int64)
    gaps = np.zeros((limited.size, DAY), np.int16)
    leaves = np.empty(DAY, np.bool_)
    free = free_minutes(times, limited)
    next_slot = times.wait.size
    for row in range(limited.size):
        place = limited[row]
        slots[row] = np.where(free[row], place, NOTHING_ONWARD)
        if free[row].all():
            continue  # The gaps are never asked for: the first departure is the last one tried.
        leaves[:] = False
        for ride in range(times.ptr[place], times.ptr[place + 1]):
            for at in range(times.spans[ride, 0], times.spans[ride, 1]):
                leaves[times.departures[at]] = True
        _gaps_of_day(leaves, gaps[row])
        used = _slots_of_day(leaves, gaps[row], times.wait[place], slots[row], next_slot)
        if times.is_dated[row]:
            stride[row] = used - next_slot
            used = next_slot + stride[row] * n_days
        else:
            used = _join_at_midnight(leaves, times.wait[place], slots[row], used)
        next_slot = used
    return slots, stride, gaps, next_slot


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
    has its slot already, and so have all that see the same as it. Returns the next number.
    """
    for minute in range(DAY):
        if slots[minute] >= 0 or gaps[minute] > wait:
            continue
        if minute > 0 and slots[minute - 1] >= 0 and _sees_the_same(leaves, minute, wait):
            slots[minute] = slots[minute - 1]
        else:
            slots[minute] = next_slot
            next_slot += 1
    return next_slot


@compiled
def _join_at_midnight(leaves: Any, wait: int, slots: Any, next_slot: int) -> int:
    """Let the run of minutes before midnight, the newest, go on after it, if it is one run."""
    first, last = slots[0], slots[DAY - 1]
    if first >= 0 and last >= 0 and first != last and _sees_the_same(leaves, 0, wait):
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
def free_minutes(times: Times, limited: INT32) -> Any:
    """Find the minutes at which arriving at a limited place is as good as at any later minute.

    A minute is free if every ride has a departure within the wait that leads to a house, to a
    target or to a free minute of another limited place. Then whoever came later and boards a ride
    at d' can be followed: the free departure g of that ride is before d', and one arrives earlier
    where earlier is as good; or d' <= g, and d' itself is within the wait. Where trains run often
    nearly all minutes are free, and a limited place costs the search no more than a house. Rides
    with a calendar make no minute free, so dated places have none.

    Returns:
      (q, 1440) bool, the largest such set: all minutes, less those that fail, until none fails.
    """
    free = np.ones((limited.size, DAY), np.bool_)
    for row in range(limited.size):
        free[row] = not times.is_dated[row]
    lost_in = np.zeros(limited.size, np.int64)
    for sweep in range(1, MAX_SWEEPS + 1):
        is_done = True
        for row in range(limited.size):
            for ride in range(times.ptr[limited[row]], times.ptr[limited[row] + 1]):
                onward = times.row[times.head[ride]]
                is_due = sweep == 1 or (onward >= 0 and lost_in[onward] >= sweep - 1)
                is_due &= not times.is_dated[row]
                if is_due and _drop_minutes(times, free, ride, row, times.wait[limited[row]]):
                    lost_in[row] = sweep
                    is_done = False
        if is_done:
            return free
    free[:] = False  # Calling no minute free is always right, only slower.
    return free


@compiled
def _drop_minutes(times: Times, free: Any, ride: int, row: int, wait: int) -> bool:
    """Drop the minutes from which no good departure of the ride is in reach; say if any fell."""
    low, high = times.spans[ride, 0], times.spans[ride, 1]
    departures, minutes = times.departures, times.duration[ride]
    onward = times.row[times.head[ride]]
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
