"""What belongs into a month though no money moved in it."""

from datetime import date

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import queries as book
from waystation.ledger.closing import services
from waystation.ledger.closing.domain import Accrual, accrual_lines
from waystation.ledger.closing.tests.conftest import LEVI
from waystation.ledger.models import Entry, Posting
from waystation.ledger.reports import queries as reports

BILL = Accrual("bill", "UNRESTRICTED", 4_000, "Expenses:Admin", payee="the printer")


def accrue(accrual, month=202602, entry=None, **more):
    return services.accrue(
        entry_id=entry or new_id(), month=month, accrual=accrual, user_id=LEVI, **more
    )


def test_a_bill_that_is_not_paid_counts_in_its_month_and_is_owed(winter):
    before = reports.balance_sheet(202602)

    accrue(BILL)

    after = reports.balance_sheet(202602)
    assert after.assets == before.assets
    assert [(x.account, x.cents) for x in after.liabilities] == [
        ("Liabilities:Payable:Vendors", 4_000)
    ]
    assert after.net.cents == before.net.cents - 4_000
    entry = Entry.objects.order_by("-number").first()
    assert (entry.kind, entry.booked_on, entry.made_by) == ("adjustment", date(2026, 2, 28), LEVI)


def test_it_goes_back_on_the_first_day_of_the_next_month_if_asked(winter):
    before = reports.balance_sheet(202603).net

    accrue(BILL, goes_back=True)

    assert reports.balance_sheet(202603).net == before
    assert Entry.objects.order_by("-number").first().booked_on == date(2026, 3, 1)


def test_a_promised_gift_is_income_and_no_money(winter):
    free = book.free_of("RESCUE-GENERAL")

    accrue(Accrual("pledge", "RESCUE-GENERAL", 25_000))

    assert book.free_of("RESCUE-GENERAL") == free
    assert Posting.objects.get(account__code="Assets:Pledges").minor == 25_000


def test_what_was_paid_ahead_is_no_cost_of_this_month(winter):
    accrue(Accrual("ahead", "UNRESTRICTED", 10_000, "Expenses:Admin"))

    # 30,000 for the office in February, of which 10,000 are March's.
    assert reports.expenses(202602, 202602)[202602]["Expenses:Admin"] == 20_000


def test_a_repeat_books_it_once(winter):
    entry = new_id()

    assert accrue(BILL, entry=entry, goes_back=True) == "made"
    assert accrue(BILL, entry=entry, goes_back=True) == "exists"


def test_a_rescues_fund_takes_no_such_entry(winter):
    with pytest.raises(Refused, match="no standing fund"):
        accrue(Accrual("bill", winter[0], 100, "Expenses:Admin"))


def test_nothing_is_entered_into_a_closed_month(close):
    close(202602)

    with pytest.raises(Refused, match="2026-02 is closed"):
        accrue(BILL)


@pytest.mark.parametrize(
    "accrual",
    [
        Accrual("bill", "UNRESTRICTED", 100),
        Accrual("bill", "UNRESTRICTED", 100, "Assets:Bank:Operating"),
        Accrual("pledge", "UNRESTRICTED", 100, "Expenses:Admin"),
        Accrual("bill", "UNRESTRICTED", 0, "Expenses:Admin"),
    ],
)
def test_an_accrual_moves_no_money_that_is_there(accrual):
    with pytest.raises(ValueError, match=r"account|expense|positive"):
        accrual_lines(accrual)


def test_the_same_call_after_the_close_is_a_repeat_and_another_is_refused(close):
    mine = new_id()
    first = accrue(BILL, entry=mine, goes_back=True)
    close(202602)

    assert (first, accrue(BILL, entry=mine, goes_back=True)) == ("made", "exists")
    with pytest.raises(Refused, match="2026-02 is closed"):
        accrue(BILL)
    assert Entry.objects.filter(kind="adjustment").count() == 1
