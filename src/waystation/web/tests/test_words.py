"""Numbers as people read them."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from waystation.base.access import ROLES
from waystation.dispatch.domain import NOTES, STEPS
from waystation.hazards.domain import Because
from waystation.ledger.chart import ALL_CATEGORIES
from waystation.web.templatetags import words

MOMENT = datetime(1855, 10, 26, 21, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("chance_p", "text"),
    [
        (0.0, "0 %"),
        (0.00001, "< 0.01 %"),
        (0.00005, "0.01 %"),
        (0.0049, "0.49 %"),
        (0.0199, "2.0 %"),
        (0.5, "50.0 %"),
    ],
)
def test_a_chance_has_as_many_digits_as_it_carries(chance_p, text):
    assert words.percent(chance_p) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 min"),
        (45, "45 min"),
        (60, "1 h"),
        (125, "2 h 5 min"),
        (1_440, "1 d"),
        (1_565, "1 d 2 h"),
    ],
)
def test_minutes_are_told_as_days_hours_and_minutes(minutes, text):
    assert words.duration(minutes) == text


def test_a_moment_is_told_with_its_day_in_utc():
    assert words.moment(MOMENT) == "26 Oct 1855, 21:40"
    assert words.moment(None) == ""


def test_the_time_of_a_place_follows_its_sun():
    # 75 degrees west is five hours behind.
    assert words.local(MOMENT, -75.0) == "Fri 26 Oct, 16:40"
    assert words.local(MOMENT, None) == "Fri 26 Oct, 21:40"
    assert words.local(None, -75.0) == ""


def test_a_name_becomes_initials_and_no_name_a_dash():
    assert words.initials("Harriet Shephard") == "H. S."
    assert words.initials("해리엇") == "해."
    assert words.initials("") == words.initials(None) == "–"


def test_a_reason_holds_its_value_and_a_factor_its_size():
    assert (
        words.because(Because("law", "law in force: {value}", "1850", 1.2)) == "law in force: 1850"
    )
    assert words.factor(1.2) == "× 1.20"
    assert words.factor(0.0022) == "0.00220"


def test_every_role_state_and_category_has_a_korean_word():
    states = {state for pair in STEPS for state in pair} | set(STEPS.values()) | set(NOTES)
    states |= {"proposed", "approved", "moving", "arrived", "stood down", "unpaid"}
    with translation.override("ko"):
        said = {words.role_name(role): role for role in ROLES}
        said |= {words.state_name(state): state for state in states}
        said |= {words.category_name(category): category for category in ALL_CATEGORIES}

    assert not [korean for korean in said if korean.isascii()]
    assert words.role_name("king") == "king"
