"""When somebody was born, as far as anybody knows. Pure: no keys, no clock."""

import calendar
import re
from datetime import date
from typing import Literal, get_args

import msgspec

from waystation.cases import lunar

Calendar = Literal["solar", "lunar", "unknown"]
CALENDARS: tuple[Calendar, ...] = get_args(Calendar)
Span = tuple[date, date]

CHILD_UNDER = 18
AGE_MAX = 120
YEAR_MIN, YEAR_MAX = 1700, 2050
# How far an age that was only guessed may be off, either way.
ABOUT_YEARS = 2


_NUMBERS = re.compile(r"[0-9]{1,4}")
_ABOUT, _LUNAR, _LEAP = ("about", "circa", "약", "쯤", "~"), ("lunar", "음"), ("leap", "윤")
_KOREAN_COUNT = ("세는", "korean")
_NOISE = re.compile(
    r"[0-9\s./,~-]|about|circa|lunar|leap|month|korean|count|years?|old|solar"
    r"|양력|음력|음|윤달|윤|세는|나이|약|쯤|만|세|살|년|월|일생|일|생"
)


class Birth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A day, a month or a year of birth by the sun or the moon, or an age that somebody told.

    Attributes:
      calendar: by which the year, month and day are counted; unknown where nobody can say, or
        where only an age is known.
      about: whether it is a guess.
      age_years: as told on `told_on`; without that day it stays what it is.
      korean_count: whether the age told was counted as Koreans count: one at birth, and one more
        with every New Year.
    """

    calendar: Calendar = "unknown"
    year: int | None = None
    month: int | None = None
    day: int | None = None
    leap_month: bool = False
    about: bool = False
    age_years: int | None = None
    told_on: date | None = None
    korean_count: bool = False

    def __post_init__(self) -> None:
        if self.calendar not in CALENDARS:
            raise ValueError(f"no such calendar: {self.calendar!r}; one of {CALENDARS}")
        if self.age_years is not None and not 0 <= self.age_years <= AGE_MAX:
            raise ValueError(f"an age lies between 0 and {AGE_MAX} years, not at {self.age_years}")
        if self.told_on and not YEAR_MIN <= self.told_on.year <= YEAR_MAX:
            raise ValueError(f"an age is told between {YEAR_MIN} and {YEAR_MAX}")
        if self.korean_count and self.age_years is not None and not (self.told_on or self.year):
            raise ValueError("an age by Korean count needs the day on which it was told")
        if (self.month and not self.year) or (self.day and not self.month):
            raise ValueError("a day needs its month, and a month its year")
        if self.year and not (YEAR_MIN <= self.year <= YEAR_MAX and self.span()):
            raise ValueError("there is no such day, month or year in that calendar")

    @property
    def is_known(self) -> bool:
        """Say whether anything is known at all."""
        return self.year is not None or self.age_years is not None

    def solar(self) -> date | None:
        """Give the day of birth by the common calendar; None where it is not known to the day."""
        if not (self.year and self.month and self.day) or self.calendar == "unknown":
            return None
        return _span_of(self, self.calendar)[0]  # type: ignore[index]

    def span(self) -> Span | None:
        """Give the first and the last day on which the birth can have been.

        None where nothing is known, or only an age without the day on which it was told.
        """
        if self.year:
            kinds: tuple[Calendar, ...] = (self.calendar,)
            if self.calendar == "unknown":
                kinds = ("solar", "lunar")
            spans = [span for kind in kinds if (span := _span_of(self, kind))]
            return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None
        if self.age_years is None or self.told_on is None:
            return None
        if self.korean_count:
            year = self.told_on.year - max(self.age_years, 1) + 1
            return date(year, 1, 1), date(year, 12, 31)
        after = _years_before(self.told_on, self.age_years + 1)
        return date.fromordinal(after.toordinal() + 1), _years_before(self.told_on, self.age_years)

    def ages_on(self, day: date) -> tuple[int, int] | None:
        """Give the least and the greatest age in years they can have on a day."""
        span = self.span()
        if span:
            least, most = full_years(span[1], day), full_years(span[0], day)
        elif self.age_years is not None:
            least = most = self.age_years
        else:
            return None
        slack = ABOUT_YEARS if self.about else 0
        return max(0, least - slack), max(0, most + slack)

    def age_on(self, day: date) -> int | None:
        """Give the age in years on a day: the least it can be, a guess taken as it was made."""
        span = self.span()
        return max(0, full_years(span[1], day)) if span else self.age_years

    def is_child_on(self, day: date) -> bool | None:
        """Say whether they are under 18, or may be; None where nothing is known of their age."""
        ages = self.ages_on(day)
        return ages[0] < CHILD_UNDER if ages else None

    def adult_on(self) -> date | None:
        """Give the first day on which they are surely no child; None where no day can be told."""
        span = self.span()
        years = CHILD_UNDER + (ABOUT_YEARS if self.about else 0)
        return _years_before(span[1], -years) if span else None


def read(said: str, *, told_on: date) -> Birth | None:
    """Understand what somebody writes about a birth; None where it makes no sense.

    "41", "about 41", "41세" are ages told that day; "세는나이 20" is an age by Korean count;
    "1837", "1837-09", "1837. 9. 15." are days of the common calendar, "lunar 1837-9-15" and
    "음력 1837. 9. 15." of the lunar one, with "leap" or "윤" where the month is a leap month.

    Args:
      told_on: the day on which an age was told.
    """
    text = said.casefold().strip()
    numbers = [int(number) for number in _NUMBERS.findall(text)]
    about = any(word in text for word in _ABOUT)
    moon, leap = any(word in text for word in _LUNAR), any(word in text for word in _LEAP)
    count = any(word in text for word in _KOREAN_COUNT)
    if not numbers or len(numbers) > 3 or _NOISE.sub("", text):
        return None
    try:
        if numbers[0] <= AGE_MAX:
            if len(numbers) > 1 or moon or leap:
                return None
            return Birth(age_years=numbers[0], told_on=told_on, about=about, korean_count=count)
        kind: Calendar = "lunar" if moon or leap else "solar"
        year, month, day = (*numbers, None, None)[:3]
        born = Birth(calendar=kind, year=year, month=month, day=day, leap_month=leap, about=about)
    except ValueError:
        return None
    span = born.span()
    return born if span and span[0] <= told_on else None


def full_years(born: date, day: date) -> int:
    """Count the full years between two days."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _span_of(birth: Birth, kind: Calendar) -> Span | None:
    """Give the days of a year, a month or a day of one calendar."""
    year, month, day = birth.year or 0, birth.month, birth.day
    if kind == "lunar":
        if month is None:
            return lunar.year_span(year)
        if day is None:
            return lunar.month_span(year, month, leap_month=birth.leap_month)
        one = lunar.solar(year, month, day, leap_month=birth.leap_month)
        return (one, one) if one else None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        return None
    length = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, length)
    return (date(year, month, day),) * 2 if 1 <= day <= length else None


def _years_before(day: date, years: int) -> date:
    """Give the same day some years earlier, or later; of 29 February, 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)
