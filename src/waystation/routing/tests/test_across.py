"""Two teams plan one way: each learns what the other promises, and neither where its houses are."""

from datetime import timedelta

import msgspec
import pytest

from waystation.base.errors import Refused
from waystation.network.domain import Calendar, Closure, House, Place
from waystation.routing.across import join, keep, summarise
from waystation.routing.joint import Coarseness, Transit, from_file, to_file
from waystation.routing.refusing import NoRoute
from waystation.routing.tests.ripley import READY, ROAD, at, known, leg, question

# The south knows Ripley and Sardinia; the north runs from Sardinia to Sandusky by a hidden mill.
GATES = ("sardinia", "sandusky")
ENDS = (Place(slug="sardinia", name="Sardinia"), Place(slug="sandusky", name="Sandusky"))
BEDS = tuple(House(place=slug, beds=6, max_nights=3, assumed=False) for slug in (*GATES, "mill"))
TO_MILL = leg("to-mill", "sardinia", "mill", 120, 0.001, 40, [780])
FROM_MILL = leg("from-mill", "mill", "sandusky", 240, 0.001, 40, [1200])
NORTH = known(TO_MILL, FROM_MILL, places=(*ENDS, Place(slug="mill", name="Mill")), houses=BEDS)
SOUTH = known(ROAD, places=(Place(slug="ripley", name="Ripley"), *ENDS), houses=BEDS[:2])


def promised(**changes):
    return summarise(NORTH, GATES, question(**changes), cell="north")


def test_a_joint_route_joins_own_legs_and_what_the_other_team_promises():
    routes = join(SOUTH, [promised()], question())

    # Noon at Sardinia: the mill by 15:00, Sandusky at midnight: 720 minutes. Midnight: 1440. What
    # anybody guesses is 720 + 0 km: the worst is twice that, the first rung three times: 2160.
    # Risk 200 and 1000 cents guessed for two: 200 and 160 needed, and more at the first rung.
    # By road: 08:00 to 09:00, then noon; there 36 hours after.
    first = routes[0]
    road, transit = first.parts
    assert (road.leg, road.arrive) == ("road", at(540))
    assert (transit.from_gate, transit.to_gate, transit.cell) == (*GATES, "north")
    assert (transit.leave_at, transit.arrive_by, transit.wait_min) == (at(720), at(2880), 180)
    assert first.arrive_by == at(2880)
    assert first.cost_cents == 100 + 3_000
    assert 1 - first.risk_p == pytest.approx((1 - road.risk_p) * (1 - transit.risk_p), abs=1e-4)


def test_the_summary_names_no_inner_place_and_no_group():
    summary = promised(group_label="the Garners", max_cost_cents=77)

    text = to_file(summary)

    assert b"mill" not in text
    assert b"Garners" not in text
    assert b"77" not in text
    assert from_file(text) == summary


def test_what_was_promised_is_kept_by_the_team_that_promised_it():
    summary = promised()
    transit = join(SOUTH, [summary], question())[0].parts[1]

    kept = keep(NORTH, summary, transit)

    assert [stage.leg for stage in kept.stages] == ["to-mill", "from-mill"]
    assert kept.stages[0].depart == at(780)
    assert kept.stages[0].wait_min == 60
    assert kept.arrive == at(1440)
    assert kept.arrive <= transit.arrive_by
    assert kept.risk_p <= transit.risk_p
    assert kept.cost_cents <= transit.cost_cents


def test_a_promise_of_a_later_day_is_kept_on_that_day():
    summary = promised()
    later = join(SOUTH, [summary], question(start_at=READY + timedelta(days=2)))[0]

    kept = keep(NORTH, summary, later.parts[1])

    assert later.parts[1].leave_at == at(720) + timedelta(days=2)
    assert kept.stages[0].depart == at(780) + timedelta(days=2)


def test_a_promise_that_the_network_no_longer_holds_is_said_to_be_broken():
    summary = promised()
    transit = join(SOUTH, [summary], question())[0].parts[1]
    without = msgspec.structs.replace(NORTH, legs=(TO_MILL,))

    with pytest.raises(NoRoute, match="can no longer be kept"):
        keep(without, summary, transit)


