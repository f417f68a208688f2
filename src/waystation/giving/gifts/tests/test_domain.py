"""The rules of gifts, by hand-worked values."""

from datetime import date

import pytest

from waystation.giving.domain import first_from, next_after
from waystation.giving.gifts import domain


@pytest.mark.parametrize(("cents", "added"), [(10_000, 330), (100, 34), (5_000, 181)])
def test_what_covers_a_fee_leaves_the_whole_gift(cents, added):
    # 103.30 less 2.9 % (2.9957) and 0.30 leaves 100.0043; with a cent less it would be 99.99.
    assert domain.cover_of(cents) == added
    for more, is_enough in ((added, True), (added - 1, False)):
        gross = cents + more
        left = gross * domain.WHOLE - gross * domain.FEE_BASIS_POINTS - 30 * domain.WHOLE
        assert (left >= cents * domain.WHOLE) is is_enough


@pytest.mark.parametrize(
    ("shown_as", "shown"),
    [("name", "Gerrit Smith"), ("initials", "G. S."), ("team", "Peterboro"), ("anonymous", "")],
)
def test_a_giver_is_named_as_they_wish(shown_as, shown):
    assert domain.shown_name(shown_as, " Gerrit  Smith ", "Peterboro") == shown


def test_the_last_instalment_that_counts_is_known_before_the_next():
    until = date(2026, 5, 31)
    assert domain.counts_on(until, date(2026, 5, 31))
    assert not domain.counts_on(until, date(2026, 6, 1))
    assert domain.is_last_counting(until, date(2026, 5, 2), date(2026, 6, 2))
    assert not domain.is_last_counting(until, date(2026, 4, 2), date(2026, 5, 2))


def test_a_gift_fails_on_four_days_and_then_lapses():
    since = date(2026, 3, 2)
    steps = [domain.dunning_step(since, date(2026, 3, day)) for day in (2, 4, 5, 9, 16, 17)]
    assert steps == [1, 1, 2, 3, 4, 4]
    assert not domain.has_lapsed(since, date(2026, 3, 16))
    assert domain.has_lapsed(since, date(2026, 3, 17))


def test_the_next_day_keeps_to_the_series():
    anchor = date(2026, 1, 31)
    after = [next_after(day, "monthly", anchor=anchor) for day in (
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 4), date(2026, 3, 30)
    )]  # fmt: skip
    assert after == [
        date(2026, 2, 28), date(2026, 3, 31), date(2026, 3, 31), date(2026, 4, 30)
    ]  # fmt: skip


def test_after_a_rest_no_day_of_the_series_is_left_out():
    anchor = date(2026, 1, 31)
    for on, day in (((2026, 1, 31), (2026, 1, 31)), ((2026, 3, 20), (2026, 3, 31))):
        assert first_from(date(*on), "monthly", anchor=anchor) == date(*day)


def test_a_promise_in_parts_loses_no_cent():
    parts = domain.parts_of(100_00, 3, date(2026, 1, 31))
    assert parts == [
        (date(2026, 1, 31), 33_34), (date(2026, 2, 28), 33_33), (date(2026, 3, 31), 33_33)
    ]  # fmt: skip


def test_a_share_goes_to_the_nearest_cent():
    assert domain.share_of(123_45, 250) == 309  # 3.08625
    assert domain.share_of(20, 250) == 1  # half a cent


def test_a_match_stops_at_its_cap():
    assert [domain.matched(5_000, 50, left) for left in (9_000, 2_000, 0)] == [2_500, 2_000, 0]
