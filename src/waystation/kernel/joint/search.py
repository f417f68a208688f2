"""Betters a plan: takes a few groups out, puts them back otherwise, and keeps what is not worse.

Which ones: groups ready at about the same time, or one that does much worse than it could alone
with those whose guides stand in its way. They go back one by one on their best ways by one of some
tables, each made at other prices; where a table's prices only point, they make the search quick,
where they are paid, they make a group leave to others what is dear. A somewhat worse plan is kept
now and then, ever less often, and the best plan apart.

Source: Ropke and Pisinger, "An adaptive large neighborhood search heuristic", Transportation
Science 40(4), 2006; Schrimpf and others, "Record breaking optimization results using the ruin and
recreate principle", Journal of Computational Physics 159, 2000. The tables are our own.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import inlined, tight
from waystation.kernel.joint.insert import (
    OUT_OF_REACH,
    Desk,
    best_way,
    booked,
    copied,
    desk,
    settle,
)
from waystation.kernel.joint.net import DAY_H, F64, I32, I64, Joint
from waystation.kernel.joint.room import NOBODY, Room, give_back, take
from waystation.kernel.joint.shelf import Shelf
from waystation.kernel.joint.tables import Look
from waystation.kernel.joint.ways import Party, Ways

U64 = NDArray[np.uint64]
# How many groups leave at most, and how often those ready together rather than those in the way.
MOST_OUT, READY_TOGETHER = 5, 0.35
TINY = 1e-9


class Out(NamedTuple):
    """The groups that are out, and the ways they had."""

    group: I64
    is_out: NDArray[np.bool_]
    nearness: F64
    legs: I32
    hours: I32
    n_legs: I32
    cost: F64


class Search(NamedTuple):
    """All that a search reads and changes.

    `alone` (G): what each group costs if it had everything to itself; `among` (up to G): the groups
    that may be taken out, `is_among` (G) the same; `total` (2): of the plan now and of the best;
    `dice` (1).
    """

    ways: Ways
    party: Party
    shelf: Shelf
    left: Room
    space: Desk
    now: Joint
    best: Joint
    out: Out
    alone: F64
    among: I64
    is_among: NDArray[np.bool_]
    total: F64
    dice: U64


def search(ways: Ways, party: Party, shelf: Shelf, left: Room, joint: Joint, seed: int) -> Search:
    """Lay out a search that starts from a plan. `left`: the room before any way of it is booked."""
    now = copied(joint)
    booked(ways, party, left, now)
    n, longest = len(party.size), now.legs.shape[1]
    return Search(
        ways=ways,
        party=party,
        shelf=shelf,
        left=left,
        space=desk(ways),
        now=now,
        best=copied(joint),
        out=Out(
            group=np.zeros(MOST_OUT, np.int64),
            is_out=np.zeros(n, np.bool_),
            nearness=np.zeros(n, np.float64),
            legs=np.zeros((MOST_OUT, longest), np.int32),
            hours=np.zeros((MOST_OUT, longest), np.int32),
            n_legs=np.zeros(MOST_OUT, np.int32),
            cost=np.zeros(MOST_OUT, np.float64),
        ),
        alone=np.zeros(n, np.float64),
        among=np.arange(n),
        is_among=np.ones(n, np.bool_),
        total=np.full(2, now.cost.sum()),
        dice=np.array([2 * seed + 0x9E3779B97F4A7C15], np.uint64),
    )


@inlined
def _chance(dice: U64) -> float:
    """Throw a number from 0 to 1 (xorshift64*: Vigna, ACM TOMS 42(4), 2016)."""
    x = dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    dice[0] = x
    return np.float64((x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(11)) / 9007199254740992.0


@inlined
def _one_of(dice: U64, n: int) -> Any:
    return min(np.int64(_chance(dice) * n), n - 1)


@inlined
def _table(shelf: Shelf, which: int, pays: bool) -> Look:
    return Look(
        shelf.to_go[which],
        shelf.steps,
        shelf.guide[which],
        shelf.bed[which],
        shelf.cent[which],
        pays,
    )


@inlined
def _pick(out: Out, n_out: int, group: int) -> int:
    """Add a group to those going out, once; return how many there are."""
    if out.is_out[group]:
        return n_out
    out.is_out[group] = True
    out.group[n_out] = group
    return n_out + 1


@inlined
def _shuffle(out: Out, since: int, n_out: int, dice: U64) -> None:
    for i in range(n_out - 1, since, -1):
        j = since + _one_of(dice, i + 1 - since)
        out.group[i], out.group[j] = out.group[j], out.group[i]


@tight
def _ready_together(at: Search, first: int, most: int) -> int:
    """Pick a group and those ready at about the same time; return how many."""
    n = len(at.among)
    for group in at.among:
        apart = abs(at.party.ready_h[group] - at.party.ready_h[first])
        at.out.nearness[group] = apart + _chance(at.dice) * 120.0
    n_out = 0
    while n_out < min(most, n):
        nearest = -1
        for group in at.among:
            if not at.out.is_out[group] and (
                nearest < 0 or at.out.nearness[group] < at.out.nearness[nearest]
            ):
                nearest = group
        n_out = _pick(at.out, n_out, nearest)
    return n_out


@tight
def _in_the_way(at: Search, pool: int, day: int, n_out: int, most: int, often: float) -> int:
    """Pick groups that hold a pool's guide around a day; return how many are picked in all."""
    cool = at.ways.cool_days[pool]
    for near in range(max(0, day - cool), min(day + cool + 1, at.ways.n_days)):
        holder = at.left.last[near, pool]
        if holder == NOBODY or not at.is_among[holder]:
            continue
        if n_out < most and _chance(at.dice) < often:
            n_out = _pick(at.out, n_out, holder)
    return n_out


