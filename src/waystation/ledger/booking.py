"""How entries come into the book, one or a hundred thousand: asked, weighed, written, frozen."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from uuid import UUID

from django.db import transaction

from waystation.ledger import admission, domain, rows, writing
from waystation.ledger.admission import Asked
from waystation.ledger.affording import Affording
from waystation.ledger.chart import LIQUID_ACCOUNTS
from waystation.ledger.domain import Draft, Note
from waystation.ledger.invariants import PostedLine, link
from waystation.ledger.models import Account, Entry, Fund, Reservation
from waystation.ledger.rows import Coming
from waystation.vault.pseudonyms import hand_of
from waystation.vault.staff import pepper

Outcome = Literal["made", "exists"]
# So many entries are held in memory at once.
BATCH = 5_000
SALT_BYTES = 32
ENTRY_COLUMNS = (
    "id",
    "booked_on",
    "kind",
    "source",
    "external_key",
    "body_mac",
    "reverses_id",
    "posted",
    "prev_hash",
    "hash",
    "commitment",
    "made_by",
    "approved_by",
    "evidence_level",
    "advance_id",
)


def external_key(source: str, external_id: str) -> bytes:
    """Digest another system's id, so that its repeat is known and the id itself is not kept.

    Only for ids that are long and random; a short one could be guessed back.
    """
    return hashlib.sha256(source.encode() + b"\0" + external_id.encode()).digest()


def post(*, entry_id: UUID, draft: Draft) -> Outcome:
    """Book an entry, with an id the caller made and keeps until it is sure of the answer.

    Returns "exists", and writes nothing, if this very entry was booked before.

    Raises:
      Refused: the id or key was used for something else; the lines do not balance in each fund and
        currency; an account or fund is not in the book; a restricted fund would be overdrawn or
        break a promise; the month is closed; it takes two people and there is one.
    """
    return post_many([(entry_id, draft)])[0]


@transaction.atomic
def post_many(entries: Sequence[tuple[UUID, Draft]]) -> list[Outcome]:
    """Book entries in the order given, all of them or none; see `post`."""
    outcomes: list[Outcome] = []
    for start in range(0, len(entries), BATCH):
        outcomes += _post_batch(entries[start : start + BATCH])
    return outcomes


def _post_batch(entries: Sequence[tuple[UUID, Draft]]) -> list[Outcome]:
    key = pepper()
    asked = [_asked(entry_id, admission.tidied(draft), key) for entry_id, draft in entries]
    fresh = admission.fresh(asked)
    if fresh:
        _book(fresh, key)
    outcomes: list[Outcome] = []
    new = {one.id for one in fresh}
    for one in asked:
        outcomes.append("made" if one.id in new else "exists")
        new.discard(one.id)
    return outcomes


def _asked(entry_id: UUID, draft: Draft, key: bytes) -> Asked:
    own = draft.external_key or external_key(draft.source, str(entry_id))
    return Asked(entry_id, draft, own, rows.body_mac(draft, key))


def _book(asked: Sequence[Asked], key: bytes) -> None:
    """Weigh entries one after another, then write and freeze them together."""
    drafts = [one.draft for one in asked]
    accounts, funds = admission.looked_up(drafts)
    admission.check_months(drafts)
    closed = admission.closed_rescues(funds)
    purses = Affording(drafts, funds)
    for draft in drafts:
        admission.check_lines(draft, accounts)
        admission.check_hands(draft)
        admission.check_rescues(draft, funds, closed)
        purses.take(draft)
    lines = [_lines(one.draft, accounts) for one in asked]
    notes = [_note(one.draft) for one in asked]
    entries = [_entry(one, own, note) for one, own, note in zip(asked, lines, notes, strict=True)]
    numbers = _chain(entries, lines, key)
    writing.write("ledger_entry", ENTRY_COLUMNS, map(_entry_row, entries))
    _write_lines(entries, lines, accounts, funds)
    sealed = rows.seal_notes([(entry.id, note) for entry, note in zip(entries, notes, strict=True)])
    writing.write("ledger_entrybody", ("entry_id", "cell", "box"), sealed)
    _claim(asked)
    writing.freeze([(entry.id, number) for entry, number in zip(entries, numbers, strict=True)])


def _lines(draft: Draft, accounts: Mapping[str, Account]) -> list[PostedLine]:
    token, month = (draft.case_token or b"").hex(), domain.month_of(draft.booked_on)
    return [
        PostedLine(
            line.account,
            line.fund,
            line.currency,
            line.cents,
            line.budget_line,
            token if accounts[line.account].type == "expense" else "",
            line.account.startswith(LIQUID_ACCOUNTS),
            month,
        )
        for line in draft.lines
    ]


def _note(draft: Draft) -> Note:
    return Note(draft.memo, draft.payee, draft.evidence, os.urandom(SALT_BYTES))


def _entry(one: Asked, lines: list[PostedLine], note: Note) -> Coming:
    draft = one.draft
    return Coming(
        id=one.id,
        booked_on=draft.booked_on,
        kind=draft.kind,
        source=draft.source,
        external_key=one.key,
        body_mac=one.mac,
        reverses_id=draft.reverses,
        commitment=rows.pin(lines, note),
        made_by=draft.made_by,
        approved_by=draft.approved_by,
        evidence_level=draft.evidence_level,
        advance_id=draft.advance,
    )


def _chain(entries: Iterable[Coming], lines: Iterable[list[PostedLine]], key: bytes) -> list[int]:
    """Give each entry its place in the chain, and return the numbers they will bear."""
    posted = Entry.objects.filter(posted=True).order_by("-number")
    last = posted.values_list("number", "hash").first()
    number, prev = (last[0] or 0, bytes(last[1] or b"")) if last else (0, domain.NO_HASH)
    numbers = []
    for entry, own in zip(entries, lines, strict=True):
        number, entry.prev_hash = number + 1, prev
        prev = entry.hash = link(rows.as_posted(entry, own, key, number))
        numbers.append(number)
    return numbers


def _entry_row(entry: Coming) -> list[writing.Value]:
    row = {column: getattr(entry, column) for column in ENTRY_COLUMNS}
    for column in ("made_by", "approved_by"):
        row[column] = hand_of(row[column]) if row[column] else None
    return list(row.values())


def _write_lines(
    entries: Iterable[Coming],
    lines: Iterable[list[PostedLine]],
    accounts: Mapping[str, Account],
    funds: Mapping[str, Fund],
) -> None:
    columns = "entry_id account_id fund_id currency minor budget_line case_token month".split()
    writing.write(
        "ledger_posting",
        columns,
        (
            (
                entry.id,
                accounts[line.account].pk,
                funds[line.fund].pk,
                line.currency,
                line.minor,
                line.budget_line,
                bytes.fromhex(line.case_token) or None,
                line.month,
            )
            for entry, own in zip(entries, lines, strict=True)
            for line in own
        ),
    )


def _claim(asked: Iterable[Asked]) -> None:
    """Name the entry that will spend each promise; the database resolves them as it is posted."""
    for one in asked:
        for reservation, cents in one.draft.resolves:
            Reservation.objects.filter(pk=reservation, state="open").update(
                entry=one.id, posted_minor=cents
            )
