"""A lot on the road north: two ways by turns, the boat left out, every figure by hand."""

import pytest
from msgspec.structs import replace

from waystation.dispatch.mixing.corridor import corridor_of
from waystation.dispatch.mixing.lots import lot_of
from waystation.dispatch.mixing.tests.conftest import belief
from waystation.network.domain import BACK
from waystation.routing.arrays import in_arrays
from waystation.routing.tests.ripley import EVENING, LEGS, MORNING, at, known, leg, question

NIGHT, DAY = ("evening", "morning"), ("road", "train")


def lot(said=None, legs=LEGS, **changes):
    return lot_of(in_arrays(known(*legs), question(**changes)), said or belief())


def test_two_ways_are_drawn_by_turns_and_one_far_beyond_the_margin_never():
    found = lot()

    # The night costs 1 - 0.998^2 = 0.0040, the day 1 - 0.99^2 = 0.0199, the boat 0.09: with the
    # night's 0.0040 and twice 500 percent more, 0.044 is the most that one way may cost.
    assert {way.legs for way in found.ways} == {NIGHT, DAY}
    assert found.chances == pytest.approx((0.5, 0.5))
    assert found.safest.legs == NIGHT


def test_the_figures_say_what_is_lost_to_nobody_and_to_whoever_knows_our_habits():
    found = lot()

    assert found.figures.quiet_p == pytest.approx(0.5 * 0.0040 + 0.5 * 0.0199, abs=1e-4)
    # Worst is a watch on the night: 0.5 * (1 - 0.996 * 0.5) + 0.5 * 0.0199.
    assert found.figures.watched_p == pytest.approx(0.5 * 0.502 + 0.5 * 0.0199, abs=1e-4)
    assert found.always.quiet_p == pytest.approx(0.0040, abs=1e-4)
    assert found.always.watched_p == pytest.approx(0.502, abs=1e-4)


def test_a_narrow_margin_leaves_the_safest_way_alone():
    found = lot(belief(extra_risk=1.0))

    # Once twice 100 percent more than 0.0040 is 0.012, less than the day's 0.0199.
    assert [way.legs for way in found.ways] == [NIGHT]
    assert found.figures == found.always


def test_a_margin_on_average_makes_the_riskier_way_rarer():
    by_car = [replace(one, mode="car") if one.slug in DAY else one for one in LEGS]

    def chance_of_day(extra_risk: float) -> float:
        found = lot(belief(extra_risk=extra_risk, caught={"car": 0.1}), by_car)
        return dict(zip((way.legs for way in found.ways), found.chances, strict=True))[DAY]

    # A watch on the cars catches a fifth as many: 0.1 * 5 / 6 = 0.5 / 6.
    assert chance_of_day(5.0) == pytest.approx(5 / 6)
    # On average three times 0.0040 is 0.012: 0.0040 + x * 0.0159 reaches it at x = 0.5.
    assert chance_of_day(2.0) == pytest.approx(0.5, abs=0.01)


def test_every_way_of_a_lot_can_be_travelled_and_keeps_the_questions_own_limits():
    found = lot(latest_at=at(1_440))

    # The night way arrives on the second day; left are the day's train and the boat.
    assert {way.legs for way in found.ways} == {DAY, ("boat",)}
    assert all(way.route.arrive <= at(1_440) for way in found.ways)


def test_without_any_way_there_is_no_lot():
    assert lot(latest_at=at(420)) is None


def test_a_corridor_has_one_spot_for_both_directions_and_each_leg_by_its_safest_light():
    both = leg("ford", "wilmington", "sardinia", 30, 0.3, 10, [300, 720], oneway=False)
    asked = in_arrays(known(*LEGS, both), question())

    corridor = corridor_of(asked, belief(caught={"boat": 0.1}))

    number = {slug: nth for nth, slug in enumerate(corridor.legs)}
    roads = corridor.roads
    assert roads.spot[number["ford"]] == roads.spot[number["ford" + BACK]]
    assert roads.caught[roads.spot[number["boat"]]] == 0.1
    assert roads.caught[roads.spot[number["road"]]] == 0.5
    assert corridor.slugs(corridor.numbers([EVENING.slug, MORNING.slug])) == NIGHT
