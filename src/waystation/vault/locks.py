"""Changing what opens a door: another passphrase, other passkeys, a duress passphrase.

Whatever is changed from behind the true door, both doors are made anew under a new salt. Copies
of the disk from before and after look the same whether a passphrase, a passkey or the second
passphrase was changed, set or removed. The true profile keeps what this needs.

From behind the duress door only that door's own lock is changed. It never learns whether there is
another, and pretends the rest; the same derivations are paid for in every case.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.vault import audit, doors, limits, passphrases, seal, staff, tokens
from waystation.vault.crowd import kdf_slot
from waystation.vault.domain import Slot
from waystation.vault.doors import Lock, Passkey, Profile
from waystation.vault.models import User
from waystation.vault.needs import NEEDS
from waystation.vault.staff import DIGEST_BYTES, Door, Knock, Stretched

# Finance, giving, tracing and security have no decoys: an empty register would give itself away at
# once, and the book is true wherever it is read. Behind the second door they are shown as another.
SHOWN_AS = dict.fromkeys(
    ("finance officer", "security officer", "fundraiser", "tracing officer"), "approver"
)


def confirm(door: Door, passphrase: str) -> Knock:
    """Check the passphrase of somebody who is inside already, before keys are changed.

    Call it inside `kdf_slot`.

    Raises:
      Refused: it does not open the door they came through.
      Slowed: somebody who sits at this person's open console guesses.
    """
    limits.take("confirm", str(door.user_id))
    user = User.objects.get(pk=door.user_id)
    knock = staff.fitting(user, staff.digest_of(passphrase))
    if knock is None or knock.nth != door.nth:
        raise Refused(
            _("This is not your passphrase."),
            hint=_("Type the passphrase you signed in with; nothing was changed."),
        )
    limits.give_back("confirm", str(door.user_id))
    return knock


def change_passphrase(door: Door, *, passphrase: str, new: str, now: datetime) -> None:
    """Put another passphrase in the place of one's own; tokens end.

    Raises:
      Refused: the present one is wrong, or the new one is no good.
    """
    passphrases.check(new)
    with kdf_slot():
        knock = confirm(door, passphrase)
        relock(door, knock.lock, staff.digest_of(new), seen=knock.verifier)
    with transaction.atomic():
        tokens.revoke_all(door)
        staff.amend(door, temporary=False)
        _told(door, now)


def set_duress(door: Door, *, passphrase: str, duress: str, now: datetime) -> None:
    """Set a second passphrase that opens a small world of inventions, or replace it.

    Raises:
      Refused: one's own passphrase is wrong, the second is no good or the same as the first, or
        the organisation has no decoy world.
    """
    passphrases.check(duress)
    digest = staff.digest_of(duress)
    with kdf_slot():
        knock = confirm(door, passphrase)
        if digest == knock.digest:
            raise Refused(
                _("This is your own passphrase."), hint=_("The second one must be another.")
            )
        profile, keyring = staff.ring_of(door)
        if not profile.is_duress and not keyring.decoys:
            raise Refused(
                _("There is nothing yet that a second passphrase could open."),
                hint=_("Ask the security officer."),
            )
        second = digest + staff.new_seeds()
        relock(door, knock.lock, knock.digest, seen=knock.verifier, duress=second)
    _told(door, now)


def remove_duress(door: Door, *, passphrase: str, now: datetime) -> None:
    """Put filler in the place of the second door; the same if there was none.

    Raises:
      Refused: one's own passphrase is wrong.
    """
    with kdf_slot():
        knock = confirm(door, passphrase)
        relock(door, knock.lock, knock.digest, seen=knock.verifier, duress=b"")
    _told(door, now)


def change_passkeys(
    door: Door,
    *,
    passphrase: str,
    passkeys: tuple[Passkey, ...],
    seeds_in_lock: bool,
    now: datetime,
) -> None:
    """Put other passkeys behind the passphrase.

    Args:
      seeds_in_lock: whether the passphrase alone gives the seeds and the server only insists on
        the passkey; False where each passkey carries the seeds under a secret of its own.

    Raises:
      Refused: the passphrase is wrong, or there are too many passkeys.
    """
    with kdf_slot():
        knock = confirm(door, passphrase)
        lock = Lock(door.seeds if seeds_in_lock else b"", passkeys)
        relock(door, lock, knock.digest, seen=knock.verifier)
    _told(door, now)


def relock(
    door: Door, lock: Lock, digest: bytes, *, seen: bytes, duress: bytes | None = None
) -> None:
    """Make a person's doors anew around a lock and a passphrase's digest.

    Call it inside `kdf_slot` and outside any transaction. Behind the true door the other one is
    made anew too, from what the profile keeps or from another `duress`; b"" makes it filler.

    Args:
      seen: by what the door was recognised when whoever asks proved to be its owner.

    Raises:
      Refused: the passphrase is the one of the person's other door, or the door's keys were
        changed elsewhere since.
    Cost: two derivations.
    """
    user = User.objects.get(pk=door.user_id)
    profile = staff.profile_of(door)
    if profile.is_duress:
        _relock_this_one(door, user, lock, digest, seen)
        return
    kept = profile.duress if duress is None else duress
    if kept[:DIGEST_BYTES] == digest:
        raise _other_please()
    own = staff.stretch(digest)
    other = staff.stretch(kept[:DIGEST_BYTES] or seal.new_seed(), own.salt)
    with transaction.atomic():
        _as_seen(door, seen)
        make_anew(door, lock, own, other, duress=kept)


@transaction.atomic
def make_anew(door: Door, lock: Lock, own: Stretched, other: Stretched, *, duress: bytes) -> None:
    """Write both doors of a person from passphrases stretched under one salt.

    Args:
      duress: digest of the second passphrase and the seeds behind it; b"" makes its door filler.
    """
    staff.amend(door, duress=duress)
    _write(door, lock, own, other.keys)


def keep_lock(door: Door, knock: Knock, lock: Lock) -> None:
    """Put another lock behind the same passphrase, such as with a passkey's new counter.

    A passkey that does not count leaves nothing to write.

    Raises:
      Refused: the passphrase was changed since.
    """
    with transaction.atomic():
        _as_seen(door, knock.verifier)
        if lock != knock.lock:
            sealed = doors.seal_lock(door.user_id, knock.kek, lock)
            staff.keep(door, staff.parts_of(door)._replace(lock=sealed))


def raise_price(door: Door, lock: Lock, knock: Knock) -> bool:
    """Make a person's doors anew at sign-in, if passphrases have become dearer to try since.

    Behind the duress door it costs as much and changes nothing. Call it as `relock`.

    Raises:
      Refused: the passphrase was changed since.
    """
    user = User.objects.get(pk=door.user_id)
    if _work(staff.price_of(user)) >= _work(settings.KDF):
        return False
    profile = staff.profile_of(door)
    if profile.is_duress:
        for _door in range(2):
            staff.keys_of(knock.digest, bytes(user.salt), settings.KDF)
        return False
    relock(door, lock, knock.digest, seen=knock.verifier)
    return True


def _told(door: Door, now: datetime) -> None:
    """Enter a change of keys in the audit chain; never which, since that can be under duress."""
    audit.write("keys changed", actor=door.user_id, says={}, now=now)


def _work(price: staff.Price) -> int:
    memory_kib, passes, _lanes = price
    return memory_kib * passes


def _write(door: Door, lock: Lock, paid: Stretched, other: tuple[bytes, bytes]) -> None:
    """Write both doors anew, every part of them, and what their passphrases cost now."""
    profile = staff.profile_of(door)
    own = doors.make(
        door.user_id,
        keys=paid.keys,
        seeds=door.seeds,
        slots=staff.slots_of(door),
        profile=profile,
        lock=lock,
    )
    second = _second_door(door, profile, lock, other) if profile.duress else doors.filler()
    both = [own, second] if door.nth == 0 else [second, own]
    memory_kib, passes, lanes = settings.KDF
    User.objects.filter(pk=door.user_id).update(
        salt=paid.salt,
        kdf_memory_kib=memory_kib,
        kdf_passes=passes,
        kdf_lanes=lanes,
        first=both[0],
        second=both[1],
    )


def _second_door(door: Door, profile: Profile, lock: Lock, keys: tuple[bytes, bytes]) -> bytes:
    """Make the duress door from what the true profile keeps; it asks for the same passkeys."""
    seeds = profile.duress[DIGEST_BYTES:]
    passkeys = tuple(msgspec.structs.replace(key, seeds=b"") for key in lock.passkeys)
    return doors.make(
        door.user_id,
        keys=keys,
        seeds=seeds,
        slots=_decoys(door, profile.role),
        profile=_duress_profile(door, profile, seeds),
        lock=Lock(seeds, passkeys),
    )


def _duress_profile(door: Door, profile: Profile, seeds: bytes) -> Profile:
    """Keep the duress door's profile, if there is one: what was done behind it is still there."""
    stored = doors.parts(_columns(door.user_id)[1 - door.nth]).profile
    return doors.profile_if_any(door.user_id, seeds, stored) or Profile(
        profile.alias,
        SHOWN_AS.get(profile.role, profile.role),
        is_duress=True,
        safety=profile.safety,
        drilled_on=profile.drilled_on,
        escrow=profile.escrow,
    )


