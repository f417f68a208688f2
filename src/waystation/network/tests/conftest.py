"""A small network on file, and the people who work on it."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from waystation.network import services
from waystation.network.domain import House, Jurisdiction, Leg, Partner, Place
from waystation.vault import cells
from waystation.vault.keyring import Keyring

NOW = datetime(1855, 10, 26, 12, tzinfo=UTC)
CHESTER = Place(slug="chester", name="Chester", region="PA", country="US", lat=39.8, lon=-75.4)
DOVER = Place(slug="dover", name="Dover", region="DE", country="US", lat=39.2, lon=-75.5)
HOUSE = House(place="chester", beds=6, max_nights=3, assumed=False)
WALK = Leg(
    slug="walk",
    from_place="dover",
    to_place="chester",
    mode="foot",
    duration_min=420,
    km=24.5,
    capacity=30,
    night_only=True,
    cost_evidence="given",
)
GUIDE = Partner(slug="op1", name="Thomas Garrett", place="dover", region="DE", assumed=False)
LAND = Jurisdiction(code="US-PA", name="Pennsylvania", law="free state")


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def slots(db):
    # Nobody here holds it, but what leaves the building is entered in the audit chain.
    cells.found("security")
    return {purpose: cells.found(purpose) for purpose in ("gazetteer", "network")}


@pytest.fixture
def ring(slots):
    """Give a keyring to a new person who works on the network."""
    return lambda: Keyring.of(uuid4(), list(slots.values()))


@pytest.fixture
def harriet(ring) -> Keyring:
    """A field manager, with a small network on file."""
    keyring = ring()
    services.take_in(
        places=[CHESTER, DOVER],
        houses=[HOUSE],
        legs=[WALK],
        partners=[GUIDE],
        jurisdictions=[LAND],
        keyring=keyring,
        now=NOW,
    )
    return keyring


@pytest.fixture
def passmore(ring) -> Keyring:
    return ring()


@pytest.fixture
def jacob(ring) -> Keyring:
    return ring()


@pytest.fixture
def william(slots) -> Keyring:
    """A case worker knows names of places and nothing of how one gets there."""
    return Keyring.of(uuid4(), [slots["gazetteer"]])
