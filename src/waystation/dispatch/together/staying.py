"""Holds every way of a plan to what houses allow and budgets pay: another way, or none. Pure."""

from typing import NamedTuple

import numpy as np

from waystation.dispatch.costing import RATES
from waystation.dispatch.together.laid import Laid, stays
from waystation.dispatch.together.purse import beyond
from waystation.kernel.joint.insert import remove
from waystation.kernel.joint.net import BOOL, DAY_H, DEFERRED, F64, I32, I64, SAMPLE_H, Joint

NEVER = np.inf
# The longest stay that is looked at on a way; at home there is no end.
LONGEST_H = 14 * DAY_H
# So often one and the same guide is asked twice before a group is given up.
TRIES = 4
# The bit of a need that shuts every leg, above those of all kinds.
NOWHERE = 62
# Units for a cent, tried one after the other where the budget does not pay for the best way.
THRIFT = (0.0, 0.001, 0.004, 0.016, 0.064, 0.256)


class Left(NamedTuple):
    """What a plan leaves for one more group of a size: departures, and beds at each sample.

    `opens` (T, E); `beds` (samples, V): whether the group has beds there.
    """

    opens: BOOL
    beds: BOOL


def too_long(laid: Laid, joint: Joint, nth: int) -> list[int]:
    """List the places where a group stays longer than the house allows its kind."""
    longest = laid.stay_h[laid.kind_of[nth]]
    return [place for place, come, go in stays(laid, joint, nth) if go - come > longest[place]]


def unfit(laid: Laid, joint: Joint, nth: int) -> bool:
    """Say whether a group stays somewhere too long, or its budget does not pay for its way."""
    n = max(0, int(joint.n_legs[nth]))
    way = list(zip(joint.legs[nth, :n].tolist(), joint.hours[nth, :n].tolist(), strict=True))
    return bool(too_long(laid, joint, nth)) or _is_unpaid(laid, nth, way)


def mended(laid: Laid, joint: Joint) -> tuple[Joint, list[int]]:
    """Send every group whose way is unfit another way, or let it stay at home.

    The hours of the kernel know how many beds a house has, not for how many nights, and count them
    at noon and at midnight alone; and they know one budget, not each group's own. What room that
    leaves goes to those who were to stay at home.

    Returns the plan, and the groups that have no fit way.
    """
    unfits = [nth for nth in np.flatnonzero(joint.n_legs > 0).tolist() if unfit(laid, joint, nth)]
    if not unfits:
        return joint, []
    joint = remove(joint, np.array(unfits), laid.groups.defer_cost)
    at_home = np.flatnonzero(joint.n_legs < 0)
    thrift = 0
    for nth in at_home[np.argsort(-laid.groups.defer_cost[at_home], kind="stable")].tolist():
        joint, thrift = settled(laid, joint, nth, thrift)
    return joint, [nth for nth in unfits if joint.n_legs[nth] < 0]


def hopeless(laid: Laid) -> list[int]:
    """List the groups that have no fit way even if nobody else travels."""
    n = laid.groups.size.size
    steps = np.zeros((n, 1), dtype=np.int32)
    stays_put = np.full(n, DEFERRED, np.int32)
    alone = Joint(steps, steps.copy(), stays_put, laid.groups.defer_cost.copy())
    thrift, found = 0, []
    for nth in range(n):
        joint, thrift = settled(laid, alone, nth, thrift)
        if joint.n_legs[nth] < 0:
            found.append(nth)
    return found


def without(laid: Laid, groups: list[int]) -> Laid:
    """Shut every leg to some groups, so that nothing is kept free for them."""
    needs = laid.groups.needs.copy()
    needs[groups] |= np.int64(1) << NOWHERE
    bars = laid.field.bars | (np.int64(1) << NOWHERE)
    return laid._replace(
        groups=laid.groups._replace(needs=needs), field=laid.field._replace(bars=bars)
    )


def settled(laid: Laid, joint: Joint, nth: int, thrift: int = 0) -> tuple[Joint, int]:
    """Give a group that stays at home a way through what the others leave, if that is worth it.

    The best way if the budget pays for it, else one found with more weight on money: `thrift` says
    which of `THRIFT` is tried first, and the answer which one did.

    Cost: 0.1 s of CPU for the historical network and 30 days, for each weight that is tried.
    """
    field, groups = laid.field, laid.groups
    out = field.src == groups.start[nth]
    aside = int(groups.size[nth]) * int(field.cents[out].max(initial=0))
    if _cents(laid, joint) + aside > field.budget_cents:
        return joint, thrift
    left = _left(laid, joint, nth)
    # If the most thrifty way is not paid for, none is: that is asked second.
    for weight in (thrift, len(THRIFT) - 1, *range(thrift + 1, len(THRIFT) - 1)):
        way = _once_each(laid, left, nth, THRIFT[weight])
        is_paid = bool(way) and not _is_unpaid(laid, nth, way)
        if way and is_paid and weight < len(THRIFT) - 1:
            return _if_worth(laid, joint, nth, way), weight
        if weight == len(THRIFT) - 1:
            if not is_paid:
                return joint, 0
            thriftiest = way
    return _if_worth(laid, joint, nth, thriftiest), len(THRIFT) - 1


