"""A household that arrived, those who work with it, one who helps and a course."""

from datetime import timedelta

import pytest

from waystation.cases import queries as cases
from waystation.cases.tests.builders import NOW, TODAY
from waystation.resettlement.programmes.services import beside, courses, people
from waystation.resettlement.programmes.tests.builders import a_course, a_helper
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


@pytest.fixture
def members(arrived, william):  # noqa: F811
    """The people of the household: Ann and John, grown, and Mary, a child."""
    return cases.household(arrived, william, TODAY).household.people


@pytest.fixture
def heron(william):  # noqa: F811
    return people.admit(helper=a_helper(), keyring=william, now=NOW)


@pytest.fixture
def course(william):  # noqa: F811
    """Two seats, on three Fridays from today on."""
    made = courses.make(course=a_course(), keyring=william, now=NOW)
    days = [TODAY + timedelta(weeks=nth) for nth in range(3)]
    courses.add_sessions(
        course_id=made,
        sessions=[a_course(on=day).sessions[0] for day in days],
        keyring=william,
        now=NOW,
    )
    return made


@pytest.fixture
def paired(arrived, members, heron, william):  # noqa: F811
    """Ann with Heron beside her, since today."""
    asked = beside.wish_for(
        household_id=arrived,
        person_id=members[0],
        wish=beside.Wish(language="en"),
        keyring=william,
        now=NOW,
    )
    beside.pair(support_id=asked, helper_id=heron, limits_read=True, keyring=william, now=NOW)
    return asked
