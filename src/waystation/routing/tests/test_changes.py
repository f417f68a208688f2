"""What happened to a plan since: which sentence for which change, and for which of its routes."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.network.domain import Calendar, Closure
from waystation.routing.asking import ask
from waystation.routing.changes import Touch, between, touches
from waystation.routing.domain import Lost
from waystation.routing.knowing import Stopped
from waystation.routing.tests.ripley import (
    BOAT,
    EVENING,
    HOUSES,
    LEGS,
    MORNING,
    READY,
    ROAD,
    TRAIN,
    known,
    question,
)
from waystation.routing.tests.test_limits import guide

# Routes: 0 by boat, 1 by road and train over Sardinia, 2 by night over Wilmington.
NET = replace(known(), partners=(guide("rankin", "wilmington"),))
PLAN = ask(NET, question())[0]


def after(**changes) -> list[Touch]:
    return touches(PLAN, replace(NET, **changes))


def test_where_nothing_changed_nothing_is_told():
    assert after() == []
    # Nor where something changed on which no route relies.
    aside = replace(BOAT, slug="aside", from_place="sardinia", to_place="ripley")
    assert after(legs=(*LEGS, aside)) == []


@pytest.mark.parametrize(
    ("what", "slug", "routes"),
    [
        ("leg", "train", (1,)),
        ("place", "wilmington", (2,)),
        ("place", "sandusky", (0, 1, 2)),
        ("partner", "rankin", (2,)),  # He alone guides from Wilmington.
    ],
)
def test_a_halt_touches_the_routes_that_need_what_is_halted(what, slug, routes):
    found = after(halts=(Stopped(what=what, slug=slug, why="a raid"),))

    assert found == [Touch("halted", what, slug, routes, "a raid")]


def test_a_changed_leg_is_told_field_by_field():
    slower = replace(TRAIN, duration_min=120, note="a new bridge")

    found = after(legs=(ROAD, slower, EVENING, MORNING, BOAT))

    assert found == [Touch("changed", "leg", "train", (1,), "", "duration_min", 90, 120)]


def test_what_is_no_longer_in_force_is_gone():
    assert after(legs=(ROAD, TRAIN, EVENING, MORNING)) == [Touch("gone", "leg", "boat", (0,))]
    assert after(houses=HOUSES[1:])[0][:4] == ("gone", "house", "sardinia", (1,))


def test_a_rest_counts_on_the_day_on_which_the_route_needs_it():
    today = READY.date()
    rests = Calendar(closed=(Closure(today, today, "ice"),))
    later = Calendar(closed=(Closure(today + timedelta(days=9), today + timedelta(days=9)),))

    def with_boat(calendar):
        return after(legs=(ROAD, TRAIN, EVENING, MORNING, replace(BOAT, calendar=calendar)))

    assert with_boat(rests) == [Touch("closed", "leg", "boat", (0,), "ice")]
    assert with_boat(later) == []


def test_a_risk_that_moved_is_told_and_one_that_hardly_did_is_not():
    def with_boat(risk_p):
        return after(legs=(ROAD, TRAIN, EVENING, MORNING, replace(BOAT, risk_p=risk_p)))

    told = [touch for touch in with_boat(0.2) if touch.what == "riskier"]
    assert [(t.slug, t.routes, t.before, t.after) for t in told] == [("boat", (0,), 0.09, 0.2)]
    assert [t.what for t in with_boat(0.05)] == ["changed", "safer"]
    assert [t.what for t in with_boat(0.095)] == ["changed"]


def test_a_new_plan_is_compared_route_by_route_with_the_one_before():
    halted = replace(NET, halts=(Stopped(what="leg", slug="boat", why="a search"),))
    dearer = replace(halted, legs=(replace(ROAD, cost_cents=80), TRAIN, EVENING, MORNING, BOAT))
    now = ask(dearer, question())[0]

    found = between(PLAN, now, dearer)

    assert [r.stages[0].leg for r in found.gone] == ["boat"]
    assert found.new == ()
    assert [(was.cost_cents, is_.cost_cents) for was, is_ in found.same] == [(200, 260), (360, 360)]
    assert [t.what for t in found.touches] == ["halted", "changed"]


def test_lost_things_are_added_once():
    one, other = Lost(legs=("a", "b")), Lost(legs=("b", "c"), places=("p",))

    assert one.with_all(other) == Lost(legs=("a", "b", "c"), places=("p",))
    assert not Lost()
