"""The office at Ripley, one passage by night that is approved, and who asks."""

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.tests.conftest import _own_home, river  # noqa: F401
from waystation.dispatch.tests.river import River
from waystation.routing.tests.ripley import READY
from waystation.vault import door, staff

PASSPHRASE = "a long phrase for tests"


@pytest.fixture
def kept(river: River) -> KeptPassage:  # noqa: F811
    """Two people go from Ripley over Wilmington to Sandusky."""
    return river.approved()


@pytest.fixture
def sign_in(river: River):  # noqa: F811
    """Give a browser signed in in a role, with the keys that its work needs."""
    clock.stand_at(READY)
    work = list(river.slots.values())
    network = [river.slots["gazetteer"], river.slots["network"]]
    slots = {
        "field manager": [*work, river.case_slot],
        "approver": work,
        "case worker": [river.slots["gazetteer"], river.case_slot],
        "security officer": [*network, river.security],
    }

    def signed_in(role: str) -> Client:
        staff.admit(
            name=role, alias=role.title(), role=role, passphrase=PASSPHRASE, slots=slots[role]
        )
        browser = Client()
        cookie = door.sign_in(role, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in
