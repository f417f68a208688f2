"""What no plan can beat: every group on its best way at prices for whatever they share.

Put a price on each guide's days, each bed, each person led and each cent. Every group then takes
its best way alone; what they cost together at these prices, less the prices of all there is, is at
most what the best plan costs: whichever prices, so long as none is below zero. Good prices make the
bound high, and say what one more of each would be worth.

Source: Held and Karp, "The traveling-salesman problem and minimum spanning trees", 1970 (the
bound); Barahona and Anbil, "The volume algorithm", Mathematical Programming 87, 2000 (few groups);
Camerini, Fratta and Maffioli, "On improving relaxation methods by modified gradient techniques",
1975 (many).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from waystation.kernel.compiled import swift, tight
from waystation.kernel.joint.insert import nobody_goes
from waystation.kernel.joint.lanes import TOO_MUCH
from waystation.kernel.joint.net import (
    DAY_H,
    F64,
    SAMPLE_H,
    Field,
    Groups,
    Joint,
    Prices,
    Taken,
)
from waystation.kernel.joint.room import Room, room
from waystation.kernel.joint.tables import Look, Pricer, least_costs
from waystation.kernel.joint.ways import Party, Ways, n_samples, party, ways

NO_STEP, WAIT = -2, -1
# Two entries of a table that differ by no more than this part are the same.
SAME = 1e-6


class Use(NamedTuple):
    """What ways use up of all that is shared, in the order of `Limits`; views of one array."""

    guide: F64
    led: F64
    bed: F64
    cents: F64


class Limits(NamedTuple):
    """All that is shared as one list of R limits: what is `left` of each, and its `scale` (R)."""

    left: F64
    scale: F64
    shapes: tuple[tuple[int, int], ...]

    def parts(self, flat: F64) -> Use:
        """Cut a list of all limits into its parts."""
        cut, at = [], 0
        for shape in self.shapes:
            n = shape[0] * shape[1]
            cut.append(flat[at : at + n].reshape(shape))
            at += n
        return Use(*cut)

    def prices(self, flat: F64) -> Prices:
        """Read a list of prices; where no pool's exposure can bind it has none."""
        guide, led, bed, cents = self.parts(flat)
        led = led if led.size else np.zeros(guide.shape)
        return Prices(guide=guide, bed=bed, led=led, cent=float(cents[0, 0]))

    def flat(self, prices: Prices) -> F64:
        """Write prices as a list; those of exposure only where some pool's can bind."""
        led = prices.led.reshape(-1) if self.shapes[1][0] else np.zeros(0)
        parts = (prices.guide.reshape(-1), led, prices.bed.reshape(-1), [prices.cent])
        return np.concatenate(parts).astype(np.float64)


def limits(ways: Ways, field: Field, taken: Taken, left: Room) -> Limits:
    """List what is left of everything shared once commitments have taken theirs."""
    days, pools = ways.n_days, ways.n_pools
    most = np.zeros((days, pools), np.int64)
    for back in range(int(ways.cool_days.max(initial=0)) + 1):
        near = np.zeros_like(most)
        near[back:] = ways.guides[: days - back] if back < days else 0
        most = np.maximum(most, np.where(back <= ways.cool_days[None, :], near, 0))
    led_days = days if left.capped.any() else 0
    led = np.broadcast_to(ways.exposure[None, :], (days, pools)) - left.led
    shapes = ((days, pools), (led_days, pools), (n_samples(ways.n_hours), ways.n_places), (1, 1))
    parts = (most - left.window, led[:led_days], left.beds, left.money)
    flat = np.concatenate([np.asarray(part, np.float64).reshape(-1) for part in parts])
    flat = np.maximum(flat, 0.0)
    return Limits(left=flat, scale=1.0 / np.maximum(flat, 1.0), shapes=shapes)


