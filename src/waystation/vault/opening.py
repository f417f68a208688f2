"""From row to value and back, always with an explicit keyring.

Cost: opening a row of 1 KiB takes about 10 µs, so a list of a thousand is opened and then
filtered in memory; there is no index over sealed bodies.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from waystation.base.errors import Overtaken, Tampered
from waystation.vault import cells, keystore, seal
from waystation.vault.domain import BODY_MAX
from waystation.vault.keyring import Keyring
from waystation.vault.models import Cell
from waystation.vault.rows import CaseRow, SealedRow

Value = TypeVar("Value")
Row = TypeVar("Row", bound=SealedRow)
OTHER_REVISION = "a row's revision is not the one it was sealed with"


class Bare(NamedTuple, Generic[Value]):
    """What a row holds, with its id, its compartment and its revision."""

    id: UUID
    cell: UUID
    revision: int
    value: Value


def open_row(row: SealedRow, kind: type[Value], keyring: Keyring) -> Value:
    """Open a row into the value it holds.

    Raises:
      Refused: the keyring does not hold the row's cell.
      Tampered: the body was moved, edited, put back from an older revision, or is of another kind.
    """
    body = bytes(row.body)
    gen, rev = seal.row_head(body)
    if rev != row.revision:
        raise Tampered(OTHER_REVISION)
    key = keyring.key_for(row.cell, gen)
    return _decoded(seal.open_row(keyed(key, row, keyring), body, place=row.place()), kind)


def open_all(rows: Iterable[Row], kind: type[Value], keyring: Keyring) -> list[tuple[Row, Value]]:
    """Open many rows, with one look-up of the shred keys they need.

    Rows of a destroyed case, put back by an older backup, are left out: nobody opens them again.
    `shut` counts them.

    Raises:
      Refused, Tampered: as `open_row`, for the first row that does not open.
    """
    found = _alive(rows, keyring)
    return [(row, open_row(row, kind, keyring)) for row in found]


def open_bare(rows: QuerySet[Row], kind: type[Value], keyring: Keyring) -> list[Bare[Value]]:
    """Open many rows of cases for a list that changes none: ids and values, without row objects.

    Rows of destroyed cases are left out, as `open_all` does.

    Cost: about a quarter less than `open_all`'s.

    Raises:
      Refused, Tampered: as `open_row`, for the first row that does not open.
    """
    texts = {f"{name}_text": Cast(name, CharField()) for name in ("id", "cell", "case")}
    found = [
        (*(bytes.fromhex(text.replace("-", "")) for text in ids), revision, body)
        for *ids, revision, body in rows.annotate(**texts).values_list(*texts, "revision", "body")
    ]
    table = rows.model._meta.db_table.encode()
    shreds = keystore.shreds_by_bytes([case for _id, _cell, case, _rev, _body in found])
    keys: dict[tuple[bytes, int], tuple[UUID, bytes]] = {}
    opened = []
    for row_id, cell, case, revision, sealed in found:
        shred = shreds.get(case)
        if shred is None:
            continue
        body = bytes(sealed)
        gen, rev = seal.row_head(body)
        if rev != revision:
            raise Tampered(OTHER_REVISION)
        if (cell, gen) not in keys:
            keys[cell, gen] = UUID(bytes=cell), keyring.key_for(UUID(bytes=cell), gen)
        held, key = keys[cell, gen]
        plain = seal.open_row(key + shred, body, place=table + row_id + cell + case)
        opened.append(Bare(UUID(bytes=row_id), held, rev, _decoded(plain, kind)))
    return opened


def shut(kind: type[CaseRow], keyring: Keyring) -> int:
    """Count the cases of the reader's compartments that have no shred key, so that none is missed.

    They were destroyed and came back with an older backup, or the key store is not the whole one.
    """
    rows = kind._default_manager.filter(cell__in=keyring.cells)
    # As text: to make ten thousand ids of it would cost more than all the rest.
    written = rows.annotate(text=Cast("case", CharField())).values_list("text", flat=True)
    cases = [bytes.fromhex(text.replace("-", "")) for text in written.distinct()]
    return len(cases) - keystore.n_present(cases)


def begin(rows: Sequence[CaseRow], keyring: Keyring, *, on: date) -> None:
    """Begin a case with each of some new rows: it carries its own id, and a shred key is drawn.

    Raises:
      Refused: a compartment is not the writer's; no key is drawn then.
    """
    for cell in {row.cell for row in rows}:
        _current(cell, keyring)
    for row in rows:
        row.case = row.id
    keystore.make_many({row.id: row.cell for row in rows}, on=on)


def fill(row: Row, value: object, keyring: Keyring, *, on: date) -> Row:
    """Seal a value into a new row without saving it.

    Raises:
      Refused: the keyring does not hold the row's cell.
      Overtaken: the cell got a new key since the ring was opened; read again.
    """
    return fill_all([(row, value)], keyring, on=on)[0]


def fill_all(filled: Iterable[tuple[Row, object]], keyring: Keyring, *, on: date) -> list[Row]:
    """Seal values into new rows without saving them, for whoever saves many in one transaction.

    Cost: 1,100 rows in about 30 ms; each compartment's key is looked at once.

    Raises:
      Refused, Overtaken: as `fill`, for the first compartment.
    """
    keys: dict[UUID, tuple[int, bytes]] = {}
    rows = []
    for row, value in filled:
        if row.cell not in keys:
            keys[row.cell] = _current(row.cell, keyring)
        gen, key = keys[row.cell]
        row.day, row.revision = on, 1
        key, plain = keyed(key, row, keyring), msgspec.msgpack.encode(value)
        row.body = seal.seal_row(key, plain, gen=gen, rev=1, place=row.place())
        rows.append(row)
    return rows


def add(row: Row, value: object, keyring: Keyring, *, on: date) -> Row:
    """Seal a value into a new row and save it."""
    fill(row, value, keyring, on=on).save(force_insert=True)
    return row


def swap(row: Row, value: object, keyring: Keyring, *, on: date) -> Row:
    """Put a new value in a row's place, if nobody changed it since it was read.

    Raises:
      Overtaken: somebody was faster; read again and decide again.
    """
    gen, key = _current(row.cell, keyring)
    rev = row.revision + 1
    key = keyed(key, row, keyring)
    body = seal.seal_row(key, msgspec.msgpack.encode(value), gen=gen, rev=rev, place=row.place())
    same = type(row)._default_manager.filter(pk=row.pk, revision=row.revision)
    if same.update(body=body, day=on, revision=rev) != 1:
        raise Overtaken("the row was changed by somebody else")
    row.body, row.day, row.revision = body, on, rev
    return row


def has_room(value: object) -> bool:
    """Say whether a value is short enough to be sealed in a row."""
    return len(msgspec.msgpack.encode(value)) <= BODY_MAX


def token_of(person: UUID, row: SealedRow, keyring: Keyring) -> bytes:
    """Stand for a person on one row: equal for the same person, meaningless without the cell's key.

    So the database itself can refuse a second approval by one person and still not know who it was.
    """
    # From the cell's lasting seed, not its key of this epoch: a new epoch makes no new person.
    _, lasting = cells.private_seeds(row.cell, keyring)
    return seal.keyed_digest(seal.derive(lasting, b"ws1/token" + row.place()), person.bytes)[:16]


def lot_of(cell: UUID, what: bytes, n: int, keyring: Keyring) -> int:
    """Draw a number below `n` once and for all: the same for the same words, known to nobody else.

    From the cell's lasting seed, so that it neither changes with the epoch nor is written anywhere.

    Raises:
      Refused: the keyring does not hold the cell.
    """
    _, lasting = cells.private_seeds(cell, keyring)
    drawn = seal.keyed_digest(seal.derive(lasting, b"ws1/lot"), what)
    return int.from_bytes(drawn, "big") % n


def _current(cell: UUID, keyring: Keyring) -> tuple[int, bytes]:
    """Give the key to seal with, if it is the cell's key still.

    Under the write lock nobody changes it meanwhile. A row under a key that was just given up
    would stay open to whoever was left out, and be lost to those who come back later.
    """
    epoch, key = keyring.current(cell)
    if Cell.objects.filter(pk=cell).exclude(epoch=epoch).exists():
        raise Overtaken("the compartment has another key than this ring")
    return epoch, key


def _decoded(plain: bytes, kind: type[Value]) -> Value:
    try:
        return msgspec.msgpack.decode(plain, type=kind)
    except msgspec.MsgspecError:
        # The decoder's own sentence can quote the opened value; it goes no further.
        raise Tampered(f"a sealed row holds no {getattr(kind, '__name__', kind)}") from None


def _alive(rows: Iterable[Row], keyring: Keyring) -> list[Row]:
    """Leave out the rows of destroyed cases."""
    found = list(rows)
    keyring.expect({row.case for row in found if isinstance(row, CaseRow)})
    return [row for row in found if not isinstance(row, CaseRow) or keyring.has_shred(row.case)]


def keyed(key: bytes, row: SealedRow, keyring: Keyring) -> bytes:
    """Join the compartment's key with the case's, so that a row of a case needs both."""
    return key + keyring.shred_of(row.case) if isinstance(row, CaseRow) else key
