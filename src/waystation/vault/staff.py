"""People's doors: making one for a colleague, and what a passphrase unlocks."""

import secrets
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.access import ROLES
from waystation.base.errors import Refused, Tampered
from waystation.base.files import make_once
from waystation.base.ids import new_id
from waystation.vault import doors, seal
from waystation.vault.domain import Slot
from waystation.vault.doors import Lock, Profile
from waystation.vault.keyring import Keyring
from waystation.vault.models import User

PEPPER_BYTES = 32
SALT_BYTES = 16
# A passphrase's digest; in a profile that of the second one stands before its door's seeds.
DIGEST_BYTES = 32
Price = tuple[int, int, int]
_PRICE = ("kdf_memory_kib", "kdf_passes", "kdf_lanes")
# A place for each door, so that a way back made behind one endangers nothing behind the other.
WAY_BACK_BYTES = doors.SEEDS_BYTES + seal.WRAP_OVERHEAD


class Stretched(NamedTuple):
    """What a passphrase gives once its price is paid: the salt, and the two keys of a door."""

    salt: bytes
    keys: tuple[bytes, bytes]

    def __repr__(self) -> str:
        return "<Stretched>"


class Knock(msgspec.Struct, frozen=True):
    """What a right passphrase gives before any passkey: which door, its key and its lock."""

    user_id: UUID
    nth: int
    kek: bytes
    digest: bytes
    lock: Lock
    # How the door was recognised: another one there says that its keys were changed since.
    verifier: bytes

    def __repr__(self) -> str:
        return "<Knock>"


class Door(msgspec.Struct, frozen=True):
    """An open door: the seeds from which everything else opens, and which of the two it is."""

    user_id: UUID
    seeds: bytes
    nth: int

    @property
    def ring_key(self) -> bytes:
        """The last of the three seeds: the key of ring and profile."""
        return self.seeds[64:]

    def __repr__(self) -> str:
        return "<Door>"


def pepper() -> bytes:
    """Read the server's pepper, making it at first use; a stolen list of names is none without it.

    Raises:
      Refused: the file is there and is not a pepper, which would put every name at risk.
    """
    path = Path(settings.HOME) / "pepper"
    if not path.exists():
        make_once(path, seal.new_seed())
    found = path.read_bytes()
    if len(found) != PEPPER_BYTES:
        raise Refused(
            f"{path} is damaged: {len(found)} bytes instead of {PEPPER_BYTES}.",
            hint="Put the pepper back from the backup; nobody can sign in with another.",
        )
    return found


def name_mac(name: str) -> bytes:
    """Find a person's row without storing the name."""
    plain = unicodedata.normalize("NFKC", name).strip().lower()
    return seal.keyed_digest(pepper(), b"ws1/name" + plain.encode("utf-8", "surrogatepass"))


def admit(
    *,
    name: str,
    alias: str,
    role: str,
    passphrase: str | Stretched,
    slots: list[Slot],
    mailbox: UUID | None = None,
    safety: bytes = b"",
    user_id: UUID | None = None,
) -> UUID:
    """Make a colleague's door, with the compartments their work needs.

    Whoever was invited has a `user_id` already. Inside a transaction that others wait for, give
    the passphrase stretched: stretching takes longer than all the rest.

    Raises:
      ValueError: a role outside the closed list.
      Refused: somebody signs in with that name already.
    """
    if role not in ROLES:
        raise ValueError(f"no such role: {role!r}; the closed list is base.access.ROLES")
    if User.objects.filter(name_mac=name_mac(name)).exists():
        raise Refused(
            _("Somebody signs in with this name already."), hint=_("Choose another name.")
        )
    user_id = user_id or new_id()
    paid = stretch(digest_of(passphrase)) if isinstance(passphrase, str) else passphrase
    seeds = new_seeds()
    memory_kib, passes, lanes = settings.KDF
    door = doors.make(
        user_id,
        keys=paid.keys,
        seeds=seeds,
        slots=slots,
        profile=Profile(alias, role, mailbox, safety=safety),
    )
    both = [door, doors.filler()]
    secrets.SystemRandom().shuffle(both)
    User.objects.create(
        id=user_id,
        name_mac=name_mac(name),
        salt=paid.salt,
        kdf_memory_kib=memory_kib,
        kdf_passes=passes,
        kdf_lanes=lanes,
        first=both[0],
        second=both[1],
        recovery=doors.filler_wrap(WAY_BACK_BYTES) + doors.filler_wrap(WAY_BACK_BYTES),
        escrow=filler_escrow(user_id),
        box_public=seal.box_public(seeds[:32]),
        sign_public=seal.sign_public(seeds[32:64]),
    )
    return user_id


