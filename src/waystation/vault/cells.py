"""Compartments: made, found by what they are for, who reads them, and their private keys."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base import clock
from waystation.base.errors import Overtaken, Refused, Tampered
from waystation.base.ids import new_id
from waystation.vault import seal
from waystation.vault.domain import PURPOSE_NAMES, PURPOSES, Slot, pad, unpad
from waystation.vault.keyring import ASK, NOT_YOURS, Keyring
from waystation.vault.models import Cell, User

# One size whoever reads: room for READERS_MAX of them, and for the seeds of 126 departures.
READERS_BUCKET = 16_384
KEYS_BUCKET = 4_096
READERS_MAX = 120
BOX_SEEDS_MAX = (KEYS_BUCKET - 4) // 32 - 1
ROTATE_AFTER = timedelta(days=7)

__all__ = ["Slot", "box_public", "found", "only", "private_seeds", "sign_public", "vouch"]


class Reader(msgspec.Struct, frozen=True, array_like=True):
    """Who holds a compartment, and where the last key posted to them lies until they fetch it.

    `key_digest` is SHA-256 of their box key, so that a key exchanged in the table is noticed;
    `at` the epoch at which they were entered.
    While a posted key is unread, `mark` names its place in their mailbox, `since` the epoch they
    hold and `anchor` a key that both sides derive from that epoch's.
    """

    user_id: UUID
    mailbox: UUID
    key_digest: bytes
    since: int = 0
    mark: bytes = b""
    anchor: bytes = b""
    at: int = 0

    def __repr__(self) -> str:
        return "<Reader>"


class Book(msgspec.Struct, frozen=True, array_like=True):
    """What a compartment is called, and who holds it."""

    name: str = ""
    readers: tuple[Reader, ...] = ()


class Private(NamedTuple):
    """A compartment's private keys: for signing, and for boxes from the newest to the oldest."""

    sign_seed: bytes
    box_seeds: tuple[bytes, ...]

    def joined(self) -> bytes:
        """Put the keys behind one another, in the one size in which they are sealed."""
        return pad(self.sign_seed + b"".join(self.box_seeds), KEYS_BUCKET)

    def __repr__(self) -> str:
        return "<Private keys of a compartment>"


def found(purpose: str, *, on: date | None = None, name: str = "") -> Slot:
    """Make a compartment and return the ring slot that opens it.

    The slot is the only way in: whoever holds it hands it to the ring of those who need it.
    """
    cell_id, key = new_id(), seal.new_seed()
    private = Private(seal.new_seed(), (seal.new_seed(),))
    Cell.objects.create(
        id=cell_id,
        purpose=PURPOSES[purpose],
        rotated_on=on or clock.now().date(),
        box_public=seal.box_public(private.box_seeds[0]),
        sign_public=seal.sign_public(private.sign_seed),
        keys=seal_keys(cell_id, key, private),
        readers=seal_book(cell_id, key, Book(name)),
    )
    return Slot(cell_id, purpose, 1, key)


def only(purpose: str) -> UUID:
    """Name the organisation's one compartment of a purpose, for writing into it unread.

    Raises:
      Refused: there is none yet.
    """
    found_id = Cell.objects.filter(purpose=PURPOSES[purpose]).values_list("id", flat=True).first()
    if found_id is None:
        raise Refused(
            f"This organisation has no {purpose} compartment yet.",
            hint="Ask the security officer to found one.",
        )
    return found_id


def box_public(cell: UUID) -> bytes:
    """Give the public key to which anybody may seal for a compartment.

    It is read from a plain column: whoever holds the compartment asks `vouch` first.

    Raises:
      Refused: there is no such compartment.
    """
    return bytes(row_of(cell).box_public)


def sign_public(cell: UUID) -> bytes:
    """Give the public key by which a compartment's signatures are known.

    Raises:
      Refused: there is no such compartment.
    """
    return bytes(row_of(cell).sign_public)


def private_seeds(cell: UUID, keyring: Keyring) -> tuple[bytes, bytes]:
    """Open a compartment's present box seed and its lasting signing seed, inside the vault alone.

    Raises:
      Refused: the keyring does not hold the compartment, or there is none; it does not say which.
      Tampered: the public keys on file do not belong to the private ones.
    Cost: about 0.6 ms, with the look-up of the row.
    """
    private = private_keys(cell, keyring)
    return private.box_seeds[0], private.sign_seed


def private_keys(cell: UUID, keyring: Keyring) -> Private:
    """Open a compartment's signing seed and its box seeds, those of former readers' days included.

    Raises:
      Refused: the keyring does not hold the compartment, or there is none; it does not say which.
      Tampered: the public keys on file do not belong to the private ones.
    """
    row = row_of(cell)
    private = open_keys(row, _key_of(row, keyring))
    on_file = bytes(row.box_public) + bytes(row.sign_public)
    if on_file != seal.box_public(private.box_seeds[0]) + seal.sign_public(private.sign_seed):
        raise Tampered("a compartment's public keys are not its own")
    return private


def vouch(cell: UUID, keyring: Keyring) -> None:
    """Make sure that what is sealed to a compartment today is sealed to its own keys.

    Only a holder can tell; whoever writes into a compartment unread takes the columns on trust.

    Raises:
      Refused: the keyring does not hold the compartment.
      Tampered: the public keys on file do not belong to the private ones.
    """
    private_seeds(cell, keyring)


def book_of(cell: UUID, keyring: Keyring) -> Book:
    """Open the list of those who hold a compartment.

    Raises:
      Refused: the keyring does not hold the compartment.
      Tampered: the list was changed or put back from another epoch.
    """
    row = row_of(cell)
    return open_book(row, _key_of(row, keyring))


