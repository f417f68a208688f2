"""Dated dangers and the belief that makes the risk of a leg from them. Pure; see docs/RISK.md."""

from collections.abc import Iterable, Mapping
from datetime import date
from math import exp, log1p

from waystation.hazards.belief import Belief, faded
from waystation.hazards.geometry import km_to_leg, km_to_place
from waystation.hazards.rates import (
    ALL_QUIET,
    BORDER_HALF_LIFE_DAYS,
    COLUMN,
    LAW_FACTOR,
    NEAR_KM,
    NEIGHBOUR_SHARE,
    NIGHT,
    PASSAGE_HALF_LIFE_DAYS,
    PASSED,
    PER_DAY_WAITING,
    PER_HOUR,
    WATER_MAX_H,
    WAY,
    WEIGHT,
)
from waystation.hazards.values import (
    Because,
    Change,
    Check,
    Due,
    Evidence,
    Halt,
    Hazard,
    LegRisk,
    Near,
    Outcome,
    Passed,
    Watched,
    first_day,
)
from waystation.network.domain import Jurisdiction, Leg, Place, codes_of, law_of

__all__ = [
    "NEAR_KM",
    "NEIGHBOUR_SHARE",
    "PASSED",
    "PER_HOUR",
    "WAY",
    "WEIGHT",
    "Because",
    "Change",
    "Check",
    "Due",
    "Evidence",
    "Halt",
    "Hazard",
    "LegRisk",
    "Near",
    "Outcome",
    "Passed",
    "Watched",
    "both_ways",
    "class_of",
    "danger_of",
    "first_day",
    "given_risk",
    "house_risk",
    "leg_risk",
    "near",
    "risk_from",
    "weigh",
    "weighed",
]
Lands = Mapping[str, Jurisdiction]
_NO_LANDS: Lands = {}


def near(
    hazards: Iterable[Hazard],
    a: Place,
    b: Place,
    places: Mapping[str, Place],
    leg: Leg | None = None,
) -> tuple[Near, ...]:
    """Pick the hazards that bear on a way: within 40 km of it, on it, or a law in force there.

    The way is the straight line between its ends. On the water only the ends count. Without a leg
    `a` and `b` are taken for the ends of a way on land.
    """
    by_water = leg is not None and WAY[leg.mode] == "on the water"
    found = []
    for hazard in hazards:
        if hazard.scope:
            if hazard.scope in (a.region, b.region, *codes_of(a), *codes_of(b)):
                found.append(Near(hazard, 0.0))
            continue
        if hazard.leg:
            if leg is not None and hazard.leg == both_ways(leg.slug):
                found.append(Near(hazard, 0.0))
            continue
        km = _km(hazard, a, b, places, by_water)
        if km is not None and km <= NEAR_KM:
            found.append(Near(hazard, km))
    return tuple(found)


def both_ways(slug: str) -> str:
    """Give the name a leg has in both directions."""
    return slug.removesuffix("~back")


def _km(
    hazard: Hazard, a: Place, b: Place, places: Mapping[str, Place], by_water: bool
) -> float | None:
    """Measure how far a hazard's edge lies from a way; None if nobody knows."""
    if hazard.place and hazard.place in (a.slug, b.slug):
        return 0.0
    spot = places.get(hazard.place)
    lat, lon = (spot.lat, spot.lon) if spot is not None else (hazard.lat, hazard.lon)
    if lat is None or lon is None:
        return None
    if by_water or a.slug == b.slug:
        known = [
            km for km in (km_to_place(lat, lon, a), km_to_place(lat, lon, b)) if km is not None
        ]
        km = min(known, default=None)
    else:
        km = km_to_leg(lat, lon, a, b)
    return None if km is None else max(0.0, km - hazard.radius_km)


