"""An office whose field manager runs passages, a colleague on that duty, and a guide's phone."""

from datetime import UTC, datetime

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.base.pings import Way
from waystation.relay.models import PhoneRow
from waystation.relay.pings import services
from waystation.relay.pings.domain import Mine
from waystation.vault import audit, cells, door
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add
from waystation.vault.tests.office import NOW, PASSPHRASE, Office

# The machine's own time, by which visits end.
REAL = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)


class Duty(Office):
    """The vault's office with a compartment of passages and two who are called for it."""

    def __init__(self) -> None:
        super().__init__()
        self.slots["passages"] = cells.found("passages", on=NOW.date(), name="Passages")
        self.every = Keyring.of(self.every.user_id, list(self.slots.values()))
        self.seat("moses", "field manager", "gazetteer", "passages", "north")
        self.seat("levi", "field manager", "gazetteer", "passages")
        row = PhoneRow(cell=self.cell("passages"), state="active")
        self.phone = add(row, "a phone", self.every, on=NOW.date())

    def add(self, who: Who, server: str = "push.example.org", *, duty: str = "passages", **given):
        """Let somebody add a way; gives its id."""
        return services.add(
            duty=self.cell(duty), way=Way("ntfy", server, "a" * 16), mine=Mine(),
            hours=given.get("hours"), who=who, now=NOW,
        )  # fmt: skip

    def browse(self, name: str) -> Client:
        """Sign somebody in with a browser."""
        browser = Client()
        cookie = door.sign_in(name, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    def entries(self) -> list[str]:
        """List what the audit's chain says, oldest first."""
        allan = self.visit("allan")
        return [entry.kind for entry in reversed(audit.entries(allan.keyring))]


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)


@pytest.fixture
def office(db) -> Duty:
    return Duty()


@pytest.fixture
def moses(office) -> Who:
    return office.visit("moses")


@pytest.fixture
def levi(office) -> Who:
    return office.visit("levi")
