"""The office of complaints, with a household of a girl of fifteen and her younger brother."""

from datetime import UTC, datetime

import pytest

from waystation.base import clock
from waystation.cases import services as cases
from waystation.cases.complaints.tests.conftest import NOW, Office
from waystation.cases.domain import Contact, Household
from waystation.cases.person import named

WORDS = Contact(at=datetime(1855, 10, 25, tzinfo=UTC), how="", phrase="the geese fly early")


@pytest.fixture
def office(db, settings, tmp_path) -> Office:
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)
    clock.stand_at(NOW)
    return Office()


def settle(who, people):
    """Put a household on file with which somebody is in contact."""
    household = Household(place="well", waiting_since=NOW.date(), contact=WORDS)
    return cases.contact_household(
        household=household, people=people, keyring=who.keyring, cell=None, now=NOW
    )


def siblings():
    return [
        named("Ann", age=15, relation="head"),
        named("Ben", age=9, relation="brother"),
    ]


def with_aunt():
    return [named("Ruth", age=40, relation="head"), named("Ann", age=15, relation="niece")]
