"""Scholarships, small grants and relief: asked for by one person, agreed by another, then booked.

A grant is money given for good out of the fund for life after arrival. In the book it is a cost
like any other: no name, no case, no mark of one, and nothing that anybody could ask back.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.money import dollars
from waystation.cases import parts
from waystation.cases.parts import Kept
from waystation.cases.queries import household
from waystation.cases.tasks import Task, finish_task, open_task
from waystation.ledger import booking, chart
from waystation.ledger.approving import domain as hands
from waystation.ledger.approving import undoing
from waystation.ledger.approving.queries import limit_of
from waystation.ledger.approving.undoing import Undo
from waystation.ledger.domain import CENTS_MAX, Draft, pair
from waystation.ledger.field.domain import SECOND_PERSON
from waystation.resettlement.means import domain, queries
from waystation.resettlement.means.domain import Grant, GrantKind, ThirdPartyLoan
from waystation.vault import audit
from waystation.vault.keyring import Keyring

APPROVER = "field manager"
ACCOUNT = chart.EXPENSE_OF["resettlement"]
DECIDE_WITHIN = timedelta(days=3)
# What the security officer reads of it: that it was money after an arrival, and nothing else.
OF = "grant after arrival"
TAKEN_BACK = "A grant after arrival that was booked wrongly"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks for: how much, for what, paid to whom, and why.

    A relief names the loan that it relieves; its lender is who is paid.
    """

    kind: GrantKind
    cents: int
    why: str
    to: str = ""
    person: UUID | None = None
    relieves: UUID | None = None


@transaction.atomic
def ask(*, household_id: UUID, wish: Wish, keyring: Keyring, now: datetime) -> UUID:
    """Ask for a grant; it waits for a second person, and rings if nobody decides in three days.

    Raises:
      Refused: no sum or no reason, whoever is paid bears a name of the household, a relief without
        a loan that runs, the same waits already, or there is no such household.
    """
    names = _names(household_id, wish.person, keyring, now)
    to = _lender(household_id, wish, keyring) if wish.kind == "relief" else wish.to.strip()
    _must_be_whole(wish, to, names)
    _must_be_once(household_id, wish, to, keyring)
    said: dict[str, Any] = {"household_id": household_id, "keyring": keyring, "now": now}
    task = open_task(what="grant", due_on=now.date() + DECIDE_WITHIN, **said)
    asked = Grant(
        kind=wish.kind,
        cents=wish.cents,
        to=to,
        why=wish.why.strip(),
        entry=new_id(),
        asked_by=keyring.user_id,
        asked_name=keyring.alias,
        asked_on=now.date(),
        person=wish.person,
        relieves=wish.relieves if wish.kind == "relief" else None,
        task=task,
    )
    return parts.put(value=asked, **said)


@transaction.atomic
def agree(*, part_id: UUID, role: str, keyring: Keyring, now: datetime) -> UUID:
    """Agree to a grant that a colleague asked for; it is in the book at once. Gives the entry.

    Raises:
      Refused: one asked for it oneself, is no field manager, it is settled, it is above one's
        limit, the loan it is for runs no more, or the fund has too little: then nothing changes and
        it waits on.
    """
    kept = _to_decide(part_id, role, keyring)
    grant, on = kept.value, now.date()
    if grant.kind == "relief":
        _must_run_still(kept, keyring)
    limit = limit_of(role)
    if not hands.within(limit, grant.cents):
        raise Refused(
            _("%(sum)s is above what you may stand behind, %(most)s.")
            % {"sum": dollars(grant.cents), "most": dollars(limit.two_cents)},
            hint=_("Ask for less, or have the limits changed by whoever runs the server."),
        )
    _decide(kept, "agreed", "", keyring, now)
    draft = Draft(
        "other",
        on,
        pair(ACCOUNT, chart.BANK, chart.RESETTLEMENT, grant.cents),
        memo=domain.MEMOS[grant.kind],
        payee=grant.to,
        made_by=grant.asked_by,
        approved_by=keyring.user_id,
        evidence_level=SECOND_PERSON,
    )
    booking.post(entry_id=grant.entry, draft=draft)
    audit.write("payment approved", actor=keyring.user_id, says={"of": OF}, now=now)
    return grant.entry


@transaction.atomic
def refuse(*, part_id: UUID, why: str, role: str, keyring: Keyring, now: datetime) -> None:
    """Refuse a grant, with the reason for whoever asked.

    Raises:
      Refused: as `agree`, or no reason is given.
    """
    kept = _to_decide(part_id, role, keyring)
    _decide(kept, "refused", _reason(why), keyring, now)
    audit.write("payment refused", actor=keyring.user_id, says={"of": OF}, now=now)


