"""What a flight asks of its households, and does to their stays and cases."""

from collections.abc import Collection, Iterable, Sequence
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
from waystation.resettlement.waiting import domain, parties, queries
from waystation.resettlement.waiting.domain import SEATS, Came, Flight, Seat, Waiter
from waystation.resettlement.waiting.queries import Bench
from waystation.resettlement.waiting.wording import CAMES, WHY_NOT
from waystation.vault.keyring import Keyring

NOTICE = "flight notice"
WEEKLY = "weekly contact"


def must_fit(bench: Bench, chosen: Sequence[UUID], why: str) -> None:
    """Refuse households that cannot be one flight, or are one only for a reason that is missing.

    Raises:
      Refused: one cannot fly, they are too many, or no reason is given where somebody is worse off
        than by the rule or one goes without those it must travel with.
    """
    waiters = [one for one in bench.waiters if one.id in set(chosen)]
    for one in waiters:
        if one.why_not:
            raise Refused(
                _("The household %(code)s cannot fly: %(why)s.")
                % {"code": one.code, "why": ", ".join(str(WHY_NOT[code]) for code in one.why_not)},
                hint=_("See to that on their page first, or leave them out."),
            )
    n_people = sum(one.size for one in waiters)
    if n_people > SEATS:
        raise Refused(
            _("That is %(n)d people, and a flight has %(seats)d seats.")
            % {"n": n_people, "seats": SEATS},
            hint=_("Leave a household out; none is ever split."),
        )
    if why.strip():
        return
    if queries.judged(bench, chosen):
        raise Refused(
            _("Somebody is worse off than by the rule, and no reason is given."),
            hint=_("Look at the warnings. If it must be so, write why, naming nobody."),
        )
    for one, others in parties.apart(bench.waiters, chosen):
        _refuse_parting(one, others)


def must_part(
    bench: Bench | None, off: Collection[UUID], left: Sequence[UUID], why: str, *, moves: bool
) -> None:
    """Refuse to take households off a flight for no reason, or all of them.

    Args:
      bench: who could be on it; none: nobody waits at its place any more.
      left: who stays aboard.
      moves: whether they are put on another flight.

    Raises:
      Refused: nobody is chosen or left, or no reason is given where one that can fly waits again
        or is parted from those it must travel with.
    """
    if not off:
        raise Refused(_("Nobody is chosen."), hint=_("Choose at least one household."))
    if not left:
        raise Refused(_("Nobody would be aboard any more."), hint=_("Undo the flight instead."))
    if why.strip() or bench is None:
        return
    for one in bench.waiters:
        if one.id in off and not one.why_not and not moves:
            raise Refused(
                _("The household %(code)s can fly, and no reason is given why it should wait.")
                % {"code": one.code},
                hint=_("Write why, naming nobody, or put it on another flight."),
            )
    codes = {one.code for one in bench.waiters if one.id in off}
    for one in bench.waiters:
        if one.id in left and not codes.isdisjoint(one.goes_with):
            _refuse_parting(one, [code for code in one.goes_with if code in codes])


def _refuse_parting(one: Waiter, others: Iterable[str]) -> None:
    raise Refused(
        _("The household %(code)s would fly without %(others)s, and no reason is given.")
        % {"code": one.code, "others": ", ".join(others)},
        hint=_(
            "They must travel together. Keep them together, or ask them and write why they "
            "go apart, naming nobody."
        ),
    )


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
