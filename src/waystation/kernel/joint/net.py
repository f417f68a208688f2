"""What goes into a plan for many groups, and what comes out: arrays, by hours and indices."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
BOOL = NDArray[np.bool_]

DAY_H = 24
# Beds are counted at noon and at midnight.
SAMPLE_H = 12
# A group that stays where it is for good: see `Joint.n_legs`.
DEFERRED = -1


class Field(NamedTuple):
    """The network over some days, by the hour: V places, E directed legs, P pools of guides.

    A leg is led by one of a pool's guides, who is of this place alone; with one guide a pool, a
    pool is a guide. Costs are in units: what a person's loss, an hour and a cent weigh is decided
    before. `leg_cost` holds what a leg costs one person by day and by night, money left out. Every
    leg takes an hour or more.

    Shapes: `src`, `dst`, `duration_h`, `pool`, `cents`, `bars` (E); `leg_cost` (2, E): by day, by
    night; `opens` (T, E); `is_night` (T); `wait_cost`, `beds` (V): an hour's wait, people at a
    time; `guides` (days, P): how many of a pool could set out on a day; `cool_days` (P): how many
    days after a start its guide starts no more; `exposure` (P): people a pool may lead within
    `exposure_days`.
    """

    n_hours: int
    n_places: int
    src: I32
    dst: I32
    duration_h: I32
    pool: I32
    cents: I64
    bars: I64
    leg_cost: F64
    opens: BOOL
    is_night: BOOL
    wait_cost: F64
    beds: I32
    guides: I32
    cool_days: I32
    exposure: I32
    exposure_days: int
    unit_per_cent: float
    budget_cents: int


class Groups(NamedTuple):
    """Who is to travel, G groups: how many, from where, from which hour on, to which places.

    `needs` is a set of bits: a leg whose `bars` has one of them is closed to the group. `targets`
    (kinds of destination, V) says where a group of a kind is safe; `kind` (G) which one is its own.
    `ready_h` is 0 to the field's last hour, at which nothing departs any more.
    `defer_cost` (G) is what it costs, in the same units, to let a group stay where it is.
    """

    size: I32
    start: I32
    ready_h: I32
    needs: I64
    kind: I32
    targets: BOOL
    defer_cost: F64


class Taken(NamedTuple):
    """What others have taken before anybody is planned: commitments that stay.

    `starts` (days, P) of guides, `people` (T // 12 + 2, V) in houses at each sample, `led`
    (days, P) people led by a pool's guides, and money.
    """

    starts: I32
    people: I32
    led: I32
    cents: int


class Joint(NamedTuple):
    """One plan for all: which legs each group takes and at what hour, and what it costs.

    `legs`, `hours` (G, longest), `n_legs` (G): `DEFERRED` if the group stays; `cost` (G) in units,
    money included.
    """

    legs: I32
    hours: I32
    n_legs: I32
    cost: F64


class Prices(NamedTuple):
    """What one more of each would be worth, in units: the bound's own prices.

    `guide` (days, P): one more start of a pool's guide on a day; `bed` (T // 12 + 2, V): one more
    person in a house at a sample; `led` (days, P): one more person in a window of exposure;
    `cent`: one more cent.
    """

    guide: F64
    bed: F64
    led: F64
    cent: float