@tight
def _follow(ways: Ways, party: Party, look: Look, left: Room, joint: Joint, group: int) -> None:
    """Write into the plan the way that a table says is a group's best."""
    place, hour, n = party.start[group], np.int64(party.ready_h[group]), 0
    base, kind = party.kind_of[group] * look.steps[0], party.kind[group]
    people, needs = party.size[group], party.needs[group]
    while not party.targets[kind, place] and n < joint.legs.shape[1]:
        best, step = 0.5 * TOO_MUCH, NO_STEP
        if hour < ways.n_hours:
            sample, is_sample = (hour + 1) // SAMPLE_H, (hour + 1) % SAMPLE_H == 0
            if not is_sample or left.beds[sample, place] >= people:
                best = look.to_go[base + (hour + 1) * look.steps[1] + place * look.steps[2]]
                best += people * ways.wait_cost[place]
                if is_sample:
                    best += people * look.bed[sample, place]
                step = WAIT
                # Where waiting is as good as the table promises, no departure is better.
                here = look.to_go[base + hour * look.steps[1] + place * look.steps[2]]
                if best <= here + SAME * max(here, 1.0):
                    hour += 1
                    continue
            at = hour * ways.n_places + place
            for i in range(ways.first[at], ways.first[at + 1]):
                leg = ways.leg[i]
                row = ways.row[i]
                day, pool = hour // DAY_H, ways.pool[leg]
                if (ways.bars[leg] & needs) != 0 or left.full[day, pool]:
                    continue
                arrives, there = hour + ways.duration_h[leg], ways.dst[leg]
                cost = look.to_go[base + arrives * look.steps[1] + there * look.steps[2]]
                each = ways.sets_out[i] + look.guide[row, 1] + look.cent * ways.cents[leg]
                cost += look.guide[row, 0] + people * each
                if cost < best:
                    best, step = cost, leg
        if step == NO_STEP:
            break
        if step == WAIT:
            hour += 1
            continue
        joint.legs[group, n], joint.hours[group, n] = step, hour
        hour += ways.duration_h[step]
        place = ways.dst[step]
        n += 1
    joint.n_legs[group] = n


