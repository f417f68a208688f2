"""The one public door for sealing to a compartment, a phone or an age recipient.

Services call this; no other folder touches a key or names a suite.
"""

import hashlib
from collections.abc import Sequence
from typing import IO
from uuid import UUID

from waystation.base.errors import Tampered
from waystation.vault import cells, seal
from waystation.vault.domain import pad, unpad
from waystation.vault.keyring import Keyring

# What is put into a compartment unread is short: an alarm, a reply.
CELL_BUCKET = 256
ORDER_BUCKET = 1_024
ORDER_BYTES = ORDER_BUCKET + seal.BOX_OVERHEAD
REPORT_BYTES = 1_024 + seal.BOX_OVERHEAD
BOX_PUBLIC_BYTES = 1_216
SIGN_PUBLIC_BYTES = 32


def seal_to_cell(cell: UUID, body: bytes, *, about: UUID) -> bytes:
    """Put something into a compartment one cannot read: the finance cell's memo, an alarm."""
    padded = pad(body)
    return seal.seal_to(cells.box_public(cell), padded, kind=seal.RECORD, about=about.bytes)


def seal_many_to_cell(cell: UUID, bodies: Sequence[tuple[bytes, UUID]]) -> list[bytes]:
    """Seal many short things into a compartment, each in a box of its own, as `seal_to_cell` does.

    Args:
      bodies: (what is sealed, what it is about).
    """
    padded = ((pad(body), about.bytes) for body, about in bodies)
    return seal.seal_many(cells.box_public(cell), padded, kind=seal.RECORD)


def open_for_cell(cell: UUID, box: bytes, *, about: UUID, keyring: Keyring) -> bytes:
    """Open what was put into a compartment.

    Raises:
      Refused: the keyring does not hold the compartment.
      Tampered: the box was sealed about something else, or changed.
    """
    seeds = cells.private_keys(cell, keyring).box_seeds
    return _unpadded(open_first(seeds, box, kind=seal.RECORD, about=about.bytes))


def open_many_for_cell(
    cell: UUID, sealed: Sequence[tuple[bytes, UUID]], *, keyring: Keyring
) -> list[bytes | None]:
    """Open many boxes of a compartment with one look at its keys; None for each that does not open.

    Args:
      sealed: (the box, what it is about).

    Raises:
      Refused: the keyring does not hold the compartment.
    Cost: about 0.2 ms a box.
    """
    seeds = cells.private_keys(cell, keyring).box_seeds
    return [_opened_or_none(seeds, box, about) for box, about in sealed]


def _opened_or_none(seeds: Sequence[bytes], box: bytes, about: UUID) -> bytes | None:
    try:
        return _unpadded(open_first(seeds, box, kind=seal.RECORD, about=about.bytes))
    except Tampered:
        return None


def open_first(seeds: Sequence[bytes], box: bytes, *, kind: int, about: bytes) -> bytes:
    """Open a box with the first of some seeds that fits: a compartment's, the newest first.

    Raises:
      Tampered: none of them opens it.
    """
    for seed in seeds[:-1]:
        try:
            return seal.open_with(seed, box, kind=kind, about=about)
        except Tampered:
            continue
    return seal.open_with(seeds[-1], box, kind=kind, about=about)


def filler(kind: int, length: int) -> bytes:
    """Make a box over so many bytes that nobody can open, not even we, and nobody can tell so.

    It is a true box to a key nobody has: random bytes would give themselves away, as only half of
    them are points of the curve.
    """
    return fillers(kind, length, 1)[0]


def fillers(kind: int, length: int, n: int) -> list[bytes]:
    """Make several boxes that nobody can open.

    Cost: about 0.2 ms each.
    """
    nobody = seal.box_public(seal.new_seed())
    return [seal.seal_to(nobody, bytes(length), kind=kind, about=b"") for _ in range(n)]


def cell_fillers(n: int) -> list[bytes]:
    """Make several boxes that look like short ones of a compartment and that nobody can open."""
    return fillers(seal.RECORD, CELL_BUCKET, n)


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


def order_fillers(n: int) -> list[bytes]:
    """Make boxes that nobody without the key can tell from sealed orders."""
    return fillers(seal.ORDER, ORDER_BUCKET, n)


