"""What the network is made of: frozen values, as the sealed rows hold them. Pure."""

from datetime import date

import msgspec

# What we hold of a record. Only vetted ones are planned on; one that rests is vetted still, and
# `standing_on` says “resting” for the days of its rest. Who stopped for safety did so by their own
# word and goes on by it; it is no fault and needs no second person.
STANDINGS = ("proposed", "vetted", "resting", "stopped", "retired")
PROPOSED, VETTED, RESTING, STOPPED, RETIRED = STANDINGS
LAWS = ("slave state", "border state", "free state", "abroad", "unknown")


class Closure(msgspec.Struct, frozen=True):
    """Days, first and last included, on which something is not to be used, and why."""

    first: date
    last: date
    why: str = ""


class Calendar(msgspec.Struct, frozen=True):
    """On which days something is open: weekdays (0 is Monday; none named means all), less closures.

    Days are UTC days; for a leg the day on which it sets out counts.
    """

    weekdays: tuple[int, ...] = ()
    closed: tuple[Closure, ...] = ()


ALWAYS_OPEN = Calendar()


class Place(msgspec.Struct, frozen=True, kw_only=True, tag="place/1"):
    """A spot on the map; `lat` and `lon` are None together when nobody wrote them down.

    `curfew` is from when to when, in minutes of the UTC day and over midnight if need be, nobody
    may set out or arrive there.
    """

    slug: str
    name: str
    region: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    kind: str = ""
    evidence: str = ""
    source: str = ""
    standing: str = VETTED
    rests: tuple[Closure, ...] = ()
    curfew: tuple[int, int] | None = None


class House(msgspec.Struct, frozen=True, kw_only=True, tag="house/1"):
    """Where people can stay at a place: how many, how long, and whether that is only assumed."""

    place: str
    beds: int
    max_nights: int
    assumed: bool
    standing: str = VETTED
    rests: tuple[Closure, ...] = ()
    calendar: Calendar = ALWAYS_OPEN


class Leg(msgspec.Struct, frozen=True, kw_only=True, tag="leg/1"):
    """One stretch between two places by one mode, in both directions unless `oneway`.

    Costs are cents per person. `departs` are minutes of the UTC day; empty means the timetable of
    the mode. `assumed` names the fields that nobody gave and a default filled.

    `windows` are from when to when, in minutes of the UTC day, people may be on the leg: whoever
    sets out in one also arrives in it; none means always. `slow` holds (from, to, minutes): who
    sets out in that span takes so long instead. `guides` are partners by slug; none means whoever
    is at its start.
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
    standing: str = VETTED
    rests: tuple[Closure, ...] = ()
    calendar: Calendar = ALWAYS_OPEN
    windows: tuple[tuple[int, int], ...] = ()
    slow: tuple[tuple[int, int, int], ...] = ()
    climb_m: int = 0
    guides: tuple[str, ...] = ()


class Partner(msgspec.Struct, frozen=True, kw_only=True, tag="partner/1"):
    """A person who helps at a place; `assumed` says that the place is our guess.

    `code_on` is the day on which they acknowledged the code of conduct, if they did.
    """

    slug: str
    name: str
    place: str
    region: str
    assumed: bool
    tongue: str = "en"
    standing: str = VETTED
    rests: tuple[Closure, ...] = ()
    calendar: Calendar = ALWAYS_OPEN
    code_on: date | None = None


class Jurisdiction(msgspec.Struct, frozen=True, kw_only=True, tag="jurisdiction/1"):
    """A land or part of one by its code (“US-MD”, “CA”), and which of `LAWS` holds there."""

    code: str
    name: str
    law: str
    standing: str = VETTED
    rests: tuple[Closure, ...] = ()


Record = Place | House | Leg | Partner | Jurisdiction


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
