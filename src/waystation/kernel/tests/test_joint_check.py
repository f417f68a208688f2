"""The validator: one sound plan worked by hand, and each rule broken once."""

import numpy as np
import pytest

from waystation.kernel.joint import check
from waystation.kernel.joint.check import Fault, faults
from waystation.kernel.joint.net import DEFERRED, Joint
from waystation.kernel.joint.ways import nothing_taken
from waystation.kernel.tests.test_joint import people_at_start, two_ways


def both_go(first_leaves=8, second_leaves=32, ends=40):
    """Send groups of two and of five: 2 * (8 * .1 + 3 + 30 * .2 + 2), 5 * (3.2 + 3 + 1.2 + 2)."""
    hours = np.array([[first_leaves, ends], [second_leaves, ends]], np.int32)
    legs = np.array([[0, 1], [0, 1]], np.int32)
    return Joint(legs, hours, np.array([2, 2], np.int32), np.array([23.6, 47.0]))


def told(field, joint, groups=None, taken=None):
    groups = people_at_start(2, 5) if groups is None else groups
    taken = nothing_taken(field) if taken is None else taken
    return [fault.what for fault in faults(field, groups, taken, joint)]


def test_a_sound_plan_has_no_fault():
    assert told(two_ways(), both_go()) == []


def test_a_group_that_stays_costs_what_staying_costs():
    stays = both_go()._replace(
        n_legs=np.array([DEFERRED, 2], np.int32), cost=np.array([100.0, 47.0])
    )

    assert told(two_ways(), stays) == []
    assert told(two_ways(), stays._replace(cost=np.array([99.0, 47.0]))) == [check.WRONG_COST]


def test_legs_that_do_not_join_are_named_with_group_leg_and_hour():
    joint = both_go()
    joint.legs[0] = [1, 1]

    found = faults(two_ways(), people_at_start(2, 5), nothing_taken(two_ways()), joint)

    assert Fault(check.BROKEN_CHAIN, 0, 0, 8) in found


def test_a_leg_before_the_one_before_has_arrived_is_too_early():
    # Leaves at 8 and arrives at 10; the next leg leaves at 9.
    joint = both_go()
    joint.hours[0] = [8, 9]

    assert check.TOO_EARLY in told(two_ways(), joint)


def test_a_leg_that_does_not_run_at_that_hour_is_closed():
    assert check.CLOSED in told(two_ways(), both_go(first_leaves=9))


def test_a_leg_that_bars_a_need_is_told():
    assert told(two_ways(), both_go(), people_at_start(2, 5, needs=4)).count(check.BARRED) == 2


def test_a_leg_that_ends_after_the_last_hour_is_too_late():
    assert check.TOO_LATE in told(two_ways(), both_go(ends=47))


def test_a_way_that_ends_half_way_is_not_safe():
    joint = both_go()._replace(n_legs=np.array([1, 2], np.int32))

    assert check.NOT_SAFE in told(two_ways(), joint)


def test_a_cost_told_wrongly_is_a_fault():
    assert told(two_ways(), both_go()._replace(cost=np.array([23.6, 46.0]))) == [check.WRONG_COST]


def test_a_guide_starts_no_more_within_the_cool_down():
    found = faults(two_ways(cool=1), people_at_start(2, 5), nothing_taken(two_ways()), both_go())

    assert found == [Fault(check.GUIDES, -1, 0, 24)]


def test_others_who_have_the_guide_count():
    field = two_ways()
    taken = nothing_taken(field)
    taken.starts[0, 0] = 1

    assert told(field, both_go(), taken=taken) == [check.GUIDES]


def test_what_others_broke_alone_is_no_fault_of_this_plan():
    field = two_ways()
    taken = nothing_taken(field)
    taken.starts[0, 0], taken.people[3, 1] = 7, 99
    taken = taken._replace(cents=10**12)
    nobody = both_go()._replace(
        n_legs=np.full(2, DEFERRED, np.int32), cost=np.array([100.0, 250.0])
    )

    assert told(field._replace(beds=np.zeros(3, np.int32)), nobody, taken=taken) == []


@pytest.mark.parametrize(("beds", "fault"), [(7, []), (6, [check.BEDS])])
def test_seven_people_at_noon_need_seven_beds(beds, fault):
    # Group one sleeps there from 10 to 40, two from 34: both are there at hour 36.
    found = faults(two_ways(beds=beds), people_at_start(2, 5), nothing_taken(two_ways()), both_go())

    assert [f.what for f in found] == fault
    assert [(f.at, f.hour) for f in found] == [(1, 36)] * len(fault)


@pytest.mark.parametrize(("exposure", "fault"), [(7, []), (6, [check.EXPOSURE])])
def test_a_pool_leads_seven_people_in_two_days_if_it_may(exposure, fault):
    assert told(two_ways(exposure=exposure), both_go()) == fault


@pytest.mark.parametrize(("budget", "fault"), [(700, []), (699, [check.MONEY])])
def test_seven_fares_of_a_dollar_are_seven_dollars(budget, fault):
    assert told(two_ways(budget=budget), both_go()) == fault


@pytest.mark.parametrize("leg", [-1, 2])
def test_a_leg_that_there_is_not_joins_nothing(leg):
    # Counted from the end, -1 would be the leg that does lead on.
    joint = both_go()
    joint.legs[0, 1] = leg

    assert told(two_ways(), joint) == [check.BROKEN_CHAIN]
