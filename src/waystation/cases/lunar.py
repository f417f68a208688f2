"""Days of the Korean lunar calendar as days of the common one: the only door to its tables."""

from datetime import date

from korean_lunar_calendar import KoreanLunarCalendar

# Longer than this no lunar month is.
MONTH_DAYS_MAX = 30


def solar(year: int, month: int, day: int, *, leap_month: bool = False) -> date | None:
    """Say which day of the common calendar a lunar day is; None where there is no such day.

    Source: tables of the Korea Astronomy and Space Science Institute, for the years 1000 to 2050.
    """
    table = KoreanLunarCalendar()
    if not table.setLunarDate(year, month, day, leap_month):
        return None
    return date(table.solarYear, table.solarMonth, table.solarDay)


def lunar(day: date) -> tuple[int, int, int, bool] | None:
    """Say year, month and day of the lunar calendar, and whether the month is a leap month."""
    table = KoreanLunarCalendar()
    if not table.setSolarDate(day.year, day.month, day.day):
        return None
    return table.lunarYear, table.lunarMonth, table.lunarDay, table.isIntercalation


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
