"""Weighs what is known about every leg of a network at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from waystation.hazards.domain import (
    NEAR_KM,
    NEIGHBOUR_SHARE,
    WAY,
    Evidence,
    Hazard,
    LegRisk,
    Outcome,
    Passed,
    both_ways,
    danger_of,
    given_risk,
    house_risk,
    near,
    risk_from,
    weigh,
)
from waystation.network.domain import EARTH_KM, Jurisdiction, Leg, Place

# The flat measure below only preselects; what is near is measured again, one by one.
_MARGIN_KM = 5.0
Lands = Mapping[str, Jurisdiction]
_NO_LANDS: Lands = {}


def risks_by_light(
    legs: Iterable[Leg],
    places: Mapping[str, Place],
    hazards: Iterable[Hazard],
    day: date,
    *,
    outcomes: Iterable[Outcome] = (),
    lands: Lands = _NO_LANDS,
) -> list[tuple[LegRisk, LegRisk]]:
    """Give each leg its risk by day and its risk in the dark; both directions share them.

    A risk that a person set holds at any hour.

    Cost: see docs/RISK.md.
    """
    ways = list(legs)
    known: dict[str, tuple[LegRisk, LegRisk]] = {}
    for slug, (leg, evidence) in _evidence(ways, places, hazards, day, outcomes, lands).items():
        known[slug] = (
            _risk(leg, places, evidence, False, lands),
            _risk(leg, places, evidence, True, lands),
        )
    return [known[both_ways(leg.slug)] for leg in ways]


def house_risks(
    spots: Iterable[str],
    places: Mapping[str, Place],
    hazards: Iterable[Hazard],
    day: date,
    *,
    outcomes: Iterable[Outcome] = (),
    lands: Lands = _NO_LANDS,
) -> dict[str, LegRisk]:
    """Give each place the chance of being found in one day of waiting there."""
    looks = defaultdict(list)
    for one in outcomes:
        looks[one.leg].append(one)
    here = [places[slug] for slug in spots]
    picked = _preselected([(place, place) for place in here], places, hazards, day)
    return {
        place.slug: house_risk(
            place, near(about, place, place, places), day, looks.get(place.slug, ()), lands
        )
        for place, about in zip(here, picked, strict=True)
    }


def _risk(
    leg: Leg,
    places: Mapping[str, Place],
    evidence: Evidence | None,
    dark: bool,
    lands: Lands,
) -> LegRisk:
    if evidence is None:
        return given_risk(leg.risk_p or 0.0)
    return risk_from(leg, places[leg.from_place], places[leg.to_place], evidence, dark, lands)


def _evidence(
    legs: Sequence[Leg],
    places: Mapping[str, Place],
    hazards: Iterable[Hazard],
    day: date,
    outcomes: Iterable[Outcome],
    lands: Lands,
) -> dict[str, tuple[Leg, Evidence | None]]:
    """Weigh once for both directions of every leg; None where a person set the risk."""
    first: dict[str, Leg] = {}
    for leg in legs:
        first.setdefault(both_ways(leg.slug), leg)
    found: dict[str, tuple[Leg, Evidence | None]] = {
        slug: (leg, None) for slug, leg in first.items() if leg.risk_p is not None
    }
    open_legs = {slug: leg for slug, leg in first.items() if leg.risk_p is None}
    ends = [(places[leg.from_place], places[leg.to_place]) for leg in open_legs.values()]
    picked = _preselected(ends, places, hazards, day)
    passed = _passed(first, places, [one for one in outcomes if one.on <= day], lands)
    for (slug, leg), (a, b), about in zip(open_legs.items(), ends, picked, strict=True):
        nearby = near(about, a, b, places, leg) if about else ()
        found[slug] = (leg, weigh(leg, a, b, nearby, day, passed.get(slug, ()), lands))
    return found


def _passed(
    legs: Mapping[str, Leg], places: Mapping[str, Place], told: Sequence[Outcome], lands: Lands
) -> dict[str, list[Passed]]:
    """Bring every outcome to its leg whole, and with a share to legs of its kind beside it."""
    if not told:
        return {}
    beside: dict[tuple[str, str], list[str]] = defaultdict(list)
    for slug, leg in legs.items():
        for place in (leg.from_place, leg.to_place):
            beside[place, WAY[leg.mode]].append(slug)
    found: dict[str, list[Passed]] = defaultdict(list)
    for one in told:
        own = legs.get(both_ways(one.leg))
        if own is None:
            continue
        ends = places[own.from_place], places[own.to_place]
        danger = danger_of(own, *ends, one.dark, lands)
        found[both_ways(one.leg)].append(Passed(one, 1.0, danger))
        close = {slug for end in ends for slug in beside[end.slug, WAY[own.mode]]}
        for slug in close - {both_ways(one.leg)}:
            found[slug].append(Passed(one, NEIGHBOUR_SHARE, danger))
    return found


def _preselected(
    ends: Sequence[tuple[Place, Place]],
    places: Mapping[str, Place],
    hazards: Iterable[Hazard],
    day: date,
) -> list[list[Hazard]]:
    """List for each way the hazards that may bear on it: all laws, and what lies close by."""
    past = [hazard for hazard in hazards if hazard.on <= day and not hazard.withdrawn]
    everywhere = [hazard for hazard in past if hazard.scope or hazard.leg]
    placed: list[Hazard] = []
    spots: list[tuple[float, float, float]] = []
    unplaced: dict[str, list[Hazard]] = defaultdict(list)
    for hazard in past:
        if hazard.scope or hazard.leg:
            continue
        spot = places.get(hazard.place)
        lat, lon = (spot.lat, spot.lon) if spot is not None else (hazard.lat, hazard.lon)
        if lat is None or lon is None:
            unplaced[hazard.place].append(hazard)
        else:
            placed.append(hazard)
            spots.append((lat, lon, hazard.radius_km))
    close: NDArray[np.bool_] = _close(ends, spots)
    picked = []
    for row, (a, b) in zip(close, ends, strict=True):
        here = [placed[i] for i in np.flatnonzero(row)]
        if unplaced:
            here += unplaced.get(a.slug, ())
            here += unplaced.get(b.slug, ()) if b.slug != a.slug else ()
        picked.append(everywhere + here)
    return picked


def _close(
    ends: Sequence[tuple[Place, Place]], spots: Sequence[tuple[float, float, float]]
) -> NDArray[np.bool_]:
    """Say which spots lie within reach of the straight line of each way: (ways, spots)."""
    if not spots or not ends:
        return np.zeros((len(ends), len(spots)), dtype=np.bool_)
    line = np.array([_line(a, b) for a, b in ends], dtype=np.float64)[:, None, :]
    lat, lon, radius = np.array(spots, dtype=np.float64).T
    east_km = EARTH_KM * np.pi / 180 * np.cos(np.radians(lat))
    north_km = EARTH_KM * np.pi / 180
    ax, ay = _turned(line[..., 1] - lon) * east_km, (line[..., 0] - lat) * north_km
    bx, by = _turned(line[..., 3] - lon) * east_km, (line[..., 2] - lat) * north_km
    run, rise = bx - ax, by - ay
    length = run * run + rise * rise
    part = np.divide(-(ax * run + ay * rise), length, out=np.zeros_like(length), where=length > 0)
    part = np.clip(part, 0, 1)
    km = np.hypot(ax + part * run, ay + part * rise) - radius
    within: NDArray[np.bool_] = km <= NEAR_KM + _MARGIN_KM
    return within


def _line(a: Place, b: Place) -> tuple[float, float, float, float]:
    """Give the ends of a way; an end nobody wrote down stands at the other, or nowhere."""
    known = [(p.lat, p.lon) for p in (a, b) if p.lat is not None and p.lon is not None]
    if not known:
        return (np.nan,) * 4
    return *known[0], *known[-1]


def _turned(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    turned: NDArray[np.float64] = (degrees + 180) % 360 - 180
    return turned
