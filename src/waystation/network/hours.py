"""When a leg may start and how long it then takes: timetables, windows, curfews, night. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from waystation.network.night import ALWAYS_DARK, DAY_MIN, dark, length_min
from waystation.network.values import MODES, Calendar, Leg, Place

QUARTER_MIN = 15
EVERY_QUARTER = tuple(range(0, DAY_MIN, QUARTER_MIN))
# Without coordinates nobody can work out dusk; 20:00 to 04:00 UTC is our stand-in.
NIGHT_UNPLACED = (20 * 60, 4 * 60)


class Trip(NamedTuple):
    """One way to take a leg on a day: minute of the UTC day, minutes under way, all in the dark?"""

    depart_min: int
    duration_min: int
    dark: bool


class Band(NamedTuple):
    """Trips of one leg that differ in their departure alone; `departs` rises."""

    duration_min: int
    dark: bool
    departs: tuple[int, ...]


def timetable(leg: Leg, place: Place) -> tuple[int, ...]:
    """Give the minutes of the UTC day at which a scheduled leg leaves, in order.

    Times nobody gave are those of the mode in local solar time, moved to UTC by the longitude to
    the nearest quarter hour (UTC itself without one). Empty: it leaves when the group is ready.
    """
    if leg.departs:
        return leg.departs
    ahead_min = QUARTER_MIN * round((place.lon or 0.0) * 4 / QUARTER_MIN)
    return tuple(sorted((local - ahead_min) % DAY_MIN for local in MODES[leg.mode].local_starts))


def duration_at(leg: Leg, depart_min: int) -> int:
    """Say how many minutes a leg takes for those who set out at a minute of the UTC day."""
    for first, last, slow_min in leg.slow:
        if within(depart_min, (first, last)):
            return slow_min
    return leg.duration_min


def within(minute: int, span: tuple[int, int]) -> bool:
    """Say whether a minute of the day lies in a span, its end left out; (x, x) is the whole day."""
    return (minute - span[0]) % DAY_MIN < ((span[1] - span[0]) % DAY_MIN or DAY_MIN)


def departures(leg: Leg, place: Place, day: date) -> tuple[int, ...]:
    """Say when a leg may start by timetable and night alone: minutes of the UTC day, in order.

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
    in_time = tuple(m for m in starts if (m - dusk) % DAY_MIN + duration_at(leg, m) <= night_min)
    if in_time or schedule:
        return in_time
    first, usable_min = _walking_night(dusk, dawn)
    return (first,) if usable_min > 0 else ()


def elapsed_min(leg: Leg, place: Place, day: date) -> int:
    """Say how many minutes pass from the start of a leg to its end, hiding by day included.

    A leg longer than the night is cut into nights: so many whole days as it needs full nights
    before the last one, then what is left. Every night is taken to be as long as the first.
    Where there is no dark at all `departures` is empty and this figure means nothing. Slow hours
    are left out: `trips` knows them.
    """
    if not leg.night_only or timetable(leg, place):
        return leg.duration_min
    dusk, dawn = night_at(place, day)
    return _hiding_min(leg.duration_min, dusk, dawn)


def trips(leg: Leg, a: Place, b: Place, day: date) -> tuple[Trip, ...]:
    """List every way to take a leg on a day, by departure; see `bands` for what is left out."""
    found = [
        Trip(depart_min, band.duration_min, band.dark)
        for band in bands(leg, a, b, day)
        for depart_min in band.departs
    ]
    return tuple(sorted(found))


