"""What a flight does to the stays and cases of its households."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import tasks
from waystation.cases.parts import Kept
from waystation.cases.tasks import Task
from waystation.resettlement.stays import queries as stays
from waystation.resettlement.stays import services as staying
from waystation.resettlement.waiting import domain
from waystation.resettlement.waiting.domain import Came, Flight, Seat
from waystation.resettlement.waiting.wording import CAMES
from waystation.vault.keyring import Keyring

NOTICE = "flight notice"
WEEKLY = "weekly contact"


def hold_seats(
    flight_id: UUID, household_ids: Sequence[UUID], keyring: Keyring, now: datetime
) -> None:
    """Note in each household that it is on a flight, and on its pathway that it is in a group."""
    for one in household_ids:
        was = stays.stay(one, keyring).stay
        if was.flight == flight_id:
            continue
        stay = replace(was, flight=flight_id)
        staying.change(household_id=one, was=was, stay=stay, keyring=keyring, now=now)
        if domain.group_step(stays.pathway_of(was, keyring), was) == "open":
            staying.note_done(
                household_id=one,
                step=domain.GROUP_STEP,
                on=now.date(),
                keyring=keyring,
                now=now,
            )


def free_seats(
    flight_id: UUID, household_ids: Collection[UUID], keyring: Keyring, now: datetime
) -> None:
    """Note in each household that it is on this flight no more; see `hold_seats`."""
    for one in household_ids:
        was = stays.stay(one, keyring).stay
        if was.flight != flight_id:
            continue
        stay = replace(was, flight=None)
        staying.change(household_id=one, was=was, stay=stay, keyring=keyring, now=now)
        in_group = domain.group_step(stays.pathway_of(was, keyring), was) == "done"
        if was.state == "waiting" and in_group:
            staying.undo_done(household_id=one, step=domain.GROUP_STEP, keyring=keyring, now=now)


def to_tell(seat: Seat, by: datetime, keyring: Keyring, now: datetime) -> Seat:
    """Let it ring until a household was told; one of which something is said already is not."""
    if seat.came is not None:
        return seat
    end_notice(seat, _("The flight leaves at another moment."), keyring, now)
    task = tasks.open_task(
        household_id=seat.household, what=NOTICE, due_at=by, keyring=keyring, now=now
    )
    return replace(seat, told_at=None, told_by="", task=task)


def end_notice(seat: Seat, came: str, keyring: Keyring, now: datetime) -> None:
    """End the task to tell a household, if it is open still."""
    for kept in _open_tasks(seat.household, NOTICE, keyring) if seat.task else []:
        if kept.id == seat.task:
            tasks.finish_task(part_id=kept.id, came=came, keyring=keyring, now=now)


def _open_tasks(household_id: UUID, what: str, keyring: Keyring) -> list[Kept[Task]]:
    found = tasks.still_open(household_id, keyring)
    return [kept for kept in found if kept.value.what == what]


def depart(household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note on a household's pathway that it left; nobody has to speak with it weekly any more."""
    was = stays.stay(household_id, keyring).stay
    step = domain.flight_step(stays.pathway_of(was, keyring), was)
    if step is None:
        raise Refused(
            _("The pathway of the household %(code)s has no flight.") % {"code": was.code},
            hint=_("Note on its pathway what was done."),
        )
    staying.note_done(
        household_id=household_id, step=step.code, on=now.date(), keyring=keyring, now=now
    )
    for kept in _open_tasks(household_id, WEEKLY, keyring):
        tasks.finish_task(part_id=kept.id, came=str(CAMES["departed"]), keyring=keyring, now=now)


def undo_departure(household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back on a household's pathway that it left."""
    was = stays.stay(household_id, keyring).stay
    pathway = stays.pathway_of(was, keyring)
    flights = {step.code for step in pathway.steps if step.kind == "flight"}
    flown = [one.step for one in was.done if one.step in flights]
    for step in flown[-1:]:
        staying.undo_done(household_id=household_id, step=step, keyring=keyring, now=now)


def open_trouble(
    label: str, household_id: UUID, came: Came, who: str, keyring: Keyring, now: datetime
) -> None:
    """Open a task by today for somebody who is named, because a household did not leave."""
    if not who.strip():
        raise Refused(
            _("It is not said who looks after it."),
            hint=_("Name a colleague by alias, or yourself."),
        )
    what = _("Flight %(label)s: %(came)s. Looked after by %(who)s.") % {
        "label": label, "came": CAMES[came], "who": who.strip(),
    }  # fmt: skip
    tasks.open_task(household_id=household_id, what=what, keyring=keyring, now=now)


def overtake(flight: Flight, by: int, keyring: Keyring, now: datetime) -> Flight:
    """Note once, when a flight left, whom it overtook; or that it did not leave after all."""
    if flight.counted == (by > 0):
        return flight
    there = {view.household_id: view.stay for view in stays.stays(keyring)}
    for one in flight.passed_over:
        was = there.get(one)
        if was is not None and was.state == "waiting":
            stay = replace(was, overtaken=max(0, was.overtaken + by))
            staying.change(household_id=one, was=was, stay=stay, keyring=keyring, now=now)
    return replace(flight, counted=by > 0)
