"""Puts a passage on file, lays hands on it, sets it going and calls it off: steps of other verbs.

Each is part of a transaction of whoever calls it; what may be refused was refused before.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waystation.base import events
from waystation.base.errors import Refused
from waystation.base.ids import new_code
from waystation.dispatch import alarms, paying
from waystation.dispatch.agreed import AGREED_TO
from waystation.dispatch.domain import (
    GRACE,
    STAGE_ENDS,
    Alarm,
    Passage,
    StageOfPassage,
    came_of,
    passage_of,
)
from waystation.dispatch.models import HandRow, PassageRow, StageRow
from waystation.dispatch.outcomes import CAME, tell
from waystation.dispatch.paying import entry_id, noted
from waystation.dispatch.queries import KeptPassage
from waystation.ledger.budgets import services as ledger
from waystation.routing.domain import Question
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap, token_of


class Way(NamedTuple):
    """A way to put forward: the plan and question it answers, its stages, and its budget.

    `fund` and `before` are those of the passage that it carries on, if it does.
    """

    plan: UUID
    question: Question
    stages: Sequence[StageOfPassage]
    template: str
    fund: str = ""
    before: KeptPassage | None = None


def put_forward(way: Way, *, by: UUID, keyring: Keyring, now: datetime) -> PassageRow:
    """Put a proposal on file with its planner's hand on it."""
    row, token = PassageRow(cell=keyring.cell("passages")), secrets.token_bytes(16)
    passage = passage_of(
        way.question,
        way.stages,
        code=new_code("P"),
        plan=way.plan,
        template=way.template,
        case_token=token,
    )
    if way.before is not None:
        watch = _arm_wait(row, passage, way.before)
        passage = msgspec.structs.replace(
            passage,
            after=way.before.id,
            fund=way.fund,
            watch=watch,
            # What its people said before still holds for them; a look at the old way does not.
            said=tuple(one for one in way.before.passage.said if one.what == AGREED_TO),
        )
    add(row, passage, keyring, on=now.date())
    for stage in way.stages:
        add(StageRow(cell=row.cell, passage=row), stage, keyring, on=now.date())
    lay_hand(row, "planned", by, keyring)
    return row


def put_in_place(way: Way, *, why: str, by: UUID, keyring: Keyring, now: datetime) -> PassageRow:
    """Call the passage off that a way carries on, and put that way on file in its place."""
    if way.before is None:
        raise ValueError("this way carries nothing on")
    old = PassageRow.objects.get(pk=way.before.id)
    call_off(old, open_row(old, Passage, keyring), why, "", keyring, now)
    return put_forward(way, by=by, keyring=keyring, now=now)


def lay_hand(row: PassageRow, act: str, person: UUID, keyring: Keyring) -> int:
    """Note that somebody planned or approved a passage, or is kin; nobody's hand is on it twice.

    Returns the id of the hand's row, by which an approval names it.

    Raises:
      Refused: theirs is on it already.
    """
    try:
        with transaction.atomic():
            actor = token_of(person, row, keyring)
            hand: int = HandRow.objects.create(passage=row, actor=actor, act=act).pk
    except IntegrityError:
        raise Refused(
            _("Your hand is already on this passage."),
            hint=_("Somebody else has to approve it: not its planner, and nobody twice."),
        ) from None
    return hand


def set_going(row: PassageRow, passage: Passage, keyring: Keyring, now: datetime) -> str:
    """Do what comes with the last approval and return the fund: budget set aside, watches armed."""
    stages = [(one, open_row(one, StageOfPassage, keyring)) for one in row.stages.all()]
    fund = set_aside(passage, [stage for _row, stage in stages], now)
    if passage.watch:
        alarms.answer(passage.watch, keyring)
    for stage_row, stage in stages:
        alarm = Alarm(passage.code, stage.number, stage.guide_name, passage=row.id)
        watch = alarms.arm(cell=row.cell, alarm=alarm, due_at=stage.arrive + GRACE)
        swap(stage_row, msgspec.structs.replace(stage, watch=watch), keyring, on=now.date())
    events.record("passage.approved", subject=row.id, cell=row.cell, on=now.date())
    return fund


def set_aside(passage: Passage, stages: Sequence[StageOfPassage], now: datetime) -> str:
    """Set a passage's budget aside and promise it to its stages; one carried on has its fund.

    Returns the fund.

    Raises:
      Refused: the general fund has too little.
    """
    fund = passage.fund or ledger.open_rescue(
        template=passage.template,
        n_people=passage.people,
        case_token=passage.case_token,
        on=now.date(),
        entry_id=entry_id(passage, "open"),
    )
    paying.promise(msgspec.structs.replace(passage, fund=fund), stages, now)
    return fund


def call_off(
    row: PassageRow, passage: Passage, reason: str, came: str, keyring: Keyring, now: datetime
) -> None:
    """End every open stage of a passage and the passage itself.

    What was paid stays paid; what was promised to the stages that end is free again.
    """
    ends = []
    for stage_row in row.stages.all():
        stage = open_row(stage_row, StageOfPassage, keyring)
        if stage.state in STAGE_ENDS:
            continue
        alarms.answer(stage.watch or stage_row.id, keyring)
        if stage.state == "met":
            said = came if came in CAME else came_of(stage)
            tell(stage, said, stage_id=stage_row.id, keyring=keyring, now=now)
        ends.append(stage)
        ended = noted(stage, "stood down", reason, now)
        ended = msgspec.structs.replace(ended, state="stood down")
        swap(stage_row, ended, keyring, on=now.date())
    paying.release(passage, ends)
    swap(row, msgspec.structs.replace(passage, state="stood down"), keyring, on=now.date())
    events.record("passage.stood_down", subject=row.id, cell=row.cell, on=now.date())


def _arm_wait(row: PassageRow, passage: Passage, before: KeptPassage) -> UUID:
    """Arm a watch over a group that waits half way; call the guide who saw it last."""
    seen = [k.stage for k in before.stages if k.stage.state == "handed over"]
    last = seen[-1] if seen else before.stages[0].stage
    alarm = Alarm(passage.code, 0, last.guide_name, what="waits", passage=row.id)
    return alarms.arm(cell=row.cell, alarm=alarm, due_at=passage.depart)
