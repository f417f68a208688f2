"""Asking the planner and keeping its answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.routing import queries
from waystation.routing.asking import Given, with_fallbacks
from waystation.routing.domain import Drawn, Lost, Plan, Question
from waystation.routing.models import PlanRow
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add


def make_plan(
    *,
    question: Question,
    after: UUID | None = None,
    along: Sequence[str] = (),
    departs: Sequence[datetime] = (),
    drawn: Drawn | None = None,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Ask the planner on the organisation's own network and keep the answer, sealed.

    `after` is the plan that this one replaces. `along` names the directed legs that the way must
    take, `departs` when it leaves each of them; `drawn` says how they were drawn.
    A transaction would hold up every halt and report while the search runs, so only the writing
    is one: what changes meanwhile the mark tells.

    Raises:
      Refused: nothing fits, or the keyring lacks the network's or the passages' compartment.
    """
    seen = queries.stamp()
    given = Given(tuple(along), tuple(departs))
    answer = with_fallbacks(queries.known(keyring), question, given=given)
    answer = msgspec.structs.replace(answer, drawn=drawn)
    return keep_plan(answer=answer, seen=seen, after=after, keyring=keyring, now=now)


@transaction.atomic
def keep_plan(
    *, answer: Plan, seen: str, after: UUID | None = None, keyring: Keyring, now: datetime
) -> UUID:
    """Keep an answer of the planner, sealed; `seen` is the mark of what it was asked on.

    Raises:
      Refused: the keyring lacks the passages' compartment.
    """
    kept = msgspec.structs.replace(
        answer, made_by=keyring.user_id, made_at=now, seen=seen, after=after
    )
    row = PlanRow(cell=keyring.cell("passages"))
    return add(row, kept, keyring, on=now.date()).id


def replan(
    *,
    plan_id: UUID,
    lost: Lost,
    place: str = "",
    start_at: datetime | None = None,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Plan a group's way anew, without what is lost, from where and when it stands now.

    Without a place the group has not left; without a moment it is ready as it was before, or now
    if that has passed. The new plan says which one it replaces.

    Raises:
      Refused: there is no such plan, nothing fits, or a compartment is missing.
    """
    question = queries.plan(plan_id, keyring).plan.question
    begin = start_at or max(question.start_at, now)
    if question.latest_at is not None and question.latest_at <= begin:
        raise Refused(
            _("The latest arrival asked for has passed."),
            hint=_("Change the question and give a later one."),
        )
    anew = msgspec.structs.replace(
        question,
        start=place or question.start,
        start_at=begin,
        avoid=question.avoid.with_all(lost),
    )
    return make_plan(question=anew, after=plan_id, keyring=keyring, now=now)
