"""The eighty sums that the old books tell: each is in the book once, and nobody owes any of it."""

import pytest

from waystation.ledger import queries
from waystation.ledger import services as ledger
from waystation.ledger.models import Entry
from waystation.ledger.tests.conftest import _own_home, finance_slot, levi  # noqa: F401
from waystation.network.fares_on_file import payments
from waystation.testing import told_sums


@pytest.fixture
def posted(finance_slot, db):  # noqa: F811
    ledger.found_book(on=told_sums.sums()[0].on)
    told_sums.post()


def account(code: str) -> int:
    return sum(row.cents for row in queries.trial_balance() if row.account == code)


def test_all_eighty_stand_in_the_book_and_what_nobody_paid_is_taken_back(posted):
    told = told_sums.sums()

    assert len(told) == 80
    own = Entry.objects.filter(pk__in=[told_sums.entry_id(one.slug) for one in told])
    assert own.count() == 80
    # An estimate, a usual price, money held, asked, two offers, four hopes, what was needed, a fee
    # of the law, a price of board, a wage, one more asked by letter.
    assert Entry.objects.filter(kind="reversal").count() == 15
    assert queries.check_book() == []


def test_the_accounts_come_to_what_was_paid(posted):
    # Of the 3.00 of exp17, half was board.
    assert account("Expenses:Program:Accommodation") == 250 + 100 + 150
    assert account("Expenses:Program:BasicNeeds") == 200 + 50 + 200 + 5_651 + 50
    assert account("Expenses:Loss:Field") == 800_000
    assert account("Income:Gifts:Individual") == -(80_000 + 30_000 + 6_000)
    assert queries.balance(told_sums.FUND) == 116_000
    # All that was paid came in as a gift in kind: 10,030.54.
    assert account("Income:Gifts:InKind") == -1_003_054


def test_a_second_time_books_nothing(posted):
    before = Entry.objects.count()

    told_sums.post()

    assert Entry.objects.count() == before == 95


def test_the_fares_of_the_planner_are_the_sums_of_the_book_by_heads():
    by_slug = {one.slug: one for one in told_sums.sums()}

    off = [
        paid.slug
        for paid in payments()
        if abs(paid.cents * by_slug[paid.slug].people - by_slug[paid.slug].cents)
        > by_slug[paid.slug].people
    ]

    # Five dollars for four, of which a quarter each was handed on: a fare of one dollar.
    assert off == ["exp16"]
