"""Sign-in: from a passphrase to a visit, and from a request to who is asking with which keys."""

import functools
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from waystation.base import access, clock
from waystation.base.errors import Forbidden, Overtaken, Refused, Tampered
from waystation.base.moments import bucket
from waystation.vault import (
    audit,
    decoys,
    doors,
    folding,
    limits,
    locks,
    notices,
    seal,
    share,
    staff,
    tokens,
    visits,
)
from waystation.vault.crowd import Crowded, kdf_slot
from waystation.vault.doors import Lock, Profile
from waystation.vault.keyring import Keyring
from waystation.vault.models import Session, User
from waystation.vault.staff import Door, Knock, ring_of
from waystation.vault.visits import Half, SignedOut, Visit

__all__ = ["Crowded", "Entry", "SignedOut", "Who", "begin", "kdf_slot", "opens_to", "sign_in"]

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
READ_AGAIN = 3
# From the passphrase to the passkey.
HALF_OPEN = timedelta(minutes=5)
# A part of a page that asks again and again sends this with "1": nobody is at work there.
ASKS_BY_ITSELF = "X-Asks-By-Itself"
BEARER = "Bearer "
READING = ("GET", "HEAD", "OPTIONS")
View = Callable[..., HttpResponseBase]


class Entry(NamedTuple):
    """What a right passphrase gives: a cookie, and whether a passkey is still to come."""

    cookie: str
    is_half: bool


@dataclass(frozen=True)
class Who:
    """Who is asking: id, what they are called, role, and their keys for this one request."""

    user_id: UUID
    alias: str
    role: str
    keyring: Keyring
    door: Door
    profile: Profile
    by_token: bool = False


class SignedRequest(HttpRequest):
    """A request that came through `opens_to`: it says who asks."""

    who: Who


def begin(name: str, passphrase: str, *, now: datetime) -> Entry:
    """Try a name and a passphrase: a visit, or half of one where a passkey is asked for too.

    Raises:
      Refused: no such name and passphrase together; it does not say which was wrong.
      Crowded: too many people are signing in.
    """
    with kdf_slot():
        knock = staff.knock(name, passphrase)
        if knock is None:
            raise _no_door()
        if knock.lock.passkeys:
            half = Half(knock.user_id, knock.nth, knock.kek, knock.digest, now + HALF_OPEN)
            return Entry(visits.start(half, until=now + HALF_OPEN), True)
        door = Door(knock.user_id, knock.lock.seeds, knock.nth)
        is_dearer = locks.raise_price(door, knock.lock, knock)
    return Entry(_enter(door, None if is_dearer else knock.verifier, now), False)


def sign_in(name: str, passphrase: str, *, now: datetime) -> str:
    """Open a visit with a passphrase alone and return the cookie that carries it.

    Raises:
      Refused: no such name and passphrase together, or a passkey is asked for too.
    """
    cookie, is_half = begin(name, passphrase, now=now)
    if is_half:
        sign_out(cookie)
        raise Refused(_("A passkey is asked for too."), hint=_("Sign in with a browser."))
    return cookie


def half_open(cookie: str, *, now: datetime) -> Knock:
    """Give what the passphrase gave, while the passkey is still to come.

    Raises:
      SignedOut: no half-open visit, or its five minutes are over.
    """
    _row, half = visits.find(cookie, Half, now=now)
    user = User.objects.filter(pk=half.user_id).first()
    if user is None:
        raise SignedOut
    door = doors.parts(bytes((user.first, user.second)[half.nth]))
    try:
        lock = doors.open_lock(half.user_id, half.kek, door.lock)
    except Tampered:
        # The passphrase was changed in between.
        raise SignedOut from None
    return Knock(half.user_id, half.nth, half.kek, half.digest, lock, door.verifier)


def challenge(cookie: str) -> bytes:
    """Give what a passkey has to sign: 32 bytes that belong to this half-open visit alone."""
    return seal.derive(cookie.encode("utf-8", "surrogatepass"), b"ws1/challenge")


def finish(cookie: str, lock: Lock, seeds: bytes, *, now: datetime) -> str:
    """Make a half-open visit whole, once the passkey was checked; gives the new cookie.

    Args:
      lock: as it stands now, with the passkey's new counter.
      seeds: from the lock, or opened with what the passkey added.

    Raises:
      SignedOut: no half-open visit, or its five minutes are over, or it was made whole before.
      Refused: the passphrase was changed since.
      Crowded: too many people are signing in.
    """
    knock = half_open(cookie, now=now)
    door = Door(knock.user_id, seeds, knock.nth)
    with kdf_slot():
        is_dearer = locks.raise_price(door, lock, knock)
        if not is_dearer:
            locks.keep_lock(door, knock, lock)
    with transaction.atomic():
        visits.find(cookie, Half, now=now)
        sign_out(cookie)
        return _enter(door, None if is_dearer else knock.verifier, now)


@transaction.atomic
def anew(door: Door, *, now: datetime) -> str:
    """Open a new visit for somebody inside, after their keys were changed: every other ends."""
    visits.end_all(door.ring_key, now=now)
    visit = Visit(door.user_id, door.seeds, door.nth, now + LONGEST)
    place = visits.place_of(door.ring_key, now.date())
    return visits.start(visit, until=now + IDLE, place=place)


