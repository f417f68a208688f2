"""A way whose legs are given keeps to them, keeps every rule, and still says what is left."""

import pytest

from waystation.routing.asking import Given, NoRoute, with_fallbacks
from waystation.routing.tests.ripley import at, known, question


def legs_of(plan) -> set[tuple[str, ...]]:
    return {tuple(stage.leg for stage in route.stages) for route in plan.routes}


def test_given_legs_are_the_only_way_and_the_planner_chooses_when_to_leave():
    plan = with_fallbacks(known(), question(), given=Given(("road", "train")))

    assert legs_of(plan) == {("road", "train")}
    # The first cart is at 8:00 and the train of 11:20 leaves at 680.
    assert plan.routes[0].depart == at(480)
    assert plan.routes[0].arrive == at(770)


def test_fallbacks_of_a_given_way_may_lead_anywhere():
    plan = with_fallbacks(known(), question(), given=Given(("road", "train")))

    first = plan.fallbacks[0][0]
    assert [fall.way for fall in first.ways if fall.lost == "guide"] == ["by-pass"]


def test_given_moments_are_kept_to_the_minute():
    given = Given(("road", "train"), (at(600), at(1_200)))

    plan = with_fallbacks(known(), question(), given=given)

    (route,) = plan.routes
    assert [(s.leg, s.depart) for s in route.stages] == [("road", at(600)), ("train", at(1_200))]
    assert route.stages[1].wait_min == 540


@pytest.mark.parametrize(
    "departs",
    [
        (at(601), at(1_200)),  # No cart leaves at 10:01.
        (at(600), at(640)),  # The train would leave before they are there, and at no hour of its.
        (at(600), at(1_200 + 3 * 1_440)),  # Sardinia shelters for three nights at most.
    ],
)
def test_moments_that_the_network_does_not_allow_are_no_route(departs):
    with pytest.raises(NoRoute) as no:
        with_fallbacks(known(), question(), given=Given(("road", "train"), departs))

    assert no.value.hint


def test_a_given_way_keeps_the_limits_of_its_question():
    with pytest.raises(NoRoute):
        with_fallbacks(known(), question(latest_at=at(700)), given=Given(("road", "train")))
