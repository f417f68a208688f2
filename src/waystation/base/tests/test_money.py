"""Whole cents, written for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.money import dollars


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (0, "$0.00"),
        (5, "$0.05"),
        (3_000, "$30.00"),
        (123_456, "$1,234.56"),
        (100_000_000, "$1,000,000.00"),
        (-5, "-$0.05"),
        (-123_456, "-$1,234.56"),
    ],
)
def test_an_amount_is_written_with_two_places_and_thousands_apart(cents, written):
    assert dollars(cents) == written


@given(st.integers(-(10**15), 10**15))
def test_the_written_amount_reads_back_to_the_same_cents(cents):
    plain = dollars(cents).replace("$", "").replace(",", "").replace(".", "")

    assert int(plain) == cents
