"""What casework remembers. Who travels with whom stands inside the sealed bodies alone."""

from uuid import uuid4

from django.db import models

from waystation.vault.rows import CaseRow, SealedRow


class TipRow(CaseRow):
    """Word that somebody needs to leave."""


class HouseholdRow(CaseRow):
    """People who flee together."""


class PersonRow(CaseRow):
    """A member of a household."""

    household = models.ForeignKey(HouseholdRow, models.CASCADE, related_name="+")


class PartRow(CaseRow):
    """Anything else that is written in a household's case; of what kind it is stands inside."""


class PartVoice(models.Model):
    """One hand on a part that needs two; `actor` stands for a person on this part alone."""

    part = models.ForeignKey(PartRow, models.CASCADE, related_name="voices")
    actor = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "actor"], name="one_part_voice_each"),
        ]


class TellingMark(models.Model):
    """All that is known of a consent to tell outside the sealed case: what for, and until when.

    Whose it is stands in the case alone. Whoever holds the twelve words behind `words_digest` ends
    it, without an account and without a key.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # Where those who can show a draft to the person read.
    cell = models.UUIDField(db_index=True)
    # What it is called among those who write.
    code = models.CharField(max_length=12, unique=True)
    words_digest = models.BinaryField(null=True, unique=True)
    uses = models.CharField(max_length=40)
    channels = models.CharField(max_length=60)
    forms = models.CharField(max_length=60)
    regions = models.CharField(max_length=60)
    until = models.DateField()
    withdrawn_on = models.DateField(null=True)


class SourceRow(SealedRow):
    """Somebody tips come from, and how true they turned out to be."""


class DeviceRow(SealedRow):
    """A telephone or a card for one that is lent out, and where it is."""


class SheetRow(SealedRow):
    """A sheet that is being taken in, between its upload and the press that takes it."""


class FocalRow(SealedRow):
    """Who receives complaints about colleagues and partners."""


class ComplaintRow(models.Model):
    """A complaint, in boxes of one size to each of those who may read it, and fillers."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    day = models.DateField()
    boxes = models.BinaryField()
    state = models.CharField(max_length=8, default="new")


class TabletRow(SealedRow):
    """A worker's tablet; whose it is and which cases it carries stands in the sealed body."""

    state = models.CharField(max_length=8, default="invited")
    token_digest = models.BinaryField(default=bytes)
    expires_at = models.DateTimeField(null=True)
    sign_public = models.BinaryField(default=bytes)
    box_public = models.BinaryField(default=bytes)
    # The number of the last request, so that none is played again.
    counter = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["invited", "active", "revoked"]),
                name="known_tablet_state",
            ),
        ]


class TabletPacket(models.Model):
    """A record sealed to one tablet; which of them it is only the two ends know."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    tablet = models.ForeignKey(TabletRow, models.CASCADE, related_name="packets")
    seq = models.BigIntegerField()
    box = models.BinaryField()


class TabletWord(models.Model):
    """What a tablet wrote, sealed to the compartment; `entry` is the tablet's own id for it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    tablet = models.ForeignKey(TabletRow, models.CASCADE, related_name="words")
    entry = models.UUIDField()
    box = models.BinaryField()
    day = models.DateField()
    state = models.CharField(max_length=10, default="new")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tablet", "entry"], name="one_tablet_entry_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["new", "taken", "unreadable"]),
                name="known_tablet_word_state",
            ),
        ]


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