def _decoys(door: Door, role: str) -> list[Slot]:
    """List the decoys for what a person works with, or is said to, as their ordinary slots.

    Whoever was not given their keys yet gets those of their role: the second door is not made anew
    when the first gets more.
    """
    slots = staff.slots_of(door)
    purposes = set(NEEDS[SHOWN_AS.get(role, role)])
    if role not in SHOWN_AS:
        purposes |= {slot.purpose for slot in slots if not slot.hidden}
    return [s._replace(hidden=False) for s in slots if s.hidden and s.purpose in purposes]


def _as_seen(door: Door, verifier: bytes) -> None:
    """Refuse a change by whoever proved who they are before another change came through."""
    if not staff.stands(door, verifier):
        raise Refused(
            _("Your keys were changed elsewhere a moment ago."),
            hint=_("This was not done. Sign in again with the passphrase that counts now."),
        )


def _relock_this_one(door: Door, user: User, lock: Lock, digest: bytes, seen: bytes) -> None:
    """Change the duress door's lock alone: its salt is the other door's too."""
    kek, verifier = staff.keys_of(digest, bytes(user.salt), staff.price_of(user))
    staff.keys_of(seal.new_seed(), bytes(user.salt), staff.price_of(user))
    with transaction.atomic():
        _as_seen(door, seen)
        both = [doors.parts(column) for column in _columns(user.id)]
        if seal.same(verifier, both[1 - door.nth].verifier):
            raise _other_please()
        sealed = doors.seal_lock(user.id, kek, lock)
        staff.keep(door, both[door.nth]._replace(verifier=verifier, lock=sealed))


def _columns(user_id: UUID) -> tuple[bytes, bytes]:
    user = User.objects.get(pk=user_id)
    return bytes(user.first), bytes(user.second)


def _other_please() -> Refused:
    return Refused(
        _("This passphrase was used before."), hint=_("Choose another; nothing was changed.")
    )
