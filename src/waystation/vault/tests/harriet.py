"""Harriet and the organisation around her: what tests of doors and ways back have in common."""

from datetime import UTC, datetime
from uuid import UUID

from waystation.vault import cells, locks, staff
from waystation.vault.domain import Slot
from waystation.vault.staff import Door

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NAME, ROLE = "harriet", "field manager"
PASSPHRASE = "follow the drinking gourd north tonight"
DURESS = "nobody here but us chickens tonight"
OTHER = "and a third sentence for another day"


class Harriet:
    """A person with a compartment, its decoy twin, and an organisation that keeps an audit."""

    def __init__(self) -> None:
        cells.found("security")
        self.network: Slot = cells.found("network")
        self.decoy: Slot = cells.found("network")
        # No work of hers, in truth or by her role: its decoy is not for her either.
        self.foreign: Slot = cells.found("finance")
        hidden = [slot._replace(hidden=True) for slot in (self.decoy, self.foreign)]
        self.id: UUID = staff.admit(
            name=NAME,
            alias="Harriet",
            role=ROLE,
            passphrase=PASSPHRASE,
            slots=[self.network, *hidden],
        )

    @property
    def door(self) -> Door:
        """The door her own passphrase opens."""
        return opened(PASSPHRASE)

    def force(self) -> Door:
        """Set her second passphrase and open the door behind it."""
        locks.set_duress(self.door, passphrase=PASSPHRASE, duress=DURESS, now=NOON)
        return opened(DURESS)


def opened(passphrase: str) -> Door:
    """Open the door of a passphrase that has to open one."""
    door = staff.try_door(NAME, passphrase)
    assert door is not None
    return door