@transaction.atomic
def withdraw(*, part_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back what one asked for oneself, while it waits.

    Raises:
      Refused: somebody else asked for it, or it is settled.
    """
    kept = _waiting(part_id, keyring)
    if kept.value.asked_by != keyring.user_id:
        raise Refused(_("Somebody else asked for this."), hint=_("Refuse it instead, and say why."))
    _decide(kept, "withdrawn", "", keyring, now)


@transaction.atomic
def undo(*, part_id: UUID, why: str, role: str, keyring: Keyring, now: datetime) -> None:
    """Undo in the book a grant that was booked wrongly, or have finance decide on a large one.

    Nobody is asked for money: it is undone because it was never paid, or came back by itself.

    Raises:
      Refused: it is not in the book or is undone already, one is no field manager, no reason.
    """
    _must_approve(role)
    view = queries.grant(part_id, keyring)
    if view.standing != "agreed":
        raise Refused(
            _("Only a grant that stands in the book can be undone."),
            hint=_("Load the page again to see how it stands."),
        )
    grant = view.kept.value
    undone = replace(grant, undo=new_id(), answer=_reason(why))
    parts.change(part_id=part_id, was=grant, value=undone, keyring=keyring, now=now)
    assert undone.undo is not None
    undoing.undo(
        entry_id=undone.undo,
        undo=Undo(grant.entry, TAKEN_BACK),
        role=role,
        keyring=keyring,
        now=now,
    )


def _decide(kept: Kept[Grant], state: Any, answer: str, keyring: Keyring, now: datetime) -> None:
    settled = replace(
        kept.value,
        state=state,
        answer=answer,
        decided_on=now.date(),
        decided_name=keyring.alias,
    )
    parts.change(part_id=kept.id, was=kept.value, value=settled, keyring=keyring, now=now)
    task = kept.value.task
    if task is not None and parts.read(task, Task, keyring).value.is_open:
        finish_task(part_id=task, keyring=keyring, now=now)


def _to_decide(part_id: UUID, role: str, keyring: Keyring) -> Kept[Grant]:
    """Find a grant that a colleague asked for and this person may decide on."""
    _must_approve(role)
    kept = _waiting(part_id, keyring)
    if kept.value.asked_by == keyring.user_id:
        raise Refused(
            _("Nobody approves what they asked for themselves."),
            hint=_("Another field manager decides; until then it waits."),
        )
    return kept


def _waiting(part_id: UUID, keyring: Keyring) -> Kept[Grant]:
    kept = parts.read(part_id, Grant, keyring)
    if kept.value.state != "asked":
        raise Refused(
            _("This is settled already."), hint=_("Load the page again to see how it stands.")
        )
    return kept


def _must_approve(role: str) -> None:
    if role != APPROVER:
        raise Refused(
            _("Only a field manager decides on a grant."),
            hint=_("Ask for it; a field manager who holds this case decides."),
        )


def _must_be_whole(wish: Wish, to: str, names: Sequence[str]) -> None:
    if not 0 < wish.cents <= CENTS_MAX:
        raise Refused(
            _("A grant is a sum above nothing."),
            hint=_("Write it in dollars, such as 40 or 12.50."),
        )
    _reason(wish.why)
    if not to:
        raise Refused(
            _("It is not said whom the money is paid to."),
            hint=_("Name the school, the shop, the landlord or the lender."),
        )
    if domain.names_somebody(to, names):
        raise Refused(
            _("Whoever is paid bears a name of somebody of this household."),
            hint=_("The book knows nobody who was helped; name the school, shop or landlord."),
        )


def _must_be_once(household_id: UUID, wish: Wish, to: str, keyring: Keyring) -> None:
    """Refuse what is asked for twice, as by a second press: it would be paid twice."""
    same = (wish.kind, wish.cents, to, wish.person, wish.relieves)
    for kept in parts.listed(household_id, Grant, keyring):
        one = kept.value
        said = (one.kind, one.cents, one.to, one.person, one.relieves)
        if one.state == "asked" and said == same:
            raise Refused(
                _("The same grant waits already."),
                hint=_("Another field manager decides on it. Take that one back to change it."),
            )


def _names(household_id: UUID, person: UUID | None, keyring: Keyring, now: datetime) -> list[str]:
    """Give every name of a household, and its code, which the book must not learn."""
    view = household(household_id, keyring, now.date())
    if person is not None and person not in view.household.people:
        raise Refused(
            _("This person is not of this household."), hint=_("Pick somebody from the list.")
        )
    return [view.household.code, *(name.text for one in view.people for name in one.names)]


def _lender(household_id: UUID, wish: Wish, keyring: Keyring) -> str:
    """Name who is paid by a relief: the lender of a loan of this household that still runs."""
    running = {kept.id: kept.value for kept in queries.loans(household_id, keyring)}
    loan: ThirdPartyLoan | None = running.get(wish.relieves) if wish.relieves else None
    if loan is None:
        raise Refused(
            _("There is no loan of another that this relief is for."),
            hint=_("Write the loan down first, then ask from its line."),
        )
    return loan.lender


def _must_run_still(kept: Kept[Grant], keyring: Keyring) -> None:
    """Refuse to pay the lender of a loan that is over by now, or was written down by mistake."""
    running = {one.id: one.value.lender for one in queries.loans(kept.case, keyring)}
    if kept.value.relieves is None or running.get(kept.value.relieves) != kept.value.to:
        raise Refused(
            _("The loan that this relief is for runs no more, or has another lender now."),
            hint=_("Look at it on their page of means, then refuse this with a reason."),
        )


def _reason(why: str) -> str:
    told = why.strip()
    if not told or len(told) > hands.WHY_MAX:
        raise Refused(
            _("Say why, in at most %(n)d characters.") % {"n": hands.WHY_MAX},
            hint=_("Whoever decides reads this first."),
        )
    return told