def leg_risk(
    leg: Leg,
    a: Place,
    b: Place,
    nearby: Iterable[Near],
    day: date,
    dark: bool | None = None,
    outcomes: Iterable[Passed | Outcome] = (),
    lands: Lands = _NO_LANDS,
) -> LegRisk:
    """Say how likely a group is to be caught on a leg, and why.

    A risk given with the leg is taken as it is. Else the leg's class sets a rate by the hour, laws
    and nearby incidents raise it, passages that went well lower it, and old word makes it dearer.
    No hazard ever lowers it; nothing dated after `day` counts. docs/RISK.md works it through.

    Args:
      leg, a, b: the leg and the places at its two ends.
      nearby: what `near` found; its order does not matter.
      day: the day for which the risk is wanted.
      dark: travelled in the dark or by day; None is as the leg says.
      outcomes: how passages over it, and over its neighbours, went.
      lands: whose law holds where, by code; what is not in it lies under the law of 1855.

    Source: gamma-Poisson, Gelman et al., Bayesian Data Analysis (2013), 2.6; forgetting towards
      the prior, Kulhavý and Zarrop, Int. J. Control 58 (1993), 905-924; shared and doubtful word
      as powers of the likelihood, Ibrahim and Chen, Statistical Science 15 (2000), 46-60.
    """
    if leg.risk_p is not None:
        return given_risk(leg.risk_p)
    return risk_from(leg, a, b, weigh(leg, a, b, nearby, day, outcomes, lands), dark, lands)


def given_risk(p: float) -> LegRisk:
    """Give a risk that a person set: it stands as it is."""
    because = Because("given", "set for this leg: {value}", f"{100 * p:.2f} %", -log1p(-p))
    return LegRisk(p, p, p, (because,), None, 0, p, 0.0)


def house_risk(
    place: Place,
    nearby: Iterable[Near],
    day: date,
    outcomes: Iterable[Passed | Outcome] = (),
    lands: Lands = _NO_LANDS,
) -> LegRisk:
    """Say how likely people are to be found in one day of waiting at a place, and why.

    Args:
      nearby: what `near` found with the place as both ends.
      outcomes: looks at the house; their `leg` is the place's slug.
    """
    land = law_of(place, lands)
    rate = PER_DAY_WAITING[COLUMN[land]]
    because = [
        Because("class", "{value} in 100,000 a day of waiting", f"{land}: {rate}", rate / 1e5)
    ]
    looks = [one if isinstance(one, Passed) else Passed(one, danger=rate / 1e5) for one in outcomes]
    return _risk(because, weighed(nearby, looks, day, PASSAGE_HALF_LIFE_DAYS))


def risk_from(
    leg: Leg,
    a: Place,
    b: Place,
    evidence: Evidence,
    dark: bool | None,
    lands: Lands = _NO_LANDS,
) -> LegRisk:
    """Give a leg's risk in the dark or by day from evidence already weighed."""
    return _risk(class_of(leg, a, b, dark, lands), evidence)


def danger_of(leg: Leg, a: Place, b: Place, dark: bool | None, lands: Lands = _NO_LANDS) -> float:
    """Give the danger of a leg's class: the incidents to expect in one passage."""
    way, _land, hours, rate = _class(leg, a, b, lands)
    by_night = leg.night_only if dark is None else dark
    return hours * rate / 1e5 * (NIGHT[way] if by_night else 1.0)


def weigh(
    leg: Leg,
    a: Place,
    b: Place,
    nearby: Iterable[Near],
    day: date,
    outcomes: Iterable[Passed | Outcome] = (),
    lands: Lands = _NO_LANDS,
) -> Evidence:
    """Weigh all that bears on a leg on a day; it holds for the dark and for daylight alike."""
    half_life = PASSAGE_HALF_LIFE_DAYS if a.country == b.country else BORDER_HALF_LIFE_DAYS
    passed = []
    for one in outcomes:
        known = one if isinstance(one, Passed) else Passed(one)
        if known.danger is None:
            danger = danger_of(leg, a, b, known.outcome.dark, lands)
            known = Passed(known.outcome, known.share, danger)
        passed.append(known)
    return weighed(nearby, passed, day, half_life)


def weighed(
    nearby: Iterable[Near], passed: Iterable[Passed], day: date, half_life: int
) -> Evidence:
    """Weigh words and outcomes into a belief; each factor is what one adds on those before it."""
    known = sorted(
        (n for n in nearby if n.hazard.on <= day and not n.hazard.withdrawn),
        key=lambda n: (-n.hazard.on.toordinal(), n.hazard.slug),
    )
    laws = [n for n in known if n.hazard.scope]
    words = [n for n in known if not n.hazard.scope]
    belief, because = _heard(words, day)
    past = sorted((p for p in passed if p.outcome.on <= day), key=_newest_first)
    in_force = LAW_FACTOR ** len(laws)
    belief, went = _went(past, day, half_life, belief, in_force)
    days = [n.hazard.on for n in words[:1]] + [p.outcome.on for p in past[:1]]
    return Evidence(
        laws=tuple(_law(n.hazard) for n in laws),
        because=(*because, *went),
        belief=belief,
        last_on=max(days, default=None),
        n_words=len(words) + len(past),
    )


