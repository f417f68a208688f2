"""Reading what is closed, which month is next, and what a signature is worth."""

from datetime import date
from uuid import UUID

import msgspec
from django.db.models import Max

from waystation.ledger.closing import domain
from waystation.ledger.models import ClosedMonth, Entry
from waystation.ledger.reports import months
from waystation.ledger.reports import queries as reports
from waystation.vault import boxes, cells


class Closed(msgspec.Struct, frozen=True):
    """A month that is locked; ``is_sound``: finance signed it and the book still ends so."""

    month: int
    closed_on: date
    closed_by: UUID
    n_entries: int
    head: bytes
    is_sound: bool


def closed_months() -> list[Closed]:
    """List the closed months, newest first, each looked at again."""
    rows = list(ClosedMonth.objects.order_by("-month"))
    if not rows:
        return []
    cell = cells.only("finance")
    ends = Entry.objects.filter(number__in=[row.n_entries for row in rows])
    heads = {entry.number: bytes(entry.hash or b"") for entry in ends}
    found = []
    for row in rows:
        head = bytes(row.head)
        signed = domain.statement(row.month, row.n_entries, head)
        sound = boxes.is_signed_by(cell, signed, bytes(row.signature or b""))
        in_book = heads.get(row.n_entries) == head
        told = (row.month, row.closed_on, row.closed_by, row.n_entries, head, sound and in_book)
        found.append(Closed(*told))
    return found


def last_closed() -> int | None:
    """Give the last month that is locked."""
    found: int | None = ClosedMonth.objects.aggregate(m=Max("month"))["m"]
    return found


def first_open() -> int | None:
    """Give the first month that is not locked: after the last closed one, or where the book begins.

    None: there is no book yet.
    """
    last = last_closed()
    return reports.first_month() if last is None else months.moved(last, 1)


def next_month(today: date) -> int | None:
    """Give the month to close next; None: there is no book yet.

    The first close takes all months until the last whole one with it; later ones go month by month.
    """
    first = first_open()
    if first is None or last_closed() is not None:
        return first
    return max(first, months.moved(months.month_of(today), -1))


def end_of_book() -> tuple[int, bytes]:
    """Give number and hash of the last posted entry; of an empty book 0 and zeros."""
    last = Entry.objects.filter(posted=True).order_by("-number").values_list("number", "hash")
    number, digest = last.first() or (0, None)
    return number or 0, bytes(digest) if digest else bytes(32)
