"""How people fare together, by year of arrival and pathway, without telling of anybody. Pure.

The rule, in four parts:

1. A cohort is everybody of one pathway who arrived in one year. A count of fewer than ten people,
   or of fewer than three households, is not shown; and neither are as many others as it takes for
   at least ten values to stay possible for it, totals included (`cases.exchange.hiding`).
2. Answers are told only of cohorts whose count is shown. A share is shown only if both those who
   said so and those who did not are ten people of three households; so no share is nought or all.
3. A share is rounded to a twentieth and the number of answers is not shown, so no count is worked
   out from it. A median is shown only of ten people of three households.
4. “All shown” puts together exactly what is shown in its column, so that it tells nothing more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median_low
from typing import NamedTuple, TypeVar
from uuid import UUID

from waystation.cases.exchange.hiding import AT_LEAST, Place, hidden
from waystation.resettlement.following.domain import (
    CHECKS,
    MANAGES_FROM,
    TOPICS,
    FollowUp,
)

Item = TypeVar("Item")

HOUSEHOLDS_AT_LEAST = 3
TWENTIETH = 5
ASKED = "asked"
# What a share is told of: whether they were asked at all, and whether they manage.
MEASURES: tuple[str, ...] = (ASKED, *TOPICS)


class Lived(NamedTuple):
    """What is counted of one person; `told` holds what they said, by check."""

    household: UUID
    year: int
    pathway: str
    months_here: int
    told: Mapping[int, FollowUp]


class Cohort(NamedTuple):
    """One row: whom it is about, how many they are, and how they fare; None is not shown."""

    year: int | None
    pathway: str
    shares: tuple[int | None, ...]
    ladder: int | None


class Counts(NamedTuple):
    """How many people of which year went which way; the last row and column are totals."""

    years: tuple[int, ...]
    pathways: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]

    @property
    def shown(self) -> list[tuple[int, str]]:
        """List the cohorts whose count is shown."""
        return [
            (year, pathway)
            for year, row in zip(self.years, self.cells, strict=False)
            for pathway, cell in zip(self.pathways, row, strict=False)
            if cell is not None
        ]


class Cohorts(NamedTuple):
    """All that the page of cohorts shows for one check."""

    months: int
    counts: Counts
    rows: tuple[Cohort, ...]
    together: Cohort


class _Answers(NamedTuple):
    """Who of a cohort said something, and who did not say so; by household, one for each person."""

    yes: list[UUID]
    no: list[UUID]


def cohorts(people: Sequence[Lived], months: int) -> Cohorts:
    """Tell how people fare at one check, by the rule above.

    Raises:
      ValueError: there is no such check.
    """
    if months not in CHECKS:
        raise ValueError(f"no such check: {months} months; one of {CHECKS}")
    counts = count(people)
    members: dict[tuple[int, str], list[Lived]] = defaultdict(list)
    for one in people:
        members[one.year, one.pathway].append(one)
    found = [(key, members[key]) for key in counts.shown]
    rows = tuple(_row(key[0], key[1], group, months) for key, group in found)
    return Cohorts(months, counts, rows, _together(rows, [group for _key, group in found], months))


def count(people: Sequence[Lived]) -> Counts:
    """Count people by year and pathway; what must not be shown is None."""
    years = tuple(sorted({one.year for one in people}))
    pathways = tuple(sorted({one.pathway for one in people}))
    whole = [
        [[one.household for one in people if (one.year, one.pathway) == (year, pathway)]
         for pathway in pathways]
        for year in years
    ]  # fmt: skip
    summed = [[*row, _joined(row)] for row in whole]
    # One year alone is its own total, and is told of once.
    if len(years) != 1:
        summed.append([_joined(column) for column in zip(*summed, strict=True)])
    if not years:
        return Counts((), (), ())
    numbers = [[len(cell) for cell in row] for row in summed]
    gone = hidden(numbers, also=_of_few_households(summed))
    cells = tuple(
        tuple(None if (r, c) in gone else number for c, number in enumerate(row))
        for r, row in enumerate(numbers)
    )
    return Counts(years, pathways, cells)


def may_tell(households: Sequence[UUID]) -> bool:
    """Say whether a group is large enough to be told of; one household for each person."""
    return len(households) >= AT_LEAST and len(set(households)) >= HOUSEHOLDS_AT_LEAST


def _of_few_households(cells: Sequence[Sequence[Sequence[UUID]]]) -> set[Place]:
    return {
        (r, c)
        for r, row in enumerate(cells)
        for c, cell in enumerate(row)
        if len(set(cell)) < HOUSEHOLDS_AT_LEAST
    }


def _row(year: int, pathway: str, group: Sequence[Lived], months: int) -> Cohort:
    shares = tuple(_share(_answers(group, measure, months)) for measure in MEASURES)
    return Cohort(year, pathway, shares, _ladder(group, months))


def _together(rows: Sequence[Cohort], groups: Sequence[Sequence[Lived]], months: int) -> Cohort:
    """Put together, column by column, the cohorts that are shown in it."""
    shares = []
    for at, measure in enumerate(MEASURES):
        told = [
            group for row, group in zip(rows, groups, strict=True) if row.shares[at] is not None
        ]
        shares.append(_share(_answers(_joined(told), measure, months)))
    told = [group for row, group in zip(rows, groups, strict=True) if row.ladder is not None]
    return Cohort(None, "", tuple(shares), _ladder(_joined(told), months))


def _answers(group: Iterable[Lived], measure: str, months: int) -> _Answers:
    found = _Answers([], [])
    for one in group:
        told = one.told.get(months)
        if measure == ASKED:
            if told is not None or one.months_here >= months:
                (found.no if told is None else found.yes).append(one.household)
        elif told is not None and (level := told.level(measure)) is not None:
            (found.yes if level >= MANAGES_FROM else found.no).append(one.household)
    return found


def _share(answers: _Answers) -> int | None:
    """Give a share in percent, rounded to a twentieth; None: too few on one side."""
    if not (may_tell(answers.yes) and may_tell(answers.no)):
        return None
    n_yes, n = len(answers.yes), len(answers.yes) + len(answers.no)
    return TWENTIETH * ((2 * 100 * n_yes + TWENTIETH * n) // (2 * TWENTIETH * n))


def _ladder(group: Iterable[Lived], months: int) -> int | None:
    found = [
        (one.household, told.ladder)
        for one in group
        if (told := one.told.get(months)) is not None and told.ladder is not None
    ]
    if not may_tell([household for household, _rung in found]):
        return None
    return median_low(rung for _household, rung in found)


def _joined(groups: Iterable[Iterable[Item]]) -> list[Item]:
    return [one for group in groups for one in group]
