"""When something opens and when it closes: counting from a day, always on the cautious side.

Months and years are those of the calendar. Where the day they lead to does not exist (29 February,
31 April), what opens does so a day later and what closes does so a day earlier. Pure.
"""

import calendar
from datetime import date, timedelta
from functools import cache

from waystation.resettlement.values import Unit

_DAYS: dict[str, int] = {"days": 1, "weeks": 7}
_MONTHS: dict[str, int] = {"months": 1, "years": 12}
_ONE_DAY = timedelta(days=1)


def opening_day(start: date, count: int, unit: Unit) -> date:
    """Give the first day on which something may be done; a day that is missing rolls forward.

    Args:
      start: the day it counts from.
      count: how many of the unit.
      unit: days, weeks, months or years.

    Raises:
      ValueError: the unit is none of time.
    """
    if unit in _DAYS:
        return start + timedelta(days=count * _DAYS[unit])
    year, month = _month_after(start, count, unit)
    if start.day > calendar.monthrange(year, month)[1]:
        year, month = _month_after(date(year, month, 1), 1, "months")
        return date(year, month, 1)
    return date(year, month, start.day)


def last_safe_day(start: date, count: int, unit: Unit) -> date:
    """Give the last day on which something is surely in time: one before the window ends.

    A day that is missing rolls backward.

    Args:
      start: the day it counts from.
      count: how many of the unit.
      unit: days, weeks, months or years.

    Raises:
      ValueError: the unit is none of time.
    """
    if unit in _DAYS:
        return opening_day(start, count, unit) - _ONE_DAY
    year, month = _month_after(start, count, unit)
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1])) - _ONE_DAY


@cache
def in_days(count: int, unit: Unit) -> tuple[int, int]:
    """Give the fewest and the most days that a time can last, whatever day it begins on.

    Args:
      count: how many of the unit.
      unit: days, weeks, months or years.

    Raises:
      ValueError: the unit is none of time.
    """
    if unit in _DAYS:
        return count * _DAYS[unit], count * _DAYS[unit]
    # With the years 1900 and 2100, which had and will have no leap day.
    firsts = [date(1850 + n // 12, n % 12 + 1, 1) for n in range(250 * 12)]
    lengths = [(opening_day(first, count, unit) - first).days for first in firsts]
    return min(lengths), max(lengths)


def is_surely_aged(born: tuple[date, date], years: int, on: date) -> bool:
    """Say whether somebody born between two days has completed so many years on a day, surely."""
    return on >= opening_day(born[1], years, "years")


def may_be_aged(born: tuple[date, date], years: int, on: date) -> bool:
    """Say whether somebody born between two days may have completed so many years on a day."""
    return on > last_safe_day(born[0], years, "years")


def _month_after(start: date, count: int, unit: Unit) -> tuple[int, int]:
    """Give the year and month that lie so many months or years later."""
    if unit not in _MONTHS:
        raise ValueError(f"{unit!r} is no time; use days, weeks, months or years")
    years, month = divmod(start.year * 12 + start.month - 1 + count * _MONTHS[unit], 12)
    return years, month + 1
