"""The office of giving, its security compartment for the audit chain, and the public site."""

import pytest

from waystation.giving.tests.office import _own_home, julia, levi, slots, stranger
from waystation.giving.tests.site import at_site, visitor
from waystation.vault import cells, limits

__all__ = ["_own_home", "at_site", "julia", "levi", "slots", "stranger", "visitor"]


@pytest.fixture
def office(slots):
    """Let acts be entered in the audit chain, and nobody be held up by an earlier test."""
    cells.found("security")
    for kind in ("page-ask", "page-ask-all", "page-report"):
        limits._all.kept.pop(kind, None)
