"""What a phone asks and is given in one turn, byte for byte; both have one size. Pure."""

import struct
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

VERSION = 1
ASKED_BYTES = 2_304
ANSWER_BYTES = 6_656
MAIL_ITEMS = 3
KEYS_KEPT = 20
# More than that from one phone must wait on the phone until the office has read some.
WAITING_REPORTS_MAX = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LOOK, REPORT, KEY, TOKEN = range(4)
BOX_BYTES = 2_162
KEY_BYTES = 1_216
SIGNATURE_BYTES = 64
# How long what a phone brings is, by kind of turn.
BROUGHT_BYTES = {LOOK: 0, REPORT: BOX_BYTES, KEY: KEY_BYTES + SIGNATURE_BYTES, TOKEN: 16}
TAKEN, LATER = 0, 1

# version, kind, mailbox, poll token, entry, three ids of items kept, length of what is brought
_ASKED = struct.Struct(">BB16s32s16s48sH")
# version, status, entry, the organisation's milliseconds, keys wanted, nothing up to 64
_ANSWER = struct.Struct(">BB16sqB37x")
_ITEM = struct.Struct(f">16s16s{BOX_BYTES}s")
_NO_ID = bytes(16)


class Asked(NamedTuple):
    """One turn of a phone: who it says it is, what it keeps by now, what it brings."""

    kind: int
    mailbox: UUID
    token: bytes
    entry: UUID
    acks: tuple[UUID, ...]
    brought: bytes


class Item(NamedTuple):
    """One piece of mail as a phone gets it: an order, word of one, or bytes that look like it."""

    id: UUID
    key_name: bytes
    box: bytes


class Answer(NamedTuple):
    """What a phone is told in a turn."""

    status: int
    entry: UUID
    now: datetime
    keys_wanted: int
    items: tuple[Item, ...]


def read(request: bytes) -> Asked:
    """Read a turn.

    Raises:
      ValueError: not 2,304 bytes, another version, no such kind, or a length that is not its own.
    """
    if len(request) != ASKED_BYTES:
        raise ValueError(f"{len(request)} bytes; a turn has {ASKED_BYTES}")
    version, kind, mailbox, token, entry, acks, length = _ASKED.unpack_from(request)
    if version != VERSION:
        raise ValueError(f"version {version}; this one reads {VERSION}")
    if BROUGHT_BYTES.get(kind) != length:
        raise ValueError(f"{length} bytes brought in a turn of kind {kind}")
    ids = (acks[at : at + 16] for at in range(0, len(acks), 16))
    return Asked(
        kind=kind,
        mailbox=UUID(bytes=mailbox),
        token=token,
        entry=UUID(bytes=entry),
        acks=tuple(UUID(bytes=one) for one in ids if one != _NO_ID),
        brought=request[_ASKED.size : _ASKED.size + length],
    )


def write(asked: Asked) -> bytes:
    """Write a turn as a phone does; what is left of its one size is zeros."""
    acks = b"".join(one.bytes for one in asked.acks).ljust(48, b"\0")
    head = _ASKED.pack(
        VERSION,
        asked.kind,
        asked.mailbox.bytes,
        asked.token,
        asked.entry.bytes,
        acks,
        len(asked.brought),
    )
    return (head + asked.brought).ljust(ASKED_BYTES, b"\0")


def write_answer(answer: Answer) -> bytes:
    """Write an answer; it always holds three items.

    Raises:
      ValueError: more or fewer items.
    """
    if len(answer.items) != MAIL_ITEMS:
        raise ValueError(f"{len(answer.items)} items; an answer has {MAIL_ITEMS}")
    head = _ANSWER.pack(
        VERSION, answer.status, answer.entry.bytes, millis(answer.now), answer.keys_wanted
    )
    items = (_ITEM.pack(one.id.bytes, one.key_name, one.box) for one in answer.items)
    return b"".join((head, *items)).ljust(ANSWER_BYTES, b"\0")


def read_answer(answer: bytes) -> Answer:
    """Read an answer as a phone does.

    Raises:
      ValueError: it is of another size or version.
    """
    if len(answer) != ANSWER_BYTES:
        raise ValueError(f"{len(answer)} bytes; an answer has {ANSWER_BYTES}")
    version, status, entry, now, wanted = _ANSWER.unpack_from(answer)
    if version != VERSION:
        raise ValueError(f"version {version}; this one reads {VERSION}")
    packed = (_ITEM.unpack_from(answer, _ANSWER.size + n * _ITEM.size) for n in range(MAIL_ITEMS))
    items = tuple(Item(UUID(bytes=one), key, box) for one, key, box in packed)
    return Answer(status, UUID(bytes=entry), at_millis(now), wanted, items)


def millis(at: datetime) -> int:
    """Count the milliseconds since 1970; below zero before, as a demo's clock may stand."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def at_millis(count: int) -> datetime:
    """Give the moment of such a count."""
    return EPOCH + timedelta(milliseconds=count)


def stamp(at: datetime) -> str:
    """Write a moment in UTC to the second, for a program to read."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
