"""The shapes of sealed things: padding to size buckets and the layout of a key ring. Pure."""

import secrets
import struct
from typing import NamedTuple
from uuid import UUID

BUCKETS = (256, 1_024, 4_096, 16_384, 65_536)
BODY_MAX = BUCKETS[-1] - 4

# What a compartment is for; the code stands in a ring slot and on the cell's row.
PURPOSES = {
    "gazetteer": 1,
    "network": 2,
    "cases": 3,
    "passages": 4,
    "finance": 5,
    "security": 6,
    "giving": 7,
    "tracing": 8,
}
PURPOSE_NAMES = {code: name for name, code in PURPOSES.items()}

RING_SLOTS = 64
SLOT_BYTES = 96
RING_BYTES = RING_SLOTS * SLOT_BYTES
# One slot: cell 16, purpose 1, in use 1, hidden 1, spare 1, epoch 4, key 32, last epoch 4, its
# key 32, spare 4.
_SLOT = struct.Struct(">16sBBBxI32sI32s4x")
_IN_USE = 0xA5
_HIDDEN = 0x5A


class Slot(NamedTuple):
    """One compartment a user may open: its id, what it is for, and its keys of two epochs.

    `hidden` marks a compartment of the decoy world in a true ring, where no work ever uses it.
    """

    cell: UUID
    purpose: str
    epoch: int
    key: bytes
    previous_epoch: int = 0
    previous_key: bytes = bytes(32)
    hidden: bool = False

    def __repr__(self) -> str:
        return f"<Slot of a {self.purpose} compartment, epoch {self.epoch}>"


def pad(body: bytes, bucket: int | None = None) -> bytes:
    """Bring a body to one of five sizes, so that its length says almost nothing.

    Raises:
      ValueError: the body is longer than 65,532 bytes, or than the bucket asked for.
    """
    size = bucket or next((b for b in BUCKETS if len(body) + 4 <= b), 0)
    if len(body) + 4 > size:
        most = bucket - 4 if bucket else BODY_MAX
        raise ValueError(f"a body of {len(body)} bytes does not fit; at most {most}")
    return struct.pack(">I", len(body)) + body + bytes(size - 4 - len(body))


def unpad(padded: bytes) -> bytes:
    """Undo `pad`.

    Raises:
      ValueError: the size is no bucket, the length is out of range or the padding is not zero.
    """
    if len(padded) not in BUCKETS:
        raise ValueError(f"{len(padded)} bytes is not one of the sizes {BUCKETS}")
    (length,) = struct.unpack(">I", padded[:4])
    if length > len(padded) - 4:
        raise ValueError("the stated length is longer than the body")
    if padded[4 + length :].strip(b"\0"):
        raise ValueError("the padding is not zero")
    return padded[4 : 4 + length]


def write_ring(slots: list[Slot]) -> bytes:
    """Lay out a key ring: always 64 slots, empty ones filled at random, so all rings look alike."""
    if len(slots) > RING_SLOTS:
        raise ValueError(f"{len(slots)} compartments; a ring holds at most {RING_SLOTS}")
    out = bytearray(secrets.token_bytes(RING_BYTES))
    for i in range(RING_SLOTS):
        out[i * SLOT_BYTES + 17] = 0
    for i, slot in enumerate(slots):
        _SLOT.pack_into(
            out,
            i * SLOT_BYTES,
            slot.cell.bytes,
            PURPOSES[slot.purpose],
            _IN_USE,
            _HIDDEN if slot.hidden else 0,
            slot.epoch,
            slot.key,
            slot.previous_epoch,
            slot.previous_key,
        )
    return bytes(out)


def read_ring(ring: bytes) -> list[Slot]:
    """Read the compartments of a key ring back.

    Raises:
      ValueError: the bytes are not a ring.
    """
    if len(ring) != RING_BYTES:
        raise ValueError(f"{len(ring)} bytes is not a ring of {RING_BYTES}")
    slots = []
    for cell, purpose, used, hidden, epoch, key, old_epoch, old_key in _SLOT.iter_unpack(ring):
        if used == _IN_USE:
            name = PURPOSE_NAMES.get(purpose)
            if name is None:
                raise ValueError(f"{purpose} is no purpose of a compartment")
            opened = Slot(UUID(bytes=cell), name, epoch, key, old_epoch, old_key)
            slots.append(opened._replace(hidden=hidden == _HIDDEN))
    return slots