def open_report(
    cell: UUID, box: bytes, *, mailbox: UUID, phone_public: bytes, keyring: Keyring
) -> bytes:
    """Open a phone's report and check that this phone signed it.

    Raises:
      Refused: the keyring does not hold the compartment.
      Tampered: another phone's report, or changed bytes.
    """
    seeds = cells.private_keys(cell, keyring).box_seeds
    signed = _unpadded(open_first(seeds, box, kind=seal.REPORT, about=mailbox.bytes))
    signature, body = signed[:64], signed[64:]
    if not seal.is_signed(phone_public, b"ws1/report" + mailbox.bytes + body, signature):
        raise Tampered("a report does not carry its phone's signature")
    return body


def is_own_key(phone_public: bytes, one_time_public: bytes, signature: bytes) -> bool:
    """Say whether a one-time key was signed by the phone that offers it, and can be sealed to."""
    signed = seal.is_signed(phone_public, b"ws1/onetime" + one_time_public, signature)
    return signed and seal.is_box_public(one_time_public)


def sign_as(cell: UUID, statement: bytes, *, keyring: Keyring) -> bytes:
    """Sign a statement as a compartment: 64 bytes that anybody with its public key can check.

    The statement begins with words of its own kind, so that it is taken for no other.

    Raises:
      Refused: the keyring does not hold the compartment.
    """
    _, sign_seed = cells.private_seeds(cell, keyring)
    return seal.sign(sign_seed, statement)


def is_signed_by(cell: UUID, statement: bytes, signature: bytes) -> bool:
    """Say whether a compartment signed a statement."""
    return seal.is_signed(cells.sign_public(cell), statement, signature)


def sign_key(cell: UUID) -> bytes:
    """Give the public key by which others, who have no database of ours, know what we signed."""
    return cells.sign_public(cell)


def is_signed_with(public: bytes, statement: bytes, signature: bytes) -> bool:
    """Say whether a statement carries the signature of a key that somebody gave us."""
    return seal.is_signed(public, statement, signature)


def sign_key_digest(cell: UUID) -> bytes:
    """Digest of a compartment's signing key, which an invitation carries and the phone pins."""
    return hashlib.sha256(cells.sign_public(cell)).digest()


def new_key() -> bytes:
    """Draw a key for one locked thing; it is kept inside what only the right people open."""
    return seal.new_seed()


def lock(key: bytes, body: bytes, *, about: UUID) -> bytes:
    """Put something of any length, such as a picture, under a key or the secret of a link."""
    return seal.wrap(seal.derive(key, b"ws1/locked"), body, bound=about.bytes)


def unlock(key: bytes, locked: bytes, *, about: UUID) -> bytes:
    """Open what was locked.

    Raises:
      Tampered: another key, about something else, or changed bytes.
    """
    return seal.unwrap(seal.derive(key, b"ws1/locked"), locked, bound=about.bytes)


def new_carrying_key() -> tuple[str, str]:
    """Draw a key to which others seal files for us: its secret half, and the public one."""
    return seal.new_age()


def seal_for_carrying(recipients: list[str], body: bytes) -> bytes:
    """Seal a file that leaves the building, so that the common `age` program opens it."""
    return seal.seal_age(recipients, body)


def seal_for_carrying_by_words(words: str, body: bytes) -> bytes:
    """Seal a file that leaves the building under a passphrase; see `seal_for_carrying`."""
    return seal.seal_age_words(words, body)


def carry(recipients: list[str], body: IO[bytes], out: IO[bytes]) -> None:
    """Seal a long file that leaves the building, piece by piece; see `seal_for_carrying`."""
    seal.seal_age_stream(recipients, body, out)


def open_carried(secret: str, body: IO[bytes], out: IO[bytes]) -> None:
    """Open a file that came back, with the age secret key of one whom it was sealed to.

    Raises:
      ValueError: the secret is none.
      Tampered: sealed to somebody else, cut off, or changed bytes.
    """
    seal.open_age_stream(secret, body, out)


def _unpadded(padded: bytes) -> bytes:
    try:
        return unpad(padded)
    except ValueError:
        raise Tampered("a box opens to something that is no padded body") from None
