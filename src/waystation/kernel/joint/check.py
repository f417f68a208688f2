"""Checks a plan for many groups by the arrays alone, in plain Python, knowing nothing of planners.

Written to be read beside the rules, not to be quick: whoever approves a plan relies on it.
"""

from collections import Counter
from typing import NamedTuple

from waystation.kernel.joint.net import DAY_H, SAMPLE_H, Field, Groups, Joint, Taken

# What is wrong.
(
    BROKEN_CHAIN, TOO_EARLY, CLOSED, BARRED, TOO_LATE, NOT_SAFE, WRONG_COST,
    GUIDES, BEDS, EXPOSURE, MONEY,
) = KINDS = (
    "chain", "too early", "closed", "barred", "too late", "not safe", "cost",
    "guides", "beds", "exposure", "money",
)  # fmt: skip
NOBODY = -1
NEAR_ENOUGH = 1e-6


class Fault(NamedTuple):
    """One rule that a plan breaks: by which group (or nobody alone), which place or pool, when.

    `at` is a place for a bed, a pool for guides and exposure, else the number of the leg on the
    group's way; `hour` is the hour it happens, the first of the day for guides and exposure.
    """

    what: str
    group: int
    at: int
    hour: int


class _Booked(NamedTuple):
    """What all ways together use up."""

    starts: Counter[tuple[int, int]]
    led: Counter[tuple[int, int]]
    people: Counter[tuple[int, int]]


def faults(field: Field, groups: Groups, taken: Taken, joint: Joint) -> list[Fault]:
    """Say every rule that a plan breaks, of its own ways and of what all of them share.

    What others have taken (`taken`) counts, but nothing that they broke alone is a fault here.
    """
    booked = _Booked(Counter(), Counter(), Counter())
    found: list[Fault] = []
    cents = int(taken.cents)
    for group in range(len(groups.size)):
        if joint.n_legs[group] >= 0:
            found += _way_faults(field, groups, joint, group, booked)
            cents += _cents(field, groups, joint, group)
        elif not _near(float(joint.cost[group]), float(groups.defer_cost[group])):
            found.append(Fault(WRONG_COST, group, 0, 0))
    found += _guide_faults(field, taken, booked)
    found += _bed_faults(field, taken, booked)
    found += _exposure_faults(field, taken, booked)
    if cents > field.budget_cents and cents > taken.cents:
        found.append(Fault(MONEY, NOBODY, 0, 0))
    return found


def _way_faults(
    field: Field, groups: Groups, joint: Joint, group: int, booked: _Booked
) -> list[Fault]:
    """Follow one group leg by leg, write down what it uses, and say what it may not do."""
    found: list[Fault] = []
    people, needs = int(groups.size[group]), int(groups.needs[group])
    place, hour, each = int(groups.start[group]), int(groups.ready_h[group]), 0.0
    for i in range(int(joint.n_legs[group])):
        leg, leaves = int(joint.legs[group, i]), int(joint.hours[group, i])
        if not 0 <= leg < len(field.src):
            return [*found, Fault(BROKEN_CHAIN, group, i, leaves)]
        if int(field.src[leg]) != place:
            found.append(Fault(BROKEN_CHAIN, group, i, leaves))
        if leaves < hour:
            found.append(Fault(TOO_EARLY, group, i, leaves))
        arrives = leaves + int(field.duration_h[leg])
        if leaves < 0 or arrives > field.n_hours:
            return [*found, Fault(TOO_LATE, group, i, leaves)]
        if not field.opens[leaves, leg]:
            found.append(Fault(CLOSED, group, i, leaves))
        if needs & int(field.bars[leg]):
            found.append(Fault(BARRED, group, i, leaves))
        for at in range(hour + 1, leaves + 1):
            if at % SAMPLE_H == 0:
                booked.people[at // SAMPLE_H, place] += people
        day, pool = leaves // DAY_H, int(field.pool[leg])
        booked.starts[day, pool] += 1
        booked.led[day, pool] += people
        each += float(field.wait_cost[place]) * (leaves - hour)
        each += float(field.leg_cost[int(field.is_night[leaves]), leg])
        each += field.unit_per_cent * int(field.cents[leg])
        place, hour = int(field.dst[leg]), arrives
    if not groups.targets[int(groups.kind[group]), place]:
        found.append(Fault(NOT_SAFE, group, int(joint.n_legs[group]), hour))
    if not _near(float(joint.cost[group]), people * each):
        found.append(Fault(WRONG_COST, group, 0, hour))
    return found


def _cents(field: Field, groups: Groups, joint: Joint, group: int) -> int:
    legs = joint.legs[group, : int(joint.n_legs[group])].tolist()
    fares = [int(field.cents[leg]) for leg in legs if 0 <= leg < len(field.cents)]
    return int(groups.size[group]) * sum(fares)


def _guide_faults(field: Field, taken: Taken, booked: _Booked) -> list[Fault]:
    """Say where more guides of a pool start within a cool-down than it has on that day."""
    found = []
    days = len(field.guides)
    for pool in sorted({pool for _, pool in booked.starts}):
        ours = [booked.starts[day, pool] for day in range(days)]
        all_starts = [ours[day] + int(taken.starts[day, pool]) for day in range(days)]
        cool = int(field.cool_days[pool])
        for day in range(days):
            since = max(0, day - cool)
            touched = any(ours[since : day + 1])
            too_many = sum(all_starts[since : day + 1]) > int(field.guides[day, pool])
            if all_starts[day] and touched and too_many:
                found.append(Fault(GUIDES, NOBODY, pool, day * DAY_H))
    return found


def _bed_faults(field: Field, taken: Taken, booked: _Booked) -> list[Fault]:
    """Say where more people stay at a noon or midnight than there are beds."""
    return [
        Fault(BEDS, NOBODY, place, sample * SAMPLE_H)
        for (sample, place), people in sorted(booked.people.items())
        if people + int(taken.people[sample, place]) > int(field.beds[place])
    ]


def _exposure_faults(field: Field, taken: Taken, booked: _Booked) -> list[Fault]:
    """Say where a pool leads more people within the days of exposure than it may."""
    found = []
    days = len(field.guides)
    for pool in sorted({pool for _, pool in booked.led}):
        ours = [booked.led[day, pool] for day in range(days)]
        for day in range(days):
            window = range(max(0, day - field.exposure_days + 1), day + 1)
            led = sum(ours[at] + int(taken.led[at, pool]) for at in window)
            if any(ours[at] for at in window) and led > int(field.exposure[pool]):
                found.append(Fault(EXPOSURE, NOBODY, pool, day * DAY_H))
    return found


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= NEAR_ENOUGH * max(1.0, abs(b))
