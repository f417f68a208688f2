"""Reading what may leave the book, and the packs that were made of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.ledger import rows
from waystation.ledger.audit import domain, donors, packing
from waystation.ledger.audit import journals as texts
from waystation.ledger.audit.domain import Opened, PlainEntry, PlainLine, Room, Said
from waystation.ledger.audit.journals import Form
from waystation.ledger.chart import PROGRAM_ACCOUNTS
from waystation.ledger.invariants import PostedEntry, claims
from waystation.ledger.models import (
    Account,
    Advance,
    AuditPack,
    Budget,
    ClosedMonth,
    Entry,
    Fund,
    Posting,
    StatementLine,
)
from waystation.vault import boxes, cells
from waystation.vault.keyring import Keyring

COLUMNS = (
    *("entry__number", "entry__booked_on", "entry__kind", "entry_id", "entry__advance_id"),
    *("account__code", "fund__code", "fund__purpose", "currency", "minor", "case_token"),
    "entry__reverses_id",
)
AGES = ((30, "0-30"), (60, "31-60"), (90, "61-90"))
OLDEST = ">90"
_Kind = TypeVar("_Kind", Room, Said)


class PackView(NamedTuple):
    """A pack as the page shows it; ``room`` is None without finance's keys."""

    id: UUID
    made_on: date
    first_month: int
    last_month: int
    n_entries: int
    head: str
    drawn_on: date | None
    opened_on: date | None
    room: Room | None


def plain_entries(year: int | None = None) -> list[PlainEntry]:
    """Read the posted entries without any word, by day and number; of one year if asked.

    Raises:
      Refused: an account or fund names a claim on somebody who was helped; then nothing leaves.
    """
    _refuse_claims()
    lines = Posting.objects.filter(entry__posted=True)
    if year:
        lines = lines.filter(entry__booked_on__year=year)
    told = lines.order_by("entry__booked_on", "entry__number", "pk").values_list(*COLUMNS)
    rescues = {
        bytes(token): code for token, code in Budget.objects.values_list("case_token", "fund__code")
    }
    return [
        _plain(list(group), rescues)
        for _number, group in groupby(told.iterator(5_000), key=itemgetter(0))
    ]


def _refuse_claims() -> None:
    found = claims(
        Account.objects.values_list("code", "counterparty"),
        Fund.objects.values_list("code", flat=True),
    )
    if found:
        raise Refused(
            _("The book names a claim on somebody who was helped, so nothing of it leaves."),
            hint=_("Tell the security officer: nobody here could have made that account."),
        )


def _plain(of_entry: Sequence[tuple[Any, ...]], rescues: dict[bytes, str]) -> PlainEntry:
    number, booked_on, kind, entry, advance = of_entry[0][:5]
    tokens = {bytes(row[10]) for row in of_entry if row[10]}
    lines = tuple(PlainLine(*row[5:10]) for row in of_entry)
    about = domain.about_of(
        # What undoes a payment tells of that payment, or it would be counted as another.
        entry=of_entry[0][11] or entry,
        kind=kind,
        funds={(line.fund, line.purpose) for line in lines},
        rescues={rescues.get(token, token.hex()) for token in tokens},
        advance=advance,
        is_program=any(line.account.startswith(PROGRAM_ACCOUNTS) for line in lines),
    )
    return PlainEntry(number, booked_on, kind, lines, about)


def journals(form: Form, year: int | None = None) -> dict[str, str]:
    """Write the book for hledger or beancount: file names and texts; of one year if asked.

    Raises:
      Refused: an account or fund is in use whose code these programs cannot read.
    """
    try:
        return texts.files(form, plain_entries(year))
    except ValueError as error:
        raise Refused(
            _("This cannot be written: %(what)s.") % {"what": error},
            hint=_("Its code holds a blank or a sign. Tell whoever looks after the book."),
        ) from None


def journal(form: Form, year: int | None = None) -> str:
    """Write the same as one text.

    Raises:
      Refused: an account or fund is in use whose code these programs cannot read.
    """
    told = journals(form, year)
    return "\n".join(text for name, text in told.items() if not name.startswith("book."))


def years() -> list[int]:
    """List the years in which something was booked, newest first."""
    days = Entry.objects.filter(posted=True).dates("booked_on", "year", order="DESC")
    return [day.year for day in days]


def months() -> tuple[int, int] | None:
    """Give the first and the last month of the book; None for an empty one."""
    found = Posting.objects.filter(entry__posted=True).order_by("month").values_list("month")
    first, last = found.first(), found.last()
    return (first[0], last[0]) if first and last else None


def contents(pack: AuditPack, lot: bytes, on: date) -> packing.Contents:
    """Gather everything a pack is made of, up to the head that is fixed in it, as its lot is."""
    chain = rows.posted_entries()[: pack.n_entries]
    plain = sorted(plain_entries(), key=lambda entry: entry.number)[: pack.n_entries]
    made, waiting = domain.batches(entry for entry in plain if entry.about)
    manifest = packing.Manifest(
        pack=str(pack.pk),
        head=bytes(pack.head).hex(),
        n_entries=pack.n_entries,
        first_month=pack.first_month,
        last_month=pack.last_month,
        k=domain.K_CASES,
        n_waiting=len(waiting),
        finance_key=cells.sign_public(pack.cell).hex(),
        lot_digest=domain.digest_of_lot(lot),
    )
    return packing.Contents(
        manifest=manifest,
        chain=[_pinned(entry) for entry in chain],
        plain=[entry for entry in plain if not entry.about],
        batches=made,
        around=_around(on),
    )


