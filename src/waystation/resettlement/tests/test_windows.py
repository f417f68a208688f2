"""Months of the calendar, on the cautious side."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.resettlement.tests.plain import nominal, safe_until, to_be_opened
from waystation.resettlement.windows import (
    in_days,
    is_surely_aged,
    last_safe_day,
    may_be_aged,
    opening_day,
)

DAYS = st.dates(date(1850, 1, 1), date(2090, 12, 31))
COUNTED = st.tuples(st.integers(0, 60), st.sampled_from(("days", "weeks", "months", "years")))


def test_from_a_leap_day_what_opens_does_so_a_day_later_and_what_closes_a_day_earlier():
    leap = date(2024, 2, 29)

    assert opening_day(leap, 1, "years") == date(2025, 3, 1)
    assert last_safe_day(leap, 2, "years") == date(2026, 2, 27)
    assert opening_day(leap, 4, "years") == date(2028, 2, 29)
    assert last_safe_day(leap, 4, "years") == date(2028, 2, 28)


def test_the_last_safe_day_is_the_one_before_the_window_ends():
    assert last_safe_day(date(2025, 5, 5), 4, "months") == date(2025, 9, 4)
    assert last_safe_day(date(2024, 8, 31), 6, "months") == date(2025, 2, 27)
    assert opening_day(date(2024, 8, 31), 6, "months") == date(2025, 3, 1)
    assert last_safe_day(date(2025, 3, 1), 30, "days") == date(2025, 3, 30)
    assert opening_day(date(2025, 12, 31), 2, "months") == date(2026, 3, 1)


@settings(max_examples=25)
@given(DAYS, COUNTED)
def test_a_window_is_what_a_plain_reading_of_the_calendar_says(start, counted):
    ends = nominal(start, *counted)

    assert opening_day(start, *counted) == to_be_opened(ends)
    assert last_safe_day(start, *counted) == safe_until(ends)


@settings(max_examples=25)
@given(DAYS, COUNTED)
def test_a_window_never_lasts_longer_or_shorter_than_is_told(start, counted):
    least, most = in_days(*counted)

    assert least <= (opening_day(start, *counted) - start).days <= most


def test_a_unit_that_is_no_time_cannot_be_counted():
    with pytest.raises(ValueError, match="no time"):
        opening_day(date(2025, 1, 1), 3, "KRW")


def test_an_age_is_sure_only_when_the_latest_birth_has_it():
    born = (date(2000, 1, 1), date(2000, 12, 31))

    assert not may_be_aged(born, 18, date(2017, 12, 31))
    assert may_be_aged(born, 18, date(2018, 1, 1))
    assert not is_surely_aged(born, 18, date(2018, 12, 30))
    assert is_surely_aged(born, 18, date(2018, 12, 31))


def test_somebody_born_on_a_leap_day_may_be_of_age_a_day_before_it_is_sure():
    born = (date(2004, 2, 29), date(2004, 2, 29))

    assert not may_be_aged(born, 18, date(2022, 2, 27))
    assert may_be_aged(born, 18, date(2022, 2, 28))
    assert not is_surely_aged(born, 18, date(2022, 2, 28))
    assert is_surely_aged(born, 18, date(2022, 2, 28) + timedelta(days=1))
