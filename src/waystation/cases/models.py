"""What casework remembers. Who travels with whom stands inside the sealed bodies alone."""

from django.db import models

from waystation.vault.rows import CaseRow, SealedRow


class TipRow(CaseRow):
    """Word that somebody needs to leave."""


class HouseholdRow(CaseRow):
    """People who flee together."""


class PersonRow(CaseRow):
    """A member of a household."""

    household = models.ForeignKey(HouseholdRow, models.CASCADE, related_name="+")


class GroupRow(SealedRow):
    """Households that travel together."""


class PurgeRow(SealedRow):
    """A case that is to be destroyed, why, and how far that has gone."""


class PurgeVoice(models.Model):
    """One hand for a purge; `actor` stands for a person on this one purge and nowhere else."""

    purge = models.ForeignKey(PurgeRow, models.CASCADE, related_name="voices")
    actor = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purge", "actor"], name="one_purge_voice_each"),
        ]


class IntakeKey(models.Model):
    """A public key to which one tip may be sealed, signed by the compartment that will read it."""

    id = models.BinaryField(primary_key=True, max_length=16)
    cell = models.UUIDField(db_index=True)
    day = models.DateField()
    public = models.BinaryField()
    signature = models.BinaryField()
    state = models.CharField(max_length=8, default="free")


class IntakeBox(models.Model):
    """A tip as it came, still sealed, and the answer that waits for whoever holds its receipt.

    `id` is derived from the receipt's words, so that only they find it.
    """

    id = models.BinaryField(primary_key=True, max_length=16)
    cell = models.UUIDField(db_index=True)
    day = models.DateField()
    key = models.BinaryField(max_length=16)
    reply_public = models.BinaryField()
    box = models.BinaryField()
    answers = models.BinaryField()
    state = models.CharField(max_length=8, default="new")
