"""Reads of requests, opened with the officer's own keyring."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec
from django.utils.translation import gettext as _

from waystation.base import watches
from waystation.base.errors import Refused, Tampered
from waystation.base.models import Watch
from waystation.tracing.models import RequestRow, Voice
from waystation.tracing.papers import queries as papers
from waystation.tracing.papers.domain import RequestSent, SeekerStands
from waystation.tracing.requests import domain
from waystation.tracing.requests.domain import Held, RequestView
from waystation.vault import boxes
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row, shut, token_of


class Alarm(msgspec.Struct, frozen=True, tag="tracing alarm/1"):
    """What a watch of tracing says when it rings: about which request, and what is to be done."""

    request: UUID
    what: str


class Rung(NamedTuple):
    """An alarm that rings; `alarm` is None where it is not what was written here."""

    watch: UUID
    alarm: Alarm | None
    due_at: datetime


class Behind(NamedTuple):
    """Who stands behind the destruction of a request: how many, and whether the reader does."""

    n: int
    is_mine: bool


def requests(keyring: Keyring) -> list[RequestView]:
    """List every request of the reader's tracing compartment, the latest first.

    Raises:
      Refused: the reader holds no tracing compartment.
    """
    rows = RequestRow.objects.filter(cell=keyring.cell("tracing"))
    found = [_view(row, held) for row, held in open_all(rows, Held, keyring)]
    return domain.newest_first(found)


def request(request_id: UUID, keyring: Keyring) -> RequestView:
    """Read one request.

    Raises:
      Refused: there is no such request in the reader's compartment.
    """
    row = find(request_id, keyring)
    return _view(row, open_row(row, Held, keyring))


def searching(keyring: Keyring, today: date) -> list[RequestView]:
    """List the requests that may be searched on a day: nothing stands in their way."""
    return [view for view in requests(keyring) if not domain.lacks(view.request, today)]


def taken(keyring: Keyring) -> frozenset[UUID]:
    """Name the papers of which requests were made: a paper that is put back makes no second one."""
    rows = RequestRow.objects.filter(cell=keyring.cell("tracing"))
    return frozenset(held.sent for _row, held in open_all(rows, Held, keyring) if held.sent)


def n_sent(keyring: Keyring) -> int:
    """Count the papers of case workers about seekers that nobody took in yet."""
    waiting = papers.waiting(keyring)
    return len(waiting.of(RequestSent)) + len(waiting.of(SeekerStands))


def find(request_id: UUID, keyring: Keyring) -> RequestRow:
    """Find a request's row.

    Raises:
      Refused: there is none, or it lies elsewhere; the answer is the same, so nobody learns which.
    """
    mine = RequestRow.objects.filter(cell__in=keyring.cells_of("tracing"))
    row = mine.filter(pk=request_id).first()
    if row is not None:
        keyring.expect([row.case])
    if row is None or not keyring.has_shred(row.case):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return row


def n_shut(keyring: Keyring) -> int:
    """Count the requests that nobody can open any more: they came back with an older backup."""
    return shut(RequestRow, keyring)


def behind(request_id: UUID, keyring: Keyring) -> Behind:
    """Say how many officers stand behind the destruction of a request.

    Raises:
      Refused: there is no such request in the reader's compartment.
    """
    row = find(request_id, keyring)
    voices = Voice.objects.filter(about=destruction_of(request_id))
    mine = token_of(keyring.user_id, row, keyring)
    return Behind(voices.count(), voices.filter(actor=mine).exists())


def destruction_of(request_id: UUID) -> UUID:
    """Name the destruction of a request, so that a hand on it is a hand on nothing else."""
    return uuid5(request_id, "destroy")


def ringing(keyring: Keyring) -> list[Rung]:
    """Open the alarms that ring in the reader's tracing compartment, the longest due first."""
    rung = watches.ringing(keyring.cells_of("tracing"))
    return [_rung(watch, keyring) for watch in rung if watch.alarm]


def watches_of(row: RequestRow, keyring: Keyring) -> list[UUID]:
    """List every alarm that is set about a request: no watch shows what it is about."""
    waiting = Watch.objects.filter(cell=row.cell).exclude(state="answered")
    opened = [_rung(watch, keyring) for watch in waiting if watch.alarm]
    return [one.watch for one in opened if one.alarm and one.alarm.request == row.id]


def _rung(watch: Watch, keyring: Keyring) -> Rung:
    try:
        box = bytes(watch.alarm)
        body = boxes.open_for_cell(watch.cell, box, about=watch.id, keyring=keyring)
        alarm = msgspec.msgpack.decode(body, type=Alarm)
    except (Tampered, msgspec.MsgspecError):
        return Rung(watch.id, None, watch.due_at)
    return Rung(watch.id, alarm, watch.due_at)


def _view(row: RequestRow, held: Held) -> RequestView:
    return RequestView(row.id, row.revision, held.request, held.steps, held.links)
