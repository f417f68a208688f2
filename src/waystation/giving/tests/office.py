"""What the tests of giving share: a book, its compartments and the people who open them."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from waystation.ledger import services as ledger
from waystation.vault import cells
from waystation.vault.keyring import Keyring

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)


@pytest.fixture
def slots(db):
    """Found the compartments of finance and giving, and open the book."""
    made = {purpose: cells.found(purpose) for purpose in ("finance", "giving")}
    ledger.found_book(on=TODAY)
    return made


@pytest.fixture
def julia(slots):
    """Give the fundraiser's keyring."""
    return Keyring.of(uuid4(), [slots["giving"]], alias="Julia")


@pytest.fixture
def levi(slots):
    """Give the finance officer's keyring."""
    return Keyring.of(uuid4(), [slots["finance"], slots["giving"]], alias="Levi")


@pytest.fixture
def stranger():
    """Give a keyring that opens nothing."""
    return Keyring.of(uuid4(), [])
