"""The format of a door: what a passphrase opens, and filler that looks the same without one.

A door is a digest to recognise the passphrase by, then three wraps: the lock (the seeds, or what a
passkey still has to add), the ring and the profile. Every door has one size; a person without a
duress passphrase has filler in the place of the second.
"""

import secrets
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

import msgspec

from waystation.base.errors import Tampered
from waystation.vault import seal
from waystation.vault.domain import RING_BYTES, Slot, pad, read_ring, unpad, write_ring

Value = TypeVar("Value")

SEEDS_BYTES = 96
VERIFIER_BYTES = 32
_LOCK_BUCKET = 4_096
_PROFILE_BUCKET = 1_024
# Verifier, lock, ring, profile, in this order.
_SIZES = (
    VERIFIER_BYTES,
    _LOCK_BUCKET + seal.WRAP_OVERHEAD,
    RING_BYTES + seal.WRAP_OVERHEAD,
    _PROFILE_BUCKET + seal.WRAP_OVERHEAD,
)
DOOR_BYTES = sum(_SIZES)


class Passkey(msgspec.Struct, frozen=True, tag="passkey/1"):
    """A second factor; `seeds` is the person's seeds wrapped with what it adds, if it adds any."""

    id: bytes
    public: bytes
    name: str
    counter: int
    added_on: date
    seeds: bytes = b""


class Lock(msgspec.Struct, frozen=True, tag="lock/1"):
    """What stands behind the passphrase: the seeds, unless every passkey has to add to it."""

    seeds: bytes
    passkeys: tuple[Passkey, ...] = ()

    def __repr__(self) -> str:
        return f"<Lock with {len(self.passkeys)} passkeys>"


class Profile(msgspec.Struct, frozen=True, tag="profile/2"):
    """What a person is called here and what they do, sealed under their own ring key.

    `mailbox` is where mail for them is put, `visit` the one session they have, `safety` the digest
    of the security compartment's signing key as it was when they joined.
    """

    alias: str
    role: str
    mailbox: UUID | None = None
    is_duress: bool = False
    visit: str = ""
    safety: bytes = b""
    drilled_on: date | None = None


class Parts(NamedTuple):
    """The four parts of a door."""

    verifier: bytes
    lock: bytes
    ring: bytes
    profile: bytes

    def joined(self) -> bytes:
        """Put the parts behind one another, as they are stored."""
        return b"".join(self)


def parts(door: bytes) -> Parts:
    """Part a stored door.

    Raises:
      Tampered: it has not the size of a door.
    """
    if len(door) != DOOR_BYTES:
        raise Tampered("a door has not the size of a door")
    found, at = [], 0
    for size in _SIZES:
        found.append(door[at : at + size])
        at += size
    return Parts(*found)


def filler() -> bytes:
    """Make bytes that nobody can tell from a door without its passphrase."""
    verifier, *wraps = _SIZES
    suite = bytes((seal.SUITE,))
    random = (suite + secrets.token_bytes(size - 1) for size in wraps)
    return secrets.token_bytes(verifier) + b"".join(random)


def make(
    user_id: UUID,
    *,
    keys: tuple[bytes, bytes],
    seeds: bytes,
    slots: list[Slot],
    profile: Profile,
) -> bytes:
    """Make a door that opens with the keys of a passphrase: its wrapping key and its verifier."""
    kek, verifier = keys
    ring, sealed = seal_ring(user_id, seeds, slots), seal_profile(user_id, seeds, profile)
    return Parts(verifier, seal_lock(user_id, kek, Lock(seeds)), ring, sealed).joined()


def seal_lock(user_id: UUID, kek: bytes, lock: Lock) -> bytes:
    """Seal a lock under the key of a passphrase."""
    body = pad(msgspec.msgpack.encode(lock), _LOCK_BUCKET)
    return seal.wrap(kek, body, bound=b"ws1/lock" + user_id.bytes)


def open_lock(user_id: UUID, kek: bytes, sealed: bytes) -> Lock:
    """Open a lock; raises Tampered if it is not this person's or was changed."""
    return _decoded(seal.unwrap(kek, sealed, bound=b"ws1/lock" + user_id.bytes), Lock)


def seal_ring(user_id: UUID, seeds: bytes, slots: list[Slot]) -> bytes:
    """Seal a key ring under its person's seeds."""
    return seal.wrap(seeds[64:], write_ring(slots), bound=b"ws1/ring" + user_id.bytes)


def open_ring(user_id: UUID, seeds: bytes, sealed: bytes) -> list[Slot]:
    """Open a key ring; raises Tampered if it is not this person's or was changed."""
    return read_ring(seal.unwrap(seeds[64:], sealed, bound=b"ws1/ring" + user_id.bytes))


def seal_profile(user_id: UUID, seeds: bytes, profile: Profile) -> bytes:
    """Seal a profile under its person's seeds."""
    body = pad(msgspec.msgpack.encode(profile), _PROFILE_BUCKET)
    return seal.wrap(seeds[64:], body, bound=b"ws1/profile" + user_id.bytes)


def open_profile(user_id: UUID, seeds: bytes, sealed: bytes) -> Profile:
    """Open a profile; raises Tampered if it is not this person's or was changed."""
    return _decoded(seal.unwrap(seeds[64:], sealed, bound=b"ws1/profile" + user_id.bytes), Profile)


def _decoded(padded: bytes, kind: type[Value]) -> Value:
    try:
        return msgspec.msgpack.decode(unpad(padded), type=kind)
    except (ValueError, msgspec.MsgspecError):
        raise Tampered(f"a door holds no {kind.__name__}") from None
