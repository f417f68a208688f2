"""The book of the flat tests, with money in it."""

from waystation.ledger.tests.conftest import (  # noqa: F401
    _own_home,
    book,
    finance_slot,
    levi,
)
