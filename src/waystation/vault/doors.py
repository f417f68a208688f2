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
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
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


class TokenNote(msgspec.Struct, frozen=True, array_like=True):
    """What a person remembers of an API token of theirs: enough to name it and to end it."""

    id: bytes
    name: str
    purposes: bytes
    ends_on: date


class Profile(msgspec.Struct, frozen=True, tag="profile/2"):
    """What a person is called here and what they do, sealed under their own ring key.

    `mailbox` is where mail for them is put, `safety` the digest of the security compartment's
    signing key as it was when they joined, `escrow` that of the key their seeds are sealed to, if
    any. `temporary` says that trustees chose the passphrase.
    `duress` is what makes the other door, 32 bytes of its passphrase's digest and 96 of its seeds:
    whoever opens the true door may do as they like with the other.
    `code` is the version of the code of conduct that they acknowledged.
    """

    alias: str
    role: str
    mailbox: UUID | None = None
    is_duress: bool = False
    safety: bytes = b""
    drilled_on: date | None = None
    escrow: bytes = b""
    temporary: bool = False
    duress: bytes = b""
    tokens: tuple[TokenNote, ...] = ()
    code: str = ""

    def __repr__(self) -> str:
        return "<Profile>"


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
    return secrets.token_bytes(verifier) + b"".join(filler_wrap(size) for size in wraps)


def filler_wrap(size: int) -> bytes:
    """Make bytes that nobody without the key can tell from a wrap of this size."""
    return bytes((seal.SUITE,)) + secrets.token_bytes(size - 1)


def make(
    user_id: UUID,
    *,
    keys: tuple[bytes, bytes],
    seeds: bytes,
    slots: list[Slot],
    profile: Profile,
    lock: Lock | None = None,
) -> bytes:
    """Make a door that opens with the keys of a passphrase: its wrapping key and its verifier.

    Without a `lock` the passphrase alone opens it.
    """
    kek, verifier = keys
    sealed = seal_lock(user_id, kek, lock or Lock(seeds))
    ring, profiled = seal_ring(user_id, seeds, slots), seal_profile(user_id, seeds, profile)
    return Parts(verifier, sealed, ring, profiled).joined()


def wrap_seeds(secret: bytes, user_id: UUID, seeds: bytes) -> bytes:
    """Seal a person's seeds under what a passkey adds; the lock around it asks the passphrase."""
    return seal.wrap(
        seal.derive(secret, b"ws1/passkey" + user_id.bytes), seeds, bound=b"ws1/passkey"
    )


def unwrap_seeds(secret: bytes, user_id: UUID, sealed: bytes) -> bytes:
    """Open what `wrap_seeds` sealed; raises Tampered if another passkey did."""
    return seal.unwrap(
        seal.derive(secret, b"ws1/passkey" + user_id.bytes), sealed, bound=b"ws1/passkey"
    )


def seal_lock(user_id: UUID, kek: bytes, lock: Lock) -> bytes:
    """Seal a lock under the key of a passphrase.

    Raises:
      Refused: more passkeys than a lock has room for.
    """
    body = msgspec.msgpack.encode(lock)
    if len(body) > _LOCK_BUCKET - 4:
        raise Refused(_("There is no room for one more."), hint=_("Remove one first."))
    body = pad(body, _LOCK_BUCKET)
    return seal.wrap(kek, body, bound=b"ws1/lock" + user_id.bytes)


def open_lock(user_id: UUID, kek: bytes, sealed: bytes) -> Lock:
    """Open a lock; raises Tampered if it is not this person's or was changed."""
    return _decoded(seal.unwrap(kek, sealed, bound=b"ws1/lock" + user_id.bytes), Lock)


def seal_ring(user_id: UUID, seeds: bytes, slots: list[Slot]) -> bytes:
    """Seal a key ring under its person's seeds."""
    return seal.wrap(seeds[64:], write_ring(slots), bound=b"ws1/ring" + user_id.bytes)


def open_ring(user_id: UUID, seeds: bytes, sealed: bytes) -> list[Slot]:
    """Open a key ring; raises Tampered if it is not this person's or was changed."""
    ring = seal.unwrap(seeds[64:], sealed, bound=b"ws1/ring" + user_id.bytes)
    try:
        return read_ring(ring)
    except ValueError:
        raise Tampered("a door holds no ring") from None


def seal_profile(user_id: UUID, seeds: bytes, profile: Profile) -> bytes:
    """Seal a profile under its person's seeds.

    Raises:
      Refused: it holds more than a profile has room for.
    """
    body = msgspec.msgpack.encode(profile)
    if len(body) > _PROFILE_BUCKET - 4:
        raise Refused(_("That is too long."), hint=_("Choose a shorter name for it."))
    body = pad(body, _PROFILE_BUCKET)
    return seal.wrap(seeds[64:], body, bound=b"ws1/profile" + user_id.bytes)


def open_profile(user_id: UUID, seeds: bytes, sealed: bytes) -> Profile:
    """Open a profile; raises Tampered if it is not this person's or was changed."""
    return _decoded(seal.unwrap(seeds[64:], sealed, bound=b"ws1/profile" + user_id.bytes), Profile)


def profile_if_any(user_id: UUID, seeds: bytes, sealed: bytes) -> Profile | None:
    """Open a profile if these seeds do, else say that they do not."""
    try:
        return open_profile(user_id, seeds, sealed)
    except Tampered:
        return None


def resealed(user_id: UUID, seeds: bytes, door: Parts) -> Parts:
    """Seal a door's ring and profile anew, as they are.

    Raises:
      Tampered: these seeds do not open them.
    """
    ring = seal_ring(user_id, seeds, open_ring(user_id, seeds, door.ring))
    profile = seal_profile(user_id, seeds, open_profile(user_id, seeds, door.profile))
    return door._replace(ring=ring, profile=profile)


def refilled(door: Parts) -> Parts:
    """Put other filler in the place of a door's ring and profile."""
    return door._replace(ring=filler_wrap(len(door.ring)), profile=filler_wrap(len(door.profile)))


def _decoded(padded: bytes, kind: type[Value]) -> Value:
    try:
        return msgspec.msgpack.decode(unpad(padded), type=kind)
    except (ValueError, msgspec.MsgspecError):
        raise Tampered(f"a door holds no {kind.__name__}") from None
