"""A book to work on, a purse keeper who can read it, and the quick key derivation of tests."""

from datetime import date
from uuid import uuid4

import pytest

from waystation.base.ids import new_id
from waystation.ledger import services
from waystation.vault import cells
from waystation.vault.keyring import Keyring

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)


@pytest.fixture
def finance_slot(db):
    return cells.found("finance")


@pytest.fixture
def levi(finance_slot):
    """Give the finance officer's keyring."""
    return Keyring.of(uuid4(), [finance_slot])


@pytest.fixture
def book(levi):
    """Open the book with $10,000 for rescues and $500 for anything; gives the gift's entry id."""
    services.found_book(on=TODAY)
    first = new_id()
    services.record_gift(
        entry_id=first, cents=1_000_000, on=TODAY, memo="from the Quaker meeting", payee="L. Coffin"
    )
    services.record_gift(entry_id=new_id(), cents=50_000, on=TODAY, fund="UNRESTRICTED")
    return first
