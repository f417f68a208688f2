"""What hazards remembers, all of it sealed in the network's cell."""

from django.db import models

from waystation.vault.rows import SealedRow


class HazardRow(SealedRow):
    """Word of danger: what makes a place, a leg or a jurisdiction more dangerous."""


class OutcomeRow(SealedRow):
    """How one passage over one leg went."""


class HaltRow(SealedRow):
    """Something that nobody may use. `standing` is plain, so that asking for halts stays cheap."""

    standing = models.BooleanField(default=True, db_index=True)


class WatchedRow(SealedRow):
    """When one leg or house was looked at, and by whom."""
