"""A household that arrived, and the same on its way through the first years.

The offices, the workers and the quick sign-in are those of casework.
"""

from datetime import date, timedelta
from uuid import UUID

import pytest

from waystation.cases.birth import Birth
from waystation.cases.person import Name, Person
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.cases.tests.conftest import (  # noqa: F401
    Office,
    harriet,
    office,
    passmore,
    sign_in,
    stranger,
    william,
)
from waystation.resettlement.stays import services

# The way of the 1850s, in the country that proves that a country is data.
PATHWAY = "canada-west-1850s"
ARRIVED_ON = TODAY - timedelta(days=20)


def three() -> list[Person]:
    """Two grown people and a girl of eleven, whose days of birth are known."""
    return [
        somebody("Ann Maria Jackson", date(1815, 3, 2), "female"),
        somebody("John Jackson", date(1812, 6, 30), "male"),
        somebody("Mary Ann Jackson", date(1844, 2, 29), "female"),
    ]


def somebody(name: str, born: date, sex: str = "unknown") -> Person:
    """Make a person whose day of birth is known."""
    birth = Birth(calendar="solar", year=born.year, month=born.month, day=born.day)
    return Person(names=(Name(name),), birth=birth, sex=sex)


@pytest.fixture
def arrived(william) -> UUID:  # noqa: F811
    """A household of three of William's that arrived and has no pathway yet."""
    return settle(william, three(), state="arrived", arrived_on=ARRIVED_ON)


@pytest.fixture
def settled(arrived, william) -> UUID:  # noqa: F811
    """The same household with a stay on the pathway of the 1850s; gives the household's id."""
    return services.begin(
        household_id=arrived, pathway=PATHWAY, on=ARRIVED_ON, keyring=william, now=NOW
    )
