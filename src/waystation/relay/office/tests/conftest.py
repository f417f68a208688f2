"""An office at Ripley with an approved passage, and a browser for any role."""

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.dispatch.tests.river import River
from waystation.relay.office import stream
from waystation.routing.tests.ripley import READY
from waystation.vault import door, staff

PASSPHRASE = "a long phrase for tests"


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)
    monkeypatch.setattr(stream, "LOOK_S", 0.0)
    monkeypatch.setattr(stream, "SHARED_S", 0.0)


@pytest.fixture
def river(db) -> River:
    made = River()
    made.fund_it()
    clock.stand_at(READY)
    return made


@pytest.fixture
def kept(river):
    return river.approved()


@pytest.fixture
def sign_in(river):
    """Give a browser signed in in a role, with the passages' keys if the role has them."""
    both = list(river.slots.values())
    slots = {"field manager": [*both, river.case_slot], "approver": both}

    def signed_in(role="field manager") -> Client:
        held = slots.get(role, [river.slots["gazetteer"]])
        staff.admit(name=role, alias=role.title(), role=role, passphrase=PASSPHRASE, slots=held)
        browser = Client()
        cookie = door.sign_in(role, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in


@pytest.fixture
def browser(sign_in) -> Client:
    return sign_in()
