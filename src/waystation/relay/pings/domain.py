"""How somebody wants to be called: their own note of it, and its hours. Pure."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import msgspec

DAY_MIN = 1_440
NAME_MAX = 30
# Of the compartments whose alarms ring: others are only read.
CALLED_FOR = ("passages", "cases", "security")
# From the clocks of Baker Island to those of Kiribati, with the halves and quarters in use.
OFFSETS_MIN = tuple(
    sorted({60 * hour for hour in range(-12, 15)} | {-210, 210, 270, 330, 345, 390, 570, 630, 765})
)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class Mine(msgspec.Struct, frozen=True, tag="ping/1"):
    """What its owner notes beside a way: what they call it, and how their clock differs."""

    name: str = ""
    offset_min: int = 0


class Hours(NamedTuple):
    """A night in minutes of universal time; may go over midnight. None: no night."""

    first_min: int
    last_min: int


def minute_of(text: str) -> int | None:
    """Read a time of the day such as 22:00 as a minute; None: it is none."""
    found = _TIME.fullmatch(text.strip())
    return int(found[1]) * 60 + int(found[2]) if found else None


def to_utc(local_min: int, offset_min: int) -> int:
    """Turn a minute of a clock that differs by so much into one of universal time."""
    return (local_min - offset_min) % DAY_MIN


def to_local(utc_min: int, offset_min: int) -> str:
    """Write a minute of universal time as a clock that differs by so much shows it."""
    hours, minutes = divmod((utc_min + offset_min) % DAY_MIN, 60)
    return f"{hours:02d}:{minutes:02d}"


def offset_text(offset_min: int) -> str:
    """Write by how much a clock differs from universal time, such as UTC+09:00."""
    hours, minutes = divmod(abs(offset_min), 60)
    return f"UTC{'-' if offset_min < 0 else '+'}{hours:02d}:{minutes:02d}"


def standing(*, taken_on: date | None, n_failed: int, failed_on: date | None) -> str:
    """Say how calls by a way fare: not tried yet, taken, or failing."""
    if taken_on is None and failed_on is None:
        return "untried"
    return "failing" if n_failed else "taken"


def is_one_operator(operators: Sequence[str]) -> bool:
    """Say whether one failure elsewhere would silence all these ways."""
    return len(set(operators)) < 2
