"""From row to value and back, always with an explicit keyring.

Cost: opening a row of 1 KiB takes about 10 µs, so a list of a thousand is opened and then
filtered in memory; there is no index over sealed bodies.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

import msgspec

from waystation.base.errors import Overtaken, Tampered
from waystation.vault import cells, keystore, seal
from waystation.vault.keyring import Keyring
from waystation.vault.rows import CaseRow, SealedRow

Value = TypeVar("Value")
Row = TypeVar("Row", bound=SealedRow)


def open_row(row: SealedRow, kind: type[Value], keyring: Keyring) -> Value:
    """Open a row into the value it holds.

    Raises:
      Refused: the keyring does not hold the row's cell.
      Tampered: the body was moved, edited, put back from an older revision, or is of another kind.
    """
    body = bytes(row.body)
    gen, rev = seal.row_head(body)
    if rev != row.revision:
        raise Tampered("a row's revision is not the one it was sealed with")
    key = keyring.key_for(row.cell, gen)
    plain = seal.open_row(_keyed(key, row, keyring), body, place=row.place())
    try:
        return msgspec.msgpack.decode(plain, type=kind)
    except msgspec.MsgspecError:
        # The decoder's own sentence can quote the opened value; it goes no further.
        raise Tampered(f"a sealed row holds no {kind.__name__}") from None


def open_all(rows: Iterable[Row], kind: type[Value], keyring: Keyring) -> list[tuple[Row, Value]]:
    """Open many rows, with one look-up of the shred keys they need.

    Raises:
      Refused, Tampered: as `open_row`, for the first row that does not open.
    """
    found = list(rows)
    keyring.expect({row.case for row in found if isinstance(row, CaseRow)})
    return [(row, open_row(row, kind, keyring)) for row in found]


def begin(rows: Sequence[CaseRow], *, on: date) -> None:
    """Begin a case with each of some new rows: it carries its own id, and a shred key is drawn."""
    for row in rows:
        row.case = row.id
    keystore.make_many({row.id: row.cell for row in rows}, on=on)


def fill(row: Row, value: object, keyring: Keyring, *, on: date) -> Row:
    """Seal a value into a new row without saving it, for whoever saves many at once."""
    gen, key = keyring.current(row.cell)
    row.day, row.revision = on, 1
    key = _keyed(key, row, keyring)
    row.body = seal.seal_row(key, msgspec.msgpack.encode(value), gen=gen, rev=1, place=row.place())
    return row


def add(row: Row, value: object, keyring: Keyring, *, on: date) -> Row:
    """Seal a value into a new row and save it."""
    fill(row, value, keyring, on=on).save(force_insert=True)
    return row


def swap(row: Row, value: object, keyring: Keyring, *, on: date) -> Row:
    """Put a new value in a row's place, if nobody changed it since it was read.

    Raises:
      Overtaken: somebody was faster; read again and decide again.
    """
    gen, key = keyring.current(row.cell)
    rev = row.revision + 1
    key = _keyed(key, row, keyring)
    body = seal.seal_row(key, msgspec.msgpack.encode(value), gen=gen, rev=rev, place=row.place())
    same = type(row)._default_manager.filter(pk=row.pk, revision=row.revision)
    if same.update(body=body, day=on, revision=rev) != 1:
        raise Overtaken("the row was changed by somebody else")
    row.body, row.day, row.revision = body, on, rev
    return row


def token_of(person: UUID, row: SealedRow, keyring: Keyring) -> bytes:
    """Stand for a person on one row: equal for the same person, meaningless without the cell's key.

    So the database itself can refuse a second approval by one person and still not know who it was.
    """
    # From the cell's lasting seed, not its key of this epoch: a new epoch makes no new person.
    _, lasting = cells.private_seeds(row.cell, keyring)
    return seal.keyed_digest(seal.derive(lasting, b"ws1/token" + row.place()), person.bytes)[:16]


def _keyed(key: bytes, row: SealedRow, keyring: Keyring) -> bytes:
    """Join the compartment's key with the case's, so that a row of a case needs both."""
    return key + keyring.shred_of(row.case) if isinstance(row, CaseRow) else key
