"""Whose phone it is, what lets it join, the four words both read aloud. Pure."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

INVITATION_LIVES = timedelta(hours=48)
SECRET_BYTES = 16
ONE_TIME_KEYS = 20


class Invited(msgspec.Struct, frozen=True, kw_only=True, tag="invited/1"):
    """For which partner an invitation was made."""

    partner: str


class Phone(msgspec.Struct, frozen=True, kw_only=True, tag="phone/1"):
    """Whose phone it is, and the keys whose four words were compared aloud.

    `pinned` digests those keys: if the columns are changed afterwards, the phone is no longer it.
    """

    partner: str
    label: str
    confirmed_at: datetime | None = None
    pinned: bytes = b""


def token_digest(token: bytes) -> bytes:
    """Digest of the token by which a phone asks for its mail."""
    return hashlib.sha256(b"ws1/poll" + token).digest()


def ticket(secret: bytes) -> bytes:
    """Give what a phone shows of an invitation's secret, which itself is never sent.

    The four words are made from the secret, so whoever stands inside the connection while a phone
    joins cannot try keys until they agree.
    """
    return hashlib.sha256(b"ws1/ticket" + secret).digest()[:SECRET_BYTES]


def ticket_digest(shown: bytes) -> bytes:
    """Digest of an invitation's ticket, by which the invitation is found."""
    return hashlib.sha256(shown).digest()


def is_same(left: bytes, right: bytes) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(left, right)


def pin(sign_public: bytes, mailbox_public: bytes) -> bytes:
    """Digest a phone's two lasting keys."""
    return hashlib.sha256(b"ws1/pin" + sign_public + mailbox_public).digest()


def comparison(
    secret: bytes,
    *,
    mailbox_public: bytes,
    sign_public: bytes,
    cell_sign_public: bytes,
    cell_box_public: bytes,
) -> tuple[int, ...]:
    """Give the four numbers, 1 to 2048, that stand for the words office and guide read aloud.

    44 bits of the digest over the invitation's secret and the four keys: other keys, other words.
    Whoever stands inside the connection does not know the secret (see `ticket`) and has one try.
    """
    keys = mailbox_public + sign_public + cell_sign_public + cell_box_public
    digest = hashlib.sha256(b"ws1/compare" + secret + keys).digest()
    bits = int.from_bytes(digest[:6], "big") >> 4
    return tuple((bits >> shift & 2_047) + 1 for shift in (33, 22, 11, 0))


def spaced(numbers: Sequence[int]) -> str:
    """Write four numbers as a form sends them back."""
    return " ".join(str(number) for number in numbers)
