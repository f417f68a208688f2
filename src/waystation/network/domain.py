"""The network's values and rules under one name. Pure: no Django, no clock."""

from datetime import date

import msgspec

from waystation.network.hours import (
    EVERY_QUARTER,
    NIGHT_UNPLACED,
    QUARTER_MIN,
    Band,
    Trip,
    bands,
    departures,
    duration_at,
    elapsed_min,
    is_open,
    night_at,
    open_days,
    timetable,
    trips,
    within,
)
from waystation.network.lands import EARTH_KM, codes_of, crow_km, jurisdiction, law_of
from waystation.network.values import (
    ALWAYS_OPEN,
    LAWS,
    MODES,
    PROPOSED,
    RESTING,
    RETIRED,
    STANDINGS,
    STOPPED,
    VETTED,
    Calendar,
    Closure,
    House,
    Jurisdiction,
    Leg,
    Mode,
    Partner,
    Place,
    Record,
)

__all__ = [
    "ALWAYS_OPEN",
    "BACK",
    "EARTH_KM",
    "EVERY_QUARTER",
    "LAWS",
    "MODES",
    "NIGHT_UNPLACED",
    "PROPOSED",
    "QUARTER_MIN",
    "RESTING",
    "RETIRED",
    "STANDINGS",
    "STOPPED",
    "VETTED",
    "Band",
    "Calendar",
    "Closure",
    "House",
    "Jurisdiction",
    "Leg",
    "Mode",
    "Partner",
    "Place",
    "Record",
    "Trip",
    "bands",
    "codes_of",
    "crow_km",
    "departures",
    "directed",
    "duration_at",
    "elapsed_min",
    "is_open",
    "jurisdiction",
    "law_of",
    "night_at",
    "open_days",
    "standing_on",
    "timetable",
    "trips",
    "within",
]

BACK = "~back"


def directed(leg: Leg) -> tuple[Leg, ...]:
    """Give a leg as the one or two directions in which people may travel it."""
    if leg.oneway:
        return (leg,)
    out = msgspec.structs.replace(leg, oneway=True)
    back = msgspec.structs.replace(
        out, slug=leg.slug + BACK, from_place=leg.to_place, to_place=leg.from_place
    )
    return out, back


def standing_on(record: Record, day: date) -> str:
    """Say what we hold of a record on a day: one of `STANDINGS`; a rest ends by itself."""
    if record.standing == VETTED and any(r.first <= day <= r.last for r in record.rests):
        return RESTING
    return record.standing
