"""Which routes a question is answered with, worked by hand on four places."""

from datetime import timedelta
from itertools import pairwise
from math import prod

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.hazards.domain import Hazard
from waystation.network.domain import House, Place
from waystation.routing import fallbacks
from waystation.routing.asking import Known, NoRoute, ask
from waystation.routing.limits import around, bars, wait_max_min
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
    leg,
    question,
)


def ways(answer) -> list[list[str]]:
    """Name the legs of every route."""
    _, routes = answer
    return [[stage.leg for stage in route.stages] for route in routes]


def open_to(one, **changes) -> bool:
    """Say whether a leg carries the group of a question."""
    asked = question(**changes)
    return not bars(one, one.slug, asked, around(asked, places=PLACES))


def test_every_route_that_nothing_beats_is_found():
    answer, routes = ask(known(), question())

    # Boat: leaves 700, there 730 = 12:10. Risk 0.09. 2 x 30 cents.
    # Road at 480 or 600, train at 680, there 770 = 12:50. 1 - 0.99² = 0.0199. 2 x 100 cents.
    # Evening 1320, there 1440; morning of the next day 1740, there 1800. 1 - 0.998² = 0.003996.
    assert ways((answer, routes)) == [["boat"], ["road", "train"], ["evening", "morning"]]
    assert [route.arrive for route in routes] == [at(730), at(770), at(1800)]
    assert [route.risk_p for route in routes] == pytest.approx([0.09, 0.0199, 0.003996], abs=1e-5)
    assert [route.cost_cents for route in routes] == [60, 200, 360]
    assert answer.finished


def test_a_route_that_another_beats_in_every_respect_is_left_out():
    slower = leg("slower", "ripley", "sandusky", 31, 0.09, 30, [700])

    found = ways(ask(known(BOAT, slower), question()))

    assert found == [["boat"]]  # A minute later, no safer, no cheaper.


def test_any_of_several_destinations_will_do():
    found = ask(known(), question(targets=("sandusky", "sardinia")))

    # Sardinia at 540 costs 100 and beats whatever goes on from there; only the boat is cheaper.
    assert ways(found) == [["road"], ["boat"], ["evening", "morning"]]


def test_whoever_is_there_already_needs_no_leg():
    _, routes = ask(known(), question(targets=("ripley",)))

    assert len(routes) == 1
    assert routes[0].stages == ()
    assert (routes[0].depart, routes[0].arrive) == (READY, READY)
    assert (routes[0].risk_p, routes[0].cost_cents) == (0, 0)


def test_a_leg_carries_all_of_the_group_or_none():
    # The boat takes 8.
    assert ["boat"] in ways(ask(known(), question(people=8)))
    assert ["boat"] not in ways(ask(known(), question(people=9)))


def test_children_are_not_sent_on_a_walk_longer_than_eight_hours():
    eight_hours = leg("walk", "ripley", "sandusky", 480, 0, 0, [600], mode="foot")
    longer = replace(eight_hours, duration_min=481)

    assert open_to(eight_hours, children=1)
    assert not open_to(longer, children=1)
    assert open_to(longer, children=0)
    assert open_to(replace(longer, mode="wagon"), children=1)


@pytest.mark.parametrize(
    ("beds", "nights", "longest_min"),
    [
        (11, 3, 3 * 1_440),  # Beds for all: as many nights as the house gives.
        (10, 3, 120),  # One bed short: a change of two hours.
        (11, 0, 120),  # Beds, but never for a night.
    ],
)
def test_beds_for_all_make_a_house_and_fewer_a_short_change(beds, nights, longest_min):
    house = House(place="sardinia", beds=beds, max_nights=nights, assumed=False)

    assert wait_max_min(house, question(people=11)) == longest_min
    assert wait_max_min(None, question(people=11)) == 120


def test_eleven_people_may_change_where_six_can_sleep_but_only_within_two_hours():
    # Sardinia has 6 beds. The wagon of 08:00 arrives 540; the train leaves 680: 140 minutes.
    early_only = replace(ROAD, departs=(480,))
    # At 560 it arrives 620, 60 minutes before the train.
    in_time = replace(ROAD, departs=(560,))

    assert ways(ask(known(early_only, TRAIN), question(people=6))) == [["road", "train"]]
    assert ways(ask(known(in_time, TRAIN), question(people=11))) == [["road", "train"]]
    long_way = ask(known(early_only, TRAIN, EVENING, MORNING), question(people=11))
    assert ways(long_way) == [["evening", "morning"]]


def test_exactly_two_hours_between_two_legs_is_still_a_change():
    two_hours = replace(ROAD, departs=(500,))  # 500 + 60 = 560, train 680.
    a_minute_more = replace(ROAD, departs=(499,))

    assert ways(ask(known(two_hours, TRAIN), question(people=11))) == [["road", "train"]]
    found = ways(ask(known(a_minute_more, TRAIN, EVENING, MORNING), question(people=11)))
    assert ["road", "train"] not in found


def test_the_group_may_wait_where_it_starts_whatever_the_beds():
    # Ripley has no house; the boat of the next day is 700 + 1440.
    _, routes = ask(known(BOAT), question(start_at=at(701)))

    assert routes[0].depart == at(2140)
    assert routes[0].stages[0].wait_min == 1_439


