"""Boxes of giving, written by whoever holds no key and opened by whoever holds the compartment."""

from typing import TypeVar
from uuid import UUID

import msgspec

from waystation.base.errors import Overtaken, Tampered
from waystation.giving.models import BoxRow, DonorRow
from waystation.vault import boxes, cells, ownkeys
from waystation.vault.keyring import Keyring

Value = TypeVar("Value")
Row = TypeVar("Row", bound=BoxRow)


def cell() -> UUID:
    """Name the compartment of giving, for writing into it unread.

    Raises:
      Refused: the organisation has none.
    """
    return cells.only("giving")


def put(row: Row, value: object, *, donor: DonorRow | None = None) -> Row:
    """Seal what a new row says to the compartment and, if a donor has an own key, for them too.

    Saves the row. Needs no key.
    """
    row.cell = row.cell or cell()
    _seal(row, value, donor)
    row.save(force_insert=True)
    return row


def change(row: Row, value: object, *, donor: DonorRow | None = None, **plain: object) -> Row:
    """Say something else in a row, with its plain columns, if nobody changed it since it was read.

    Raises:
      Overtaken: somebody was faster.
    """
    _seal(row, value, donor)
    return move(row, box=row.box, own=row.own, **plain)


def move(row: Row, **plain: object) -> Row:
    """Change plain columns of a row, if nobody changed it since it was read.

    Raises:
      Overtaken: somebody was faster.
    """
    changed = {**plain, "revision": row.revision + 1}
    same = type(row)._default_manager.filter(pk=row.pk, revision=row.revision)
    if same.update(**changed) != 1:
        raise Overtaken("the row was changed by somebody else")
    for name, value in changed.items():
        setattr(row, name, value)
    return row


def said(row: BoxRow, kind: type[Value], keyring: Keyring) -> Value:
    """Open what a row says.

    Raises:
      Refused: the keyring does not hold the compartment.
      Tampered: the box is another row's, or changed.
    """
    body = boxes.open_for_cell(row.cell, bytes(row.box), about=row.pk, keyring=keyring)
    return decoded(body, kind)


def said_to(row: BoxRow, kind: type[Value], seed: bytes) -> Value:
    """Open what a row says for its donor, with their own seed.

    Raises:
      Tampered: it was written for somebody else, or changed.
    """
    return decoded(ownkeys.read_own(seed, bytes(row.own), about=row.pk), kind)


def spare(value: object) -> None:
    """Seal something and throw it away, so that what is known takes as long as what is new."""
    own = cell()
    boxes.seal_to_cell(own, msgspec.msgpack.encode(value), about=own)


def _seal(row: BoxRow, value: object, donor: DonorRow | None) -> None:
    body = msgspec.msgpack.encode(value)
    row.box = boxes.seal_to_cell(row.cell, body, about=row.pk)
    public = bytes(donor.own_public) if donor else b""
    if public:
        row.own = ownkeys.seal_own(public, body, about=row.pk)


def decoded(body: bytes, kind: type[Value]) -> Value:
    """Read what a box of a row held, beside its own; raises Tampered if it is no such thing."""
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except msgspec.MsgspecError:
        # The decoder's own sentence can quote what was opened; it goes no further.
        raise Tampered(f"a box of giving holds no {getattr(kind, '__name__', kind)}") from None
