"""Four places on a road north, small enough to work every figure by hand, and an office with keys.

No place has coordinates, so night is 20:00 to 04:00 UTC; every leg states its risk, so no rule
is needed to know it.
"""

from datetime import UTC, datetime

import msgspec

from waystation.base.ids import new_id
from waystation.network import services as network
from waystation.network.domain import House, Leg, Place
from waystation.routing.asking import Known
from waystation.routing.domain import Question
from waystation.vault import cells
from waystation.vault.keyring import Keyring

# Midnight of this day is minute 0; the group is ready at 06:40, minute 400.
READY = datetime(1855, 10, 26, 6, 40, tzinfo=UTC)

PLACES = (
    Place(slug="ripley", name="Ripley", kind="station"),
    Place(slug="sardinia", name="Sardinia", kind="station"),
    Place(slug="wilmington", name="Wilmington", kind="hub"),
    Place(slug="sandusky", name="Sandusky", kind="destination"),
)
HOUSES = (
    House(place="sardinia", beds=6, max_nights=3, assumed=False),
    House(place="wilmington", beds=12, max_nights=3, assumed=False),
)


def leg(slug, from_place, to_place, minutes, risk_p, cents, departs, **more) -> Leg:
    """Make a leg in one direction; `departs` are minutes of the UTC day."""
    values = {
        "slug": slug,
        "from_place": from_place,
        "to_place": to_place,
        "mode": "wagon",
        "duration_min": minutes,
        "km": 10.0,
        "capacity": 40,
        "oneway": True,
        "risk_p": risk_p,
        "cost_cents": cents,
        "cost_evidence": "given",
        "departs": tuple(departs),
    }
    return Leg(**values | more)


ROAD = leg("road", "ripley", "sardinia", 60, 0.01, 50, [480, 600])
TRAIN = leg("train", "sardinia", "sandusky", 90, 0.01, 50, [680, 1200])
EVENING = leg("evening", "ripley", "wilmington", 120, 0.002, 90, [1320])
MORNING = leg("morning", "wilmington", "sandusky", 60, 0.002, 90, [300])
BOAT = leg("boat", "ripley", "sandusky", 30, 0.09, 30, [700], mode="boat", capacity=8)
LEGS = (ROAD, TRAIN, EVENING, MORNING, BOAT)


def known(*legs: Leg, places=PLACES, houses=HOUSES, hazards=()) -> Known:
    """Give what is known of the network; without legs named, all five."""
    return Known(places=places, houses=houses, legs=legs or LEGS, hazards=hazards)


def question(**changes) -> Question:
    """Ask for two people from Ripley to Sandusky, ready at 06:40."""
    plain = Question(start="ripley", targets=("sandusky",), people=2, start_at=READY)
    return msgspec.structs.replace(plain, **changes)


def at(minute: int) -> datetime:
    """Give the moment so many minutes after the first midnight."""
    return datetime.fromtimestamp(READY.timestamp() - 400 * 60 + minute * 60, UTC)


class Office:
    """An organisation with the four places on file, its field manager and a stranger."""

    def __init__(self, legs=LEGS, partners=()):
        self.slots = {name: cells.found(name) for name in ("gazetteer", "network", "passages")}
        self.harriet = Keyring.of(new_id(), list(self.slots.values()))
        self.stranger = Keyring.of(new_id(), [cells.found("cases")])
        network.take_in(
            places=PLACES,
            houses=HOUSES,
            legs=legs,
            partners=partners,
            keyring=self.harriet,
            now=READY,
        )
