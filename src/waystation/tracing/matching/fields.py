"""Profiles laid out as columns of numbers, so that a million of them can be compared."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from waystation.cases import lunar
from waystation.cases.birth import ABOUT_YEARS, Birth
from waystation.cases.person import KINDS, KinKind
from waystation.kernel.linking import NONE, Ragged, Records
from waystation.tracing.matching.places import Places
from waystation.tracing.values import Profile, Relative

# Whose names are compared beside one's own, in the order of `linking.GRADED`.
ROLES: tuple[tuple[str, tuple[KinKind, ...], str], ...] = (
    ("mother", ("parent",), "female"),
    ("father", ("parent",), "male"),
    ("siblings", ("sibling",), ""),
    ("spouse", ("spouse", "partner"), ""),
    ("children", ("child",), ""),
)
_SEXES = {"female": 0, "male": 1}
MARK_LETTERS_MIN = 2
MARK_WORDS_MAX = 16
# Words that say nothing by themselves.
_EMPTY_WORDS = frozenset(
    "a an and at has have her his in is of on or that the their there with was"
    " 의 에 가 이 을 를 은 는 와 과 있음 있다 있는".split()
)
_NO_READINGS = (NONE, NONE, NONE)


class Codes:
    """The numbers of places, words of marks and days, shared by all that is compared."""

    def __init__(self) -> None:
        self.places = Places()
        self.marks: dict[str, int] = {}
        self.days: dict[tuple[int, int, int, bool], tuple[int, int, int]] = {}


def laid_out(
    profiles: Sequence[Profile],
    today: date,
    codes: Codes | None = None,
    *,
    ties: Sequence[KinKind | None] = (),
) -> Records:
    """Lay profiles out as columns, all but the names of people.

    Args:
      today: from which an age is counted that was told without its day.
      codes: the numbers given so far; what is to be compared shares them.
      ties: for each profile, what somebody whom they look for is to them.

    Cost: about 20 µs a profile.
    """
    codes, ties = codes or Codes(), ties or [None] * len(profiles)
    births = [_born(profile, today) for profile in profiles]
    days = [_day(profile.birth, codes) for profile in profiles]
    homes = [[codes.places.codes(home) for home in of.homes if home.is_known] for of in profiles]
    parted = [codes.places.codes(profile.parting.place) for profile in profiles]
    return Records(
        sex=_column(_SEXES.get(profile.sex, NONE) for profile in profiles),
        first_year=_column(first for first, _last in births),
        last_year=_column(last for _first, last in births),
        written=_column(readings[0] for readings in days),
        readings=np.array(days, np.int32).reshape(-1, 3),
        homes=ragged([[county for county, _province in of] for of in homes]),
        provinces=ragged([[province for _county, province in of] for of in homes]),
        parted_year=_column(_or_none(profile.parting.year) for profile in profiles),
        parted_county=_column(county for county, _province in parted),
        parted_province=_column(province for _county, province in parted),
        marks=ragged([_marks(profile, codes.marks) for profile in profiles]),
        tie=_column(NONE if tie is None else KINDS.index(tie) for tie in ties),
    )


def names_of(profile: Profile, role: str = "") -> list[str]:
    """List the names of somebody, or of their relatives in a role of ROLES."""
    if not role:
        return [name.text for name in profile.names]
    _role, kinds, sex = next(one for one in ROLES if one[0] == role)
    return [
        name.text
        for relative in profile.relatives
        if relative.kind in kinds and _may_be(relative, sex)
        for name in relative.names
    ]


def _may_be(relative: Relative, sex: str) -> bool:
    return not sex or relative.sex in (sex, "unknown")


def _born(profile: Profile, today: date) -> tuple[int, int]:
    """Give the first and the last year in which somebody can have been born, as far as told.

    A year that was told stands as it was told, by whichever calendar: a lunar year begins some
    weeks later than a solar one, and most do not know which of the two they mean.
    """
    birth, about = profile.birth, ABOUT_YEARS if profile.birth.about else 0
    if birth.year:
        return birth.year - about, birth.year + about
    span = birth.span()
    if span:
        return span[0].year - about, span[1].year + about
    if birth.age_years is not None:
        return today.year - birth.age_years - 1 - about, today.year - birth.age_years + about
    if profile.seen_age is not None and profile.parting.year is not None:
        then = profile.parting.year - profile.seen_age
        return then - 1, then
    return NONE, NONE


def _day(birth: Birth, codes: Codes) -> tuple[int, int, int]:
    if not (birth.year and birth.month and birth.day):
        return _NO_READINGS
    key = (birth.year, birth.month, birth.day, birth.leap_month)
    if key not in codes.days:
        codes.days[key] = _readings(*key)
    return codes.days[key]


def _readings(year: int, month: int, day: int, leap_month: bool) -> tuple[int, int, int]:
    """Read a day of birth as it is written, as a lunar day, and as a solar one told as lunar.

    Few say by which calendar they count, and whoever wrote it down may not have asked.
    """
    as_solar = lunar.solar(year, month, day, leap_month=leap_month)
    try:
        as_lunar = lunar.lunar(date(year, month, day))
    except ValueError:
        as_lunar = None
    return (
        packed(year, month, day),
        packed(as_solar.year, as_solar.month, as_solar.day) if as_solar else NONE,
        packed(*as_lunar[:3]) if as_lunar else NONE,
    )


def packed(year: int, month: int, day: int) -> int:
    """Write a day of either calendar as one number, the day of its year in the last nine bits."""
    return year * 512 + month * 32 + day


def _marks(profile: Profile, codes: dict[str, int]) -> list[int]:
    """Give the numbers of the words of marks and nicknames, each once."""
    words = [word for mark in profile.marks for word in _words(mark)]
    return [codes.setdefault(word, len(codes)) for word in dict.fromkeys(words)][:MARK_WORDS_MAX]


def _words(text: str) -> list[str]:
    plain = "".join(
        letter if letter.isalnum() else " "
        for letter in unicodedata.normalize("NFC", text.casefold())
    )
    return [w for w in plain.split() if len(w) >= MARK_LETTERS_MIN and w not in _EMPTY_WORDS]


def ragged(lists: Sequence[Sequence[int]]) -> Ragged:
    """Put lists of numbers one behind the other, with where each begins."""
    starts = np.zeros(len(lists) + 1, np.int64)
    starts[1:] = np.cumsum([len(one) for one in lists])
    return Ragged(starts, _column(value for one in lists for value in one))


def _column(values: Iterable[int]) -> NDArray[np.int32]:
    return np.fromiter(values, np.int32)


def _or_none(value: int | None) -> int:
    return NONE if value is None else value