def test_a_promise_is_not_leant_on_after_its_last_day():
    summary = promised()

    with pytest.raises(NoRoute, match="even with what other teams"):
        join(SOUTH, [summary], question(start_at=READY + timedelta(days=8)))


def test_a_leg_that_is_closed_on_one_of_the_days_is_not_promised():
    day = READY.date() + timedelta(days=3)
    shut = msgspec.structs.replace(
        FROM_MILL, calendar=Calendar(closed=(Closure(first=day, last=day, why="ice"),))
    )
    north = msgspec.structs.replace(NORTH, legs=(TO_MILL, shut))

    summary = summarise(north, GATES, question(), cell="north")

    assert min(summary.figures) == max(summary.figures)  # Nothing at all.


def test_two_summaries_join_without_any_network_of_ones_own():
    south = summarise(
        msgspec.structs.replace(SOUTH, houses=(House(place="ripley", beds=6, max_nights=2,
                                                     assumed=False), *BEDS[:2])),
        ("ripley", "sardinia"), question(), cell="south",
    )  # fmt: skip
    nothing = known(places=(Place(slug="ripley", name="Ripley"), ENDS[1]), houses=BEDS[1:2])
    nothing = msgspec.structs.replace(nothing, legs=())

    first = join(nothing, [south, promised()], question())[0]

    assert [(part.cell, part.to_gate) for part in first.parts] == [
        ("south", "sardinia"),
        ("north", "sandusky"),
    ]
    assert all(isinstance(part, Transit) for part in first.parts)


def test_every_summary_of_so_many_gates_has_the_same_shape():
    one, other = promised(), summarise(SOUTH, GATES, question(), cell="south")

    assert len(one.figures) == len(other.figures) == 2 * 2 * 2 * 3 * 3
    finer = summarise(NORTH, GATES, question(), cell="n", coarseness=Coarseness(block_min=360))
    assert len(finer.figures) == 2 * len(one.figures)


def test_a_gate_without_a_house_for_all_is_refused():
    with pytest.raises(Refused, match="cannot wait at “sandusky”"):
        summarise(msgspec.structs.replace(NORTH, houses=BEDS[:1]), GATES, question(), cell="n")


def test_an_unknown_gate_or_a_single_one_is_refused():
    with pytest.raises(Refused, match="no place “cincinnati”"):
        summarise(NORTH, ("sardinia", "cincinnati"), question(), cell="n")
    with pytest.raises(Refused, match="two gates or more"):
        summarise(NORTH, ("sardinia",), question(), cell="n")


def test_a_summary_for_a_smaller_group_is_refused():
    with pytest.raises(Refused, match="made for 2 people"):
        join(SOUTH, [promised()], question(people=3))


def test_rules_about_legs_in_a_row_are_refused():
    with pytest.raises(Refused, match="legs in a row"):
        promised(guide_differs=True)
    with pytest.raises(Refused, match="legs in a row"):
        join(SOUTH, [promised()], question(max_run={"foot": 2}))


def test_a_file_that_is_no_whole_summary_is_refused():
    short = msgspec.structs.replace(promised(), figures=(1, 2, 3))

    for text in (b"{}", b"\xff", to_file(short)):
        with pytest.raises(Refused, match="no summary"):
            from_file(text)


@pytest.mark.parametrize(
    "stricter",
    [
        {"cannot_walk": True},
        {"cannot_cross_water": True},
        {"max_walk_min": 60},
        {"max_climb_m": 100},
        {"no_sleep": ("US-KY",)},
        {"not_at_all": ("US-KY",)},
    ],
)
def test_a_summary_that_keeps_fewer_limits_than_the_question_is_refused(stricter):
    with pytest.raises(Refused, match="does not keep all your limits"):
        join(SOUTH, [promised()], question(**stricter))

    assert join(SOUTH, [promised(**stricter)], question(**stricter))
    assert join(SOUTH, [promised(**stricter)], question())
