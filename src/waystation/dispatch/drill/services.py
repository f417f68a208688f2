"""Prepares, signs and carries out a drill: each step alone; `relay.drill` puts them together."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_code
from waystation.dispatch import paying
from waystation.dispatch import queries as passages
from waystation.dispatch.domain import Passage, StageOfPassage
from waystation.dispatch.drill import checking, queries
from waystation.dispatch.drill.domain import (
    APPROVALS_NEEDED,
    DONE,
    GO_ON,
    WITHDRAWN,
    Drill,
    Fate,
    Loss,
    Task,
    packed,
)
from waystation.dispatch.drill.working import stages_of, worked_out
from waystation.dispatch.forward import services as forward
from waystation.dispatch.guiding import Roster, whole_roster
from waystation.dispatch.models import DrillHandRow, DrillRow
from waystation.dispatch.starting import services as starting
from waystation.ledger.field import emergency
from waystation.ledger.field.emergency import Help
from waystation.ledger.field.services import Hands
from waystation.routing import queries as routing
from waystation.routing.domain import Plan
from waystation.vault import audit, cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap, token_of

Value = TypeVar("Value")


@transaction.atomic
def prepare(
    *, loss: Loss, exercise: bool, family_cents: int, by: str, keyring: Keyring, now: datetime
) -> UUID:
    """Work out all that is to be done about a loss, and keep it for two others to approve.

    Everything is tried out and taken back, so what is shown can be done; a real drill keeps the new
    plans, an exercise keeps nothing but itself.

    Raises:
      Refused: nothing of that name can be lost, it is one's own account, there is not so much
        money, or more groups are touched than fit one drill.
    """
    checking.refuse_loss(loss, keyring, now)
    checking.refuse_money(family_cents)
    row = DrillRow(cell=keyring.cell("passages"))
    drill = worked_out(loss, new_code("D"), exercise, by, keyring, now)
    add(row, replace(drill, family_cents=family_cents), keyring, on=now.date())
    _lay_hand(row, "planned", keyring)
    says = {"of": drill.code, "n": str(len(drill.fates))}
    audit.write("drill prepared", actor=keyring.user_id, says=says, now=now)
    return row.id


@transaction.atomic
def again(*, drill_id: UUID, by: str, keyring: Keyring, now: datetime) -> None:
    """Work a drill out anew on what stands now; what was approved before is approved no more.

    Raises:
      Refused: it is settled, or as `prepare`.
    """
    kept = queries.drill(drill_id, keyring)
    old = kept.drill
    checking.refuse_settled(old)
    checking.refuse_loss(old.loss, keyring, now)
    drill = worked_out(old.loss, old.code, old.exercise, by, keyring, now)
    kept.row.hands.filter(act="approved").delete()
    if not queries.drill(drill_id, keyring).mine:
        _lay_hand(kept.row, "planned", keyring)
    swap(kept.row, replace(drill, family_cents=old.family_cents), keyring, on=now.date())


@transaction.atomic
def withdraw(*, drill_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Withdraw a drill before it is carried out.

    Raises:
      Refused: it is settled, or one's own account is lost.
    """
    kept = queries.drill(drill_id, keyring)
    checking.refuse_settled(kept.drill)
    checking.refuse_own(kept.drill, keyring)
    swap(kept.row, replace(kept.drill, state=WITHDRAWN, done_at=now), keyring, on=now.date())
    says = {"of": kept.drill.code}
    audit.write("drill withdrawn", actor=keyring.user_id, says=says, now=now)


@transaction.atomic
def sign(*, drill_id: UUID, keyring: Keyring, now: datetime) -> bool:
    """Lay one's hand on a drill; says whether it is approved by as many as it needs.

    Raises:
      Refused: the hand was laid before, one's own account is lost, one is kin of people touched, it
        is settled, or something changed since it was prepared.
    """
    kept = queries.drill(drill_id, keyring)
    checking.refuse_signing(kept, queries.mark(kept.drill.loss, keyring, now))
    for fate in kept.drill.fates:
        old = passages.passage(fate.passage, keyring).passage
        starting.refuse_kin(replace(old, after=fate.passage), keyring)
    cells.vouch(kept.row.cell, keyring)
    _lay_hand(kept.row, "approved", keyring)
    drill = replace(kept.drill, signed=(*kept.drill.signed, keyring.user_id))
    swap(kept.row, drill, keyring, on=now.date())
    says = {"of": drill.code, "n": f"{len(drill.signed)}/{APPROVALS_NEEDED}"}
    audit.write("drill approved", actor=keyring.user_id, says=says, now=now)
    return len(drill.signed) >= APPROVALS_NEEDED


def carry(
    *, drill: Drill, fate: Fate, known: Roster | None = None, keyring: Keyring, now: datetime
) -> Fate:
    """Put one group's new way in the place of its old one, approved by those who signed the drill.

    Where the stage under way has to end first, its guide is to leave the people at its end and meet
    nobody there, and the new way waits for the word that they were left. Whoever has no new way
    keeps the old passage with all its watches. The group's own record stays as it is: it is bound
    to this way as to the one before.

    Args:
      known: who may guide, if that was opened already.

    Raises:
      Refused: as `ways.way_on`.
    """
    if fate.plan is None:
        return fate
    kept = passages.passage(fate.passage, keyring)
    under_way = next((one for one in kept.stages if one.stage.state == "met"), None)
    if under_way is not None and fate.act == GO_ON:
        row = passages.stage_row(under_way.id, keyring)
        if not under_way.stage.apart:
            swap(row, replace(under_way.stage, apart=True), keyring, on=now.date())
        return replace(fate, waits=True)
    return replace(fate, became=_carried(drill, fate, known, keyring, now), waits=False)


