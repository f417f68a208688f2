"""The key store: one shred key a case, in a file of its own that is in no backup.

A row of a case opens with its compartment's key and its shred key together. Whoever deletes the
shred key has destroyed the case, in every backup too. The file holds nothing but random bytes.

It is SQLite without a write-ahead log and with `secure_delete`: a deleted key's bytes are written
over at once. (With a write-ahead log they would stay in it; see docs/THREAT-MODEL.md.)
"""

import os
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings

from waystation.base.errors import Refused
from waystation.vault import seal

FILE = "keystore.sqlite"
AT_ONCE = 500
_mine = threading.local()


def make(case: UUID, cell: UUID, *, on: date) -> None:
    """Draw the shred key of a new case."""
    make_many({case: cell}, on=on)


def make_many(cases: Mapping[UUID, UUID], *, on: date) -> None:
    """Draw the shred keys of many new cases, each with its compartment: all or none."""
    day = on.toordinal()
    rows = [(case.bytes, cell.bytes, seal.new_seed(), day) for case, cell in cases.items()]
    kept = store()
    with kept:
        kept.execute("BEGIN IMMEDIATE")
        kept.executemany("INSERT INTO shred VALUES (?, ?, ?, ?)", rows)


def shred_of(case: UUID) -> bytes | None:
    """Give a case's shred key; None if there is none, because the case was destroyed."""
    return shreds_of([case]).get(case)


def shreds_of(cases: Iterable[UUID]) -> dict[UUID, bytes]:
    """Give the shred keys of many cases; those destroyed are missing.

    Cost: 1,400 in about 2 ms.
    """
    wanted = [case.bytes for case in cases]
    found: dict[UUID, bytes] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        marks = ",".join("?" * len(some))
        query = f"SELECT case_id, key FROM shred WHERE case_id IN ({marks})"  # noqa: S608
        found |= {UUID(bytes=case): key for case, key in store().execute(query, some)}
    return found


def move(case: UUID, cell: UUID) -> None:
    """Note that a case went to another compartment; its shred key stays."""
    store().execute("UPDATE shred SET cell = ? WHERE case_id = ?", (cell.bytes, case.bytes))


def destroy(case: UUID) -> None:
    """Delete a case's shred key: nothing opens the case any more, wherever a copy of it lies."""
    store().execute("DELETE FROM shred WHERE case_id = ?", (case.bytes,))


def counts() -> dict[UUID, int]:
    """Count the cases of each compartment."""
    rows = store().execute("SELECT cell, count(*) FROM shred GROUP BY cell")
    return {UUID(bytes=cell): n for cell, n in rows}


def store() -> sqlite3.Connection:
    """Open this thread's connection to the key store of the data directory.

    Raises:
      Refused: the file is there and is no key store.
    """
    path = Path(settings.HOME) / FILE
    known: dict[Path, sqlite3.Connection] = _mine.__dict__.setdefault("known", {})
    if path not in known or not path.exists():
        known[path] = _opened(path)
    return known[path]


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    kept = sqlite3.connect(path, timeout=20, isolation_level=None)
    try:
        kept.execute("PRAGMA journal_mode=DELETE")
        kept.execute("PRAGMA secure_delete=ON")
        kept.execute("PRAGMA synchronous=FULL")
        kept.execute(
            "CREATE TABLE IF NOT EXISTS shred (case_id BLOB PRIMARY KEY, cell BLOB NOT NULL,"
            " key BLOB NOT NULL, day INTEGER NOT NULL) WITHOUT ROWID"
        )
    except sqlite3.DatabaseError:
        raise Refused(
            f"{path} is damaged: it is no key store.",
            hint="Put a copy of the key store back; without it no case opens.",
        ) from None
    return kept