def _if_worth(laid: Laid, joint: Joint, nth: int, way: list[tuple[int, int]]) -> Joint:
    cost = _cost(laid, nth, way)
    return _written(joint, nth, way, cost) if cost < laid.groups.defer_cost[nth] else joint


def _once_each(laid: Laid, left: Left, nth: int, thrift: float) -> list[tuple[int, int]]:
    """Find a way that asks no guide twice who has nobody beside them; none: an empty one."""
    field, opens = laid.field, left.opens.copy()
    for _ in range(TRIES):
        way = best_way(laid, left._replace(opens=opens), nth, thrift)
        twice = _twice(laid, way)
        if not twice:
            return way
        for leg, hour in twice:
            day = hour // DAY_H * DAY_H
            opens[day : day + DAY_H, field.pool == field.pool[leg]] = False
    return []


def best_way(laid: Laid, left: Left, nth: int, thrift: float = 0.0) -> list[tuple[int, int]]:
    """Find a group's cheapest way on which no stay is too long, as (leg, hour) by step.

    Exact on hours: whoever arrives somewhere leaves within the stay that is allowed there, and has
    beds at every noon and midnight between.
    """
    field, people = laid.field, int(laid.groups.size[nth])
    ready, start = int(laid.groups.ready_h[nth]), int(laid.groups.start[nth])
    longest = np.minimum(laid.stay_h[laid.kind_of[nth]], LONGEST_H)
    longest[field.n_places - laid.n_twins :] = 0  # at home one waits before, and never comes back
    come = np.full((field.n_hours + 1, field.n_places), NEVER)
    by = np.full(come.shape, -1, np.int64)
    since = np.zeros(field.n_places, dtype=np.int32)  # who came before has had no bed since
    guide_cents = RATES[laid.purse.template.key].guide_per_stage
    cost = people * field.leg_cost[0] + thrift * (people * laid.purse.fares + guide_cents)
    for hour in range(ready, field.n_hours):
        if hour % SAMPLE_H == 0:
            since[~left.beds[hour // SAMPLE_H]] = hour
        waited, came_at = _waiting(come, people * field.wait_cost, longest, since, hour)
        waited[start] = people * field.wait_cost[start] * (hour - ready)
        came_at[start] = -1
        legs = np.flatnonzero(left.opens[hour] & np.isfinite(waited[field.src]))
        legs = legs[hour + field.duration_h[legs] <= field.n_hours]
        at = (hour + field.duration_h[legs]) * field.n_places + field.dst[legs]
        whole = waited[field.src[legs]] + cost[legs]
        better = whole < come.ravel()[at]
        np.minimum.at(come.ravel(), at, whole)
        won = better & (whole == come.ravel()[at])
        codes = (legs * (field.n_hours + 1) + hour) * (field.n_hours + 2)
        by.ravel()[at[won]] = (codes + came_at[field.src[legs]] + 1)[won]
    return _traced(laid, come, by, nth)


def _waiting(come: F64, wait_cost: F64, longest: I32, since: I32, hour: int) -> tuple[F64, I32]:
    """Give what it costs at most to stand at each place in an hour, and when one came there."""
    first = max(0, hour - int(longest.max(initial=0)))
    hours = np.arange(first, hour + 1)[:, None]
    allowed = (hours >= hour - longest[None, :]) & (hours >= since[None, :])
    cost = np.where(allowed, come[first : hour + 1] + wait_cost * (hour - hours), NEVER)
    best = cost.argmin(axis=0)
    return cost[best, np.arange(cost.shape[1])], (best + first).astype(np.int32)


def _traced(
    laid: Laid,
    come: F64,
    by: I64,
    nth: int,
) -> list[tuple[int, int]]:
    field = laid.field
    ends = np.where(laid.groups.targets[laid.groups.kind[nth]], come, NEVER)
    hour, place = (int(one) for one in np.unravel_index(int(ends.argmin()), ends.shape))
    way: list[tuple[int, int]] = []
    if not np.isfinite(ends[hour, place]):
        return way
    while True:
        packed, came = divmod(int(by[hour, place]), field.n_hours + 2)
        leg, begun = divmod(packed, field.n_hours + 1)
        way.append((leg, begun))
        if came == 0:
            return way[::-1]
        hour, place = came - 1, int(field.src[leg])


def _left(laid: Laid, joint: Joint, nth: int) -> Left:
    """Say what the others of a plan, and the commitments, leave to a group."""
    field, groups, people = laid.field, laid.groups, int(laid.groups.size[nth])
    starts, led = laid.taken.starts.astype(np.int64), laid.taken.led.astype(np.int64)
    beds = field.beds[None, :] - laid.taken.people
    for other in np.flatnonzero(joint.n_legs > 0).tolist():
        n = int(joint.n_legs[other])
        legs, days = joint.legs[other, :n], joint.hours[other, :n] // DAY_H
        np.add.at(starts, (days, field.pool[legs]), 1)
        np.add.at(led, (days, field.pool[legs]), int(groups.size[other]))
        for place, come, go in stays(laid, joint, other):
            beds[come // SAMPLE_H + 1 : go // SAMPLE_H + 1, place] -= groups.size[other]
    n_days = np.full(starts.shape[1], field.exposure_days)
    free = _fits(starts, field.cool_days + 1, field.guides, 1, busy=True)
    free &= _fits(led, n_days, np.broadcast_to(field.exposure, led.shape), people, busy=False)
    open_on = np.repeat(free[:, field.pool], DAY_H, axis=0)
    shut = (field.bars & int(groups.needs[nth])) != 0
    return Left(field.opens & open_on & ~shut, beds >= people)


def _fits(used: I64, n_days: I32, most: I32, more: int, *, busy: bool) -> BOOL:
    """Say on which days so much more fits into every window of days that it falls into.

    Args:
      busy: only windows that end on a day of use count, and the first.
    """
    whole = np.concatenate([np.zeros((1, used.shape[1]), np.int64), np.cumsum(used, axis=0)])
    day = np.arange(len(used))[:, None]
    window = whole[1:] - np.take_along_axis(whole, np.maximum(0, day + 1 - n_days), axis=0)
    full = window + more > most
    fits: BOOL = ~full
    for after in range(1, int(n_days.max(initial=1))):
        later = full[after:] & (after < n_days)[None, :]
        fits[: len(used) - after] &= ~(later & (used[after:] > 0) if busy else later)
    return fits


def _twice(laid: Laid, way: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """List the steps for which a way asks a guide again who has nobody beside them to spare."""
    field, found = laid.field, []
    asked: dict[int, int] = {}
    for leg, hour in way:
        pool, day = int(field.pool[leg]), hour // DAY_H
        before = asked.get(pool)
        rests = before is not None and day - before <= field.cool_days[pool]
        if rests and int(field.guides[day, pool]) < 2:
            found.append((leg, hour))
        asked[pool] = day
    return found


def _is_unpaid(laid: Laid, nth: int, way: list[tuple[int, int]]) -> bool:
    steps = [laid.step(leg, hour) for leg, hour in way]
    legs = [leg for leg, _hour in way]
    return beyond(laid.purse, nth, legs, steps, int(laid.groups.size[nth])) > 0


def _cost(laid: Laid, nth: int, way: list[tuple[int, int]]) -> float:
    """Reckon a way in units from the definition: its legs, and every hour of waiting."""
    field, here, at = laid.field, int(laid.groups.start[nth]), int(laid.groups.ready_h[nth])
    units = 0.0
    for leg, hour in way:
        units += float(field.leg_cost[0, leg]) + (hour - at) * float(field.wait_cost[here])
        here, at = int(field.dst[leg]), hour + int(field.duration_h[leg])
    return units * int(laid.groups.size[nth])


def _cents(laid: Laid, joint: Joint) -> int:
    going = np.flatnonzero(joint.n_legs > 0)
    firsts = laid.field.cents[joint.legs[going, 0]]
    return int(laid.taken.cents + (laid.groups.size[going] * firsts).sum())


def _written(joint: Joint, nth: int, way: list[tuple[int, int]], cost: float) -> Joint:
    longer = max(0, len(way) - joint.legs.shape[1])
    legs = np.pad(joint.legs, ((0, 0), (0, longer)))
    begun = np.pad(joint.hours, ((0, 0), (0, longer)))
    n_legs, costs = joint.n_legs.copy(), joint.cost.copy()
    legs[nth, : len(way)] = [leg for leg, _hour in way]
    begun[nth, : len(way)] = [hour for _leg, hour in way]
    n_legs[nth], costs[nth] = len(way), cost
    return Joint(legs, begun, n_legs, costs)
