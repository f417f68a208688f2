"""The shape of what a phone may send: small, exact, and refused as a whole if anything is off."""

import binascii
from base64 import b64decode
from typing import Annotated, NamedTuple, TypeVar
from uuid import UUID

import msgspec

from waystation.relay.domain import ONE_TIME_KEYS, SECRET_BYTES

JOIN_MAX = 16_384
MAIL_MAX = 512
REPORT_MAX = 4_096
BOX_PUBLIC_BYTES = 1_216
SIGN_PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
TOKEN_BYTES = 32
REPORT_BYTES = 2_162

Shape = TypeVar("Shape")
_Four = Annotated[list[str], msgspec.Meta(min_length=ONE_TIME_KEYS, max_length=ONE_TIME_KEYS)]


class JoinForm(NamedTuple):
    """A phone that asks to join, by an invitation's secret."""

    secret: bytes
    mailbox_public: bytes
    sign_public: bytes
    one_time: list[tuple[bytes, bytes]]


class MailForm(NamedTuple):
    """A phone that asks for its mail."""

    mailbox: UUID
    token: bytes


class ReportForm(NamedTuple):
    """A phone that brings a sealed report."""

    mailbox: UUID
    token: bytes
    entry: UUID
    box: bytes


class _Join(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    invite: str
    mailbox_public: str
    sign_public: str
    one_time_publics: _Four
    signatures: _Four


class _Mail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mailbox: UUID
    token: str


class _Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mailbox: UUID
    token: str
    entry: UUID
    box: str


def read_join(body: bytes) -> JoinForm:
    """Read a request to join.

    Raises:
      ValueError: a field is missing, unknown or of the wrong length.
    """
    raw = _decoded(body, _Join, JOIN_MAX)
    publics = [_bytes(text, BOX_PUBLIC_BYTES) for text in raw.one_time_publics]
    signatures = [_bytes(text, SIGNATURE_BYTES) for text in raw.signatures]
    return JoinForm(
        _bytes(raw.invite, SECRET_BYTES),
        _bytes(raw.mailbox_public, BOX_PUBLIC_BYTES),
        _bytes(raw.sign_public, SIGN_PUBLIC_BYTES),
        list(zip(publics, signatures, strict=True)),
    )


def read_mail(body: bytes) -> MailForm:
    """Read a request for mail; raises ValueError as `read_join` does."""
    raw = _decoded(body, _Mail, MAIL_MAX)
    return MailForm(raw.mailbox, _bytes(raw.token, TOKEN_BYTES))


def read_report(body: bytes) -> ReportForm:
    """Read a sealed report; raises ValueError as `read_join` does."""
    raw = _decoded(body, _Report, REPORT_MAX)
    token, box = _bytes(raw.token, TOKEN_BYTES), _bytes(raw.box, REPORT_BYTES)
    return ReportForm(raw.mailbox, token, raw.entry, box)


def _decoded(body: bytes, shape: type[Shape], longest: int) -> Shape:
    if len(body) > longest:
        raise ValueError(f"{len(body)} bytes; at most {longest}")
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.MsgspecError as error:
        raise ValueError("not a message of that shape") from error


def _bytes(text: str, length: int) -> bytes:
    """Read base64 of either alphabet, padded or not, that holds exactly so many bytes."""
    plain = text.translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        value = b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(value) != length:
        raise ValueError(f"{len(value)} bytes where {length} belong")
    return value
