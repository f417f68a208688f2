"""What is due and what worries, told from what stands on the households themselves. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

from waystation.cases.queries import Line

Worry = Literal["overdue", "immediate risk", "high risk", "not reached", "nobody in charge"]
Show = Literal["due", "worries", "mine", "all"]
# Somebody whom nobody has spoken with for so long is told of.
REACH_WITHIN_DAYS = 3


class Worried(NamedTuple):
    """A household and what about it worries, the gravest first."""

    line: Line
    worries: tuple[Worry, ...]


def is_closed(line: Line) -> bool:
    """Say whether the work on a case has ended."""
    return line.household.step == "closed"


def due(lines: Iterable[Line], today: date) -> list[Line]:
    """List the cases of which something is due by today, the longest overdue first."""
    found = [
        (line.household.next_due, line)
        for line in lines
        if line.household.next_due is not None and line.household.next_due <= today
    ]
    return [line for _day, line in sorted(found, key=lambda one: one[0])]


def worries(line: Line, today: date) -> tuple[Worry, ...]:
    """Name what worries about a household; nothing of a closed case, and nobody's worth."""
    household = line.household
    if is_closed(line):
        return ()
    due_on, waited = household.next_due, line.waited_days
    is_late_to_reach = line.stands == "heard" and waited >= REACH_WITHIN_DAYS
    checks: tuple[tuple[Worry, bool], ...] = (
        ("immediate risk", household.risk == "immediate"),
        ("overdue", due_on is not None and due_on < today),
        ("high risk", household.risk == "high"),
        ("not reached", is_late_to_reach),
        ("nobody in charge", household.worker is None and line.stands != "arrived"),
    )
    return tuple(worry for worry, is_so in checks if is_so)


def worrying(lines: Iterable[Line], today: date) -> list[Worried]:
    """List the households that worry, by the gravest of their worries."""
    order = ("immediate risk", "overdue", "high risk", "not reached", "nobody in charge")
    found = [Worried(line, worries(line, today)) for line in lines]
    there = [one for one in found if one.worries]
    return sorted(there, key=lambda one: (order.index(one.worries[0]), -one.line.waited_days))


def mine(lines: Iterable[Line], me: UUID) -> list[Line]:
    """List the open cases that somebody looks after."""
    return [line for line in lines if line.household.worker == me and not is_closed(line)]


def by_worker(lines: Sequence[Line]) -> dict[UUID | None, int]:
    """Count the open cases of each worker; None: nobody looks after them."""
    counts: dict[UUID | None, int] = {}
    for line in lines:
        if not is_closed(line):
            counts[line.household.worker] = counts.get(line.household.worker, 0) + 1
    return counts
