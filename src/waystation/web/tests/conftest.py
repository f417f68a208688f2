"""The office at Ripley behind its console: a browser for any role."""

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.dispatch.tests.river import River
from waystation.routing.tests.ripley import READY
from waystation.vault import cells, door, staff

PASSPHRASE = "a long phrase for tests"


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


@pytest.fixture
def sign_in(river):
    """Give a browser signed in in a role, with the keys that its work needs."""
    field = (*river.slots.values(), river.case_slot)
    slots = {
        "field manager": field,
        "approver": tuple(river.slots.values()),
        "case worker": (river.slots["gazetteer"], river.case_slot),
        "finance officer": (river.finance,),
        "security officer": (river.slots["gazetteer"], river.slots["network"]),
        "fundraiser": (river.giving,),
        "tracing officer": (river.slots["gazetteer"], cells.found("tracing")),
    }

    def signed_in(role="field manager", **options) -> Client:
        staff.admit(
            name=role, alias=role.title(), role=role, passphrase=PASSPHRASE, slots=list(slots[role])
        )
        browser = Client(**options)
        cookie = door.sign_in(role, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in


@pytest.fixture
def browser(sign_in) -> Client:
    return sign_in()
