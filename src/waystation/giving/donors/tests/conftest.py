"""The office of giving, with somebody who hears what is done in it."""

import pytest

from waystation.giving.tests.office import _own_home, julia, levi, slots, stranger
from waystation.vault import cells

__all__ = ["_own_home", "julia", "levi", "security", "slots", "stranger"]


@pytest.fixture
def security(db):
    """Found the compartment in which every act is entered."""
    return cells.found("security")