def bands(leg: Leg, a: Place, b: Place, day: date) -> tuple[Band, ...]:
    """Give the ways to take a leg on a day, those of one length and light together.

    They leave by timetable or on quarter hours. Left out are those that do not lie within one of
    the leg's windows from start to end, that set out in a curfew of `a` or arrive in one of `b`,
    and, on a leg for the night, that are not in the dark at `a` all the way. A leg without a
    timetable that no night holds starts at dusk and hides by day; that counts as dark.
    The calendar is not asked: `open_days` is.

    Args:
      leg: one direction, as `directed` gives it.
      a, b: where that direction begins and ends.
      day: the day whose evening begins the night; the season matters, not the date.

    Cost: 13 µs for a leg on quarter hours without windows.
    """
    schedule = timetable(leg, a)
    night = dusk, dawn = night_at(a, day)
    found = []
    for duration_min, starts in _by_duration(leg, schedule or EVERY_QUARTER):
        # The latest start that is still there before dawn, in minutes after dusk.
        last_min = DAY_MIN if night == ALWAYS_DARK else length_min(dusk, dawn) - duration_min
        found.append((duration_min, True, [m for m in starts if (m - dusk) % DAY_MIN <= last_min]))
        if not leg.night_only:
            light = [m for m in starts if (m - dusk) % DAY_MIN > last_min]
            found.append((duration_min, False, light))
    if leg.night_only and not schedule and not any(starts for _, _, starts in found):
        found = _hiding(leg, dusk, dawn)
    allowed = ((length, dim, _allowed(leg, a, b, length, starts)) for length, dim, starts in found)
    return tuple(Band(length, dim, starts) for length, dim, starts in allowed if starts)


def open_days(calendar: Calendar, first: date, n_days: int) -> tuple[bool, ...]:
    """Say for each of so many days, beginning with the first, whether it is open."""
    weekdays = calendar.weekdays or range(7)
    begin = first.weekday()
    days = [(begin + n) % 7 in weekdays for n in range(n_days)]
    for closure in calendar.closed:
        from_day = max(0, (closure.first - first).days)
        # A closure that is over, or begins later, closes none of these days.
        to_day = max(from_day, min(n_days, (closure.last - first).days + 1))
        days[from_day:to_day] = [False] * (to_day - from_day)
    return tuple(days)


def is_open(calendar: Calendar, day: date) -> bool:
    """Say whether a calendar is open on one day."""
    return open_days(calendar, day, 1)[0]


def night_at(place: Place, day: date) -> tuple[int, int]:
    """Give dusk and dawn at a place, or `NIGHT_UNPLACED` if it has no coordinates."""
    if place.lat is None or place.lon is None:
        return NIGHT_UNPLACED
    return dark(place.lat, place.lon, day)


def _by_duration(leg: Leg, starts: tuple[int, ...]) -> list[tuple[int, tuple[int, ...]]]:
    """Part departures by how long the leg takes then."""
    if not leg.slow:
        return [(leg.duration_min, starts)]
    lengths: dict[int, tuple[int, ...]] = {}
    for minute in starts:
        length = duration_at(leg, minute)
        lengths[length] = (*lengths.get(length, ()), minute)
    return list(lengths.items())


def _allowed(leg: Leg, a: Place, b: Place, minutes: int, starts: Iterable[int]) -> tuple[int, ...]:
    """Keep the departures that windows and both curfews allow."""
    if leg.windows:
        starts = [
            m
            for m in starts
            if any((m - f) % DAY_MIN + minutes <= (to - f) % DAY_MIN for f, to in leg.windows)
        ]
    if a.curfew is not None:
        starts = [m for m in starts if not within(m, a.curfew)]
    if b.curfew is not None:
        starts = [m for m in starts if not within((m + minutes) % DAY_MIN, b.curfew)]
    return tuple(starts)


def _hiding(leg: Leg, dusk: int, dawn: int) -> list[tuple[int, bool, list[int]]]:
    """Give the one way to take a leg that is longer than the night: from dusk, hiding by day."""
    first, usable_min = _walking_night(dusk, dawn)
    if usable_min <= 0:
        return []
    return [(_hiding_min(duration_at(leg, first), dusk, dawn), True, [first])]


def _hiding_min(duration_min: int, dusk: int, dawn: int) -> int:
    _, usable_min = _walking_night(dusk, dawn)
    if (dusk, dawn) == ALWAYS_DARK or not 0 < usable_min < duration_min:
        return duration_min
    whole_nights = (duration_min - 1) // usable_min
    return whole_nights * DAY_MIN + duration_min - whole_nights * usable_min


def _walking_night(dusk: int, dawn: int) -> tuple[int, int]:
    """Give the first quarter hour of a night and the dark minutes left from there."""
    wait_min = -dusk % QUARTER_MIN
    return (dusk + wait_min) % DAY_MIN, length_min(dusk, dawn) - wait_min
