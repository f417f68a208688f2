"""Chances as sums, and which few routes are worth showing."""

from datetime import timedelta

import pytest

from waystation.routing.domain import Route, Stage, overlap, shown, to_chance, to_nepers
from waystation.routing.tests.ripley import READY


def route(legs: str, hours: int, risk_p: float, cost_cents: int) -> Route:
    """Make a route over legs of an hour each, arriving so many hours after the start."""
    stages = tuple(
        Stage(
            leg=name,
            from_place="a",
            to_place="b",
            mode="wagon",
            depart=READY,
            arrive=READY + timedelta(hours=1),
            wait_min=0,
            risk_p=0.0,
            cost_cents=0,
            night=False,
        )
        for name in legs
    )
    return Route(
        depart=READY,
        arrive=READY + timedelta(hours=hours),
        risk_p=risk_p,
        cost_cents=cost_cents,
        stages=stages,
    )


def test_chances_of_survival_multiply_when_their_units_are_added():
    # 0.99 x 0.95 = 0.9405.
    together = to_nepers(0.01) + to_nepers(0.05)

    assert to_nepers(0.01) == 1_005  # -ln 0.99 = 0.0100503
    assert to_nepers(0.05) == 5_129  # -ln 0.95 = 0.0512933
    assert to_chance(together) == pytest.approx(1 - 0.9405, abs=1e-5)
    assert to_nepers(0) == 0
    assert to_chance(0) == 0


def test_routes_on_the_same_legs_overlap_whole_and_on_others_not_at_all():
    assert overlap(route("xy", 2, 0, 0), route("xyz", 3, 0, 0)) == 1.0
    assert overlap(route("xyz", 3, 0, 0), route("xy", 2, 0, 0)) == pytest.approx(2 / 3)
    assert overlap(route("x", 1, 0, 0), route("z", 1, 0, 0)) == 0.0


def test_few_routes_are_all_shown():
    few = [route("x", 1, 0.3, 30), route("y", 2, 0.2, 20)]

    assert shown(few) == few


def test_of_many_routes_the_earliest_the_safest_and_the_cheapest_always_stay():
    earliest = route("x", 1, 0.9, 900)
    safest = route("x", 30, 0.001, 800)
    cheapest = route("x", 20, 0.8, 1)
    between = [route("x", 2 + n, 0.7 - n / 100, 700 - n) for n in range(9)]

    picked = shown([earliest, *between, cheapest, safest], most=3)

    assert picked == [earliest, cheapest, safest]  # In order of arrival.


def test_of_the_rest_those_that_go_another_way_are_shown():
    best = route("xy", 1, 0.001, 1)
    alike = [route("xy", 2 + n, 0.5, 500) for n in range(5)]
    other = route("pq", 9, 0.6, 600)
    half = route("xq", 8, 0.6, 600)

    assert shown([best, *alike, half, other], most=2) == [best, other]
    # Half of `half` lies on `best`, half on `other`; all of the alike lies on `best`.
    assert shown([best, *alike, half, other], most=3) == [best, half, other]


def test_no_more_are_shown_than_asked_for():
    many = [route(chr(97 + n), 1 + n, 0.5 - n / 100, 500 - n) for n in range(20)]

    assert len(shown(many)) == 6
    assert len(shown(many, most=4)) == 4
