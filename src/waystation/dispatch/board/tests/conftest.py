"""The office at Ripley and a browser for whoever looks at its boards."""

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.dispatch.tests.conftest import _own_home, river  # noqa: F401
from waystation.routing.tests.ripley import READY
from waystation.vault import door, staff

PASSPHRASE = "a long phrase for tests"


@pytest.fixture
def sign_in(river):  # noqa: F811
    """Give a browser signed in in a role, with the passages' keys if the role has them."""
    clock.stand_at(READY)
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
