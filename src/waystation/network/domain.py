"""Places, houses, legs and partners, and when a leg may start. Pure: no Django, no clock."""

from datetime import date
from math import asin, cos, radians, sin, sqrt

import msgspec

from waystation.network.night import ALWAYS_DARK, DAY_MIN, dark, length_min

QUARTER_MIN = 15
EVERY_QUARTER = tuple(range(0, DAY_MIN, QUARTER_MIN))
# Without coordinates nobody can work out dusk; 20:00 to 04:00 UTC is our stand-in.
NIGHT_UNPLACED = (20 * 60, 4 * 60)
EARTH_KM = 6_371.0
BACK = "~back"


class Place(msgspec.Struct, frozen=True, kw_only=True, tag="place/1"):
    """A spot on the map; `lat` and `lon` are None together when nobody wrote them down."""

    slug: str
    name: str
    region: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    kind: str = ""
    evidence: str = ""
    source: str = ""


class House(msgspec.Struct, frozen=True, kw_only=True, tag="house/1"):
    """Where people can stay at a place: how many, how long, and whether that is only assumed."""

    place: str
    beds: int
    max_nights: int
    assumed: bool


class Leg(msgspec.Struct, frozen=True, kw_only=True, tag="leg/1"):
    """One stretch between two places by one mode, in both directions unless `oneway`.

    Costs are cents per person. `departs` are minutes of the UTC day; empty means the timetable of
    the mode. `assumed` names the fields that nobody gave and a default filled.
    """

    slug: str
    from_place: str
    to_place: str
    mode: str
    duration_min: int
    km: float
    capacity: int
    night_only: bool = False
    oneway: bool = False
    cost_cents: int = 0
    cost_evidence: str = ""
    risk_p: float | None = None
    departs: tuple[int, ...] = ()
    evidence: str = ""
    source: str = ""
    years: str = ""
    note: str = ""
    assumed: tuple[str, ...] = ()


class Partner(msgspec.Struct, frozen=True, kw_only=True, tag="partner/1"):
    """A person who helps at a place; `assumed` says that the place is our guess."""

    slug: str
    name: str
    place: str
    region: str
    assumed: bool
    tongue: str = "en"


class Mode(msgspec.Struct, frozen=True):
    """What we take for granted about a means of travel where nobody wrote better.

    `winding` is road length over crow flight; `capacity` the most people that take one leg
    together; `fare_like` the modes whose rate stands in, nearest first; `local_starts` the daily
    departures in minutes of local mean solar time (empty: it leaves when the group is ready).
    """

    kmh: float
    winding: float
    capacity: int
    fare_like: tuple[str, ...] = ()
    local_starts: tuple[int, ...] = ()


_RAIL_STARTS = (8 * 60, 20 * 60)
_FERRY_STARTS = (8 * 60, 12 * 60, 16 * 60)
_SAIL_STARTS = (9 * 60,)
MODES = {
    "foot": Mode(3.5, 1.25, 30),
    "wagon": Mode(7, 1.2, 12, ("carriage",)),
    "carriage": Mode(9, 1.2, 12, ("wagon",)),
    "car": Mode(50, 1.25, 4, ("carriage",)),
    "bus": Mode(40, 1.25, 20, ("rail",), _RAIL_STARTS),
    "rail": Mode(32, 1.2, 40, (), _RAIL_STARTS),
    "train": Mode(60, 1.2, 40, ("rail",), _RAIL_STARTS),
    "boat": Mode(4, 1.15, 8, ("rail",)),
    "ferry": Mode(8, 1.1, 40, ("rail",), _FERRY_STARTS),
    "steamboat": Mode(16, 1.25, 40, ("rail",), _SAIL_STARTS),
    "schooner": Mode(8, 1.35, 21, ("rail",), _SAIL_STARTS),
    "ship": Mode(10, 1.25, 20, ("schooner", "rail"), _SAIL_STARTS),
    "canal": Mode(5, 1.25, 20, ("rail",), _SAIL_STARTS),
}

# The law of each state as it stood in 1855. West Virginia was Virginia; Kansas, a territory whose
# settlers fought over slavery, is counted with the border; Nebraska Territory held next to none.
SLAVE_1855 = ("AL", "AR", "FL", "GA", "LA", "MS", "NC", "SC", "TN", "TX", "VA", "WV")
BORDER_1855 = ("DC", "DE", "KS", "KY", "MD", "MO")
FREE_1855 = (
    *("CA", "CT", "IA", "IL", "IN", "MA", "ME", "MI", "NE"),
    *("NH", "NJ", "NY", "OH", "PA", "RI", "VT", "WI"),
)
ABROAD_1855 = ("CA", "GB")


