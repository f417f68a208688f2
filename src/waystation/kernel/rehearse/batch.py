"""A batch of replicates: every policy on the same luck, counted so that batches add up."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from waystation.kernel.joint.net import I32, SAMPLE_H
from waystation.kernel.rehearse.luck import Luck
from waystation.kernel.rehearse.play import Played, play
from waystation.kernel.rehearse.replanner import Planner
from waystation.kernel.rehearse.script import POLICIES, Script
from waystation.kernel.rehearse.travellers import CAUGHT, SAFE


class Batch(NamedTuple):
    """What came of some replicates under N policies.

    By policy and replicate (N, R): people `safe` and `caught`; `late_h`: how many hours later than
    planned they arrived, times people. `came` (N, R, samples): people who had arrived by each noon
    and midnight. Added up over the replicates: people caught `on_leg` (N, E) and `in_house`
    (N, V); how often each group was safe (N, G); how often legs of the plan had a danger within
    the interval shown for it (`within`), of how many (`drawn`).
    """

    safe: I32
    caught: I32
    late_h: I32
    came: I32
    on_leg: I32
    in_house: I32
    group_safe: I32
    within: int
    drawn: int


def batch(script: Script, replicates: Sequence[int], planner: Planner | None = None) -> Batch:
    """Play some replicates, by their numbers; which batch a number stands in changes nothing."""
    planner = Planner(script.field) if planner is None else planner
    one_by_one = []
    within = drawn = 0
    for replicate in replicates:
        luck = Luck(script, replicate)
        one_by_one.append([play(script, luck, policy, planner) for policy in POLICIES])
        inside, known = _covered(script, luck)
        within, drawn = within + inside, drawn + known
    return _counted(script, one_by_one, within, drawn)


def planned_h(script: Script) -> I32:
    """Give the hour at which each group is to arrive (G); -1 for those who stay."""
    joint, n = script.joint, script.joint.n_legs
    last = np.maximum(n - 1, 0)[:, None]
    leg = np.take_along_axis(joint.legs, last, axis=1)[:, 0]
    hour = np.take_along_axis(joint.hours, last, axis=1)[:, 0] + script.field.duration_h[leg]
    there: I32 = np.where(n > 0, hour, np.where(n == 0, script.groups.ready_h, -1))
    return there.astype(np.int32)


def travelling(script: Script) -> int:
    """Count the people who are to set out."""
    return int(script.groups.size[script.joint.n_legs >= 0].sum())


def _covered(script: Script, luck: Luck) -> tuple[int, int]:
    """Count the legs of the plan whose drawn danger lies in the interval shown, and all of them."""
    joint, beliefs = script.joint, script.beliefs
    used = np.arange(joint.legs.shape[1])[None, :] < joint.n_legs[:, None]
    legs = np.unique(joint.legs[used])
    legs = legs[np.isfinite(beliefs.leg_shape[legs])]
    low, high = beliefs.leg_span[legs].T
    inside = (luck.leg[legs] >= low) & (luck.leg[legs] <= high)
    return int(inside.sum()), legs.size


def _counted(script: Script, runs: list[list[Played]], within: int, drawn: int) -> Batch:
    size, plan = script.groups.size, planned_h(script)
    edges = np.arange(0, script.field.n_hours + SAMPLE_H, SAMPLE_H)
    shape = len(POLICIES), len(runs)
    safe, caught, late = (np.zeros(shape, np.int32) for _ in range(3))
    came = np.zeros((*shape, edges.size), np.int32)
    on_leg = np.zeros((shape[0], script.field.src.size), np.int32)
    in_house = np.zeros((shape[0], script.field.n_places), np.int32)
    group_safe = np.zeros((shape[0], size.size), np.int32)
    for r, by_policy in enumerate(runs):
        for p, one in enumerate(by_policy):
            is_safe, is_caught = one.fate == SAFE, one.fate == CAUGHT
            safe[p, r], caught[p, r] = size[is_safe].sum(), size[is_caught].sum()
            late[p, r] = (size * (one.arrived_h - plan))[is_safe].sum()
            by_then = one.arrived_h[is_safe][:, None] <= edges[None, :]
            came[p, r] = (size[is_safe][:, None] * by_then).sum(axis=0)
            for where, count in ((one.at_leg, on_leg), (one.at_house, in_house)):
                at = is_caught & (where >= 0)
                np.add.at(count[p], where[at], size[at])
            group_safe[p] += is_safe
    return Batch(safe, caught, late, came, on_leg, in_house, group_safe, within, drawn)


def joined(batches: Sequence[Batch]) -> Batch:
    """Put batches together in the order given.

    Raises:
      ValueError: there is none.
    """
    if not batches:
        raise ValueError("no batch to put together")
    return Batch(
        safe=np.concatenate([one.safe for one in batches], axis=1),
        caught=np.concatenate([one.caught for one in batches], axis=1),
        late_h=np.concatenate([one.late_h for one in batches], axis=1),
        came=np.concatenate([one.came for one in batches], axis=1),
        on_leg=_added([one.on_leg for one in batches]),
        in_house=_added([one.in_house for one in batches]),
        group_safe=_added([one.group_safe for one in batches]),
        within=sum(one.within for one in batches),
        drawn=sum(one.drawn for one in batches),
    )


def _added(parts: Sequence[I32]) -> I32:
    total: I32 = np.sum(parts, axis=0, dtype=np.int32)
    return total
