"""Turns word of danger and halts into what the map and the list beside it show."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import pgettext

from waystation.hazards.domain import Hazard
from waystation.hazards.queries import KeptReport, Standing
from waystation.hazards.wording import Names
from waystation.network.domain import Leg, Place
from waystation.network.points import as_point

# A circle nobody gave a radius for is drawn so large, or nobody would see it.
DOT_KM = 3.0
TEXT_MAX = 90
# Below this nothing is drawn: one part in a hundred of an incident.
SHOWN_FROM = 0.01


def spot(hazard: Hazard, places: Mapping[str, Place], legs: Mapping[str, Leg]) -> Place | None:
    """Give where a hazard is drawn: its place, its point, or the middle of its leg."""
    if hazard.place in places:
        return places[hazard.place]
    if hazard.lat is not None:
        return Place(slug="", name="", lat=hazard.lat, lon=hazard.lon)
    leg = legs.get(hazard.leg)
    if leg is None:
        return None
    a, b = places[leg.from_place], places[leg.to_place]
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return Place(slug="", name="", lat=(a.lat + b.lat) / 2, lon=(a.lon + b.lon) / 2)


def circles(kept: Iterable[KeptReport], names: Names) -> list[dict[str, object]]:
    """Give every hazard as a circle and a line of the list, which the page fades by date itself.

    `lat` and `lon` are None where nobody knows the place: then it is in the list alone.
    """
    found: list[dict[str, object]] = []
    for one in kept:
        hazard, here = one.hazard, spot(one.hazard, names.places, names.legs)
        if hazard.scope or hazard.withdrawn:
            continue
        found.append(
            {
                "id": str(one.id),
                "lat": here.lat if here else None,
                "lon": here.lon if here else None,
                "km": max(DOT_KM, hazard.radius_km),
                "on": hazard.on.isoformat(),
                "until": hazard.until.isoformat() if hazard.until else "",
                "half": hazard.half_life_days,
                "share": hazard.share,
                "name": pgettext("code", hazard.kind),
                "says": f"{hazard.on.isoformat()} {hazard.text}"[:TEXT_MAX],
                "where": names.where(hazard),
                "text": Truncator(hazard.text).chars(TEXT_MAX),
                "url": reverse("danger", args=[one.id]),
            }
        )
    return found


def drawn(
    standing: Standing, places: Mapping[str, Place], legs: Mapping[str, Leg]
) -> dict[str, object]:
    """Give the places and legs of the map: halted ones marked, the rest thin behind them."""
    ways = []
    for leg in legs.values():
        a, b = places[leg.from_place], places[leg.to_place]
        if a.lat is None or b.lat is None:
            continue
        halted = standing.stops_leg(leg) is not None
        state = "halted" if halted else "to_come"
        ends = {"from": [a.lon, a.lat], "to": [b.lon, b.lat]}
        ways.append(ends | {"mode": leg.mode, "state": state, "route": False})
    spots = [place for place in places.values() if place.lat is not None]
    lats, lons = sorted(p.lat or 0 for p in spots), sorted(p.lon or 0 for p in spots)
    low, high = len(spots) // 20, len(spots) - 1 - len(spots) // 20
    focus = [[lons[low], lats[low]], [lons[high], lats[high]]] if spots else []
    return {"places": [as_point(place) for place in spots], "legs": ways, "focus": focus}


def active(kept: Iterable[KeptReport], day: date) -> list[tuple[KeptReport, float]]:
    """List what counts on a day with what it counts, heaviest first; laws are not in it."""
    weighed = [(one, one.hazard.counts(day)) for one in kept if not one.hazard.scope]
    shown = [(one, weight) for one, weight in weighed if weight >= SHOWN_FROM]
    return sorted(shown, key=lambda pair: (-pair[1], -pair[0].hazard.on.toordinal()))
