"""Blotting a donor out: one person asks, another does it, and what the book needs stays nameless.

The book keeps its sums and days, a receipt its sealed paper for as long as the law asks for it.
Everything else that says who it was is written over or deleted.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving import rows, stamps
from waystation.giving.donors import queries as donors
from waystation.giving.donors.domain import Blot, Donor
from waystation.giving.donors.merging import family
from waystation.giving.gifts.domain import GiftSaid, MatchSaid, PledgeSaid, RecurringSaid
from waystation.giving.models import (
    BlotRow,
    DonorRow,
    DonorWord,
    GiftRow,
    HandleRow,
    LetterRow,
    MatchRow,
    PermissionRow,
    PledgeRow,
    ReceiptRow,
    RecurringRow,
)
from waystation.vault import audit
from waystation.vault.keyring import Keyring

# Rows that go, and those that stay with a box that says nothing, with what is published of them.
DELETED: tuple[Any, ...] = (DonorWord, PermissionRow, LetterRow)
EMPTIED: dict[Any, tuple[object, dict[str, Any]]] = {
    GiftRow: (
        GiftSaid(),
        {"shown_name": "", "message": "", "is_message_open": False, "is_to_show": False},
    ),
    RecurringRow: (RecurringSaid(), {"is_to_show": False}),
    PledgeRow: (PledgeSaid(), {}),
    MatchRow: (MatchSaid(), {"shown_name": ""}),
}
# Receipts are sealed papers that the law asks for; the donor's own copy alone goes.
KEPT: tuple[Any, ...] = (ReceiptRow, BlotRow)
_GOING_ON: dict[Any, tuple[str, ...]] = {
    RecurringRow: ("begun", "active", "paused", "failing"),
    PledgeRow: ("asked", "open"),
    MatchRow: ("asked", "open"),
}
WHY_MAX = 500


@transaction.atomic
def ask(*, row_id: UUID, why: str, keyring: Keyring, now: datetime) -> UUID:
    """Ask that a donor be blotted out, as they wished.

    Raises:
      Refused: there is no such donor, it was asked for already, no reason is given, or a gift of
        theirs goes on.
    """
    row = donors.row_of(row_id, keyring)
    if row.merged_into_id is not None or rows.said(row, Donor, keyring).gone_on is not None:
        raise donors.no_record()
    if BlotRow.objects.filter(donor=row, state="asked").exists():
        raise Refused(_("This was asked for already."), hint=_("A second person decides."))
    told = why.strip()
    if not told or len(told) > WHY_MAX:
        raise Refused(
            _("Say why, in at most %(n)d characters.") % {"n": WHY_MAX},
            hint=_("Say how the donor asked for it."),
        )
    _refuse_going_on(row)
    entry = BlotRow(donor=row, asked_on=now.date(), asked_by=keyring.user_id)
    rows.put(entry, Blot(by=keyring.alias, why=told))
    _tell("blotting asked", row, keyring, now)
    return entry.pk


@transaction.atomic
def decide(*, blot_id: UUID, act: str, keyring: Keyring, now: datetime) -> None:
    """Do what somebody else asked for, or refuse it; what was done is never undone.

    Raises:
      Refused: it is one's own (which one may refuse, but not do), settled, or a gift goes on.
      Overtaken: somebody was faster.
    """
    held = keyring.cells_of("giving")
    entry = BlotRow.objects.filter(pk=blot_id, cell__in=held, state="asked").first()
    if entry is None:
        raise donors.no_record()
    said = rows.said(entry, Blot, keyring)
    decided: dict[str, Any] = {"decided_on": now.date(), "decided_by": keyring.user_id}
    if act == "refuse":
        rows.move(entry, state="refused", **decided)
        return
    if entry.asked_by == keyring.user_id:
        raise Refused(
            _("Nobody does alone what they asked for themselves."),
            hint=_("Another person looks at it; until then it waits."),
        )
    _refuse_going_on(entry.donor)
    for row in family(entry.donor):
        _blot_out(row, now)
    stamps.touch()
    blank = msgspec.structs.replace(said, why="", decided=keyring.alias)
    rows.change(entry, blank, state="done", **decided)
    _tell("donor blotted out", entry.donor, keyring, now)


def _blot_out(row: DonorRow, now: datetime) -> None:
    HandleRow.objects.filter(recurring__donor=row).delete()
    for model in DELETED:
        model._default_manager.filter(donor=row).delete()
    for model, (blank, plain) in EMPTIED.items():
        for one in model._default_manager.filter(donor=row):
            one.own = b""
            rows.change(one, blank, **plain)
    for one in ReceiptRow.objects.filter(donor=row):
        rows.move(one, own=b"")
    row.own = b""
    gone = Donor(name="", gone_on=now.date())
    nothing: dict[str, Any] = {"finder": None, "own_public": b"", "own_wrap": b"", "said_mark": b""}
    rows.change(row, gone, **nothing)


def _refuse_going_on(row: DonorRow) -> None:
    for model, states in _GOING_ON.items():
        if model._default_manager.filter(donor__in=family(row), state__in=states).exists():
            raise Refused(_("A gift or a promise of this donor goes on."), hint=_("Stop it first."))


def _tell(kind: str, row: DonorRow, keyring: Keyring, now: datetime) -> None:
    audit.write(kind, actor=keyring.user_id, says={"id": str(row.pk)[:8]}, now=now)
