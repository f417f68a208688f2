"""How far a spot lies from a place or from the straight line of a leg. Pure."""

from collections.abc import Sequence
from math import cos, hypot, radians

from waystation.network.domain import EARTH_KM, Place

_KM_PER_DEGREE = EARTH_KM * radians(1)


def km_to_place(lat: float, lon: float, place: Place) -> float | None:
    """Measure from a spot to a place; None if nobody wrote down where the place is."""
    if place.lat is None or place.lon is None:
        return None
    return hypot(*_flat(place.lat, place.lon, lat, lon))


def km_to_leg(lat: float, lon: float, a: Place, b: Place) -> float | None:
    """Measure from a spot to the straight line between two places, or to the one that is known.

    The ground is taken as flat around the spot: within 100 km that costs less than one in a
    hundred, and nothing farther off counts.
    """
    if a.lat is None or a.lon is None:
        return km_to_place(lat, lon, b)
    if b.lat is None or b.lon is None:
        return km_to_place(lat, lon, a)
    ax, ay = _flat(a.lat, a.lon, lat, lon)
    bx, by = _flat(b.lat, b.lon, lat, lon)
    run, rise = bx - ax, by - ay
    length = run * run + rise * rise
    part = 0.0 if length == 0 else min(1.0, max(0.0, -(ax * run + ay * rise) / length))
    return hypot(ax + part * run, ay + part * rise)


def _flat(lat: float, lon: float, lat_0: float, lon_0: float) -> tuple[float, float]:
    """Give a spot in km east and north of another."""
    east = (lon - lon_0 + 180) % 360 - 180
    return east * _KM_PER_DEGREE * cos(radians(lat_0)), (lat - lat_0) * _KM_PER_DEGREE


def circle_around(points: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Give the middle of a shape's bounds and the km from there to its farthest corner."""
    lats = [lat for lat, _lon in points]
    first = points[0][1]
    # Counted from the first corner on, so that a shape may lie across the date line.
    lons = [first + (lon - first + 180) % 360 - 180 for _lat, lon in points]
    lat = (min(lats) + max(lats)) / 2
    lon = ((min(lons) + max(lons)) / 2 + 180) % 360 - 180
    return lat, lon, max(hypot(*_flat(*point, lat, lon)) for point in points)
