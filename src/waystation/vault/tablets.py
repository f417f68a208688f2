"""What goes between the console and a worker's tablet: sealed both ways, and signed both ways.

A packet is signed by the compartment inside its box, a word by the tablet inside its own. What a
tablet asks is signed too, with a number that only grows, so that nothing is asked a second time.
"""

import hashlib
from typing import NamedTuple
from uuid import UUID

from waystation.base.errors import Tampered
from waystation.vault import cells, seal
from waystation.vault.boxes import open_first
from waystation.vault.domain import pad, unpad
from waystation.vault.keyring import Keyring

# The least size of a packet and of a word; a longer one takes the next bucket.
LEAST = 4_096
SIGNATURE_BYTES = 64
_PACKET, _WORD, _ASK, _GONE = b"ws1/packet", b"ws1/word", b"ws1/tablet-ask", b"ws1/tablet-gone"


class Device(NamedTuple):
    """A tablet as its row names it: its id and its two public keys."""

    id: UUID
    sign_public: bytes
    box_public: bytes


def seal_packet(body: bytes, device: Device, *, seq: int, cell: UUID, keyring: Keyring) -> bytes:
    """Seal a record to one tablet, signed by the compartment and bound to its number.

    Cost: about 0.4 ms.

    Raises:
      Refused: the keyring does not hold the compartment that signs.
      ValueError: the record is longer than 65,468 bytes, or the tablet's key is none.
    """
    _, sign_seed = cells.private_seeds(cell, keyring)
    number = seq.to_bytes(8, "big")
    signed = seal.sign(sign_seed, _PACKET + device.id.bytes + number + body) + body
    padded = pad(signed, LEAST if len(signed) + 4 <= LEAST else None)
    return seal.seal_to(device.box_public, padded, kind=seal.PACKET, about=device.id.bytes)


def open_word(box: bytes, device: Device, *, cell: UUID, keyring: Keyring) -> bytes:
    """Open what a tablet wrote and check that this tablet signed it.

    Raises:
      Refused: the keyring does not hold the compartment.
      Tampered: another tablet's word, or changed bytes.
    """
    seeds = cells.private_keys(cell, keyring).box_seeds
    padded = open_first(seeds, box, kind=seal.WORD, about=device.id.bytes)
    try:
        signed = unpad(padded)
    except ValueError:
        raise Tampered("a word opens to something that is not padded") from None
    signature, body = signed[:SIGNATURE_BYTES], signed[SIGNATURE_BYTES:]
    if not seal.is_signed(device.sign_public, _WORD + device.id.bytes + body, signature):
        raise Tampered("a word does not carry its tablet's signature")
    return body


def is_asked_by(device: Device, name: str, counter: int, body: bytes, signature: bytes) -> bool:
    """Say whether a tablet itself asks this, under this number."""
    said = device.id.bytes + counter.to_bytes(8, "big") + hashlib.sha256(body).digest()
    return seal.is_signed(device.sign_public, _ASK + name.encode() + said, signature)


def gone_note(tablet: UUID, *, cell: UUID, keyring: Keyring) -> bytes:
    """Sign the word that tells a lost tablet to erase itself; nobody else can make it do so.

    Raises:
      Refused: the keyring does not hold the compartment.
    """
    _, sign_seed = cells.private_seeds(cell, keyring)
    return seal.sign(sign_seed, _GONE + tablet.bytes)


def are_keys(sign_public: bytes, box_public: bytes) -> bool:
    """Say whether two public keys are of the shape that can be sealed to and signed by."""
    return len(sign_public) == 32 and seal.is_box_public(box_public)
