"""Days of the Korean lunar calendar as days of the common one: the only door to its tables."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from korean_lunar_calendar import KoreanLunarCalendar

# Longer than this no lunar month is.
MONTH_DAYS_MAX = 30


# The table adds up all years since 1391 for a single day; between these a year is read only once.
YEARS_KEPT, KEPT_FROM, KEPT_TO = 256, 1600, 2048


class _Month(NamedTuple):
    """A month of a lunar year: its first day by the common calendar, as a running number."""

    first: int
    month: int
    leap_month: bool
    days: int


def solar(year: int, month: int, day: int, *, leap_month: bool = False) -> date | None:
    """Say which day of the common calendar a lunar day is; None where there is no such day.

    Source: tables of the Korea Astronomy and Space Science Institute, for the years 1000 to 2050.
    """
    if not KEPT_FROM <= year <= KEPT_TO:
        return _looked_up(year, month, day, leap_month=leap_month)
    for one in _months(year):
        if (one.month, one.leap_month) == (month, leap_month) and 1 <= day <= one.days:
            return date.fromordinal(one.first + day - 1)
    return None


def lunar(day: date) -> tuple[int, int, int, bool] | None:
    """Say year, month and day of the lunar calendar, and whether the month is a leap month."""
    if not KEPT_FROM < day.year <= KEPT_TO:
        table = KoreanLunarCalendar()
        if not table.setSolarDate(day.year, day.month, day.day):
            return None
        return table.lunarYear, table.lunarMonth, table.lunarDay, table.isIntercalation
    at = day.toordinal()
    year = day.year if at >= _months(day.year)[0].first else day.year - 1
    one = max(one for one in _months(year) if one.first <= at)
    return year, one.month, at - one.first + 1, one.leap_month


@lru_cache(maxsize=YEARS_KEPT)
def _months(year: int) -> tuple[_Month, ...]:
    """List the months of a lunar year in their order: of the calendar alone, of nobody's day."""
    firsts = [_first(year, month) for month in range(1, 13)] + [_first(year + 1, 1)]
    found = []
    for month in range(1, 13):
        first, after = firsts[month - 1], firsts[month]
        leap = first + MONTH_DAYS_MAX < after
        begins = _first(year, month, leap_month=True) if leap else after
        found.append(_Month(first, month, leap_month=False, days=begins - first))
        if leap:
            found.append(_Month(begins, month, leap_month=True, days=after - begins))
    return tuple(found)


def _first(year: int, month: int, *, leap_month: bool = False) -> int:
    first = _looked_up(year, month, 1, leap_month=leap_month)
    if first is None:
        raise ValueError(f"the table has no month {month} of the lunar year {year}")
    return first.toordinal()


def _looked_up(year: int, month: int, day: int, *, leap_month: bool) -> date | None:
    table = KoreanLunarCalendar()
    if not table.setLunarDate(year, month, day, leap_month):
        return None
    return date(table.solarYear, table.solarMonth, table.solarDay)


def month_span(year: int, month: int, *, leap_month: bool = False) -> tuple[date, date] | None:
    """Give the first and the last day of a lunar month."""
    first = solar(year, month, 1, leap_month=leap_month)
    last = solar(year, month, MONTH_DAYS_MAX, leap_month=leap_month) or solar(
        year, month, MONTH_DAYS_MAX - 1, leap_month=leap_month
    )
    return (first, last) if first and last else None


def year_span(year: int) -> tuple[date, date] | None:
    """Give the first and the last day of a lunar year."""
    first, after = solar(year, 1, 1), solar(year + 1, 1, 1)
    return (first, date.fromordinal(after.toordinal() - 1)) if first and after else None
