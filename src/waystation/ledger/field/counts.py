"""Counting petty cash: a sheet, a second hand on it, and the difference booked by that hand."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger.approving import services as approving
from waystation.ledger.field import domain, queries, services, sheets
from waystation.ledger.field.domain import Lose
from waystation.ledger.field.services import Hands
from waystation.ledger.field.sheets import Sheet
from waystation.ledger.models import CashCount, Proposal
from waystation.vault.keyring import Keyring

KIND = "cash-count"


class Counted(NamedTuple):
    """A sheet on file; ``state`` is that of the counter-signature: waiting, approved, refused."""

    id: UUID
    counted_on: date
    sheet: Sheet
    holder: str
    state: str


@transaction.atomic
def count(*, count_id: UUID, sheet: Sheet, role: str, keyring: Keyring, now: datetime) -> None:
    """Keep a sheet of counted cash, and ask a second hand to sign it.

    What the book expects is taken from the book itself. A repeat changes nothing.

    Raises:
      Refused: no such advance, a number of pieces that is none, or nobody counted along.
    """
    if CashCount.objects.filter(pk=count_id).exists():
        return
    view = queries.advance(sheet.advance_id, keyring)
    if view is None:
        raise Refused(_("There is no such advance."), hint=_("Pick it from the list."))
    right = any(n < 0 or n > sheets.PIECES_MAX for _worth, n in sheet.pieces) or sheet.other < 0
    if right or not sheet.witness.strip() or len(sheet.witness) > domain.NAME_MAX:
        raise Refused(
            _("Say how many of each piece there are, and who counted along."),
            hint=_("Two people count: one from outside finance signs the paper too."),
        )
    told = Sheet(
        advance_id=sheet.advance_id,
        currency=view.purse.currency,
        pieces=tuple(piece for piece in sheet.pieces if piece[1]),
        other=sheet.other,
        expected=view.minor,
        counted_by=keyring.alias,
        witness=sheet.witness.strip(),
        note=sheet.note.strip()[: domain.PROOF_MAX],
    )
    services.keep_sheet(count_id, told, now.date())
    off = abs(told.difference)
    # Where nothing is to be booked no rate is needed.
    cents = queries.cents_of(off, told.currency, now.date()) if off else 0
    approving.propose(
        proposal_id=count_id,
        act=told,
        kind=KIND,
        cents=cents,
        why=told.note or _("Weekly count"),
        role=role,
        keyring=keyring,
        now=now,
    )


def counter_sign(
    *, count_id: UUID, sheet: Sheet, hands: Hands, keyring: Keyring, on: date
) -> UUID | None:
    """Book the difference of a signed sheet, if there is one and nothing moved since.

    Raises:
      Refused: the book no longer expects what it did when the cash was counted.
    """
    view = queries.advance(sheet.advance_id, keyring)
    if view is None or view.minor != sheet.expected:
        raise Refused(
            _("Something was booked on this cash since it was counted."),
            hint=_("Refuse the sheet and have it counted again."),
        )
    if not sheet.difference:
        return None
    entry_id = uuid5(count_id, "difference")
    how = Lose(sheet.advance_id, -sheet.difference, sheet.note or _("Difference of a count"))
    services.book_lost(entry_id=entry_id, lose=how, hands=hands, keyring=keyring, on=on)
    return entry_id


def counted(keyring: Keyring) -> list[Counted]:
    """List the sheets on file, the newest first."""
    rows = CashCount.objects.order_by("-counted_on", "pk")
    states = dict(Proposal.objects.filter(kind=KIND).values_list("pk", "state"))
    return [_counted(row, states, keyring) for row in rows]


def one(count_id: UUID, keyring: Keyring) -> Counted | None:
    """Open one sheet; None if there is no such."""
    row = CashCount.objects.filter(pk=count_id).first()
    if row is None:
        return None
    states = dict(Proposal.objects.filter(pk=count_id).values_list("pk", "state"))
    return _counted(row, states, keyring)


def _counted(row: CashCount, states: dict[UUID, str], keyring: Keyring) -> Counted:
    sheet = queries.sheet(row, keyring)
    view = queries.advance(sheet.advance_id, keyring)
    holder = view.holder.name if view else ""
    return Counted(row.pk, row.counted_on, sheet, holder, states.get(row.pk, ""))


def last_counts(keyring: Keyring) -> dict[UUID, date]:
    """Tell when each advance was last counted with two hands."""
    found: dict[UUID, date] = {}
    for sheet in counted(keyring):
        if sheet.state == "approved":
            found.setdefault(sheet.sheet.advance_id, sheet.counted_on)
    return found
