"""What one lost guide gives up among 500 groups, and new ways for all whom that touches."""

from collections.abc import Iterator
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np

from bench import joint_nets
from bench.figures import Figure
from waystation.kernel import blast
from waystation.kernel.blast import NOBODY, Index, Passages
from waystation.kernel.joint.check import faults
from waystation.kernel.joint.greedy import first, first_come
from waystation.kernel.joint.net import Field, Groups, Joint
from waystation.kernel.joint.replan import Burned, Replanned, replan
from waystation.kernel.joint.ways import nothing_taken

PART = "What one loss gives up, and new ways after it"
PLACES, GROUPS, SEED = 2_000, 500, 0
HOUR_MIN, AT_H, READY_H = 60, 400, 700
ASKED, TOUCHED = 300, 50
LEADS_H = (24, 48, 168, None)
QUERY_MS, REPLAN_S = 5.0, 2.0
EXPLAINED = (
    f"What one loss gives up: a synthetic network of {PLACES:,} places and five legs a "
    f"place, {GROUPS} groups planned by the day they are ready, seen at hour {AT_H}; "
    f"{ASKED} guides drawn at random are lost one at a time. Orders open so many hours before each "
    "departure; guides meet at every hand-over or at none, and where they meet, those who are "
    "named tell in turn once. All probabilities are invented: the table shows which way of "
    "telling gives up less, not how safe anything is.",
    f"New ways: the guide whose loss touches nearest to {TOUCHED} groups; all of them are planned "
    "anew from where they stand in what the others leave, and the plan is checked by rules that "
    "know nothing of the planner. Whoever finds no way is named.",
)


class World(NamedTuple):
    """The network, its groups and their plan."""

    field: Field
    groups: Groups
    joint: Joint


class Style(NamedTuple):
    """How early orders open, and whether guides meet."""

    lead_h: int | None
    in_person: bool

    @property
    def name(self) -> str:
        """Name it in a figure."""
        lead = "whole_plan" if self.lead_h is None else f"{self.lead_h}h"
        return f"{lead}_{'in_person' if self.in_person else 'one_way'}"


def world() -> World:
    """Make the network and plan its groups, the first ready first."""
    field, groups = joint_nets.instance(PLACES, GROUPS, SEED)
    # Spread over a month, so that at any hour some wait, some travel and some are there.
    ready_h = np.random.default_rng(SEED).integers(0, READY_H, GROUPS, dtype=np.int32)
    groups = groups._replace(ready_h=ready_h)
    return World(
        field, groups, first(field, groups, nothing_taken(field), order=first_come(groups))
    )


def table(of: World, style: Style) -> Index:
    """List every leg of every group as a stage, told by a style."""
    field, joint = of.field, of.joint
    nth = np.arange(joint.legs.shape[1])[None, :]
    group, at = np.nonzero(nth < joint.n_legs[:, None])
    leg, depart_h = joint.legs[group, at], joint.hours[group, at].astype(np.int64)
    guide = field.pool[leg]
    same = group[1:] == group[:-1]
    before, after = np.full(len(leg), NOBODY), np.full(len(leg), NOBODY)
    if style.in_person:
        before[1:] = np.where(same, guide[:-1], NOBODY)
        after[:-1] = np.where(same, guide[1:], NOBODY)
    arrives_min = (depart_h + field.duration_h[leg]) * HOUR_MIN
    ends_min = np.full(len(of.groups.size), -1, np.int64)
    np.maximum.at(ends_min, group, arrives_min)
    lead_h = field.n_hours if style.lead_h is None else style.lead_h
    stages = np.arange(len(leg), dtype=np.int32)
    passages = Passages(
        n_places=field.n_places,
        n_guides=len(field.cool_days),
        group=group.astype(np.int32),
        guide=guide,
        start=field.src[leg],
        end=field.dst[leg],
        before=before.astype(np.int32),
        after=after.astype(np.int32),
        arrives_min=arrives_min,
        over_min=arrives_min,
        size=of.groups.size,
        ends_min=ends_min,
        told_to=guide,
        told_of=stages,
        opens_min=(depart_h - lead_h) * HOUR_MIN,
    )
    return blast.index(passages)


def measure() -> Iterator[Figure]:
    """Weigh the styles, time one question, and plan anew after one loss."""
    of = world()
    people = int(of.groups.size[of.joint.n_legs > 0].sum())
    for lead_h in LEADS_H:
        for in_person in (False, True):
            yield _style(of, Style(lead_h, in_person), people)
    yield _query(of)
    yield _replan(of)


