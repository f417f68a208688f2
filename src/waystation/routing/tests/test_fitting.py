"""A plan fits a sealed row, however much evidence its legs have; what is dropped matters least."""

from math import prod

from msgspec.structs import replace

from waystation.hazards.domain import Because
from waystation.routing.asking import ask
from waystation.routing.fitting import BYTES_MAX, fitted, size_of
from waystation.routing.tests.ripley import known, question

PLAN = ask(known(), question())[0]


def with_reasons(n: int, letters: int):
    """Give every leg so many incidents, the later the stronger."""
    told = tuple(
        Because("incident", "{value}", f"{number} " + "x" * letters, 1 + number / 100)
        for number in range(1, n + 1)
    )
    risk = replace(PLAN.facts["boat"].risk, because=told)
    facts = {slug: replace(one, risk=risk) for slug, one in PLAN.facts.items()}
    return replace(PLAN, facts=facts)


def test_a_plan_that_fits_stays_as_it_is():
    assert fitted(PLAN) is PLAN


def test_of_too_many_reasons_the_strongest_stay_and_the_rest_are_told_as_one():
    # Five legs with 40 reasons of a thousand letters are 200 kB; twelve each are 60 kB.
    long = with_reasons(40, 1_000)

    short = fitted(long)

    because = short.facts["boat"].risk.because
    assert size_of(long) > BYTES_MAX >= size_of(short)
    assert len(because) <= 12
    assert because[0].value.startswith(("30 ", "31 ", "32 ", "33 ", "34 ", "35 "))
    before, after = (
        prod(one.factor for one in p.facts["boat"].risk.because) for p in (long, short)
    )
    assert abs(before - after) < 1e-6 * before
    assert because[-1].kind == "more"


def test_figures_of_routes_not_shown_go_before_a_route_does():
    own = {(r.arrive, r.risk_p, r.cost_cents) for r in PLAN.routes}
    many = tuple((PLAN.routes[0].arrive, 0.5, n) for n in range(4_000))

    short = fitted(replace(PLAN, front=(*own, *many)))

    assert size_of(short) <= BYTES_MAX
    assert short.routes == PLAN.routes
    assert own <= set(short.front)


def test_a_route_that_has_no_room_takes_the_evidence_and_rows_of_its_legs_along():
    # Five legs with three reasons of 6,000 letters are 90 kB; no reason is left to be shortened.
    short = fitted(with_reasons(3, 6_000))

    legs = {stage.leg for route in short.routes for stage in route.stages}
    assert size_of(short) <= BYTES_MAX
    assert 1 <= len(short.routes) < len(PLAN.routes)
    assert set(short.facts) == legs == {leg.slug for leg in short.used.legs}
    assert {"ripley", "sandusky"} <= {place.slug for place in short.used.places}
