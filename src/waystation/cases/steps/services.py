"""Changes to the work on a case: what is written in each step, who looks after it, going on."""

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import course, parts, tasks
from waystation.cases.domain import Household, Risk, Step
from waystation.cases.models import HouseholdRow
from waystation.cases.parts import Kept
from waystation.cases.queries import find
from waystation.cases.safeguarding import services as safeguarding
from waystation.cases.steps import domain, queries
from waystation.cases.steps.domain import (
    ASSESS_DAYS,
    Assessment,
    Charge,
    Conference,
    Note,
    Registration,
    Review,
    StepTaken,
)
from waystation.cases.steps.wording import needed, step_name
from waystation.cases.tasks import Task, finish_task, open_task
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

__all__ = ["finish_task", "open_task"]

Value = TypeVar("Value", bound=msgspec.Struct)


@transaction.atomic
def register(
    *,
    household_id: UUID,
    registration: Registration,
    seen: str | None = None,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Write down how to speak with a household and on what grounds; its assessment gets a day.

    Whoever registers a case that nobody looks after looks after it from now on.

    Args:
      seen: as for `rewrite`.

    Raises:
      Refused: there is no such household among the writer's, or somebody changed this meanwhile.
    """
    rewrite(household_id, registration, keyring, now, seen=seen)
    household = _opened(household_id, keyring)
    if household.worker is None:
        take_charge(household_id=household_id, keyring=keyring, now=now)
    if household.step == "registered" and not tasks.of(household_id, keyring):
        due = now.date() + timedelta(days=ASSESS_DAYS[registration.danger])
        open_task(household_id=household_id, what="assess", due_on=due, keyring=keyring, now=now)


@transaction.atomic
def assess(
    *,
    household_id: UUID,
    assessment: Assessment,
    seen: str | None = None,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Write down what was found out; the risk says when somebody has to look again.

    Best-interests assessments that its children need are opened with it.

    Args:
      seen: as for `rewrite`.

    Raises:
      Refused: the case is closed, there is no such household among the writer's, or somebody
        changed this meanwhile.
    """
    _must_go_on(household_id, keyring)
    rewrite(household_id, assessment, keyring, now, seen=seen)
    for kept in tasks.still_open(household_id, keyring):
        if kept.value.what == "assess":
            finish_task(part_id=kept.id, keyring=keyring, now=now)
    look_again(household_id, assessment.risk, keyring, now)
    safeguarding.open_needed(household_id=household_id, keyring=keyring, now=now)


@transaction.atomic
def review(*, household_id: UUID, review: Review, keyring: Keyring, now: datetime) -> None:
    """Write down what somebody found who looked again; the next look follows from the risk.

    Raises:
      Refused: the case is closed, or there is no such household among the writer's.
    """
    _must_go_on(household_id, keyring)
    parts.put(household_id=household_id, value=review, keyring=keyring, now=now)
    look_again(household_id, review.risk, keyring, now)


def look_again(household_id: UUID, risk: Risk, keyring: Keyring, now: datetime) -> None:
    """Note the risk, and set the one review that is due next."""
    course.note(household_id=household_id, risk=risk, keyring=keyring, now=now)
    end_reviews(household_id, keyring, now)
    due = domain.review_on(risk, now.date())
    task = Task(what="review", kind="review", due_on=due)
    tasks.put(household_id=household_id, task=task, keyring=keyring, now=now)


def end_reviews(household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that no review is due any more."""
    tasks.finish_all(household_id=household_id, kind="review", came="", keyring=keyring, now=now)


def write_note(*, household_id: UUID, note: Note, keyring: Keyring, now: datetime) -> UUID:
    """Write a case note: what somebody saw, heard or did.

    Raises:
      Refused: nothing is said, its day is still to come, or there is no such household.
    """
    if not note.says.strip():
        raise Refused(_("The note is empty."), hint=_("Write what you saw, heard or did."))
    if note.on > now.date():
        raise Refused(
            _("A note cannot be about a day to come."), hint=_("Set a task for it instead.")
        )
    return parts.put(household_id=household_id, value=note, keyring=keyring, now=now)


@transaction.atomic
def confer(*, household_id: UUID, conference: Conference, keyring: Keyring, now: datetime) -> UUID:
    """Write down what colleagues decided about a case together; their next day becomes a task.

    Raises:
      Refused: fewer than two were there, or there is no such household.
    """
    if len(conference.present) < 2:
        raise Refused(
            _("A case conference has at least two people."), hint=_("Name everybody by alias.")
        )
    if conference.next_on:
        open_task(
            household_id=household_id,
            what="conference",
            due_on=conference.next_on,
            keyring=keyring,
            now=now,
        )
    return parts.put(household_id=household_id, value=conference, keyring=keyring, now=now)


@transaction.atomic
def take_charge(*, household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Look after a case from now on, whoever did before.

    Raises:
      Refused: there is no such household among the worker's.
    """
    charge = Charge(worker=keyring.user_id, alias=keyring.alias)
    parts.put(household_id=household_id, value=charge, keyring=keyring, now=now)
    course.note(household_id=household_id, worker=keyring.user_id, keyring=keyring, now=now)


@transaction.atomic
def take_step(
    *, household_id: UUID, then: Step, why: str = "", keyring: Keyring, now: datetime
) -> None:
    """Take a case to another step, once all that this needs is there.

    Raises:
      Refused: there is no such way, or with every need that is not met.
    """
    household = _opened(household_id, keyring)
    move = domain.move_to(household.step, then)
    if move is None:
        raise Refused(
            _("There is no way from this step to that one: %(now)s, %(then)s.")
            % {"now": step_name(household.step), "then": step_name(then)},
            hint=_("Load the page again to see how it stands."),
        )
    known = queries.papers(household_id, keyring, now.date(), why_again=why)
    missing = domain.missing(move, household, known)
    if missing:
        raise Refused(
            _("This step still needs: %(what)s.") % {"what": needed(missing)},
            hint=_("Write what is missing, then go on."),
        )
    taken = StepTaken(now=household.step, then=then, why=why.strip())
    parts.put(household_id=household_id, value=taken, keyring=keyring, now=now)
    course.note(household_id=household_id, step=then, keyring=keyring, now=now)
    if then == "closed":
        end_reviews(household_id, keyring, now)


def mark_of(kept: Kept[Value]) -> str:
    """Give a mark of a paper: the same only until it is written anew."""
    return f"{kept.id}.{len(kept.before)}"


def rewrite(
    household_id: UUID, value: Value, keyring: Keyring, now: datetime, *, seen: str | None = None
) -> UUID:
    """Write the one paper of its kind that a case has: anew, or over the one before.

    Args:
      seen: the mark of the paper the writer had before them, empty if there was none; None: it was
        not looked at.

    Raises:
      Refused: somebody wrote it meanwhile.
    """
    found = parts.listed(household_id, type(value), keyring)
    if seen is not None and seen != (mark_of(found[-1]) if found else ""):
        raise Refused(
            _("Somebody changed this meanwhile."),
            hint=_("Look at what it says now, then change it again."),
        )
    if not found:
        return parts.put(household_id=household_id, value=value, keyring=keyring, now=now)
    last = found[-1]
    if last.value == value:
        return last.id
    try:
        parts.change(part_id=last.id, was=last.value, value=value, keyring=keyring, now=now)
    except parts.Full:
        # It is begun anew; the old one stays in the case with all that it was.
        return parts.put(household_id=household_id, value=value, keyring=keyring, now=now)
    return last.id


def _must_go_on(household_id: UUID, keyring: Keyring) -> None:
    if _opened(household_id, keyring).step == "closed":
        raise Refused(_("This case is closed."), hint=_("Open it again first."))


def _opened(household_id: UUID, keyring: Keyring) -> Household:
    return open_row(find(HouseholdRow, household_id, keyring), Household, keyring)
