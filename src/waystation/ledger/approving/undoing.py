"""Undoing an entry: alone up to one's limit, above it with a second hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.base.money import dollars
from waystation.ledger import queries as book
from waystation.ledger import services as entries
from waystation.ledger.approving import services
from waystation.ledger.approving.handlers import Approved, Fact, Handler, register
from waystation.ledger.approving.queries import limit_of
from waystation.ledger.domain import CURRENCY
from waystation.ledger.models import Entry, Posting, Proposal
from waystation.vault.keyring import Keyring

KIND = "reversal"


class Undo(msgspec.Struct, frozen=True, tag="reversal/1"):
    """An entry that somebody wants undone, and why."""

    undoes: UUID
    memo: str = ""


@transaction.atomic
def undo(
    *, entry_id: UUID, undo: Undo, role: str, keyring: Keyring, now: datetime
) -> Literal["made", "exists", "waits"]:
    """Undo an entry by its mirror image, or ask for a second hand on that.

    The limit holds for all that one person undid alone that day: whoever undoes what was returned
    or given hides it as well as whoever books it falsely.

    Raises:
      Refused: as `services.reverse`; above what this role may ask for; no reason where it waits.
    """
    on = now.date()
    is_asked = Proposal.objects.filter(pk=entry_id).exists()
    is_booked = Entry.objects.filter(pk=entry_id).exists()
    if not is_asked and (is_booked or not needs_two(undo.undoes, role, keyring, now)):
        return entries.reverse(
            entry_id=entry_id,
            undoes=undo.undoes,
            on=on,
            memo=undo.memo,
            made_by=keyring.user_id,
        )
    entries.check_reversible(undo.undoes, entry_id)
    services.propose(
        proposal_id=entry_id,
        act=undo,
        kind=KIND,
        cents=worth_of(undo.undoes),
        why=undo.memo,
        role=role,
        keyring=keyring,
        now=now,
    )
    return "waits"


def needs_two(undoes: UUID, role: str, keyring: Keyring, now: datetime) -> bool:
    """Say whether undoing an entry needs a second hand, with what one undid alone that day."""
    alone = Posting.objects.filter(
        entry__posted=True,
        entry__kind=KIND,
        entry__made_by=keyring.user_id,
        entry__approved_by__isnull=True,
        entry__booked_on=now.date(),
        currency=CURRENCY,
        minor__gt=0,
    )
    before = alone.aggregate(s=Sum("minor"))["s"] or 0
    return worth_of(undoes) + before > limit_of(role).alone_cents


def worth_of(undoes: UUID) -> int:
    """Add up what an entry moved, in cents: all its debits in the currency of the book."""
    return sum(x.minor for x in book.lines_of(undoes) if x.minor > 0 and x.currency == CURRENCY)


def _carry_out(undo: Undo, ok: Approved) -> UUID | None:
    entries.reverse(
        entry_id=ok.id,
        undoes=undo.undoes,
        on=ok.on,
        memo=undo.memo,
        made_by=ok.made_by,
        approved_by=ok.approved_by,
    )
    return ok.id


def _tell(undo: Undo) -> Sequence[Fact]:
    old = Entry.objects.filter(pk=undo.undoes).first()
    lines = book.lines_of(undo.undoes)
    return [
        Fact(_("Number"), str(old.number if old else "–")),
        Fact(_("Day"), old.booked_on.isoformat() if old else "–"),
        *(Fact(f"{x.account}, {x.fund}", _sum(x.minor, x.currency)) for x in lines),
    ]


def _sum(minor: int, currency: str) -> str:
    return dollars(minor) if currency == CURRENCY else f"{minor} {currency}"


HANDLER = Handler(KIND, gettext_lazy("An entry undone"), Undo, _carry_out, _tell)


def register_all() -> None:
    """Enter this kind in the list of what can wait."""
    register(HANDLER)
