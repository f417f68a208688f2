"""Every limit of a question, worked by hand: what it shuts, and what it leaves as it was."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.network.domain import Calendar, Closure, House, Partner
from waystation.routing.asking import NoRoute, ask
from waystation.routing.domain import Lost
from waystation.routing.knowing import Known, Stopped
from waystation.routing.limits import Bar, around, bars, wait_max_min
from waystation.routing.tests.ripley import (
    BOAT,
    EVENING,
    HOUSES,
    LEGS,
    MORNING,
    PLACES,
    READY,
    ROAD,
    TRAIN,
    at,
    known,
    leg,
    question,
)

TODAY = READY.date()
SPOTS = tuple(replace(place, region="OH", country="US") for place in PLACES)
BY_ROAD, BY_NIGHT, BY_BOAT = ["road", "train"], ["evening", "morning"], ["boat"]


def ways(net: Known, **changes) -> list[list[str]]:
    return [[stage.leg for stage in route.stages] for route in ask(net, question(**changes))[1]]


def shut(one, **changes) -> list[str]:
    asked = question(**changes)
    return [bar.kind for bar in bars(one, one.slug, asked, around(asked, places=PLACES))]


def guide(slug: str, place: str, **more) -> Partner:
    return Partner(slug=slug, name=slug, place=place, region="", assumed=False, **more)


def test_whoever_cannot_walk_or_cross_water_is_not_sent_to():
    walk = leg("walk", "ripley", "sandusky", 60, 0, 0, [600], mode="foot")

    assert shut(walk, cannot_walk=True) == ["cannot walk"]
    assert shut(BOAT, cannot_cross_water=True) == ["water"]
    assert shut(walk, cannot_cross_water=True) == shut(BOAT, cannot_walk=True) == []
    assert BY_BOAT not in ways(known(), cannot_cross_water=True)


def test_walk_and_climb_are_shut_beyond_their_limits_and_open_on_them():
    walk = leg("walk", "ripley", "sandusky", 300, 0, 0, [600], mode="foot", climb_m=800)

    assert shut(walk, max_walk_min=300, max_climb_m=800) == []
    assert shut(walk, max_walk_min=299) == ["walk"]
    assert shut(walk, max_climb_m=799) == ["climb"]
    # A ride may climb too, but is no walk.
    assert shut(replace(walk, mode="wagon"), max_walk_min=1, max_climb_m=799) == ["climb"]


def test_nights_on_the_way_are_midnights_before_arrival():
    # By boat and by road they are there on the first day, by night on the second, at 1800.
    assert ways(known(), max_nights=0) == [BY_BOAT, BY_ROAD]
    assert BY_NIGHT in ways(known(), max_nights=1)


def test_a_land_may_be_crossed_and_not_slept_in_or_not_entered_at_all():
    # 140 minutes at Sardinia and five hours at Wilmington are more than a change.
    apart = [replace(p, region="KY") if p.slug == "sardinia" else p for p in SPOTS]
    net = known(replace(ROAD, departs=(480,)), TRAIN, EVENING, MORNING, places=tuple(apart))

    assert ways(net) == [BY_ROAD, BY_NIGHT]
    assert ways(net, no_sleep=("US-KY",)) == [BY_NIGHT]
    assert ways(net, not_at_all=("US-KY",)) == [BY_NIGHT]
    # In time for the train one may still cross it.
    crossing = known(replace(ROAD, departs=(560,)), TRAIN, places=tuple(apart))
    assert ways(crossing, no_sleep=("US-KY",)) == [BY_ROAD]
    with pytest.raises(NoRoute):
        ways(crossing, not_at_all=("US-KY",))


def test_whoever_stands_in_a_forbidden_land_may_leave_it():
    apart = tuple(replace(p, region="KY") if p.slug == "ripley" else p for p in SPOTS)

    assert BY_BOAT in ways(known(places=apart), not_at_all=("US-KY",))


def test_what_is_avoided_or_halted_is_not_used():
    assert BY_BOAT not in ways(known(), avoid=Lost(legs=("boat",)))
    assert BY_ROAD not in ways(known(), avoid=Lost(places=("sardinia",)))
    halted = replace(known(), halts=(Stopped(what="place", slug="sardinia", why="a raid"),))
    assert BY_ROAD not in ways(halted)
    asked = question()
    found = bars(ROAD, "road", asked, around(asked, places=PLACES, halts=halted.halts))
    assert found == [Bar("place halted", "a raid")]


def test_a_leg_opens_only_on_days_when_a_guide_is_there():
    # Ripley's one guide is away today and tomorrow; the boat of 700 goes two days later.
    away = Calendar(closed=(Closure(TODAY, TODAY + timedelta(days=1), "in court"),))
    only = replace(known(BOAT), partners=(guide("rankin", "ripley", calendar=away),))
    two = replace(only, partners=(*only.partners, guide("parker", "ripley")))

    assert ask(only, question())[1][0].depart == at(700 + 2 * 1_440)
    assert ask(two, question())[1][0].depart == at(700)


def test_a_leg_whose_every_guide_is_lost_is_shut_and_one_nobody_guides_is_not():
    two = replace(known(), partners=(guide("rankin", "ripley"), guide("parker", "ripley")))

    assert BY_BOAT in ways(two, avoid=Lost(partners=("rankin",)))
    with pytest.raises(NoRoute):
        ways(two, avoid=Lost(partners=("rankin", "parker")))
    # Nobody is on file at Sardinia: the train there runs all the same.
    named = replace(BOAT, guides=("parker",))
    lost = replace(two, legs=(named, ROAD, TRAIN))
    assert ways(lost, avoid=Lost(partners=("parker",))) == [BY_ROAD]


def test_a_leg_is_closed_on_the_days_its_calendar_closes():
    friday = replace(BOAT, calendar=Calendar(weekdays=(TODAY.weekday(),)))
    not_friday = replace(BOAT, calendar=Calendar(closed=(Closure(TODAY, TODAY),)))

    assert ask(known(friday), question())[1][0].depart == at(700)
    assert ask(known(not_friday), question())[1][0].depart == at(700 + 1_440)
    # A week later it is open again; on the next day it is not.
    late = ask(known(friday), question(start_at=at(701)))[1][0]
    assert late.depart == at(700 + 7 * 1_440)


def test_a_stay_longer_than_the_house_gives_is_moved_or_refused():
    # The wagon goes today only, the train on the third day only: two nights at Sardinia.
    day = TODAY + timedelta(days=2)
    road = replace(
        ROAD, calendar=Calendar(closed=(Closure(TODAY + timedelta(days=1), date(1856, 1, 1)),))
    )
    train = replace(TRAIN, calendar=Calendar(closed=(Closure(TODAY, day - timedelta(days=1)),)))

    def stay(nights: int) -> Known:
        house = House(place="sardinia", beds=6, max_nights=nights, assumed=False)
        return known(road, train, houses=(house,))

    # Arrives 540 or 660; the train leaves 2 x 1440 + 680 = 3560: 2900 minutes after 660.
    assert ways(stay(3)) == [BY_ROAD]
    with pytest.raises(NoRoute):
        ways(stay(2))


def test_a_house_at_rest_shelters_nobody():
    house = replace(HOUSES[0], standing="resting")

    assert wait_max_min(house, question()) == 120
    assert wait_max_min(HOUSES[0], question()) == 3 * 1_440


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"max_nights": -1}, "-1 nights"),
        ({"max_walk_min": -1}, "A limit of -1"),
        ({"max_run": {"rail": 0}}, "0 legs in a row by rail"),
        ({"min_rest_min": 1_440}, "A rest of 1440 minutes"),
    ],
)
def test_a_limit_that_means_nothing_is_refused(changes, says):
    with pytest.raises(Refused, match=says):
        ask(known(*LEGS), question(**changes))


def test_a_named_guide_who_is_not_in_force_leads_nobody():
    named = replace(BOAT, guides=("gone",))
    net = replace(known(named, ROAD, TRAIN), partners=(guide("rankin", "ripley"),))

    assert ways(net) == [BY_ROAD]
    # Without any partners on file nobody says who is in force.
    assert BY_BOAT in ways(known(named, ROAD, TRAIN))


def test_a_group_too_large_for_a_house_changes_there_and_does_not_stay():
    road = replace(ROAD, departs=(480,))

    assert ways(known(road, TRAIN), people=6) == [BY_ROAD]
    with pytest.raises(NoRoute):
        ways(known(road, TRAIN), people=7)
    assert ways(known(replace(ROAD, departs=(600,)), TRAIN), people=7) == [BY_ROAD]


def test_a_house_is_asked_for_every_date_that_the_journey_touches():
    # From 06:40 to 06:00 on the third day is less than two days, and touches three dates.
    third = Closure(TODAY + timedelta(days=2), TODAY + timedelta(days=2))
    house = replace(HOUSES[0], calendar=Calendar(closed=(third,)))

    assert wait_max_min(house, question(latest_at=at(2 * 1_440 + 360))) == 120
    assert wait_max_min(house, question(latest_at=at(2 * 1_440 - 1))) == 3 * 1_440
