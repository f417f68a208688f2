"""What is kept about a donor beside the record: later words, permissions, merges, blotting out."""

from django.db import models
from django.db.models import F, Q

from waystation.giving.models.core import BoxRow, DonorRow
from waystation.vault.pseudonyms import HandField

WORD_STATES = ("waiting", "taken", "dropped")
MERGE_STATES = ("merged", "undone", "apart")
BLOT_STATES = ("asked", "done", "refused")


class DonorWord(BoxRow):
    """What somebody with a known address said of themselves; nobody has proved yet who it was."""

    donor = models.ForeignKey(DonorRow, on_delete=models.PROTECT)
    said_on = models.DateField()
    # The same said twice is kept once.
    mark = models.BinaryField()
    state = models.CharField(max_length=7, default="waiting")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="word_once", fields=["donor", "mark"]),
            models.CheckConstraint(name="word_state", condition=Q(state__in=WORD_STATES)),
        ]


class PermissionRow(BoxRow):
    """One yes or no of a donor to one way of being written to; never changed, only followed."""

    donor = models.ForeignKey(DonorRow, on_delete=models.PROTECT)
    said_on = models.DateField()


class MergeRow(BoxRow):
    """Two records somebody found to be of one donor, or of two after all."""

    kept = models.ForeignKey(DonorRow, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(DonorRow, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, default="merged")
    decided_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="merge_state", condition=Q(state__in=MERGE_STATES)),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("gone"))),
        ]


class BlotRow(BoxRow):
    """The wish to blot out what is kept of a donor: one asks, another does it."""

    donor = models.ForeignKey(DonorRow, on_delete=models.PROTECT)
    state = models.CharField(max_length=7, default="asked")
    asked_on = models.DateField()
    asked_by = HandField()
    decided_on = models.DateField(null=True)
    decided_by = HandField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="blot_state", condition=Q(state__in=BLOT_STATES)),
            models.CheckConstraint(
                name="blot_two_hands",
                condition=~Q(state="done")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            models.UniqueConstraint(
                name="blot_asked_once", fields=["donor"], condition=Q(state="asked")
            ),
        ]
