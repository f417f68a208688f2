"""Dated dangers and the rule that makes the risk of a leg from them. Pure; see docs/RISK.md."""

from collections.abc import Iterable, Mapping
from datetime import date
from math import exp, log1p, prod

import msgspec

from waystation.network.domain import Leg, Place, crow_km, jurisdiction

NEAR_KM = 40
HALF_LIFE_DAYS = 90
# Ten half-lives leave a thousandth: older incidents are on file, but no longer count.
FORGOTTEN_DAYS = 10 * HALF_LIFE_DAYS
# How firmly we hold to the class of a leg: as much as half a fresh incident at the very place.
STRENGTH = 0.5
LAW_FACTOR = 1.2
NIGHT_FACTOR = 0.5
OLD_WORD_FACTOR = 0.5
SPREAD_FRESH, SPREAD_NO_WORD = 1.5, 3.0
# On the water only the ends of a voyage, near land, can be searched.
WATER_MAX_H = 24.0

# Chance of being caught in one hour by day, in 100,000: our assumption, no statistic.
# Columns: slave state, border state, free state, abroad.
PER_HOUR = {
    "on foot": (220, 130, 30, 10),
    "by road": (550, 340, 60, 20),
    "by public carriage": (500, 300, 50, 40),
    "on the water": (120, 90, 40, 20),
}
WAY = (
    {"foot": "on foot"}
    | dict.fromkeys(("wagon", "carriage", "car"), "by road")
    | dict.fromkeys(("rail", "train", "bus"), "by public carriage")
    | dict.fromkeys(("boat", "ferry", "steamboat", "schooner", "ship", "canal"), "on the water")
)
_COLUMN = {"slave state": 0, "border state": 1, "unknown": 1, "free state": 2, "abroad": 3}

# What an incident says about the next group on the same road; an unknown kind counts in full.
HUNTED, WATCHED, KNOWN = 1.0, 0.6, 0.3
WEIGHT = (
    dict.fromkeys(("attack", "betrayal", "capture", "fight"), HUNTED)
    | dict.fromkeys(("kidnapping", "killing", "raid", "rendition"), HUNTED)
    | dict.fromkeys(("arrest", "attempted arrest", "pursuit", "search", "warrant"), WATCHED)
    | dict.fromkeys(("attempted rescue", "court", "extradition", "prosecution", "rescue"), KNOWN)
)


class Hazard(msgspec.Struct, frozen=True, kw_only=True, tag="hazard/1"):
    """A danger with a date: an incident at a place, or a law that binds a region or a country.

    `scope` is the region or country code of a law, "" for an incident; `on` is the first day that
    `precision` leaves open.
    """

    slug: str
    on: date
    precision: str
    kind: str
    place: str = ""
    scope: str = ""
    text: str = ""
    effect: str = ""
    evidence: str = ""
    source: str = ""


class Near(msgspec.Struct, frozen=True):
    """A hazard and how far it lies from the nearer end of a leg; a law has distance 0."""

    hazard: Hazard
    km: float


class Because(msgspec.Struct, frozen=True):
    """One reason for a risk: `text` takes `value` in its braces; `factor` is what it multiplies."""

    kind: str
    text: str
    value: str
    factor: float


class LegRisk(msgspec.Struct, frozen=True):
    """The chance of being caught on a leg, with its span and its reasons.

    1 - exp(-product of the factors) is `risk_p`. `n_words` and `last_word_on` speak of every
    incident on file near the leg, also of those too old to count.
    """

    risk_p: float
    low_p: float
    high_p: float
    because: tuple[Because, ...]
    last_word_on: date | None
    n_words: int


def first_day(text: str) -> date:
    """Read a date as precise as it is written, as the first day it leaves open.

    "1855-10-26", "1855-10", "1855" and "1850s" are understood.

    Raises:
      ValueError: the text is none of these.
    """
    parts = text.removesuffix("s").split("-")
    if len(parts) > 3 or not all(p.isascii() and p.isdigit() for p in parts) or len(parts[0]) != 4:
        raise ValueError(f"‘{text}’ is not a date like 1855-10-26, 1855-10, 1855 or 1850s")
    year, month, day = (*map(int, parts), 1, 1)[:3]
    return date(year, month, day)


