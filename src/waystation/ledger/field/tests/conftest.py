"""A book with a rescue in it, two finance officers, and the lot that draws second looks in hand."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from waystation.ledger import rates, services
from waystation.ledger.budgets import services as budgets
from waystation.ledger.field import services as field
from waystation.ledger.field.domain import Give, Holder, Settle
from waystation.ledger.models import Posting
from waystation.ledger.tests.conftest import _own_home, book, finance_slot, levi  # noqa: F401
from waystation.vault import cells
from waystation.vault.keyring import Keyring

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROLE = "finance officer"
# What an advance of $2,500 takes of a budget of $3,000: all but the resettlement share.
PARTS = {
    "basic_needs": 25_000,
    "transportation": 50_000,
    "accommodation": 10_000,
    "rescue_fees": 135_000,
    "contingency": 30_000,
}


@pytest.fixture(autouse=True)
def lot(monkeypatch):
    """Let nobody be drawn for a second look; a test puts 0 in to have everybody drawn."""
    drawn = [1]
    monkeypatch.setattr("secrets.randbelow", lambda n: drawn[0])
    return drawn


@pytest.fixture
def grace(finance_slot):  # noqa: F811
    """Give the second finance officer's keyring."""
    return Keyring.of(uuid4(), [finance_slot], alias="Grace")


@pytest.fixture
def desk(book, levi, grace):  # noqa: F811
    """Open the desk: a book, a security compartment, $800 for emergencies, a rate for baht."""
    cells.found("security")
    services.record_gift(entry_id=uuid4(), cents=80_000, on=NOW.date(), fund="PARTNER-EMERGENCY")
    rates.record(
        [
            rates.RateRow(date(2026, 3, 2), "USD", "THB", "35.875", "own table"),
            rates.RateRow(date(2026, 3, 9), "USD", "THB", "36", "own table"),
        ]
    )
    return levi


@pytest.fixture
def rescue(desk):
    """Open a rescue of one person with $3,000; gives its fund."""
    return budgets.open_rescue(
        entry_id=uuid4(),
        template="rescue-3000",
        n_people=1,
        case_token=b"c" * 16,
        on=NOW.date(),
    )


def given(keyring, parts, *, fund="RESCUE-GENERAL", now=NOW, currency="USD", **held):
    """Give an advance; returns its id and what came of asking."""
    name, due = held.get("name", "T. G."), held.get("due", date(2026, 3, 16))
    holder = Holder(name, held.get("kind", "guide"), "tickets", "Levi")
    give = Give(uuid4(), fund, currency, parts, due, holder)
    answer = field.give(entry_id=uuid4(), give=give, role=ROLE, keyring=keyring, now=now)
    return give.advance_id, answer


def settled(keyring, advance_id, costs, *, level=1, proof="receipt 14", now=NOW, **legs):
    """Settle an advance; says what came of it."""
    settle = Settle(advance_id, costs, level, proof, **legs)
    return field.settle(entry_id=uuid4(), settle=settle, role=ROLE, keyring=keyring, now=now)


def sums(**of):
    """Add up the posted lines by account and part of the budget."""
    found = {}
    rows = Posting.objects.filter(entry__posted=True, **of)
    for account, part, currency, minor in rows.values_list(
        "account__code", "budget_line", "currency", "minor"
    ):
        key = (account.split(":")[-1], part) + (() if currency == "USD" else (currency,))
        found[key] = found.get(key, 0) + minor
    return {key: minor for key, minor in found.items() if minor}
