"""From a chosen route to an arrival: proposing, approving, hearing from guides, arriving."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import events
from waystation.base.errors import Refused
from waystation.cases import services as cases
from waystation.dispatch import alarms, checking, following, paying, queries
from waystation.dispatch.blast.capping import refuse_beyond_caps
from waystation.dispatch.domain import (
    APPROVALS_NEEDED,
    Passage,
    Report,
    StageOfPassage,
    came_of,
    is_unpaid,
    moved_by,
)
from waystation.dispatch.forward import services as forward
from waystation.dispatch.models import PassageRow
from waystation.dispatch.outcomes import tell
from waystation.dispatch.paying import pay
from waystation.dispatch.rest import question_of_rest
from waystation.dispatch.starting import services as starting
from waystation.dispatch.trouble import lost_in, troubles
from waystation.dispatch.ways import stages_of, way_on
from waystation.routing import queries as routing
from waystation.routing import services as planner
from waystation.routing.domain import Lost
from waystation.vault import audit, cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap


@transaction.atomic
def propose(
    *, plan_id: UUID, route_no: int, needs: str, template: str, keyring: Keyring, now: datetime
) -> UUID:
    """Propose one route of a plan as a passage; nobody moves before two others approve.

    Raises:
      Refused: no such route, it cannot be travelled by now or has too few guides, the budget does
        not pay for it, the needs fit no order or name somebody, its group is another, bound or not
        to leave yet, or one loss would give up more than its cap.
    """
    plan = routing.plan(plan_id, keyring).plan
    stages = stages_of(plan, route_no, needs, keyring, now)
    following.refuse_unready(plan.question, stages, keyring, now)
    paying.refuse_beyond_budget(stages, template, plan.question.people, now)
    refuse_beyond_caps(stages, plan.question.people, keyring)
    way = forward.Way(plan_id, plan.question, stages, template)
    return _put_forward(way, keyring, now)


@transaction.atomic
def carry_on(
    *,
    passage_id: UUID,
    plan_id: UUID,
    route_no: int,
    needs: str,
    came: str = "",
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Stand a passage down where its group stands, and propose another way on from there.

    One act, all of it or nothing. The rescue's fund goes along, so what was spent stays spent of
    the same budget; if it has too little, see `paying.funding_of_rest`. Two others have to approve
    again before anybody moves, and until they have, a watch is armed. `came` as for `stand_down`.

    Raises:
      Refused: as `ways.way_on`.
    """
    stages, funding = way_on(
        passage_id=passage_id,
        plan_id=plan_id,
        route_no=route_no,
        needs=needs,
        keyring=keyring,
        now=now,
    )
    row, passage = _under_way(passage_id, keyring)
    kept = queries.passage(passage_id, keyring)
    forward.call_off(row, passage, _("planned anew"), came, keyring, now)
    if not funding.fund:
        paying.close_fund(passage, now)
    following.free(passage, kept, keyring, now)
    question = routing.plan(plan_id, keyring).plan.question
    way = forward.Way(plan_id, question, stages, passage.template, funding.fund, kept)
    return _put_forward(way, keyring, now)


@transaction.atomic
def approve(*, passage_id: UUID, keyring: Keyring, now: datetime) -> bool:
    """Approve a passage; with the second approval its budget is set aside and its watches armed.

    Returns True once the passage is approved.

    Raises:
      Refused: this person's hand is on it, it is no longer open for approval, it cannot be
        travelled by now, or the general fund has too little.
    """
    row = _row(passage_id, keyring)
    passage = open_row(row, Passage, keyring)
    checking.refuse_unapprovable(passage, now)
    kept = queries.passage(passage_id, keyring)
    stages = [k.stage for k in kept.stages]
    checking.refuse_troubled(stages, queries.ground(keyring, stages))
    following.hold_back(passage, stages, keyring, now)
    starting.refuse_kin(passage, keyring)
    cells.vouch(row.cell, keyring)
    hand = forward.lay_hand(row, "approved", keyring.user_id, keyring)
    approvals = passage.approvals + 1
    done = approvals >= APPROVALS_NEEDED
    says = {"of": passage.code, "n": f"{approvals}/{APPROVALS_NEEDED}"}
    audit.write("passage approved", actor=keyring.user_id, says=says, now=now)
    paying.paid_beyond(stages, passage)
    fund = forward.set_going(row, passage, keyring, now) if done else passage.fund
    state = "approved" if done else "proposed"
    changed = starting.with_approvals(row.id, passage, [hand], keyring, now)
    changed = msgspec.structs.replace(changed, approvals=approvals, state=state, fund=fund)
    swap(row, changed, keyring, on=now.date())
    return done


