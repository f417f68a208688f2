"""From people to tables of counts in which no hidden count can be worked out. Pure.

Every table counts the same people, by one or two traits, and no trait stands in two tables. Tables
of that kind tell nothing about each other: whatever their totals, there are people to whom all of
them apply at once. So it is enough that each is safe by itself.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from waystation.cases.domain import URGENCIES
from waystation.cases.exchange.hiding import AT_LEAST, hidden
from waystation.cases.person import NEED_KINDS, SEXES

# The last full year of each band.
AGE_BANDS = (("0–4", 4), ("5–11", 11), ("12–17", 17), ("18–24", 24), ("25–39", 39), ("40–59", 59))
WAIT_BANDS = (("0–7", 7), ("8–30", 30), ("31–90", 90), ("91–365", 365))
SIZE_BANDS = (("1", 1), ("2–3", 3), ("4–6", 6))
ELDEST, LONGEST, LARGEST = "60+", "366+", "7+"
CHILD_UNKNOWN, AGE_UNKNOWN = "child", "unknown"
OTHER_PLACES, NO_LANGUAGE = "", ""
STANDINGS = ("waiting", "moving", "arrived")
PLACES_MAX, LANGUAGES_MAX = 20, 12


class Fact(NamedTuple):
    """What is counted of one person: nothing that names them."""

    age: int | None
    seems_child: bool
    sex: str
    place: str
    stands: str
    waited_days: int
    urgency: str
    size: int
    language: str
    needs: frozenset[str]


class Table(NamedTuple):
    """Counts by one or two traits; None stands where a count is not shown.

    Without columns each row holds one count. Where there are totals, `cells` ends with their row,
    and each row with its own.
    """

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]

    @property
    def n_hidden(self) -> int:
        """Count the counts that are not shown."""
        return sum(cell is None for row in self.cells for cell in row)


def tables(facts: Sequence[Fact]) -> list[Table]:
    """Count people in all tables, each with what must not be shown taken out.

    Cost: 10,000 people in about 30 ms.
    """
    places = _common(facts, lambda one: one.place, PLACES_MAX)
    languages = _common(facts, lambda one: one.language, LANGUAGES_MAX)
    ages = (*(name for name, _last in AGE_BANDS), ELDEST, CHILD_UNKNOWN, AGE_UNKNOWN)
    waits = (*(name for name, _last in WAIT_BANDS), LONGEST)
    sizes = (*(name for name, _last in SIZE_BANDS), LARGEST)
    where = [(one.place if one.place in places else OTHER_PLACES, one.stands) for one in facts]
    spoken = [one.language if one.language in languages else NO_LANGUAGE for one in facts]
    return [
        *_two(("age", "sex"), ages, SEXES, Counter((age_band(one), one.sex) for one in facts)),
        *_two(("place", "stands"), (*places, OTHER_PLACES), STANDINGS, Counter(where)),
        *_two(
            ("waited", "urgency"),
            waits,
            URGENCIES,
            Counter((_waited(one), one.urgency) for one in facts),
        ),
        _one("size", sizes, Counter(_band(one.size, SIZE_BANDS, LARGEST) for one in facts)),
        _one("language", (*languages, NO_LANGUAGE), Counter(spoken)),
        _needs(facts),
    ]


def age_band(one: Fact) -> str:
    """Say in which band of ages somebody is."""
    if one.age is None:
        return CHILD_UNKNOWN if one.seems_child else AGE_UNKNOWN
    return _band(one.age, AGE_BANDS, ELDEST)


def _waited(one: Fact) -> str:
    return _band(one.waited_days, WAIT_BANDS, LONGEST)


def _band(value: int, bands: Iterable[tuple[str, int]], beyond: str) -> str:
    return next((name for name, last in bands if value <= last), beyond)


def _common(facts: Sequence[Fact], said: Callable[[Fact], str], most: int) -> tuple[str, ...]:
    """List what is said of enough people to be named; the rest is counted together."""
    counts = Counter(said(one) for one in facts)
    named = [(n, what) for what, n in counts.items() if what and n >= AT_LEAST]
    return tuple(sorted(what for _n, what in sorted(named, reverse=True)[:most]))


def _two(
    names: tuple[str, str],
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Counter[tuple[str, str]],
) -> list[Table]:
    """Count by two traits at once, or by each alone where too little of that could be shown."""
    whole = [[counts[row, column] for column in columns] for row in rows]
    summed = [[*row, sum(row)] for row in whole]
    summed.append([sum(column) for column in zip(*summed, strict=True)])
    gone = hidden(summed)
    n_cells = len(rows) * len(columns)
    if 2 * sum(r < len(rows) and c < len(columns) for r, c in gone) > n_cells:
        by_row = Counter({row: line[-1] for row, line in zip(rows, summed, strict=False)})
        by_column = Counter(dict(zip(columns, summed[-1], strict=False)))
        return [_one(names[0], rows, by_row), _one(names[1], columns, by_column)]
    cells = tuple(
        tuple(None if (r, c) in gone else value for c, value in enumerate(row))
        for r, row in enumerate(summed)
    )
    return [Table(names[0], tuple(rows), tuple(columns), cells)]


def _one(name: str, rows: Sequence[str], counts: Counter[str]) -> Table:
    values = [counts[row] for row in rows]
    gone = hidden([[*values, sum(values)]])
    cells = tuple(
        (None if (0, at) in gone else value,) for at, value in enumerate([*values, sum(values)])
    )
    return Table(name, tuple(rows), (), cells)


def _needs(facts: Sequence[Fact]) -> Table:
    """Count who has a need of each kind; each is a table of its own, of those with and without."""
    cells = []
    for kind in NEED_KINDS:
        n_with = sum(kind in one.needs for one in facts)
        gone = hidden([[n_with, len(facts) - n_with, len(facts)]])
        cells.append((None if (0, 0) in gone else n_with,))
    total = hidden([[len(facts), len(facts)]])
    return Table("needs", tuple(NEED_KINDS), (), (*cells, (None if total else len(facts),)))