@tight
def _use(ways: Ways, party: Party, joint: Joint, group: int, used: Use) -> None:
    """Add what a group's way uses."""
    people = party.size[group]
    place, since_h = party.start[group], party.ready_h[group]
    for i in range(joint.n_legs[group]):
        leg, hour = joint.legs[group, i], joint.hours[group, i]
        for sample in range(since_h // SAMPLE_H + 1, hour // SAMPLE_H + 1):
            used.bed[sample, place] += people
        day, pool = hour // DAY_H, ways.pool[leg]
        for at in range(day, min(day + ways.cool_days[pool] + 1, ways.n_days)):
            used.guide[at, pool] += 1.0
        if used.led.shape[0]:
            for at in range(day, min(day + ways.exposure_days, ways.n_days)):
                used.led[at, pool] += people
        used.cents[0, 0] += people * ways.cents[leg]
        place, since_h = ways.dst[leg], hour + ways.duration_h[leg]


@tight
def _each_alone(ways: Ways, party: Party, look: Look, left: Room, joint: Joint, used: Use) -> None:
    """Send every group on its best way at a table's prices, if that is cheaper than staying."""
    for group in range(len(party.size)):
        at = party.kind_of[group] * look.steps[0] + party.ready_h[group] * look.steps[1]
        joint.n_legs[group] = -1
        if look.to_go[at + party.start[group] * look.steps[2]] < party.defer_cost[group]:
            _follow(ways, party, look, left, joint, group)
            _use(ways, party, joint, group, used)


@swift
def _slope(used: F64, limits: Any, prices: F64, slope: F64, kept: float) -> float:
    """Say how far each limit is overstepped, by its own measure; return the sum of squares.

    A limit that is neither overstepped nor priced is left alone. `kept`: how much of the slope
    before is added.
    """
    steep = 0.0
    for i in range(len(slope)):
        now = (used[i] - limits[0][i]) * limits[1][i]
        if now == 0 or (now < 0 and prices[i] <= 0):
            slope[i] = 0.0
            continue
        slope[i] = now + kept * slope[i]
        steep += slope[i] * slope[i]
    return steep


@swift
def _step(prices: F64, slope: F64, scale: F64, step: float, out: F64) -> None:
    """Move prices along a slope; none falls below zero."""
    for i in range(len(slope)):
        out[i] = max(prices[i] + step * slope[i] * scale[i], 0.0)


@swift
def _blend(average: F64, used: F64, limits: Any, slope: F64) -> float:
    """Move the average towards what was used now; return how far the new agrees with a slope."""
    agrees = 0.0
    for i in range(len(slope)):
        agrees += (used[i] - limits[0][i]) * limits[1][i] * slope[i]
        average[i] = 0.1 * used[i] + 0.9 * average[i]
    return agrees


class Ascent:
    """Climbs to a high bound: prices, the bound they give, and the best of both so far."""

    def __init__(self, field: Field, taken: Taken, pricer: Pricer) -> None:
        people = pricer.party
        self.pricer = pricer
        self.left = room(field, taken, int(people.size.sum()))
        self.limits = limits(pricer.ways, field, taken, self.left)
        self.used = np.zeros(len(self.limits.left))
        self.joint = nobody_goes(people)
        self.table = pricer.blank()
        self.best = np.zeros(len(self.used))
        self.bound = -np.inf
        self.look: Look | None = None
        # How far a step goes, shrinking as the bound settles; kept from one climb to the next.
        self.pace = 1.0

    def at(self, flat: F64) -> float:
        """Give the bound at some prices, and note in `used` what the groups would use."""
        look = self.pricer.look(self.limits.prices(flat), self.left, into=self.table)
        people = self.pricer.party
        self.used[:] = 0.0
        parts = self.limits.parts(self.used)
        _each_alone(self.pricer.ways, people, look, self.left, self.joint, parts)
        self.look = look
        return float(least_costs(people, look).sum() - (flat * self.limits.left).sum())

    def _better(self, flat: F64, bound: float) -> bool:
        if bound <= self.bound:
            return False
        self.bound, self.best = bound, flat
        return True

    def by_average(self, goal: float, go_on: Callable[[], bool], *, wait: int = 10) -> None:
        """Step from the best prices along the average of what was used (few groups).

        `goal`: the cost of a plan; `go_on` is asked before each step.
        """
        self._better(self.best, self.at(self.best))
        average, pace, idle = self.used.copy(), 0.5, 0
        slope, limits = np.zeros(len(self.used)), self.limits[:2]
        while go_on():
            steep = _slope(average, limits, self.best, slope, 0.0)
            if steep < 1e-9:
                return
            step = pace * max(goal * 0.98 - self.bound, 1e-3 * abs(self.bound)) / steep
            prices = np.empty(len(self.used))
            _step(self.best, slope, limits[1], step, prices)
            bound = self.at(prices)
            agrees = _blend(average, self.used, limits, slope) >= 0
            if self._better(prices, bound):
                pace = min(1.1 * pace, 2.0) if agrees else pace
                idle = 0
            else:
                idle += 1
                if idle >= wait:
                    pace, idle = 0.66 * pace, 0

    def by_slope(self, goal: float, go_on: Callable[[], bool], *, wait: int = 8) -> None:
        """Step along what was used now and a part of the steps before (many groups)."""
        prices, idle = self.best, 0
        slope, limits = np.zeros(len(self.used)), self.limits[:2]
        while go_on():
            bound = self.at(prices)
            if self._better(prices, bound):
                idle = 0
            else:
                idle += 1
                if idle >= wait:
                    self.pace, idle, prices = 0.7 * self.pace, 0, self.best
                    slope[:] = 0.0
                    continue
            steep = _slope(self.used, limits, prices, slope, 0.6)
            if steep < 1e-12:
                return
            step = self.pace * max(goal - bound, 1e-3 * abs(bound)) / steep
            then = np.empty(len(self.used))
            _step(prices, slope, limits[1], step, then)
            prices = then


def bound_at(
    field: Field, groups: Groups, taken: Taken, prices: Prices, *, known: Ways | None = None
) -> float:
    """Give what no plan can cost less than, in units, reckoned to the last digit from prices.

    Raises:
      ValueError: a price below zero.
    """
    known = ways(field) if known is None else known
    ascent = Ascent(field, taken, Pricer(known, party(groups), sort=np.float64))
    flat = ascent.limits.flat(prices)
    if flat.min(initial=0.0) < 0:
        raise ValueError("a price is below zero; a bound needs prices of zero or more")
    return ascent.at(flat)