def stretch(digest: bytes, salt: bytes = b"") -> Stretched:
    """Pay today's price of a passphrase, under a salt drawn for it unless one is given."""
    salt = salt or secrets.token_bytes(SALT_BYTES)
    return Stretched(salt, keys_of(digest, salt, settings.KDF))


def knock(name: str, passphrase: str) -> Knock | None:
    """Try a name and a passphrase; an unknown name costs as much time as a wrong passphrase.

    Both doors are compared every time, so that nothing tells which of them opened.
    """
    digest, mac = digest_of(passphrase), name_mac(name)
    user = User.objects.filter(name_mac=mac).first()
    if user is None:
        lot = seal.keyed_digest(pepper(), b"ws1/salt" + mac)
        keys_of(digest, lot[:SALT_BYTES], _price_of_nobody(lot[SALT_BYTES:]))
        return None
    return fitting(user, digest)


def _price_of_nobody(lot: bytes) -> Price:
    """Let an unknown name cost what somebody's costs, always the same one's.

    After a change of price, names that cost another would be those of nobody.
    """
    prices = User.objects.order_by("id").values_list(*_PRICE)
    return prices[int.from_bytes(lot) % len(prices)] if prices else settings.KDF


def fitting(user: User, digest: bytes) -> Knock | None:
    """Compare a passphrase's digest with both doors of a person, at the price of one derivation."""
    return _fit(user, digest, keys_of(digest, bytes(user.salt), price_of(user)))


def door_behind(user_id: UUID, paid: Stretched) -> Door | None:
    """Open a door that was made a moment ago with a passphrase stretched then; None if another."""
    found = _fit(User.objects.get(pk=user_id), b"", paid.keys)
    return Door(found.user_id, found.lock.seeds, found.nth) if found else None


def _fit(user: User, digest: bytes, keys: tuple[bytes, bytes]) -> Knock | None:
    kek, verifier = keys
    both = [doors.parts(bytes(user.first)), doors.parts(bytes(user.second))]
    fits = [seal.same(verifier, door.verifier) for door in both]
    if not any(fits):
        return None
    nth = fits.index(True)
    lock = doors.open_lock(user.id, kek, both[nth].lock)
    return Knock(user.id, nth, kek, digest, lock, verifier)


def try_door(name: str, passphrase: str) -> Door | None:
    """Open a door that a passphrase alone opens; None if it is wrong or a passkey is asked for."""
    found = knock(name, passphrase)
    if found is None or found.lock.passkeys:
        return None
    return Door(found.user_id, found.lock.seeds, found.nth)


def door_of(user_id: UUID, seeds: bytes) -> Door:
    """Find which of a person's doors these seeds belong to.

    Raises:
      Tampered: neither.
    """
    user = User.objects.get(pk=user_id)
    for nth, column in enumerate((user.first, user.second)):
        if doors.profile_if_any(user_id, seeds, doors.parts(bytes(column)).profile):
            return Door(user_id, seeds, nth)
    raise Tampered("seeds that open no door of this person")


def slots_of(door: Door) -> list[Slot]:
    """Open everything a person's ring holds, hidden slots included."""
    return doors.open_ring(door.user_id, door.seeds, parts_of(door).ring)


def profile_of(door: Door) -> Profile:
    """Open the profile behind an open door."""
    return doors.open_profile(door.user_id, door.seeds, parts_of(door).profile)


def ring_of(door: Door) -> tuple[Profile, Keyring]:
    """Open a person's profile and key ring with the seeds their passphrase gave."""
    found = parts_of(door)
    profile = doors.open_profile(door.user_id, door.seeds, found.profile)
    slots = doors.open_ring(door.user_id, door.seeds, found.ring)
    return profile, Keyring.of(door.user_id, slots, alias=profile.alias)


