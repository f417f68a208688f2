"""Reads of word of danger, opened with the reader's own keyring."""

from waystation.hazards.domain import Hazard
from waystation.hazards.models import HazardRow
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row


def hazards(keyring: Keyring) -> list[Hazard]:
    """List every hazard on file, newest first."""
    rows = HazardRow.objects.filter(cell=keyring.cell("network"))
    found = [open_row(row, Hazard, keyring) for row in rows]
    return sorted(found, key=lambda hazard: hazard.on, reverse=True)
