"""Months as the book numbers them: 202603 is March 2026. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

FIRST_MONTH, LAST_MONTH = 170001, 229912


def month_of(day: date) -> int:
    """Give the month of a day."""
    return day.year * 100 + day.month


def is_month(month: int) -> bool:
    """Say whether a number names a month of a year in which a book can be kept."""
    return FIRST_MONTH <= month <= LAST_MONTH and 1 <= month % 100 <= 12


def first_day(month: int) -> date:
    """Give the first day of a month."""
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    """Give the last day of a month."""
    return first_day(moved(month, 1)) - timedelta(days=1)


def moved(month: int, by: int) -> int:
    """Give the month so many months later, or earlier where ``by`` is negative."""
    count = month // 100 * 12 + month % 100 - 1 + by
    return count // 12 * 100 + count % 12 + 1


def between(since: int, until: int) -> Iterator[int]:
    """Give every month from one to another, both included."""
    while since <= until:
        yield since
        since = moved(since, 1)


def n_between(since: int, until: int) -> int:
    """Count the months from one to another, both included."""
    return (until // 100 - since // 100) * 12 + until % 100 - since % 100 + 1


def quarter_of(month: int) -> tuple[int, int]:
    """Give the first and the last month of the quarter in which a month lies."""
    first = month - (month % 100 - 1) % 3
    return first, moved(first, 2)


def written(month: int) -> str:
    """Write a month as people and programs sort it: ``2026-03``."""
    return f"{month // 100:04d}-{month % 100:02d}"


def read(text: str) -> int:
    """Read a month as somebody writes it: ``2026-03`` or ``202603``.

    Raises:
      ValueError: anything else.
    """
    digits = text.strip().replace("-", "", 1)
    if len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        raise ValueError(f"{text!r} is not a month such as 2026-03")
    month = int(digits)
    if not is_month(month):
        raise ValueError(f"{text!r} is not a month such as 2026-03")
    return month
