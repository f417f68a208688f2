"""Reads of complaints: who receives them, and those that are sealed to the reader."""

import logging
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base import watches
from waystation.base.errors import Refused, Tampered
from waystation.cases.complaints.conduct import VERSION
from waystation.cases.complaints.domain import AskedToPay, Complaint, Focal
from waystation.cases.models import ComplaintRow, FocalRow
from waystation.vault import audit, boxes, personal, register, safety
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all
from waystation.vault.register import Member

log = logging.getLogger("waystation.alarm")
# So many of those that are closed are looked through, and every other one: whoever files many
# drives none out that waits.
NEWEST_CLOSED = 200


class ComplaintView(NamedTuple):
    """A complaint as somebody may see it: as one who answers it, or as its author."""

    id: UUID
    complaint: Complaint
    to_answer: bool
    row: ComplaintRow


class FocalView(NamedTuple):
    """Somebody who receives complaints, with the row they are kept in."""

    id: UUID
    focal: Focal


class Rung(NamedTuple):
    """Word that somebody was asked to pay, while nobody has answered it."""

    watch: UUID
    word: AskedToPay


def statement(user_id: UUID, key_digest: bytes, alias: str, day: int) -> bytes:
    """Put in bytes what security signs: this person, by this key and name, hears complaints."""
    named = alias.encode()
    head = user_id.bytes + key_digest + day.to_bytes(4, "big")
    return b"ws1/focal" + head + len(named).to_bytes(2, "big") + named


def roster(who: Who) -> list[FocalView]:
    """List those who receive complaints, by the name they go by.

    A row that security did not sign is left out: nobody but security adds a reader.
    """
    rows = FocalRow.objects.filter(cell__in=who.keyring.cells_of("gazetteer"))
    found = []
    for row, focal in open_all(rows, Focal, who.keyring):
        says = statement(focal.user_id, focal.key_digest, focal.alias, focal.day)
        if safety.said(says, focal.signature, who.profile):
            found.append(FocalView(row.id, focal))
        else:
            log.error("somebody is entered to receive complaints whom security did not sign")
    return sorted(found, key=lambda view: (view.focal.alias.casefold(), view.id))


def complaints(who: Who, *, still_new: bool = False) -> list[ComplaintView]:
    """List the complaints the reader may see, the latest first.

    Cost: about 2 ms a complaint, whoever it is for.
    """
    rows = ComplaintRow.objects.order_by("-day", "id")
    looked = [*rows.filter(state="new")]
    if not still_new:
        looked += [*rows.filter(state="read"), *rows.filter(state="closed")[:NEWEST_CLOSED]]
    found = [view for row in looked if (view := _view(row, who)) is not None]
    return sorted(found, key=lambda view: view.complaint.at, reverse=True)


def complaint(complaint_id: UUID, who: Who) -> ComplaintView:
    """Read one complaint.

    Raises:
      Refused: there is none, or it is not for the reader; the answer is the same.
    """
    row = ComplaintRow.objects.filter(pk=complaint_id).first()
    view = _view(row, who) if row is not None else None
    if view is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return view


def asked_to_pay(keyring: Keyring) -> list[Rung]:
    """List the words that ring for the security officer: somebody was asked to pay."""
    found = []
    for watch in watches.ringing(keyring.cells_of("security")):
        try:
            box = bytes(watch.alarm)
            body = boxes.open_for_cell(watch.cell, box, about=watch.id, keyring=keyring)
            found.append(Rung(watch.id, msgspec.msgpack.decode(body, type=AskedToPay)))
        except (Tampered, msgspec.MsgspecError):
            log.error("word that somebody was asked to pay does not open")
    return found


def must_ring(watch_id: UUID, keyring: Keyring) -> None:
    """Make sure that a word of money asked for still waits for an answer.

    Raises:
      Refused: it does not ring, or is not for the reader.
    """
    if watch_id not in {rung.watch for rung in asked_to_pay(keyring)}:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))


def waiting(who: Who, now: datetime) -> tuple[int, bool]:
    """Count the complaints that nobody has acknowledged and the reader may answer.

    Says as well whether one of them waits longer than the day that is promised.
    """
    found = [view.complaint for view in complaints(who, still_new=True) if view.to_answer]
    return len(found), any(one.is_late(now) for one in found)


def has_acknowledged(who: Who) -> bool:
    """Say whether the reader has acknowledged the code of conduct as it is worded today."""
    return who.profile.code == VERSION


def is_code_due(who: Who) -> bool:
    """Say whether the reader is to acknowledge the code: once there is somebody to complain to."""
    return not has_acknowledged(who) and bool(roster(who))


def not_acknowledged(keyring: Keyring) -> list[Member]:
    """List the colleagues who have not acknowledged the code of conduct, for security alone."""
    told = audit.entries(keyring, kinds=["code acknowledged"])
    done = {entry.actor for entry in told if entry.says.get("id") == VERSION}
    everybody = [member for _row, member in register.members(keyring)]
    return [member for member in everybody if member.user_id not in done]


def _view(row: ComplaintRow, who: Who) -> ComplaintView | None:
    body = personal.open_mine(bytes(row.boxes), about=row.id, door=who.door)
    if body is None:
        return None
    try:
        found = msgspec.msgpack.decode(body, type=Complaint)
    except msgspec.MsgspecError:
        raise Tampered("a box for one person holds no complaint") from None
    to_answer = any(reader.user_id == who.user_id for reader in found.readers)
    return ComplaintView(row.id, found, to_answer, row)
