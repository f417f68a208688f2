"""Who is seen as the giver, whom a gift honours, and what it was meant for: decided with a key."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving import rows, stamps
from waystation.giving.domain import MESSAGE_MAX, NAME_MAX, SHOWN_AS
from waystation.giving.gifts import book, domain, matching, queries, receiving
from waystation.giving.gifts.aims import Aim
from waystation.giving.gifts.domain import AWAITED, GiftSaid
from waystation.giving.letters import services as letters
from waystation.giving.models import GiftRow
from waystation.vault import audit
from waystation.vault.keyring import Keyring


@transaction.atomic
def show(gift_id: UUID, *, name: bool, message: bool, keyring: Keyring, now: datetime) -> GiftRow:
    """Put a giver's name and words on public pages as they wished, or leave one or both out.

    Raises:
      Refused: nothing came yet.
    """
    row = receiving.came(gift_id)
    said = queries.said_of(row, keyring)
    team = row.team.name if row.team else ""
    shown = domain.shown_name(said.shown_as, said.name, team) if name else ""
    words = said.message[:MESSAGE_MAX] if message else ""
    row = rows.move(
        row,
        shown_name=shown[:NAME_MAX],
        message=words,
        is_message_open=bool(words),
        is_to_show=False,
    )
    stamps.touch()
    audit.write("gift shown", actor=keyring.user_id, says={"n": str(bool(shown))}, now=now)
    return row


@transaction.atomic
def show_gift_as(gift_id: UUID, shown_as: str, *, said: GiftSaid, now: datetime) -> GiftRow:
    """Let a giver be shown otherwise, or not at all; what was public is gone from this moment.

    ``said`` is what the gift's box holds, opened by whoever asks. A new name waits to be looked at.
    """
    if shown_as not in SHOWN_AS:
        raise ValueError(f"{shown_as!r} is no way of being shown; see giving.domain.SHOWN_AS")
    row = receiving.found(gift_id)
    said = msgspec.structs.replace(said, shown_as=shown_as)
    row = rows.change(
        row,
        said,
        donor=row.donor,
        shown_name="",
        message="",
        is_message_open=False,
        is_to_show=shown_as != "anonymous",
    )
    stamps.touch()
    return row


@transaction.atomic
def hide(gift_id: UUID, *, keyring: Keyring, now: datetime) -> GiftRow:
    """Make a gift anonymous: nothing public names its giver from this moment on."""
    row = receiving.found(gift_id)
    said = queries.said_of(row, keyring)
    row = show_gift_as(gift_id, "anonymous", said=said, now=now)
    audit.write("gift hidden", actor=keyring.user_id, says={}, now=now)
    return row


@transaction.atomic
def correct(gift_id: UUID, *, aim: Aim, keyring: Keyring, now: datetime) -> GiftRow:
    """Let a gift count for what it was meant for; the book shows the move.

    What matched it before is taken back as far as it was not paid, and it is matched anew.

    Raises:
      Refused: nothing came, it is a match itself, or it is no money, or its fund has spent
        the money already.
    """
    row = receiving.came(gift_id)
    if row.kind == "matching":
        raise Refused(
            _("A match goes where its gift goes."), hint=_("Correct the gift it matches.")
        )
    receiving.refuse_in_kind(row)
    columns = aim.columns()
    if all(getattr(row, name) == value for name, value in columns.items()):
        return row
    cents = row.cents - row.refunded_cents - row.disputed_cents
    if row.disputed_cents:
        raise Refused(_("A disputed gift stays where it is."), hint=_("Wait for the decision."))
    before = GiftRow.objects.get(pk=gift_id)
    entry_id = book.own_id(gift_id, f"moved {row.revision}")
    row = rows.move(row, **columns)
    if cents:
        book.moved(before, row, entry_id=entry_id, cents=cents, on=now.date())
    for due in GiftRow.objects.filter(matches=row, state="begun").select_related("match"):
        matching.lessen(due, due.cents, on=now.date())
    row = receiving.found(gift_id)
    if row.kind not in AWAITED:
        matching.match(row, now=now)
    stamps.touch()
    audit.write("gift corrected", actor=keyring.user_id, says={"to": row.fund}, now=now)
    return row


@transaction.atomic
def tell_honoured(*, keyring: Keyring, now: datetime) -> int:
    """Let letters wait for those in whose honour something came, where the giver asked for it.

    None says how much. Gives how many were written.
    """
    told = 0
    waiting = GiftRow.objects.filter(is_to_tell=True, entry__isnull=False)
    for row in waiting.order_by("paid_on", "pk"):
        said = queries.said_of(row, keyring)
        honour = said.honour
        if honour is not None and honour.email:
            values = {"honoured": honour.name, "by": honour.by, "words": honour.message}
            letters.wait_for(honour.email, honour.name, said.language, "tribute", values, now=now)
            told += 1
        rows.move(row, is_to_tell=False)
    return told