def pay_family(*, drill: Drill, now: datetime) -> bool:
    """Book the help for a lost partner's family; says whether a fund could pay it.

    The two who approved the drill are the two hands on it. Money holds nobody up: what could not
    be paid is a task for finance.
    """
    if not drill.family_cents:
        return True
    given = Help(drill.family_cents, "", drill.code)
    hands = Hands(*drill.signed[:2])
    try:
        emergency.pay_from_either(
            entry_id=_entry_id(drill), given=given, hands=hands, on=now.date()
        )
    except Refused:
        return False
    return True


def finish(
    *, row: DrillRow, drill: Drill, fates: Sequence[Fate], keyring: Keyring, now: datetime
) -> None:
    """Keep what came of a drill and enter it in the audit chain."""
    done = replace(drill, packed=packed(fates), state=DONE, done_at=now)
    checking.refuse_long(done)
    swap(row, done, keyring, on=now.date())
    kind = "drill exercised" if drill.exercise else "drill carried out"
    audit.write(kind, actor=keyring.user_id, says={"of": drill.code, "n": str(len(fates))}, now=now)


@transaction.atomic
def note_carried(
    *,
    drill_id: UUID,
    fates: Sequence[Fate],
    left: Sequence[Task],
    keyring: Keyring,
    now: datetime,
) -> None:
    """Keep that groups which waited for a hand-over were carried on, and what is left to do."""
    kept = queries.drill(drill_id, keyring)
    checking.refuse_undone(kept.drill)
    # Behind the others, so that a page that is open still ticks what it shows.
    tasks = (*kept.drill.tasks, *left)
    changed = replace(kept.drill, packed=packed(fates), tasks=tasks)
    swap(kept.row, changed, keyring, on=now.date())


@transaction.atomic
def tick(*, drill_id: UUID, number: int, keyring: Keyring, now: datetime) -> None:
    """Note that one of a drill's tasks is done.

    Raises:
      Refused: it was not carried out, has no such task, or one's own account is lost.
    """
    kept = queries.drill(drill_id, keyring)
    checking.refuse_undone(kept.drill)
    checking.refuse_own(kept.drill, keyring)
    held = list(kept.drill.tasks)
    if not 0 <= number < len(held):
        raise Refused(_("There is no such task."), hint=_("Load the page again."))
    held[number] = replace(held[number], done_at=now)
    swap(kept.row, replace(kept.drill, tasks=tuple(held)), keyring, on=now.date())


def _carried(
    drill: Drill, fate: Fate, known: Roster | None, keyring: Keyring, now: datetime
) -> UUID:
    """Call a passage off and put its new way on file, approved; returns the new passage."""
    if fate.plan is None:
        raise ValueError("a group without a plan is not carried on")
    plan = routing.plan(fate.plan, keyring).plan
    before = passages.passage(fate.passage, keyring)
    stages = _as_reviewed(fate, plan, known or whole_roster(keyring), keyring, now)
    so_far = [one.stage for one in before.stages]
    funding = paying.funding_of_rest(stages, before.passage, now, instead_of=so_far)
    if not funding.fund:
        paying.close_fund(before.passage, now)
    way = forward.Way(
        fate.plan, plan.question, stages, before.passage.template, funding.fund, before
    )
    why = _("Lost: %(code)s.") % {"code": drill.code}
    row = forward.put_in_place(way, why=why, by=drill.prepared_by, keyring=keyring, now=now)
    hands = [forward.lay_hand(row, "approved", person, keyring) for person in drill.signed]
    new = open_row(row, Passage, keyring)
    new = starting.with_approvals(row.id, new, hands, keyring, now)
    fund = forward.set_going(row, new, keyring, now)
    new = replace(new, approvals=len(hands), state="approved", fund=fund)
    swap(row, new, keyring, on=now.date())
    says = {"of": new.code, "n": f"{len(hands)}/{APPROVALS_NEEDED}", "why": drill.code}
    audit.write("passage approved", actor=keyring.user_id, says=says, now=now)
    return row.id


def _as_reviewed(
    fate: Fate, plan: Plan, known: Roster, keyring: Keyring, now: datetime
) -> list[StageOfPassage]:
    """Cut a group's new way into stages led by those whom the approvers saw.

    Whoever waited at the end of a stage is led on by others, if those were needed elsewhere.
    """
    seen = tuple(one for one in known.partners if one.slug in fate.guides)
    anew = replace(fate, act="")
    try:
        return stages_of(anew, plan, known._replace(partners=seen), keyring, now)
    except Refused:
        if not fate.waits:
            raise
        return stages_of(anew, plan, known, keyring, now)


def _entry_id(drill: Drill) -> UUID:
    """Name the family's entry of the book so that only whoever opens the drill can match it."""
    return uuid5(UUID(bytes=drill.mark[:16]), f"family {drill.code}")


def as_real(*, drill: Drill, by: str, keyring: Keyring, now: datetime) -> Drill:
    """Work an exercise out as if it were real, for whoever takes all of it back afterwards."""
    made = worked_out(drill.loss, drill.code, False, by, keyring, now)
    return replace(
        made,
        signed=drill.signed,
        prepared_by=drill.prepared_by,
        family_cents=drill.family_cents,
    )


def _lay_hand(row: DrillRow, act: str, keyring: Keyring) -> None:
    try:
        with transaction.atomic():
            DrillHandRow.objects.create(
                drill=row, actor=token_of(keyring.user_id, row, keyring), act=act
            )
    except IntegrityError:
        raise Refused(
            _("Your hand is already on this drill, or your own account is what is lost."),
            hint=_("Somebody else has to approve it: not whoever prepared it, and nobody twice."),
        ) from None
