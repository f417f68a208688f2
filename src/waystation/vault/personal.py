"""Boxes for single people instead of compartments: as many places whoever may read, all alike.

A compartment opens to all who hold it. What is meant for some of them and never for another is
sealed to each reader's own key; places left over hold what nobody can open.
"""

import secrets
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from waystation.base.errors import Tampered
from waystation.vault import boxes, cells, seal
from waystation.vault.cells import Reader
from waystation.vault.domain import pad, unpad
from waystation.vault.staff import Door

PLACES = 6
BUCKET = 16_384
BODY_MAX = BUCKET - 4
PLACE_BYTES = BUCKET + seal.BOX_OVERHEAD
# A note somebody keeps for themselves beside a row that shows no owner.
NOTE_BUCKET = 256


class Addressee(NamedTuple):
    """Somebody to seal to: their id and the digest of the key that was compared with them."""

    user_id: UUID
    key_digest: bytes


def key_digest_of(door: Door) -> bytes:
    """Give the digest of the box key that belongs to an open door."""
    return cells.key_digest(seal.box_public(door.seeds[:32]))


def seal_to_people(bodies: Sequence[tuple[Addressee, bytes]], *, about: UUID) -> bytes:
    """Seal to each person what is for them: always the same length, in no order.

    Cost: about 3 ms.

    Raises:
      ValueError: more people than places, or a body that does not fit.
      Refused: one of them has no door any more.
      Tampered: somebody's key in the table is not the one that was compared.
    """
    if len(bodies) > PLACES:
        raise ValueError(f"{len(bodies)} people; there are {PLACES} places")
    placed = [
        seal.seal_to(_public(to), pad(body, BUCKET), kind=seal.PERSONAL, about=about.bytes)
        for to, body in bodies
    ]
    placed += boxes.fillers(seal.PERSONAL, BUCKET, PLACES - len(placed))
    secrets.SystemRandom().shuffle(placed)
    return b"".join(placed)


def open_mine(sealed: bytes, *, about: UUID, door: Door) -> bytes | None:
    """Open what is for whoever stands behind a door; None: nothing of it is for them.

    Cost: about 0.3 ms a place.

    Raises:
      Tampered: it has not the size of such boxes, or what is for them is no padded body.
    """
    if len(sealed) != PLACES * PLACE_BYTES:
        raise Tampered("boxes for people have not their size")
    for at in range(0, len(sealed), PLACE_BYTES):
        box = sealed[at : at + PLACE_BYTES]
        try:
            padded = seal.open_with(door.seeds[:32], box, kind=seal.PERSONAL, about=about.bytes)
        except Tampered:
            continue
        try:
            return unpad(padded)
        except ValueError:
            raise Tampered("a box for one person opens to no padded body") from None
    return None


def _public(to: Addressee) -> bytes:
    # Where their mail lies is nothing to this.
    return cells.public_of(Reader(to.user_id, to.user_id, to.key_digest))


def seal_to_self(body: bytes, *, about: UUID, door: Door) -> bytes:
    """Seal a short note to whoever stands behind a door: one length, and nobody sees whose it is.

    Raises:
      ValueError: the note does not fit.
    """
    public = seal.box_public(door.seeds[:32])
    return seal.seal_to(public, pad(body, NOTE_BUCKET), kind=seal.PERSONAL, about=about.bytes)


def open_own(sealed: bytes, *, about: UUID, door: Door) -> bytes | None:
    """Open a short note; None: it is another's, or nobody's.

    Cost: about 0.3 ms.
    """
    try:
        return unpad(seal.open_with(door.seeds[:32], sealed, kind=seal.PERSONAL, about=about.bytes))
    except (Tampered, ValueError):
        return None


def nobodys_note() -> bytes:
    """Make a short note that nobody opens."""
    return boxes.filler(seal.PERSONAL, NOTE_BUCKET)