@transaction.atomic
def note(
    *, stage_id: UUID, what: str, words: str, at: datetime, keyring: Keyring, now: datetime
) -> StageOfPassage:
    """Take down what is reported of a stage, move it on, and pay it when it is handed over.

    A hand-over also tells the evidence of the leg how the stage went. The same word twice changes
    nothing, so a report may be delivered again.

    Raises:
      Refused: it cannot become that now, it is not approved, or it is to be ordered and
        `starting.domain.may_start` has a reason why it may not begin.
    """
    row = queries.stage_row(stage_id, keyring)
    stage = open_row(row, StageOfPassage, keyring)
    if Report(what, at, words) in stage.reports:
        return stage
    state = checking.step(stage, what)
    reports = (*stage.reports, Report(what, at, words))
    stage = msgspec.structs.replace(stage, state=state, reports=reports)
    passage_row = row.passage
    passage = open_row(passage_row, Passage, keyring)
    checking.refuse_standing(passage, what)
    if what == "ordered":
        starting.refuse_early(stage_id, keyring, now)
    if what == "handed over":
        stage = pay(stage, passage, now)
        tell(stage, came_of(stage), stage_id=row.id, keyring=keyring, now=now)
        alarms.answer(stage.watch or row.id, keyring)
    happened = "stage.handed_over" if what == "handed over" else "stage.moved"
    events.record(happened, subject=row.id, cell=row.cell, on=now.date())
    swap(row, stage, keyring, on=now.date())
    moved = moved_by(passage, what, words)
    if moved != passage:
        swap(passage_row, moved, keyring, on=now.date())
    following.note_moving(moved, keyring, now)
    return stage


@transaction.atomic
def pay_again(*, stage_id: UUID, keyring: Keyring, now: datetime) -> bool:
    """Try again to pay a stage that nobody could pay; says whether it is paid now.

    Raises:
      Refused: it is not unpaid.
    """
    row = queries.stage_row(stage_id, keyring)
    stage = open_row(row, StageOfPassage, keyring)
    if not is_unpaid(stage):
        raise Refused(_("This stage is not unpaid."), hint=_("Look at where it stands now."))
    paid = pay(stage, open_row(row.passage, Passage, keyring), now)
    if is_unpaid(paid):
        return False
    swap(row, paid, keyring, on=now.date())
    return True


@transaction.atomic
def arrive(*, passage_id: UUID, keyring: Keyring, now: datetime) -> Passage:
    """Record that everybody arrived: the passage closes and what is left of contingency rolls on.

    Raises:
      Refused: a stage has not been handed over or not been paid yet.
    """
    row = _row(passage_id, keyring)
    passage = open_row(row, Passage, keyring)
    if passage.state == "arrived":
        return passage
    kept = queries.passage(passage_id, keyring)
    checking.refuse_not_there(kept)
    paying.close_fund(passage, now)
    passage = msgspec.structs.replace(passage, state="arrived", arrived_at=now)
    swap(row, passage, keyring, on=now.date())
    if passage.group is not None:
        cases.note_arrival(group_id=passage.group, on=now.date(), keyring=keyring, now=now)
    events.record("passage.arrived", subject=row.id, cell=row.cell, on=now.date())
    return passage


