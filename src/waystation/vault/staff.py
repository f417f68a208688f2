"""People's doors: making one for a colleague, and what a passphrase unlocks."""

import unicodedata
from pathlib import Path
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from waystation.base.access import ROLES
from waystation.base.errors import Refused
from waystation.base.files import make_once
from waystation.base.ids import new_id
from waystation.vault import seal
from waystation.vault.domain import Slot, pad, read_ring, unpad, write_ring
from waystation.vault.keyring import Keyring
from waystation.vault.models import User

PEPPER_BYTES = 32


class Profile(msgspec.Struct, frozen=True, tag="profile/1"):
    """What a person is called here and what they do, sealed under their own ring key."""

    alias: str
    role: str


class Door(msgspec.Struct, frozen=True):
    """What a passphrase gives: the seeds from which everything else opens."""

    user_id: UUID
    seeds: bytes

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


def admit(*, name: str, alias: str, role: str, passphrase: str, slots: list[Slot]) -> UUID:
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
    user_id, salt = new_id(), seal.new_seed()[:16]
    seeds = seal.new_seed() + seal.new_seed() + seal.new_seed()
    memory_kib, passes, lanes = settings.KDF
    kek, verifier = _keys(passphrase, salt, memory_kib, passes, lanes)
    ring_key = seeds[64:]
    profile = pad(msgspec.msgpack.encode(Profile(alias, role)), 256)
    User.objects.create(
        id=user_id,
        name_mac=name_mac(name),
        salt=salt,
        kdf_memory_kib=memory_kib,
        kdf_passes=passes,
        kdf_lanes=lanes,
        verifier=verifier,
        seeds=seal.wrap(kek, seeds, bound=b"ws1/seeds" + user_id.bytes),
        ring=seal.wrap(ring_key, write_ring(slots), bound=b"ws1/ring" + user_id.bytes),
        profile=seal.wrap(ring_key, profile, bound=b"ws1/profile" + user_id.bytes),
        box_public=seal.box_public(seeds[:32]),
        sign_public=seal.sign_public(seeds[32:64]),
    )
    return user_id


def try_door(name: str, passphrase: str) -> Door | None:
    """Try a name and a passphrase; an unknown name costs as much time as a wrong passphrase."""
    mac = name_mac(name)
    user = User.objects.filter(name_mac=mac).first()
    if user is None:
        salt = seal.keyed_digest(pepper(), b"ws1/salt" + mac)[:16]
        _keys(passphrase, salt, *settings.KDF)
        return None
    kek, verifier = _keys(
        passphrase, bytes(user.salt), user.kdf_memory_kib, user.kdf_passes, user.kdf_lanes
    )
    if not seal.same(verifier, bytes(user.verifier)):
        return None
    seeds = seal.unwrap(kek, bytes(user.seeds), bound=b"ws1/seeds" + user.id.bytes)
    return Door(user.id, seeds)


def ring_of(door: Door) -> tuple[Profile, Keyring]:
    """Open a person's profile and key ring with the seeds their passphrase gave."""
    user, ring_key = User.objects.get(pk=door.user_id), door.seeds[64:]
    ring = seal.unwrap(ring_key, bytes(user.ring), bound=b"ws1/ring" + user.id.bytes)
    sealed = seal.unwrap(ring_key, bytes(user.profile), bound=b"ws1/profile" + user.id.bytes)
    profile = msgspec.msgpack.decode(unpad(sealed), type=Profile)
    return profile, Keyring.of(user.id, read_ring(ring))


def _keys(
    passphrase: str, salt: bytes, memory_kib: int, passes: int, lanes: int
) -> tuple[bytes, bytes]:
    """Derive the key that wraps the seeds, and the digest the server recognises it by."""
    plain = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    root = seal.stretch(plain, salt, memory_kib=memory_kib, passes=passes, lanes=lanes)
    auth = seal.derive(root, b"ws1/auth")
    return seal.derive(root, b"ws1/kek"), seal.derive(auth, b"ws1/verifier")
