"""Batches: however the replicates are cut, they add up to the same; and what they say."""

import numpy as np
import pytest

from waystation.kernel.rehearse import tell, work
from waystation.kernel.rehearse.batch import Batch, batch, joined, planned_h, travelling
from waystation.kernel.rehearse.tests.tiny import (
    HOME,
    OUT,
    SAFE_PLACE,
    STRAIGHT,
    TO_B,
    A,
    script,
)
from waystation.kernel.rehearse.weakest import GUIDE, HOUSE, Point, points

TWO_WAYS = (((OUT, 10), (STRAIGHT, 30)), (), ((OUT, 34), (STRAIGHT, 60)))


def stormy():
    """Rehearse three groups, one of which stays, on a day when much goes wrong."""
    made = script(*TWO_WAYS, sizes=(4, 3, 2))
    made.beliefs.leg[:] = 0.05
    made.beliefs.leg_shape[:] = 2.0
    made.beliefs.leg_span[:] = (0.5, 1.5)
    worse = made.faults._replace(guide=0.1, house=np.full(4, 0.1), phone=0.1, delay=0.3, raided=0.5)
    return made._replace(faults=worse)


def same(one: Batch, other: Batch) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_it_does_not_matter_how_replicates_are_cut_into_batches():
    made = stormy()

    whole = batch(made, range(6))
    parts = joined([batch(made, [0, 1]), batch(made, [2]), batch(made, range(3, 6))])

    assert same(whole, parts)
    assert whole.caught.sum() > 0  # Something did go wrong.


def test_a_worker_plays_what_we_would():
    made = stormy()
    work.set_up(made)

    assert same(work.play_kept(range(3)), batch(made, range(3)))
    assert same(work.play_given(made, range(3)), batch(made, range(3)))
    assert work.weigh_kept(5) == work.weigh_given(made, 5)


def test_another_seed_gives_another_rehearsal():
    made = stormy()

    assert not same(batch(made, range(6)), batch(made._replace(seed=8), range(6)))


def test_everybody_who_sets_out_is_safe_caught_or_left_behind():
    found = batch(stormy(), range(6))

    assert travelling(stormy()) == 6  # The group of three stays at home.
    assert (found.safe + found.caught <= 6).all()
    assert (found.came[:, :, -1] == found.safe).all()
    assert (np.diff(found.came, axis=2) >= 0).all()
    assert found.caught.sum() == found.on_leg.sum() + found.in_house.sum()


def test_a_plan_says_when_each_group_is_to_arrive():
    assert planned_h(script(*TWO_WAYS)).tolist() == [34, -1, 64]


def test_nothing_to_put_together_is_refused():
    with pytest.raises(ValueError, match="no batch"):
        joined([])


def test_the_worst_twentieth_is_a_mean_and_counts_parts():
    assert tell.tail(np.arange(100)) == 97  # The mean of 95 to 99.
    assert tell.tail(np.arange(10)) == 9  # Half of the worst, which is the worst.
    assert tell.tail(np.arange(30)) == pytest.approx((29 + 0.5 * 28) / 1.5)


def of_people(*safe_by_policy):
    safe = np.array(safe_by_policy, np.int32)
    none = np.zeros_like(safe)
    flat = np.zeros((len(safe), 0), np.int32)
    return Batch(safe, none, none, np.stack([none, safe], axis=2), flat, flat, flat, 0, 0)


def test_policies_are_compared_replicate_by_replicate():
    found = of_people([4, 6, 8, 6], [6, 8, 10, 8])

    # Two people more each time: a difference without any spread, though each policy has one.
    assert tell.gap(found, 1) == tell.Gap(-2.0, -2.0, -2.0)


def test_a_difference_that_changes_sign_has_an_interval_around_nothing():
    found = of_people([4, 6], [6, 4])

    gap = tell.gap(found, 1)

    # Differences -2 and 2: deviation 2.83 over the root of two is 2; 1.96 times that.
    assert gap.mean == 0
    assert (gap.low, gap.high) == pytest.approx((-3.92, 3.92), abs=0.001)


def test_what_came_of_a_policy_is_told_in_people():
    found = of_people([4, 6])._replace(late_h=np.array([[40, 60]], np.int32))

    said = tell.told(found, 0, 10)

    assert (said.safe, said.lost, said.lost_tail) == pytest.approx((5.0, 5.0, 6.0))
    assert said.late_h == 10.0  # A hundred hours over ten people who arrived.


def test_the_fan_holds_the_middle_rehearsal_in_its_middle():
    fan = tell.fan(of_people([1, 2, 3, 4, 5]), 0)

    assert fan.shape == (5, 2)
    assert fan[:, 1].tolist() == pytest.approx([1.2, 2, 3, 4, 4.8])


def test_each_guide_and_house_is_taken_away_alone():
    found = {(one.what, one.which): one for one in points(script(n_legs=4), 10)}

    # The first guide alone leads out of home and house A is the only one on the way: four people
    # have no other way. Without the second guide they go over B, told a day before hour 30.
    assert found[GUIDE, OUT] == Point(GUIDE, OUT, 4, 4, 0)
    assert found[HOUSE, A] == Point(HOUSE, A, 4, 4, 0)
    assert found[GUIDE, STRAIGHT].left == 0
    assert found.keys() == {(GUIDE, OUT), (GUIDE, STRAIGHT), (HOUSE, A)}
    assert {SAFE_PLACE, HOME} & {which for what, which in found if what == HOUSE} == set()


def test_one_of_several_guides_is_no_single_point():
    found = {(one.what, one.which) for one in points(script(guides=2), 10)}

    assert found == {(HOUSE, A)}


def test_those_most_people_depend_on_are_taken_away_first():
    made = script(((OUT, 10), (STRAIGHT, 30)), ((OUT, 34), (TO_B, 60), (3, 70)), sizes=(4, 2))

    found = list(points(made, 2))

    # Everybody passes house A and the guide out of home: six people; over B go two.
    assert [(one.what, one.which, one.people) for one in found] == [(GUIDE, OUT, 6), (HOUSE, A, 6)]