@transaction.atomic
def _enter(door: Door, verifier: bytes | None, now: datetime) -> str:
    """Open the one visit a person has and leave a notice; the same work behind either door.

    A passphrase that was changed while it was tried (`verifier` is no longer there) opens nothing.
    """
    if verifier is not None and not staff.stands(door, verifier):
        raise _no_door()
    profile, keyring = ring_of(door)
    opened, total = share.of_ring(keyring)
    said = notices.SignedIn(door.user_id, profile.is_duress, opened, total)
    notices.write(said, now=clock.now())
    decoys.tend(keyring, is_duress=profile.is_duress, now=clock.now())
    if keyring.cells_of("security"):
        audit.sign_head(keyring, now=clock.now())
    return anew(door, now=now)


def _no_door() -> Refused:
    return Refused(
        _("This name and passphrase do not open a door here."),
        hint=_("Check both; capital letters matter in the passphrase."),
    )


def sign_out(cookie: str) -> None:
    """Close a session for good."""
    visits.close(cookie)


def who_is(cookie: str, *, now: datetime, stays: bool = True) -> Who:
    """Open a session's seeds and with them the person's keyring.

    `stays` False leaves its end where it is: a page that asks by itself is nobody at work.

    Raises:
      SignedOut: no such session, or it has ended.
    """
    row, visit = visits.find(cookie, Visit, now=now)
    later = bucket(now + IDLE)
    if stays and later > row.expires_at:
        Session.objects.filter(pk=row.pk).update(expires_at=later)
    door = Door(visit.user_id, visit.seeds, visit.nth)
    try:
        profile, keyring = ring_of(door)
    except (User.DoesNotExist, Tampered):
        # The door was taken away or made anew while somebody was inside. If it was tampered
        # with, signing in again says so.
        sign_out(cookie)
        raise SignedOut from None
    keyring = folding.fold(door, profile, keyring, now=clock.now())
    return Who(door.user_id, profile.alias, profile.role, keyring, door, profile)


def who_reads(token: str, *, now: datetime) -> Who:
    """Give what an API token may open today: never more than its owner's keys do.

    Raises:
      SignedOut: no such token, ended, or taken back.
      Slowed: more than five a second.
    """
    limits.take("api", visits.id_of(token))
    door, profile, keyring = tokens.opened(token, now=now)
    return Who(door.user_id, profile.alias, profile.role, keyring, door, profile, by_token=True)


def signed_in(request: HttpRequest, *roles: str, stays: bool = True) -> Who:
    """Say who is asking, if their role is one of those given; `stays` as for `who_is`.

    Raises:
      SignedOut: nobody is signed in; the middleware shows the door.
      Forbidden: somebody is, in another role; or a token wants to do more than read.
    """
    now, told = clock.real_now(), request.headers.get("Authorization", "")
    cookie = request.COOKIES.get(settings.DOOR_COOKIE, "")
    if told.startswith(BEARER):
        if request.method not in READING:
            raise Forbidden(_("A token only reads."), hint=_("Sign in to change something."))
        who = who_reads(told.removeprefix(BEARER), now=now)
    elif cookie:
        is_at_work = stays and request.headers.get(ASKS_BY_ITSELF) != "1"
        who = who_is(cookie, now=now, stays=is_at_work)
    else:
        raise SignedOut
    if who.role not in roles:
        raise Forbidden(
            _("This page belongs to other work than yours."), hint=_("Go back to your board.")
        )
    return who


def opens_to(*roles: str, stays: bool = True) -> Callable[[View], View]:
    """Open a view to roles: writes its line in the access table and hands it ``request.who``.

    The vault's own pages are about keys and compartments; no token reads them. With `stays` False
    asking for the page never counts as work: the visit ends when it would have ended.
    """

    def decorate(view: View) -> View:
        is_about_keys = view.__module__.startswith("waystation.vault.views")

        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            signed = cast(SignedRequest, request)
            tries = READ_AGAIN if request.method == "GET" else 1
            while True:
                signed.who = signed_in(request, *roles, stays=stays)
                if signed.who.by_token and is_about_keys:
                    raise Forbidden(
                        _("No token reads this page."), hint=_("Sign in with a browser.")
                    )
                tries -= 1
                try:
                    return view(signed, *args, **kwargs)
                except Overtaken:
                    # A compartment got a new key while its rows were read: once more, with it.
                    if not tries:
                        raise

        access.allow(guarded, frozenset(roles))
        return guarded

    return decorate


def carry(response: HttpResponse, cookie: str) -> None:
    """Give a browser the cookie of its visit."""
    response.set_cookie(
        settings.DOOR_COOKIE, cookie, secure=settings.SECURE, httponly=True, samesite="Strict"
    )


def draft_key(who: Who) -> str:
    """Give the key under which this person's browser keeps what was typed and not sent."""
    return urlsafe_b64encode(seal.derive(who.door.ring_key, b"ws1/draft")).decode()
