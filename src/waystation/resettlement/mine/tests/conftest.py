"""The household of the first years, for the tests of its own plan."""

import pytest

from waystation.resettlement.tests.conftest import (  # noqa: F401
    arrived,
    harriet,
    office,
    passmore,
    settled,
    sign_in,
    stranger,
    william,
)
from waystation.vault import limits


@pytest.fixture(autouse=True)
def free():
    """Nobody asked too often before a test."""
    limits._all.kept.clear()