def class_of(
    leg: Leg, a: Place, b: Place, dark: bool | None, lands: Lands = _NO_LANDS
) -> list[Because]:
    """Give the reasons that lie in the leg itself: hours, way, law of the land, light."""
    way, land, hours, rate = _class(leg, a, b, lands)
    because = [
        Because("hours", "{value} hours in reach", f"{hours:.1f}", hours),
        Because("class", "{value} in 100,000 an hour", f"{way}, {land}: {rate}", rate / 1e5),
    ]
    if leg.night_only if dark is None else dark:
        because.append(Because("night", "in the dark", "", NIGHT[way]))
    return because


def _class(leg: Leg, a: Place, b: Place, lands: Lands) -> tuple[str, str, float, int]:
    way = WAY[leg.mode]
    hours = leg.duration_min / 60
    if way == "on the water":
        hours = min(hours, WATER_MAX_H)
    # The harsher of the two ends rules the leg; an unknown law is taken for a border state's.
    land = min((law_of(a, lands), law_of(b, lands)), key=COLUMN.__getitem__)
    return way, land, hours, PER_HOUR[way][COLUMN[land]]


def _law(law: Hazard) -> Because:
    return Because("law", "law in force: {value}", f"{law.on:%Y} {law.text}", LAW_FACTOR)


def _heard(words: list[Near], day: date) -> tuple[Belief, list[Because]]:
    """Weigh the incidents, newest first."""
    bad = 0.0
    because = []
    for n in words:
        hazard = n.hazard
        fresh = hazard.counts(day)
        if not fresh:
            continue
        weight = fresh * (1 - n.km / NEAR_KM)
        told = f"{hazard.kind}, {hazard.text}, {hazard.on.isoformat()}, {n.km:.0f} km away"
        if hazard.source_grade:
            told = f"{told}, {hazard.source_grade}{hazard.word_grade}"
        factor = Belief(bad + weight).mean / Belief(bad).mean
        because.append(Because("incident", "{value}", told, factor))
        bad += weight
    return Belief(bad, 0.0, bad), because


def _newest_first(passed: Passed) -> tuple[int, str, str, float]:
    outcome = passed.outcome
    return -outcome.on.toordinal(), outcome.leg, outcome.what, outcome.weight * passed.share


def _went(
    past: list[Passed], day: date, half_life: int, belief: Belief, in_force: float
) -> tuple[Belief, list[Because]]:
    """Weigh how passages and looks went, and gather them to one reason for each way of going."""
    sums: dict[str, list[float]] = {}
    for one in past:
        fresh = one.share * one.outcome.weight
        fresh *= faded((day - one.outcome.on).days, half_life)
        if not fresh:
            continue
        part = PASSED.get(one.outcome.what, 0.0)
        row = sums.setdefault(one.outcome.what, [0.0, 0.0, 0.0, 0.0])
        row[0] += 1
        row[1] += fresh * part
        row[2] += fresh * (1 - part) * (one.danger or 0.0) * in_force
        row[3] += fresh
    because = []
    for what in sorted(sums):
        n, bad, good, words = sums[what]
        after = Belief(belief.bad + bad, belief.good + good, belief.words + words)
        told, factor = f"{what}, {n:.0f} ({words:.1f})", after.mean / belief.mean
        if what == ALL_QUIET:
            because.append(Because("look", "looks that found: {value}", told, factor))
        else:
            because.append(Because("passage", "passages that went: {value}", told, factor))
        belief = after
    return belief, because


def _risk(because: list[Because], evidence: Evidence) -> LegRisk:
    """Put class, laws, evidence and the price of old word together."""
    belief = evidence.belief
    danger = 1.0
    for reason in (*because, *evidence.laws):
        danger *= reason.factor
    last_on = evidence.last_on
    if last_on:
        old = Because("old word", "last word {value}", last_on.isoformat(), belief.dearer)
    else:
        old = Because("old word", "no word at all", "", belief.dearer)
    low, high = belief.interval()
    return LegRisk(
        risk_p=_chance(danger * belief.mean * belief.dearer),
        low_p=_chance(danger * low),
        high_p=_chance(danger * high),
        because=(*because, *evidence.laws, *evidence.because, old),
        last_word_on=last_on,
        n_words=evidence.n_words,
        mean_p=_chance(danger * belief.mean),
        stale=belief.stale,
    )


def _chance(danger: float) -> float:
    return 1 - exp(-danger)
