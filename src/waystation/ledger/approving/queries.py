"""Reading what waits for a second hand, and what became of it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db.models import Sum
from django.utils.functional import Promise

from waystation.base.errors import Refused, Tampered
from waystation.ledger.approving import domain
from waystation.ledger.approving.domain import Asked, Limit
from waystation.ledger.approving.handlers import HANDLERS, Fact
from waystation.ledger.domain import CURRENCY
from waystation.ledger.models import Posting, Proposal
from waystation.vault import boxes
from waystation.vault.keyring import Keyring

DECIDED_SHOWN = 30


class Shown(msgspec.Struct, frozen=True):
    """A proposal to read: what it would book, who asks and why, and what became of it.

    ``may_decide`` and ``is_mine`` are about whoever reads; ``is_above`` says that the sum is more
    than they may stand behind.
    """

    id: UUID
    kind: str
    name: Promise | str
    state: str
    made_on: date
    decided_on: date | None
    asked: Asked
    facts: tuple[Fact, ...]
    is_mine: bool
    may_decide: bool
    is_above: bool
    is_whole: bool = True


def limit_of(role: str) -> Limit:
    """Say what a role may do about money, alone and as one of two, as the settings have it."""
    return Limit(*settings.MONEY_LIMITS.get(role, domain.NOTHING))


def paid_alone(person: UUID, kinds: Sequence[str], on: date) -> int:
    """Add up what somebody paid alone that day, in cents, so that pieces count together."""
    rows = Posting.objects.filter(
        entry__posted=True,
        entry__kind__in=kinds,
        entry__made_by=person,
        entry__approved_by__isnull=True,
        entry__booked_on=on,
        account__type="expense",
        currency=CURRENCY,
    )
    return rows.aggregate(s=Sum("minor"))["s"] or 0


def n_waiting(*, but_of: UUID | None = None) -> int:
    """Count what waits, without what one asked for oneself if that is said; no key is needed."""
    rows = Proposal.objects.filter(state=domain.WAITING)
    return (rows.exclude(made_by=but_of) if but_of else rows).count()


def waiting(keyring: Keyring, role: str) -> list[Shown]:
    """List what waits for a second hand, the oldest first."""
    rows = Proposal.objects.filter(state=domain.WAITING).order_by("made_on", "pk")
    return _shown(rows, keyring, role)


def decided(keyring: Keyring, role: str, *, newest: int = DECIDED_SHOWN) -> list[Shown]:
    """List what was decided or withdrawn, the newest first."""
    rows = Proposal.objects.exclude(state=domain.WAITING).order_by("-decided_on", "-made_on", "pk")
    return _shown(rows[:newest], keyring, role)


def proposal(proposal_id: UUID, keyring: Keyring, role: str) -> Shown | None:
    """Read one proposal; None if there is no such."""
    rows = Proposal.objects.filter(pk=proposal_id)
    return next(iter(_shown(rows, keyring, role)), None)


def opened(row: Proposal, keyring: Keyring) -> Asked:
    """Open a proposal's box.

    Raises:
      Refused: the keyring does not hold the finance compartment.
      Tampered: the box is another's, or no proposal's.
    """
    box = boxes.open_for_cell(row.cell, bytes(row.box), about=row.pk, keyring=keyring)
    try:
        return msgspec.msgpack.decode(box, type=Asked)
    except msgspec.MsgspecError:
        raise Tampered("a proposal opens to something that is none") from None


def acts(
    kind: str, keyring: Keyring, *, state: str = domain.APPROVED
) -> list[tuple[Proposal, Any]]:
    """Give the acts of one kind in one state, the oldest first, each with its row."""
    shape = HANDLERS[kind].shape
    rows = Proposal.objects.filter(kind=kind, state=state).order_by("decided_on", "made_on", "pk")
    return [(row, act_of(opened(row, keyring), shape)) for row in rows]


def act_of(asked: Asked, shape: type[msgspec.Struct]) -> Any:
    """Unpack what a proposal would do.

    Raises:
      Tampered: it is of another shape.
    """
    try:
        return msgspec.msgpack.decode(asked.act, type=shape)
    except msgspec.MsgspecError:
        raise Tampered("a proposal holds an act of another kind") from None


def _shown(rows: Iterable[Proposal], keyring: Keyring, role: str) -> list[Shown]:
    keyring.cell("finance")
    return [_one(row, keyring, limit_of(role)) for row in rows]


def _one(row: Proposal, keyring: Keyring, limit: Limit) -> Shown:
    handler = HANDLERS.get(row.kind)
    facts: Sequence[Fact] = ()
    try:
        asked = opened(row, keyring)
        facts = handler.tell(act_of(asked, handler.shape)) if handler else ()
        is_whole = handler is not None
    except (Tampered, Refused):
        asked, is_whole = Asked("", "", 0, "USD", b""), False
    may = domain.may_decide(made_by=row.made_by, person=keyring.user_id, state=row.state)
    return Shown(
        id=row.pk,
        kind=row.kind,
        name=handler.name if handler else row.kind,
        state=row.state,
        made_on=row.made_on,
        decided_on=row.decided_on,
        asked=asked,
        facts=tuple(facts),
        is_mine=row.made_by == keyring.user_id,
        may_decide=may and is_whole,
        is_above=not domain.within(limit, asked.cents),
        is_whole=is_whole,
    )
