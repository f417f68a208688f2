"""What is written about a household's work, home, school and money, and about services near it.

What others claim from people, and what others lent them, is written down here and goes nowhere:
nothing in this module knows the book. Grants do (`grants`).
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow
from waystation.cases.queries import find
from waystation.cases.steps.services import mark_of, rewrite
from waystation.cases.tasks import Task, finish_task, open_task
from waystation.resettlement.means import domain, queries
from waystation.resettlement.means.domain import (
    Budget,
    Home,
    Job,
    School,
    Service,
    Skills,
    ThirdPartyLoan,
    ToldDebt,
)
from waystation.resettlement.models import ServiceRow
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap

Means = Skills | Job | Home | School | Budget | ToldDebt | ThirdPartyLoan
# How soon somebody looks after a home that is cold, wet, unsafe or fought over.
HOME_PROBLEM_WITHIN = timedelta(days=7)
JOB_CHECK_TASKS = ("job first month", "job sixth month")


@transaction.atomic
def note(*, household_id: UUID, value: Means, keyring: Keyring, now: datetime) -> UUID:
    """Write down something a household lives on; what it asks for becomes a task of its case.

    A job that begins is looked at after its first and sixth month, a sign of exploitation and
    pressure for money at once, a problem with a home within the week.

    Raises:
      Refused: there is no such household among the writer's, or it is about somebody of another.
    """
    _must_be_of(household_id, value, keyring)
    settled = _with_tasks(household_id, None, value, keyring, now)
    return parts.put(household_id=household_id, value=settled, keyring=keyring, now=now)


@transaction.atomic
def change(
    *, part_id: UUID, value: Means, seen: str | None = None, keyring: Keyring, now: datetime
) -> None:
    """Write anew what stands in a case; what it said before stays with it, and tasks follow.

    Args:
      seen: the mark of what the writer had before them; None: it was not looked at.

    Raises:
      Refused: there is no such part, somebody changed it meanwhile, or it is about somebody else.
    """
    kept = parts.read(part_id, type(value), keyring)
    if seen is not None and seen != mark_of(kept):
        raise Refused(
            _("Somebody changed this meanwhile."),
            hint=_("Look at what it says now, then change it again."),
        )
    _must_be_of(kept.case, value, keyring)
    settled = _with_tasks(kept.case, kept.value, value, keyring, now)
    if settled != kept.value:
        parts.change(part_id=part_id, was=kept.value, value=settled, keyring=keyring, now=now)


@transaction.atomic
def keep_budget(
    *, household_id: UUID, budget: Budget, seen: str, keyring: Keyring, now: datetime
) -> None:
    """Write the one budget of a household: anew, or over the one before.

    Args:
      seen: the mark of the budget the writer had before them; empty: there was none.

    Raises:
      Refused: there is no such household among the writer's, or somebody wrote it meanwhile.
    """
    rewrite(household_id, budget, keyring, now, seen=seen)


@transaction.atomic
def note_service(*, service: Service, keyring: Keyring, now: datetime) -> UUID:
    """Put a service on the map.

    Raises:
      Refused: its place is not in the gazetteer, or it is said to be checked on a day to come.
    """
    _must_be_there(service, keyring, now.date())
    row = ServiceRow(cell=keyring.cell("gazetteer"))
    return add(row, service, keyring, on=now.date()).id


@transaction.atomic
def change_service(
    *, service_id: UUID, service: Service, seen: int, keyring: Keyring, now: datetime
) -> None:
    """Write anew what is known of a service.

    Args:
      seen: the revision the writer had before them.

    Raises:
      Refused: there is no such service, somebody changed it meanwhile, or as `note_service`.
    """
    row = queries.service_row(service_id, keyring)
    if row.revision != seen:
        raise Refused(
            _("Somebody changed this meanwhile."),
            hint=_("Look at what it says now, then change it again."),
        )
    _must_be_there(service, keyring, now.date())
    swap(row, service, keyring, on=now.date())


@transaction.atomic
def check_service(*, service_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that somebody made sure today that all this is still so.

    Raises:
      Refused: there is no such service.
    """
    row = queries.service_row(service_id, keyring)
    checked = replace(open_row(row, Service, keyring), checked_on=now.date())
    swap(row, checked, keyring, on=now.date())


