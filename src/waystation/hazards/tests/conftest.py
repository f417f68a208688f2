"""Four places in a network with keys, and word of danger about them."""

from datetime import UTC, datetime

import msgspec
import pytest

from waystation.base.ids import new_id
from waystation.hazards.domain import Hazard
from waystation.network import services as network
from waystation.network.domain import House, Leg, Partner, Place
from waystation.vault import cells
from waystation.vault.keyring import Keyring

NOW = datetime(1855, 10, 26, 12, tzinfo=UTC)
PLACES = (
    Place(
        slug="chestertown-md",
        name="Chestertown",
        region="MD",
        country="US",
        lat=39.209,
        lon=-76.067,
    ),
    Place(
        slug="middletown-de", name="Middletown", region="DE", country="US", lat=39.45, lon=-75.716
    ),
    Place(
        slug="wilmington-de", name="Wilmington", region="DE", country="US", lat=39.746, lon=-75.546
    ),
    Place(slug="hamilton-on", name="Hamilton", region="ON", country="CA", lat=43.25, lon=-79.85),
)
HOUSES = (House(place="wilmington-de", beds=8, max_nights=2, assumed=False),)
ROAD = Leg(
    slug="road",
    from_place="chestertown-md",
    to_place="middletown-de",
    mode="carriage",
    duration_min=300,
    km=45,
    capacity=12,
)
ONWARD = msgspec.structs.replace(
    ROAD, slug="onward", from_place="middletown-de", to_place="wilmington-de"
)
PARTNERS = (
    Partner(slug="p1", name="Thomas Garrett", place="wilmington-de", region="DE", assumed=False),
)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def harriet(db) -> Keyring:
    return Keyring.of(new_id(), [cells.found("gazetteer"), cells.found("network")])


@pytest.fixture
def office(harriet) -> Keyring:
    network.take_in(
        places=PLACES,
        houses=HOUSES,
        legs=(ROAD, ONWARD),
        partners=PARTNERS,
        keyring=harriet,
        now=NOW,
    )
    return harriet


def word(**changes) -> Hazard:
    """Give hearsay of a raid at Middletown today, from Isaac."""
    plain = Hazard(
        slug="",
        on=NOW.date(),
        precision="day",
        kind="raid",
        place="middletown-de",
        text="men with dogs at the bridge",
        source="Isaac",
        origin="partner",
        source_grade="C",
        word_grade=3,
    )
    return msgspec.structs.replace(plain, **changes)
