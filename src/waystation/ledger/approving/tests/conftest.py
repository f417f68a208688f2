"""A book with money in it, two finance officers, and a thing that can wait for a second hand."""

from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import pytest

from waystation.ledger.approving import handlers
from waystation.ledger.approving.handlers import Fact, Handler
from waystation.ledger.tests.conftest import _own_home, book, finance_slot, levi  # noqa: F401
from waystation.vault import cells
from waystation.vault.keyring import Keyring

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Note(msgspec.Struct, frozen=True):
    """What waits in these tests."""

    words: str


@pytest.fixture
def grace(finance_slot):  # noqa: F811
    """Give the second finance officer's keyring."""
    return Keyring.of(uuid4(), [finance_slot], alias="Grace")


@pytest.fixture
def done(db, monkeypatch):
    """Register a kind whose carrying out is written down; gives that list."""
    cells.found("security")
    seen = []

    def carry_out(act, approved):
        seen.append((act.words, approved.made_by, approved.approved_by))
        return approved.id

    def tell(act):
        return [Fact("Words", act.words)]

    monkeypatch.setitem(handlers.HANDLERS, "test", Handler("test", "Test", Note, carry_out, tell))
    return seen
