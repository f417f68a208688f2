"""When it is dark at a place: civil dusk and dawn from the sun's position. Pure."""

from datetime import date
from math import acos, asin, ceil, cos, degrees, floor, radians, sin, tan

DAY_MIN = 1_440
NO_DARK = (0, 0)
ALWAYS_DARK = (0, DAY_MIN)
# Civil twilight ends when the sun's centre stands six degrees under the horizon.
CIVIL_DEG = -6.0
_JULIAN_DAY_BEFORE_ORDINAL_1 = 1_721_424.5


def dark(lat: float, lon: float, day: date) -> tuple[int, int]:
    """Say from when to when it is dark at a place in the night that begins on the evening of a day.

    Both figures are minutes of the UTC day, so dusk may stand after dawn. They are rounded inward:
    a minute counted as dark is dark. The sun is taken once, at the middle of the night, which
    costs less than two minutes up to 65 degrees of latitude.

    Args:
      lat: degrees north, -90 to 90.
      lon: degrees east, -180 to 180.
      day: the local day whose evening begins the night.

    Returns:
      (dusk, dawn); `NO_DARK` where the sun stays too high, `ALWAYS_DARK` in the polar night.

    Source: Meeus, Astronomical Algorithms (1998), ch. 25 (low accuracy) and 28; the same
      formulas stand behind the solar calculator of NOAA.
    """
    julian_midnight = day.toordinal() + _JULIAN_DAY_BEFORE_ORDINAL_1 + 1 - lon / 360
    declination, equation_min = _sun((julian_midnight - 2_451_545) / 36_525)

    phi = radians(lat)
    height = sin(radians(CIVIL_DEG)) - sin(phi) * sin(declination)
    reach = cos(phi) * cos(declination)
    if height <= -reach:
        return NO_DARK
    if height >= reach:
        return ALWAYS_DARK

    half_min = 4 * (180 - degrees(acos(height / reach)))
    midnight = DAY_MIN - 4 * lon - equation_min
    dusk, dawn = ceil(midnight - half_min), floor(midnight + half_min)
    if dusk >= dawn:
        return NO_DARK
    return dusk % DAY_MIN, dawn % DAY_MIN


def length_min(dusk: int, dawn: int) -> int:
    """Count the dark minutes of a night given as `dark` gives it."""
    return dawn - dusk if dawn >= dusk else dawn - dusk + DAY_MIN


def _sun(t: float) -> tuple[float, float]:
    """Give the sun's declination in radians and the equation of time in minutes.

    `t` counts Julian centuries from noon on 1 January 2000.
    """
    mean_longitude = radians((280.46646 + t * (36_000.76983 + t * 0.0003032)) % 360)
    anomaly = radians(357.52911 + t * (35_999.05029 - t * 0.0001537))
    eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267)
    centre = radians(
        sin(anomaly) * (1.914602 - t * (0.004817 + t * 0.000014))
        + sin(2 * anomaly) * (0.019993 - t * 0.000101)
        + sin(3 * anomaly) * 0.000289
    )
    node = radians(125.04 - 1_934.136 * t)
    longitude = mean_longitude + centre - radians(0.00569 + 0.00478 * sin(node))
    obliquity = radians(23.439291 - 0.0130042 * t + 0.00256 * cos(node))

    declination = asin(sin(obliquity) * sin(longitude))
    y = tan(obliquity / 2) ** 2
    equation = (
        y * sin(2 * mean_longitude)
        - 2 * eccentricity * sin(anomaly)
        + 4 * eccentricity * y * sin(anomaly) * cos(2 * mean_longitude)
        - y * y * sin(4 * mean_longitude) / 2
        - 1.25 * eccentricity**2 * sin(2 * anomaly)
    )
    return declination, 4 * degrees(equation)
