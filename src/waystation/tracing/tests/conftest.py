"""The tracing desk beside an office of casework: two officers, a worker, strangers, sign-in."""

from typing import Any, NamedTuple

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW
from waystation.cases.tests.conftest import (  # noqa: F401
    Office,
    harriet,
    office,
    william,
)
from waystation.vault import cells, door, staff
from waystation.vault.keyring import Keyring


class Desk(NamedTuple):
    """Slots of one organisation: as `Office`, and tracing's; `abroad` is tracing elsewhere."""

    gazetteer: Any
    cases: Any
    elsewhere: Any
    security: Any
    tracing: Any
    abroad: Any


@pytest.fixture
def desk(office: Office) -> Desk:  # noqa: F811
    # An organisation has one; the second, a stranger's, comes after it in the order of ids.
    one, other = sorted((cells.found("tracing") for _ in range(2)), key=lambda slot: slot.cell)
    assert cells.only("tracing") == one.cell
    return Desk(*office, tracing=one, abroad=other)


@pytest.fixture
def peter(desk) -> Keyring:
    """A tracing officer: no case opens with his keys."""
    return Keyring.of(new_id(), [desk.gazetteer, desk.tracing], alias="PETER")


@pytest.fixture
def vina(desk) -> Keyring:
    """Another tracing officer, Peter's second hand."""
    return Keyring.of(new_id(), [desk.gazetteer, desk.tracing], alias="VINA")


@pytest.fixture
def stranger(desk) -> Keyring:
    """A tracing officer like Peter, with the keys of another tracing compartment."""
    return Keyring.of(new_id(), [desk.gazetteer, desk.abroad])


@pytest.fixture
def outsider(desk) -> Keyring:
    """A case worker like William, with the keys of another compartment of cases."""
    return Keyring.of(new_id(), [desk.gazetteer, desk.elsewhere])


@pytest.fixture
def sign_in(desk, settings):
    """Give a browser signed in in a role, with the gazetteer's keys and those of its compartment.

    Tracing officers get the tracing compartment, everybody else William's, unless told otherwise.
    """
    settings.KDF = (1024, 1, 1)
    clock.stand_at(NOW)

    def signed_in(role="tracing officer", cell=None, name=""):
        usual = desk.tracing if role == "tracing officer" else desk.cases
        slots, name = [desk.gazetteer, cell or usual], name or role
        staff.admit(name=name, alias=name, role=role, passphrase="a long phrase", slots=slots)
        browser = Client()
        cookie = door.sign_in(name, "a long phrase", now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in
