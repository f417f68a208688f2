"""Compartments: made, found by what they are for, and their private keys opened with a keyring."""

from datetime import date
from uuid import UUID

from waystation.base import clock
from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.vault import seal
from waystation.vault.domain import PURPOSES, Slot, pad
from waystation.vault.keyring import ASK, NOT_YOURS, Keyring
from waystation.vault.models import Cell

READERS_BUCKET = 4_096

__all__ = ["Slot", "box_public", "found", "only", "private_seeds", "sign_public", "vouch"]


def found(purpose: str, *, on: date | None = None) -> Slot:
    """Make a compartment and return the ring slot that opens it.

    The slot is the only way in: whoever holds it hands it to the ring of those who need it.
    """
    cell_id, key = new_id(), seal.new_seed()
    box_seed, sign_seed = seal.new_seed(), seal.new_seed()
    Cell.objects.create(
        id=cell_id,
        purpose=PURPOSES[purpose],
        rotated_on=on or clock.real_now().date(),
        box_public=seal.box_public(box_seed),
        sign_public=seal.sign_public(sign_seed),
        keys=seal.wrap(key, box_seed + sign_seed, bound=b"ws1/cell" + cell_id.bytes),
        readers=seal.wrap(key, pad(b"", READERS_BUCKET), bound=b"ws1/readers" + cell_id.bytes),
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
    return bytes(_row(cell).box_public)


def sign_public(cell: UUID) -> bytes:
    """Give the public key by which a compartment's signatures are known.

    Raises:
      Refused: there is no such compartment.
    """
    return bytes(_row(cell).sign_public)


def private_seeds(cell: UUID, keyring: Keyring) -> tuple[bytes, bytes]:
    """Open a compartment's box seed and signing seed, for `vault.boxes` alone.

    Raises:
      Refused: the keyring does not hold the compartment, or there is none; it does not say which.
      Tampered: the public keys on file do not belong to the private ones.
    Cost: about 0.6 ms, with the look-up of the row.
    """
    row = _row(cell)
    key = keyring.key_for(cell, row.epoch)
    both = seal.unwrap(key, bytes(row.keys), bound=b"ws1/cell" + cell.bytes)
    box_seed, sign_seed = both[:32], both[32:]
    on_file = bytes(row.box_public) + bytes(row.sign_public)
    if on_file != seal.box_public(box_seed) + seal.sign_public(sign_seed):
        raise Tampered("a compartment's public keys are not its own")
    return box_seed, sign_seed


def vouch(cell: UUID, keyring: Keyring) -> None:
    """Make sure that what is sealed to a compartment today is sealed to its own keys.

    Only a holder can tell; whoever writes into a compartment unread takes the columns on trust.

    Raises:
      Refused: the keyring does not hold the compartment.
      Tampered: the public keys on file do not belong to the private ones.
    """
    private_seeds(cell, keyring)


def _row(cell: UUID) -> Cell:
    row = Cell.objects.filter(pk=cell).first()
    if row is None:
        raise Refused(NOT_YOURS, hint=ASK)
    return row
