"""How much of all cases one person could lay open: counted, warned about, and bounded."""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from waystation.vault import keystore
from waystation.vault.domain import Slot
from waystation.vault.keyring import Keyring

WARN_PERMILLE = 80
REFUSE_PERMILLE = 100
# With fewer cases than this a small organisation could not work by the rule; it is only shown.
BINDING_FROM = 100


class Share(NamedTuple):
    """How many cases somebody's compartments hold, of how many there are."""

    opened: int
    total: int

    @property
    def permille(self) -> int:
        """Give the share in thousandths, rounded up, so that nothing over a line looks under it."""
        return -(-self.opened * 1_000 // self.total) if self.total else 0

    @property
    def share_p(self) -> float:
        """Give the share as a fraction, for a page."""
        return self.opened / self.total if self.total else 0.0

    @property
    def warns(self) -> bool:
        """Say whether the share has come to the line where somebody looks at it."""
        return self.permille >= WARN_PERMILLE

    @property
    def is_over(self) -> bool:
        """Say whether the share is above what one person may hold."""
        return self.permille > REFUSE_PERMILLE

    @property
    def binds(self) -> bool:
        """Say whether there are enough cases for the line to refuse, and not only to warn."""
        return self.total >= BINDING_FROM


class Counted(NamedTuple):
    """Cases of each compartment, those of the decoy world left out."""

    by_cell: dict[UUID, int]

    def share_of(self, cells: Iterable[UUID]) -> Share:
        """Count what some compartments hold of all cases."""
        opened = sum(self.by_cell.get(cell, 0) for cell in set(cells))
        return Share(opened, sum(self.by_cell.values()))


def count(decoys: Collection[Slot]) -> Counted:
    """Count the cases of every compartment in the key store, without the decoys among them."""
    hidden = {slot.cell for slot in decoys}
    return Counted({cell: n for cell, n in keystore.counts().items() if cell not in hidden})


def of_ring(keyring: Keyring) -> Share:
    """Count what a ring opens of all cases, as each sign-in does for itself."""
    return count(keyring.decoys).share_of(keyring.cells)
