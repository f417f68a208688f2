"""An organisation in which three people hear complaints, and Esther who has one."""

from datetime import UTC, datetime

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.cases.complaints import services
from waystation.cases.complaints.domain import Complaint
from waystation.network import services as network
from waystation.network.domain import Partner, Place
from waystation.vault import cells, door
from waystation.vault.tests.office import PASSPHRASE
from waystation.vault.tests.office import Office as Vault

NOW = datetime(1855, 10, 26, 12, tzinfo=UTC)
WELL = Place(slug="well", name="Wells", region="MD", lat=39.0, lon=-76.0)
RANKIN = Partner(slug="rankin", name="John Rankin", place="well", region="MD", assumed=False)


class Office(Vault):
    """The vault's office with a network: Harriet's keys open it, William's do not."""

    def __init__(self) -> None:
        super().__init__()
        self.slots["network"] = cells.found("network", on=NOW.date(), name="Network")
        self.every = self.every.with_slot(self.slots["network"])
        network.take_in(
            places=[WELL], houses=[], legs=[], partners=[RANKIN], keyring=self.every, now=NOW
        )
        self.seat("passmore", "approver", "gazetteer", "network")
        self.seat("anna", "case worker", "gazetteer", "north")

    def hears(self, *names: str) -> None:
        """Let some colleagues receive complaints."""
        for name in names:
            services.appoint(user_id=self.ids[name], who=self.visit("allan"), now=NOW)

    def browser(self, name: str) -> Client:
        """Sign somebody in."""
        browser = Client()
        cookie = door.sign_in(name, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser


@pytest.fixture
def office(db, settings, tmp_path) -> Office:
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)
    clock.stand_at(NOW)
    return Office()


@pytest.fixture
def heard(office) -> Office:
    """An office where Allan, Passmore and William hear complaints."""
    office.hears("allan", "passmore", "william")
    return office


def a_complaint(**said) -> Complaint:
    usual = {"at": NOW, "by": "Anna", "whom": "colleague", "about": "a colleague",
             "words": "He asked her for company in return for a bed."}  # fmt: skip
    return Complaint(**usual | said)
