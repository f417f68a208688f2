"""The key store: one shred key a case, in a file of its own that is in no backup.

A row of a case opens with its compartment's key and its shred key together. Whoever deletes the
shred key has destroyed the case, in every backup too. The file holds nothing but random bytes.

It is SQLite without a write-ahead log and with `secure_delete`: a deleted key's bytes are written
over in the file at once. (With a write-ahead log they would stay in it.) What SQLite noted beside
the file while it wrote is deleted, not written over: see docs/THREAT-MODEL.md, old blocks.
"""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings

from waystation.base.errors import Refused

FILE = "keystore.sqlite"
AT_ONCE = 500
KEY_BYTES = 32
# One connection a thread and process, by the file it was opened on: a key store put back from a
# copy is another file under the same name.
_open: dict[tuple[int, int, Path], tuple[int, sqlite3.Connection]] = {}


def make_many(cases: Mapping[UUID, UUID], *, on: date) -> None:
    """Draw the shred keys of many new cases, each with its compartment: all or none."""
    day = on.toordinal()
    rows = [
        (case.bytes, cell.bytes, secrets.token_bytes(KEY_BYTES), day)
        for case, cell in cases.items()
    ]
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
    wanted = {case.bytes: case for case in cases}
    return {wanted[case]: key for case, key in shreds_by_bytes(list(wanted)).items()}


def shreds_by_bytes(cases: Sequence[bytes]) -> dict[bytes, bytes]:
    """Give the shred keys of many cases by the bytes of their ids; see `shreds_of`."""
    return dict(_rows_of(cases, "case_id, key"))  # type: ignore[arg-type]


def n_present(cases: Sequence[bytes]) -> int:
    """Count those of some cases that have a shred key."""
    return sum(1 for _row in _rows_of(cases, "case_id"))


def move(case: UUID, cell: UUID) -> None:
    """Note that a case went to another compartment; its shred key stays."""
    store().execute("UPDATE shred SET cell = ? WHERE case_id = ?", (cell.bytes, case.bytes))


def destroy(*cases: UUID) -> None:
    """Delete shred keys, all or none: nothing opens these cases any more, wherever a copy lies."""
    kept = store()
    with kept:
        kept.execute("BEGIN IMMEDIATE")
        kept.executemany("DELETE FROM shred WHERE case_id = ?", [(case.bytes,) for case in cases])


def counts() -> dict[UUID, int]:
    """Count the cases of each compartment."""
    rows = store().execute("SELECT cell, count(*) FROM shred GROUP BY cell")
    return {UUID(bytes=cell): n for cell, n in rows}


def path() -> Path:
    """Say where the key store of this data directory lies."""
    return Path(settings.HOME) / FILE


def store() -> sqlite3.Connection:
    """Give this thread's connection to the key store of the data directory.

    Raises:
      Refused: the file is there and is no key store.
    """
    here, where = path(), (os.getpid(), threading.get_ident(), path())
    inode, kept = _open.get(where, (0, None))
    if kept is None or not here.exists() or here.stat().st_ino != inode:
        if kept is not None:
            kept.close()
        kept = _opened(here)
        _open[where] = (here.stat().st_ino, kept)
    return kept


def _rows_of(cases: Sequence[bytes], columns: str) -> Iterator[tuple[bytes, ...]]:
    """Read columns of the rows of some cases, a few hundred at once."""
    kept = store()
    for start in range(0, len(cases), AT_ONCE):
        some = cases[start : start + AT_ONCE]
        marks = ",".join("?" * len(some))
        yield from kept.execute(
            f"SELECT {columns} FROM shred WHERE case_id IN ({marks})",  # noqa: S608
            some,
        )


def _opened(where: Path) -> sqlite3.Connection:
    where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(where, os.O_CREAT | os.O_RDWR, 0o600))
    # Not bound to its maker by the library: `store` never gives it to another thread that lives.
    kept = sqlite3.connect(where, timeout=20, isolation_level=None, check_same_thread=False)
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
            f"{where} is damaged: it is no key store.",
            hint="Put a copy of the key store back; without it no case opens.",
        ) from None
    return kept
