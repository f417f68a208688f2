"""The shape of what a stranger's browser may send: small, exact, and refused as a whole if not."""

import binascii
from base64 import b64decode
from typing import Annotated, NamedTuple, TypeVar

import msgspec

from waystation.vault.intake import BOX_BYTES, ID_BYTES

SEND_MAX = 32_768
LOOK_MAX = 256
BOX_PUBLIC_BYTES = 1_216
NONCE_BYTES = 8

Shape = TypeVar("Shape")
_Riddle = Annotated[str, msgspec.Meta(max_length=128, pattern=r"^[0-9]{1,12}\.[\w-]+\.[\w-]+$")]


class Sent(NamedTuple):
    """A sealed message: under which id, to which key, where to answer, and what was paid."""

    id: bytes
    key: bytes
    reply_public: bytes
    box: bytes
    riddle: str
    nonce: bytes


class _Send(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    key: str
    reply_public: str
    box: str
    riddle: _Riddle
    nonce: str


class _Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str


def read_send(body: bytes) -> Sent:
    """Read a sealed message.

    Raises:
      ValueError: a field is missing, unknown or of the wrong length.
    """
    raw = _decoded(body, _Send, SEND_MAX)
    return Sent(
        id=_bytes(raw.id, ID_BYTES),
        key=_bytes(raw.key, ID_BYTES),
        reply_public=_bytes(raw.reply_public, BOX_PUBLIC_BYTES),
        box=_bytes(raw.box, BOX_BYTES),
        riddle=raw.riddle,
        nonce=_bytes(raw.nonce, NONCE_BYTES),
    )


def read_look(body: bytes) -> bytes:
    """Read the id under which somebody asks for answers; raises ValueError as `read_send` does."""
    return _bytes(_decoded(body, _Look, LOOK_MAX).id, ID_BYTES)


def _decoded(body: bytes, shape: type[Shape], longest: int) -> Shape:
    if len(body) > longest:
        raise ValueError(f"{len(body)} bytes; at most {longest}")
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise ValueError("not a message of that shape") from None


def _bytes(text: str, length: int) -> bytes:
    """Read standard base64 that holds exactly so many bytes."""
    try:
        value = b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("not base64") from None
    if len(value) != length:
        raise ValueError(f"{len(value)} bytes where {length} belong")
    return value
