"""Open data: what was released to everybody, frozen, by two people."""

from django.db import models
from django.db.models import F, Q

from waystation.base.ids import new_id
from waystation.vault.pseudonyms import HandField

# asked: waits for the second person. Only what is out is shown.
RELEASE_STATES = ("asked", "out", "refused", "retracted")


class DataRelease(models.Model):
    """A set of files as they were released; `why` is the reason of a retraction, public."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=9, default="asked")
    through_on = models.DateField()
    asked_on = models.DateField()
    asked_by = HandField()
    decided_on = models.DateField(null=True)
    decided_by = HandField(null=True)
    retracted_on = models.DateField(null=True)
    retracted_by = HandField(null=True)
    why = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="release_state", condition=Q(state__in=RELEASE_STATES)),
            models.CheckConstraint(
                name="release_two_hands",
                condition=Q(state="asked")
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
            ),
        ]


class DataFile(models.Model):
    """One file of a release, byte for byte, and its SHA-256."""

    release = models.ForeignKey(DataRelease, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=60)
    content = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="file_once", fields=["release", "name"]),
        ]


class OpenGrant(models.Model):
    """A grant the organisation gave and somebody chose to publish, after a second look.

    Never one that serves a rescue: to whom, and for what, is public.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.UUIDField(unique=True)
    cents = models.BigIntegerField()
    awarded_on = models.DateField()
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=300)
    to_kind = models.CharField(max_length=12)
    to_name = models.CharField(max_length=120, default="")
    chosen_by = HandField()
    chosen_on = models.DateField()
