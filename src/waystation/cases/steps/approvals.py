"""Plans and closures: put forward by one person, answered by another, never by oneself.

Three things hold that, each alone: the author's hand lies on the part, so that the database
refuses a second one; the sealed part says who began it; and the page opens to supervisors only.
"""

from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import alarms, course, hands, parts
from waystation.cases.contact import queries as contact
from waystation.cases.parts import Kept
from waystation.cases.steps import queries
from waystation.cases.steps.domain import APPROVAL_WAIT, Closure, Plan
from waystation.cases.steps.services import take_step
from waystation.vault import audit
from waystation.vault.keyring import Keyring

Paper = TypeVar("Paper", Plan, Closure)


@transaction.atomic
def put_forward(
    *, household_id: UUID, paper: Plan | Closure, keyring: Keyring, now: datetime
) -> UUID:
    """Put a plan or a closure before the supervisors; one of the same kind that waits gives way.

    Raises:
      Refused: the case is closed, or there is no such household among the writer's.
    """
    for kept in parts.listed(household_id, type(paper), keyring):
        if kept.value.state == "waiting":
            _answer(kept, "replaced", "", keyring, now)
    view = queries.case(household_id, keyring, now.date())
    if view.step == "closed":
        raise Refused(_("This case is closed."), hint=_("Open it again first."))
    if isinstance(paper, Closure) and paper.why == "lost contact":
        _must_be_lost(household_id, keyring)
    watch = alarms.arm(
        household_id=household_id,
        what="approval",
        about=None,
        cell=course.cell_of(household_id, keyring),
        due_at=now + APPROVAL_WAIT,
        keyring=keyring,
    )
    waits = replace(paper, state="waiting", answer="", answered_by="", watch=watch)
    part_id = parts.put(household_id=household_id, value=waits, keyring=keyring, now=now)
    hands.lay(part_id, keyring)
    return part_id


@transaction.atomic
def approve(
    *, part_id: UUID, kind: type[Paper], answer: str = "", keyring: Keyring, now: datetime
) -> None:
    """Agree to what a colleague put forward; the case goes on to the step this opens, if it can.

    Raises:
      Refused: it is one's own, it was answered before, a closure still lacks something, or there is
        no such record.
    """
    kept = parts.read(part_id, kind, keyring)
    _must_be_anothers(kept, keyring)
    hands.lay(part_id, keyring)
    _answer(kept, "approved", answer, keyring, now)
    if kind is Closure:
        take_step(household_id=kept.case, then="closed", keyring=keyring, now=now)
    elif _may_act(kept.case, keyring, now):
        take_step(household_id=kept.case, then="acting", keyring=keyring, now=now)
    what = "plan approved" if kind is Plan else "closure approved"
    audit.write(what, actor=keyring.user_id, says={"of": str(kept.case)}, now=now)


@transaction.atomic
def send_back(
    *, part_id: UUID, kind: type[Paper], answer: str, keyring: Keyring, now: datetime
) -> None:
    """Send back what a colleague put forward, with what is to be done about it.

    Raises:
      Refused: no reason, it is one's own, it was answered before, or there is no such record.
    """
    kept = parts.read(part_id, kind, keyring)
    _must_be_anothers(kept, keyring)
    if not answer.strip():
        raise Refused(
            _("It is not said why this is sent back."),
            hint=_("Write what would help, in a line or two."),
        )
    _answer(kept, "sent back", answer, keyring, now)


def _must_be_lost(household_id: UUID, keyring: Keyring) -> None:
    if not contact.lost_contact(household_id, keyring):
        raise Refused(
            _("Contact is not lost yet: too few tries are written down since the last word."),
            hint=_("Try again, and write each try down on the contact page."),
        )


def _may_act(household_id: UUID, keyring: Keyring, now: datetime) -> bool:
    view = queries.case(household_id, keyring, now.date())
    return any(way.move.then == "acting" and way.is_open for way in view.ways)


def _must_be_anothers(kept: Kept[Paper], keyring: Keyring) -> None:
    if keyring.user_id in (kept.first_by, kept.by):
        raise Refused(
            _("Nobody approves what they wrote themselves."),
            hint=_("Another supervisor who holds this compartment has to answer."),
        )
    if kept.value.state != "waiting":
        raise Refused(
            _("This was answered before."), hint=_("Load the page again to see how it stands.")
        )


def _answer(
    kept: Kept[Any],
    state: Literal["approved", "sent back", "replaced"],
    answer: str,
    keyring: Keyring,
    now: datetime,
) -> None:
    alarms.answer(kept.value.watch)
    value = replace(
        kept.value, state=state, answer=answer.strip(), answered_by=keyring.alias, watch=None
    )
    parts.change(part_id=kept.id, was=kept.value, value=value, keyring=keyring, now=now)
