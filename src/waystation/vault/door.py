"""Sign-in: from a passphrase to a session, and from a request to who is asking with which keys.

The server keeps a session's seeds sealed under the cookie, and only the cookie's digest to find
it by. A copy of the disk, sessions included, therefore opens nothing.
"""

import fcntl
import functools
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, cast
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from waystation.base import access, clock
from waystation.base.errors import Forbidden, Refused, Tampered
from waystation.base.watches import bucket
from waystation.vault import seal
from waystation.vault.domain import pad, unpad
from waystation.vault.doors import Profile
from waystation.vault.keyring import Keyring
from waystation.vault.models import Session, User
from waystation.vault.staff import Door, ring_of, try_door

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
VISIT_BUCKET = 1_024
KDF_SLOTS = 2
KDF_WAIT_S = 0.5
_waiting = threading.BoundedSemaphore(2)
# A part of a page that asks again and again sends this with "1": nobody is at work there.
ASKS_BY_ITSELF = "X-Asks-By-Itself"
View = Callable[..., HttpResponse]


class SignedOut(Exception):
    """Nobody is signed in here: show the door."""


class Visit(msgspec.Struct, frozen=True, tag="visit/1"):
    """What a session holds, sealed under its cookie."""

    user_id: UUID
    seeds: bytes
    nth: int
    ends_at: datetime

    def __repr__(self) -> str:
        return "<Visit>"


@dataclass(frozen=True)
class Who:
    """Who is asking: id, what they are called, role, and their keys for this one request."""

    user_id: UUID
    alias: str
    role: str
    keyring: Keyring
    door: Door
    profile: Profile


class SignedRequest(HttpRequest):
    """A request that came through `opens_to`: it says who asks."""

    who: Who


class Crowded(Refused):
    """More people are signing in than the door takes at once: the same again in a moment."""


@contextmanager
def kdf_slot() -> Iterator[None]:
    """Let two sign-ins at a time pay the price of the passphrase, across all server processes.

    Two more may wait for a moment. The rest are sent away at once, so that a crowd at the door
    takes no thread from those who are inside.

    Raises:
      Crowded: no place came free.
    """
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    slot = _free_slot(home)
    if slot is None and _waiting.acquire(blocking=False):
        try:
            give_up = time.monotonic() + KDF_WAIT_S
            while slot is None and time.monotonic() < give_up:
                time.sleep(0.02)
                slot = _free_slot(home)
        finally:
            _waiting.release()
    if slot is None:
        raise Crowded(_("Many people are signing in just now."), hint=_("Try again soon."))
    with slot:
        yield


def _free_slot(home: Path) -> IO[str] | None:
    """Take a place if one is free; closing the file gives it back."""
    for number in range(KDF_SLOTS):
        slot = (home / f"kdf-{number}.lock").open("w")
        try:
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            slot.close()
        else:
            return slot
    return None


def sign_in(name: str, passphrase: str, *, now: datetime) -> str:
    """Open a session and return the cookie that carries it.

    Raises:
      Refused: no such name and passphrase together; it does not say which was wrong.
    """
    with kdf_slot():
        door = try_door(name, passphrase)
    if door is None:
        raise Refused(
            _("This name and passphrase do not open a door here."),
            hint=_("Check both; capital letters matter in the passphrase."),
        )
    cookie = secrets.token_urlsafe(32)
    visit = Visit(door.user_id, door.seeds, door.nth, now + LONGEST)
    Session.objects.create(
        id=_session_id(cookie), expires_at=bucket(now + IDLE), body=_sealed(visit, cookie)
    )
    return cookie


def sign_out(cookie: str) -> None:
    """Close a session for good."""
    Session.objects.filter(pk=_session_id(cookie)).delete()


def who_is(cookie: str, *, now: datetime, stays: bool = True) -> Who:
    """Open a session's seeds and with them the person's keyring.

    `stays` False leaves its end where it is: a page that asks by itself is nobody at work.

    Raises:
      SignedOut: no such session, or it has ended.
    """
    session = Session.objects.filter(pk=_session_id(cookie), expires_at__gt=now).first()
    if session is None:
        raise SignedOut
    visit = _visit(session, cookie)
    if visit.ends_at < now:
        sign_out(cookie)
        raise SignedOut
    later = bucket(now + IDLE)
    if stays and later > session.expires_at:
        Session.objects.filter(pk=session.pk).update(expires_at=later)
    door = Door(visit.user_id, visit.seeds, visit.nth)
    try:
        profile, keyring = ring_of(door)
    except User.DoesNotExist:
        # The person's door was taken away while they were inside.
        sign_out(cookie)
        raise SignedOut from None
    return Who(door.user_id, profile.alias, profile.role, keyring, door, profile)


def signed_in(request: HttpRequest, *roles: str) -> Who:
    """Say who is asking, if their role is one of those given.

    Raises:
      SignedOut: nobody is signed in; the middleware shows the door.
      Forbidden: somebody is, in another role.
    """
    cookie = request.COOKIES.get(settings.DOOR_COOKIE, "")
    if not cookie:
        raise SignedOut
    by_itself = request.headers.get(ASKS_BY_ITSELF) == "1"
    who = who_is(cookie, now=clock.real_now(), stays=not by_itself)
    if who.role not in roles:
        raise Forbidden(
            _("This page belongs to other work than yours."), hint=_("Go back to your board.")
        )
    return who


def opens_to(*roles: str) -> Callable[[View], View]:
    """Open a view to roles: writes its line in the access table and hands it ``request.who``."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            signed = cast(SignedRequest, request)
            signed.who = signed_in(request, *roles)
            return view(signed, *args, **kwargs)

        access.allow(guarded, frozenset(roles))
        return guarded

    return decorate


def _sealed(visit: Visit, cookie: str) -> bytes:
    body = pad(msgspec.msgpack.encode(visit), VISIT_BUCKET)
    return seal.wrap(_session_key(cookie), body, bound=b"ws1/session")


def _visit(session: Session, cookie: str) -> Visit:
    try:
        padded = seal.unwrap(_session_key(cookie), bytes(session.body), bound=b"ws1/session")
    except Tampered:
        raise SignedOut from None
    return msgspec.msgpack.decode(unpad(padded), type=Visit)


def _session_id(cookie: str) -> str:
    return sha256(b"ws1/session-id" + cookie.encode()).hexdigest()


def _session_key(cookie: str) -> bytes:
    return seal.derive(cookie.encode(), b"ws1/session")
