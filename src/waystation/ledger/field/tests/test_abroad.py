"""Cash in another currency: at the recorded rate, and what changing it cost."""

from datetime import timedelta
from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.ledger import queries as book
from waystation.ledger.budgets import services as budgets
from waystation.ledger.field import counts, queries, services
from waystation.ledger.field.sheets import Sheet
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


def test_foreign_cash_takes_no_more_of_a_part_than_is_free_of_it(rescue, desk):
    # The part has $500; 18,000 baht at 35.875 are $501.74.
    with pytest.raises(Refused, match=r"\$500.00 of this part"):
        given(desk, {"transportation": 1_800_000}, fund=rescue, currency="THB")

    assert queries.ageing(NOW.date()) == []


def test_what_brought_far_less_than_it_was_worth_is_a_loss_for_two_and_no_rate(desk):
    advance, _answer = given(desk, {"": 3_587_500}, currency="THB")

    # 35,875 baht are $1,000: from $900 on the rate of the changer may explain it.
    for cents in (89_999, 0, -100_000):
        with pytest.raises(Refused, match="By the rate of the day"):
            services.bring_back(
                entry_id=uuid4(),
                advance_id=advance,
                minor=3_587_500,
                cents=cents,
                keyring=desk,
                now=NOW,
            )

    assert queries.advance(advance, desk).minor == 3_587_500


def test_less_than_a_cent_comes_back_to_a_rescue_that_is_over(rescue, desk):
    advance, _answer = given(desk, {"transportation": 1_000}, fund=rescue, currency="THB")
    budgets.close_rescue(entry_id=uuid4(), fund=rescue, on=NOW.date())

    services.bring_back(entry_id=uuid4(), advance_id=advance, minor=10, keyring=desk, now=NOW)

    assert queries.advance(advance, desk).minor == 990
    assert book.check_book(desk) == []


def test_a_count_with_nothing_missing_needs_no_rate(desk):
    advance, _answer = given(desk, {"": 100_000}, kind="staff", currency="THB")
    later = NOW + timedelta(days=60)
    sheet = Sheet(advance, "", ((100_000, 1),), 0, 0, "", "Mary", "")

    counts.count(count_id=uuid4(), sheet=sheet, role=ROLE, keyring=desk, now=later)

    assert counts.counted(desk)[0].sheet.difference == 0
