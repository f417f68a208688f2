"""A data directory of its own for each test, and the office at Ripley."""

import pytest

from waystation.routing.tests.ripley import Office


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)


@pytest.fixture
def office(db) -> Office:
    return Office()
