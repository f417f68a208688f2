"""The audit chain as it lies in the database, for whoever holds no key: worker, doctor, witness."""

from collections.abc import Iterator
from datetime import date

from waystation.vault import chain
from waystation.vault.chain import Entry, Seen
from waystation.vault.domain import PURPOSES
from waystation.vault.models import AuditEntry, AuditHead, Cell

AT_ONCE = 500


def entries(after: int = 0) -> Iterator[Entry]:
    """Give the chain's entries by number, those after one of them."""
    rows = AuditEntry.objects.filter(seq__gt=after).order_by("seq")
    for row in rows.iterator(AT_ONCE):
        yield as_entry(row)


def as_entry(row: AuditEntry) -> Entry:
    """Give a stored entry as the chain's arithmetic reads it."""
    seq, day, kind = map(_number, (row.seq, row.day, row.kind))
    return Entry(seq, day, kind, *map(_bytes, (row.actor, row.prev, row.detail, row.digest)))


def _number(stored: object) -> int:
    """Take a number as stored; the database keeps words in its place if somebody writes them."""
    return stored if isinstance(stored, int) else 0


def _bytes(stored: object) -> bytes:
    return bytes(stored) if isinstance(stored, bytes | memoryview) else b""


def tip() -> tuple[int, bytes]:
    """Give number and digest of the last entry; of an empty chain 0 and zeros."""
    last = AuditEntry.objects.order_by("-seq").values_list("seq", "digest").first()
    return (last[0], _bytes(last[1])) if last else (0, chain.NOTHING_BEFORE)


def signed(after_day: int = 0) -> list[Seen]:
    """List the signed ends of the chain after a day, in order."""
    rows = AuditHead.objects.filter(day__gt=after_day).order_by("day")
    return [
        Seen(_number(row.day), _number(row.seq), _bytes(row.digest), _bytes(row.signature))
        for row in rows
    ]


def digest_at(seq: int) -> bytes | None:
    """Give the digest of one entry; None if it is not there."""
    found = AuditEntry.objects.filter(seq=seq).values_list("digest", flat=True).first()
    return None if found is None else _bytes(found)


def days_of(kind: str, since: date | None = None) -> list[tuple[int, date]]:
    """List number and day of every entry of a kind, oldest first."""
    rows = AuditEntry.objects.filter(kind=chain.KINDS[kind])
    if since is not None:
        rows = rows.filter(day__gte=since.toordinal())
    return [
        (seq, chain.date_of(day)) for seq, day in rows.order_by("seq").values_list("seq", "day")
    ]


def key_on_file() -> bytes:
    """Give the signing key of the security compartment as the database has it; none: no bytes."""
    rows = Cell.objects.filter(purpose=PURPOSES["security"]).values_list("sign_public", flat=True)
    found = rows.first()
    return b"" if found is None else bytes(found)


def day_of(seq: int) -> int:
    """Give the day of an entry as the chain counts days; 0 if it is not there."""
    return AuditEntry.objects.filter(seq=seq).values_list("day", flat=True).first() or 0
