"""Rules about legs in a row and rest, worked by hand."""

import pytest
from msgspec.structs import replace

from waystation.network.domain import Calendar, Closure, House
from waystation.routing.asking import NoRoute, ask
from waystation.routing.tests.ripley import PLACES, READY, at, known, leg, question
from waystation.routing.tests.test_limits import guide

# Three wagons in a row; from Sardinia a dearer boat, too.
FIRST = leg("first", "ripley", "sardinia", 60, 0, 10, [480])
SECOND = leg("second", "sardinia", "wilmington", 60, 0, 10, [600])
THIRD = leg("third", "wilmington", "sandusky", 60, 0, 10, [720])
BOAT = leg("ferry", "sardinia", "wilmington", 60, 0, 50, [600], mode="ferry")
NET = known(FIRST, SECOND, THIRD, BOAT)


def ways(net, **changes) -> list[list[str]]:
    return [[stage.leg for stage in route.stages] for route in ask(net, question(**changes))[1]]


def test_no_more_legs_in_a_row_by_one_mode_than_asked_for():
    assert ways(NET) == [["first", "second", "third"]]
    assert ways(NET, max_run={"wagon": 3}) == [["first", "second", "third"]]
    assert ways(NET, max_run={"wagon": 2}) == [["first", "ferry", "third"]]


def test_no_guide_leads_two_legs_running():
    # Rankin guides from Ripley and, named, on the second leg; the boat has a guide of its own.
    partners = (
        guide("rankin", "ripley"),
        guide("parker", "sardinia"),
        guide("coffin", "wilmington"),
    )
    net = replace(known(FIRST, replace(SECOND, guides=("rankin",)), THIRD, BOAT), partners=partners)

    assert ways(net) == [["first", "second", "third"]]
    assert ways(net, guide_differs=True) == [["first", "ferry", "third"]]
    # Where two can guide, the other one does.
    either = replace(net, legs=(FIRST, replace(SECOND, guides=("rankin", "parker")), THIRD))
    assert ways(either, guide_differs=True) == [["first", "second", "third"]]


def test_after_so_many_hours_under_way_the_group_rests_in_a_house():
    # Two hours under way reach Wilmington at 660; ten hours of rest there last until 1260, so the
    # third leg goes at 720 of the next day.
    route = ask(NET, question(min_rest_min=600, rest_after_min=120))[1][0]
    straight = ask(NET, question(min_rest_min=600, rest_after_min=180))[1][0]

    assert route.stages[2].depart == at(720 + 1_440)
    assert straight.stages[2].depart == at(720)


def test_where_nobody_can_rest_there_is_no_way():
    no_beds = tuple(House(place=p.slug, beds=0, max_nights=0, assumed=False) for p in PLACES)

    with pytest.raises(NoRoute):
        ways(replace(NET, houses=no_beds), min_rest_min=600, rest_after_min=60)


def test_a_guide_leads_only_on_days_of_their_own():
    # Parker, who alone could take over at Sardinia, is away today.
    away = Calendar(closed=(Closure(READY.date(), READY.date(), "in court"),))
    partners = (guide("rankin", "ripley"), guide("parker", "sardinia", calendar=away))
    second = replace(SECOND, guides=("rankin", "parker"), to_place="sandusky")
    net = replace(known(FIRST, second), partners=partners)

    [with_one, with_two] = (ask(net, question(guide_differs=d))[1][0] for d in (False, True))

    assert with_one.stages[1].depart == at(600)
    assert with_two.stages[1].depart == at(600 + 1_440)


def test_three_guides_who_are_always_there_never_break_the_rule():
    three = tuple(guide(name, "sardinia") for name in ("parker", "coffin", "still"))
    net = replace(known(FIRST, SECOND, THIRD), partners=(guide("rankin", "ripley"), *three))
    shared = replace(FIRST, guides=("parker",)), SECOND, replace(THIRD, guides=("still",))

    assert ways(replace(net, legs=shared), guide_differs=True) == [["first", "second", "third"]]


def test_time_under_way_is_counted_in_quarters_of_an_hour():
    # Two crossings of 15 minutes are half an hour under way, not two hours.
    over = replace(FIRST, duration_min=15)
    on = replace(SECOND, duration_min=15, to_place="sandusky")

    [route] = ask(known(over, on), question(min_rest_min=600, rest_after_min=30))[1]

    assert route.stages[1].depart == at(600)


def test_a_group_on_its_way_remembers_who_led_it_and_how_it_came():
    # It stands at Sardinia at 560, brought there by Rankin's wagon.
    here = {"start": "sardinia", "start_at": at(560)}
    partners = (guide("rankin", "ripley"), guide("parker", "sardinia"))
    net = replace(known(replace(SECOND, guides=("rankin",)), THIRD, BOAT), partners=partners)

    assert ways(net, **here, guide_differs=True) == [["second", "third"]]
    assert ways(net, **here, guide_differs=True, led_by="rankin") == [["ferry", "third"]]
    assert ways(NET, **here, max_run={"wagon": 2}) == [["second", "third"]]
    came = {"came_by": ("ferry", "wagon")}
    assert ways(NET, **here, max_run={"wagon": 2}, **came) == [["ferry", "third"]]
    rested = ask(NET, question(**here, min_rest_min=600, rest_after_min=120))[1][0]
    tired = ask(NET, question(**here, min_rest_min=600, rest_after_min=120, under_way_min=60))[1][0]
    assert rested.stages[-1].depart == at(720)
    assert tired.stages[-1].depart == at(720 + 1_440)
