"""Two workers with a compartment each, a gazetteer of two places, and quick sign-in."""

from typing import Any, NamedTuple

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.cases import attaching, services
from waystation.cases.tests.builders import (
    CAMBRIDGE,
    CHESTERTOWN,
    NOW,
    a_family,
    a_household,
    a_tip,
)
from waystation.cases.tests.purges import approve, ask
from waystation.network import services as network
from waystation.vault import cells, door, staff
from waystation.vault.keyring import Keyring


class Office(NamedTuple):
    """Slots of one organisation: gazetteer, the worker's cases, somebody else's, security."""

    gazetteer: Any
    cases: Any
    elsewhere: Any
    security: Any


@pytest.fixture
def office(db) -> Office:
    purposes = ("gazetteer", "cases", "cases", "security")
    made = Office(*(cells.found(purpose) for purpose in purposes))
    keyring = Keyring.of(new_id(), [made.gazetteer, cells.found("network")])
    places = [CHESTERTOWN, CAMBRIDGE]
    network.take_in(places=places, houses=[], legs=[], partners=[], keyring=keyring, now=NOW)
    return made


@pytest.fixture
def william(office) -> Keyring:
    return Keyring.of(new_id(), [office.gazetteer, office.cases])


@pytest.fixture
def stranger(office) -> Keyring:
    """A case worker like William, with the keys of another compartment."""
    return Keyring.of(new_id(), [office.gazetteer, office.elsewhere])


@pytest.fixture
def harriet(office) -> Keyring:
    """A field manager who holds William's compartment too."""
    return Keyring.of(new_id(), [office.gazetteer, office.cases])


@pytest.fixture
def passmore(office) -> Keyring:
    """An approver: no case opens with his keys."""
    return Keyring.of(new_id(), [office.gazetteer])


@pytest.fixture
def sign_in(office, settings):
    """Give a browser signed in in a role, with the gazetteer's keys and those of one case cell."""
    settings.KDF = (1024, 1, 1)
    clock.stand_at(NOW)

    def signed_in(role="field manager", cell=office.cases):
        slots = [office.gazetteer, cell]
        staff.admit(name=role, alias=role, role=role, passphrase="a long phrase", slots=slots)
        browser = Client()
        cookie = door.sign_in(role, "a long phrase", now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in


@pytest.fixture
def case_id(william):
    """A household that came of a tip, with three people and a file: six rows in all."""
    tip = services.hear_tip(tip=a_tip(state="accepted"), keyring=william, now=NOW)
    made = services.contact_household(
        household=a_household(), people=a_family(), tip_id=tip, keyring=william, now=NOW
    )
    attaching.attach(
        household_id=made, title="a letter", content=b"Dear Ann", keyring=william, now=NOW
    )
    return made


@pytest.fixture
def approved(case_id, william, harriet, passmore):
    purge_id = ask(case_id, william)
    approve(purge_id, harriet, passmore)
    return purge_id
