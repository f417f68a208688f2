"""The board tells whoever is called by a way that it did not take the last call."""

import pytest

from waystation.base import pings
from waystation.relay.pings.tests.conftest import Duty
from waystation.vault.tests.office import NOW
from waystation.web import calls


@pytest.fixture
def office(db, settings, tmp_path) -> Duty:
    settings.HOME, settings.KDF = tmp_path, (1_024, 1, 1)
    return Duty()


def test_only_ones_own_way_that_failed_last_is_told_on_the_board(office):
    moses, levi = office.visit("moses"), office.visit("levi")
    failed, works = office.add(moses, "a.example.org"), office.add(moses, "b.example.org")
    again = office.add(moses, "a.example.org", duty="north")
    for way, taken in ((failed, False), (again, False), (works, False), (works, True)):
        pings.note(way, taken=taken, on=NOW.date())

    (call,) = calls.of_ways(moses)

    assert call.says == "ntfy at a.example.org does not take calls."
    assert (call.red, call.url) == (False, "pings")
    assert calls.of_ways(levi) == []
