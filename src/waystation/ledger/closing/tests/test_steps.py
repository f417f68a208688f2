"""What each step of a close sees, of things that only happen past the guards or abroad."""

from datetime import date

import pytest
from django.db import connection

from waystation.base.ids import new_id
from waystation.ledger import exchanging, rates, triggers
from waystation.ledger import services as ledger
from waystation.ledger.budgets import services as budgets
from waystation.ledger.chart import BANK, EXCHANGE_LOSS
from waystation.ledger.closing import steps
from waystation.ledger.closing.tests.conftest import ACCEPTED
from waystation.ledger.domain import Draft
from waystation.ledger.models import Budget, Posting
from waystation.ledger.reports import queries as reports
from waystation.ledger.reports.tests.conftest import gift

PURSE, MONEY = "UNRESTRICTED", "Assets:Clearing:MobileMoney"


def step(key, month, keyring):
    (found,) = [one for one in steps.look(month, keyring) if one.key == key]
    return found


def test_a_fund_that_was_overdrawn_at_the_end_of_a_month_stops_it(winter, levi):
    triggers.drop(connection)
    # As if the first gift had come in April.
    Posting.objects.filter(entry__number=1).update(month=202604)
    triggers.install(connection)

    found = step("funds", 202603, levi)

    # 180,000 were left of the 1,000,000.
    assert found.state == "stop"
    assert [(x.name, x.says) for x in found.facts] == [("RESCUE-GENERAL", "-$8,200.00")]
    assert step("funds", 202604, levi).state == "done"


def test_a_closed_rescue_that_still_holds_its_budget_stops_the_close(winter, levi):
    gift(300_000, date(2026, 3, 20))
    fund = budgets.open_rescue(
        entry_id=new_id(),
        template="rescue-3000",
        n_people=1,
        case_token=bytes([9]) * 16,
        on=date(2026, 3, 21),
    )
    Budget.objects.filter(fund__code=fund).update(closed_on=date(2026, 3, 25))

    found = step("contingency", 202603, levi)

    assert found.state == "stop"
    assert len(found.facts) == 5  # Everything but the resettlement share.


@pytest.fixture
def abroad(winter):
    """Change 100.00 dollars into 3,500.00 baht in January; gives how they come back."""

    def moved(minor, cents, on):
        lines = exchanging.moved(
            fund=PURSE, account=MONEY, against=BANK, minor=minor, currency="THB", cents=cents
        )
        ledger.post(entry_id=new_id(), draft=Draft("exchange", on, lines))

    moved(350_000, 10_000, date(2026, 1, 16))
    return moved


def test_a_currency_that_is_held_needs_a_rate_near_the_end_of_the_month(abroad, levi):
    assert step("rates", 202601, levi).state == "open"

    rates.record([rates.RateRow(date(2026, 1, 30), "USD", "THB", "35.1", "a bank's list")])

    assert step("rates", 202601, levi).state == "done"
    assert step("rates", 202602, levi).state == "open"


def test_what_a_rate_lost_is_booked_by_the_close(abroad, close, levi):
    # 90.00 of the 100.00 dollars came back.
    abroad(-350_000, 9_000, date(2026, 2, 20))

    found = step("rates", 202602, levi)
    assert (found.state, found.facts[0].says) == ("next", "-$10.00")
    close(202602)

    assert reports.expenses(202602, 202602)[202602][EXCHANGE_LOSS] == 1_000
    assert step("rates", 202603, levi).state == "done"


def test_what_a_rate_lost_in_a_later_month_is_not_booked_into_the_one_that_is_closed(
    abroad, close, levi
):
    abroad(-350_000, 9_000, date(2026, 3, 20))

    assert step("rates", 202602, levi).state == "open"  # No rate, and no difference yet.
    close(202602, accepted=ACCEPTED | {"rates"})
    close(202603)

    assert EXCHANGE_LOSS not in reports.expenses(202602, 202602).get(202602, {})
    assert reports.expenses(202603, 202603)[202603][EXCHANGE_LOSS] == 1_000


def test_what_is_held_abroad_is_told_at_its_cost_and_in_its_own_units(abroad):
    sheet = reports.balance_sheet(202601)

    assert {x.account: x.cents for x in sheet.assets}["Assets:Bank:FX"] == 10_000
    assert [(x.account, x.currency, x.minor) for x in sheet.elsewhere] == [(MONEY, "THB", 350_000)]
