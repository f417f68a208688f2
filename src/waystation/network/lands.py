"""Where places lie and whose law holds there. Pure."""

from collections.abc import Mapping
from math import asin, cos, radians, sin, sqrt

from waystation.network.values import Jurisdiction, Place

EARTH_KM = 6_371.0

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


def codes_of(place: Place) -> tuple[str, ...]:
    """Give the codes of the lands a place lies in, the nearest first: “US-MD”, then “US”."""
    if place.region and place.country:
        return f"{place.country}-{place.region}", place.country
    return tuple(filter(None, (place.region, place.country)))


def law_of(place: Place, lands: Mapping[str, Jurisdiction]) -> str:
    """Say whose law a place lies under: as kept on file by code, else that of 1855.

    Returns one of `LAWS`; "unknown" where nobody wrote it down.
    """
    for code in codes_of(place):
        if code in lands:
            return lands[code].law
    return jurisdiction(place.region, place.country)
