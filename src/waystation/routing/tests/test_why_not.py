"""Why a route does not go by a leg: the rule that shuts it, the limit, or what beats it."""

from msgspec.structs import replace

from waystation.network.domain import Calendar, Closure
from waystation.routing.asking import ask
from waystation.routing.tests.ripley import (
    BOAT,
    EVENING,
    LEGS,
    MORNING,
    READY,
    ROAD,
    TRAIN,
    at,
    known,
    leg,
    question,
)
from waystation.routing.whynot import beaten_by, why_not

# Half an hour slower than the boat, riskier and dearer.
SLOW = leg("slow", "ripley", "sandusky", 60, 0.1, 40, [700])


def about(slug, *legs, **changes):
    net = known(*legs)
    plan = ask(net, question(**changes))[0]
    return why_not(net, question(**changes), slug, list(plan.routes)), list(plan.routes)


def test_a_leg_that_a_rule_shuts_says_which_with_value_and_limit():
    answer, _ = about("boat", *LEGS, people=9)

    assert answer.bars == (("boat", (("capacity", "", 9, 8),)),)
    assert answer.best is None


def test_a_leg_closed_by_its_calendar_says_so_with_the_reason():
    ever = Calendar(closed=(Closure(READY.date(), READY.date().replace(year=1900), "washed away"),))

    answer, _ = about("road", replace(ROAD, calendar=ever), TRAIN, BOAT)

    assert answer.bars[0][1][0][:2] == ("closed", "washed away")


def test_a_leg_that_would_break_a_limit_says_which_and_what_would_be_enough():
    # By road and train 200 cents; the boat alone keeps 199.
    answer, _ = about("train", *LEGS, max_cost_cents=199)

    assert (
        answer.nothing.hint == "Raise the cost limit to at least 200 cents ($2.00) for the group."
    )


def test_a_leg_that_leads_only_to_worse_routes_is_told_with_the_one_that_beats_it():
    answer, shown = about("slow", *LEGS, SLOW)

    assert [stage.leg for stage in answer.best.stages] == ["slow"]
    number, share = beaten_by(answer.best, shown)
    assert shown[number].stages[0].leg == "boat"
    # 760 against 730 on a way of 30 minutes: as long again, more than its risk or fare.
    assert answer.best.arrive == at(760)
    assert share == 1.0


def test_the_best_route_through_a_leg_that_is_taken_is_the_one_shown():
    answer, shown = about("morning", EVENING, MORNING, BOAT)

    assert answer.best in shown


def test_a_leg_off_every_way_there_is_told_as_no_way():
    aside = leg("aside", "sandusky", "wilmington", 60, 0, 10, [480])

    answer, _ = about("aside", ROAD, TRAIN, aside)

    assert answer.best is None
    assert "leads there" in answer.nothing.says
