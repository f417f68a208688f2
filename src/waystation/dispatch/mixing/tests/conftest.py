"""The office at Ripley, its security officer, and who asks."""

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.dispatch.mixing import services
from waystation.dispatch.mixing.domain import Belief
from waystation.dispatch.tests.conftest import _own_home, river  # noqa: F401
from waystation.dispatch.tests.river import River
from waystation.routing.tests.ripley import READY
from waystation.vault import door, staff

PASSPHRASE = "a long phrase for tests"


def belief(**changes) -> Belief:
    """Believe in one watched leg of ours that costs every second group its freedom."""
    plain = {
        "k": 1, "otherwise": 0.5, "extra_risk": 5.0, "extra_cost": 5.0, "extra_hours": 72,
        "by": "Security", "at": READY, "why": "a slave catcher was seen at the landing",
    }  # fmt: skip
    return Belief(**plain | changes)


@pytest.fixture
def declared(river: River):  # noqa: F811
    """Declare a threat on every corridor; gives its id."""
    return services.declare(
        from_land="", to_land="", belief=belief(), keyring=river.harriet, now=READY
    )


@pytest.fixture
def sign_in(river: River):  # noqa: F811
    """Give a browser signed in in a role, at the hour at which the group is ready."""
    clock.stand_at(READY)

    def signed_in(role="field manager") -> Client:
        name = f"{role} {new_id().hex[:4]}"
        slots = [*river.slots.values(), river.case_slot]
        if role == "security officer":
            slots = [river.slots["gazetteer"], river.slots["network"], river.security]
        staff.admit(name=name, alias=role, role=role, passphrase=PASSPHRASE, slots=slots)
        browser = Client()
        cookie = door.sign_in(name, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in
