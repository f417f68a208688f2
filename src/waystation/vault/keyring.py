"""A keyring: what one signed-in person may open, for the length of one request."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NoReturn
from uuid import UUID

from waystation.base.errors import Overtaken, Refused
from waystation.vault import keystore
from waystation.vault.domain import Slot

NOT_YOURS = "Your keys do not open that."
ASK = "Ask the person who gave you your role, if your work needs it."


@dataclass(frozen=True, repr=False)
class Keyring:
    """The compartments a person holds, passed on explicitly and never stored opened."""

    user_id: UUID
    _slots: dict[UUID, Slot] = field(default_factory=dict)
    # Compartments of the decoy world: carried along, used by no work.
    decoys: tuple[Slot, ...] = ()
    _shreds: dict[UUID, bytes] = field(default_factory=dict)
    # What its holder is called here, to stand beside what they write.
    alias: str = ""

    @classmethod
    def of(cls, user_id: UUID, slots: list[Slot], *, alias: str = "") -> "Keyring":
        """Make a keyring from ring slots."""
        used = {slot.cell: slot for slot in slots if not slot.hidden}
        decoys = tuple(slot for slot in slots if slot.hidden)
        return cls(user_id, used, decoys, alias=alias)

    @property
    def cells(self) -> tuple[UUID, ...]:
        """List every compartment held."""
        return tuple(self._slots)

    def cells_of(self, purpose: str) -> tuple[UUID, ...]:
        """List the compartments of one purpose, such as every case cell of a worker."""
        return tuple(cell for cell, slot in self._slots.items() if slot.purpose == purpose)

    def cell(self, purpose: str) -> UUID:
        """Name the one compartment of a purpose.

        Raises:
          Refused: the ring holds none.
        """
        held = self.cells_of(purpose)
        if not held:
            raise Refused(NOT_YOURS, hint=ASK)
        return held[0]

    def slots(self) -> list[Slot]:
        """Lay out what the ring holds, the decoy world included, as it is sealed."""
        return [*self._slots.values(), *self.decoys]

    def with_slot(self, slot: Slot) -> "Keyring":
        """Give a ring that holds one compartment more, or another key of it."""
        return replace(self, _slots=self._slots | {slot.cell: slot})

    def without(self, cell: UUID) -> "Keyring":
        """Give a ring that holds one compartment less."""
        left = {held: slot for held, slot in self._slots.items() if held != cell}
        return replace(self, _slots=left)

    def holds(self, cell: UUID) -> bool:
        """Say whether a compartment opens with this ring."""
        return cell in self._slots

    def current(self, cell: UUID) -> tuple[int, bytes]:
        """Give the epoch and key to seal with today.

        Raises:
          Refused: the ring does not hold the compartment.
        """
        slot = self._slots.get(cell)
        if slot is None:
            raise Refused(NOT_YOURS, hint=ASK)
        return slot.epoch, slot.key

    def key_for(self, cell: UUID, epoch: int) -> bytes:
        """Give the key of one epoch, to open what was sealed then.

        Raises:
          Refused: the ring does not hold the compartment, or no longer that epoch.
          Overtaken: the compartment got a new key a moment ago; read again.
        """
        slot = self._slots.get(cell)
        if slot is not None and epoch == slot.epoch:
            return slot.key
        if slot is not None and epoch == slot.previous_epoch and any(slot.previous_key):
            return slot.previous_key
        if slot is not None and epoch > slot.epoch:
            raise Overtaken("the compartment has a newer key than this ring")
        raise Refused(NOT_YOURS, hint=ASK)

    def expect(self, cases: Iterable[UUID]) -> None:
        """Read the shred keys of many cases at once, before a list of them is opened."""
        # Asked for each of thousands of rows of one long visit: only what is missing is looked at.
        missing = {case for case in cases if case not in self._shreds}
        if missing:
            self._shreds.update(keystore.shreds_of(missing))

    def shred_of(self, case: UUID) -> bytes:
        """Give the key that a case's rows need besides their compartment's.

        Raises:
          Refused: there is none: the case was destroyed.
        """
        if case not in self._shreds:
            self.expect([case])
        if case not in self._shreds:
            raise Refused(NOT_YOURS, hint=ASK)
        return self._shreds[case]

    def has_shred(self, case: UUID) -> bool:
        """Say whether a case that was `expect`ed still has its shred key, so is not destroyed."""
        return case in self._shreds

    def __repr__(self) -> str:
        return f"<Keyring of {len(self._slots)} compartments>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a keyring is never pickled, cached or sent anywhere")