def test_a_leg_for_the_night_starts_after_dusk_and_ends_before_dawn():
    # Dusk 20:00 (1200), dawn 04:00: eight hours of dark. Three hours on foot fit.
    walk = leg("walk", "ripley", "sandusky", 180, 0.01, 0, [], mode="foot", night_only=True)

    by_night = ask(known(walk), question())[1][0]
    by_day = ask(known(replace(walk, night_only=False)), question())[1][0]

    assert (by_night.depart, by_night.arrive) == (at(1200), at(1380))
    assert by_night.stages[0].night
    assert by_day.depart == at(405)  # The next quarter of an hour after 06:40.
    assert not by_day.stages[0].night


def test_a_walk_longer_than_the_night_hides_by_day():
    # Ten hours: eight from 20:00, hide, two more from 20:00 of the next day, there 22:00.
    walk = leg("walk", "ripley", "sandusky", 600, 0.01, 0, [], mode="foot", night_only=True)

    route = ask(known(walk), question())[1][0]

    assert (route.depart, route.arrive) == (at(1200), at(1440 + 1320))


def test_a_leg_may_be_taken_back_unless_it_is_one_way():
    both = replace(ROAD, oneway=False)

    _, routes = ask(known(both), question(start="sardinia", targets=("ripley",)))

    stage = routes[0].stages[0]
    assert (stage.from_place, stage.to_place, stage.leg) == ("sardinia", "ripley", "road~back")


def test_stage_risks_and_costs_make_up_the_route_and_times_follow_one_another():
    _, routes = ask(known(), question(people=5))

    for route in routes:
        survive = prod(1 - stage.risk_p for stage in route.stages)
        assert route.risk_p == pytest.approx(1 - survive, abs=1e-9)
        assert route.cost_cents == sum(stage.cost_cents for stage in route.stages)
        assert route.depart == route.stages[0].depart
        assert route.arrive == route.stages[-1].arrive
        ready = READY
        for stage in route.stages:
            assert stage.depart == ready + timedelta(minutes=stage.wait_min)
            assert stage.arrive > stage.depart
            ready = stage.arrive
        assert all(a.to_place == b.from_place for a, b in pairwise(route.stages))


def test_the_plan_keeps_the_figures_of_every_route_and_the_evidence_of_every_leg_shown():
    answer, routes = ask(known(), question())

    assert answer.front == tuple((r.arrive, r.risk_p, r.cost_cents) for r in routes)
    assert set(answer.facts) == {"boat", "road", "train", "evening", "morning"}
    assert answer.facts["boat"].risk.risk_p == 0.09
    assert answer.facts["boat"].risk.because[0].kind == "given"
    assert answer.facts["boat"].cost_evidence == "given"


def test_word_of_danger_raises_the_risk_of_a_leg_that_states_none():
    a = Place(slug="a", name="A", region="MD", country="US", lat=39.2, lon=-76.1)
    b = Place(slug="b", name="B", region="MD", country="US", lat=39.3, lon=-76.0)
    road = replace(leg("ab", "a", "b", 60, 0, 0, [480]), risk_p=None)
    raid = Hazard(slug="h", on=READY.date(), precision="day", kind="raid", place="a")
    ahead = replace(raid, on=READY.date() + timedelta(days=1))
    asked = question(start="a", targets=("b",))

    def risk(*hazards) -> float:
        net = Known(places=(a, b), houses=(), legs=(road,), hazards=hazards)
        return ask(net, asked)[1][0].risk_p

    assert risk(raid) > risk()
    assert risk(ahead) == risk()  # Nobody knows today of what happens tomorrow.


def test_a_search_that_ran_out_of_room_says_so_with_what_it_has():
    # Routes come by arrival: the ten later and safer ways from Wilmington need labels of their own.
    later = [
        replace(MORNING, slug=f"m{n}", departs=(310 + n,), risk_p=0.0019 - n / 10_000)
        for n in range(10)
    ]
    net = known(BOAT, ROAD, TRAIN, EVENING, MORNING, *later)
    whole, all_routes = ask(net, question())
    part, some_routes = ask(net, question(), max_labels=20, proving=False)

    assert whole.finished
    assert whole.proven_gap == 0
    assert len(all_routes) == 13
    assert not part.finished
    assert part.proven_gap is None
    assert some_routes == all_routes[:2]


def test_what_the_search_could_not_finish_is_proven_another_way():
    part, routes = ask(known(), question(), max_labels=2)

    # Every route is among them here, but that was not what was proven.
    assert not part.finished
    assert part.proven_gap <= 0.05
    assert [route.arrive for route in routes] == [at(730), at(770), at(1800)]


def test_a_search_that_ran_out_of_room_never_says_that_there_is_no_route():
    with pytest.raises(Refused, match="had to stop") as refused:
        ask(known(), question(), max_labels=2, proving=False)

    assert not isinstance(refused.value, NoRoute)


def test_places_come_in_any_order():
    turned = ask(known(places=tuple(reversed(PLACES))), question())

    assert ways(turned) == ways(ask(known(), question()))


def test_in_too_large_a_network_the_first_choices_alone_have_fallbacks(monkeypatch):
    monkeypatch.setattr(fallbacks, "WORK_MAX", 1)

    plan, _routes = ask(known(), question(), fallbacks=True)

    assert [bool(stages) for stages in plan.fallbacks] == [True, False, False]
