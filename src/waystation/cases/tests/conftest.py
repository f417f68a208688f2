"""Two workers with a compartment each, a gazetteer of two places, and quick sign-in."""

from typing import Any, NamedTuple

import pytest

from waystation.base.ids import new_id
from waystation.cases.tests.builders import CAMBRIDGE, CHESTERTOWN, NOW
from waystation.network import services as network
from waystation.vault import cells
from waystation.vault.keyring import Keyring


class Office(NamedTuple):
    """Slots of one organisation: the gazetteer, the worker's cases and somebody else's."""

    gazetteer: Any
    cases: Any
    elsewhere: Any


@pytest.fixture
def office(db) -> Office:
    made = Office(cells.found("gazetteer"), cells.found("cases"), cells.found("cases"))
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
