"""Where the private halves of intake keys lie until they are destroyed: one table of the key store.

Nothing here opens one, so the keyless worker may destroy what was forgotten.
"""

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from waystation.vault import keystore


class Kept(NamedTuple):
    """The private half of an intake key, wrapped under its compartment's key of one epoch."""

    id: bytes
    cell: UUID
    epoch: int
    wrapped: bytes
    made_on: date


def put(halves: Iterable[Kept]) -> None:
    """Keep private halves: all or none; one that is there already is replaced."""
    rows = [(k.id, k.cell.bytes, k.epoch, k.wrapped, k.made_on.toordinal()) for k in halves]
    kept = _table()
    with kept:
        kept.execute("BEGIN IMMEDIATE")
        kept.executemany("INSERT OR REPLACE INTO intake_key VALUES (?, ?, ?, ?, ?)", rows)


def replace(halves: Iterable[Kept]) -> None:
    """Wrap anew what is still kept; what was destroyed meanwhile does not come back."""
    rows = [(k.epoch, k.wrapped, k.id) for k in halves]
    kept = _table()
    with kept:
        kept.execute("BEGIN IMMEDIATE")
        kept.executemany("UPDATE intake_key SET epoch = ?, wrapped = ? WHERE id = ?", rows)


def one(key_id: bytes) -> Kept | None:
    """Give a private half; None if it was destroyed."""
    rows = _table().execute("SELECT * FROM intake_key WHERE id = ?", (key_id,))
    return next((_kept(row) for row in rows), None)


def of_cell(cell: UUID) -> list[Kept]:
    """List the private halves of one compartment."""
    rows = _table().execute("SELECT * FROM intake_key WHERE cell = ?", (cell.bytes,))
    return [_kept(row) for row in rows]


def ids() -> dict[bytes, date]:
    """List all that are kept, each with the day on which it was made."""
    rows = _table().execute("SELECT id, made_on FROM intake_key")
    return {bytes(key_id): date.fromordinal(day) for key_id, day in rows}


def destroy(key_ids: Iterable[bytes]) -> None:
    """Delete private halves for good: what was sealed to them opens no more, for anybody."""
    kept = _table()
    with kept:
        kept.execute("BEGIN IMMEDIATE")
        kept.executemany("DELETE FROM intake_key WHERE id = ?", [(one,) for one in key_ids])


def _table() -> sqlite3.Connection:
    kept = keystore.store()
    kept.execute(
        "CREATE TABLE IF NOT EXISTS intake_key (id BLOB PRIMARY KEY, cell BLOB NOT NULL,"
        " epoch INTEGER NOT NULL, wrapped BLOB NOT NULL, made_on INTEGER NOT NULL) WITHOUT ROWID"
    )
    return kept


def _kept(row: tuple[bytes, bytes, int, bytes, int]) -> Kept:
    key_id, cell, epoch, wrapped, day = row
    return Kept(key_id, UUID(bytes=cell), epoch, wrapped, date.fromordinal(day))
