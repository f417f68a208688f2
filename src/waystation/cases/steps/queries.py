"""Reads of the six steps: how a case stands, what it still needs, and what rings about it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

import msgspec

from waystation.cases import alarms as case_alarms
from waystation.cases import parts, queries
from waystation.cases.domain import Household, Step
from waystation.cases.models import HouseholdRow, PartRow
from waystation.cases.parts import Kept, Part
from waystation.cases.queries import HouseholdView
from waystation.cases.safeguarding import queries as safeguarding
from waystation.cases.safeguarding.indicators import Asked
from waystation.cases.steps import domain
from waystation.cases.steps.domain import (
    Assessment,
    Charge,
    Closure,
    Conference,
    Need,
    Note,
    Papers,
    Plan,
    Referral,
    Registration,
    Review,
    StepTaken,
    Transfer,
)
from waystation.cases.tasks import Task
from waystation.cases.timeline import Entry, timeline
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all

__all__ = ["CaseAlarm", "CaseView", "Entry", "Way", "alarms", "case", "papers", "timeline"]

Value = TypeVar("Value", bound=msgspec.Struct)
Opened = Sequence[tuple[PartRow, Part]]


class Way(NamedTuple):
    """A way on from the step a case is in, and what it still needs."""

    move: domain.Move
    missing: tuple[Need, ...]

    @property
    def is_open(self) -> bool:
        """Say whether nothing is missing."""
        return not self.missing


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """The work on a case as its page shows it; the latest of each paper, None: not written yet."""

    view: HouseholdView
    registration: Kept[Registration] | None
    assessment: Kept[Assessment] | None
    plan: Kept[Plan] | None
    closure: Kept[Closure] | None
    reviews: tuple[Kept[Review], ...]
    notes: tuple[Kept[Note], ...]
    conferences: tuple[Kept[Conference], ...]
    referrals: tuple[Kept[Referral], ...]
    transfer: Kept[Transfer] | None
    charge: Kept[Charge] | None
    tasks: tuple[Kept[Task], ...]
    ways: tuple[Way, ...]

    @property
    def step(self) -> Step:
        """Say in which step it is."""
        return self.view.household.step


class CaseAlarm(NamedTuple):
    """An alarm about a case: what rings, the case's code, and the record to open."""

    what: str
    code: str
    subject: UUID | None


def case(household_id: UUID, keyring: Keyring, today: date) -> CaseView:
    """Read how the work on a case stands.

    Raises:
      Refused: there is no such household among the reader's.
      Tampered: something written in it was lost or put back.
    """
    view = queries.household(household_id, keyring, today)
    found = parts.opened(household_id, keyring)
    household = view.household
    known = _papers(found, view, keyring, today)
    # A review that was held stands among the reviews.
    shown = [
        one for one in parts.of_kind(found, Task) if one.value.is_open or one.value.kind == "task"
    ]
    return CaseView(
        view=view,
        registration=_last(found, Registration),
        assessment=_last(found, Assessment),
        plan=_standing(found, Plan),
        closure=_standing(found, Closure),
        reviews=tuple(parts.of_kind(found, Review)[::-1]),
        notes=tuple(parts.of_kind(found, Note)[::-1]),
        conferences=tuple(parts.of_kind(found, Conference)[::-1]),
        referrals=tuple(parts.of_kind(found, Referral)[::-1]),
        transfer=_last(found, Transfer),
        charge=_last(found, Charge),
        tasks=tuple(sorted(shown, key=lambda one: (not one.value.is_open, one.value.due_on))),
        ways=tuple(
            Way(move, domain.missing(move, household, known))
            for move in domain.moves_from(household.step)
        ),
    )


def papers(household_id: UUID, keyring: Keyring, today: date, *, why_again: str = "") -> Papers:
    """Read what the steps ask for, as it is written in a case.

    Raises:
      Refused: there is no such household among the reader's.
    """
    view = queries.household(household_id, keyring, today)
    found = parts.opened(household_id, keyring)
    known = _papers(found, view, keyring, today)
    return msgspec.structs.replace(known, why_again=why_again)


def alarms(keyring: Keyring) -> list[CaseAlarm]:
    """List what rings about the reader's cases, longest due first.

    An alarm that is not what was written here is told of as `broken`. One about a case that is no
    longer the reader's is left out.
    """
    rung = case_alarms.ringing(keyring)
    about = {one.alarm.household for one in rung if one.alarm and one.alarm.household}
    rows = queries.held(HouseholdRow, keyring).filter(pk__in=about)
    codes = {row.id: value.code for row, value in open_all(rows, Household, keyring)}
    found = []
    for one in rung:
        if one.alarm is None:
            found.append(CaseAlarm("broken", "", None))
        elif one.alarm.household is None or one.alarm.household in codes:
            code = codes.get(one.alarm.household, "") if one.alarm.household else ""
            of_case = one.alarm.what in ("task", "review", "approval", "bia", "crisis")
            subject = one.alarm.household if of_case else one.alarm.about
            found.append(CaseAlarm(one.alarm.what, code, subject))
    return found


def _papers(found: Opened, view: HouseholdView, keyring: Keyring, today: date) -> Papers:
    registration, assessment = _last(found, Registration), _last(found, Assessment)
    plan, closure = _standing(found, Plan), _standing(found, Closure)
    return Papers(
        registration=registration.value if registration else None,
        assessment=assessment.value if assessment else None,
        plan=plan.value if plan else None,
        closure=closure.value if closure else None,
        reviewed_since_plan=_reviewed_since(found, plan),
        indicators_asked=any(
            asked.value.moment == "intake" for asked in parts.of_kind(found, Asked)
        ),
        bia_missing=bool(safeguarding.needs_assessment(view.id, keyring, today)),
        n_open_tasks=sum(
            one.value.is_open and one.value.kind == "task" for one in parts.of_kind(found, Task)
        ),
        has_arrived=view.stands == "arrived",
    )


def _last(found: Opened, kind: type[Value]) -> Kept[Value] | None:
    """Give the part of a kind that was begun last."""
    return next(reversed(parts.of_kind(found, kind)), None)


def _standing(found: Opened, kind: type[Value]) -> Kept[Value] | None:
    """Give the last plan or closure, unless the case has stepped back behind it since.

    Whoever opens a case again, or plans anew, does not live on the approval given before.
    """
    last = _last(found, kind)
    behind = ("assessed", "planned") if kind is Plan else ("assessed",)
    nth = _order(found)
    steps = parts.of_kind(found, StepTaken)
    back = [nth[kept.id] for kept in steps if kept.value.is_back and kept.value.then in behind]
    if last is None or any(number > nth[last.id] for number in back):
        return None
    return last


def _reviewed_since(found: Opened, plan: Kept[Plan] | None) -> bool:
    """Say whether somebody looked again since the plan that holds was approved."""
    if plan is None or plan.value.state != "approved":
        return False
    nth = _order(found)
    reviews = parts.of_kind(found, Review)
    return any(nth[one.id] > nth[plan.id] and one.first_at >= plan.at for one in reviews)


def _order(found: Opened) -> dict[UUID, int]:
    return {row.id: number for number, (row, _part) in enumerate(found)}
