"""The office at Ripley, and browsers of its people."""

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.dispatch.tests.conftest import _own_home, river  # noqa: F401
from waystation.dispatch.tests.river import River
from waystation.routing.tests.ripley import READY
from waystation.vault import door, staff

PASSPHRASE = "a long phrase for tests"


@pytest.fixture
def enter(river: River):  # noqa: F811
    """Give a browser signed in in a role, at the hour at which the group is ready."""
    clock.stand_at(READY)

    def entered(role: str) -> Client:
        name = f"{role} {new_id().hex[:4]}"
        slots = [*river.slots.values(), *([river.case_slot] if role == "field manager" else [])]
        staff.admit(name=name, alias=role, role=role, passphrase=PASSPHRASE, slots=slots)
        browser = Client()
        cookie = door.sign_in(name, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return entered
