"""What a session row holds: a visit, a half-open one or an API token, all of one size and sealed.

A carrier (cookie or token) is a place and a secret. The row is found by a digest of the place and
opens with the whole carrier alone, so that a copy of the disk, sessions included, opens nothing.

A visit's place follows from the key of its person's ring and the day: a new visit takes the place
of the one before, and no door has to remember it. Signing in writes nothing about a person but what
a passkey counted, so two copies of the disk do not tell which of two doors was used in between.
"""

import secrets
from base64 import urlsafe_b64encode
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

import msgspec

from waystation.base.errors import Tampered
from waystation.base.moments import bucket
from waystation.vault import seal
from waystation.vault.domain import pad, unpad
from waystation.vault.models import Session

BODY_BUCKET = 1_024
PLACE_BYTES = 16


class SignedOut(Exception):
    """Nobody is signed in here: show the door."""


class Visit(msgspec.Struct, frozen=True, tag="visit/1"):
    """One person at work in one browser."""

    user_id: UUID
    seeds: bytes
    nth: int
    ends_at: datetime

    def __repr__(self) -> str:
        return "<Visit>"


class Half(msgspec.Struct, frozen=True, tag="half/1"):
    """The passphrase was right, the passkey is still to come."""

    user_id: UUID
    nth: int
    kek: bytes
    digest: bytes
    ends_at: datetime

    def __repr__(self) -> str:
        return "<Half>"


class Token(msgspec.Struct, frozen=True, tag="token/1"):
    """A program that may read: the owner's ring key, and for which purposes it is used."""

    user_id: UUID
    ring_key: bytes
    nth: int
    purposes: tuple[str, ...]
    ends_at: datetime

    def __repr__(self) -> str:
        return "<Token>"


Kind = TypeVar("Kind", Visit, Half, Token)


def start(body: Visit | Half | Token, *, until: datetime, place: str = "") -> str:
    """Store a session that ends with the quarter of an hour of `until`; gives its carrier."""
    carrier = f"{place or secrets.token_urlsafe(PLACE_BYTES)}.{secrets.token_urlsafe(32)}"
    padded = pad(msgspec.msgpack.encode(body), BODY_BUCKET)
    sealed = seal.wrap(_key(carrier), padded, bound=b"ws1/session")
    Session.objects.create(id=id_of(carrier), expires_at=bucket(until), body=sealed)
    return carrier


def place_of(ring_key: bytes, day: date) -> str:
    """Say where a person's visit of one day stands; nobody without their keys can tell."""
    digest = seal.keyed_digest(ring_key, b"ws1/visit" + day.toordinal().to_bytes(4, "big"))
    return urlsafe_b64encode(digest[:PLACE_BYTES]).decode().rstrip("=")


def end_all(ring_key: bytes, *, now: datetime) -> None:
    """End the visit of a person, whether it began today or yesterday."""
    for day in (now.date(), now.date() - timedelta(days=1)):
        end(id_of(place_of(ring_key, day)))


def find(carrier: str, kind: type[Kind], *, now: datetime) -> tuple[Session, Kind]:
    """Open a session with its carrier.

    Raises:
      SignedOut: there is none, it has ended, or it is of another kind.
    """
    row = Session.objects.filter(pk=id_of(carrier), expires_at__gt=now).first()
    opened = _opened(row, carrier) if row is not None else None
    if row is None or opened is None:
        raise SignedOut
    try:
        body = msgspec.msgpack.decode(opened, type=kind)
    except msgspec.MsgspecError:
        raise SignedOut from None
    if body.ends_at < now:
        row.delete()
        raise SignedOut
    return row, body


def close(carrier: str) -> None:
    """End the session a carrier opens; an old one, whose place another took, ends nothing."""
    row = Session.objects.filter(pk=id_of(carrier)).first()
    if row is not None and _opened(row, carrier) is not None:
        row.delete()


def end(session_id: str) -> None:
    """Delete a session by its id; none is fine too."""
    Session.objects.filter(pk=session_id).delete()


def id_of(carrier: str) -> str:
    """Say under which id a carrier's session lies."""
    place = carrier.partition(".")[0].encode("utf-8", "surrogatepass")
    return sha256(b"ws1/session-id" + place).hexdigest()


def _opened(row: Session, carrier: str) -> bytes | None:
    try:
        return unpad(seal.unwrap(_key(carrier), bytes(row.body), bound=b"ws1/session"))
    except (Tampered, ValueError):
        return None


def _key(carrier: str) -> bytes:
    return seal.derive(carrier.encode("utf-8", "surrogatepass"), b"ws1/session")
