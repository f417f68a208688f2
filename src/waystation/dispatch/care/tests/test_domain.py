"""What partners carried, when a rest is due, and what a law to come changes."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from waystation.dispatch.care import domain
from waystation.dispatch.care.domain import Due, Led
from waystation.dispatch.domain import Report
from waystation.dispatch.starting.tests.test_domain import EVENING
from waystation.hazards.domain import Hazard
from waystation.network.domain import Closure, Partner, Place
from waystation.routing.tests.ripley import at

DAY = timedelta(days=1)
# The 27th: the first stage ended at its first midnight.
TODAY = at(1_440).date()


def led(days_ago: int, *, night=False, people=2, reports=("met", "handed over")) -> Led:
    """A stage of two hours that ended so many days before today."""
    stage = replace(
        EVENING,
        depart=at(1_320) - days_ago * DAY,
        arrive=at(1_440) - days_ago * DAY,
        night=night,
        people=people,
        state="handed over" if reports else "planned",
        reports=tuple(Report(what, at(1_320)) for what in reports),
    )
    return Led(UUID(int=1), UUID(int=days_ago + 100), "P-A", stage)


def test_what_was_carried_is_added_up_of_stages_that_really_began():
    found = domain.load([led(3, people=4), led(1, night=True), led(0, reports=())])

    # Two stages of two hours, one by night, four and two people.
    assert found == domain.Load(
        stages=2, nights=1, people=6, hours=4, first=TODAY - 4 * DAY, last=TODAY - 2 * DAY
    )
    assert domain.load([]).stages == 0


def test_a_third_stage_or_a_second_night_within_two_weeks_makes_a_rest_due():
    three = [led(9), led(5), led(1)]
    nights = [led(9, night=True), led(1, night=True)]

    assert domain.rest_due(three, [], TODAY) == Due("stages", 3, TODAY - DAY)
    assert domain.rest_due(nights, [], TODAY) == Due("nights", 2, TODAY - DAY)
    assert domain.rest_due(three[:2], [], TODAY) is None
    assert domain.rest_due(nights[:1], [], TODAY) is None


def test_a_stage_on_which_something_happened_makes_a_rest_due_by_itself():
    hard = led(2, reports=("met", "problem", "handed over"))

    assert domain.rest_due([hard], [], TODAY) == Due("hard", 1, TODAY - 2 * DAY)


def test_what_lies_two_weeks_back_counts_no_more():
    assert domain.rest_due([led(14), led(5), led(1)], [], TODAY) is None
    assert domain.rest_due([led(13), led(5), led(1)], [], TODAY) is not None


@pytest.mark.parametrize(
    ("first", "last", "is_due"),
    [
        (3, 2, False),  # Two days of rest after the second stage: one stage since.
        (3, 3, True),  # A single day off is no rest.
        (0, -5, False),  # It has begun.
        (-1, -5, True),  # It is only arranged.
    ],
)
def test_a_rest_begins_the_count_anew(first, last, is_due):
    rest = Closure(first=TODAY - first * DAY, last=TODAY - last * DAY)

    assert (domain.rest_due([led(9), led(5), led(1)], [rest], TODAY) is not None) is is_due


def test_a_week_is_offered_from_tomorrow_on():
    assert domain.rest_until(TODAY) == Closure(first=TODAY + DAY, last=TODAY + 7 * DAY)


OHIO = Place(slug="ripley", name="Ripley", region="OH", country="US")


def law(on, scope="OH", **more) -> Hazard:
    return Hazard(slug=f"law-{on}-{scope}", on=on, precision="day", kind="law", scope=scope, **more)


def test_a_law_to_come_says_in_how_many_days_and_how_many_stages_begin_under_it():
    to_come = [led(-1, reports=()), led(-4, reports=())]
    # They leave at 22:00 of the 27th and of the 30th; the law holds from the 30th.
    known = [law(TODAY + 3 * DAY), law(TODAY - 9 * DAY), law(TODAY, scope="US-OH")]

    found = domain.laws(known, [OHIO], to_come, TODAY)

    assert [(one.days, one.n_after, one.is_to_come) for one in found] == [
        (3, 1, True),
        (0, 2, False),
        (-9, 2, False),
    ]


def test_a_law_of_another_land_or_one_that_is_over_or_taken_back_is_left_out():
    others = [
        law(TODAY, scope="KY"),
        law(TODAY - DAY, until=TODAY - DAY),
        law(TODAY, withdrawn=True),
    ]

    assert domain.laws(others, [OHIO], [], TODAY) == []


def test_somebody_is_stopped_resting_or_can_be_asked():
    rankin = Partner(slug="rankin", name="John Rankin", place="ripley", region="OH", assumed=False)
    rests = replace(rankin, rests=(Closure(first=TODAY, last=TODAY),))

    assert domain.stands(rankin, TODAY) == ""
    assert domain.stands(replace(rankin, standing="stopped"), TODAY) == "stopped"
    assert domain.stands(rests, TODAY) == "resting"
