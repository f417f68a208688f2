"""The one public door for sealing to a compartment, a phone or an age recipient.

Services call this; no other folder touches a key or names a suite.
"""

import hashlib
import secrets
from uuid import UUID

from waystation.base.errors import Tampered
from waystation.vault import cells, seal
from waystation.vault.domain import pad, unpad
from waystation.vault.keyring import Keyring

ORDER_BUCKET = 1_024
ORDER_BYTES = ORDER_BUCKET + seal.BOX_OVERHEAD
REPORT_BYTES = 1_024 + seal.BOX_OVERHEAD
BOX_PUBLIC_BYTES = 1_216
SIGN_PUBLIC_BYTES = 32


def seal_to_cell(cell: UUID, body: bytes, *, about: UUID) -> bytes:
    """Put something into a compartment one cannot read: the finance cell's memo, an alarm."""
    padded = pad(body)
    return seal.seal_to(cells.box_public(cell), padded, kind=seal.RECORD, about=about.bytes)


def open_for_cell(cell: UUID, box: bytes, *, about: UUID, keyring: Keyring) -> bytes:
    """Open what was put into a compartment.

    Raises:
      Refused: the keyring does not hold the compartment.
      Tampered: the box was sealed about something else, or changed.
    """
    seed, _ = cells.private_seeds(cell, keyring)
    return _unpadded(seal.open_with(seed, box, kind=seal.RECORD, about=about.bytes))


def order_key_id(one_time_public: bytes) -> bytes:
    """Name a phone's one-time key: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(one_time_public).digest()[:16]


def seal_order(one_time_public: bytes, body: bytes, *, cell: UUID, keyring: Keyring) -> bytes:
    """Seal an order to one key of one phone, signed inside by the compartment: 2,162 bytes.

    Raises:
      Refused: the keyring does not hold the compartment that signs.
      ValueError: the order is longer than 956 bytes.
    """
    _, sign_seed = cells.private_seeds(cell, keyring)
    statement = b"ws1/order" + hashlib.sha256(one_time_public).digest() + body
    signed = pad(seal.sign(sign_seed, statement) + body, ORDER_BUCKET)
    about = order_key_id(one_time_public)
    return seal.seal_to(one_time_public, signed, kind=seal.ORDER, about=about)


def order_filler() -> bytes:
    """Make bytes that nobody without the key can tell from a sealed order."""
    return bytes((seal.SUITE, seal.ORDER)) + secrets.token_bytes(ORDER_BYTES - 2)


def open_report(
    cell: UUID, box: bytes, *, mailbox: UUID, phone_public: bytes, keyring: Keyring
) -> bytes:
    """Open a phone's report and check that this phone signed it.

    Raises:
      Refused: the keyring does not hold the compartment.
      Tampered: another phone's report, or changed bytes.
    """
    seed, _ = cells.private_seeds(cell, keyring)
    signed = _unpadded(seal.open_with(seed, box, kind=seal.REPORT, about=mailbox.bytes))
    signature, body = signed[:64], signed[64:]
    if not seal.is_signed(phone_public, b"ws1/report" + mailbox.bytes + body, signature):
        raise Tampered("a report does not carry its phone's signature")
    return body


def is_own_key(phone_public: bytes, one_time_public: bytes, signature: bytes) -> bool:
    """Say whether a one-time key was signed by the phone that offers it, and can be sealed to."""
    signed = seal.is_signed(phone_public, b"ws1/onetime" + one_time_public, signature)
    return signed and seal.is_box_public(one_time_public)


def sign_key_digest(cell: UUID) -> bytes:
    """Digest of a compartment's signing key, which an invitation carries and the phone pins."""
    return hashlib.sha256(cells.sign_public(cell)).digest()


def seal_for_carrying(recipients: list[str], body: bytes) -> bytes:
    """Seal a file that leaves the building, so that the common `age` program opens it."""
    return seal.seal_age(recipients, body)


def _unpadded(padded: bytes) -> bytes:
    try:
        return unpad(padded)
    except ValueError:
        raise Tampered("a box opens to something that is no padded body") from None
