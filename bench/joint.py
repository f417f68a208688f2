"""One plan for many groups: how far from the best at most, how soon, and what it saves.

Every plan is checked by the validator, every bound reckoned once more in float64, before a figure
is written. `bench.joint_long` measures the same on more seeds.
"""

from collections.abc import Iterator, Sequence
from statistics import fmean
from time import perf_counter
from typing import NamedTuple

import numpy as np

from bench import joint_nets
from bench.figures import Figure
from waystation.kernel.joint.check import faults
from waystation.kernel.joint.greedy import first
from waystation.kernel.joint.net import Field, Groups, Joint
from waystation.kernel.joint.plan import plan
from waystation.kernel.joint.ways import nothing_taken

PART = "Many groups at once"
EXPLAINED = (
    "Many groups at once: invented networks of 25 layers and 45 days (`bench/joint_nets.py`), one "
    "to three guides a place, five legs a place. The gap is (plan - bound) / bound at the end of "
    "the seconds given, by the wall, on two cores; the bound holds for every plan. Savings are "
    "against the two simple rules with the same search, objective and horizon: whoever is ready "
    "first, and the largest group first (of one size the one ready first).",
)


class Case(NamedTuple):
    """A size of network, how long a plan may take, and what is aimed at (in percent)."""

    n_places: int
    n_groups: int
    seconds: float
    seeds: Sequence[int]
    mean_aim: float | None
    worst_aim: float | None


class Found(NamedTuple):
    """What one seed gave: gap and savings in percent, seconds of the plan and the first plan."""

    gap: float
    on_first_come: float
    on_largest_first: float
    seconds: float
    first_seconds: float
    deferred: int
    people_lost_less: float


SHORT = (
    Case(200, 20, 10, range(6), 1.0, 2.0),
    Case(200, 40, 30, range(2), 2.5, None),
    Case(2_000, 500, 75, range(1), 6.0, None),
)


def _risk_saved(field: Field, groups: Groups, ours: Joint, theirs: Joint) -> float:
    """Say how much less is lost in percent, time and money left out."""
    return 100.0 * (1.0 - _risk(field, groups, ours) / _risk(field, groups, theirs))


def _risk(field: Field, groups: Groups, joint: Joint) -> float:
    """Add up the hazard of all ways, in people; a group that stays counts as in its cost."""
    lost = 0.0
    for group, n in enumerate(joint.n_legs.tolist()):
        people, place = int(groups.size[group]), int(groups.start[group])
        if n < 0:
            lost += float(groups.defer_cost[group]) / joint_nets.LOSS
            continue
        hour = int(groups.ready_h[group])
        for leg, leaves in zip(joint.legs[group, :n], joint.hours[group, :n], strict=True):
            waited = (int(leaves) - hour) * (float(field.wait_cost[place]) - joint_nets.HOUR)
            taken = float(field.leg_cost[int(field.is_night[leaves]), leg])
            taken -= joint_nets.HOUR * int(field.duration_h[leg])
            lost += people * (waited + taken) / joint_nets.LOSS
            place, hour = int(field.dst[leg]), int(leaves) + int(field.duration_h[leg])
    return lost


def solve(case: Case, seed: int) -> Found:
    """Plan one instance in the seconds given.

    Raises:
      RuntimeError: the validator finds a fault.
    """
    field, groups = joint_nets.instance(case.n_places, case.n_groups, seed)
    taken = nothing_taken(field)
    began = perf_counter()
    soon = first(field, groups, taken)
    first_seconds = perf_counter() - began
    began = perf_counter()
    found = plan(field, groups, taken, seconds=case.seconds, seed=seed)
    seconds = perf_counter() - began
    for joint in (soon, found.joint, found.largest_first, found.first_come):
        wrong = faults(field, groups, taken, joint)
        if wrong:
            raise RuntimeError(f"seed {seed}: {wrong[:3]}")
    cost = float(found.joint.cost.sum())
    return Found(
        gap=100.0 * found.gap,
        on_first_come=100.0 * (1.0 - cost / float(found.first_come.cost.sum())),
        on_largest_first=100.0 * (1.0 - cost / float(found.largest_first.cost.sum())),
        seconds=seconds,
        first_seconds=first_seconds,
        deferred=int(np.sum(found.joint.n_legs < 0)),
        people_lost_less=_risk_saved(field, groups, found.joint, found.largest_first),
    )


def _warm() -> None:
    """Compile, or load what is compiled: a server does so before anybody asks."""
    field, groups = joint_nets.instance(200, 20, 99)
    plan(field, groups, nothing_taken(field), seconds=1.0, seed=0)


def measured(cases: Sequence[Case]) -> Iterator[Figure]:
    """Plan every case on all its seeds."""
    _warm()
    for case in cases:
        found = [solve(case, seed) for seed in case.seeds]
        yield from _figures(case, found)


def _figures(case: Case, found: Sequence[Found]) -> Iterator[Figure]:
    """Write down what the seeds of a case gave."""
    size = f"{case.n_places}_{case.n_groups}"
    seeds = f"{len(found)} seed" + "s" * (len(found) > 1)
    gaps = ", ".join(f"{one.gap:.2f}" for one in found)
    deferred = sum(one.deferred for one in found)
    rows: list[tuple[str, float, str, str, float | None, str]] = [
        ("gap_mean", fmean(one.gap for one in found), "%", "lower", case.mean_aim, gaps),
        ("gap_worst", max(one.gap for one in found), "%", "lower", case.worst_aim, seeds),
        ("seconds", max(one.seconds for one in found), "s", "lower", case.seconds,
         f"the longest; {deferred} deferred in all"),
        ("first_plan_s", max(one.first_seconds for one in found), "s", "lower", 5.0,
         "largest first, the longest"),
        ("saves_on_first_come", fmean(one.on_first_come for one in found), "%", "higher", None,
         "of the whole objective"),
        ("saves_on_largest_first", fmean(one.on_largest_first for one in found), "%", "higher",
         None, f"of the risk alone {fmean(one.people_lost_less for one in found):.1f} %"),
    ]  # fmt: skip
    for name, value, unit, better, aim, what in rows:
        yield Figure(
            name=f"joint.{name}_{size}",
            value=round(value, 3),
            unit=unit,
            better=better,
            target=aim,
            conditions={
                "part": PART,
                "what": f"{what}, {seeds}" if what != seeds else seeds,
                "places": case.n_places,
                "groups": case.n_groups,
                "seeds": list(case.seeds),
                "seconds_given": case.seconds,
            },
        )


def measure() -> Iterator[Figure]:
    """Measure a few seeds of each size, in less than five minutes."""
    yield from measured(SHORT)