def jurisdiction(region: str, country: str) -> str:
    """Say whose law a place lay under in 1855, for the regions of the historical map.

    Returns one of "slave state", "border state", "free state", "abroad"; "unknown" for any
    region the historical table does not hold.
    """
    if country in ABROAD_1855:
        return "abroad"
    if country != "US":
        return "unknown"
    for name, regions in (
        ("slave state", SLAVE_1855),
        ("border state", BORDER_1855),
        ("free state", FREE_1855),
    ):
        if region in regions:
            return name
    return "unknown"


def crow_km(a: Place, b: Place) -> float | None:
    """Measure the distance between two places as the crow flies; None if one has no coordinates.

    Source: the haversine formula (Sinnott, Sky and Telescope, 1984) on a sphere of 6,371 km.
    """
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    rise, run = radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2
    h = sin(rise) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(run) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(h)))


def directed(leg: Leg) -> tuple[Leg, ...]:
    """Give a leg as the one or two directions in which people may travel it."""
    if leg.oneway:
        return (leg,)
    out = msgspec.structs.replace(leg, oneway=True)
    back = msgspec.structs.replace(
        out, slug=leg.slug + BACK, from_place=leg.to_place, to_place=leg.from_place
    )
    return out, back


def timetable(leg: Leg, place: Place) -> tuple[int, ...]:
    """Give the minutes of the UTC day at which a scheduled leg leaves, in order.

    Times nobody gave are those of the mode in local solar time, moved to UTC by the longitude to
    the nearest quarter hour (UTC itself without one). Empty: it leaves when the group is ready.
    """
    if leg.departs:
        return leg.departs
    ahead_min = QUARTER_MIN * round((place.lon or 0.0) * 4 / QUARTER_MIN)
    return tuple(sorted((local - ahead_min) % DAY_MIN for local in MODES[leg.mode].local_starts))


def departures(leg: Leg, place: Place, day: date) -> tuple[int, ...]:
    """Say when a leg may start: minutes of the UTC day, in order.

    A scheduled leg leaves by its timetable, any other on every quarter hour. A leg for the night
    starts only where the group is also there before dawn. If the night is too short for it, a
    scheduled leg cannot be taken at all; any other starts at dusk and hides by day, and
    `elapsed_min` says how long that takes.

    Args:
      leg: one direction, as `directed` gives it.
      place: where that direction begins; its night is the one that counts.
      day: the day whose evening begins the night; the season matters, not the date.
    """
    schedule = timetable(leg, place)
    starts = schedule or EVERY_QUARTER
    if not leg.night_only:
        return starts
    dusk, dawn = night_at(place, day)
    if (dusk, dawn) == ALWAYS_DARK:
        return starts

    night_min = length_min(dusk, dawn)
    in_time = tuple(m for m in starts if (m - dusk) % DAY_MIN + leg.duration_min <= night_min)
    if in_time or schedule:
        return in_time
    first, usable_min = _walking_night(dusk, dawn)
    return (first,) if usable_min > 0 else ()


def elapsed_min(leg: Leg, place: Place, day: date) -> int:
    """Say how many minutes pass from the start of a leg to its end, hiding by day included.

    A leg longer than the night is cut into nights: so many whole days as it needs full nights
    before the last one, then what is left. Every night is taken to be as long as the first.
    Where there is no dark at all `departures` is empty and this figure means nothing.
    """
    if not leg.night_only or timetable(leg, place):
        return leg.duration_min
    dusk, dawn = night_at(place, day)
    _, usable_min = _walking_night(dusk, dawn)
    if (dusk, dawn) == ALWAYS_DARK or not 0 < usable_min < leg.duration_min:
        return leg.duration_min
    whole_nights = (leg.duration_min - 1) // usable_min
    return whole_nights * DAY_MIN + leg.duration_min - whole_nights * usable_min


def night_at(place: Place, day: date) -> tuple[int, int]:
    """Give dusk and dawn at a place, or `NIGHT_UNPLACED` if it has no coordinates."""
    if place.lat is None or place.lon is None:
        return NIGHT_UNPLACED
    return dark(place.lat, place.lon, day)


def _walking_night(dusk: int, dawn: int) -> tuple[int, int]:
    """Give the first quarter hour of a night and the dark minutes left from there."""
    wait_min = -dusk % QUARTER_MIN
    return (dusk + wait_min) % DAY_MIN, length_min(dusk, dawn) - wait_min
