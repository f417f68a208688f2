"""What dispatch remembers: passages and their stages, sealed in the passages' cell."""

from django.db import models

from waystation.vault.rows import SealedRow


class PassageRow(SealedRow):
    """One group's way to safety."""


class StageRow(SealedRow):
    """One stage of a passage: all that the guide of that stage will know, and how it went."""

    passage = models.ForeignKey(PassageRow, on_delete=models.PROTECT, related_name="stages")


class ArrivalRow(SealedRow):
    """The end of a passage: who was counted, what was needed first, the debrief, the first days."""

    passage = models.OneToOneField(PassageRow, on_delete=models.PROTECT, related_name="arrival")


class HandRow(models.Model):
    """Somebody's hand on a passage: who planned it, who approved it.

    `actor` stands for a person on this one passage and nowhere else, so the database can refuse a
    second hand of the same person without knowing whose hands these are.
    """

    passage = models.ForeignKey(PassageRow, on_delete=models.PROTECT, related_name="hands")
    actor = models.BinaryField(max_length=16)
    act = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["passage", "actor"], name="one_hand_each"),
            models.CheckConstraint(
                condition=models.Q(act__in=["planned", "approved"]), name="known_act"
            ),
        ]
