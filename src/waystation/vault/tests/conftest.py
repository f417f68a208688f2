"""A data directory of its own for each test, and a passphrase price that lets tests run."""

import pytest

from waystation.vault import staff
from waystation.vault.tests.harriet import Harriet


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)


@pytest.fixture
def harriet(db) -> Harriet:
    return Harriet()


@pytest.fixture
def paying(monkeypatch):
    """Let something happen while a passphrase is being tried, in the place of a slow derivation."""

    def during(act):
        keys_of = staff.keys_of

        def slow(*given):
            monkeypatch.setattr(staff, "keys_of", keys_of)
            act()
            return keys_of(*given)

        monkeypatch.setattr(staff, "keys_of", slow)

    return during
