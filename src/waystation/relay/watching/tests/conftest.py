"""An office at Ripley with an approved passage, an order for its first stage, and a browser."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.base.models import Watch
from waystation.dispatch.tests.river import River
from waystation.relay.models import OrderRow, PhoneRow
from waystation.relay.phones.domain import Phone
from waystation.relay.watching import queries, services
from waystation.relay.watching.domain import DECOY
from waystation.routing.tests.ripley import READY, at
from waystation.vault import door, staff
from waystation.vault.opening import add

PASSPHRASE = "a long phrase for tests"
HOUR = timedelta(hours=1)
# Evening leaves at 1320 and ends at 1440; half way to it from the release at 1080 is 1200.
RELEASE, ACCEPTED, MET, ENDED = at(1_080), at(1_200), at(1_440), at(1_560)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)


@pytest.fixture
def river(db) -> River:
    made = River()
    made.fund_it()
    clock.stand_at(READY)
    return made


class Watched:
    """The first stage of an approved passage, its order's row and what was armed for it."""

    def __init__(self, river: River):
        self.river, self.harriet = river, river.harriet
        self.kept = river.approved()
        first = self.kept.stages[0]
        self.stage_id, self.stage, self.code = first.id, first.stage, self.kept.passage.code
        self.cell = river.harriet.cell("passages")
        self.phone = self.add_phone()
        self.order = self.add_order()
        self.armed = services.arm_for_order(
            order=self.order, code=self.code, **self.about(), release_at=RELEASE
        )

    def about(self) -> dict:
        return {
            "stage_id": self.stage_id,
            "stage": self.stage,
            "taken": False,
            "keyring": self.harriet,
            "now": READY,
        }

    def add_phone(self) -> PhoneRow:
        phone = Phone(partner="rankin", label="John Rankin")
        return add(PhoneRow(cell=self.cell), phone, self.harriet, on=READY.date())

    def add_order(self) -> OrderRow:
        # What it says is another area's; nobody opens it here.
        row = OrderRow(cell=self.cell, phone=self.phone)
        return add(row, DECOY, self.harriet, on=READY.date())

    def watching(self):
        return queries.watching_of(self.order.id, self.harriet)[1]

    def states(self) -> list[str]:
        """Say where the watch of each due time stands."""
        return [Watch.objects.get(pk=due.watch).state for due in self.watching().dues]

    def says(self) -> list[str]:
        return [one.says for one in queries.rings(self.harriet)]

    def replies(self, keyring=None, now=READY) -> list[tuple[str, str]]:
        found = queries.replies(keyring or self.harriet, now=now)
        return [(one.what, one.reply.says) for one in found]


@pytest.fixture
def watched(river) -> Watched:
    return Watched(river)


@pytest.fixture
def sign_in(river):
    """Give a browser signed in in a role, with the keys that the role has."""
    both = list(river.slots.values())
    slots = {"field manager": both, "approver": both, "security officer": [river.security]}

    def signed_in(role="field manager") -> Client:
        held = slots.get(role, [river.slots["gazetteer"]])
        staff.admit(name=role, alias=role.title(), role=role, passphrase=PASSPHRASE, slots=held)
        browser = Client()
        browser.cookies[configured.DOOR_COOKIE] = door.sign_in(
            role, PASSPHRASE, now=clock.real_now()
        )
        return browser

    return signed_in


@pytest.fixture
def browser(sign_in) -> Client:
    return sign_in()
