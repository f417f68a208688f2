"""What hazards remembers: word of danger, sealed in the network's cell."""

from waystation.vault.rows import SealedRow


class HazardRow(SealedRow):
    """One event that makes a place or a jurisdiction more dangerous."""
