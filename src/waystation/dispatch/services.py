"""From a chosen route to an arrival: proposing, approving, hearing from guides, arriving."""

import contextlib
import secrets
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waystation.base import events, watches
from waystation.base.errors import Refused
from waystation.base.ids import new_code, new_id
from waystation.cases import queries as group_queries
from waystation.cases import services as cases
from waystation.dispatch import queries
from waystation.dispatch.domain import (
    APPROVALS_NEEDED,
    GRACE,
    NEEDS_MAX_BYTES,
    NOTES,
    OPEN_STATES,
    STAGE_ENDS,
    Alarm,
    Passage,
    Report,
    StageOfPassage,
    is_unpaid,
    next_state,
    stages_of,
    stands_at,
)
from waystation.dispatch.guiding import draw_words, with_guides
from waystation.dispatch.models import HandRow, PassageRow, StageRow
from waystation.dispatch.paying import entry_id, noted, pay, refuse_beyond_budget
from waystation.dispatch.queries import KeptPassage
from waystation.ledger import services as ledger
from waystation.routing import queries as routing
from waystation.routing.domain import Question
from waystation.vault import boxes, cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap, token_of


@transaction.atomic
def propose(
    *, plan_id: UUID, route_no: int, needs: str, template: str, keyring: Keyring, now: datetime
) -> UUID:
    """Propose one route of a plan as a passage; nobody moves before two others approve.

    Raises:
      Refused: no such plan or route, it starts in the past, it leads nowhere, it has too few
        guides, the people or the costs are more than the budget allows, the needs do not fit an
        order, or the plan's group is another now or in another passage.
    """
    plan = routing.plan(plan_id, keyring).plan
    if not 0 <= route_no < len(plan.routes):
        raise Refused(_("This plan has no such route."), hint=_("Choose one that is shown."))
    route = plan.routes[route_no]
    if route.depart < now:
        raise Refused(
            _("This route was to start before now."), hint=_("Plan again from the present time.")
        )
    if not route.stages:
        raise Refused(
            _("This route leads nowhere: it ends where it starts."),
            hint=_("Ask for another destination."),
        )
    if len(needs.encode()) > NEEDS_MAX_BYTES:
        raise Refused(
            _("What guides must know is too long for an order."),
            hint=_("Write it in %(n)d letters at most, fewer in Korean.") % {"n": NEEDS_MAX_BYTES},
        )
    question = plan.question
    pairs = draw_words(len(route.stages) + 1)
    spans = {slug: (facts.risk.low_p, facts.risk.high_p) for slug, facts in plan.facts.items()}
    stages = stages_of(route, people=question.people, needs=needs, spans=spans, words=pairs)
    refuse_beyond_budget(stages, template, question.people, now)
    guided = with_guides(stages, keyring)
    _bind(question, keyring, now)
    row = PassageRow(cell=keyring.cell("passages"))
    passage = Passage(
        code=new_code("P"),
        group=question.group,
        group_label=question.group_label,
        people=question.people,
        children=question.children,
        plan=plan_id,
        depart=route.depart,
        arrive=route.arrive,
        risk_p=route.risk_p,
        cost_cents=route.cost_cents,
        template=template,
        case_token=secrets.token_bytes(16),
    )
    add(row, passage, keyring, on=now.date())
    for stage in guided:
        add(StageRow(cell=row.cell, passage=row), stage, keyring, on=now.date())
    _lay_hand(row, "planned", keyring)
    return row.id


