"""Entries and lines as the rules want them, the book's keyed digests, and notes that open."""

import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
from django.db.models import Max

from waystation.base.errors import Tampered
from waystation.ledger.chart import LIQUID_ACCOUNTS
from waystation.ledger.domain import (
    CURRENCY,
    Draft,
    Line,
    Note,
    canonical,
    commitment_of,
    month_of,
)
from waystation.ledger.invariants import PostedEntry, PostedLine
from waystation.ledger.models import Entry, EntryBody, Posting
from waystation.vault import boxes, cells
from waystation.vault.keyring import Keyring
from waystation.vault.staff import pepper


@dataclass(slots=True)
class Coming:
    """An entry on its way into the book: the columns of its row, before there is one."""

    id: UUID
    booked_on: date
    kind: str
    source: str
    external_key: bytes
    body_mac: bytes
    reverses_id: UUID | None
    commitment: bytes
    made_by: UUID | None
    approved_by: UUID | None
    evidence_level: int
    advance_id: UUID | None
    prev_hash: bytes = b""
    hash: bytes = b""
    posted: bool = False
    number: int | None = None


def open_note(entry: Entry, lines: list[PostedLine], keyring: Keyring) -> Note:
    """Open an entry's memo and payee, and check that they are the ones that were posted.

    Raises:
      Refused: the keyring does not hold the finance compartment.
      Tampered: the note is gone, exchanged or changed.
    """
    body = EntryBody.objects.filter(pk=entry.pk).first()
    if body is None:
        raise Tampered("an entry has lost its note")
    box = boxes.open_for_cell(body.cell, bytes(body.box), about=entry.pk, keyring=keyring)
    try:
        note = msgspec.msgpack.decode(box, type=Note)
    except msgspec.MsgspecError:
        raise Tampered("a note opens to something that is no note") from None
    if not hmac.compare_digest(body_mac(_draft_of(entry, lines, note)), bytes(entry.body_mac)):
        raise Tampered("a note is not the one that was posted")
    pinned = bytes(entry.commitment or b"")
    if pinned and not hmac.compare_digest(pin(lines, note), pinned):
        raise Tampered("a note does not open its entry's commitment")
    return note


def seal_notes(notes: Sequence[tuple[UUID, Note]]) -> list[tuple[UUID, UUID, bytes]]:
    """Seal notes to finance, whoever is posting; most who post cannot read them back.

    Args:
      notes: (entry, what is noted of it). Returns (entry, compartment, box) for each.
    """
    cell = cells.only("finance")
    bodies = [(msgspec.msgpack.encode(note), entry) for entry, note in notes]
    sealed = boxes.seal_many_to_cell(cell, bodies)
    return [(entry, cell, box) for (entry, _note), box in zip(notes, sealed, strict=True)]


def pin(lines: Iterable[PostedLine], note: Note) -> bytes:
    """Commit to an entry's lines and note under the note's salt."""
    told = canonical((x.plain for x in lines), note.payee, note.memo, note.evidence)
    return commitment_of(note.salt, told)


def _draft_of(entry: Entry, lines: list[PostedLine], note: Note) -> Draft:
    token = next((line.case_token for line in lines if line.case_token), "")
    return Draft(
        kind=entry.kind,
        booked_on=entry.booked_on,
        lines=tuple(Line(x.account, x.fund, x.minor, currency=x.currency) for x in lines),
        memo=note.memo,
        payee=note.payee,
        case_token=bytes.fromhex(token) or None,
        reverses=entry.reverses_id,
        evidence_level=entry.evidence_level,
        advance=entry.advance_id,
        evidence=note.evidence,
    )


def body_mac(draft: Draft, key: bytes | None = None) -> bytes:
    """Digest all an entry says, under the server's pepper, so that a thief cannot try out memos.

    Parts of a budget, the promises it keeps and whose hands it went through are left out: a
    repeated call may split a cost differently by then, or come from another desk.
    """
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    for line in draft.lines:
        own = () if line.currency == CURRENCY else (line.currency,)
        sums[line.account, line.fund, *own] += line.cents
    told: list[object] = [
        draft.kind,
        draft.booked_on.isoformat(),
        [[*key, cents] for key, cents in sorted(sums.items())],
        draft.memo,
        draft.payee,
        (draft.case_token or b"").hex(),
        str(draft.reverses or ""),
    ]
    if draft.evidence or draft.evidence_level or draft.advance:
        # Told only where there is any, so that the digests of older books stay what they are.
        told += [draft.evidence, draft.evidence_level, str(draft.advance or "")]
    return hmac.digest(key or pepper(), b"ws1/entry" + msgspec.json.encode(told), "sha256")


def posted_entries(latest: int | None = None) -> list[PostedEntry]:
    """Read the book in the order of its numbers, as the invariants want it; or its latest alone."""
    entries = Entry.objects.filter(posted=True).order_by("number")
    if latest is not None:
        entries = entries.filter(number__gt=(entries.aggregate(n=Max("number"))["n"] or 0) - latest)
    rows = list(entries)
    lines, key = lines_by_entry(None if latest is None else [row.pk for row in rows]), pepper()
    return [as_posted(row, lines[row.pk], key) for row in rows]


def as_posted(
    entry: Entry | Coming,
    lines: Iterable[PostedLine],
    key: bytes | None = None,
    number: int | None = None,
) -> PostedEntry:
    """Put an entry's frozen columns in the form that is hashed; ``key`` is the server's pepper.

    ``number`` is the one an entry is about to get, for one that has none yet.
    """
    lines, number = tuple(lines), number or entry.number or 0
    head = (
        str(number),
        str(entry.id),
        str(entry.booked_on),
        entry.kind,
        entry.source,
        bytes(entry.external_key).hex(),
        str(entry.reverses_id or ""),
        bytes(entry.body_mac).hex(),
    )
    pinned = bytes(entry.commitment or b"")
    people = str(entry.made_by or ""), str(entry.approved_by or "")
    more = (*people, str(entry.evidence_level), str(entry.advance_id or ""), pinned.hex())
    told = [*head, *more], sorted((*line.plain, line.case_token, line.month) for line in lines)
    return PostedEntry(
        id=str(entry.id),
        number=number,
        head=head,
        prev_hash=bytes(entry.prev_hash or b""),
        hash=bytes(entry.hash or b""),
        lines=lines,
        month=month_of(entry.booked_on),
        kind=entry.kind,
        evidence_level=entry.evidence_level,
        commitment=pinned,
        line_mac=hmac.digest(key or pepper(), b"ws1/plain" + msgspec.json.encode(told), "sha256"),
        made_by=people[0],
        approved_by=people[1],
    )


def lines_by_entry(entries: list[UUID] | None) -> dict[UUID, list[PostedLine]]:
    """Read the lines of some entries, or of the whole book, in the order they were written."""
    rows = Posting.objects.order_by("pk")
    if entries is not None:
        rows = rows.filter(entry__in=entries)
    columns = (
        "account__code",
        "fund__code",
        "currency",
        "minor",
        "budget_line",
        "case_token",
        "month",
    )
    found: dict[UUID, list[PostedLine]] = defaultdict(list)
    for entry, account, fund, currency, minor, part, token, month in rows.values_list(
        "entry", *columns
    ):
        case, liquid = bytes(token or b"").hex(), account.startswith(LIQUID_ACCOUNTS)
        line = PostedLine(account, fund, currency, minor, part, case, liquid, month)
        found[entry].append(line)
    return found


def lines_of(entry: UUID) -> list[PostedLine]:
    """Read one entry's lines in the order they were written."""
    return lines_by_entry([entry])[entry]
