"""A phone's turn, answered without any key of ours; and what is laid into its mailbox, sealed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.moments import quarter_of
from waystation.relay.models import MailRow, OneTimeKeyRow, OrderRow, PhoneRow, ReportRow
from waystation.relay.phones import queries as phones
from waystation.relay.phones.services import known_phone
from waystation.relay.turn import domain, queries
from waystation.relay.turn.domain import Answer, Asked
from waystation.vault import boxes
from waystation.vault.keyring import Keyring

ITEM_VERSION = 2
BODY_MAX = 956


@transaction.atomic
def turn(asked: Asked, *, now: datetime) -> Answer:
    """Answer a phone: take what it brings, note what it kept, give mail. Needs no key of ours.

    A stranger is answered alike, by the same look-ups, with boxes that nobody opens. The same turn
    again changes nothing.

    Args:
      now: the organisation's time.
    """
    row = phones.by_token(asked.mailbox, asked.token)
    # A mailbox that is not there stands in for a stranger's, so that looking costs the same.
    mailbox = row.id if row else new_id()
    _note_kept(mailbox, asked, now)
    status = _take(row, mailbox, asked, now)
    keys_wanted = queries.keys_wanted(mailbox)
    return Answer(
        status=status,
        entry=asked.entry,
        now=now,
        keys_wanted=keys_wanted if row else 0,
        items=queries.mail(mailbox, now),
    )


def _note_kept(mailbox: UUID, asked: Asked, now: datetime) -> None:
    """Empty the boxes a phone says it keeps, and note the day and that it is there."""
    MailRow.objects.filter(phone=mailbox, id__in=asked.acks).update(got=True, box=b"")
    today = now.date()
    PhoneRow.objects.filter(pk=mailbox).exclude(seen_on=today).update(seen_on=today)
    watches.heard(mailbox, now)


def _take(row: PhoneRow | None, mailbox: UUID, asked: Asked, now: datetime) -> int:
    """Take what a phone brings; what a stranger brings is dropped."""
    if asked.kind == domain.TOKEN:
        watches.show(asked.brought if row else new_id().bytes, now)
    elif asked.kind == domain.KEY and row:
        _take_key_in(row, asked.brought)
    elif asked.kind == domain.REPORT:
        return _take_report(row, mailbox, asked, now)
    return domain.TAKEN


def _take_key_in(row: PhoneRow, brought: bytes) -> None:
    """Stock a key for one item, if this phone signed it and there is room."""
    public, mark = brought[: domain.KEY_BYTES], brought[domain.KEY_BYTES :]
    if not boxes.is_own_key(bytes(row.sign_public), public, mark) or not queries.keys_wanted(
        row.id
    ):
        return
    if not OneTimeKeyRow.objects.filter(phone=row, public=public).exists():
        OneTimeKeyRow.objects.create(phone=row, public=public, signature=mark)


def _take_report(row: PhoneRow | None, mailbox: UUID, asked: Asked, now: datetime) -> int:
    """Keep a sealed report until somebody with keys reads it; the same entry again counts once."""
    sent = ReportRow.objects.filter(phone=mailbox)
    if sent.filter(entry=asked.entry).exists():
        return domain.TAKEN
    n_waiting = sent.filter(state__in=queries.WAITING).count()
    if row is None:
        return domain.TAKEN
    if n_waiting >= domain.WAITING_REPORTS_MAX:
        return domain.LATER
    ReportRow.objects.create(phone=row, entry=asked.entry, box=asked.brought, day=now.date())
    return domain.TAKEN


@transaction.atomic
def put_item(
    *,
    order: OrderRow,
    body: Mapping[str, object],
    release_at: datetime,
    ends_at: datetime,
    keyring: Keyring,
    now: datetime,
) -> MailRow:
    """Seal an item of an order to its phone and lay it into the mailbox until the phone has it.

    It is sealed to a key that serves this item alone; if none is left, to the phone's lasting key,
    and whoever seizes the phone later could open a copy of it.

    Args:
      body: what it says; version, number and order are written in front here.
      release_at: handed out from the quarter of an hour on in which this lies.

    Raises:
      Refused: the phone is given up or not compared, its keys are not its own, or the item is too
        long for a phone.
      Tampered: the phone's keys are not those that were compared.
    """
    phone = known_phone(order.phone_id, keyring)
    if not phones.is_confirmed(phone):
        raise Refused(
            _("%(guide)s has no confirmed phone.") % {"guide": phone.phone.label},
            hint=_("Invite the phone, then compare the words with the guide."),
        )
    key = _take_key(phone.row)
    mine = PhoneRow.objects.filter(pk=phone.row.id)
    mine.update(last_number=F("last_number") + 1)
    public = bytes(key.public if key else phone.row.mailbox_public)
    nth = order.items.count() + 1
    return MailRow.objects.create(
        phone_id=phone.row.id,
        order=order,
        key=key,
        number=mine.values_list("last_number", flat=True).get(),
        key_name=boxes.order_key_id(public),
        box=_sealed(public, _numbered(body, order, nth), order.cell, keyring),
        release_at=quarter_of(release_at),
        ends_at=ends_at,
    )


@transaction.atomic
def replace_item(row: MailRow, body: Mapping[str, object], *, nth: int, keyring: Keyring) -> None:
    """Put other contents into an item that its phone does not have yet, under the same number.

    A phone that had it and could not say so ignores it: it knows the number.

    Args:
      nth: which of its order's items it is, from 1.

    Raises:
      Refused: the new contents are too long for a phone.
    """
    public = bytes(row.key.public if row.key else row.phone.mailbox_public)
    box = _sealed(public, _numbered(body, row.order, nth), row.order.cell, keyring)
    MailRow.objects.filter(pk=row.pk, got=False).update(box=box, pinged=False)


def _numbered(body: Mapping[str, object], order: OrderRow, nth: int) -> bytes:
    """Write an item; numbers count within its order, so that no phone tells of other orders."""
    head = {"v": ITEM_VERSION, "n": nth, "prev": nth - 1, "order": str(order.id)}
    return msgspec.json.encode({**head, **body})


def _sealed(public: bytes, text: bytes, cell: UUID, keyring: Keyring) -> bytes:
    if len(text) > BODY_MAX:
        raise Refused(
            _("This is %(over)d bytes too long for a phone.") % {"over": len(text) - BODY_MAX},
            hint=_("Write the needs or the names of its places shorter; nothing is cut off here."),
        )
    try:
        return boxes.seal_order(public, text, cell=cell, keyring=keyring)
    except ValueError:
        raise _bad_keys() from None


def _take_key(row: PhoneRow) -> OneTimeKeyRow | None:
    """Take an unused key of a phone; None if none is left.

    Raises:
      Refused: the key on file does not carry the phone's signature.
    """
    key = row.keys.filter(used=False).first()
    if key is None:
        return None
    if not boxes.is_own_key(bytes(row.sign_public), bytes(key.public), bytes(key.signature)):
        raise _bad_keys()
    row.keys.filter(pk=key.pk).update(used=True)
    return key


def _bad_keys() -> Refused:
    return Refused(
        _("The keys of this phone cannot be used."), hint=_("Give the phone up and invite again.")
    )