@transaction.atomic
def approve(*, passage_id: UUID, keyring: Keyring, now: datetime) -> bool:
    """Approve a passage; with the second approval its budget is set aside and its watches armed.

    Returns True once the passage is approved.

    Raises:
      Refused: this person planned or approved it already, it is no longer open for approval, it
        was to start before now, or the general fund has too little.
    """
    row = _row(passage_id, keyring)
    passage = open_row(row, Passage, keyring)
    if passage.state != "proposed":
        raise Refused(
            _("This passage is not waiting for approval."), hint=_("Look at where it stands now.")
        )
    if passage.depart < now:
        raise Refused(
            _("This passage was to start before now."),
            hint=_("Ask the field manager to withdraw it and to plan again."),
        )
    cells.vouch(row.cell, keyring)
    _lay_hand(row, "approved", keyring)
    approvals = passage.approvals + 1
    done = approvals >= APPROVALS_NEEDED
    fund = passage.fund
    if done:
        fund = ledger.open_rescue(
            template=passage.template,
            n_people=passage.people,
            case_token=passage.case_token,
            on=now.date(),
            entry_id=entry_id(passage, "open"),
        )
        _arm(row, passage, keyring, now)
        events.record("passage.approved", subject=row.id, cell=row.cell, on=now.date())
    state = "approved" if done else "proposed"
    changed = msgspec.structs.replace(passage, approvals=approvals, state=state, fund=fund)
    swap(row, changed, keyring, on=now.date())
    return done


@transaction.atomic
def note(
    *, stage_id: UUID, what: str, words: str, at: datetime, keyring: Keyring, now: datetime
) -> StageOfPassage:
    """Take down what is reported of a stage, move it on, and pay it when it is handed over.

    The same word twice changes nothing, so a report may be delivered again.

    Raises:
      Refused: the stage cannot become that now, or its passage is not approved.
    """
    row = queries.stage_row(stage_id, keyring)
    stage = open_row(row, StageOfPassage, keyring)
    if Report(what, at, words) in stage.reports:
        return stage
    state = stage.state if what in NOTES else next_state(stage.state, what)
    if state is None:
        raise Refused(
            _("Stage %(n)d is “%(state)s”; it cannot become “%(what)s” now.")
            % {"n": stage.number, "state": stage.state, "what": what},
            hint=_("Ask the guide what happened."),
        )
    reports = (*stage.reports, Report(what, at, words))
    stage = msgspec.structs.replace(stage, state=state, reports=reports)
    passage_row = row.passage
    passage = open_row(passage_row, Passage, keyring)
    if what not in NOTES and passage.state not in OPEN_STATES:
        raise Refused(
            _("Nobody may move on this passage: it is “%(state)s”.") % {"state": passage.state},
            hint=_("Only an approved passage moves."),
        )
    if what == "handed over":
        stage = pay(stage, passage, now)
        watches.answer(stage.watch or row.id)
        events.record("stage.handed_over", subject=row.id, cell=row.cell, on=now.date())
    swap(row, stage, keyring, on=now.date())
    moved = _moved(passage, what, words)
    if moved != passage:
        swap(passage_row, moved, keyring, on=now.date())
    _tell_cases(moved, keyring, now)
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
    waiting = [k.stage.number for k in kept.stages if k.stage.state != "handed over"]
    if passage.state not in OPEN_STATES or waiting:
        raise Refused(
            _("Not everybody has been handed over yet: stage %(n)s is still open.")
            % {"n": ", ".join(map(str, waiting)) or "–"},
            hint=_("Wait for the last guide's word, or ask for it."),
        )
    if kept.unpaid:
        raise Refused(
            _("Stage %(n)d is not paid yet.") % {"n": kept.unpaid[0].stage.number},
            hint=_("Ask finance for money in the general fund, then press “Pay again”."),
        )
    ledger.close_rescue(entry_id=entry_id(passage, "close"), fund=passage.fund, on=now.date())
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
    _free(passage, queries.passage(passage_id, keyring), keyring, now)


