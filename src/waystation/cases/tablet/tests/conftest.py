"""An office with one household, and tablets that carry it."""

from uuid import UUID, uuid4

import pytest

from waystation.cases import queries as casework
from waystation.cases.models import PersonRow
from waystation.cases.tablet import queries
from waystation.cases.tablet.services import carrying, enrolling
from waystation.cases.tablet.tests.slate import Slate
from waystation.cases.tests.builders import NOW, settle
from waystation.cases.tests.conftest import (  # noqa: F401
    harriet,
    office,
    passmore,
    sign_in,
    stranger,
    william,
)
from waystation.vault import cells
from waystation.vault.cells import Reader

__all__ = ["NOW", "Field"]


class Field:
    """William's office, one household of his, and what its records say."""

    def __init__(self, keyring):
        self.keyring = keyring
        self.cell = keyring.cell("cases")
        cells.add_reader(self.cell, Reader(keyring.user_id, uuid4(), bytes(32)), keyring)
        self.case = settle(keyring, needs="shoes")
        self.person = self.people()[2]

    def people(self) -> tuple[UUID, ...]:
        return casework.household(self.case, self.keyring, NOW.date()).household.people

    def needs(self) -> str:
        return casework.household(self.case, self.keyring, NOW.date()).household.needs

    def person_needs(self) -> str:
        row = PersonRow.objects.get(pk=self.person)
        return casework.open_person(row, self.keyring).needs

    def invite(self, label="T-1", **changes) -> enrolling.Invitation:
        usual = {"keyring": self.keyring, "now": NOW, "real_now": NOW}
        return enrolling.invite(label=label, **usual | changes)

    def slate(self, label="T-1", *, carries=True) -> Slate:
        """Bring a tablet in that was compared; it carries the household unless told not to."""
        made = Slate()
        number = made.join(self.invite(label).fragment)
        enrolling.confirm(tablet_id=made.id, digits=number, keyring=self.keyring, now=NOW)
        if carries:
            self.carry(made, [self.case])
            made.fetch()
        return made

    def carry(self, slate: Slate, cases) -> int:
        return carrying.carry(tablet_id=slate.id, cases=cases, keyring=self.keyring, now=NOW)

    def kept(self, slate: Slate) -> queries.KeptTablet:
        return queries.kept(slate.id, self.keyring)


@pytest.fixture(autouse=True)
def _own_clock(monkeypatch):
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW)


@pytest.fixture
def field(william):  # noqa: F811
    return Field(william)
