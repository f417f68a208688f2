"""What the network remembers: places in the gazetteer's cell, the rest in the network's."""

from waystation.vault.rows import SealedRow


class PlaceRow(SealedRow):
    """A town, station or crossing, by name and position."""


class HouseRow(SealedRow):
    """What a place can shelter."""


class LegRow(SealedRow):
    """A way from one place to another."""


class PartnerRow(SealedRow):
    """Somebody who guides or shelters."""