@transaction.atomic
def stand_down(*, passage_id: UUID, reason: str, keyring: Keyring, now: datetime) -> None:
    """Call off a passage that was approved: nobody moves on, and the group can be planned anew.

    What was handed over stays paid; the rest of the budget goes back and watches fall silent.
    Orders are destroyed here, but no phone is told: the office calls the guides.

    Raises:
      Refused: no reason, or the passage is not under way. What is not paid yet holds up nothing:
        it stays to be paid again.
    """
    row = _row(passage_id, keyring)
    passage = open_row(row, Passage, keyring)
    if passage.state not in OPEN_STATES:
        raise Refused(_("This passage is not under way."), hint=_("Look at where it stands now."))
    if not reason.strip():
        raise Refused(_("Standing down needs a reason."), hint=_("Write it in a few words."))
    kept = queries.passage(passage_id, keyring)
    for stage_row in row.stages.all():
        stage = open_row(stage_row, StageOfPassage, keyring)
        if stage.state not in STAGE_ENDS:
            watches.answer(stage.watch or stage_row.id)
            ended = noted(stage, "stood down", reason.strip(), now)
            ended = msgspec.structs.replace(ended, state="stood down")
            swap(stage_row, ended, keyring, on=now.date())
    ledger.close_rescue(entry_id=entry_id(passage, "close"), fund=passage.fund, on=now.date())
    swap(row, msgspec.structs.replace(passage, state="stood down"), keyring, on=now.date())
    _free(passage, kept, keyring, now)
    events.record("passage.stood_down", subject=row.id, cell=row.cell, on=now.date())


def _row(passage_id: UUID, keyring: Keyring) -> PassageRow:
    row = PassageRow.objects.filter(pk=passage_id, cell__in=keyring.cells).first()
    if row is None:
        raise queries.no_such()
    return row


def _bind(question: Question, keyring: Keyring, now: datetime) -> None:
    """Hold a plan to the group it was made for, and the group to this one passage."""
    if question.group is None:
        return
    group = group_queries.group_detail(question.group, keyring, now.date())
    asked = (question.people, question.children, question.start)
    if asked != (group.size, group.n_children, group.group.place):
        raise Refused(
            _("This plan was made for other people than the group has now."),
            hint=_("Plan a route again from the group's page."),
        )
    cases.note_planned(group_id=question.group, keyring=keyring, now=now)


def _free(passage: Passage, kept: KeptPassage, keyring: Keyring, now: datetime) -> None:
    if passage.group is not None:
        here = stands_at([k.stage for k in kept.stages])
        cases.note_free(group_id=passage.group, place=here, keyring=keyring, now=now)


def _lay_hand(row: PassageRow, act: str, keyring: Keyring) -> None:
    try:
        with transaction.atomic():
            HandRow.objects.create(
                passage=row, actor=token_of(keyring.user_id, row, keyring), act=act
            )
    except IntegrityError:
        raise Refused(
            _("Your hand is already on this passage."),
            hint=_("Somebody else has to approve it: not its planner, and nobody twice."),
        ) from None


def _arm(row: PassageRow, passage: Passage, keyring: Keyring, now: datetime) -> None:
    """Arm a watch for every stage; its alarm is readable only with the passages' key."""
    for stage_row in row.stages.all():
        stage = open_row(stage_row, StageOfPassage, keyring)
        watch_id = new_id()
        alarm = Alarm(code=passage.code, stage=stage.number, guide=stage.guide_name)
        body = msgspec.msgpack.encode(alarm)
        watches.arm(
            watch_id=watch_id,
            cell=row.cell,
            alarm=boxes.seal_to_cell(row.cell, body, about=watch_id),
            due_at=stage.arrive + GRACE,
        )
        watched = msgspec.structs.replace(stage, watch=watch_id)
        swap(stage_row, watched, keyring, on=now.date())


def _moved(passage: Passage, what: str, words: str) -> Passage:
    if what == "pick-up":
        return msgspec.structs.replace(passage, pick_up=words)
    if passage.state == "approved":
        return msgspec.structs.replace(passage, state="moving")
    return passage


def _tell_cases(passage: Passage, keyring: Keyring, now: datetime) -> None:
    """Let the group's own record follow, where the person at work may open it."""
    if passage.group is None or passage.state != "moving" or not keyring.cells_of("cases"):
        return
    # A group in another worker's compartment, or dissolved meanwhile, holds up nobody on the way.
    with contextlib.suppress(Refused):
        cases.note_moving(group_id=passage.group, keyring=keyring, now=now)
