"""What is refused as a question, what is answered with "no route", and what either advises."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.routing.asking import NoRoute, ask
from waystation.routing.tests.ripley import (
    BOAT,
    EVENING,
    MORNING,
    PLACES,
    READY,
    ROAD,
    TRAIN,
    at,
    known,
    question,
)


def none_for(*legs, **changes) -> NoRoute:
    with pytest.raises(NoRoute) as no:
        ask(known(*legs), question(**changes))
    return no.value


def refused_for(*legs, **changes) -> Refused:
    with pytest.raises(Refused) as no:
        ask(known(*legs), question(**changes))
    assert not isinstance(no.value, NoRoute)
    assert no.value.hint
    return no.value


def test_limits_cut_off_what_lies_beyond_them_and_keep_what_lies_on_them():
    def costs(**limits):
        return [route.cost_cents for route in ask(known(), question(**limits))[1]]

    # Boat 60 cents, arrives 730; road and train 200, 770; by night 360, 1800; risks .09 .02 .004.
    assert costs(max_cost_cents=200) == [60, 200]
    assert costs(max_cost_cents=199) == [60]
    assert costs(max_risk_p=0.02) == [200, 360]
    assert costs(latest_at=at(770)) == [60, 200]
    assert costs(latest_at=at(769)) == [60]
    assert costs(max_cost_cents=200, max_risk_p=0.02) == [200]


def test_too_little_money_is_told_with_the_least_sum_that_is_enough():
    # Eleven people are too many for the boat: 11 x 100 by road and train, 11 x 180 by night.
    no = none_for(people=11, max_cost_cents=1_099)

    assert no.says == "Nothing costs $10.99 or less."
    assert no.hint == "Raise the cost limit to at least 1100 cents ($11.00) for the group."
    assert ask(known(), question(people=11, max_cost_cents=1_100))[1][0].cost_cents == 1_100


def test_too_little_risk_is_told_with_a_limit_that_is_really_enough():
    # 0.01234 is 1242 of the planner's units, which is 0.012343: below 0.0124, above 0.0123.
    only = replace(BOAT, risk_p=0.01234)

    no = none_for(only, max_risk_p=0.001)

    assert no.hint == "Raise the risk limit to 1.24 % or more."
    assert len(ask(known(only), question(max_risk_p=0.0124))[1]) == 1
    none_for(only, max_risk_p=0.0123)


def test_too_little_time_is_told_with_the_earliest_arrival():
    no = none_for(latest_at=at(729))

    assert no.hint == "Allow arrival until 1855-10-26 12:10 UTC or later."
    assert len(ask(known(), question(latest_at=at(730)))[1]) == 1


def test_two_limits_that_stand_in_the_way_together_are_told_as_two():
    # 50 cents is less than any route costs, 0.001 safer than any is.
    no = none_for(max_cost_cents=50, max_risk_p=0.001)

    assert "all the limits at once" in no.says


def test_a_place_that_no_leg_leads_to_is_told_as_such():
    no = none_for(start="sandusky", targets=("ripley",))

    assert no.says == "No chain of legs that carry 2 people leads there."


def test_a_group_too_large_for_every_leg_is_told_so():
    no = none_for(people=41)

    assert "carry 41 people" in no.says
    assert "smaller group" in no.hint


def test_a_million_people_are_too_many_and_not_too_large_a_number():
    no = none_for(people=1_000_000)

    assert "carry 1000000 people" in no.says


def test_a_wait_where_too_few_can_sleep_is_told_as_the_reason():
    # 540 to 680 is 140 minutes at Sardinia, which has 6 beds.
    no = none_for(replace(ROAD, departs=(480,)), TRAIN, people=11)

    assert no.says == "Every way there needs a wait where 11 people cannot stay."
    assert "more beds" in no.hint


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"start": "nowhere"}, "There is no place “nowhere”."),
        ({"targets": ("sandusky", "nowhere")}, "There is no place “nowhere”."),
        ({"targets": ()}, "No destination is given."),
        ({"people": 0}, "0 people cannot travel."),
        ({"people": -3}, "-3 people cannot travel."),
        ({"people": 2, "children": 3}, "3 children among 2 people."),
        ({"children": -1}, "-1 children among 2 people."),
        ({"max_cost_cents": -1}, "A limit of -1 cents allows nothing."),
        ({"max_risk_p": 1.0}, "A limit of 1.0 is no chance."),
        ({"max_risk_p": -0.1}, "A limit of -0.1 is no chance."),
        ({"latest_at": READY}, "The latest arrival lies before the start."),
        ({"latest_at": READY + timedelta(days=3_651)}, "too far ahead"),
        ({"start_at": datetime(1699, 12, 31, tzinfo=UTC)}, "in the year 1699"),
        ({"start_at": datetime(9999, 12, 31, tzinfo=UTC)}, "in the year 9999"),
    ],
)
def test_an_impossible_question_is_refused_and_not_answered_with_no_route(changes, says):
    assert says in refused_for(**changes).says


def test_a_limit_beyond_all_money_is_no_limit():
    _, routes = ask(known(), question(max_cost_cents=10**14))

    assert len(routes) == 3


def test_figures_that_cannot_be_added_up_are_refused_with_where_to_look():
    # 40 people at a million dollars each is beyond what the planner adds up.
    dear = replace(BOAT, cost_cents=100_000_000, capacity=40)

    no = refused_for(dear, people=40)

    assert "cannot be added up" in no.says
    assert "Look for a leg" in no.hint


def test_a_leg_too_dear_for_a_group_it_does_not_carry_disturbs_nobody():
    dear = replace(BOAT, cost_cents=100_000_000, capacity=1)

    assert len(ask(known(dear, ROAD, TRAIN, EVENING), question(people=40))[1]) == 1


def test_a_rule_that_shuts_every_way_is_named():
    walk = replace(BOAT, mode="foot", climb_m=900)

    no = none_for(walk, cannot_walk=True, max_climb_m=900)
    assert no.says == "What you asked for shuts every chain of legs that leads there."
    assert no.hint == "Give up one of these: somebody cannot walk."
    # By road and train both legs are wagons: one in a row is too few.
    row = none_for(ROAD, TRAIN, max_run={"wagon": 1})
    assert row.hint == "Give up one of these: legs in a row by one means."


def test_too_few_nights_are_told_as_nights_that_are_enough():
    # By night they arrive on the second day.
    no = none_for(EVENING, MORNING, max_nights=0)

    assert (no.says, no.hint) == ("Nothing arrives within 0 nights.", "Allow 1 nights or more.")
    assert len(ask(known(EVENING, MORNING), question(max_nights=1))[1]) == 1


def test_nights_are_counted_where_the_group_sets_out():
    # At 127 degrees east it is 508 minutes later: their midnight is 932 UTC, and 1800 the next day.
    east = tuple(replace(p, lat=37.5, lon=127.0) for p in PLACES)
    legs = (BOAT, ROAD, TRAIN, EVENING, MORNING)

    def arrivals(nights):
        return [r.arrive for r in ask(known(*legs, places=east), question(max_nights=nights))[1]]

    assert arrivals(0) == [at(730), at(770)]
    assert arrivals(1) == [at(730), at(770), at(1_800)]
