"""Households that wait for a flight, with all their papers or without."""

from datetime import timedelta
from uuid import UUID

import pytest

from waystation.cases.birth import Birth
from waystation.cases.person import Name, Person
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.resettlement.stays import queries as stays
from waystation.resettlement.stays import services as staying
from waystation.resettlement.tests.conftest import (  # noqa: F401
    harriet,
    office,
    passmore,
    sign_in,
    stranger,
    william,
)
from waystation.resettlement.waiting import desks, preparing
from waystation.resettlement.waiting.domain import Paper

# A pathway that holds a flight.
PATHWAY = "thailand"


@pytest.fixture
def waits(william):  # noqa: F811
    """Let a household of so many wait since so many days ago; papers are there unless said.

    `with_whom` are those it must travel with.
    """

    def made(
        size: int, days: int, *, papers: bool = True, years: int = 40, with_whom: tuple = ()
    ) -> UUID:
        since = TODAY - timedelta(days=days)
        born = Birth(calendar="solar", year=TODAY.year - years, month=1, day=1)
        people = [Person(names=(Name(f"Traveller {nth}"),), birth=born) for nth in range(size)]
        codes = tuple(stay_of(one, william).code for one in with_whom)
        household = settle(william, people, state="arrived", arrived_on=since, goes_with=codes)
        staying.begin(household_id=household, pathway=PATHWAY, on=since, keyring=william, now=NOW)
        if papers:
            all_there(household, william)
        return household

    return made


def all_there(household: UUID, keyring) -> None:
    """Tick every paper of a household."""
    listed = desks.desk(household, keyring, TODAY).listed
    papers = [Paper(key=one.paper.key, person=one.paper.person, state="there") for one in listed]
    preparing.save_papers(household_id=household, papers=papers, keyring=keyring, now=NOW)


def stay_of(household: UUID, keyring):
    """Read where a household stands."""
    return stays.stay(household, keyring).stay
