"""Twelve words on paper: the way back in for whoever lost passphrase or passkey.

The words are drawn here, shown once and not kept. What is kept is the person's seeds, wrapped
under a key of the words; there is a place for each of the two doors, filler where nobody made
words. Used once, a code is replaced.
"""

import secrets
from base64 import b64decode, b64encode
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import clock
from waystation.base.errors import Refused, Tampered
from waystation.vault import (
    audit,
    doors,
    locks,
    passphrases,
    seal,
    staff,
    tokens,
    visits,
    words,
)
from waystation.vault.crowd import kdf_slot
from waystation.vault.doors import Lock
from waystation.vault.models import User
from waystation.vault.staff import WAY_BACK_BYTES, Door

# A code is tried out at least so often, or nobody knows whether it still lies where it lay.
DRILL_EVERY_DAYS = 180


def offer(door: Door, language: str = "en") -> tuple[str, str]:
    """Draw a code that counts only once two of its words were told back.

    Gives the words, and the same sealed for the person's own page to hand back with the two.
    """
    text = words.draw(language)
    sealed = seal.wrap(_page_key(door), text.encode(), bound=b"ws1/offer")
    return text, b64encode(sealed).decode()


def offered(door: Door, sealed: str) -> str:
    """Open what `offer` sealed.

    Raises:
      Refused: the page is of another visit, or was changed.
    """
    try:
        return seal.unwrap(_page_key(door), b64decode(sealed), bound=b"ws1/offer").decode()
    except (Tampered, ValueError):
        raise Refused(
            _("This page is too old."), hint=_("Draw a new code; the old one still counts.")
        ) from None


def ask_back() -> tuple[int, int]:
    """Choose which two words are asked back, by their numbers from 1."""
    first, second = sorted(secrets.SystemRandom().sample(range(1, words.COUNT + 1), 2))
    return first, second


def is_told_back(text: str, asked: tuple[int, ...], told: tuple[str, ...]) -> bool:
    """Say whether the words asked for were told."""
    own = words.words_in(text)
    wanted = [own[nth - 1] for nth in asked if 1 <= nth <= len(own)]
    given = [" ".join(words.words_in(word)) for word in told]
    return len(wanted) == len(asked) > 0 and wanted == given


def keep(door: Door, text: str) -> None:
    """Make a code the way back to a door; the one before it is worth nothing from now on."""
    key = _code_key(door, words.entropy_of(text))
    sealed = seal.wrap(key, door.seeds, bound=b"ws1/recovery" + door.user_id.bytes)
    with transaction.atomic():
        user = User.objects.get(pk=door.user_id)
        places = _places(user)
        places[door.nth] = sealed
        User.objects.filter(pk=user.id).update(recovery=b"".join(places))


def renew(door: Door, language: str = "en") -> str:
    """Draw a code, keep it at once and give its words, for a page that shows them once."""
    text = words.draw(language)
    keep(door, text)
    return text


def drill(door: Door, text: str, *, now: datetime) -> None:
    """Check that a code on paper is still the way back; nothing changes but the day of the drill.

    Raises:
      Refused: it is not this person's code.
    """
    user = User.objects.get(pk=door.user_id)
    if _opens(user, door.nth, words.entropy_of(text)) != door.seeds:
        raise Refused(
            _("These words are a code, but not the one that opens your door."),
            hint=_("Look for a newer paper. If there is none, make a new code."),
        )
    staff.amend(door, drilled_on=now.date())


def find_door(name: str, text: str) -> Door:
    """Open a door by name and code.

    Raises:
      Refused: they do not belong together; it does not say which was wrong.
    """
    entropy, mac = words.entropy_of(text), staff.name_mac(name)
    user = User.objects.filter(name_mac=mac).first() or User(
        first=doors.filler(),
        second=doors.filler(),
        recovery=doors.filler_wrap(WAY_BACK_BYTES) + doors.filler_wrap(WAY_BACK_BYTES),
    )
    for nth, stored in enumerate((user.first, user.second)):
        seeds = _opens(user, nth, entropy)
        profile = doors.parts(bytes(stored)).profile
        # A code made behind a door that was made anew since opens seeds that open nothing.
        if seeds and doors.profile_if_any(user.id, seeds, profile):
            return Door(user.id, seeds, nth)
    raise Refused(
        _("This name and these words do not open a door here."),
        hint=_("Check the name. A code is worth nothing once it was used or replaced."),
    )


def reset(door: Door, passphrase: str, *, now: datetime, language: str = "en") -> str:
    """Put a new passphrase on a door opened without the old one; gives a new code.

    Passkeys are forgotten, tokens and the open visit end.

    Raises:
      Refused: the passphrase is no good, or the same code is being used a second time just now.
      Crowded: too many people are signing in.
    """
    passphrases.check(passphrase)
    seen = staff.parts_of(door).verifier
    with kdf_slot():
        locks.relock(door, Lock(door.seeds), staff.digest_of(passphrase), seen=seen)
    with transaction.atomic():
        tokens.revoke_all(door)
        visits.end_all(door.ring_key, now=clock.real_now())
        staff.amend(door, temporary=False)
        audit.write("recovered", actor=door.user_id, says={}, now=now)
        return renew(door, language)


def _opens(user: User, nth: int, entropy: bytes) -> bytes | None:
    """Give the seeds at one of the two places, if the code is the one it was made with."""
    door = Door(user.id, b"", nth)
    try:
        return seal.unwrap(
            _code_key(door, entropy), _places(user)[nth], bound=b"ws1/recovery" + user.id.bytes
        )
    except Tampered:
        return None


def _places(user: User) -> list[bytes]:
    both = bytes(user.recovery)
    return [both[:WAY_BACK_BYTES], both[WAY_BACK_BYTES:]]


def _code_key(door: Door, entropy: bytes) -> bytes:
    return seal.derive(entropy, b"ws1/recovery" + door.user_id.bytes)


def _page_key(door: Door) -> bytes:
    return seal.derive(door.ring_key, b"ws1/offer")
