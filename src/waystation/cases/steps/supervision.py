"""What a supervisor sees first: what waits for them, what is overdue, and whose hands are full."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from waystation.cases import concern, parts, queries
from waystation.cases.contact import queries as contact
from waystation.cases.models import PartRow
from waystation.cases.parts import Kept, Part
from waystation.cases.queries import Line, TipView
from waystation.cases.steps.domain import Charge, Closure, Plan, Transfer, sample
from waystation.vault.keyring import Keyring

# As many open cases as one person can look after well, by the guidelines' own advice.
CASES_A_WORKER = 25
Opened = Sequence[tuple[PartRow, Part]]


class Waits(NamedTuple):
    """Something put forward that waits: what, of which case, by whom, since when."""

    what: str
    line: Line
    name: str
    since: datetime
    mine: bool


class Load(NamedTuple):
    """How many open cases somebody looks after; without a name nobody does."""

    name: str
    n_cases: int

    @property
    def is_much(self) -> bool:
        """Say whether they are more than one person can look after well."""
        return bool(self.name) and self.n_cases > CASES_A_WORKER


class Queue(NamedTuple):
    """All that a supervisor's page shows."""

    waits: list[Waits]
    overdue: list[Line]
    tips: list[TipView]
    loads: list[Load]
    unreached: list[Line]
    sample: list[Line]
    month: date

    @property
    def n_mine(self) -> int:
        """Count what waits for the reader, not for a colleague."""
        return sum(not one.mine for one in self.waits)


def queue(keyring: Keyring, now: datetime) -> Queue:
    """Read what a supervisor's page shows.

    Cost: it opens every part of every case; one person looks at it now and then.
    """
    today = now.date()
    lines = queries.lines(keyring, today)
    known = {line.id: line for line in lines if not concern.is_closed(line)}
    late = [line for line in concern.due(known.values(), today) if line.household.next_due != today]
    picked = sample(known, today)
    found = parts.everything(keyring)
    return Queue(
        waits=_waiting(found, known, keyring),
        overdue=late,
        tips=list(contact.waiting_tips(keyring, now)),
        loads=_loads(found, lines),
        unreached=[line for line in known.values() if line.stands == "heard"],
        sample=[known[case] for case in picked],
        month=today.replace(day=1),
    )


def _waiting(opened: Opened, known: dict[UUID, Line], keyring: Keyring) -> list[Waits]:
    """List plans, closures and transfers that wait for an answer, the longest wait first."""
    kinds: tuple[tuple[type[Plan | Closure | Transfer], str], ...] = (
        (Plan, "plan"),
        (Closure, "closure"),
        (Transfer, "transfer"),
    )
    found = [
        Waits(what, known[kept.case], kept.name, kept.first_at, kept.first_by == keyring.user_id)
        for kind, what in kinds
        for kept in parts.of_kind(opened, kind)
        if kept.case in known and kept.value.state in ("waiting", "offered")
    ]
    return sorted(found, key=lambda one: one.since)


def _loads(opened: Opened, lines: Sequence[Line]) -> list[Load]:
    names = _names(parts.of_kind(opened, Charge))
    counts = concern.by_worker(lines)
    found = [
        Load(names.get(worker, "") if worker else "", n_cases) for worker, n_cases in counts.items()
    ]
    return sorted(found, key=lambda load: (not load.name, -load.n_cases, load.name))


def _names(charges: list[Kept[Charge]]) -> dict[UUID, str]:
    """Give what each worker is called, as they wrote it last."""
    charges.sort(key=lambda kept: kept.first_at)
    return {kept.value.worker: kept.value.alias for kept in charges}
