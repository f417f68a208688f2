"""Reading the bank's side: statements, their lines, what the book has, and what may be the same."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

import msgspec
from django.db.models import Exists, Min, OuterRef

from waystation.base.errors import Refused, Tampered
from waystation.ledger import chart, rows
from waystation.ledger.bank import domain
from waystation.ledger.bank.bookside import open_entries as open_entries
from waystation.ledger.bank.bookside import side_of as side_of
from waystation.ledger.bank.domain import Columns, Found, LineText, Open, Wanted
from waystation.ledger.bank.standing import Standing as Standing
from waystation.ledger.bank.standing import accounts_to_match as accounts_to_match
from waystation.ledger.bank.standing import standing as standing
from waystation.ledger.bank.standing import statements as statements
from waystation.ledger.models import (
    Entry,
    LineMatch,
    Mapping,
    Rate,
    Statement,
    StatementLine,
)
from waystation.vault import boxes
from waystation.vault.keyring import Keyring

PAGE_MAX = 100
BANK_ACCOUNTS = tuple(
    code for code, _kind, _whom in chart.CHART if code.startswith(chart.LIQUID_ACCOUNTS)
)


class LineView(msgspec.Struct, frozen=True):
    """A line of the bank, opened; ``text`` is None if its box is not what was sealed."""

    id: UUID
    account: str
    currency: str
    day: date
    minor: int
    state: str
    text: LineText | None


class EntryView(msgspec.Struct, frozen=True):
    """An entry beside a bank's line: what it moved on that account, and its note."""

    id: UUID
    number: int
    day: date
    kind: str
    minor: int
    memo: str
    payee: str


class Beside(msgspec.Struct, frozen=True):
    """A line of the bank and the entries it may stand for, likeliest first."""

    line: LineView
    clear: bool
    answers: tuple[tuple[EntryView, ...], ...]


class Sides(msgspec.Struct, frozen=True):
    """What is open on one account: the bank's lines, and the book's entries nobody proposed."""

    lines: tuple[Beside, ...]
    n_lines: int
    entries: tuple[Open, ...]


def mappings(keyring: Keyring) -> list[tuple[UUID, Columns]]:
    """List how the banks' own tables read, by name."""
    found = []
    for row in Mapping.objects.all():
        box = boxes.open_for_cell(row.cell, bytes(row.box), about=row.pk, keyring=keyring)
        found.append((row.pk, msgspec.msgpack.decode(box, type=Columns)))
    return sorted(found, key=lambda x: x[1].name.casefold())


def mapping(mapping_id: UUID, keyring: Keyring) -> Columns | None:
    """Read one mapping; None if there is no such."""
    row = Mapping.objects.filter(pk=mapping_id).first()
    if row is None:
        return None
    box = boxes.open_for_cell(row.cell, bytes(row.box), about=row.pk, keyring=keyring)
    return msgspec.msgpack.decode(box, type=Columns)


def sides(account: str, currency: str, keyring: Keyring, *, limit: int = PAGE_MAX) -> Sides:
    """Lay the bank's open lines beside the entries they may stand for.

    Cost: opening a line or a note takes about a millisecond; only notes of entries with a sum that
    some line has, or that may be part of one, are opened.
    """
    kept = StatementLine.objects.filter(
        statement__account__code=account, currency=currency, state="new"
    ).select_related("statement__account")
    lines = [_line(row, keyring) for row in kept.order_by("booked_on", "pk")[:limit]]
    if not lines:
        return Sides((), 0, tuple(open_entries(account, currency, since=_since(account, currency))))
    near = min(line.day for line in lines) - domain.NEAR
    entries = open_entries(account, currency, since=min(near, _since(account, currency) or near))
    sums = {line.minor for line in lines}
    notes = _views([x for x in entries if x.minor in sums], keyring)
    worded = [_worded(x, notes) for x in entries]
    answers = domain.propose([_wanted(line) for line in lines], worded)
    asked = {entry for each in answers for answer in each.answers for entry in answer}
    notes |= _views([x for x in entries if x.entry in asked - notes.keys()], keyring)
    rest = tuple(x for x in entries if x.entry not in asked)
    both = tuple(_beside(*pair, notes) for pair in zip(lines, answers, strict=True))
    return Sides(both, kept.count(), rest)


