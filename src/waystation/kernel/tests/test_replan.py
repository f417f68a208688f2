"""New ways after a loss: on a net of two parallel ways, by hand and on random losses."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from waystation.kernel.joint.check import faults
from waystation.kernel.joint.greedy import first
from waystation.kernel.joint.net import DEFERRED, Field, Groups, Taken
from waystation.kernel.joint.replan import Burned, replan, stand, touched
from waystation.kernel.joint.ways import nothing_taken

HOURS, DAYS = 96, 5
# 0 -> 1 -> 3 and 0 -> 2 -> 3, and from 1 across to 2; three hours each. The upper way costs less.
LEGS = ((0, 1), (1, 3), (0, 2), (2, 3), (1, 2))
COST = (1.0, 1.0, 5.0, 5.0, 1.0)


def field(**changes) -> Field:
    """Every leg is open each third hour and led by a guide of its own who rests no day."""
    n = len(LEGS)
    values = {
        "n_hours": HOURS, "n_places": 4,
        "src": np.array([a for a, _b in LEGS], np.int32),
        "dst": np.array([b for _a, b in LEGS], np.int32),
        "duration_h": np.full(n, 3, np.int32), "pool": np.arange(n, dtype=np.int32),
        "cents": np.zeros(n, np.int64), "bars": np.zeros(n, np.int64),
        "leg_cost": np.array([COST, COST]),
        "opens": np.repeat((np.arange(HOURS) % 3 == 0)[:, None], n, axis=1),
        "is_night": np.zeros(HOURS, bool), "wait_cost": np.full(4, 0.01),
        "beds": np.full(4, 20, np.int32), "guides": np.full((DAYS, n), 1, np.int32),
        "cool_days": np.zeros(n, np.int32), "exposure": np.full(n, 10**9, np.int32),
        "exposure_days": 1, "unit_per_cent": 0.0, "budget_cents": 10**15,
    }  # fmt: skip
    return Field(**values | changes)


def groups(*sizes: int, ready_h: int = 0) -> Groups:
    n = len(sizes)
    targets = np.array([[False, False, False, True]])
    return Groups(
        size=np.array(sizes, np.int32), start=np.zeros(n, np.int32),
        ready_h=np.full(n, ready_h, np.int32), needs=np.zeros(n, np.int64),
        kind=np.zeros(n, np.int32), targets=targets,
        defer_cost=600.0 * np.array(sizes, np.float64),
    )  # fmt: skip


def burned(*places: int, guides: tuple[int, ...] = ()) -> Burned:
    lost = np.bincount(np.array(guides, np.int64), minlength=len(LEGS)).astype(np.int32)
    return Burned(np.isin(np.arange(4), places), lost)


def way(joint, group) -> list[tuple[int, int]]:
    """Give a group's legs with their hours."""
    n = max(int(joint.n_legs[group]), 0)
    return list(zip(joint.legs[group, :n].tolist(), joint.hours[group, :n].tolist(), strict=True))


def test_a_group_still_at_its_start_goes_round_a_burned_place():
    of, who = field(), groups(4)
    joint = first(of, who, nothing_taken(of))

    found = replan(of, who, joint, nothing_taken(of), burned(1), 0)

    assert way(joint, 0) == [(0, 0), (1, 3)]
    assert way(found.joint, 0) == [(2, 0), (3, 3)]
    assert (found.touched.tolist(), found.failed.tolist()) == ([0], [])


def test_a_group_on_a_leg_begins_anew_at_its_end_and_leaves_a_burned_place_at_once():
    of, who = field(), groups(4)
    joint = first(of, who, nothing_taken(of))

    where = stand(of, who, joint, 1)
    found = replan(of, who, joint, nothing_taken(of), burned(guides=(1,)), 1)
    walked_in = replan(of, who, joint, nothing_taken(of), burned(1, guides=(1,)), 1)

    assert (where.n_done[0], where.place[0], where.ready_h[0]) == (1, 1, 3)
    # The guide from 1 on is lost: across to 2, and on from there.
    assert way(found.joint, 0) == [(4, 3), (3, 6)]
    assert found.walking_in.tolist() == []
    assert way(walked_in.joint, 0) == [(4, 3), (3, 6)]
    assert walked_in.walking_in.tolist() == [0]


def test_a_group_that_has_no_way_left_is_named():
    of, who = field(), groups(4, 2)
    joint = first(of, who, nothing_taken(of))

    found = replan(of, who, joint, nothing_taken(of), burned(1, 2), 0)

    assert found.failed.tolist() == [0, 1]
    assert found.joint.n_legs.tolist() == [DEFERRED, DEFERRED]
    assert found.joint.cost.tolist() == [2400.0, 1200.0]


def test_two_who_want_the_same_guide_go_on_different_days_the_larger_first():
    of, who = field(), groups(2, 4)
    joint = first(of, who, nothing_taken(of))

    found = replan(of, who, joint, nothing_taken(of), burned(1), 0)

    # One start a day: the larger on day 0, the smaller on day 1.
    assert way(found.joint, 1) == [(2, 0), (3, 3)]
    assert way(found.joint, 0) == [(2, 24), (3, 27)]


