"""Whole cents, written for people and split without a remainder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.money import dollars, share


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


def test_cents_that_do_not_divide_go_to_the_largest_remainders():
    # 100 * 1/3 = 33 remainder 1 for each: the first takes the odd cent.
    assert share(100, [1, 1, 1]) == [34, 33, 33]
    # 10 * 2/7 = 2 r 6, 10 * 5/7 = 7 r 1: the first has the larger remainder.
    assert share(10, [2, 5]) == [3, 7]
    assert share(10, [0, 5]) == [0, 10]


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_the_parts_always_add_up_and_are_within_a_cent_of_fair(total, weights):
    if sum(weights) == 0:
        return

    parts = share(total, weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [3, -1], [-1, -2]])
def test_weights_that_do_not_say_how_to_split_are_refused(weights):
    with pytest.raises(ValueError, match="does not say how to split"):
        share(100, weights)