def keep_book(cell: UUID, book: Book, keyring: Keyring) -> None:
    """Seal the list of readers anew, inside the transaction that read it.

    Raises:
      Overtaken: the compartment has another key by now.
    """
    epoch, key = keyring.current(cell)
    sealed = seal_book(cell, key, book)
    if Cell.objects.filter(pk=cell, epoch=epoch).update(readers=sealed) != 1:
        raise Overtaken("the compartment has a newer key than this ring")


def add_reader(cell: UUID, reader: Reader, keyring: Keyring) -> None:
    """Enter a reader in a compartment's list, in the place of an older entry of the same person.

    Raises:
      Refused: the keyring does not hold the compartment, or its list is full.
    """
    book = book_of(cell, keyring)
    others = tuple(known for known in book.readers if known.user_id != reader.user_id)
    if len(others) >= READERS_MAX:
        raise Refused(
            _("This compartment has %(n)d readers, the most there is room for.")
            % {"n": READERS_MAX},
            hint=_("Make a second one, or take it from somebody who no longer needs it."),
        )
    entered = msgspec.structs.replace(reader, at=keyring.current(cell)[0])
    keep_book(cell, Book(book.name, (*others, entered)), keyring)


def reader_of(user_id: UUID, mailbox: UUID) -> Reader:
    """Make the entry of a person for a list of readers, with the digest of their present key.

    Raises:
      Refused: there is no such person.
    """
    user = User.objects.filter(pk=user_id).only("box_public").first()
    if user is None:
        raise Refused(_("This colleague has no door here any more."))
    return Reader(user_id, mailbox, key_digest(bytes(user.box_public)))


def key_digest(box_public: bytes) -> bytes:
    """Give the digest by which two people compare a key, and by which lists know it."""
    return hashlib.sha256(box_public).digest()


def public_of(reader: Reader) -> bytes:
    """Give a reader's box key, if it is still the one that was entered for them.

    Raises:
      Refused: they have no door any more.
      Tampered: the key in the table is another.
    """
    user = User.objects.filter(pk=reader.user_id).only("box_public").first()
    if user is None:
        raise Refused(_("This colleague has no door here any more."))
    if key_digest(bytes(user.box_public)) != reader.key_digest:
        raise Tampered("a colleague's box key is not the one that was compared")
    return bytes(user.box_public)


def name_of(cell: UUID, keyring: Keyring) -> str:
    """Say what a compartment is called; empty if it was given no name."""
    return book_of(cell, keyring).name


def purpose_of(cell: UUID) -> str:
    """Say what a compartment is for.

    Raises:
      Refused: there is no such compartment.
    """
    return PURPOSE_NAMES[row_of(cell).purpose]


def overdue(today: date, cells: Sequence[UUID] | None = None) -> list[tuple[UUID, int]]:
    """List compartments whose key is older than a week, with its age in days, the oldest first.

    Without `cells`: of all of them, the decoy world's included; needs no key.
    """
    rows = Cell.objects.filter(rotated_on__lte=today - ROTATE_AFTER).order_by("rotated_on", "id")
    if cells is not None:
        rows = rows.filter(pk__in=cells)
    return [(pk, (today - on).days) for pk, on in rows.values_list("id", "rotated_on")]


def row_of(cell: UUID) -> Cell:
    """Find a compartment's row.

    Raises:
      Refused: there is none, said in the words for one that is not yours.
    """
    row = Cell.objects.filter(pk=cell).first()
    if row is None:
        raise Refused(NOT_YOURS, hint=ASK)
    return row


def _key_of(row: Cell, keyring: Keyring) -> bytes:
    """Give the key of a compartment's row as it stands today.

    A row and the rings move to a new key in one step, so one older than the ring was put back:
    its public key is the one that a former holder can open.
    """
    if row.epoch < keyring.current(row.id)[0]:
        raise Tampered("a compartment was put back to an older key")
    return keyring.key_for(row.id, row.epoch)


def seal_keys(cell: UUID, key: bytes, private: Private) -> bytes:
    """Seal a compartment's private keys under its key of this epoch."""
    return seal.wrap(key, private.joined(), bound=b"ws1/cell" + cell.bytes)


def open_keys(row: Cell, key: bytes) -> Private:
    """Open a compartment's private keys; raises Tampered if they are not its own."""
    padded = seal.unwrap(key, bytes(row.keys), bound=b"ws1/cell" + row.id.bytes)
    try:
        seeds = unpad(padded)
    except ValueError:
        raise Tampered("a compartment's keys are not padded") from None
    if len(seeds) < 64 or len(seeds) % 32:
        raise Tampered("a compartment's keys are not its keys")
    return Private(seeds[:32], tuple(seeds[at : at + 32] for at in range(32, len(seeds), 32)))


def seal_book(cell: UUID, key: bytes, book: Book) -> bytes:
    """Seal the list of readers under a compartment's key, in one size."""
    body = pad(_ENCODER.encode(book), READERS_BUCKET)
    return seal.wrap(key, body, bound=b"ws1/readers" + cell.bytes)


def open_book(row: Cell, key: bytes) -> Book:
    """Open the list of readers; raises Tampered if it is not this compartment's."""
    padded = seal.unwrap(key, bytes(row.readers), bound=b"ws1/readers" + row.id.bytes)
    try:
        return msgspec.msgpack.decode(unpad(padded), type=Book)
    except (ValueError, msgspec.MsgspecError):
        raise Tampered("a list of readers holds none") from None


_ENCODER = msgspec.msgpack.Encoder(uuid_format="bytes")
