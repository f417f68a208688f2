"""How long different people wait, side by side, so that nobody is forgotten. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from waystation.cases.domain import URGENCIES
from waystation.cases.person import Person

SIZES = ((1, 1, "one"), (2, 3, "two or three"), (4, 6, "four to six"), (7, 10**6, "seven or more"))
SMALL_UNDER, OLD_FROM = 5, 60
BEHIND_PER_MILLE, BEHIND_FROM = 1_500, 3
# The rows of the table in the order in which they are read.
ASPECTS: dict[str, tuple[str, ...]] = {
    "size": tuple(name for _least, _most, name in SIZES),
    "age": ("child under 5", "child from 5", "grown only", "somebody over 60", "children only"),
    "sex": ("women", "men", "both", "not known"),
    "need": ("need", "none"),
    "urgency": URGENCIES,
}


class Wait(NamedTuple):
    """A household that waits: for how many days, how urgent, and who is in it."""

    days: int
    urgency: str
    has_need: bool
    people: Sequence[Person]


class Line(NamedTuple):
    """How long the households of one kind have waited."""

    kind: str
    n_households: int
    n_people: int
    median_days: int
    longest_days: int
    per_mille: int

    @property
    def is_behind(self) -> bool:
        """Say whether half of these wait at least half as long again as half of everybody.

        One household or two say nothing of their kind.
        """
        return self.per_mille >= BEHIND_PER_MILLE and self.n_households >= BEHIND_FROM


class Table(NamedTuple):
    """Who waits how long: everybody, then by one aspect after the other."""

    everybody: Line
    aspects: dict[str, list[Line]]


def table(waits: Iterable[Wait], today: date) -> Table:
    """Set the waits of large and small, young and old, women and men side by side.

    A household stands in one row of each aspect but age, where it stands in every row that fits.
    The median is the lower one of two in the middle: a day that somebody really waited.
    """
    found = list(waits)
    everybody = _line("everybody", found, 0)
    aspects = {}
    for aspect, kinds in ASPECTS.items():
        by_kind: dict[str, list[Wait]] = defaultdict(list)
        for wait in found:
            for kind in _KINDS_OF[aspect](wait, today):
                by_kind[kind].append(wait)
        aspects[aspect] = [
            _line(kind, by_kind[kind], everybody.median_days) for kind in kinds if by_kind[kind]
        ]
    return Table(everybody, aspects)


def _line(kind: str, waits: Sequence[Wait], of_all: int) -> Line:
    days = sorted(wait.days for wait in waits)
    middle = days[(len(days) - 1) // 2] if days else 0
    return Line(
        kind=kind,
        n_households=len(waits),
        n_people=sum(len(wait.people) for wait in waits),
        median_days=middle,
        longest_days=days[-1] if days else 0,
        per_mille=1_000 * middle // of_all if of_all else 0,
    )


def _size(wait: Wait, _today: date) -> list[str]:
    return [name for least, most, name in SIZES if least <= len(wait.people) <= most]


def _age(wait: Wait, today: date) -> list[str]:
    ages = [person.age_on(today) for person in wait.people]
    children = [person.is_child_on(today) for person in wait.people]
    small = any(age is not None and age < SMALL_UNDER for age in ages)
    larger = any(
        child and (age is None or age >= SMALL_UNDER)
        for child, age in zip(children, ages, strict=True)
    )
    old = any(age is not None and age >= OLD_FROM for age in ages)
    fits = (small, larger, not any(children), old, bool(children) and all(children))
    return [kind for kind, is_so in zip(ASPECTS["age"], fits, strict=True) if is_so]


def _sex(wait: Wait, today: date) -> list[str]:
    grown = {person.sex for person in wait.people if not person.is_child_on(today)} - {"unknown"}
    if len(grown) == 2:
        return ["both"]
    return [{"female": "women", "male": "men"}[grown.pop()]] if grown else ["not known"]


def _need(wait: Wait, _today: date) -> list[str]:
    return ["need" if wait.has_need else "none"]


def _urgency(wait: Wait, _today: date) -> list[str]:
    return [wait.urgency]


_KINDS_OF: dict[str, Callable[[Wait, date], list[str]]] = {
    "size": _size,
    "age": _age,
    "sex": _sex,
    "need": _need,
    "urgency": _urgency,
}