@transaction.atomic
def shut_service(*, service_id: UUID, is_shut: bool, keyring: Keyring, now: datetime) -> None:
    """Take a service off the map and the cards, or put it back.

    Raises:
      Refused: there is no such service.
    """
    row = queries.service_row(service_id, keyring)
    swap(
        row,
        replace(open_row(row, Service, keyring), is_shut=is_shut),
        keyring,
        on=now.date(),
    )


def _must_be_there(service: Service, keyring: Keyring, today: date) -> None:
    if service.checked_on > today:
        raise Refused(
            _("Nobody can have checked this on %(day)s: that day is still to come.")
            % {"day": service.checked_on.isoformat()},
            hint=_("Give today or an earlier day."),
        )
    if service.place and service.place not in queries.place_names(keyring):
        raise Refused(
            _("This place is not in the gazetteer."),
            hint=_("Pick one from the list, or leave it empty and write where it is."),
        )


def _must_be_of(household_id: UUID, value: Means, keyring: Keyring) -> None:
    """Refuse what is about somebody of another household, or shows a file of another case."""
    row = find(HouseholdRow, household_id, keyring)
    household = open_row(row, Household, keyring)
    person, letter = getattr(value, "person", None), getattr(value, "letter", None)
    if person is not None and person not in household.people:
        raise Refused(
            _("This person is not of this household."), hint=_("Pick somebody from the list.")
        )
    if letter is not None and letter not in household.manifest:
        raise Refused(
            _("This file is not among those of the case."),
            hint=_("Add it on the page of the household first."),
        )


def _with_tasks(
    household_id: UUID, was: Any, value: Means, keyring: Keyring, now: datetime
) -> Means:
    """Open the tasks that a value asks for and end those it no longer does."""
    settle = SETTLING.get(type(value))
    return settle(household_id, was, value, keyring, now) if settle else value


def _settle_job(
    household_id: UUID, was: Job | None, job: Job, keyring: Keyring, now: datetime
) -> Job:
    said: dict[str, Any] = {
        "household_id": household_id,
        "person_id": job.person,
        "keyring": keyring,
        "now": now,
    }
    checks, task = (was.checks, was.task) if was else ((), None)
    days = domain.check_days(job, now.date())
    if checks and (not days or (was and was.on != job.on)):
        _finish(checks, keyring, now)
        checks = ()
    if days and not checks:
        checks = tuple(
            open_task(what=what, due_on=day, **said)
            for what, day in zip(JOB_CHECK_TASKS, days, strict=True)
        )
    if job.state == "mistake":
        _finish([task], keyring, now)
    elif set(job.signs) - set(was.signs if was else ()):
        _finish([task], keyring, now)
        task = open_task(what="look into a sign", due_on=now.date(), **said)
    return replace(job, checks=checks, task=task)


def _settle_home(
    household_id: UUID, was: Home | None, home: Home, keyring: Keyring, now: datetime
) -> Home:
    task = was.task if was else None
    is_open = bool(home.problem) and home.state in ("asked", "moved in")
    if task and not is_open:
        _finish([task], keyring, now)
        task = None
    if is_open and task is None:
        due = now.date() + HOME_PROBLEM_WITHIN
        said: dict[str, Any] = {"household_id": household_id, "keyring": keyring, "now": now}
        task = open_task(what="home problem", due_on=due, **said)
    return replace(home, task=task)


def _settle_told(
    household_id: UUID, was: ToldDebt | None, told: ToldDebt, keyring: Keyring, now: datetime
) -> ToldDebt:
    """Have somebody talk with whoever is pressed, today; where there is a threat, it rings now."""
    task = was.task if was else None
    is_pressed = told.state == "running" and told.pressure in domain.PRESSING
    is_worse = was is None or was.state != "running" or was.pressure != told.pressure
    if task and (not is_pressed or is_worse):
        _finish([task], keyring, now)
        task = None
    if is_pressed and is_worse:
        task = open_task(
            household_id=household_id,
            what="pressed for money",
            due_on=now.date(),
            person_id=told.person,
            urgent=told.pressure == "threatened",
            keyring=keyring,
            now=now,
        )
    return replace(told, task=task)


def _finish(tasks: Iterable[UUID | None], keyring: Keyring, now: datetime) -> None:
    """End tasks that nothing asks for any more, if nobody did them yet."""
    for task in tasks:
        if task is not None and parts.read(task, Task, keyring).value.is_open:
            finish_task(part_id=task, keyring=keyring, now=now)


SETTLING: dict[type, Callable[..., Any]] = {
    Job: _settle_job,
    Home: _settle_home,
    ToldDebt: _settle_told,
}
