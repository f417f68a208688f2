"""What a page or a plan needs of a case is opened once, and is held against the case as ever."""

from collections import Counter

import msgspec
import pytest

from waystation.base.errors import Tampered
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.domain import Household
from waystation.cases.models import PartRow
from waystation.cases.parts import Part
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.resettlement.mine import queries as mine
from waystation.resettlement.mine.tests.test_links import MIRIAM
from waystation.resettlement.models import StayRow
from waystation.resettlement.programmes.domain import Goal
from waystation.resettlement.stays import queries as stays
from waystation.resettlement.tests.conftest import ARRIVED_ON, three
from waystation.resettlement.values import Stay
from waystation.vault import opening


@pytest.fixture
def opened(monkeypatch):
    """Count what is opened from here on, by kind."""
    found, decoded = Counter(), opening._decoded

    def counting(plain, kind):
        found[kind] += 1
        return decoded(plain, kind)

    monkeypatch.setattr(opening, "_decoded", counting)
    return found


@pytest.mark.parametrize("address", ["/newcomers/", "/newcomers/waiting/"])
def test_a_board_opens_every_household_and_every_stay_once(
    settled, william, sign_in, opened, address
):
    settle(william, three(), state="arrived", arrived_on=ARRIVED_ON)
    browser = sign_in("case worker")
    opened.clear()

    assert browser.get(address).status_code == 200

    assert (opened[Household], opened[Stay]) == (2, 1)


def test_a_plan_opens_every_part_and_every_person_of_its_case_once(settled, william, opened):
    goal = Goal(kind="rest", words="a room of our own")
    parts.put_all(household_id=settled, values=[MIRIAM, goal], keyring=william, now=NOW)
    opened.clear()

    document = mine.plan(settled, "en", william, TODAY)

    said = msgspec.json.encode(document).decode()
    assert "Miriam" in said
    assert "a room of our own" in said
    assert opened[Part] == PartRow.objects.filter(case=settled).count() > 2
    assert opened[cases.AnyPerson] == 3


def test_households_handed_on_are_held_against_the_stays_as_well(settled, william):
    households = cases.opened_households(william)
    assert [view.id for view in stays.stays(william, households)] == [settled]

    StayRow.objects.filter(pk=settled).delete()

    with pytest.raises(Tampered):
        stays.stays(william, households)


def test_households_handed_on_are_all_that_is_listed(settled, william):
    other = settle(william, three(), state="arrived", arrived_on=ARRIVED_ON)
    households = [one for one in cases.opened_households(william) if one.id == other]

    assert [line.id for line in cases.lines(william, TODAY, households=households)] == [other]
    assert {line.id for line in cases.lines(william, TODAY)} == {settled, other}
