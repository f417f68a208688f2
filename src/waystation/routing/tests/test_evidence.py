"""Weighing a whole network at once gives what weighing leg by leg gives."""

from datetime import date, timedelta

import pytest

from waystation.hazards.domain import Hazard, Outcome, house_risk, leg_risk, near
from waystation.network.domain import Leg, Place, directed
from waystation.routing.evidence import house_risks, risks_by_light
from waystation.testing import history

DAY = date(1855, 10, 26)


@pytest.fixture(scope="module")
def known():
    net = history.network()
    places = {place.slug: place for place in net.places}
    return [way for leg in net.legs for way in directed(leg)], places, history.hazards()


def test_the_whole_network_equals_leg_by_leg_by_day_and_by_night(known):
    legs, places, hazards = known

    found = risks_by_light(legs, places, hazards, DAY)

    for leg, (by_day, by_night) in list(zip(legs, found, strict=True))[::29]:
        a, b = places[leg.from_place], places[leg.to_place]
        nearby = near(hazards, a, b, places, leg)
        assert by_day.risk_p == pytest.approx(leg_risk(leg, a, b, nearby, DAY, False).risk_p)
        assert by_night.high_p == pytest.approx(leg_risk(leg, a, b, nearby, DAY, True).high_p)
        assert by_night.risk_p < by_day.risk_p


def test_the_houses_equal_place_by_place(known):
    _legs, places, hazards = known
    some = list(places)[::37]

    found = house_risks(some, places, hazards, DAY)

    for slug in some:
        here = places[slug]
        alone = house_risk(here, near(hazards, here, here, places), DAY)
        assert found[slug].risk_p == pytest.approx(alone.risk_p)


PLACES = {slug: Place(slug=slug, name=slug) for slug in "abcd"}


def way(slug: str, start: str, end: str, mode: str = "foot", **more) -> Leg:
    return Leg(
        slug=slug,
        from_place=start,
        to_place=end,
        mode=mode,
        duration_min=120,
        km=7,
        capacity=9,
        **more,
    )


CHAIN = [way("ab", "a", "b"), way("bc", "b", "c"), way("cd", "c", "d"), way("bd", "b", "d", "rail")]


def by_day(legs, hazards, **seen):
    return [day for day, _dark in risks_by_light(legs, PLACES, hazards, DAY, **seen)]


def test_an_incident_on_a_leg_touches_its_neighbours_of_the_same_kind_alone():
    quiet = by_day(CHAIN, [])
    caught = Outcome(leg="ab", what="intercepted", on=DAY - timedelta(days=1))

    found = by_day(CHAIN, [], outcomes=[caught])

    raised = [now.mean_p / then.mean_p for now, then in zip(found, quiet, strict=True)]
    # A day old, of a half-life of 45: the leg itself nearly doubles, the next one rises by a fifth.
    assert raised == pytest.approx([1.98, 1.196, 1, 1], abs=0.01)


def test_both_directions_share_one_risk_and_one_set_by_hand_stands():
    out, back = directed(way("ab", "a", "b"))
    told = Hazard(slug="h", on=DAY, precision="day", kind="raid", leg="ab")
    given = way("x", "c", "d", risk_p=0.02)

    there, home, fixed = by_day([out, back, given], [told])

    assert there == home
    assert there.risk_p > 1.5 * by_day([out], [])[0].risk_p
    assert fixed.risk_p == 0.02