def near(
    hazards: Iterable[Hazard], a: Place, b: Place, places: Mapping[str, Place]
) -> tuple[Near, ...]:
    """Pick the hazards that bear on a leg: within 40 km of an end, or a law in force there."""
    found = []
    for hazard in hazards:
        if hazard.scope:
            if hazard.scope in (a.region, a.country, b.region, b.country):
                found.append(Near(hazard, 0.0))
            continue
        spot = places.get(hazard.place)
        if spot is None:
            continue
        distances = [0.0] if spot in (a, b) else [crow_km(a, spot), crow_km(b, spot)]
        known = [km for km in distances if km is not None and km <= NEAR_KM]
        if known:
            found.append(Near(hazard, min(known)))
    return tuple(found)


def leg_risk(leg: Leg, a: Place, b: Place, nearby: Iterable[Near], day: date) -> LegRisk:
    """Say how likely a group is to be caught on a leg, and why.

    A risk given with the leg is taken as it is. Else the leg's class sets a rate by the hour, laws
    and nearby incidents raise it, and old word makes it dearer. No hazard ever lowers it; one dated
    after `day` does not count. The rule is worked through in docs/RISK.md.

    Args:
      leg, a, b: the leg and the places at its two ends.
      nearby: what `near` found; its order does not matter.
      day: the day for which the risk is wanted.
    """
    if leg.risk_p is not None:
        p = leg.risk_p
        given = Because("given", "set for this leg: {value}", f"{100 * p:.2f} %", -log1p(-p))
        return LegRisk(p, p, p, (given,), None, 0)

    known = sorted(
        (n for n in nearby if n.hazard.on <= day),
        key=lambda n: (-n.hazard.on.toordinal(), n.hazard.slug),
    )
    because = _class_of(leg, a, b)
    because += [
        Because("law", "law in force: {value}", f"{n.hazard.on:%Y} {n.hazard.text}", LAW_FACTOR)
        for n in known
        if n.hazard.scope
    ]
    words = [n for n in known if not n.hazard.scope]
    evidence, incidents = _incidents(words, day)
    because += incidents

    mean = prod(reason.factor for reason in because)
    stale = STRENGTH / (STRENGTH + evidence)
    last_on = words[0].hazard.on if words else None
    dearer = 1 + OLD_WORD_FACTOR * stale
    if last_on:
        because.append(Because("old word", "last word {value}", last_on.isoformat(), dearer))
    else:
        because.append(Because("old word", "no word at all", "", dearer))
    spread = SPREAD_FRESH + (SPREAD_NO_WORD - SPREAD_FRESH) * stale
    return LegRisk(
        risk_p=_chance(because[-1].factor * mean),
        low_p=_chance(mean / spread),
        high_p=_chance(mean * spread),
        because=tuple(because),
        last_word_on=last_on,
        n_words=len(words),
    )


def _class_of(leg: Leg, a: Place, b: Place) -> list[Because]:
    """Give the reasons that lie in the leg itself: hours, way, law of the land, light."""
    way = WAY[leg.mode]
    hours = leg.duration_min / 60
    if way == "on the water":
        hours = min(hours, WATER_MAX_H)
    # The harsher of the two ends rules the leg; an unknown law is taken for a border state's.
    lands = (jurisdiction(a.region, a.country), jurisdiction(b.region, b.country))
    land = min(lands, key=_COLUMN.__getitem__)
    rate = PER_HOUR[way][_COLUMN[land]]
    because = [
        Because("hours", "{value} hours in reach", f"{hours:.1f}", hours),
        Because("class", "{value} in 100,000 an hour", f"{way}, {land}: {rate}", rate / 100_000),
    ]
    if leg.night_only:
        because.append(Because("night", "in the dark", "", NIGHT_FACTOR))
    return because


def _incidents(words: list[Near], day: date) -> tuple[float, list[Because]]:
    """Weigh the incidents, newest first; each factor is what it adds on top of those before it."""
    evidence = 0.0
    because = []
    for n in words:
        age_days = (day - n.hazard.on).days
        if age_days > FORGOTTEN_DAYS:
            break
        fresh = 2 ** (-age_days / HALF_LIFE_DAYS)
        weight = WEIGHT.get(n.hazard.kind, HUNTED) * (1 - n.km / NEAR_KM) * fresh
        factor = (STRENGTH + evidence + weight) / (STRENGTH + evidence)
        value = f"{n.hazard.kind}, {n.hazard.text}, {n.hazard.on.isoformat()}, {n.km:.0f} km away"
        because.append(Because("incident", "{value}", value, factor))
        evidence += weight
    return evidence, because


def _chance(hazard: float) -> float:
    return 1 - exp(-hazard)
