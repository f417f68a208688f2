"""What the book calls a finance officer to the board for."""

from datetime import timedelta
from uuid import uuid4

import pytest

from waystation.ledger import services as book
from waystation.ledger.field import services as field
from waystation.ledger.field import tariffs
from waystation.ledger.field.domain import Give, Holder, Tariff
from waystation.ledger.field.posting import Hands
from waystation.vault import cells
from waystation.vault.keyring import Keyring
from waystation.web.money_calls import of_money
from waystation.web.tests.conftest import READY


class Somebody:
    """Whoever looks at the board: only who they are and their role matter here."""

    def __init__(self, role="finance officer"):
        self.user_id, self.role = uuid4(), role
        self.keyring = Keyring.of(self.user_id, [])


@pytest.fixture
def levi(db):
    cells.found("finance")
    book.found_book(on=READY.date())
    book.record_gift(entry_id=uuid4(), cents=10_000, on=READY.date())
    return Somebody()


def test_what_waits_is_told_to_every_finance_officer_but_whoever_asked(levi):
    said = {"role": levi.role, "keyring": levi.keyring, "now": READY}
    tariffs.agree(proposal_id=uuid4(), tariff=Tariff("boat", 1, 2), why="lately", **said)

    (call,) = of_money(Somebody(), READY)
    assert (call.says, call.url) == ("1 payment waits for your hand.", "money-approvals")
    assert of_money(levi, READY) == []
    assert of_money(Somebody("field manager"), READY) == []


def test_cash_that_is_overdue_is_told_from_the_day_after_it_was_due(levi):
    holder = Holder("T. G.", "guide", "fares", "Levi")
    due = READY.date() + timedelta(days=14)
    give = Give(uuid4(), "RESCUE-GENERAL", "USD", {"": 100}, due, holder)
    field.book_given(entry_id=uuid4(), give=give, hands=Hands(uuid4()), on=READY.date())

    assert of_money(levi, READY + timedelta(days=14)) == []
    (call,) = of_money(levi, READY + timedelta(days=15))
    assert (call.says, call.url) == ("1 advance should have been settled.", "money-advances")
