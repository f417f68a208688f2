"""What is to be done about a case and by when; a task left undone rings, whoever is signed in."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import alarms, course, parts
from waystation.cases.parts import Kept
from waystation.vault.keyring import Keyring

# Nobody plans further; what is typed beyond is a slip.
DUE_WITHIN = timedelta(days=3653)


class Task(msgspec.Struct, frozen=True, kw_only=True, tag="task/1"):
    """Something to do about a case.

    `what` is said in the writer's words, or is a code of `timeline_words.TASKS`. `watch` is the
    alarm that rings if it is not done; `came` says what came of it.
    """

    what: str
    due_on: date
    kind: Literal["task", "review"] = "task"
    person: UUID | None = None
    urgent: bool = False
    watch: UUID | None = None
    done_on: date | None = None
    came: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether it is still to be done."""
        return self.done_on is None

    def is_late_on(self, today: date) -> bool:
        """Say whether it should have been done before this day."""
        return self.is_open and self.due_on < today


def open_task(
    *,
    household_id: UUID,
    what: str,
    due_on: date | None = None,
    due_at: datetime | None = None,
    person_id: UUID | None = None,
    urgent: bool = False,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Write down that something is to be done by a day; an urgent task rings at once.

    Args:
      what: in the writer's words, or a code of `timeline_words.TASKS`.
      due_on, due_at: by which day or moment; with neither it is due today.

    Raises:
      Refused: nothing is said, its day is past or too far off, or there is no such household.
    """
    by = due_on or (due_at or now).date()
    task = Task(what=what.strip(), due_on=by, person=person_id, urgent=urgent)
    rings_at = now if urgent else due_at
    return put(household_id=household_id, task=task, rings_at=rings_at, keyring=keyring, now=now)


@transaction.atomic
def put(
    *,
    household_id: UUID,
    task: Task,
    rings_at: datetime | None = None,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Write a task down and set its alarm; see `open_task`."""
    _must_be_doable(task, now.date())
    watch = alarms.arm(
        household_id=household_id,
        what=task.kind,
        about=task.person,
        cell=course.cell_of(household_id, keyring),
        due_at=rings_at or _end_of(task.due_on),
        keyring=keyring,
    )
    set_up = replace(task, watch=watch)
    part_id = parts.put(household_id=household_id, value=set_up, keyring=keyring, now=now)
    _note_next(household_id, keyring, now)
    return part_id


@transaction.atomic
def finish_task(*, part_id: UUID, came: str = "", keyring: Keyring, now: datetime) -> None:
    """Note that a task is done and what came of it; its alarm rings no more.

    Raises:
      Refused: it is done already, or there is no such task.
    """
    kept = parts.read(part_id, Task, keyring)
    if not kept.value.is_open:
        raise Refused(
            _("This task is done already."), hint=_("Load the page again to see how it stands.")
        )
    done = replace(kept.value, done_on=now.date(), came=came.strip(), watch=None)
    parts.change(part_id=part_id, was=kept.value, value=done, keyring=keyring, now=now)
    alarms.answer(kept.value.watch)
    _note_next(kept.case, keyring, now)


def finish_all(*, household_id: UUID, kind: str, came: str, keyring: Keyring, now: datetime) -> int:
    """Note that every open task of a kind is done; returns how many there were."""
    found = [kept for kept in still_open(household_id, keyring) if kept.value.kind == kind]
    for kept in found:
        finish_task(part_id=kept.id, came=came, keyring=keyring, now=now)
    return len(found)


def of(household_id: UUID, keyring: Keyring) -> list[Kept[Task]]:
    """List the tasks of a case: open ones first, by the day they are due.

    Raises:
      Refused: there is no such household among the reader's.
    """
    found = parts.listed(household_id, Task, keyring)
    return sorted(found, key=lambda kept: (not kept.value.is_open, kept.value.due_on))


def still_open(household_id: UUID, keyring: Keyring) -> list[Kept[Task]]:
    """List what is still to be done about a case, the soonest due first."""
    return [kept for kept in of(household_id, keyring) if kept.value.is_open]


def next_due(tasks: Iterable[Task]) -> date | None:
    """Give the first day on which something is due; None: nothing is open."""
    return min((task.due_on for task in tasks if task.is_open), default=None)


def _note_next(household_id: UUID, keyring: Keyring, now: datetime) -> None:
    due = next_due(kept.value for kept in still_open(household_id, keyring))
    course.note(household_id=household_id, next_due=due, keyring=keyring, now=now)


def _must_be_doable(task: Task, today: date) -> None:
    if not task.what:
        raise Refused(
            _("It is not said what is to be done."), hint=_("Write it in one line, without names.")
        )
    if task.due_on < today:
        raise Refused(
            _("A task cannot be due on %(day)s: that day is past.")
            % {"day": task.due_on.isoformat()},
            hint=_("Give today or a later day."),
        )
    if task.due_on - today > DUE_WITHIN:
        raise Refused(
            _("A task cannot be due on %(day)s: that day is too far off.")
            % {"day": task.due_on.isoformat()},
            hint=_("Give a day within the next ten years."),
        )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