def _since(account: str, currency: str) -> date | None:
    found = Statement.objects.filter(account__code=account, currency=currency).aggregate(
        first=Min("first_day")
    )["first"]
    return found if isinstance(found, date) else None


def one_line(line_id: UUID, keyring: Keyring) -> LineView | None:
    """Open one line of the bank; None if there is no such."""
    row = StatementLine.objects.filter(pk=line_id).select_related("statement__account").first()
    return _line(row, keyring) if row else None


def near_entries(line: LineView, keyring: Keyring, *, days: int = 30) -> list[EntryView]:
    """List open entries around a line's day, those of its sum first, with their notes."""
    span = timedelta(days=days)
    entries = [
        x
        for x in open_entries(line.account, line.currency, since=line.day - span)
        if x.day <= line.day + span
    ]
    entries.sort(key=lambda x: (x.minor != line.minor, abs(x.day - line.day), x.number))
    views = _views(entries[:PAGE_MAX], keyring)
    return [views[x.entry] for x in entries[:PAGE_MAX]]


def matched_entries(line: LineView, keyring: Keyring) -> list[EntryView]:
    """List the entries that a line stands for, with their notes."""
    ids = list(
        LineMatch.objects.filter(line=line.id)
        .order_by("entry__number")
        .values_list("entry", "entry__number", "entry__booked_on")
    )
    moved = side_of(line.account, line.currency, [row[0] for row in ids])
    entries = [Open(entry, number or 0, day, moved.get(entry, 0)) for entry, number, day in ids]
    views = _views(entries, keyring)
    return [views[x.entry] for x in entries]


def done_lines(account: str, currency: str, keyring: Keyring, *, limit: int = 30) -> list[LineView]:
    """List the newest lines that are matched or set aside."""
    kept = StatementLine.objects.filter(
        statement__account__code=account, currency=currency
    ).exclude(state="new")
    newest = kept.select_related("statement__account").order_by("-booked_on", "pk")[:limit]
    return [_line(row, keyring) for row in newest]


def last_rates() -> list[tuple[date, str, str, str, str]]:
    """List the newest rate of every pair, as it was written down."""
    newer = Rate.objects.filter(
        base=OuterRef("base"), quote=OuterRef("quote"), day__gt=OuterRef("day")
    )
    kept = Rate.objects.exclude(Exists(newer)).order_by("base", "quote")
    return list(kept.values_list("day", "base", "quote", "rate", "source"))


def _line(row: StatementLine, keyring: Keyring) -> LineView:
    text = None
    try:
        box = boxes.open_for_cell(row.cell, bytes(row.box), about=row.pk, keyring=keyring)
        text = msgspec.msgpack.decode(box, type=LineText)
    except (Tampered, msgspec.MsgspecError):
        pass
    return LineView(
        row.pk,
        row.statement.account.code,
        row.currency,
        row.booked_on,
        row.minor,
        row.state,
        text,
    )


def _wanted(line: LineView) -> Wanted:
    text = line.text or LineText("", "")
    words = domain.words_of(text.payee, text.text, text.reference)
    return Wanted(line.id, line.day, line.minor, words)


def _worded(entry: Open, notes: dict[UUID, EntryView]) -> Open:
    view = notes.get(entry.entry)
    words = domain.words_of(view.memo, view.payee) if view else frozenset()
    return Open(entry.entry, entry.number, entry.day, entry.minor, words)


def _views(entries: list[Open], keyring: Keyring) -> dict[UUID, EntryView]:
    """Open the notes of some entries; an exchanged note is shown as none."""
    ids = [x.entry for x in entries]
    lines = rows.lines_by_entry(ids) if ids else defaultdict(list)
    found = {}
    moved = {x.entry: x.minor for x in entries}
    for entry in Entry.objects.filter(pk__in=ids):
        memo = payee = ""
        try:
            note = rows.open_note(entry, lines[entry.pk], keyring)
            memo, payee = note.memo, note.payee
        except (Tampered, Refused):
            pass
        found[entry.pk] = EntryView(
            entry.pk,
            entry.number or 0,
            entry.booked_on,
            entry.kind,
            moved[entry.pk],
            memo,
            payee,
        )
    return found


def _beside(line: LineView, found: Found, views: dict[UUID, EntryView]) -> Beside:
    answers = tuple(tuple(views[entry] for entry in answer) for answer in found.answers)
    return Beside(line, found.clear, answers)
