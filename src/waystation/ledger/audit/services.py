"""Packs for auditors: made by finance, the sample drawn by the security officer, then opened."""

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger.audit import domain, packing, queries
from waystation.ledger.audit.domain import Opening, Room, Said
from waystation.ledger.models import AuditPack, Entry
from waystation.vault import audit, boxes, cells
from waystation.vault.keyring import Keyring

NAME_MAX = 100
WORDS_MIN = 20
AGE_PREFIX = "age1"
LOT_BYTES = 32


class Made(msgspec.Struct, frozen=True):
    """A pack as it leaves: the sealed file, and the row that fixes its head."""

    pack: UUID
    file: bytes


@transaction.atomic
def make_pack(
    *,
    pack_id: UUID,
    auditor: str,
    recipient: str = "",
    words: str = "",
    period: tuple[int, int] | None = None,
    keyring: Keyring,
    now: datetime,
) -> Made:
    """Make the auditor's pack of the book as it stands, sealed for the auditor alone.

    The head of the chain is fixed with it: only after that does the auditor name the words that
    draw the sample.

    Args:
      recipient: an age key, or else
      words: a passphrase of at least 20 characters, told to the auditor another way.
      period: first and last month from which the sample is drawn; None: the whole book.

    Raises:
      Refused: the book is empty; neither key nor passphrase, or both; the period holds no entry.
    """
    keyring.cell("finance")
    row, room = _fixed(pack_id, auditor, period, keyring, now.date())
    row.save(force_insert=True)
    body = packing.packed(queries.contents(row, room.lot, now.date()))
    file = _sealed(recipient.strip(), words.strip(), body)
    says = {"id": str(pack_id), "n": str(row.n_entries)}
    audit.write("auditor's pack made", actor=keyring.user_id, says=says, now=now)
    return Made(pack_id, file)


def _fixed(
    pack_id: UUID, auditor: str, period: tuple[int, int] | None, keyring: Keyring, on: date
) -> tuple[AuditPack, Room]:
    """Fix the head of the chain, the period and the lot, and seal for whom it is."""
    last = Entry.objects.filter(posted=True).order_by("-number").first()
    book = queries.months()
    if last is None or book is None:
        raise Refused(_("The book is empty."), hint=_("There is nothing to audit yet."))
    first_month, last_month = period or book
    if first_month > last_month or first_month > book[1] or last_month < book[0]:
        raise Refused(
            _("Nothing was booked from %(first)s to %(last)s.")
            % {"first": first_month, "last": last_month},
            hint=_("Choose months from %(first)s to %(last)s.")
            % {"first": book[0], "last": book[1]},
        )
    name = " ".join(auditor.split())
    if not 0 < len(name) <= NAME_MAX:
        raise Refused(_("It is not said whom the pack is for."), hint=_("Name the auditor."))
    if AuditPack.objects.filter(pk=pack_id).exists():
        raise Refused(
            _("This pack was made already."), hint=_("Load the page once more for another.")
        )
    row = AuditPack(
        id=pack_id,
        cell=cells.only("finance"),
        made_on=on,
        made_by=keyring.user_id,
        first_month=first_month,
        last_month=last_month,
        head=bytes(last.hash or b""),
        n_entries=last.number or 0,
    )
    room = Room(name, secrets.token_bytes(LOT_BYTES))
    row.box = boxes.seal_to_cell(row.cell, msgspec.msgpack.encode(room), about=row.pk)
    return row, room


def _sealed(recipient: str, words: str, body: bytes) -> bytes:
    if bool(recipient) == bool(words):
        raise Refused(
            _("A pack is sealed either to a key or under a passphrase."),
            hint=_("Fill in one of the two."),
        )
    if words:
        if len(words) < WORDS_MIN:
            raise Refused(
                _("This passphrase is too short."),
                hint=_("Take %(n)d characters or more, such as five random words.")
                % {"n": WORDS_MIN},
            )
        return boxes.seal_for_carrying_by_words(words, body)
    try:
        return boxes.seal_for_carrying([recipient], body)
    except ValueError:
        raise Refused(
            _("This is no age key of a receiver."),
            hint=_("Ask the auditor for their key; it begins with %(start)s.")
            % {"start": AGE_PREFIX},
        ) from None


@transaction.atomic
def draw(*, pack_id: UUID, secret: str, keyring: Keyring, now: datetime) -> None:
    """Enter the words the auditor named; they draw the one sample of this pack.

    Raises:
      Refused: no such pack; it was drawn already; who made the pack; too few words.
    """
    keyring.cell("security")
    row = _row(pack_id)
    if row.drawn_on is not None:
        raise Refused(
            _("The sample of this pack was drawn already."),
            hint=_("There is one sample for each pack; make another pack for another."),
        )
    if row.made_by == keyring.user_id:
        raise Refused(
            _("Who made the pack cannot draw its sample."),
            hint=_("Let the security officer enter the auditor's words."),
        )
    told = secret.strip()
    if not domain.SECRET_MIN <= len(told) <= domain.SECRET_MAX:
        raise Refused(
            _("The auditor's words have %(least)d to %(most)d characters.")
            % {"least": domain.SECRET_MIN, "most": domain.SECRET_MAX},
            hint=_("Let the auditor say them, and write them exactly so."),
        )
    # Sealed to finance, who opens the sample; the security officer holds no key of that.
    row.said = boxes.seal_to_cell(row.cell, msgspec.msgpack.encode(Said(told)), about=row.pk)
    row.drawn_on, row.drawn_by = now.date(), keyring.user_id
    row.save()
    says = {"id": str(pack_id)}
    audit.write("auditor's sample drawn", actor=keyring.user_id, says=says, now=now)


@transaction.atomic
def open_sample(*, pack_id: UUID, keyring: Keyring, now: datetime) -> Opening:
    """Open the drawn entries of a pack and nothing else; each is entered in the audit chain.

    Raises:
      Refused: no such pack; nothing is drawn yet; the week is over; not finance's keys.
      Tampered: a note is not the one that was posted.
    """
    keyring.cell("finance")
    row = _row(pack_id)
    if row.drawn_on is None:
        raise Refused(
            _("No sample is drawn from this pack yet."),
            hint=_("The auditor names some words, and the security officer enters them."),
        )
    if now.date() > row.drawn_on + timedelta(days=domain.ROOM_DAYS):
        raise Refused(
            _("This sample could be opened until %(day)s.")
            % {"day": (row.drawn_on + timedelta(days=domain.ROOM_DAYS)).isoformat()},
            hint=_("Make another pack; its sample will be another."),
        )
    numbers, lot = queries.drawn(row, keyring)
    entries = queries.opened(numbers, keyring)
    if row.opened_on is None:
        AuditPack.objects.filter(pk=row.pk).update(opened_on=now.date())
    for number in numbers:
        says = {"id": str(pack_id), "of": str(number)}
        audit.write("entry opened to an auditor", actor=keyring.user_id, says=says, now=now)
    return Opening(str(pack_id), bytes(row.head).hex(), entries, lot.hex())


def _row(pack_id: UUID) -> AuditPack:
    row = AuditPack.objects.select_for_update().filter(pk=pack_id).first()
    if row is None:
        raise Refused(_("There is no such pack."), hint=_("Pick it from the list."))
    return row


def note_taken_out(*, what: str, keyring: Keyring | None, now: datetime) -> None:
    """Enter in the audit chain that a journal left the building; None: by a command."""
    actor = keyring.user_id if keyring else None
    audit.write("taken out", actor=actor, says={"of": what}, now=now)
