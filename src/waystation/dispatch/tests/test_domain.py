"""Stages, words, guides and costs of a passage, worked by hand."""

from datetime import timedelta
from itertools import pairwise

import pytest
from msgspec.structs import replace

from waystation.dispatch.costing import RATES, beyond_budget, costs_of, forecast
from waystation.dispatch.domain import (
    GRACE,
    NOTES,
    STEPS,
    WORDS,
    Report,
    StageOfPassage,
    Words,
    ahead,
    is_overdue,
    next_state,
    stages_of,
    strip_state,
)
from waystation.routing.asking import ask
from waystation.routing.tests.ripley import READY, known, question

BY_NIGHT = ask(known(), question())[1][2]
SPANS = {"evening": (0.001, 0.004), "morning": (0.0005, 0.006)}
PAIRS = [Words("walnut", "lantern"), Words("heron", "saddle"), Words("ginger", "quilt")]
OLD = RATES["rescue-1855"]


def stages(**changes) -> list[StageOfPassage]:
    usual = {"people": 2, "needs": "", "spans": SPANS, "words": PAIRS}
    return stages_of(BY_NIGHT, **usual | changes)


def test_a_route_becomes_numbered_stages_with_the_span_of_each_risk():
    first, second = stages(people=2, needs="one cannot walk far")

    assert (first.number, first.last) == (1, False)
    assert (second.number, second.last) == (2, True)
    assert (first.leg, first.from_place, first.to_place) == ("evening", "ripley", "wilmington")
    assert (second.low_p, second.high_p) == (0.0005, 0.006)
    assert (first.people, first.needs, first.state) == (2, "one cannot walk far", "planned")
    assert (first.depart, first.arrive) == (BY_NIGHT.stages[0].depart, BY_NIGHT.stages[0].arrive)


def test_the_words_of_handing_on_are_the_next_guides_words_of_meeting():
    made = stages()

    for before, after in pairwise(made):
        assert before.hand == after.meet
    assert made[0].meet == PAIRS[0]
    assert made[-1].hand == PAIRS[-1]


@pytest.mark.parametrize("words", [PAIRS[:2], [*PAIRS, PAIRS[0]], []])
def test_a_pair_of_words_too_few_or_too_many_is_a_mistake(words):
    with pytest.raises(ValueError, match=f"{len(words)} pairs of words for 2 stages"):
        stages(words=words)


def test_the_words_are_different_enough_for_the_longest_route():
    assert len(set(WORDS)) == len(WORDS) >= 2 * 40
    assert all(word.isascii() and word.isalpha() and word.islower() for word in WORDS)


def test_a_stage_moves_one_step_at_a_time_and_back_only_where_a_guide_declines():
    order = ["planned", "ordered", "accepted", "met", "handed over"]

    assert all(next_state(a, b) == b for a, b in pairwise(order))
    declined = {("ordered", "declined"), ("accepted", "declined")}
    assert {next_state(*word) for word in declined} == {"planned"}
    allowed = set(pairwise(order)) | declined
    for state in order:
        for what in (*order, *NOTES, "declined", "arrived", ""):
            if (state, what) not in allowed:
                assert next_state(state, what) is None
    assert set(STEPS) == allowed


def test_a_stage_is_overdue_two_hours_after_its_end_or_when_nobody_was_told_in_time():
    ordered = replace(stages()[0], state="ordered")
    late = ordered.arrive + GRACE

    assert timedelta(hours=2) == GRACE
    assert not is_overdue(ordered, late)
    assert is_overdue(ordered, late + timedelta(minutes=1))
    assert not is_overdue(replace(ordered, state="handed over"), late + timedelta(days=1))
    assert not is_overdue(replace(ordered, state="stood down"), late + timedelta(days=1))
    untold = replace(ordered, state="planned")
    assert not is_overdue(untold, ordered.depart)
    assert is_overdue(untold, ordered.depart + timedelta(minutes=1))


def test_the_strip_shows_what_was_travelled_what_is_under_way_and_what_halts():
    planned = stages()[0]
    trouble = (Report("problem", READY, "wheel broken"),)

    assert strip_state(planned) == "to_come"
    assert strip_state(replace(planned, state="accepted")) == "to_come"
    assert strip_state(replace(planned, state="met")) == "under_way"
    assert strip_state(replace(planned, state="met", reports=trouble)) == "halted"
    assert strip_state(replace(planned, state="handed over", reports=trouble)) == "travelled"
    assert strip_state(replace(planned, state="stood down")) == "halted"


def test_the_costs_of_a_stage_are_food_bed_and_the_guides_outlay():
    evening, morning = stages()

    # Evening: 06:40 to 22:00 is a wait of 920 minutes, the ride 120: 1,040 minutes for two at 50
    # cents a day: 1040 x 2 x 50 / 1440 = 72.2, so 73. One bed each: 2 x 38. The wagon is no public
    # carriage, so its 180 go with the guide's 300 into the rescue's fees.
    assert costs_of(evening, OLD) == {
        "basic_needs": 73,
        "accommodation": 76,
        "rescue_fees": 480,
    }
    # Morning: 300 + 60 minutes: 25. Five hours of waiting are no night.
    assert costs_of(morning, OLD) == {"basic_needs": 25, "rescue_fees": 480}
    assert forecast([evening, morning], OLD) == {
        "basic_needs": 98,
        "accommodation": 76,
        "rescue_fees": 960,
    }


def test_a_fare_that_anybody_may_pay_is_transportation():
    train = replace(stages()[0], mode="rail")

    costs = costs_of(train, OLD)

    assert (costs["transportation"], costs["rescue_fees"]) == (180, 300)


@pytest.mark.parametrize(
    ("wait_min", "beds"), [(359, 0), (360, 1), (1_440, 1), (1_441, 2), (2 * 1_440, 2)]
)
def test_a_wait_of_six_hours_takes_a_bed_and_each_day_another(wait_min, beds):
    waiting = replace(stages()[0], wait_min=wait_min, people=1)

    assert costs_of(waiting, OLD).get("accommodation", 0) == 38 * beds


def test_a_forecast_fits_if_contingency_covers_what_the_parts_do_not():
    budget = {"transportation": 100, "basic_needs": 50, "contingency": 30}

    assert beyond_budget({"transportation": 100, "basic_needs": 50}, budget) == 0
    assert beyond_budget({"transportation": 120, "basic_needs": 60}, budget) == 0  # 20 + 10.
    assert beyond_budget({"transportation": 120, "basic_needs": 61}, budget) == 1
    # What one part leaves over does not pay for another.
    assert beyond_budget({"basic_needs": 81}, budget) == 1
    # A part without a budget is paid from contingency alone.
    assert beyond_budget({"rescue_fees": 31}, budget) == 1


def test_the_risk_ahead_is_of_the_stages_that_are_still_to_come():
    evening, morning = stages()

    # 1 - 0.998 x 0.998 = 0.003996; low 1 - 0.999 x 0.9995; high 1 - 0.996 x 0.994.
    both = ahead([evening, morning])
    assert both.risk_p == pytest.approx(0.003996, abs=1e-5)
    assert both.low_p == pytest.approx(0.0014995)
    assert both.high_p == pytest.approx(0.009976)
    assert ahead([replace(evening, state="stood down")]).risk_p == 0
    rest = ahead([replace(evening, state="handed over"), morning])
    assert rest.risk_p == pytest.approx(0.002, abs=1e-5)
    assert ahead([replace(morning, state="handed over")]).risk_p == 0