def _style(of: World, style: Style, people: int) -> Figure:
    told = table(of, style)
    steps = 1 if style.in_person else 0
    found = blast.fall(told, blast.each_guide(_asked(told)), AT_H * HOUR_MIN, steps=steps)
    given_up, groups = found.people.sum(axis=1), found.groups.sum(axis=1)
    under_way = int(of.groups.size[told.of.ends_min > AT_H * HOUR_MIN].sum())
    mean = float(given_up.mean())
    return Figure(
        name=f"dispatch.given_up_{style.name}",
        value=round(mean, 1),
        unit="people",
        better="lower",
        target=None,
        conditions={
            "part": PART,
            "what": f"mean of {ASKED} guides; worst {int(given_up.max())} of {under_way} people "
            f"under way ({people} planned); groups {groups.mean():.1f} / {int(groups.max())}, "
            f"secrecy {1 - mean / under_way:.3f}",
        },
    )


def _asked(told: Index) -> np.ndarray:
    """Draw the guides who are lost, of those who lead anybody."""
    used = np.unique(told.of.guide)
    return np.random.default_rng(1).choice(used, min(ASKED, len(used)), replace=False)


def _query(of: World) -> Figure:
    """Time one question alone: orders two days ahead, in person, those named tell once."""
    told = table(of, Style(48, True))
    asked, took = _asked(told), []
    for guide in asked:
        began = perf_counter()
        blast.fall(told, blast.each_guide(np.array([guide])), AT_H * HOUR_MIN, steps=1)
        took.append((perf_counter() - began) * 1e3)
    began = process_time()
    blast.fall(told, blast.each_guide(asked), AT_H * HOUR_MIN, steps=1)
    all_ms = (process_time() - began) * 1e3
    return Figure(
        name="dispatch.blast_query_ms",
        value=round(float(np.mean(took)), 3),
        unit="ms",
        better="lower",
        target=QUERY_MS,
        conditions={
            "part": PART,
            "what": f"one guide, mean of {len(took)}; longest {max(took):.2f} ms; all "
            f"{len(asked)} at once {all_ms:.0f} CPU ms",
        },
    )


def burned_by(of: World) -> tuple[Burned, np.ndarray]:
    """Find the loss that touches nearest to so many groups: what burns, and the groups."""
    told = table(of, Style(48, True))
    used = np.unique(told.of.guide)
    found = blast.fall(told, blast.each_guide(used), AT_H * HOUR_MIN, steps=1)
    nearest = int(np.argmin(np.abs(found.groups.sum(axis=1) - TOUCHED)))
    lost = {int(used[nearest])}
    places: set[int] = set()
    for _step in range(2):
        known = [
            row
            for guide in lost
            for row in np.flatnonzero(told.of.told_to == guide)
            if told.of.opens_min[row] <= AT_H * HOUR_MIN
        ]
        places |= {int(p) for row in known for p in (told.of.start[row], told.of.end[row])}
        lost |= {int(g) for row in known for g in (told.of.before[row], told.of.after[row])}
        lost.discard(NOBODY)
    guides = np.bincount(np.array(sorted(lost)), minlength=len(of.field.cool_days))
    is_burned = np.isin(np.arange(of.field.n_places), sorted(places))
    touched = np.sort(found.hit[1][found.hit[0] == nearest])
    return Burned(is_burned, guides.astype(np.int32)), touched


def _replan(of: World) -> Figure:
    """Plan all touched groups anew, and refuse a plan that breaks a rule.

    Raises:
      RuntimeError: it does.
    """
    burned, told_of = burned_by(of)
    nothing, took, found = nothing_taken(of.field), [], None
    for _round in range(3):  # The first loads compiled code.
        began, cpu = perf_counter(), process_time()
        found = replan(of.field, of.groups, of.joint, nothing, burned, AT_H, also=told_of)
        took.append((perf_counter() - began, process_time() - cpu))
    assert found is not None
    _refuse_faulty(found)
    wall_s, cpu_s = min(took[1:])
    return Figure(
        name="kernel.replan_50_groups_s",
        value=round(wall_s, 3),
        unit="s",
        better="lower",
        target=REPLAN_S,
        conditions={
            "part": PART,
            "what": f"{int(burned.places.sum())} places and {int((burned.guides > 0).sum())} "
            f"guides burned, {len(found.touched)} groups planned anew, {len(found.failed)} of them "
            f"without a way and named; {cpu_s:.2f} CPU s; the better of two runs of the kernel, "
            "ways alone: the page of a drill asks routing for each group, which takes longer",
        },
    )


def _refuse_faulty(found: Replanned) -> None:
    moved = set(found.touched.tolist())
    wrong = [
        one
        for one in faults(found.field, found.groups, found.taken, found.joint)
        if one.group in moved or one.group < 0
    ]
    if wrong:
        raise RuntimeError(f"the new plan breaks {len(wrong)} rules, the first: {wrong[0]}")
