"""A household that arrived half a year ago, with its first check open; and another worker."""

from datetime import timedelta
from uuid import UUID

import pytest

from waystation.cases.queries import household
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.resettlement.stays import services as stays
from waystation.resettlement.tests.conftest import (  # noqa: F401
    PATHWAY,
    arrived,
    harriet,
    office,
    passmore,
    settled,
    sign_in,
    stranger,
    three,
    william,
)

CAME = TODAY - timedelta(days=130)
HOME_ON = TODAY - timedelta(days=100)


@pytest.fixture
def home(william) -> UUID:  # noqa: F811
    """A household of three in a home of its own for a hundred days: its first check is open."""
    made = settle(william, three(), state="arrived", arrived_on=CAME)
    stays.begin(household_id=made, pathway=PATHWAY, on=CAME, keyring=william, now=NOW)
    stays.note_fact(household_id=made, fact="settled", on=HOME_ON, keyring=william, now=NOW)
    return made


@pytest.fixture
def ann(home, william) -> UUID:  # noqa: F811
    """The first of its people."""
    return household(home, william, TODAY).household.people[0]


@pytest.fixture
def girl(home, william) -> UUID:  # noqa: F811
    """The last of its people, who is eleven."""
    return household(home, william, TODAY).household.people[2]
