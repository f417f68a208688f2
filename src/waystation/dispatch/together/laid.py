"""A network and its groups in arrays, with what each index stands for. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from waystation.dispatch.together.domain import Step
from waystation.dispatch.together.hours import I16
from waystation.dispatch.together.pools import Pools
from waystation.dispatch.together.purse import Purse
from waystation.kernel.joint.net import DAY_H, F64, I32, Field, Groups, Joint, Taken


class Laid(NamedTuple):
    """A network, its groups and what is taken of it, in arrays.

    `zero` is the moment of hour 0. `legs`: the direction of each leg of the field, as a stage names
    it; `minutes`: how long it really takes; `departs_min` (24, E): see `Hourly`; `hazard` (E) and
    `wait_hazard` (V, an hour's): negative logarithms of coming through; `stay_h` (K, V): how long a
    kind of group may stay, `kind_of` each group's kind; `places`: a place each, and behind them the
    twins: the starts of the groups once more, where one may wait as at home; `purse`: what pays.
    """

    zero: datetime
    field: Field
    groups: Groups
    taken: Taken
    legs: tuple[str, ...]
    minutes: I32
    departs_min: I16
    hazard: F64
    wait_hazard: F64
    stay_h: I32
    kind_of: tuple[int, ...]
    places: tuple[str, ...]
    n_twins: int
    pools: Pools
    purse: Purse

    def step(self, leg: int, hour: int) -> Step:
        """Say when a leg begun in an hour really sets out, and when it is over."""
        depart_min = int(self.departs_min[hour % DAY_H, leg])
        depart = self.zero + timedelta(days=hour // DAY_H, minutes=depart_min)
        return Step(self.legs[leg], depart, depart + timedelta(minutes=int(self.minutes[leg])))

    def moment(self, hour: int) -> datetime:
        """Give the moment at which an hour begins."""
        return self.zero + timedelta(hours=hour)


def legs_at(laid: Laid) -> Mapping[tuple[str, int], int]:
    """Find the leg of the field for each direction and hour of the day; twins are passed over."""
    found: dict[tuple[str, int], int] = {}
    for leg, hour in np.argwhere(laid.departs_min.T >= 0).tolist():
        found.setdefault((laid.legs[leg], hour), leg)
    return found


def ways_of(laid: Laid, joint: Joint) -> list[list[Step]]:
    """Give the steps of every group; none for one that stays."""
    return [
        [laid.step(int(joint.legs[nth, k]), int(joint.hours[nth, k])) for k in range(max(0, n))]
        for nth, n in enumerate(joint.n_legs.tolist())
    ]


def lost_of(laid: Laid, joint: Joint) -> F64:
    """Sum up the hazard of each group's way over its people, its waits included; 0 if it stays."""
    lost = np.zeros(joint.n_legs.size)
    for nth, n in enumerate(joint.n_legs.tolist()):
        if n > 0:
            legs, begun = joint.legs[nth, :n], joint.hours[nth, :n]
            lost[nth] = laid.hazard[legs].sum()
            for place, come, go in stays(laid, joint, nth):
                lost[nth] += laid.wait_hazard[place] * (go - come)
            first = int(begun[0]) - int(laid.groups.ready_h[nth])
            lost[nth] += laid.wait_hazard[laid.groups.start[nth]] * first
    return lost * laid.groups.size


def stays(laid: Laid, joint: Joint, nth: int) -> Iterable[tuple[int, int, int]]:
    """List where a group waits on its way: place, from which hour, until which."""
    n = max(0, int(joint.n_legs[nth]))
    legs, begun = joint.legs[nth, :n], joint.hours[nth, :n]
    ends = begun + laid.field.duration_h[legs]
    for before, after in zip(range(n - 1), range(1, n), strict=True):
        if begun[after] > ends[before]:
            yield int(laid.field.src[legs[after]]), int(ends[before]), int(begun[after])
