"""What is left of guides, beds, exposure and money once some groups have their way."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import inlined, tight
from waystation.kernel.joint.net import DAY_H, I32, I64, SAMPLE_H, Field, Joint, Taken
from waystation.kernel.joint.ways import U8, Party, Ways

NOBODY = -1
# Nothing stands in the way of a route.
FITS = -1


class Room(NamedTuple):
    """What is left, changed in place as groups come and go.

    Shapes: by day and pool: `starts`; `window`: starts in the days of a cool-down up to this one;
    `full`: no guide may start; `led`: people led in the days of exposure up to this one; `last`:
    the group that started last. `beds` (samples, V) left; `capped` (P): may exposure ever bind;
    `money` (1): cents left.
    """

    starts: I32
    window: I32
    full: U8
    led: I64
    last: I32
    beds: I32
    capped: NDArray[np.bool_]
    money: I64


def room(field: Field, taken: Taken, n_people: int) -> Room:
    """Say what is left for `n_people` more after what others have taken."""
    led = _summed(taken.led.astype(np.int64), np.full(len(field.cool_days), field.exposure_days))
    window = _summed(taken.starts.astype(np.int64), field.cool_days + 1)
    left = Room(
        starts=taken.starts.astype(np.int32),
        window=window.astype(np.int32),
        full=np.zeros(taken.starts.shape, np.uint8),
        led=led,
        last=np.full(taken.starts.shape, NOBODY, np.int32),
        beds=(field.beds[None, :] - taken.people).astype(np.int32),
        # A group may be led by one pool more than once.
        capped=field.exposure < led.max(axis=0, initial=0) + 8 * n_people,
        money=np.array([field.budget_cents - taken.cents], np.int64),
    )
    left.full[:] = _full(field, left)
    return left


def _summed(by_day: I64, n_days: NDArray[np.integer]) -> I64:
    """Add up for each day what fell on it and the days before, `n_days` (P) in all."""
    so_far = np.concatenate([np.zeros((1, by_day.shape[1]), np.int64), np.cumsum(by_day, axis=0)])
    day = np.arange(len(by_day))[:, None]
    before = np.maximum(day + 1 - n_days[None, :], 0)
    return so_far[1:] - np.take_along_axis(so_far, before, axis=0)


def _full(field: Field, left: Room) -> NDArray[np.bool_]:
    """Say by day and pool whether one more start breaks its cool-down, then or later."""
    no_more = left.window >= field.guides
    full = no_more.copy()
    for ahead in range(1, int(field.cool_days.max(initial=0)) + 1):
        meets = (ahead <= field.cool_days) & (left.starts > 0) & no_more
        full[:-ahead] |= meets[ahead:]
    return full


@inlined
def _fill_again(ways: Ways, left: Room, pool: int, day: int) -> None:
    """Mark anew on which days around `day` no guide of a pool may start."""
    cool = ways.cool_days[pool]
    for at in range(max(0, day - cool), min(day + cool + 1, ways.n_days)):
        is_full = left.window[at, pool] >= ways.guides[at, pool]
        for later in range(at + 1, min(at + cool + 1, ways.n_days)):
            if left.starts[later, pool] and left.window[later, pool] >= ways.guides[later, pool]:
                is_full = True
        left.full[at, pool] = is_full


@inlined
def may_lead(ways: Ways, left: Room, day: int, pool: int, people: int) -> bool:
    """Say whether a pool may lead so many more people from a day on, within its exposure."""
    if not left.capped[pool]:
        return True
    for at in range(day, min(day + ways.exposure_days, ways.n_days)):
        if left.led[at, pool] + people > ways.exposure[pool]:
            return False
    return True


@inlined
def _start(ways: Ways, left: Room, day: int, pool: int, people: int) -> None:
    """Book one start of a pool's guide with so many people; below zero: take it back."""
    one = 1 if people > 0 else -1
    left.starts[day, pool] += one
    for at in range(day, min(day + ways.cool_days[pool] + 1, ways.n_days)):
        left.window[at, pool] += one
    if left.capped[pool]:
        for at in range(day, min(day + ways.exposure_days, ways.n_days)):
            left.led[at, pool] += people
    _fill_again(ways, left, pool, day)


@inlined
def _stay(left: Room, place: int, since_h: int, until_h: int, people: int) -> None:
    """Take beds at the noons and midnights of a stay; below zero: give them back."""
    for sample in range(since_h // SAMPLE_H + 1, until_h // SAMPLE_H + 1):
        left.beds[sample, place] -= people


@tight
def take(ways: Ways, party: Party, left: Room, joint: Joint, group: int) -> int:
    """Book a group's whole way, or nothing: return `FITS` or the leg that clashes with earlier.

    A way found leg by leg may ask a guide twice; only booking it shows.
    """
    people = party.size[group]
    for i in range(joint.n_legs[group]):
        leg, hour = joint.legs[group, i], joint.hours[group, i]
        pool, day = ways.pool[leg], hour // DAY_H
        if left.full[day, pool] or not may_lead(ways, left, day, pool, people):
            _give_starts(ways, party, left, joint, group, i)
            return i
        _start(ways, left, day, pool, people)
        left.last[day, pool] = group
    _move_in(ways, party, left, joint, group, people)
    return FITS


@tight
def give_back(ways: Ways, party: Party, left: Room, joint: Joint, group: int) -> None:
    """Give back all that a group's way had booked; its way stands in the plan still."""
    if joint.n_legs[group] > 0:
        _give_starts(ways, party, left, joint, group, joint.n_legs[group])
        _move_in(ways, party, left, joint, group, -party.size[group])


@tight
def _give_starts(
    ways: Ways, party: Party, left: Room, joint: Joint, group: int, n_legs: int
) -> None:
    for i in range(n_legs):
        leg, hour = joint.legs[group, i], joint.hours[group, i]
        pool, day = ways.pool[leg], hour // DAY_H
        _start(ways, left, day, pool, -party.size[group])
        left.last[day, pool] = NOBODY


@tight
def _move_in(ways: Ways, party: Party, left: Room, joint: Joint, group: int, people: int) -> None:
    """Take the beds and the money of a group's way; with `people` below zero, give them back."""
    place, since_h = party.start[group], party.ready_h[group]
    for i in range(joint.n_legs[group]):
        leg, hour = joint.legs[group, i], joint.hours[group, i]
        _stay(left, place, since_h, hour, people)
        left.money[0] -= people * ways.cents[leg]
        place, since_h = ways.dst[leg], hour + ways.duration_h[leg]


@tight
def route_cents(ways: Ways, party: Party, joint: Joint, group: int) -> int:
    """Add up the money a group's way takes, in cents."""
    cents = 0
    for i in range(joint.n_legs[group]):
        cents += party.size[group] * ways.cents[joint.legs[group, i]]
    return cents


@tight
def route_cost(ways: Ways, party: Party, joint: Joint, group: int) -> float:
    """Add up what a group's way costs in units, money counted in."""
    place, since_h, each = party.start[group], party.ready_h[group], 0.0
    for i in range(joint.n_legs[group]):
        leg, hour = joint.legs[group, i], joint.hours[group, i]
        each += ways.wait_cost[place] * (hour - since_h) + ways.cost[ways.by_night[hour], leg]
        place, since_h = ways.dst[leg], hour + ways.duration_h[leg]
    return party.size[group] * each