@tight
def _regretful(at: Search, free: Room, table: int, most: int) -> int:
    """Pick a group that does much worse than it could, and those in the way of its best way.

    `free`: the room if nobody had anything.
    """
    ways, now, out, dice = at.ways, at.now, at.out, at.dice
    n = len(at.among)
    first = at.among[_one_of(dice, n)]
    for _ in range(2):
        other = at.among[_one_of(dice, n)]
        if now.cost[other] - at.alone[other] > now.cost[first] - at.alone[first]:
            first = other
    n_out = _pick(out, 0, first)
    # Its way at the table's prices, written where its own way stood; that is kept in `out`.
    _keep(now, out, 0, first)
    look = _table(at.shelf, table, True)
    found = best_way(ways, at.party, look, free, at.space, now, first, (OUT_OF_REACH, 0.0))
    if found:
        for i in range(now.n_legs[first]):
            pool, day = ways.pool[now.legs[first, i]], now.hours[first, i] // DAY_H
            n_out = _in_the_way(at, pool, day, n_out, most, 0.8)
    _restore(now, out, 0, first)
    if _chance(dice) < 0.8:
        for _ in range(6):
            near = out.group[_one_of(dice, n_out)]
            if n_out >= most or now.n_legs[near] <= 0:
                continue
            i = _one_of(dice, now.n_legs[near])
            place = ways.src[now.legs[near, i]]
            begin, end = ways.src_first[place], ways.src_first[place + 1]
            leg = ways.by_src[begin + _one_of(dice, end - begin)]
            day = now.hours[near, i] // DAY_H
            n_out = _in_the_way(at, ways.pool[leg], day, n_out, most, 1.0)
    return n_out


@inlined
def _keep(now: Joint, out: Out, slot: int, group: int) -> None:
    """Put a group's way aside."""
    out.n_legs[slot], out.cost[slot] = now.n_legs[group], now.cost[group]
    for i in range(now.n_legs[group]):
        out.legs[slot, i], out.hours[slot, i] = now.legs[group, i], now.hours[group, i]


@inlined
def _restore(now: Joint, out: Out, slot: int, group: int) -> None:
    """Write a group's old way back; booking it is the caller's."""
    now.n_legs[group], now.cost[group] = out.n_legs[slot], out.cost[slot]
    for i in range(out.n_legs[slot]):
        now.legs[group, i], now.hours[group, i] = out.legs[slot, i], out.hours[slot, i]


@tight
def _put_back(at: Search, table: int, n_out: int, most_cost: float) -> bool:
    """Put the groups that are out back in; if that costs too much, all as it was, and say so."""
    look = _table(at.shelf, table, at.shelf.pays[table])
    rest, new, n_in = 0.0, 0.0, 0
    for i in range(n_out):
        rest += at.alone[at.out.group[i]]
    good = True
    while n_in < n_out and good:
        group = at.out.group[n_in]
        rest -= at.alone[group]
        limit = min(at.party.defer_cost[group], most_cost - new - rest)
        if limit < at.alone[group] - 1e-6:
            break
        limit += _promised(at.party, look, group) - at.alone[group]
        limit = OUT_OF_REACH if look.pays else limit + 1e-3
        settle(at.ways, at.party, look, at.left, at.space, at.now, group, limit)
        new += at.now.cost[group]
        n_in += 1
        good = new + rest <= most_cost + TINY
    if n_in == n_out and good:
        return True
    for i in range(n_in):
        give_back(at.ways, at.party, at.left, at.now, at.out.group[i])
    for i in range(n_out):
        _restore(at.now, at.out, i, at.out.group[i])
        take(at.ways, at.party, at.left, at.now, at.out.group[i])
    return False


@inlined
def _promised(party: Party, look: Look, group: int) -> float:
    """Read off what a table promises for a group, were it the only one."""
    at = party.kind_of[group] * look.steps[0] + party.ready_h[group] * look.steps[1]
    return max(look.to_go[at + party.start[group] * look.steps[2]], 0.0)


@tight
def _note_best(at: Search) -> None:
    at.total[1] = at.total[0]
    for group in range(len(at.party.size)):
        n = at.now.n_legs[group]
        at.best.n_legs[group], at.best.cost[group] = n, at.now.cost[group]
        for i in range(n):
            at.best.legs[group, i] = at.now.legs[group, i]
            at.best.hours[group, i] = at.now.hours[group, i]


@tight
def better(at: Search, free: Room, n_steps: int, heat: float, most: int) -> int:
    """Make some steps at a heat (units that a plan may become worse by); return how many held."""
    n_held, dice, out = 0, at.dice, at.out
    for _ in range(n_steps):
        want = 2 + _one_of(dice, most - 1)
        table = _one_of(dice, len(at.shelf.cent))
        if _chance(dice) < READY_TOGETHER:
            n_out = _ready_together(at, at.among[_one_of(dice, len(at.among))], want)
            _shuffle(out, 0, n_out, dice)
        else:
            n_out = _regretful(at, free, _one_of(dice, len(at.shelf.cent)), want)
            _shuffle(out, 0 if _chance(dice) < 0.3 else 1, n_out, dice)
        old = 0.0
        for i in range(n_out):
            group = out.group[i]
            out.is_out[group] = False
            _keep(at.now, out, i, group)
            old += at.now.cost[group]
            give_back(at.ways, at.party, at.left, at.now, group)
        most_cost = old - heat * math.log(_chance(dice) + 1e-12)
        if not _put_back(at, table, n_out, most_cost):
            continue
        n_held += 1
        for i in range(n_out):
            at.total[0] += at.now.cost[out.group[i]]
        at.total[0] -= old
        if at.total[0] < at.total[1] - 1e-7:
            _note_best(at)
    return n_held
