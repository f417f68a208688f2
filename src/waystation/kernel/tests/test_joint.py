"""The joint planner against plain twins on small random fields, and against its own rules."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config

from waystation.kernel.joint.bound import bound_at
from waystation.kernel.joint.check import faults
from waystation.kernel.joint.greedy import first, first_come, in_turn, largest_first
from waystation.kernel.joint.insert import insert, nobody_goes, remove
from waystation.kernel.joint.nested import better_part, no_shelf
from waystation.kernel.joint.net import DEFERRED
from waystation.kernel.joint.plan import plan
from waystation.kernel.joint.room import give_back, room, take
from waystation.kernel.joint.search import better, search
from waystation.kernel.joint.shelf import fill_shelf
from waystation.kernel.joint.tables import Pricer, least_costs
from waystation.kernel.joint.ways import no_prices, nothing_taken, party, ways
from waystation.kernel.tests import joint_hands as hands

any_seed = st.integers(0, 2**32 - 1)
few = settings(max_examples=25, deadline=None)
FINE = 0.01


def case(seed, n=3, n_hours=48):
    dice = np.random.default_rng(seed)
    field = hands.random_field(dice, n_hours=n_hours)
    return dice, field, hands.random_groups(dice, n), hands.random_taken(dice, field)


def within(seconds):
    """Make a clock that reaches the end of some seconds after so many looks at it."""
    now = [0.0]

    def clock():
        now[0] += seconds / 40
        return now[0]

    return clock


def test_eight_kinds_of_group_are_reckoned_by_one_instruction():
    assert config.SLP_VECTORIZE == 1


@few
@given(any_seed, st.sampled_from([(np.float32, 1e-2), (np.float64, 1e-9)]))
def test_a_table_of_all_kinds_says_what_each_group_pays_alone(seed, sort):
    dice, field, groups, _ = case(seed, n=10)
    prices = hands.random_prices(dice, field)
    free = room(field, nothing_taken(field), 0)

    look = Pricer(ways(field), party(groups), sort=sort[0]).look(prices, free)

    table = look.to_go.reshape(field.n_hours + 1, field.n_places, -1)
    for group, kind in enumerate(party(groups).kind_of):
        plain = hands.to_go(field, groups, group, prices, frozenset())
        theirs = np.where(plain >= hands.NEVER, hands.NEVER, plain)
        ours = np.where(table[:, :, kind] >= hands.NEVER, hands.NEVER, table[:, :, kind])
        assert np.abs(ours - theirs).max() <= sort[1]


def test_twenty_four_kinds_are_reckoned_as_each_alone_on_two_threads():
    dice = np.random.default_rng(1)
    field = hands.random_field(dice)
    groups = hands.random_groups(dice, 60)
    free, prices = room(field, nothing_taken(field), 0), hands.random_prices(dice, field)

    one = Pricer(ways(field), party(groups)).look(prices, free)
    two = Pricer(ways(field), party(groups), both=True).look(prices, free)

    assert len(party(groups).kind_size) > 16
    assert np.array_equal(one.to_go, two.to_go)
    for group, cost in enumerate(least_costs(party(groups), one)):
        plain = hands.to_go(field, groups, group, prices, frozenset())
        alone = plain[groups.ready_h[group], groups.start[group]]
        assert abs(cost - min(alone, groups.defer_cost[group])) <= FINE


@few
@given(any_seed)
def test_a_group_takes_the_best_way_that_others_leave(seed):
    _, field, groups, taken = case(seed, n=1)
    field = field._replace(budget_cents=hands.ANY)

    found = insert(field, groups, [0], nobody_goes(party(groups)), taken)

    assert not faults(field, groups, taken, found)
    best = hands.least_cost(field, groups, taken)
    assert abs(float(found.cost[0]) - best) <= FINE


def prove(seed, **size):
    dice, field, groups, taken = case(seed, **size)

    found = plan(field, groups, taken, seconds=1, seed=seed, clock=within(1))

    best = hands.least_cost(field, groups, taken)
    for joint in (found.joint, found.largest_first, found.first_come):
        assert not faults(field, groups, taken, joint)
        assert found.joint.cost.sum() <= joint.cost.sum()
    assert found.bound - FINE <= best <= found.joint.cost.sum() + FINE
    assert bound_at(field, groups, taken, hands.random_prices(dice, field)) <= best + FINE


@few
@given(any_seed)
def test_a_plan_is_sound_and_lies_between_the_bound_and_the_simple_rules(seed):
    prove(seed)


@pytest.mark.soak
@pytest.mark.long
@settings(max_examples=1_000, deadline=None)
@given(any_seed)
def test_a_thousand_plans_are_sound_and_lie_above_their_bounds(seed):
    prove(seed)


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(any_seed)
def test_over_four_days_and_rests_of_up_to_three_the_bound_holds_too(seed):
    prove(seed, n=2, n_hours=96)


@few
@given(any_seed)
def test_what_a_group_gives_back_is_as_if_it_had_never_been_taken(seed):
    _, field, groups, taken = case(seed)
    known, people, left = ways(field), party(groups), room(field, taken, 20)
    joint = in_turn(Pricer(known, people), left, largest_first(groups))

    for group in range(3):
        give_back(known, people, left, joint, group)

    before = room(field, taken, 20)
    for name in ("starts", "window", "full", "led", "beds", "money"):
        assert np.array_equal(getattr(left, name), getattr(before, name)), name


@few
@given(any_seed)
def test_a_search_leaves_exactly_booked_what_its_plan_uses(seed):
    dice, field, groups, taken = case(seed, n=4)
    known, people = ways(field), party(groups)
    pricer, free = Pricer(known, people), room(field, taken, 20)
    prices = hands.random_prices(dice, field)
    start = first(field, groups, taken, known=known)
    shelf = fill_shelf(pricer, free, prices)
    at = search(known, people, shelf, room(field, taken, 20), start, seed)
    at.alone[:] = least_costs(people, pricer.look(no_prices(known), free))

    better(at, free, 30, 5.0, 3)

    again = room(field, taken, 20)
    for group in range(4):
        take(known, people, again, at.now, group)
    for name in ("starts", "window", "full", "led", "beds", "money"):
        assert np.array_equal(getattr(at.left, name), getattr(again, name)), name
    assert abs(at.total[0] - at.now.cost.sum()) <= 1e-6
    assert at.best.cost.sum() <= start.cost.sum() + 1e-9
    assert not faults(field, groups, taken, at.now)
    assert not faults(field, groups, taken, at.best)


@few
@given(any_seed)
def test_a_search_part_by_part_leaves_exactly_booked_what_its_plan_uses(seed):
    dice, field, groups, taken = case(seed, n=8)
    known, people = ways(field), party(groups)
    pricer = Pricer(known, people)
    start = first(field, groups, taken, known=known)
    at = search(known, people, no_shelf(), room(field, taken, 40), start, seed)

    for _ in range(3):
        better_part(pricer, at, pricer.blank(), dice, 5.0)

    again = room(field, taken, 40)
    for group in range(8):
        take(known, people, again, at.now, group)
    for name in ("starts", "window", "full", "led", "beds", "money"):
        assert np.array_equal(getattr(at.left, name), getattr(again, name)), name
    assert at.best.cost.sum() <= start.cost.sum() + 1e-9
    assert not faults(field, groups, taken, at.now)
    assert not faults(field, groups, taken, at.best)


@pytest.mark.parametrize("n", [70, 160])
def test_many_groups_are_planned_too(n):
    _, field, groups, taken = case(5, n=n)

    found = plan(field, groups, taken, seconds=1, seed=1, clock=within(1))

    assert not faults(field, groups, taken, found.joint)
    assert found.bound <= found.joint.cost.sum() <= found.largest_first.cost.sum()
    assert found.gap > 0


@few
@given(any_seed)
def test_a_bound_reckoned_quickly_is_that_reckoned_exactly(seed):
    dice, field, groups, taken = case(seed)
    prices = hands.random_prices(dice, field)
    free = room(field, taken, 20)
    quick = Pricer(ways(field), party(groups)).look(prices, free)
    exact = Pricer(ways(field), party(groups), sort=np.float64).look(prices, free)

    ours, theirs = least_costs(party(groups), quick), least_costs(party(groups), exact)

    assert np.allclose(ours, theirs, rtol=1e-5)


def test_a_price_below_zero_proves_nothing():
    _, field, groups, taken = case(3)
    prices = hands.nothing(field)
    prices.guide[0, 0] = -1.0

    with pytest.raises(ValueError, match="below zero"):
        bound_at(field, groups, taken, prices)


def two_ways(*, guides=1, cool=0, exposure=hands.ANY, budget=hands.ANY, beds=hands.ANY):
    """Lead from place 0 to 1 on day 0 or 1 at hour 8, 2 units a person, and on at hour 40."""
    field = hands.random_field(np.random.default_rng(0))
    opens = np.zeros((48, 2), np.bool_)
    opens[[8, 32], 0] = opens[40, 1] = True
    return field._replace(
        n_places=3,
        src=np.array([0, 1], np.int32),
        dst=np.array([1, 2], np.int32),
        duration_h=np.array([2, 2], np.int32),
        pool=np.array([0, 1], np.int32),
        cents=np.array([100, 0], np.int64),
        bars=np.array([0, 4], np.int64),
        leg_cost=np.full((2, 2), 2.0),
        opens=opens,
        wait_cost=np.array([0.1, 0.2, 0.0]),
        beds=np.array([hands.ANY, beds, hands.ANY], np.int32),
        guides=np.array([[guides, 9], [guides, 9]], np.int32),
        cool_days=np.array([cool, 0], np.int32),
        exposure=np.array([exposure, hands.ANY], np.int32),
        exposure_days=2,
        unit_per_cent=0.01,
        budget_cents=budget,
    )


def people_at_start(*sizes, needs=0, kind=0):
    n = len(sizes)
    groups = hands.random_groups(np.random.default_rng(0), n)
    targets = np.array([[False, False, True], [False, True, True]])
    return groups._replace(
        size=np.array(sizes, np.int32),
        start=np.zeros(n, np.int32),
        ready_h=np.zeros(n, np.int32),
        needs=np.full(n, needs, np.int64),
        kind=np.full(n, kind, np.int32),
        targets=targets,
        defer_cost=50.0 * np.array(sizes),
    )


def hours_of(joint):
    return [joint.hours[g, : max(n, 0)].tolist() for g, n in enumerate(joint.n_legs)]


def test_one_group_waits_where_waiting_is_cheap():
    field, groups = two_ways(), people_at_start(3)

    found = first(field, groups, nothing_taken(field))

    # Leaves at 32, not at 8: 3 * (32 * 0.1 + 2 + 1 (a dollar) + 6 * 0.2 + 2).
    assert hours_of(found) == [[32, 40]]
    assert found.cost[0] == pytest.approx(28.2)


def test_the_larger_group_has_the_guide_and_the_smaller_goes_a_day_earlier():
    field, groups = two_ways(), people_at_start(2, 5)

    found = first(field, groups, nothing_taken(field))

    assert hours_of(found) == [[8, 40], [32, 40]]


def test_a_guide_who_must_rest_leaves_the_smaller_group_behind():
    field, groups = two_ways(cool=1), people_at_start(2, 5)

    found = first(field, groups, nothing_taken(field))

    assert hours_of(found) == [[], [32, 40]]
    assert found.n_legs[0] == DEFERRED
    assert found.cost[0] == 100.0


def test_two_guides_of_one_place_lead_two_groups_on_one_day():
    field, groups = two_ways(guides=2, cool=1), people_at_start(2, 5)

    found = first(field, groups, nothing_taken(field))

    assert hours_of(found) == [[32, 40], [32, 40]]


def test_a_pool_leads_no_more_people_than_it_may_know():
    field, groups = two_ways(guides=2, exposure=6), people_at_start(2, 5)

    found = first(field, groups, nothing_taken(field))

    assert hours_of(found) == [[], [32, 40]]


def test_money_goes_to_the_first_and_stays_within_the_budget():
    field, groups = two_ways(guides=2, budget=600), people_at_start(2, 5)

    found = first(field, groups, nothing_taken(field))

    assert hours_of(found) == [[], [32, 40]]


def test_a_house_takes_no_more_people_at_noon_than_it_has_beds():
    field, groups = two_ways(guides=2, beds=5), people_at_start(2, 5)

    # From 34 to 40 both would be in the house at noon of the second day, hour 36.
    found = first(field, groups, nothing_taken(field))

    assert hours_of(found) == [[], [32, 40]]


def test_a_group_that_a_leg_bars_stays():
    field, groups = two_ways(), people_at_start(3, needs=6)

    assert first(field, groups, nothing_taken(field)).n_legs[0] == DEFERRED


def test_a_group_of_another_kind_is_safe_earlier():
    field, groups = two_ways(), people_at_start(3, kind=1)

    assert hours_of(first(field, groups, nothing_taken(field))) == [[8]]


def test_what_others_have_taken_is_not_planned_again():
    field, groups, taken = two_ways(), people_at_start(3), nothing_taken(two_ways())
    taken.starts[1, 0] = 1

    assert hours_of(first(field, groups, taken)) == [[8, 40]]


def test_whoever_is_ready_first_goes_first_if_asked():
    field, groups = two_ways(cool=1), people_at_start(2, 5)
    groups = groups._replace(ready_h=np.array([0, 1], np.int32))

    found = first(field, groups, nothing_taken(field), order=first_come(groups))

    assert hours_of(found) == [[32, 40], []]


def test_groups_put_in_again_forget_their_old_ways_and_leave_others_theirs():
    field, groups = two_ways(), people_at_start(2, 5)
    joint = first(field, groups, nothing_taken(field))

    alone = remove(joint, np.array([1]), groups.defer_cost)
    again = insert(field, groups, [1], joint, nothing_taken(field))

    assert hours_of(alone) == [[8, 40], []]
    assert alone.cost[1] == 250.0
    assert hours_of(again) == hours_of(joint)


def test_a_plan_in_which_two_ways_clash_takes_nobody_in():
    field, groups = two_ways(), people_at_start(2, 5, 1)
    joint = first(field, groups, nothing_taken(field))
    joint.hours[0, 0] = 32

    with pytest.raises(ValueError, match="clashes"):
        insert(field, groups, [2], joint, nothing_taken(field))


@pytest.mark.parametrize(("cool", "hours"), [(0, [8, 40]), (1, [])])
def test_a_way_never_asks_its_only_guide_twice_within_the_rest(cool, hours):
    # One guide for both legs; the later start of the first leg would be on the second's day.
    field = two_ways(cool=cool)._replace(pool=np.array([0, 0], np.int32))
    opens = field.opens.copy()
    opens[32, 0] = False
    field, groups = field._replace(opens=opens), people_at_start(3)

    found = first(field, groups, nothing_taken(field))

    assert hours_of(found) == [hours]
    assert not faults(field, groups, nothing_taken(field), found)


def test_more_money_is_worth_no_more_than_its_price():
    poor, groups = two_ways(guides=2, budget=600), people_at_start(2, 5)
    planned = plan(poor, groups, nothing_taken(poor), seconds=1, seed=1, clock=within(1))

    rich = plan(
        two_ways(guides=2, budget=700), groups, nothing_taken(poor), seconds=1, seed=1,
        clock=within(1),
    )  # fmt: skip

    assert rich.joint.cost.sum() < planned.joint.cost.sum()
    assert planned.bound - 100 * planned.prices.cent <= rich.joint.cost.sum() + FINE


def test_a_plan_that_is_stopped_is_the_one_by_simple_rules():
    _, field, groups, taken = case(11, n=6)
    heard = []

    found = plan(
        field, groups, taken, seconds=60, seed=1, stop=lambda: True, clock=within(60),
        on_step=lambda done, of: heard.append((done, of)),
    )  # fmt: skip

    assert found.joint.cost.sum() == min(
        found.largest_first.cost.sum(), found.first_come.cost.sum()
    )
    assert all(of == 100 for _, of in heard)
    assert heard == sorted(heard)


def test_nobody_to_plan_for_is_an_empty_plan():
    _, field, groups, taken = case(4, n=0)

    found = plan(field, groups, taken, seconds=1, seed=1, clock=within(1))

    assert len(found.joint.cost) == 0
    assert found.gap == 0.0


def test_a_leg_has_at_most_so_many_kinds_of_bars():
    field = two_ways()
    n = 300
    many = field._replace(
        **{
            name: np.resize(getattr(field, name), n)
            for name in ("src", "dst", "duration_h", "pool")
        },
        cents=np.resize(field.cents, n),
        bars=np.arange(n, dtype=np.int64),
        leg_cost=np.resize(field.leg_cost, (2, n)),
        opens=np.zeros((48, n), np.bool_),
    )

    with pytest.raises(ValueError, match="300 kinds of bars"):
        ways(many)


def test_a_leg_takes_an_hour_or_more():
    field = two_ways()._replace(duration_h=np.array([2, 0], np.int32))

    with pytest.raises(ValueError, match="takes no time"):
        ways(field)


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"ready_h": 49}, "hours 0 to 48"), ({"ready_h": -1}, "hours 0 to 48"),
     ({"start": 3}, "none of the 3"), ({"start": -1}, "none of the 3")],
)  # fmt: skip
def test_a_group_that_begins_where_no_table_reaches_is_refused(changed, said):
    field, groups = two_ways(), people_at_start(3)
    groups = groups._replace(**{name: np.array([n], np.int32) for name, n in changed.items()})

    with pytest.raises(ValueError, match=said):
        first(field, groups, nothing_taken(field))
    with pytest.raises(ValueError, match=said):
        bound_at(field, groups, nothing_taken(field), hands.nothing(field))


def test_a_group_that_is_ready_with_the_last_hour_stays():
    field, groups = two_ways(), people_at_start(3)

    late = groups._replace(ready_h=np.array([48], np.int32))

    assert first(field, late, nothing_taken(field)).n_legs[0] == DEFERRED


def test_where_more_is_spent_than_there_is_whoever_costs_nothing_goes_all_the_same():
    field, groups = two_ways(budget=-5), people_at_start(3)
    free = field._replace(cents=np.zeros(2, np.int64))

    assert hours_of(first(free, groups, nothing_taken(free))) == [[32, 40]]
    assert hours_of(first(field, groups, nothing_taken(field))) == [[]]
    assert not faults(free, groups, nothing_taken(free), first(free, groups, nothing_taken(free)))


def test_a_price_on_a_day_off_proves_nothing_about_a_rest_that_reaches_into_it():
    # Leaves on the first day, the guide is off on the second: 3 * (8 * .1 + 3 + 30 * .2 + 2).
    field, groups = two_ways(cool=1), people_at_start(3)
    field.guides[1, 0] = 0
    prices = hands.nothing(field)
    prices.guide[1, 0] = 100.0

    found = first(field, groups, nothing_taken(field))

    assert found.cost[0] == pytest.approx(35.4)
    assert bound_at(field, groups, nothing_taken(field), prices) == pytest.approx(35.4)
