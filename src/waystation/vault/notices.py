"""Notices to security: every sign-in leaves one, and so does whoever did what security asked for.

All are sealed to the security compartment and of one size: among ordinary sign-ins nobody can see
the one made under duress, not even from the number of rows.
"""

from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import msgspec

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.vault import boxes, cells, seal
from waystation.vault.domain import pad, unpad
from waystation.vault.keyring import Keyring
from waystation.vault.models import Notice

BUCKET = 256
NOTICE_BYTES = BUCKET + seal.BOX_OVERHEAD
READ_AT_ONCE = 2_000


class SignedIn(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """Somebody signed in, and counted what their ring opens; or somebody forced them to."""

    user_id: UUID
    is_duress: bool
    opened: int
    total: int


class Given(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """A holder gave a compartment to a colleague, as asked."""

    cell: UUID
    user_id: UUID


class Declined(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """A holder will not give a compartment to a colleague."""

    cell: UUID
    user_id: UUID


class Rotated(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """A holder changed a compartment's key and left somebody out, as ordered."""

    cell: UUID
    without: UUID


class Joined(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """Somebody used their invitation; their key still has to be compared."""

    invitation: str
    user_id: UUID
    key_digest: bytes


class TooOften(msgspec.Struct, frozen=True, array_like=True, tag=6):
    """A search was refused at somebody's desk because there had been too many of its kind."""

    user_id: UUID


Said: TypeAlias = SignedIn | Given | Declined | Rotated | Joined | TooOften


def write(said: Said, *, now: datetime) -> None:
    """Leave a notice for the security officer; whoever writes it cannot read it again.

    An organisation without a security compartment, as in a test, has nobody to notify.

    Cost: 0.3 ms.
    """
    try:
        public = cells.box_public(cells.only("security"))
    except Refused:
        return
    row_id = new_id()
    body = pad(_ENCODER.encode(said), BUCKET)
    box = seal.seal_to(public, body, kind=seal.MAILBOX, about=row_id.bytes)
    Notice.objects.create(id=row_id, day=now.date(), box=box)


def opened(keyring: Keyring) -> list[tuple[Notice, Said]]:
    """Open what lies there, the oldest day first, and leave out what does not open.

    Cost: about 0.3 ms a notice.
    """
    held = keyring.cells_of("security")
    rows = list(Notice.objects.order_by("day")[:READ_AT_ONCE]) if held else []
    seeds = cells.private_keys(held[0], keyring).box_seeds if rows else ()
    found = []
    for row in rows:
        try:
            found.append((row, _read(row, seeds)))
        except Tampered:
            continue
    return found


def drop(row: Notice) -> None:
    """Delete a notice that was read."""
    Notice.objects.filter(pk=row.pk).delete()


def _read(row: Notice, seeds: tuple[bytes, ...]) -> Said:
    padded = boxes.open_first(seeds, bytes(row.box), kind=seal.MAILBOX, about=row.id.bytes)
    try:
        return msgspec.msgpack.decode(unpad(padded), type=Said)
    except (ValueError, msgspec.MsgspecError):
        raise Tampered("a notice says nothing known here") from None


_ENCODER = msgspec.msgpack.Encoder(uuid_format="bytes")
