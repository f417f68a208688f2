"""Two organisations that trust each other: Peter's and Vina's, and another with its officers.

Both lie in one database here, each in a tracing compartment of its own; `tests/between` shows two
databases in two processes.
"""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import pytest

from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.partners import queries
from waystation.tracing.partners.domain import Agreement
from waystation.tracing.partners.services import agreeing
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import a_korean, a_name, a_profile, a_request, agreed, born
from waystation.tracing.tests.conftest import (  # noqa: F401
    Desk,
    desk,
    harriet,
    office,
    outsider,
    peter,
    sign_in,
    stranger,
    vina,
    william,
)
from waystation.tracing.values import Profile, Released
from waystation.vault.keyring import Keyring

OURS, THEIRS = "Vigilance Committee", "Red Cross of Upper Canada"


class Two(NamedTuple):
    """Two organisations: two officers each, and under which id each knows the other."""

    peter: Keyring
    vina: Keyring
    anna: Keyring
    boris: Keyring
    theirs: UUID
    ours: UUID


def an_agreement(**said) -> Agreement:
    usual = {
        "about": "families parted at the border",
        "uses": ("request", "keys", "file"),
        "until": TODAY + timedelta(days=90),
        "keys_max": 100,
        "runs_max": 2,
        "requests_max": 2,
    }
    return Agreement(**usual | said)


def befriend(one: Keyring, second: Keyring, other: Keyring, **said) -> UUID:
    """Let one organisation enter another by its card, compare the code and agree by two."""
    made = agreeing.enter(card=queries.card(other), keyring=one, now=NOW)
    agreeing.note_compared(partner_id=made, how="called at the mission", keyring=one, now=NOW)
    agreeing.propose(partner_id=made, agreement=an_agreement(**said), keyring=one, now=NOW)
    agreeing.approve(partner_id=made, keyring=second, now=NOW)
    return made


@pytest.fixture
def two(desk, peter, vina, stranger) -> Two:  # noqa: F811
    boris = Keyring.of(new_id(), [desk.gazetteer, desk.abroad], alias="BORIS")
    agreeing.make_own(name=OURS, keyring=peter, now=NOW)
    agreeing.make_own(name=THEIRS, keyring=stranger, now=NOW)
    theirs = befriend(peter, vina, stranger)
    return Two(peter, vina, stranger, boris, theirs, befriend(stranger, boris, peter))


def released(receiver: str, sought: Profile, seeker: Profile | None = None, **said) -> Released:
    """Let everything of a request go to one organisation."""
    usual = {
        "receiver": receiver,
        "uses": ("request", "keys", "file"),
        "names": sought.names,
        "seeker_names": seeker.names if seeker else (),
        "parts": ("birth", "sex", "home", "relatives"),
        "agreed": agreed(),
    }
    return Released(**usual | said)


def look_for(keyring: Keyring, receiver: str, sought: Profile, **said) -> UUID:
    """Open a request for somebody, released to one organisation."""
    given = released(receiver, sought, **said)
    made = a_request(sought=sought, released=(given,))
    return requests.open_request(request=made, keyring=keyring, now=NOW)


def live_there(keyring: Keyring, receiver: str, seeker: Profile) -> UUID:
    """Put somebody on file who looks for a cousin and lets an organisation find them by it."""
    sought = a_profile("Somebody Else", birth=born(1801), homes=())
    given = released(receiver, sought, seeker)
    made = a_request(seeker=seeker, sought=sought, relation="cousin", released=(given,))
    return requests.open_request(request=made, keyring=keyring, now=NOW)


MOTHER = a_korean("Han Sŏ-rin")
SAME_MOTHER = a_korean("한서린", names=(a_name("한서린"), a_name("서린이", "home")))
