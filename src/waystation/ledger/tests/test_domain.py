"""The rules in cents: that lines always balance, and which amounts are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.ledger import domain
from waystation.ledger.domain import Line


@given(gross=st.integers(2, 10**9), data=st.data())
def test_gifts_balance(gross, data):
    fee = data.draw(st.integers(0, gross - 1))

    assert not domain.off_balance(domain.gift(fund="A", cents=gross, fee_cents=fee))


def test_lines_that_do_not_meet_are_named_with_their_fund():
    lines = [Line("a", "F", 5), Line("b", "F", -5), Line("a", "G", 7), Line("b", "F", -7)]

    assert domain.off_balance(lines) == {("F", "USD"): -7, ("G", "USD"): 7}


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12", 1_200),
        ("12.50", 1_250),
        ("$1,234.50", 123_450),
        (" 0.01 ", 1),
        ("1234567", 123456700),
    ],
)
def test_an_amount_is_read_as_it_is_typed(text, cents):
    assert domain.cents_of(text) == cents


@pytest.mark.parametrize(
    "text", ["", "0", "0.00", "-5", "12.5", "1.005", "1,23", "12,50", "1e3", "٣", "12 50", "nan"]
)
def test_an_amount_that_could_mean_two_things_is_not_read(text):
    with pytest.raises(ValueError, match="not an amount"):
        domain.cents_of(text)
