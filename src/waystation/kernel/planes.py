"""Planes: for one weighing of the objectives, the least that remains from any place at any hour.

For weights w >= 0 the table holds, for each place u and slot b of the day, no more than the least
w . (minutes, sums) of any way to a target when one is at u at whichever minute of b is best. For
every route y of the live net therefore w . y >= `bound`: it lies on or above a plane. And a part
of a route that stands at u cannot end below what it has plus the table.

Why the bound holds: a ride boarded in a slot is offered with the best of the slots it may end in,
and waiting is charged from the end of the slot to the first departure of a later one, which is the
least it can be. Waiting may be longer than a limited place allows, and closed days are open: both
only lower the table. Whoever reaches a place where all leaves as slots end waits for that end
(`Slots.pad`), which is charged too; then nothing is lost, and the table is exact.

Source: value iteration from above over (place, slot), places in the order of a static shortest
path, as in label correcting; Bellman, Dynamic Programming, 1957. The slots are our own.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.bounds import INF, least_sums
from waystation.kernel.compiled import compiled
from waystation.kernel.slots import DAY, NEVER, Live, next_trip, slot_at

BOOL = NDArray[np.bool_]
INT32 = NDArray[np.int32]
INT64 = NDArray[np.int64]
TOO_MUCH = 2**28  # no weighed ride counts for more
MAX_RIDES = 4_000  # of a route that a walk finds


class Plane(NamedTuple):
    """One weighing and what remains under it."""

    weights: INT64  # (K,) of a minute, of a unit of each sum
    wait_weight: Any  # of a minute of waiting
    base: INT32  # (p,) of each ride, with the wait that always follows
    table: INT32  # (n, S) least that remains; NEVER: more than matters
    bound: int  # every route's weighed figures, minutes counted from the start, are at least this


def plane(live: Live, weights: INT64, delay_min: NDArray[np.float64]) -> Plane:
    """Find the least that remains from every place at every hour under these weights.

    Args:
      weights: (K,) >= 0; what a route within the limits may weigh must stay below NEVER.
      delay_min: (n,) a guess of the waiting that lies ahead; only speed depends on it.

    Cost: 5 ms of CPU for 1,000 places, 10,741 rides and 96 slots; 9 to 14 ms with 288.
    """
    wait_weight = int(weights[0]) + int(weights[1]) * live.wait_risk // DAY
    moving = live.figures.astype(np.int64) @ weights
    base = np.minimum(moving + live.slots.pad.astype(np.int64) * wait_weight, TOO_MUCH)
    base = base.astype(np.int32)
    static = static_least(live, np.minimum(moving, TOO_MUCH).astype(np.int32))
    order = np.argsort(static + delay_min * int(weights[0]), kind="stable")
    table = _least_by_slot(live, base, wait_weight, order)
    slot_min = live.slots.slot_min
    spare = -live.start_min % slot_min if live.slots.on_grid[live.start] else 0
    bound = int(table[live.start, slot_at(live.start_min, slot_min)]) + spare * wait_weight
    return Plane(weights, wait_weight, base, table, bound)


def static_least(live: Live, weight: INT32) -> INT32:
    """Find the least sum of one weight per ride from each place, waiting aside: (n,)."""
    targets = np.flatnonzero(live.is_target).astype(np.int32)
    return least_sums(live.tail, weight, live.into_ptr, live.into, targets)


def delay_of(live: Live, of: Plane) -> NDArray[np.float64]:
    """Guess from a plane how many minutes of waiting lie ahead of each place."""
    moving = np.minimum(live.figures.astype(np.int64) @ of.weights, TOO_MUCH).astype(np.int32)
    ahead = of.table.mean(axis=1) - static_least(live, moving)
    return np.maximum(ahead, 0) / max(1, of.wait_weight)


@compiled
def _least_by_slot(live: Live, base: INT32, wait_weight: Any, order: INT64) -> INT32:
    slots, n = live.slots, live.ptr.size - 1
    slot_min, first, last, n_slots = slots.slot_min, slots.first, slots.last, slots.first.shape[1]
    # Twice round the day, so that a ride over midnight reads one piece.
    least = np.full((n, 2 * n_slots), NEVER, np.int32)
    now, later = np.empty(n_slots, np.int32), np.empty(n_slots, np.int32)
    offered = last > 0
    wait_first = np.minimum(first * np.int64(wait_weight), NEVER).astype(np.int32)
    whole_slot = min(wait_weight * slot_min, NEVER)
    is_due = ~live.is_target
    least[live.is_target] = 0
    again = True
    while again:
        again = False
        for place in order:
            if not is_due[place]:
                continue
            is_due[place] = False
            now[:], later[:] = NEVER, NEVER
            for ride in range(live.ptr[place], live.ptr[place + 1]):
                head, table = live.head[ride], live.timetable[ride]
                n_whole = -(-live.figures[ride, 0] // slot_min)
                slack = n_whole * slot_min - live.figures[ride, 0]
                steady = slots.steady[table]
                if least[head, 0] >= NEVER:
                    continue
                if steady > 0:
                    shift = (n_whole if steady > slack else n_whole - 1) % n_slots
                    wait = np.int32(min(steady * wait_weight, NEVER))
                    _offer_steady(least, offered[table], head, shift, base[ride], wait, now, later)
                else:
                    times = (first[table], last[table], wait_first[table])
                    _offer(least, times, head, n_whole % n_slots, slack, base[ride], now, later)
            if _wait_for_later(now, later, whole_slot, least, place):
                again = True
                for at in range(live.into_ptr[place], live.into_ptr[place + 1]):
                    before = live.tail[live.into[at]]
                    is_due[before] = not live.is_target[before]
    return least[:, :n_slots].copy()


@compiled
def _offer_steady(
    least: INT32, offered: BOOL, head: Any, shift: Any, base: Any, wait: Any, now: Any, later: Any
) -> None:
    """Offer a ride all of whose departures lie on one minute of their slots."""
    for slot in range(now.size):
        value = np.int32(least[head, shift + slot] + base)
        value = value if offered[slot] else np.int32(NEVER)
        now[slot] = min(now[slot], value)
        later[slot] = min(later[slot], np.int32(value + wait))


@compiled
def _offer(
    least: INT32, times: Any, head: Any, late: Any, slack: Any, base: Any, now: Any, later: Any
) -> None:
    """Offer any ride: `now` to those in the slot, `later` to those who wait from the one before."""
    first, last, wait_first = times
    early = late - 1 if late > 0 else now.size - 1
    for slot in range(now.size):
        ends_early, ends_late = least[head, early + slot], least[head, late + slot]
        by_first = ends_early if first[slot] <= slack else np.int32(NEVER)
        by_last = ends_late if last[slot] > slack else np.int32(NEVER)
        now[slot] = min(now[slot], np.int32(min(by_first, by_last) + base))
        soon = ends_early if first[slot] <= slack else ends_late
        later[slot] = min(later[slot], np.int32(np.int32(soon + base) + wait_first[slot]))


@compiled
def _wait_for_later(now: INT32, later: INT32, whole_slot: Any, least: INT32, place: Any) -> bool:
    """Let those who find nothing better wait, twice round the day; say whether anything fell."""
    n_slots, waiting, fell = now.size, np.int32(NEVER), False
    for step in range(2 * n_slots - 1, -1, -1):
        slot = step - n_slots if step >= n_slots else step
        now[slot] = min(now[slot], waiting)
        waiting = min(later[slot], np.int32(waiting + whole_slot))
    for slot in range(n_slots):
        fell |= now[slot] < least[place, slot]
    if fell:
        for slot in range(n_slots):
            least[place, slot] = now[slot]
            least[place, slot + n_slots] = now[slot]
    return fell


@compiled
def walk(live: Live, base: INT32, wait_weight: Any, table: INT32) -> Any:
    """Follow a plane with the true clock.

    Returns:
      (rides, departs) int32 of a permitted route, empty if the walk loses its way.
    """
    rides, departs = np.empty(MAX_RIDES, np.int32), np.empty(MAX_RIDES, np.int32)
    place, now, n_rides = np.int64(live.start), np.int64(live.start_min), 0
    while not live.is_target[place]:
        least, chosen, boards = np.int64(2) ** 40, -1, now
        for ride in range(live.ptr[place], live.ptr[place + 1]):
            depart = np.int64(next_trip(live, ride, now))
            if depart >= INF or depart - now > live.wait[place]:
                continue
            slot = slot_at(depart + live.figures[ride, 0], live.slots.slot_min)
            value = (depart - now) * wait_weight + base[ride] + table[live.head[ride], slot]
            if value < least:
                least, chosen, boards = value, ride, depart
        if chosen < 0 or n_rides == MAX_RIDES:
            return rides[:0], departs[:0]
        rides[n_rides], departs[n_rides] = chosen, boards
        n_rides += 1
        place, now = np.int64(live.head[chosen]), boards + live.figures[chosen, 0]
    return rides[:n_rides], departs[:n_rides]