def _pinned(entry: PostedEntry) -> packing.Pinned:
    pins = (entry.commitment, entry.line_mac if entry.commitment else b"", entry.hash)
    return packing.Pinned(
        entry.number,
        entry.month,
        entry.kind,
        entry.evidence_level,
        bool(entry.approved_by),
        *(pin.hex() for pin in pins),
    )


def _around(on: date) -> packing.Around:
    closed = ClosedMonth.objects.order_by("month")
    return packing.Around(
        reconciliations=_reconciliations(),
        advances=_ages(on),
        closings=[
            (x.month, x.n_entries, bytes(x.head).hex(), bytes(x.signature or b"").hex())
            for x in closed
        ],
    )


def _reconciliations() -> list[tuple[object, ...]]:
    counts: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    lines = StatementLine.objects.exclude(state="set aside")
    for code, day, state in lines.values_list("statement__account__code", "booked_on", "state"):
        counts[code, day.year * 100 + day.month][0] += 1
        counts[code, day.year * 100 + day.month][1] += state == "matched"
    return [(domain.told_account(code), month, *n) for (code, month), n in sorted(counts.items())]


def _ages(on: date) -> list[tuple[object, ...]]:
    """Count the advances that are out, by age; sums would tell of a single one."""
    counts = dict.fromkeys([*(name for _most, name in AGES), OLDEST], 0)
    for given_on in Advance.objects.filter(closed_on=None).values_list("given_on", flat=True):
        age = (on - given_on).days
        counts[next((name for most, name in AGES if age <= most), OLDEST)] += 1
    return list(counts.items())


def packs(keyring: Keyring) -> list[PackView]:
    """List the packs that were made, newest first."""
    found = AuditPack.objects.order_by("-made_on", "-n_entries", "pk")
    return [_view(pack, keyring) for pack in found]


def pack(pack_id: UUID, keyring: Keyring) -> PackView | None:
    """Read one pack; None if there is no such."""
    found = AuditPack.objects.filter(pk=pack_id).first()
    return _view(found, keyring) if found else None


def _view(row: AuditPack, keyring: Keyring) -> PackView:
    room = _room(row, keyring) if keyring.cells_of("finance") else None
    months = (row.first_month, row.last_month)
    told = (row.made_on, *months, row.n_entries, bytes(row.head).hex())
    return PackView(row.pk, *told, row.drawn_on, row.opened_on, room)


def _room(row: AuditPack, keyring: Keyring) -> Room:
    return _open(row, bytes(row.box), Room, keyring)


def _open(row: AuditPack, box: bytes, kind: type[_Kind], keyring: Keyring) -> _Kind:
    """Open one of a pack's boxes; raises Tampered if it holds something else."""
    body = boxes.open_for_cell(row.cell, box, about=row.pk, keyring=keyring)
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except msgspec.MsgspecError:
        raise Tampered("a pack's box opens to something else") from None


def drawn(row: AuditPack, keyring: Keyring) -> tuple[tuple[int, ...], bytes]:
    """Say which entries the lot drew from a pack, and the lot.

    Raises:
      Refused: the keyring does not hold the finance compartment.
      Tampered: the auditor's words were exchanged or changed.
    """
    numbers = Entry.objects.filter(
        number__lte=row.n_entries,
        booked_on__gte=_day(row.first_month, first=True),
        booked_on__lt=_day(row.last_month, first=False),
    )
    listed = [n or 0 for n in numbers.order_by("number").values_list("number", flat=True)]
    secret = _open(row, bytes(row.said or b""), Said, keyring).secret
    lot = _room(row, keyring).lot
    return domain.sample(bytes(row.head), lot, secret, listed), lot


def _day(month: int, *, first: bool) -> date:
    """Give the first day of a month, or of the one after it."""
    year, number = divmod(month, 100)
    if first:
        return date(year, number, 1)
    return date(year + number // 12, number % 12 + 1, 1)


def opened(numbers: Iterable[int], keyring: Keyring) -> tuple[Opened, ...]:
    """Open these entries and no others, each checked against what was posted.

    Raises:
      Refused: the keyring does not hold the finance compartment.
      Tampered: a note is not the one that was posted.
    """
    wanted = tuple(numbers)
    by_number = {x.number: x for x in Entry.objects.filter(posted=True, number__in=wanted)}
    return tuple(_opened(by_number[number], keyring) for number in wanted)


def _opened(entry: Entry, keyring: Keyring) -> Opened:
    lines = rows.lines_of(entry.pk)
    note = rows.open_note(entry, lines, keyring)
    return Opened(
        number=entry.number or 0,
        booked_on=entry.booked_on.isoformat(),
        kind=entry.kind,
        lines=tuple((x.account, x.fund, x.currency, x.minor, x.budget_line) for x in lines),
        payee=note.payee,
        memo=note.memo,
        evidence=note.evidence,
        salt=note.salt.hex(),
    )


def donor_table() -> list[donors.Row]:
    """Tell donors what came in and what it was spent for, quarter by quarter.

    Raises:
      Refused: an account or fund names a claim on somebody who was helped.
    Cost: it reads the whole book, as journals and packs do.
    """
    closed = ClosedMonth.objects.order_by("-month").values_list("month", flat=True).first()
    if closed is None:
        return []
    people = dict(Budget.objects.values_list("fund__code", "n_people"))
    entries = donors.of_closed_quarters(plain_entries(), closed)
    return donors.table(entries, people)
