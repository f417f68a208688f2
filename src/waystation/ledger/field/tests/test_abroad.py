"""Cash in another currency: at the recorded rate, and what changing it cost."""

from datetime import timedelta
from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.ledger import queries as book
from waystation.ledger.field import queries, services
from waystation.ledger.field.tests.conftest import NOW, ROLE, given, settled, sums
from waystation.ledger.models import Entry


@pytest.fixture(autouse=True)
def _high_limits(settings):
    settings.MONEY_LIMITS = {ROLE: (500_000, 500_000)}


def test_what_changing_money_cost_is_booked_when_nothing_is_out_any_more(desk):
    week = NOW + timedelta(days=7)
    advance, _answer = given(desk, {"": 3_587_500}, currency="THB")
    (out,) = queries.ageing(NOW.date())
    # 35,875 baht at 35.875 are 1,000 dollars.
    assert (out.minor, out.usd_cents) == (3_587_500, 100_000)

    # 20,000 baht at 36 are 555.5555..., so 555.56; 15,875 baht brought 440.00 at the bank.
    settled(desk, advance, {"transportation": 2_000_000}, now=week)
    services.bring_back(
        entry_id=uuid4(), advance_id=advance, minor=1_587_500, cents=44_000, keyring=desk, now=week
    )

    # 1,000.00 - 555.56 - 440.00 = 4.44 lost in changing.
    assert sums(entry__advance=advance) == {
        ("Operating", ""): -56_000,
        ("Transportation", ""): 55_556,
        ("FXLoss", ""): 444,
    }
    assert Entry.objects.filter(kind="exchange", advance=advance).count() == 1
    assert book.check_book(desk) == []


def test_a_gain_of_changing_is_income(desk):
    advance, _answer = given(desk, {"": 3_587_500}, currency="THB")

    services.bring_back(
        entry_id=uuid4(), advance_id=advance, minor=3_587_500, cents=100_100, keyring=desk, now=NOW
    )

    assert sums(entry__advance=advance) == {("Operating", ""): 100, ("FXGain", ""): -100}


def test_each_part_of_a_rescues_budget_is_changed_by_itself(rescue, desk):
    parts = {"transportation": 1_000_000, "contingency": 100_000}
    advance, _answer = given(desk, parts, fund=rescue, currency="THB")

    settled(desk, advance, {"transportation": 1_050_000})

    # At 35.875: 10,000 baht are 278.7456..., 500 are 13.9372...; 500 baht stay in the hand.
    assert sums(entry__kind="settlement", currency="USD", account__type="expense") == {
        ("Transportation", "transportation"): 27_875,
        ("Transportation", "contingency"): 1_394,
    }
    assert queries.advance(advance, desk).parts == {"contingency": 50_000}
    assert book.check_book(desk) == []


def test_without_a_recorded_rate_no_foreign_cash_is_given(desk):
    with pytest.raises(Refused, match="No rate"):
        given(desk, {"": 1_000}, currency="KRW")

    assert queries.ageing(NOW.date()) == []
