"""API tokens: a program reads some of what its owner may read, for some days, and writes nothing.

A token carries the owner's ring key and no other seed, so it signs nothing and opens no mail. What
it opens is looked up in the owner's ring at each request: keys taken from the owner are gone for
the token too.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import clock
from waystation.base.errors import Refused, Tampered
from waystation.vault import audit, staff, visits
from waystation.vault.domain import PURPOSE_NAMES, PURPOSES
from waystation.vault.doors import Profile, TokenNote
from waystation.vault.keyring import Keyring
from waystation.vault.models import User
from waystation.vault.staff import Door
from waystation.vault.visits import SignedOut, Token

TOKENS_MAX = 3
DAYS_MAX = 90
NAME_MAX = 20
# Not security: its pages are about keys, and no token reads those.
READABLE = tuple(purpose for purpose in PURPOSES if purpose != "security")
# Says what it is to whoever finds one lying about.
PREFIX = "waystation-"
_NO_SEED = bytes(64)


@transaction.atomic
def make(door: Door, *, name: str, purposes: tuple[str, ...], days: int, now: datetime) -> str:
    """Make a token and give its text, which is shown once.

    Raises:
      Refused: too many tokens or days, no purpose, or one the owner holds nothing of.
    """
    profile, keyring = staff.ring_of(door)
    kept = alive(profile, now)
    _check(name, purposes, days, keyring, n_kept=len(kept))
    until = now + timedelta(days=days)
    body = Token(door.user_id, door.ring_key, door.nth, purposes, until)
    carrier = visits.start(body, until=until)
    codes = bytes(PURPOSES[purpose] for purpose in purposes)
    note = TokenNote(bytes.fromhex(visits.id_of(carrier)), name, codes, until.date())
    staff.amend(door, tokens=(*kept, note))
    says = {"of": ", ".join(purposes), "until": until.date().isoformat()}
    audit.write("token made", actor=door.user_id, says=says, now=clock.now())
    return PREFIX + carrier


@transaction.atomic
def revoke(door: Door, token_id: bytes) -> None:
    """End a token at once.

    Raises:
      Refused: no such token of this person.
    """
    profile = staff.profile_of(door)
    if token_id not in [note.id for note in profile.tokens]:
        raise Refused(_("There is no such token."), hint=_("Load the page again."))
    visits.end(token_id.hex())
    staff.amend(door, tokens=tuple(note for note in profile.tokens if note.id != token_id))
    audit.write("token revoked", actor=door.user_id, says={}, now=clock.now())


@transaction.atomic
def revoke_all(door: Door) -> None:
    """End every token of a person, as when their passphrase is changed."""
    profile = staff.profile_of(door)
    for note in profile.tokens:
        visits.end(note.id.hex())
    staff.amend(door, tokens=())


def alive(profile: Profile, now: datetime) -> tuple[TokenNote, ...]:
    """List the tokens that have not ended."""
    return tuple(note for note in profile.tokens if note.ends_on >= now.date())


def purposes_of(note: TokenNote) -> list[str]:
    """Say for what a token may read."""
    return [PURPOSE_NAMES[code] for code in note.purposes]


def opened(text: str, *, now: datetime) -> tuple[Door, Profile, Keyring]:
    """Open a token: whose it is, and the compartments both it and its owner have now.

    Raises:
      SignedOut: no such token, ended, or its owner's door is gone.
    """
    row, token = visits.find(text.removeprefix(PREFIX), Token, now=now)
    door = Door(token.user_id, _NO_SEED + token.ring_key, token.nth)
    try:
        profile, slots = staff.profile_of(door), staff.slots_of(door)
    except (User.DoesNotExist, Tampered):
        row.delete()
        raise SignedOut from None
    # A note taken away by another change ends the token as surely as its row.
    if bytes.fromhex(row.id) not in [note.id for note in profile.tokens]:
        row.delete()
        raise SignedOut
    may = [slot for slot in slots if slot.purpose in token.purposes and not slot.hidden]
    return door, profile, Keyring.of(door.user_id, may, alias=profile.alias)


def _check(
    name: str, purposes: tuple[str, ...], days: int, keyring: Keyring, *, n_kept: int
) -> None:
    if n_kept >= TOKENS_MAX:
        raise Refused(
            _("You have %(n)s tokens; that is the most.") % {"n": n_kept},
            hint=_("End one that is not used any more."),
        )
    if not 1 <= days <= DAYS_MAX:
        raise Refused(
            _("A token lives from 1 to %(n)s days, not %(days)s.") % {"n": DAYS_MAX, "days": days},
            hint=_("Make a new one when it ends."),
        )
    if not 1 <= len(name) <= NAME_MAX:
        raise Refused(
            _("A token has a name of 1 to %(n)s characters.") % {"n": NAME_MAX},
            hint=_("Say in a word which program uses it."),
        )
    held = [purpose for purpose in READABLE if keyring.cells_of(purpose)]
    if not purposes or not set(purposes) <= set(held):
        raise Refused(
            _("A token reads at least one kind of compartment, and only those you hold."),
            hint=_("Choose from the list."),
        )
