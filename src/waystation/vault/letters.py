"""What mail between colleagues may say: the forms, their signatures, sealed to one person."""

import hashlib
from datetime import date
from typing import Annotated, NamedTuple, TypeAlias
from uuid import UUID

import msgspec

from waystation.base.errors import Tampered
from waystation.vault import seal
from waystation.vault.domain import PURPOSE_NAMES, PURPOSES, Slot, pad, unpad

BUCKET = 256
ITEM_BYTES = BUCKET + seal.BOX_OVERHEAD
# Names longer than this are cut on the way, so that every letter fits its one size.
ALIAS_BYTES = 72
# What does not fit these is no letter: a number out of range would stop its reader, not open.
Day = Annotated[int, msgspec.Meta(ge=1, le=date.max.toordinal())]
Nth = Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Grant(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """A compartment's key, from a holder, with the security officer's word that it may be given.

    `is_fresh` says that the officer drew the key for a new compartment: change it at once.
    """

    cell: UUID
    purpose: int
    epoch: Nth
    key: Key
    day: Day
    signature: bytes
    is_fresh: bool = False

    def __repr__(self) -> str:
        return "<Grant>"


class Epoch(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """A compartment's new key, for who holds the key of epoch `since`; `mac` proves the poster."""

    cell: UUID
    since: Nth
    epoch: Nth
    key: Key
    mac: bytes

    def __repr__(self) -> str:
        return "<Epoch>"


class Taken(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """Word to a colleague that a compartment is no longer theirs, nor any key up to this epoch."""

    cell: UUID
    day: Day
    epoch: Nth
    signature: bytes


class Drop(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """The security officer's order to a holder: change the key and leave this person out.

    `epoch` is that of the compartment when it was ordered: who was given it again since is meant
    no more.
    """

    cell: UUID
    user_id: UUID
    day: Day
    epoch: Nth
    signature: bytes


class Ask(msgspec.Struct, frozen=True, array_like=True, tag=5):
    """The security officer asks a holder to give a compartment to a colleague.

    The signature is for the colleague's key, and is handed on in the grant. `epoch` is that of
    the compartment when it was asked, to tell an ask from before a removal.
    """

    cell: UUID
    user_id: UUID
    mailbox: UUID
    key_digest: Key
    alias: str
    day: Day
    signature: bytes
    epoch: Nth = 0

    @property
    def asked_on(self) -> date:
        """Say on which day it was asked."""
        return date.fromordinal(self.day)


class Word(msgspec.Struct, frozen=True, array_like=True, tag=6):
    """A plain word from the security officer to one person, of a closed list."""

    kind: str
    day: Day
    signature: bytes


Letter: TypeAlias = Grant | Epoch | Taken | Drop | Ask | Word


class Found(NamedTuple):
    """A letter in its place in a mailbox; its mark names it on a page."""

    mark: bytes
    letter: Letter


def sealed(letter: Letter, *, to: bytes, mailbox: UUID) -> bytes:
    """Seal a letter to a person's box key, for one mailbox: always 1,394 bytes."""
    return seal.seal_to(
        to, pad(_ENCODER.encode(letter), BUCKET), kind=seal.MAILBOX, about=mailbox.bytes
    )


def opened(item: bytes, *, seed: bytes, mailbox: UUID) -> Letter:
    """Open a letter with a person's box seed.

    Raises:
      Tampered: it is not for this person or mailbox, or says nothing known here.
    """
    padded = seal.open_with(seed, item, kind=seal.MAILBOX, about=mailbox.bytes)
    try:
        return msgspec.msgpack.decode(unpad(padded), type=Letter)
    except (ValueError, msgspec.MsgspecError):
        raise Tampered("a letter says nothing known here") from None


def may_hold(key_digest: bytes, cell: UUID, purpose: str, day: int, alias: str) -> bytes:
    """Put in bytes what security signs: who has this key may hold this compartment.

    Day and name are bound too, so that an old ask is not put again under another name.
    """
    named = hashlib.sha256(short(alias).encode()).digest()
    about = cell.bytes + bytes((PURPOSES[purpose],)) + day.to_bytes(4, "big")
    return b"ws1/grant" + key_digest + about + named


def is_taken(key_digest: bytes, cell: UUID, day: int, epoch: int) -> bytes:
    """Put in bytes what security signs: this compartment is no longer theirs."""
    about = cell.bytes + day.to_bytes(4, "big") + epoch.to_bytes(4, "big")
    return b"ws1/taken" + key_digest + about


def must_drop(key_digest: bytes, cell: UUID, user_id: UUID, day: int, epoch: int) -> bytes:
    """Put in bytes what security orders a holder: leave this person out."""
    about = cell.bytes + user_id.bytes + day.to_bytes(4, "big") + epoch.to_bytes(4, "big")
    return b"ws1/drop" + key_digest + about


def is_told(key_digest: bytes, kind: str, day: int) -> bytes:
    """Put in bytes a plain word that security signs for one person."""
    return b"ws1/word" + key_digest + day.to_bytes(4, "big") + kind.encode()


def anchor_of(key: bytes, user_id: UUID) -> bytes:
    """Derive, from an epoch's key, what proves later keys to a reader who is still at that one."""
    return seal.derive(key, b"ws1/anchor" + user_id.bytes)


def follows(anchor: bytes, cell: UUID, epoch: int, key: bytes) -> bytes:
    """Prove that a new key comes from somebody who held the one a reader is at."""
    return seal.keyed_digest(anchor, b"ws1/epoch" + cell.bytes + epoch.to_bytes(4, "big") + key)


def slot_of(grant: Grant) -> Slot:
    """Make the ring slot that a grant gives.

    Raises:
      Tampered: it is for no purpose known here.
    """
    purpose = PURPOSE_NAMES.get(grant.purpose)
    if purpose is None:
        raise Tampered("a grant gives no compartment known here")
    return Slot(grant.cell, purpose, grant.epoch, grant.key)


def short(alias: str) -> str:
    """Cut a name to the size a letter has room for, never through a letter of it."""
    return alias.encode()[:ALIAS_BYTES].decode("utf-8", "ignore")


_ENCODER = msgspec.msgpack.Encoder(uuid_format="bytes")
