"""Chances as sums, and which few routes are worth showing."""

from datetime import timedelta

import pytest

from waystation.routing.domain import Route, Stage, to_chance, to_nepers
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