def test_a_guide_who_led_before_the_loss_rests_all_the_same():
    of, who = field(cool_days=np.full(len(LEGS), 1, np.int32)), groups(4, 2)
    joint = first(of, who, nothing_taken(of))

    found = replan(of, who, joint, nothing_taken(of), burned(guides=(1,)), 1)

    # Guides 0, 4 and 3 lead the larger group on day 0 and rest on day 1.
    assert way(found.joint, 0) == [(4, 3), (3, 6)]
    assert way(found.joint, 1) == [(0, 48), (4, 51), (3, 54)]
    assert found.taken.starts[0, 0] == 1
    assert not faults(found.field, found.groups, found.taken, found.joint)


def test_of_a_pool_that_loses_one_of_two_guides_the_other_leads_from_the_next_day_on():
    two = np.full((DAYS, len(LEGS)), 2, np.int32)
    dear = np.array([[1.0, 1.0, 900.0, 5.0, 1.0]] * 2)
    of, who = field(guides=two, leg_cost=dear), groups(4, ready_h=0)
    joint = first(of, who, nothing_taken(of))

    found = replan(of, who, joint, nothing_taken(of), burned(guides=(0,)), 0)

    assert found.field.guides[:, 0].tolist() == [2, 1, 1, 1, 1]
    assert way(found.joint, 0) == [(0, 24), (1, 27)]


def test_whoever_is_not_touched_keeps_their_way():
    of, who = field(wait_cost=np.full(4, 1.0)), groups(4, 3)
    joint = first(of, who, nothing_taken(of))

    found = replan(of, who, joint, nothing_taken(of), burned(guides=(1,)), 0)

    # To wait a day for the upper way costs 24; so the smaller group took the lower one.
    assert way(joint, 1) == way(found.joint, 1) == [(2, 0), (3, 3)]
    assert found.touched.tolist() == [0]


@settings(max_examples=40, deadline=None)
@given(
    some.lists(some.integers(1, 8), min_size=1, max_size=6),
    some.sets(some.integers(1, 2), max_size=1),
    some.lists(some.integers(0, 4), max_size=2),
    some.integers(0, 30),
    some.integers(0, 2),
)
def test_what_comes_of_any_loss_breaks_no_rule_and_touches_nothing_that_burned(
    sizes, places, guides, at_h, cool
):
    of = field(cool_days=np.full(len(LEGS), cool, np.int32), beds=np.full(4, 12, np.int32))
    who, nothing = groups(*sizes), nothing_taken(of)
    joint = first(of, who, nothing)
    lost = burned(*places, guides=tuple(guides))

    found = replan(of, who, joint, nothing, lost, at_h)

    rest = found.joint
    assert not [
        one for one in faults(found.field, found.groups, found.taken, rest) if _new(one, found)
    ]
    for group in found.touched:
        for leg, hour in way(rest, group):
            assert hour >= at_h
            assert not lost.places[of.dst[leg]]
            assert of.guides[hour // 24, leg] > lost.guides[leg]
    others = set(range(len(sizes))) - set(found.touched.tolist())
    assert all(way(rest, group) == way(joint, group) for group in others)
    assert set(found.touched.tolist()) == set(touched(of, who, joint, lost, at_h).tolist())
    assert set(found.failed.tolist()) == {g for g in found.touched if rest.n_legs[g] == DEFERRED}


def _new(fault, found) -> bool:
    """Leave out what those who were not touched did before the loss, when all was open still."""
    return fault.group < 0 or fault.group in set(found.touched.tolist())


def test_nobody_stays_at_a_burned_place_over_noon_or_midnight():
    opens = np.repeat((np.arange(HOURS) % 3 == 0)[:, None], len(LEGS), axis=1)
    opens[:15, [1, 4]] = False  # Nothing leaves place 1 before 15:00.
    wait_cost = np.array([0.5, 0.01, 0.01, 0.01])
    of, who = field(opens=opens, wait_cost=wait_cost), groups(4)
    joint = first(of, who, nothing_taken(of))

    found = replan(of, who, joint, nothing_taken(of), burned(1), 1)
    other = replan(of, who, joint, nothing_taken(of), burned(guides=(3,)), 1)

    assert way(joint, 0) == [(0, 0), (1, 15)]
    assert (found.touched.tolist(), found.failed.tolist()) == ([0], [0])
    assert other.touched.tolist() == []


def test_those_told_of_are_planned_anew_too_and_who_is_there_is_left_in_peace():
    of, who = field(), groups(4, 3)
    joint = first(of, who, nothing_taken(of))
    both = np.array([0, 1])

    found = replan(of, who, joint, nothing_taken(of), burned(), 2, also=both)
    late = replan(of, who, joint, nothing_taken(of), burned(), 90, also=both)

    # The larger group is on its first leg; the smaller waits a day for the same guides.
    assert found.touched.tolist() == [0, 1]
    assert (found.groups.start.tolist(), found.groups.ready_h.tolist()) == ([1, 0], [3, 2])
    assert way(found.joint, 0) == [(1, 3)]
    assert late.touched.tolist() == []


def test_money_spent_before_the_loss_stays_spent():
    cents = np.array([100, 100, 0, 0, 0], np.int64)
    of, who = field(cents=cents, budget_cents=1_000), groups(4)
    joint = first(of, who, nothing_taken(of))

    found = replan(of, who, joint, nothing_taken(of), burned(guides=(1,)), 1)

    assert isinstance(found.taken, Taken)
    assert found.taken.cents == 4 * 100
