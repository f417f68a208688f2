"""The rides of one query as the proof wants them: cut to what may matter, with the day in slots."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.bounds import INF, least_sums, legs_by_head
from waystation.kernel.compiled import compiled
from waystation.kernel.net import Net, Query

DAY = 1440  # minutes
FINE_MIN, COARSE_MIN = 5, 15  # lengths of a slot; both divide a day
FINE_UP_TO = 3_000  # places; a larger net gets coarse slots whatever its departures
NEVER = 2**29  # "no departure", and "too much to matter"; three of it fit an int32

BOOL = NDArray[np.bool_]
INT32 = NDArray[np.int32]
INT64 = NDArray[np.int64]


class Slots(NamedTuple):
    """What each of T timetables offers in each of the S slots of the day.

    Slot b holds the minutes after (b - 1) * slot_min up to b * slot_min; slot 0 ends at midnight.
    """

    slot_min: int
    first: INT32  # (T, S) first departure, in minutes after the slot before; NEVER for none
    last: INT32  # (T, S) last departure, likewise; 0 for none
    steady: INT32  # (T,) the one such minute that all departures keep to, 0 if they differ
    on_grid: BOOL  # (n,) whether all that leaves the place leaves as a slot ends
    pad: INT32  # (p,) least minutes that whoever took the ride then waits for a slot to end


class Live(NamedTuple):
    """The rides that may lie on a route within the limits, and the places they join.

    n places, p rides sorted by the place they leave, K objectives, T timetables, C calendars.
    """

    start: int
    start_min: int
    wait_risk: int  # 1e-5 nepers for a day of waiting
    is_target: BOOL  # (n,)
    wait: INT32  # (n,) longest wait in minutes
    remains: INT32  # (n, K) least that remains to a target, each objective alone
    ptr: INT64  # (n + 1,) rides out of place u are ptr[u]:ptr[u + 1]
    tail: INT32  # (p,) the place a ride leaves
    head: INT32  # (p,) the place it leads to
    figures: INT32  # (p, K) minutes, then what is added up
    ride: INT32  # (p,) its number in the caller's net
    into_ptr: INT64  # (n + 1,) rides into place v are into[into_ptr[v]:into_ptr[v + 1]]
    into: INT64  # (p,)
    timetable: INT32  # (p,)
    trips: INT64  # (p, 3) departures[low:end] is the timetable; row of open_days, -1: every day
    departures: INT32
    open_days: BOOL  # (C, D)
    slots: Slots


@compiled
def next_trip(live: Live, ride: Any, now: Any) -> int:
    """Find the first minute >= now at which the ride departs; INF if it never does again."""
    trip = live.trips[ride]
    return next_departure(live.departures, live.open_days, trip[0], trip[1], trip[2], now)


@compiled
def next_departure(
    departures: INT32, open_days: BOOL, low: Any, end: Any, calendar: Any, now: Any
) -> int:
    """Find the same for the timetable departures[low:end]; a negative calendar is always open.

    It takes arrays, not `Live`: to hand a tuple of many from loop to loop costs more than all else.
    """
    day, minute = now // DAY, now % DAY
    at, high = low, end
    while at < high:
        middle = (at + high) >> 1
        if departures[middle] < minute:
            at = middle + 1
        else:
            high = middle
    if at == end:
        at, day = low, day + 1
    if calendar >= 0 and (day >= open_days.shape[1] or not open_days[calendar, day]):
        at = low
        while day < open_days.shape[1] and not open_days[calendar, day]:
            day += 1
        if day >= open_days.shape[1]:
            return INF
    return day * DAY + departures[at]


@compiled
def slot_at(minute: int, slot_min: int) -> int:
    """Say in which slot of the day a minute lies."""
    return -(-minute // slot_min) % (DAY // slot_min)


def live_rides(net: Net, query: Query, caps: INT64) -> Live | None:
    """Keep the rides that a route within the limits may use; None if no chain of them arrives.

    Args:
      net, query: checked.
      caps: (K,) most minutes under way, then the limits of the sums; each < 2^30.
    """
    bounds, departures, timetable = _tables_for_all(net)
    usable = query.alive_leg & query.alive_place[net.src] & query.alive_place[net.dst]
    usable &= (np.diff(bounds)[timetable] > 0) & ~np.isin(net.src, query.targets)
    figures = np.column_stack([net.duration_min, net.sums])
    targets = query.targets[query.alive_place[query.targets]]
    done = _least(
        net.dst, net.src, figures, usable, np.array([query.start], np.int32), net.n_places
    )
    left = _least(net.src, net.dst, figures, usable, targets, net.n_places)
    if not query.alive_place[query.start] or (left[query.start] > caps).any():
        return None
    through = done[net.src].astype(np.int64) + figures + left[net.dst]
    kept = np.flatnonzero(usable & (through <= caps).all(axis=1))
    kept = kept[np.argsort(net.src[kept], kind="stable")]
    places = np.unique(np.concatenate([net.src[kept], net.dst[kept], [query.start]]))
    number = np.full(net.n_places, -1, np.int32)
    number[places] = np.arange(places.size)
    tail, head, n = number[net.src[kept]], number[net.dst[kept]], places.size
    ptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=n))]).astype(np.int64)
    into_ptr, into = legs_by_head(head, np.ones(kept.size, np.bool_), n)
    is_target = np.isin(places, targets)
    wait = query.max_wait_min[places]
    wait[(wait >= DAY) | (places == query.start)] = INF  # No end to waiting at a house.
    minutes = np.ascontiguousarray(net.duration_min[kept])
    timetable = timetable[kept]
    slot_min = _slot_min(bounds, departures, timetable, n)
    return Live(
        start=int(number[query.start]),
        start_min=query.start_min,
        wait_risk=query.wait_risk_per_day,
        is_target=is_target,
        wait=wait,
        remains=np.ascontiguousarray(left[places]),
        ptr=ptr,
        tail=tail,
        head=head,
        figures=np.ascontiguousarray(figures[kept]),
        ride=kept.astype(np.int32),
        into_ptr=into_ptr,
        into=into,
        timetable=timetable,
        trips=np.column_stack(
            [bounds[timetable], bounds[timetable + 1], net.calendar[kept]]
        ).astype(np.int64),
        departures=departures,
        open_days=net.open_days,
        slots=_slots(bounds, departures, timetable, tail, head, minutes, ~is_target, slot_min),
    )


def _tables_for_all(net: Net) -> tuple[INT32, INT32, INT32]:
    """Give the rides that leave at any minute a timetable with every minute."""
    n_tables, end = net.departures_ptr.size - 1, net.departures.size
    if (net.timetable >= 0).all():
        return net.departures_ptr, net.departures, net.timetable
    return (
        np.append(net.departures_ptr, end + DAY).astype(np.int32),
        np.concatenate([net.departures, np.arange(DAY, dtype=np.int32)]),
        np.where(net.timetable < 0, n_tables, net.timetable).astype(np.int32),
    )


def _least(tail: INT32, head: INT32, figures: INT32, usable: BOOL, ends: INT32, n: int) -> INT32:
    ptr, legs = legs_by_head(head, usable, n)
    columns = (np.ascontiguousarray(column) for column in figures.T)
    return np.stack([least_sums(tail, column, ptr, legs, ends) for column in columns], axis=1)


def _slot_min(bounds: INT32, departures: INT32, timetable: INT32, n_places: int) -> int:
    """Choose slots at whose ends everything leaves, if there are such; else as n allows."""
    used = np.unique(timetable)
    minutes = [departures[bounds[k] : bounds[k + 1]] for k in used]
    common = int(np.gcd.reduce(np.concatenate(minutes))) if minutes else 0
    if common % COARSE_MIN == 0 or (common % FINE_MIN and n_places > FINE_UP_TO):
        return COARSE_MIN
    return FINE_MIN


def _slots(
    bounds: INT32,
    departures: INT32,
    timetable: INT32,
    tail: INT32,
    head: INT32,
    minutes: INT32,
    may_be_on_grid: BOOL,
    slot_min: int,
) -> Slots:
    first, last, offsets = _slots_of_day(bounds, departures, slot_min)
    steady = np.where(offsets.sum(axis=1) == 1, offsets.argmax(axis=1), 0).astype(np.int32)
    on_grid = may_be_on_grid.copy()
    on_grid[tail[steady[timetable] != slot_min]] = False
    pad = _pads(offsets, timetable, head, minutes, on_grid)
    return Slots(slot_min, first, last, steady, on_grid, pad)


@compiled
def _slots_of_day(bounds: INT32, departures: INT32, slot_min: int) -> Any:
    n_tables, n_slots = bounds.size - 1, DAY // slot_min
    first = np.full((n_tables, n_slots), NEVER, np.int32)
    last = np.zeros((n_tables, n_slots), np.int32)
    offsets = np.zeros((n_tables, slot_min + 1), np.bool_)
    for table in range(n_tables):
        for at in range(bounds[table], bounds[table + 1]):
            slot = -(-departures[at] // slot_min)
            offset = departures[at] - (slot - 1) * slot_min
            slot %= n_slots
            first[table, slot] = min(first[table, slot], offset)
            last[table, slot] = max(last[table, slot], offset)
            offsets[table, offset] = True
    return first, last, offsets


@compiled
def _pads(offsets: BOOL, timetable: INT32, head: INT32, minutes: INT32, on_grid: BOOL) -> INT32:
    slot_min = offsets.shape[1] - 1
    pad = np.zeros(head.size, np.int32)
    for ride in range(head.size):
        if on_grid[head[ride]]:
            pad[ride] = slot_min
            for offset in range(1, slot_min + 1):
                if offsets[timetable[ride], offset]:
                    pad[ride] = min(pad[ride], -(offset + minutes[ride]) % slot_min)
    return pad
