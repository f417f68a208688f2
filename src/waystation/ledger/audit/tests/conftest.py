"""A book with money in it, who audits it, and what the tests of exports share."""

import os
from uuid import uuid4

import pytest

from waystation.ledger.audit import checking
from waystation.ledger.tests.conftest import (  # noqa: F401
    _own_home,
    book,
    finance_slot,
    levi,
)
from waystation.vault import cells
from waystation.vault.keyring import Keyring


@pytest.fixture
def security_slot(db):
    return cells.found("security")


@pytest.fixture
def allan(security_slot):
    """Give the security officer's keyring."""
    return Keyring.of(uuid4(), [security_slot])


@pytest.fixture
def outside():
    """Give the two programs that check our journals."""
    found = checking.programs()
    if found != ["hledger", "bean-check"] and os.environ.get("CI"):
        pytest.fail("hledger or bean-check is missing, and nothing may be skipped here")
    if found != ["hledger", "bean-check"]:
        pytest.skip("hledger or bean-check is missing")
    return checking
