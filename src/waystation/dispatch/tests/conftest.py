"""A data directory of its own for each test, and the office at Ripley with $1,000 for rescues."""

import pytest

from waystation.dispatch.tests.river import River


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)


@pytest.fixture
def river(db) -> River:
    made = River()
    made.fund_it()
    return made
