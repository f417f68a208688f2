"""Plain readings of the calendar and of the rules, against which the engine is held."""

from datetime import date, timedelta
from itertools import count

ONE_DAY = timedelta(days=1)


def nominal(start, number, unit):
    """Give year, month and day to which a time leads, whether there is such a day or not."""
    if unit in ("days", "weeks"):
        end = start + timedelta(days=number * (7 if unit == "weeks" else 1))
        return end.year, end.month, end.day
    year, month = start.year, start.month
    for _ in range(number * (12 if unit == "years" else 1)):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return year, month, start.day


def to_be_opened(ends):
    """Give the first real day that is not before a nominal one."""
    first = date(ends[0], ends[1], 1)
    return next(
        day
        for day in (first + timedelta(days=n) for n in count())
        if (day.year, day.month, day.day) >= ends
    )


def safe_until(ends):
    """Give the last real day of which the morrow is not after a nominal one."""
    first = date(ends[0], ends[1], 1)
    last = max(
        day
        for day in (first + timedelta(days=n) for n in range(31))
        if (day.year, day.month, day.day) <= ends
    )
    return last - ONE_DAY


def figures(rules, code, on, size):
    """Give every decided rule of a code that may hold on a day, read line by line."""
    mine = [
        rule
        for rule in rules
        if rule.code == code
        and rule.status != "proposed"
        and rule.size_from <= size <= (rule.size_to or 1_000)
    ]
    found = []
    for rule in mine:
        begins = rule.valid_from or date.min
        is_over = rule.valid_to is not None and on > rule.valid_to
        if rule.valid_to is None:
            is_over = any(
                other.valid_from
                and other.valid_from > begins
                and on >= (other.sure_from or other.valid_from)
                for other in mine
            )
        if begins <= on and not is_over:
            found.append(rule)
    return found
