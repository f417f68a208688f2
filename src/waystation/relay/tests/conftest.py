"""An office with an approved passage of two stages, a book that can pay for it, and phones."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings as configured
from django.test import Client
from msgspec.structs import replace

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.dispatch.agreed import Agreed
from waystation.dispatch.domain import Passage, StageOfPassage, Words
from waystation.dispatch.models import HandRow, PassageRow, StageRow
from waystation.ledger import services as ledger
from waystation.ledger.budgets import services as budgets
from waystation.network.domain import Leg, Partner, Place
from waystation.network.models import LegRow, PartnerRow, PlaceRow
from waystation.relay.hearing import services as hearing
from waystation.relay.models import WatchingRow
from waystation.relay.orders import queries as ordered
from waystation.relay.orders import services as orders
from waystation.relay.phones import queries as phone_queries
from waystation.relay.phones import services as phones
from waystation.relay.tests.handset import Handset
from waystation.relay.watching.domain import Watching
from waystation.vault import cells, door, staff
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap

NOW = datetime(1855, 10, 26, 12, tzinfo=UTC)
TODAY = NOW.date()
# The machine's own time, by which invitations end.
REAL = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)

PLACES = (
    Place(slug="wilmington", name="Wilmington", region="DE", lat=39.7, lon=-75.5),
    Place(slug="chester", name="Chester", region="PA", lat=39.8, lon=-75.4),
    Place(slug="philadelphia", name="Philadelphia", region="PA", lat=39.95, lon=-75.15),
)
GUIDES = (
    Partner(slug="garrett", name="Thomas Garrett", place="wilmington", region="DE", assumed=False),
    Partner(
        slug="still", name="William Still", place="philadelphia", region="PA", assumed=False,
        tongue="ko",
    ),
)  # fmt: skip


def stage(number: int, **changes) -> StageOfPassage:
    """Give stage 1, Wilmington to Chester by night, or stage 2, Chester to Philadelphia."""
    first = number == 1
    values = {
        "number": number,
        "leg": f"leg-{number}",
        "from_place": "wilmington" if first else "chester",
        "to_place": "chester" if first else "philadelphia",
        "mode": "wagon",
        "depart": NOW + timedelta(hours=12 * number),
        "arrive": NOW + timedelta(hours=12 * number + 5),
        "wait_min": 0,
        "risk_p": 0.01,
        "low_p": 0.005,
        "high_p": 0.02,
        "cost_cents": 300,
        "night": first,
        "people": 3,
        "needs": "one cannot walk far",
        "last": not first,
        "meet": Words("walnut", "lantern") if first else Words("heron", "saddle"),
        "hand": Words("heron", "saddle") if first else Words("ginger", "quilt"),
        "guide": "garrett" if first else "still",
        "guide_name": "Thomas Garrett" if first else "William Still",
    }
    return StageOfPassage(**values | changes)


def leg(number: int) -> Leg:
    """Give the leg of a stage."""
    of = stage(number)
    return Leg(
        slug=of.leg,
        from_place=of.from_place,
        to_place=of.to_place,
        mode=of.mode,
        duration_min=300,
        km=20.0,
        capacity=12,
    )


def agree(row: PassageRow, passage: Passage, keyring: Keyring) -> None:
    """Let two others have approved a passage just now; what they saw was not kept."""
    actors = (uuid4().bytes, uuid4().bytes)
    hands = [HandRow.objects.create(passage=row, actor=one, act="approved") for one in actors]
    agreed = tuple(Agreed(at=NOW, hand=hand.pk) for hand in hands)
    swap(row, replace(passage, agreed=agreed), keyring, on=TODAY)


class Office:
    """The passages' cell with its field manager, and one passage of two stages."""

    def __init__(self):
        clock.stand_at(NOW)
        names = ("gazetteer", "network", "passages", "security")
        self.slots = [cells.found(name) for name in names]
        cells.found("finance")
        self.harriet = Keyring.of(uuid4(), self.slots)
        self.stranger = Keyring.of(uuid4(), [cells.found("cases")])
        self.cell = self.harriet.cell("passages")
        for place in PLACES:
            add(PlaceRow(cell=self.harriet.cell("gazetteer")), place, self.harriet, on=TODAY)
        for number in (1, 2):
            add(LegRow(cell=self.harriet.cell("network")), leg(number), self.harriet, on=TODAY)
        for guide in GUIDES:
            add(PartnerRow(cell=self.harriet.cell("network")), guide, self.harriet, on=TODAY)

    def lay_out(self, *, state: str = "approved", fund: str = "", **changes) -> None:
        """Write the passage; `changes` go into both stages."""
        passage = Passage(
            code="P-KTQWN",
            group=None,
            group_label="G-LABEL",
            people=3,
            children=1,
            plan=new_id(),
            depart=stage(1).depart,
            arrive=stage(2).arrive,
            risk_p=0.02,
            cost_cents=600,
            state=state,
            fund=fund,
            case_token=bytes(16),
        )
        self.passage = add(PassageRow(cell=self.cell), passage, self.harriet, on=TODAY)
        if state != "proposed":
            agree(self.passage, passage, self.harriet)
        self.first, self.second = (
            add(
                StageRow(cell=self.cell, passage=self.passage),
                stage(number, **changes),
                self.harriet,
                on=TODAY,
            )
            for number in (1, 2)
        )

    def stage(self, row: StageRow) -> StageOfPassage:
        return open_row(StageRow.objects.get(pk=row.pk), StageOfPassage, self.harriet)

    def change(self, row: StageRow, **changes) -> None:
        fresh = StageRow.objects.get(pk=row.pk)
        value = StageOfPassage(**{**_fields(self.stage(row)), **changes})
        swap(fresh, value, self.harriet, on=TODAY)

    def passage_now(self) -> Passage:
        row = PassageRow.objects.get(pk=self.passage.pk)
        return open_row(row, Passage, self.harriet)

    def invite(self, row: StageRow | None = None, now: datetime = REAL) -> phones.Invitation:
        guide = phone_queries.guide_of((row or self.first).id, self.harriet)
        return phones.invite(invitee=guide, keyring=self.harriet, now=now)

    def confirm(self, phone: Handset, numbers: str) -> None:
        phones.confirm(phone_id=phone.mailbox, numbers=numbers, keyring=self.harriet, now=NOW)

    def send(self, row: StageRow | None = None, now: datetime = NOW) -> UUID:
        """Seal a stage's order; both stages leave within a day, so it may be read at once."""
        wanted = (row or self.first).id
        return orders.send_order(stage_id=wanted, keyring=self.harriet, now=now)

    def amend(self, row: StageRow | None = None, now: datetime = NOW) -> bool:
        wanted = (row or self.first).id
        return orders.amend(stage_id=wanted, keyring=self.harriet, now=now)

    def call_back(self, now: datetime = NOW) -> int:
        return orders.call_back(
            passage_id=self.passage.id, why="stood down", keyring=self.harriet, now=now
        )

    def revoke(self, phone: Handset) -> None:
        orders.revoke(phone_id=phone.mailbox, keyring=self.harriet, now=NOW)

    def panel(self, now: datetime = NOW) -> list[ordered.Line]:
        return ordered.panel(self.passage.id, self.harriet, real_now=REAL, now=now)

    def collect(self, now: datetime = NOW) -> hearing.Collected:
        return hearing.collect(keyring=self.harriet, now=now)

    def due_watch(self, order: str, nth: int) -> UUID:
        """Name the watch over the nth word that an order awaits, from 1."""
        row = WatchingRow.objects.get(order=order)
        return open_row(row, Watching, self.harriet).dues[nth - 1].watch

    def ready_phone(self, row: StageRow | None = None) -> Handset:
        """Let a stage's guide join and be confirmed."""
        phone = Handset()
        self.confirm(phone, phone.join(self.invite(row).fragment))
        return phone


def _fields(value: StageOfPassage) -> dict:
    return {name: getattr(value, name) for name in value.__struct_fields__}


def signed_in(office: Office, role: str) -> Client:
    """Give a browser of somebody in a role, who holds the office's compartments."""
    phrase = "a long day"
    staff.admit(name=role, alias="Somebody", role=role, passphrase=phrase, slots=office.slots)
    browser = Client()
    browser.cookies[configured.DOOR_COOKIE] = door.sign_in(role, phrase, now=REAL)
    return browser


@pytest.fixture
def harriet(office):
    return signed_in(office, "field manager")


@pytest.fixture
def jacob(office):
    return signed_in(office, "approver")


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: REAL)


@pytest.fixture
def office(db):
    office = Office()
    office.lay_out()
    return office


@pytest.fixture
def funded(db):
    """Give an office whose passage has a rescue's budget: $1,000 came in."""
    office = Office()
    ledger.found_book(on=date(1855, 1, 1))
    ledger.record_gift(entry_id=new_id(), cents=100_000, on=TODAY)
    fund = budgets.open_rescue(
        entry_id=new_id(), template="rescue-1855", n_people=3, case_token=bytes(16), on=TODAY
    )
    office.lay_out(fund=fund)
    return office
