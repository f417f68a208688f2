"""Compiles all of the joint planner on a field of three places, so that nobody waits for it."""

import numpy as np

from waystation.kernel.joint.bound import Ascent, bound_at
from waystation.kernel.joint.greedy import first
from waystation.kernel.joint.net import DAY_H, Field, Groups
from waystation.kernel.joint.room import room
from waystation.kernel.joint.search import better, search
from waystation.kernel.joint.shelf import fill_shelf
from waystation.kernel.joint.tables import Pricer, least_costs
from waystation.kernel.joint.ways import nothing_taken, party, ways

# Two rows of eight kinds and one more, so that both ways of filling a table are compiled.
N_KINDS, N_STEPS = 17, 3


def warm_joint() -> None:
    """Compile what is new of the joint planner, and load what is stored. Cost: 20 s of CPU once."""
    field, groups = _small()
    taken = nothing_taken(field)
    known, people = ways(field), party(groups)
    pricer, free = Pricer(known, people), room(field, taken, int(groups.size.sum()))
    joint = first(field, groups, taken, known=known)
    ascent = Ascent(field, taken, pricer)
    steps = iter((True, True, False) * 2)
    ascent.by_average(float(joint.cost.sum()), lambda: next(steps))
    ascent.by_slope(float(joint.cost.sum()), lambda: next(steps))
    prices = ascent.limits.prices(ascent.best)
    bound_at(field, groups, taken, prices, known=known)
    shelf = fill_shelf(pricer, free, prices)
    at = search(known, people, shelf, room(field, taken, int(groups.size.sum())), joint, seed=1)
    at.alone[:] = least_costs(people, pricer.look(prices, free))
    better(at, free, N_STEPS, 1.0, 2)


def _small() -> tuple[Field, Groups]:
    """Make two legs in a row over two days, and a group of each size."""
    n_hours = 2 * DAY_H
    field = Field(
        n_hours=n_hours,
        n_places=3,
        src=np.array([0, 1], np.int32),
        dst=np.array([1, 2], np.int32),
        duration_h=np.array([2, 3], np.int32),
        pool=np.array([0, 1], np.int32),
        cents=np.array([100, 200], np.int64),
        bars=np.zeros(2, np.int64),
        leg_cost=np.ones((2, 2)),
        opens=np.ones((n_hours, 2), np.bool_),
        is_night=np.zeros(n_hours, np.bool_),
        wait_cost=np.array([0.1, 0.2, 0.0]),
        beds=np.array([1_000, 30, 1_000], np.int32),
        guides=np.full((2, 2), 3, np.int32),
        cool_days=np.ones(2, np.int32),
        exposure=np.full(2, 1_000, np.int32),
        exposure_days=2,
        unit_per_cent=0.01,
        budget_cents=10**9,
    )
    groups = Groups(
        size=np.arange(1, N_KINDS + 1, dtype=np.int32),
        start=np.zeros(N_KINDS, np.int32),
        ready_h=np.zeros(N_KINDS, np.int32),
        needs=np.zeros(N_KINDS, np.int64),
        kind=np.zeros(N_KINDS, np.int32),
        targets=np.array([[False, False, True]]),
        defer_cost=np.full(N_KINDS, 100.0),
    )
    return field, groups
