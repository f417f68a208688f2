"""Plain twins of the joint planner: small random fields, and answers by trying everything."""

from itertools import product
from typing import NamedTuple

import numpy as np

from waystation.kernel.joint.check import faults
from waystation.kernel.joint.net import (
    DAY_H,
    DEFERRED,
    SAMPLE_H,
    Field,
    Groups,
    Joint,
    Prices,
    Taken,
)

LONGEST = 12
ANY = 10**6
NEVER = 1e8


class Way(NamedTuple):
    """One way of one group: (leg, hour) in order, and its cost; None stays where it is."""

    steps: tuple[tuple[int, int], ...] | None
    cost: float


def random_field(dice: np.random.Generator, *, n_hours: int = 48) -> Field:
    """Make a field of five places in a row, few departures of each leg, scarce guides and beds."""
    pairs = np.array([(0, 1), (0, 2), (1, 2), (1, 3), (2, 3), (2, 4), (1, 4), (3, 4), (0, 3)])
    n = len(pairs)
    opens = np.zeros((n_hours, n), np.bool_)
    for leg in range(n):
        opens[dice.choice(n_hours, 4, replace=False), leg] = True
    hour = np.arange(n_hours) % DAY_H
    days = -(-n_hours // DAY_H)
    return Field(
        n_hours=n_hours,
        n_places=5,
        src=pairs[:, 0].astype(np.int32),
        dst=pairs[:, 1].astype(np.int32),
        duration_h=dice.integers(1, 9, n).astype(np.int32),
        pool=pairs[:, 0].astype(np.int32),
        cents=dice.integers(0, 300, n).astype(np.int64),
        bars=dice.choice([0, 0, 0, 1, 2], n).astype(np.int64),
        leg_cost=dice.uniform(0.5, 9, (2, n)).round(3),
        opens=opens,
        is_night=(hour >= 20) | (hour < 5),
        wait_cost=dice.uniform(0, 0.1, 5).round(3),
        beds=dice.choice([3, 5, 8, ANY], 5).astype(np.int32),
        guides=dice.integers(0, 3, (days, 5)).astype(np.int32),
        cool_days=dice.integers(0, days, 5).astype(np.int32),
        exposure=dice.choice([6, 9, ANY], 5).astype(np.int32),
        exposure_days=2,
        unit_per_cent=0.01,
        budget_cents=int(dice.choice([3_000, ANY])),
    )


def random_groups(dice: np.random.Generator, n: int) -> Groups:
    """Make some groups, safe at the last place or, of another kind, at the last but one."""
    size = dice.integers(1, 6, n)
    targets = np.zeros((2, 5), np.bool_)
    targets[0, 4] = targets[1, 3] = True
    return Groups(
        size=size.astype(np.int32),
        start=dice.integers(0, 2, n).astype(np.int32),
        ready_h=dice.integers(0, 12, n).astype(np.int32),
        needs=dice.choice([0, 1, 3], n).astype(np.int64),
        kind=dice.integers(0, 2, n).astype(np.int32),
        targets=targets,
        defer_cost=60.0 * size,
    )


def random_taken(dice: np.random.Generator, field: Field) -> Taken:
    """Let others have taken a little of everything."""
    starts = np.minimum(dice.integers(0, 2, field.guides.shape), field.guides)
    return Taken(
        starts=starts.astype(np.int32),
        people=dice.integers(0, 2, (field.n_hours // SAMPLE_H + 2, 5)).astype(np.int32),
        led=(2 * starts).astype(np.int32),
        cents=int(dice.integers(0, 500)),
    )


def random_prices(dice: np.random.Generator, field: Field) -> Prices:
    """Price a few of everything."""
    days, pools = field.guides.shape
    some = dice.random((days, pools)) < 0.5
    return Prices(
        guide=dice.uniform(0, 5, (days, pools)) * some,
        bed=dice.uniform(0, 1, (field.n_hours // SAMPLE_H + 2, field.n_places)),
        led=dice.uniform(0, 0.5, (days, pools)),
        cent=float(dice.choice([0.0, 0.01])),
    )


def nothing(field: Field) -> Prices:
    """Price nothing."""
    shape = field.guides.shape
    beds = np.zeros((field.n_hours // SAMPLE_H + 2, field.n_places))
    return Prices(guide=np.zeros(shape), bed=beds, led=np.zeros(shape), cent=0.0)


def leg_price(field: Field, prices: Prices, people: int, leg: int, hour: int) -> float:
    """Add up the prices that one start falls under."""
    day, pool = hour // DAY_H, int(field.pool[leg])
    cool = int(field.cool_days[pool])
    guide = prices.guide[day : day + cool + 1, pool].sum()
    led = prices.led[day : day + field.exposure_days, pool].sum()
    return float(guide + people * (led + prices.cent * int(field.cents[leg])))


def to_go(
    field: Field, groups: Groups, group: int, prices: Prices, shut: frozenset[tuple[int, int]]
) -> np.ndarray:
    """Give the least a group still pays from every hour at every place; `shut`: (day, pool).

    A house with fewer beds than people takes nobody; what others hold of beds is not counted.
    """
    people, needs = int(groups.size[group]), int(groups.needs[group])
    goal = groups.targets[groups.kind[group]]
    table = np.full((field.n_hours + 1, field.n_places), NEVER)
    table[-1, goal] = 0.0
    for hour in range(field.n_hours - 1, -1, -1):
        for place in range(field.n_places):
            options = [NEVER]
            waited = people * float(field.wait_cost[place])
            if (hour + 1) % SAMPLE_H == 0:
                waited += people * float(prices.bed[(hour + 1) // SAMPLE_H, place])
                waited += NEVER * (people > field.beds[place])
            options.append(table[hour + 1, place] + waited)
            for leg in np.flatnonzero(field.opens[hour] & (field.src == place)):
                arrives = hour + int(field.duration_h[leg])
                day = hour // DAY_H
                if arrives > field.n_hours or int(field.bars[leg]) & needs:
                    continue
                if (day, int(field.pool[leg])) in shut or not field.guides[day, field.pool[leg]]:
                    continue
                each = float(field.leg_cost[int(field.is_night[hour]), leg])
                each += field.unit_per_cent * int(field.cents[leg])
                price = leg_price(field, prices, people, int(leg), hour)
                options.append(table[arrives, field.dst[leg]] + people * each + price)
            table[hour, place] = 0.0 if goal[place] else min(options)
    return table


def every_way(field: Field, groups: Groups, group: int) -> list[Way]:
    """List all that a group could do by itself, staying included; no leg leads back."""
    people, needs = int(groups.size[group]), int(groups.needs[group])
    goal = groups.targets[groups.kind[group]]
    found = [Way(None, float(groups.defer_cost[group]))]

    def go_on(steps: tuple[tuple[int, int], ...], place: int, hour: int, cost: float) -> None:
        if goal[place]:
            found.append(Way(steps, cost))
            return
        for leg in np.flatnonzero(field.src == place).tolist():
            if int(field.bars[leg]) & needs:
                continue
            for leaves in np.flatnonzero(field.opens[hour:, leg]).tolist():
                at = hour + leaves
                arrives = at + int(field.duration_h[leg])
                if arrives <= field.n_hours:
                    each = leaves * float(field.wait_cost[place])
                    each += float(field.leg_cost[int(field.is_night[at]), leg])
                    each += field.unit_per_cent * int(field.cents[leg])
                    then = cost + people * each
                    go_on((*steps, (leg, at)), int(field.dst[leg]), arrives, then)

    go_on((), int(groups.start[group]), int(groups.ready_h[group]), 0.0)
    return sorted(found, key=lambda way: way.cost)


def joint_of(ways: list[Way]) -> Joint:
    """Put one way a group together into a plan."""
    n = len(ways)
    legs, hours = np.zeros((n, LONGEST), np.int32), np.zeros((n, LONGEST), np.int32)
    n_legs = np.full(n, DEFERRED, np.int32)
    for group, way in enumerate(ways):
        if way.steps is not None:
            n_legs[group] = len(way.steps)
            for i, (leg, hour) in enumerate(way.steps):
                legs[group, i], hours[group, i] = leg, hour
    return Joint(legs, hours, n_legs, np.array([way.cost for way in ways]))


def least_cost(field: Field, groups: Groups, taken: Taken) -> float:
    """Give the cost of the best plan there is, by trying all, the cheapest first.

    What no group can do alone beside the commitments is left out first.
    """
    options = []
    for group in range(len(groups.size)):
        one = Groups(*(column[group : group + 1] for column in groups[:5]), *groups[5:])
        one = one._replace(defer_cost=groups.defer_cost[group : group + 1])
        options.append(
            [
                way
                for way in every_way(field, groups, group)
                if way.steps is None or not faults(field, one, taken, joint_of([way]))
            ]
        )
    together = sorted(product(*options), key=lambda ways: sum(way.cost for way in ways))
    for ways in together:
        if not faults(field, groups, taken, joint_of(list(ways))):
            return sum(way.cost for way in ways)
    raise AssertionError("staying is always allowed")
