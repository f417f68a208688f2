"""From a chosen route to an arrival: proposing, approving, hearing from guides, arriving."""

import contextlib
import secrets
from datetime import datetime
from uuid import UUID, uuid5

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waystation.base import events, watches
from waystation.base.errors import Refused
from waystation.base.ids import new_code, new_id
from waystation.base.money import dollars
from waystation.cases import services as cases
from waystation.dispatch import queries
from waystation.dispatch.domain import (
    APPROVALS_NEEDED,
    GRACE,
    NOTES,
    OPEN_STATES,
    RATES,
    WORDS,
    Passage,
    Report,
    StageOfPassage,
    Words,
    beyond_budget,
    choose_guides,
    costs_of,
    forecast,
    next_state,
    stages_of,
)
from waystation.dispatch.models import HandRow, PassageRow, StageRow
from waystation.ledger import domain as book
from waystation.ledger import services as ledger
from waystation.network import queries as network
from waystation.routing import queries as routing
from waystation.vault import boxes
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap, token_of

_dice = secrets.SystemRandom()


@transaction.atomic
def propose(
    *, plan_id: UUID, route_no: int, needs: str, template: str, keyring: Keyring, now: datetime
) -> UUID:
    """Propose one route of a plan as a passage; nobody moves before two others approve.

    Raises:
      Refused: no such plan or route, it starts in the past, it leads nowhere, it has too few
        guides, or the people or the costs are more than the budget allows.
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
    question = plan.question
    pairs = _words(len(route.stages) + 1)
    spans = {slug: (facts.risk.low_p, facts.risk.high_p) for slug, facts in plan.facts.items()}
    stages = stages_of(route, people=question.people, needs=needs, spans=spans, words=pairs)
    _refuse_beyond_budget(stages, template, question.people, now)
    guided = _with_guides(stages, keyring)
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
      Refused: this person planned or approved it already, it is no longer open for approval, or
        the general fund has too little.
    """
    row = _row(passage_id, keyring)
    passage = open_row(row, Passage, keyring)
    if passage.state != "proposed":
        raise Refused(
            _("This passage is not waiting for approval."), hint=_("Look at where it stands now.")
        )
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
            entry_id=uuid5(row.id, "open-rescue"),
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
        stage = _pay(stage, row.id, passage, now)
        watches.answer(stage.watch or row.id)
        events.record("stage.handed_over", subject=row.id, cell=row.cell, on=now.date())
    swap(row, stage, keyring, on=now.date())
    moved = _moved(passage, what, words)
    if moved != passage:
        swap(passage_row, moved, keyring, on=now.date())
        _tell_cases(moved, keyring, now)
    return stage


@transaction.atomic
def arrive(*, passage_id: UUID, keyring: Keyring, now: datetime) -> Passage:
    """Record that everybody arrived: the passage closes and what is left of contingency rolls on.

    Raises:
      Refused: a stage has not been handed over yet.
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
    ledger.close_rescue(entry_id=uuid5(row.id, "close"), fund=passage.fund, on=now.date())
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


def _row(passage_id: UUID, keyring: Keyring) -> PassageRow:
    row = PassageRow.objects.filter(pk=passage_id, cell__in=keyring.cells).first()
    if row is None:
        raise queries.no_such()
    return row


def _words(pairs: int) -> list[Words]:
    """Draw pairs of words that nobody has heard before on this passage."""
    drawn = _dice.sample(WORDS, 2 * pairs)
    return [Words(drawn[2 * i], drawn[2 * i + 1]) for i in range(pairs)]


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


def _refuse_beyond_budget(
    stages: list[StageOfPassage], template: str, people: int, now: datetime
) -> None:
    if template not in RATES or not book.is_in_force(book.TEMPLATES[template], now.date()):
        raise Refused(_("No such budget is in force today."), hint=_("Choose another budget."))
    if people > book.PEOPLE_MAX:
        raise Refused(
            _("A rescue is of %(most)s people at most.") % {"most": book.PEOPLE_MAX},
            hint=_("Let them travel as two groups."),
        )
    allowed = book.budget(book.TEMPLATES[template], people)
    over = beyond_budget(forecast(stages, RATES[template]), allowed)
    if over:
        raise Refused(
            _("This route costs %(over)s more than the rescue's budget.") % {"over": dollars(over)},
            hint=_("Choose a cheaper route, or a larger budget."),
        )


def _with_guides(stages: list[StageOfPassage], keyring: Keyring) -> list[StageOfPassage]:
    places = {place.slug: place for place in network.places(keyring)}
    try:
        guides = choose_guides(stages, network.partners(keyring), places)
    except ValueError as error:
        raise Refused(
            _("There are too few partners for this route: %(why)s.") % {"why": error},
            hint=_("Add partners to the network, or choose a shorter route."),
        ) from None
    return [
        msgspec.structs.replace(
            stage, guide=guide.slug, guide_name=guide.name, guide_assumed=guide.assumed
        )
        for stage, guide in zip(stages, guides, strict=True)
    ]


def _arm(row: PassageRow, passage: Passage, keyring: Keyring, now: datetime) -> None:
    """Arm a watch for every stage; its alarm is readable only with the passages' key."""
    for stage_row in row.stages.all():
        stage = open_row(stage_row, StageOfPassage, keyring)
        watch_id = new_id()
        alarm = _("Stage %(n)d of %(code)s is silent. Call %(guide)s, then open the passage.") % {
            "n": stage.number,
            "code": passage.code,
            "guide": stage.guide_name,
        }
        watches.arm(
            watch_id=watch_id,
            cell=row.cell,
            alarm=boxes.seal_to_cell(row.cell, alarm.encode(), about=watch_id),
            due_at=stage.arrive + GRACE,
        )
        watched = msgspec.structs.replace(stage, watch=watch_id)
        swap(stage_row, watched, keyring, on=now.date())


def _pay(stage: StageOfPassage, stage_id: UUID, passage: Passage, now: datetime) -> StageOfPassage:
    """Book a stage's cost. Money never holds up a hand-over: what cannot be paid is noted."""
    try:
        ledger.pay_stage(
            fund=passage.fund,
            costs=costs_of(stage, RATES[passage.template]),
            entry_id=uuid5(stage_id, "pay"),
            on=now.date(),
            memo=f"{passage.code}, {stage.number}",
        )
    except Refused as refused:
        unpaid = Report("unpaid", now, refused.says)
        return msgspec.structs.replace(stage, reports=(*stage.reports, unpaid))
    return stage


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
