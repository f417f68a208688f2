"""The office at Ripley, a group of two at the end of its way, and who asks."""

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.dispatch.tests.conftest import _own_home, river  # noqa: F401
from waystation.dispatch.tests.river import River
from waystation.routing.tests.ripley import at
from waystation.vault import door, staff
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring

PASSPHRASE = "a long phrase for tests"
# The last stage ends at 06:00 of the second day, minute 1,800.
THERE = at(1_830)


def who(keyring: Keyring, alias: str = "Harriet") -> Who:
    """Say who asks, as the door would."""
    return Who(keyring.user_id, alias, "field manager", keyring, None, None)


@pytest.fixture
def way(river):  # noqa: F811
    """Two people on the last stage of their way, which has begun."""
    kept = river.approved()
    river.travel(kept, 1)
    last = kept.stages[1]
    for what in ("ordered", "accepted", "met"):
        river.note(last.id, what, last.stage.depart)
    return river.passage(kept.id)


@pytest.fixture
def handed(river, way):  # noqa: F811
    """The same two, handed over by the last guide; nobody has counted them."""
    last = way.stages[1]
    river.note(last.id, "handed over", last.stage.arrive)
    return river.passage(way.id)


@pytest.fixture
def sign_in(river: River):  # noqa: F811
    """Give a browser signed in in a role, at the hour at which the group is there."""
    clock.stand_at(THERE)

    def signed_in(role="field manager", alias="") -> Client:
        name = f"{role} {new_id().hex[:4]}"
        slots = [*river.slots.values(), *([river.case_slot] if role == "field manager" else [])]
        staff.admit(name=name, alias=alias or role, role=role, passphrase=PASSPHRASE, slots=slots)
        browser = Client()
        cookie = door.sign_in(name, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in
