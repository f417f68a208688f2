"""Checking an opened sample by its pack alone: no database, no key, no trust. Pure."""

import csv
import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

import msgspec

from waystation.base.errors import Refused
from waystation.base.words import say as _
from waystation.ledger import domain as book
from waystation.ledger.audit import domain
from waystation.ledger.audit.domain import Opened, Opening
from waystation.ledger.audit.packing import COLUMNS, Manifest

# A pack of a million entries; more is no pack of ours.
BYTES_MAX = 512_000_000
Row = Mapping[str, str]
DIGITS_MAX = 9
# What reading a file raises that somebody made to be no pack: broken, encrypted, of another kind.
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, csv.Error),
    *(KeyError, ValueError, msgspec.MsgspecError),
)


class Verdict(msgspec.Struct, frozen=True):
    """What a check found; empty ``wrong`` means that everything holds."""

    n_entries: int
    n_opened: int
    n_unpinned: int
    wrong: tuple[str, ...]


def verify(*, pack: bytes, opening: bytes, secret: str) -> Verdict:
    """Check the pack's chain, that the sample is the one the lot gave, and every opened entry.

    Raises:
      Refused: a file that is no pack or no opening.
    """
    manifest, rows, closings = _pack(pack)
    told = _opening(opening)
    wrong = _chain(manifest, rows) + _closings(rows, closings)
    wrong += _sample(manifest, rows, told, secret)
    by_number = {row["number"]: row for row in rows}
    for one in told.entries:
        wrong += _entry(one, by_number.get(str(one.number)))
    n_unpinned = sum(not row["commitment"] for row in rows)
    return Verdict(len(rows), len(told.entries), n_unpinned, tuple(wrong))


def _pack(body: bytes) -> tuple[Manifest, list[dict[str, str]], list[dict[str, str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if sum(one.file_size for one in archive.infolist()) > BYTES_MAX:
                raise ValueError("too long")
            manifest = msgspec.json.decode(archive.read("pack.json"), type=Manifest)
            rows, closings = (_table(archive, name) for name in ("entries", "closings"))
        bytes.fromhex(manifest.head)
    except UNREADABLE:
        raise Refused(
            _("This file is no auditor's pack."), hint=_("Open the .age file first, with age -d.")
        ) from None
    return manifest, rows, closings


def _table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    """Read one table of a pack; raises ValueError if its columns are others."""
    table = csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode()))
    if tuple(table.fieldnames or ()) != COLUMNS[name]:
        raise ValueError(name)
    rows = list(table)
    if any(None in row or None in row.values() for row in rows):
        raise ValueError(name)
    return rows


def _opening(body: bytes) -> Opening:
    try:
        return msgspec.json.decode(body, type=Opening)
    except msgspec.MsgspecError:
        raise Refused(
            _("This file is no opened sample."), hint=_("Take the file as it was saved.")
        ) from None


def _chain(manifest: Manifest, rows: Sequence[Row]) -> list[str]:
    """Walk the chain from nothing to the head, every number once."""
    wrong, prev, is_pinned = [], book.NO_HASH, False
    for wanted, row in enumerate(rows, start=1):
        if row["number"] != str(wanted):
            wrong.append(f"number {wanted} is missing or out of its place")
            break
        if row["commitment"] and _link(prev, row) != row["hash"]:
            wrong.append(f"entry {wanted} does not follow from the one before it")
        if is_pinned and not row["commitment"]:
            wrong.append(f"entry {wanted} is not pinned, though one before it is")
        is_pinned = is_pinned or bool(row["commitment"])
        prev = _bytes(row["hash"])
    if len(rows) != manifest.n_entries or prev.hex() != manifest.head:
        wrong.append("the entries do not end at the head the pack names")
    return wrong


def _closings(rows: Sequence[Row], closings: Sequence[Row]) -> list[str]:
    """Hold the head of every locked month against the chain as it is now."""
    wrong = []
    for row in closings:
        n = _int(row["n_entries"])
        if not 0 < n <= len(rows) or rows[n - 1]["hash"] != row["head"]:
            wrong.append(f"month {row['month']} was closed at another entry {n} than the chain has")
    return wrong


def _link(prev: bytes, row: Row) -> str:
    number, month, level = (_int(row[name]) for name in ("number", "month", "evidence_level"))
    pins = _bytes(row["commitment"]), _bytes(row["line_mac"])
    return book.link_of(prev, number, month, row["kind"], level, *pins).hex()


def _sample(manifest: Manifest, rows: Sequence[Row], told: Opening, secret: str) -> list[str]:
    wrong = []
    if (told.pack, told.head) != (manifest.pack, manifest.head):
        wrong.append("the opening belongs to another pack")
    lot = _bytes(told.lot)
    if domain.digest_of_lot(lot) != manifest.lot_digest:
        wrong.append("the lot is not the one that was fixed with the pack")
    period = range(manifest.first_month, manifest.last_month + 1)
    # A number that a forged pack has twice is drawn once, or the draw would never end.
    numbers = sorted({_int(row["number"]) for row in rows if _int(row["month"]) in period})
    drawn = domain.sample(bytes.fromhex(manifest.head), lot, secret, numbers)
    if drawn != tuple(one.number for one in told.entries):
        wrong.append("the opened entries are not those that the lot drew with these words")
    return wrong


def _entry(one: Opened, row: Row | None) -> list[str]:
    if row is None:
        return [f"entry {one.number} is not in the pack"]
    if not row["commitment"]:
        return [f"entry {one.number} was booked before entries were pinned"]
    said = (one.kind, one.booked_on[:7].replace("-", ""))
    if said != (row["kind"], row["month"]):
        return [f"entry {one.number} has another kind or month than the pack says"]
    told = book.canonical(one.lines, one.payee, one.memo, one.evidence)
    if book.commitment_of(_bytes(one.salt), told).hex() != row["commitment"]:
        return [f"entry {one.number} is not the one that was booked"]
    return []


def _int(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX else 0


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
