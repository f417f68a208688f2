"""A data directory of its own for each test, and a passphrase price that lets tests run."""

import pytest


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)
