"""What rings and what phones replied, opened with the reader's keys; decoys are left out."""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base import watches
from waystation.base.errors import Refused, Tampered
from waystation.base.models import Page
from waystation.dispatch import alarms
from waystation.dispatch.alarm_words import sentence
from waystation.relay.models import WatchingRow
from waystation.relay.watching import wording
from waystation.relay.watching.domain import DECOY, HIDDEN, Reply, Watching
from waystation.vault import boxes
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

log = logging.getLogger("waystation.alarm")
SAID = {watches.REPLY: "reply", watches.LATE: "late", watches.DANGER: "danger"}


class Rings(NamedTuple):
    """An alarm on the page: what it says, since when, whether somebody has it already."""

    watch: UUID
    says: str
    due_at: datetime
    taken: bool
    passage: UUID | None


class Replied(NamedTuple):
    """What a phone or a code word said; `reply` None: it is not what was written here."""

    page: UUID
    what: str
    reply: Reply | None
    cell: UUID
    watch: UUID

    @property
    def says(self) -> str:
        """Say in one sentence what came."""
        return wording.says(self.what, self.reply)

    @property
    def hint(self) -> str:
        """Say what to do about it."""
        return wording.hint(self.what, self.reply)

    @property
    def passage(self) -> UUID | None:
        """Name the passage it is about."""
        return self.reply.passage if self.reply else None

    @property
    def forced(self) -> bool:
        """Say whether somebody is forced, or the reply was changed, which is no better."""
        return self.reply is None or self.reply.says == "duress"

    @property
    def red(self) -> bool:
        """Say whether somebody has to act on it now."""
        return self.forced or self.what == "danger"


def rings(keyring: Keyring) -> list[Rings]:
    """List the alarms about passages that ring or were taken, longest due first."""
    return [
        Rings(
            one.watch,
            sentence(one.alarm),
            one.due_at,
            one.taken,
            one.alarm.passage if one.alarm else None,
        )
        for one in alarms.rung(keyring)
    ]


def ring(watch_id: UUID, keyring: Keyring) -> Rings:
    """Find one alarm that rings or was taken.

    Raises:
      Refused: none of the reader's does.
    """
    for one in rings(keyring):
        if one.watch == watch_id:
            return one
    raise _none()


def replies(keyring: Keyring, *, now: datetime) -> list[Replied]:
    """List what phones and code words said, what is red first.

    To whoever typed it, word that somebody is forced says for a quarter of an hour that all is
    well: the caller may still be on the line, and somebody beside either of them. Security's copy
    of it would be a second line to those who hold both.
    """
    found, security = [], keyring.cells_of("security")
    for one in _replies(keyring):
        if one.reply == DECOY:
            continue
        if one.reply and _is_fresh(one.reply, keyring, now):
            if one.reply.away or one.cell in security:
                continue
            found.append(one._replace(reply=replace(one.reply, says="well")))
        else:
            found.append(one)
    return sorted(found, key=lambda one: not one.red)


def reply(page_id: UUID, keyring: Keyring, *, now: datetime) -> Replied:
    """Find one reply.

    Raises:
      Refused: none of the reader's.
    """
    for one in replies(keyring, now=now):
        if one.page == page_id:
            return one
    raise _none()


def beyond(keyring: Keyring) -> list[str]:
    """List the passages of which the reader is told because nobody of the passages took it."""
    return alarms.from_beyond(keyring)


def typed(page_id: UUID, keyring: Keyring, *, now: datetime) -> Replied | None:
    """Find what the reader typed a short while ago, with what it truly says; None: another's."""
    for one in _replies(keyring):
        if one.page == page_id and one.reply and _is_fresh(one.reply, keyring, now):
            return one
    return None


def decoys(keyring: Keyring) -> list[UUID]:
    """List the replies among the reader's that say nothing."""
    return [one.page for one in _replies(keyring) if one.reply == DECOY]


def watching_of(order_id: UUID, keyring: Keyring) -> tuple[WatchingRow, Watching] | None:
    """Open what watches stand for an order; None if none do."""
    rows = WatchingRow.objects.filter(order=order_id, cell__in=keyring.cells_of("passages"))
    row = rows.first()
    return (row, open_row(row, Watching, keyring)) if row else None


def watchings_of_phone(mailbox: UUID, keyring: Keyring) -> list[Watching]:
    """Open what watches stand for the orders of one phone."""
    cells = keyring.cells_of("passages")
    rows = WatchingRow.objects.filter(order__phone=mailbox, cell__in=cells)
    return [open_row(row, Watching, keyring) for row in rows]


def _replies(keyring: Keyring) -> Iterator[Replied]:
    held = (*keyring.cells_of("passages"), *keyring.cells_of("security"))
    for page in watches.replies(held):
        yield Replied(page.id, SAID[page.step], _opened(page, keyring), page.cell, page.watch)


def _opened(page: Page, keyring: Keyring) -> Reply | None:
    try:
        box = bytes(page.body)
        body = boxes.open_for_cell(page.cell, box, about=page.watch, keyring=keyring)
        return msgspec.msgpack.decode(body, type=Reply)
    except (Tampered, msgspec.MsgspecError):
        log.error("a reply is not what was written here")
        return None


def _is_fresh(reply: Reply, keyring: Keyring, now: datetime) -> bool:
    return reply.by == keyring.user_id and reply.at is not None and now < reply.at + HIDDEN


def _none() -> Refused:
    return Refused(_("There is no such record."), hint=_("Pick it from your list."))