@transaction.atomic
def keep_ring(door: Door, slots: list[Slot]) -> None:
    """Put another key ring behind an open door."""
    ring = doors.seal_ring(door.user_id, door.seeds, slots)
    keep(door, parts_of(door)._replace(ring=ring))


@transaction.atomic
def keep_profile(door: Door, profile: Profile) -> None:
    """Put another profile behind an open door."""
    sealed = doors.seal_profile(door.user_id, door.seeds, profile)
    keep(door, parts_of(door)._replace(profile=sealed))


@transaction.atomic
def amend(door: Door, **changes: object) -> Profile:
    """Change some fields of the profile behind an open door as it is now, and give it."""
    amended = msgspec.structs.replace(profile_of(door), **changes)
    keep_profile(door, amended)
    return amended


def keep(door: Door, parts: doors.Parts) -> None:
    """Store a door anew; call it in the transaction that read it.

    Behind the true door ring and profile of both are sealed anew, filler included: two copies of
    the disk do not tell which door is in use. The other door cannot, and writes itself alone.
    """
    user = User.objects.get(pk=door.user_id)
    both = [bytes(user.first), bytes(user.second)]
    profile = doors.open_profile(door.user_id, door.seeds, parts.profile)
    both[door.nth] = doors.resealed(door.user_id, door.seeds, parts).joined()
    if not profile.is_duress:
        beside = doors.parts(both[1 - door.nth])
        both[1 - door.nth] = _anew(door.user_id, profile.duress[DIGEST_BYTES:], beside).joined()
    User.objects.filter(pk=door.user_id).update(first=both[0], second=both[1])


def _anew(user_id: UUID, seeds: bytes, beside: doors.Parts) -> doors.Parts:
    """Seal the other door anew; where there is none, or somebody damaged it, there is filler."""
    try:
        return doors.resealed(user_id, seeds, beside) if seeds else doors.refilled(beside)
    except Tampered:
        return doors.refilled(beside)


def stands(door: Door, verifier: bytes) -> bool:
    """Say whether a door still has the keys by which it was recognised."""
    user = User.objects.filter(pk=door.user_id).first()
    if user is None:
        return False
    stored = doors.parts(bytes((user.first, user.second)[door.nth]))
    return seal.same(verifier, stored.verifier)


def new_seeds() -> bytes:
    """Draw a person's seeds: for boxes, for signatures, and the key of their ring."""
    return seal.new_seed() + seal.new_seed() + seal.new_seed()


def digest_of(passphrase: str) -> bytes:
    """Reduce a passphrase to what the derivation starts from, however a keyboard writes it."""
    plain = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return sha256(b"ws1/passphrase" + plain).digest()


def keys_of(digest: bytes, salt: bytes, price: Price) -> tuple[bytes, bytes]:
    """Derive the key that wraps the seeds, and the digest the server recognises it by."""
    memory_kib, passes, lanes = price
    root = seal.stretch(digest, salt, memory_kib=memory_kib, passes=passes, lanes=lanes)
    auth = seal.derive(root, b"ws1/auth")
    return seal.derive(root, b"ws1/kek"), seal.derive(auth, b"ws1/verifier")


def price_of(user: User) -> Price:
    """Say what a person's passphrase costs to try: memory in KiB, passes, lanes."""
    return user.kdf_memory_kib, user.kdf_passes, user.kdf_lanes


def filler_escrow(user_id: UUID) -> bytes:
    """Seal nothing to a key nobody has: it looks like seeds sealed to the trustees."""
    nobody = seal.box_public(seal.new_seed())
    return seal.seal_to(nobody, bytes(doors.SEEDS_BYTES), kind=seal.ESCROW, about=user_id.bytes)


@transaction.atomic
def take_away(user_id: UUID) -> None:
    """Take a leaving colleague's doors and ways back away, each written over before it goes."""
    leaving = User.objects.filter(pk=user_id)
    leaving.update(
        first=doors.filler(),
        second=doors.filler(),
        recovery=doors.filler_wrap(WAY_BACK_BYTES) + doors.filler_wrap(WAY_BACK_BYTES),
        escrow=filler_escrow(user_id),
    )
    leaving.delete()


def parts_of(door: Door) -> doors.Parts:
    """Give the four sealed parts of an open door."""
    user = User.objects.get(pk=door.user_id)
    return doors.parts(bytes((user.first, user.second)[door.nth]))
