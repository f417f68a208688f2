"""What casework remembers. Who travels with whom stands inside the sealed bodies alone."""

from django.db import models

from waystation.vault.rows import SealedRow


class TipRow(SealedRow):
    """Word that somebody needs to leave."""


class HouseholdRow(SealedRow):
    """People who flee together."""


class PersonRow(SealedRow):
    """A member of a household."""

    household = models.ForeignKey(HouseholdRow, models.CASCADE, related_name="+")


class GroupRow(SealedRow):
    """Households that travel together."""
