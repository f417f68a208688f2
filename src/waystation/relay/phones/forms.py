"""The shape of what a phone sends to join: small, exact, refused as a whole if anything is off."""

import binascii
from base64 import b64decode
from typing import Annotated, NamedTuple, TypeVar

import msgspec

from waystation.relay.phones.domain import ONE_TIME_KEYS, SECRET_BYTES

JOIN_MAX = 49_152
BOX_PUBLIC_BYTES = 1_216
SIGN_PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
Shape = TypeVar("Shape")
_Keys = Annotated[list[str], msgspec.Meta(min_length=ONE_TIME_KEYS, max_length=ONE_TIME_KEYS)]


class JoinForm(NamedTuple):
    """A phone that asks to join, by an invitation's ticket."""

    ticket: bytes
    mailbox_public: bytes
    sign_public: bytes
    one_time: list[tuple[bytes, bytes]]


class _Join(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    invite: str
    mailbox_public: str
    sign_public: str
    one_time_publics: _Keys
    signatures: _Keys


def read_join(body: bytes) -> JoinForm:
    """Read a request to join.

    Raises:
      ValueError: a field is missing, unknown or of the wrong length.
    """
    raw = decoded(body, _Join, JOIN_MAX)
    publics = [exact_bytes(text, BOX_PUBLIC_BYTES) for text in raw.one_time_publics]
    signatures = [exact_bytes(text, SIGNATURE_BYTES) for text in raw.signatures]
    return JoinForm(
        exact_bytes(raw.invite, SECRET_BYTES),
        exact_bytes(raw.mailbox_public, BOX_PUBLIC_BYTES),
        exact_bytes(raw.sign_public, SIGN_PUBLIC_BYTES),
        list(zip(publics, signatures, strict=True)),
    )


def decoded(body: bytes, shape: type[Shape], longest: int) -> Shape:
    if len(body) > longest:
        raise ValueError(f"{len(body)} bytes; at most {longest}")
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.MsgspecError as error:
        raise ValueError("not a message of that shape") from error


def exact_bytes(text: str, length: int) -> bytes:
    """Read base64 of either alphabet, padded or not, that holds exactly so many bytes."""
    plain = text.translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        value = b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(value) != length:
        raise ValueError(f"{len(value)} bytes where {length} belong")
    return value
