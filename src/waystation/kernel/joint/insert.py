"""Puts single groups into what the others leave, each on its best way: A* with a table's guidance.

The table says what remains from every place at every hour. Where only more has been taken since it
was made it promises too little, never too much, and the way found is the best there is.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import inlined, tight
from waystation.kernel.heap import drop_least_key, push_key
from waystation.kernel.joint.net import (
    DAY_H,
    DEFERRED,
    F64,
    I32,
    I64,
    SAMPLE_H,
    Field,
    Groups,
    Joint,
    Prices,
    Taken,
)  # fmt: skip
from waystation.kernel.joint.room import (
    FITS,
    Room,
    may_lead,
    room,
    route_cents,
    route_cost,
    take,
)  # fmt: skip
from waystation.kernel.joint.tables import Look, Pricer
from waystation.kernel.joint.ways import Party, Ways, no_prices, party, ways

# Costs are compared in 1/1024 of a unit, so that cost and place fit one number.
FINE = 1024.0
LARGEST_KEY = 4.0e9
OUT_OF_REACH = 1e8
NO_WAY = -1
NOT_YET, WAITED = -2, -1
LONGEST = 160
# How often a way is sought anew that asks a guide twice or more money than there is.
MOST_TRIES = 8
# Marks a day of a pool that one way must not ask for, though it is not full.
BARRED = 2


class Desk(NamedTuple):
    """Space for searching, cleared by counting `turn` up.

    Shapes, S = V * (T + 1) states: `so_far`, `seen`, `came_by` (S); `heap`; `turn` (1); `tally`
    (2): searches made and states expanded.
    """

    so_far: F64
    seen: I64
    came_by: I32
    heap: NDArray[np.uint64]
    turn: I64
    tally: I64


def desk(ways: Ways) -> Desk:
    """Lay out the space that one thread searches in."""
    n = ways.n_places * (ways.n_hours + 1)
    return Desk(
        so_far=np.zeros(n, np.float64),
        seen=np.zeros(n, np.int64),
        came_by=np.zeros(n, np.int32),
        heap=np.zeros(2 * n + 4096, np.uint64),
        turn=np.zeros(1, np.int64),
        tally=np.zeros(2, np.int64),
    )


@inlined
def _key(cost: Any, state: Any) -> Any:
    fine = np.uint64(min(cost * FINE, LARGEST_KEY))
    return (fine << np.uint64(32)) | np.uint64(state)


@inlined
def _offer(space: Desk, n_open: int, state: int, cost: float, remains: float, by: int) -> int:
    """Note a cheaper way to a state and open it; return how many are open."""
    turn = space.turn[0]
    if space.seen[state] == turn and cost >= space.so_far[state] - 1e-9:
        return n_open
    if n_open == len(space.heap):
        return n_open
    space.seen[state] = turn
    space.so_far[state] = cost
    space.came_by[state] = by
    return push_key(space.heap, n_open, _key(cost + remains, state))


@tight
def _expand(
    ways: Ways, party: Party, look: Look, left: Room, space: Desk, group: int, aim: Any, n_open: int
) -> int:
    """Try to wait an hour and every departure from the state in `aim`; return how many are open.

    `aim`: state, the most a way may cost, what a cent costs beyond its price.
    """
    state, limit, dear = aim
    people, needs = party.size[group], party.needs[group]
    wide = ways.n_hours + 1
    place = state // wide
    hour = state - place * wide
    base = party.kind_of[group] * look.steps[0]
    cost = space.so_far[state]
    day = hour // DAY_H
    if hour < ways.n_hours:
        sample = (hour + 1) // SAMPLE_H
        is_sample = (hour + 1) % SAMPLE_H == 0
        if not is_sample or left.beds[sample, place] >= people:
            then = cost + people * ways.wait_cost[place]
            if is_sample and look.pays:
                then += people * look.bed[sample, place]
            remains = look.to_go[base + (hour + 1) * look.steps[1] + place * look.steps[2]]
            if then + remains <= limit:
                n_open = _offer(space, n_open, state + 1, then, remains, WAITED)
        for i in range(
            ways.first[hour * ways.n_places + place], ways.first[hour * ways.n_places + place + 1]
        ):
            leg = ways.leg[i]
            pool = ways.pool[leg]
            if (ways.bars[leg] & needs) != 0 or left.full[day, pool]:
                continue
            if left.capped[pool] and not may_lead(ways, left, day, pool, people):
                continue
            each = ways.sets_out[i] + dear * ways.cents[leg]
            then = cost + people * each
            if look.pays:
                row = ways.row[i]
                each = look.guide[row, 1] + look.cent * ways.cents[leg]
                then += look.guide[row, 0] + people * each
            arrives, there = hour + ways.duration_h[leg], ways.dst[leg]
            remains = look.to_go[base + arrives * look.steps[1] + there * look.steps[2]]
            if then + remains <= limit:
                n_open = _offer(space, n_open, there * wide + arrives, then, remains, leg)
    return n_open


@tight
def best_way(
    ways: Ways, party: Party, look: Look, left: Room, space: Desk, joint: Joint, group: int,
    within: Any,
) -> bool:  # fmt: skip
    """Find a group's best way through what is left and write it into the plan.

    `within`: the most it may cost (prices that it pays counted in), what a cent costs beyond its
    price. Says whether there is one; books nothing.
    """
    limit, dear = min(within[0], OUT_OF_REACH), within[1]
    space.turn[0] += 1
    space.tally[0] += 1
    wide = ways.n_hours + 1
    place, hour = party.start[group], party.ready_h[group]
    base = party.kind_of[group] * look.steps[0]
    joint.n_legs[group] = DEFERRED
    remains = look.to_go[base + hour * look.steps[1] + place * look.steps[2]]
    if remains > limit:
        return False
    n_open = _offer(space, 0, place * wide + hour, 0.0, remains, NOT_YET)
    kind = party.kind[group]
    while n_open > 0:
        key = space.heap[0]
        n_open = drop_least_key(space.heap, n_open)
        state = np.int64(key & np.uint64(0xFFFFFFFF))
        place = state // wide
        if party.targets[kind, place]:
            return _trace(ways, joint, space, group, state)
        hour = state - place * wide
        remains = look.to_go[base + hour * look.steps[1] + place * look.steps[2]]
        # A dearer way to a state was left in the heap when a cheaper one was found.
        if key > _key(space.so_far[state] + remains, state):
            continue
        space.tally[1] += 1
        n_open = _expand(ways, party, look, left, space, group, (state, limit, dear), n_open)
    return False


@inlined
def _trace(ways: Ways, joint: Joint, space: Desk, group: int, state: Any) -> bool:
    """Write the way that led to a state into the plan, if it has room for it."""
    wide, at, n = ways.n_hours + 1, state, 0
    while space.came_by[at] != NOT_YET:
        leg = space.came_by[at]
        if leg == WAITED:
            at -= 1
        else:
            n += 1
            at = ways.src[leg] * wide + at % wide - ways.duration_h[leg]
    if n > joint.legs.shape[1]:
        return False
    joint.n_legs[group] = n
    while space.came_by[state] != NOT_YET:
        leg = space.came_by[state]
        if leg == WAITED:
            state -= 1
        else:
            n -= 1
            state = ways.src[leg] * wide + state % wide - ways.duration_h[leg]
            joint.legs[group, n] = leg
            joint.hours[group, n] = state % wide
    return True


@tight
def settle(
    ways: Ways, party: Party, look: Look, left: Room, space: Desk, joint: Joint, group: int,
    limit: float,
) -> bool:  # fmt: skip
    """Give a group its best way and book it, or let it stay; say whether it goes.

    `joint.cost` becomes what it truly costs, or what staying costs. A guide leads out of one place
    only; where one of several places would be asked twice by one way, not on the second day.
    """
    dear, clashed, goes = 0.0, False, False
    for _ in range(MOST_TRIES):
        if not best_way(ways, party, look, left, space, joint, group, (limit, dear)):
            break
        cost = route_cost(ways, party, joint, group)
        if cost > party.defer_cost[group]:
            break
        cents = route_cents(ways, party, joint, group)
        if cents > 0 and cents > left.money[0]:
            dear = max(3.0 * dear, cost / cents)
            continue
        clash = take(ways, party, left, joint, group)
        if clash == FITS:
            joint.cost[group] = cost
            goes = True
            break
        clashed = True
        day = joint.hours[group, clash] // DAY_H
        left.full[day, ways.pool[joint.legs[group, clash]]] = BARRED
    if clashed:
        open_again(ways, left)
    if not goes:
        joint.n_legs[group] = DEFERRED
        joint.cost[group] = party.defer_cost[group]
    return goes


@tight
def open_again(ways: Ways, left: Room) -> None:
    """Clear the marks that `settle` set where a way asked the same guide twice."""
    for day in range(ways.n_days):
        for pool in range(ways.n_pools):
            if left.full[day, pool] == BARRED:
                left.full[day, pool] = 0


@tight
def settle_all(
    ways: Ways, party: Party, look: Look, left: Room, space: Desk, joint: Joint, order: I64
) -> None:
    """Settle groups one after the other."""
    for i in range(len(order)):
        limit = OUT_OF_REACH if look.pays else party.defer_cost[order[i]] + 1.0
        settle(ways, party, look, left, space, joint, order[i], limit)


def nobody_goes(party: Party) -> Joint:
    """Give the plan in which every group stays."""
    n = len(party.size)
    return Joint(
        legs=np.zeros((n, LONGEST), np.int32),
        hours=np.zeros((n, LONGEST), np.int32),
        n_legs=np.full(n, DEFERRED, np.int32),
        cost=party.defer_cost.astype(np.float64),
    )


def copied(joint: Joint) -> Joint:
    """Copy a plan, with room for longer ways."""
    longer = max(0, LONGEST - joint.legs.shape[1])
    return Joint(
        legs=np.pad(joint.legs, ((0, 0), (0, longer))).astype(np.int32),
        hours=np.pad(joint.hours, ((0, 0), (0, longer))).astype(np.int32),
        n_legs=joint.n_legs.astype(np.int32),
        cost=joint.cost.astype(np.float64),
    )


def booked(ways: Ways, people: Party, left: Room, joint: Joint) -> None:
    """Book every way of a plan.

    Raises:
      ValueError: two of them clash.
    """
    for group in np.flatnonzero(joint.n_legs > 0):
        if take(ways, people, left, joint, int(group)) != FITS:
            raise ValueError(f"the way of group {group} clashes with others; plan it again")


def insert(
    field: Field,
    groups: Groups,
    which: Sequence[int] | NDArray[np.integer],
    joint: Joint,
    taken: Taken,
    *,
    known: Ways | None = None,
    chunk: int = 20,
) -> Joint:
    """Put some groups into what the others of a plan leave, in the order given.

    Their own ways in `joint`, if they had any, are forgotten. `known`: the field's `ways`, if they
    were listed before. Tables are made anew after every `chunk` groups.

    Raises:
      ValueError: the ways of the others clash.
    """
    known = ways(field) if known is None else known
    order = np.asarray(which, np.int64)
    found = remove(joint, order, groups.defer_cost)
    if not len(order):
        return found
    people = party(groups)
    left = room(field, taken, int(groups.size.sum()))
    booked(known, people, left, found)
    settled(Pricer(known, people), found, left, order, chunk)
    return found


def settled(
    pricer: Pricer, joint: Joint, left: Room, order: I64, chunk: int, prices: Prices | None = None
) -> None:
    """Settle groups in an order, with fresh tables every so many; at prices, if there are any."""
    ways, people, space = pricer.ways, pricer.party, desk(pricer.ways)
    table = pricer.blank()
    pays = prices is not None
    prices = no_prices(ways) if prices is None else prices
    for at in range(0, len(order), chunk):
        some = order[at : at + chunk]
        earliest = int(people.ready_h[some].min())
        look = pricer.look(prices, left, pays=pays, into=table, from_hour=earliest)
        settle_all(ways, people, look, left, space, joint, some)


def remove(joint: Joint, which: I64, defer_cost: F64) -> Joint:
    """Take groups out of a plan: they stay where they are, at what staying costs."""
    found = copied(joint)
    found.n_legs[which] = DEFERRED
    found.cost[which] = defer_cost[which]
    return found
