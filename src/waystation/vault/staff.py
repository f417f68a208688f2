"""People's doors: making one for a colleague, and what a passphrase unlocks."""

import secrets
import unicodedata
from pathlib import Path
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.access import ROLES
from waystation.base.errors import Refused
from waystation.base.files import make_once
from waystation.base.ids import new_id
from waystation.vault import doors, seal
from waystation.vault.domain import Slot
from waystation.vault.doors import Lock, Profile
from waystation.vault.keyring import Keyring
from waystation.vault.models import User

PEPPER_BYTES = 32
RECOVERY_BYTES = doors.SEEDS_BYTES + seal.WRAP_OVERHEAD
ESCROW_BYTES = doors.SEEDS_BYTES + seal.BOX_OVERHEAD


class Knock(msgspec.Struct, frozen=True):
    """What a right passphrase gives before any passkey: which door, its key and its lock."""

    user_id: UUID
    nth: int
    kek: bytes
    lock: Lock

    def __repr__(self) -> str:
        return "<Knock>"


class Door(msgspec.Struct, frozen=True):
    """An open door: the seeds from which everything else opens, and which of the two it is."""

    user_id: UUID
    seeds: bytes
    nth: int

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
    passphrase: str,
    slots: list[Slot],
    mailbox: UUID | None = None,
    safety: bytes = b"",
) -> UUID:
    """Make a colleague's door, with the compartments their work needs.

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
    user_id, salt, seeds = new_id(), secrets.token_bytes(16), new_seeds()
    memory_kib, passes, lanes = settings.KDF
    door = doors.make(
        user_id,
        keys=keys_of(passphrase, salt, memory_kib, passes, lanes),
        seeds=seeds,
        slots=slots,
        profile=Profile(alias, role, mailbox, safety=safety),
    )
    both = [door, doors.filler()]
    secrets.SystemRandom().shuffle(both)
    User.objects.create(
        id=user_id,
        name_mac=name_mac(name),
        salt=salt,
        kdf_memory_kib=memory_kib,
        kdf_passes=passes,
        kdf_lanes=lanes,
        first=both[0],
        second=both[1],
        recovery=bytes((seal.SUITE,)) + secrets.token_bytes(RECOVERY_BYTES - 1),
        escrow=bytes((seal.SUITE, seal.ESCROW)) + secrets.token_bytes(ESCROW_BYTES - 2),
        box_public=seal.box_public(seeds[:32]),
        sign_public=seal.sign_public(seeds[32:64]),
    )
    return user_id


def knock(name: str, passphrase: str) -> Knock | None:
    """Try a name and a passphrase; an unknown name costs as much time as a wrong passphrase.

    Both doors are compared every time, so that nothing tells which of them opened.
    """
    mac = name_mac(name)
    user = User.objects.filter(name_mac=mac).first()
    if user is None:
        salt = seal.keyed_digest(pepper(), b"ws1/salt" + mac)[:16]
        keys_of(passphrase, salt, *settings.KDF)
        return None
    kek, verifier = keys_of(
        passphrase, bytes(user.salt), user.kdf_memory_kib, user.kdf_passes, user.kdf_lanes
    )
    both = [doors.parts(bytes(user.first)), doors.parts(bytes(user.second))]
    fits = [seal.same(verifier, door.verifier) for door in both]
    if not any(fits):
        return None
    nth = fits.index(True)
    return Knock(user.id, nth, kek, doors.open_lock(user.id, kek, both[nth].lock))


def try_door(name: str, passphrase: str) -> Door | None:
    """Open a door that a passphrase alone opens; None if it is wrong or a passkey is asked for."""
    found = knock(name, passphrase)
    if found is None or found.lock.passkeys:
        return None
    return Door(found.user_id, found.lock.seeds, found.nth)


def ring_of(door: Door) -> tuple[Profile, Keyring]:
    """Open a person's profile and key ring with the seeds their passphrase gave."""
    found = _parts(door)
    profile = doors.open_profile(door.user_id, door.seeds, found.profile)
    slots = doors.open_ring(door.user_id, door.seeds, found.ring)
    return profile, Keyring.of(door.user_id, slots)


@transaction.atomic
def keep_ring(door: Door, slots: list[Slot]) -> None:
    """Put another key ring behind an open door."""
    ring = doors.seal_ring(door.user_id, door.seeds, slots)
    keep(door, _parts(door)._replace(ring=ring))


@transaction.atomic
def keep_profile(door: Door, profile: Profile) -> None:
    """Put another profile behind an open door."""
    sealed = doors.seal_profile(door.user_id, door.seeds, profile)
    keep(door, _parts(door)._replace(profile=sealed))


def keep(door: Door, parts: doors.Parts) -> None:
    """Store a door anew; call it in the transaction that read it."""
    column = ("first", "second")[door.nth]
    User.objects.filter(pk=door.user_id).update(**{column: parts.joined()})


def new_seeds() -> bytes:
    """Draw a person's seeds: for boxes, for signatures, and the key of their ring."""
    return seal.new_seed() + seal.new_seed() + seal.new_seed()


def keys_of(
    passphrase: str, salt: bytes, memory_kib: int, passes: int, lanes: int
) -> tuple[bytes, bytes]:
    """Derive the key that wraps the seeds, and the digest the server recognises it by."""
    plain = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    root = seal.stretch(plain, salt, memory_kib=memory_kib, passes=passes, lanes=lanes)
    auth = seal.derive(root, b"ws1/auth")
    return seal.derive(root, b"ws1/kek"), seal.derive(auth, b"ws1/verifier")


def _parts(door: Door) -> doors.Parts:
    user = User.objects.get(pk=door.user_id)
    return doors.parts(bytes((user.first, user.second)[door.nth]))