@transaction.atomic
def withdraw(*, passage_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take a proposal back before anybody moves.

    Raises:
      Refused: it is approved already.
    """
    row = _row(passage_id, keyring)
    passage = open_row(row, Passage, keyring)
    if passage.state != "proposed":
        raise Refused(
            _("Only a proposal can be withdrawn."), hint=_("An approved passage is stood down.")
        )
    swap(row, msgspec.structs.replace(passage, state="stood down"), keyring, on=now.date())
    if passage.watch:
        alarms.answer(passage.watch, keyring)
    if passage.fund:
        paying.close_fund(passage, now)
    following.free(passage, queries.passage(passage_id, keyring), keyring, now)


@transaction.atomic
def stand_down(
    *, passage_id: UUID, reason: str, came: str = "", keyring: Keyring, now: datetime
) -> None:
    """Call off a passage that was approved: nobody moves on, and the group can be planned anew.

    What was handed over stays paid; the rest of the budget goes back and watches fall silent.
    Orders are destroyed here, but no phone is told: the office calls the guides. `came` says what
    happened on the stage under way, for the evidence of its leg; empty: nothing that is known.

    Raises:
      Refused: no reason, or the passage is not under way. What is not paid yet stays so.
    """
    row, passage = _under_way(passage_id, keyring)
    if not reason.strip():
        raise Refused(_("Standing down needs a reason."), hint=_("Write it in a few words."))
    kept = queries.passage(passage_id, keyring)
    forward.call_off(row, passage, reason.strip(), came, keyring, now)
    paying.close_fund(passage, now)
    following.free(passage, kept, keyring, now)


@transaction.atomic
def judge(*, stage_id: UUID, came: str, keyring: Keyring, now: datetime) -> None:
    """Say how a stage that is over went, in place of what was taken for granted.

    Raises:
      Refused: nobody travelled it yet, or the word is none of the list.
    """
    row = queries.stage_row(stage_id, keyring)
    stage = open_row(row, StageOfPassage, keyring)
    checking.refuse_unjudged(stage, came)
    tell(stage, came, stage_id=row.id, keyring=keyring, now=now)


def replan(
    *, passage_id: UUID, lost: Lost, from_end: bool, keyring: Keyring, now: datetime
) -> UUID:
    """Plan the rest of a passage anew, from where its group stands now; the passage stays as it is.

    What is halted or not in force is left out by itself, and what is `lost` besides. `from_end`
    begins behind the stage under way instead of where the last one ended. Returns the plan's id.

    Raises:
      Refused: the passage is not under way, or nothing fits.
    """
    kept = queries.passage(passage_id, keyring)
    checking.refuse_over(kept.passage)
    stages, plan_id = [k.stage for k in kept.stages], kept.passage.plan
    asked = routing.plan(plan_id, keyring).plan.question
    shut = lost_in(troubles(stages, queries.ground(keyring, stages))).with_all(lost)
    question = question_of_rest(asked, stages, lost=shut, from_end=from_end, now=now)
    return planner.make_plan(question=question, after=plan_id, keyring=keyring, now=now)


def _row(passage_id: UUID, keyring: Keyring) -> PassageRow:
    row = PassageRow.objects.filter(pk=passage_id, cell__in=keyring.cells).first()
    if row is None:
        raise queries.no_such()
    return row


def _under_way(passage_id: UUID, keyring: Keyring) -> tuple[PassageRow, Passage]:
    row = _row(passage_id, keyring)
    passage = open_row(row, Passage, keyring)
    checking.refuse_over(passage)
    return row, passage


def _put_forward(way: forward.Way, keyring: Keyring, now: datetime) -> UUID:
    """Put a proposal on file with the reader's hand on it, and bind its group to it."""
    following.bind(way.question, keyring, now)
    starting.refuse_named(way.question.group, way.stages[0].needs, keyring, now)
    return forward.put_forward(way, by=keyring.user_id, keyring=keyring, now=now).id
