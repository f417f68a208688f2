"""What dispatch remembers, all of it sealed: passages, stages, plans for all, drills."""

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
    """Somebody's hand on a passage: who planned it, who approved it, who is kin of its people.

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
                condition=models.Q(act__in=["planned", "approved", "related"]), name="known_act"
            ),
        ]


class DisclosureRow(SealedRow):
    """One thing that somebody was really told of a passage: what, to whom, from when readable."""

    passage = models.ForeignKey(PassageRow, on_delete=models.PROTECT, related_name="disclosures")


class JointRow(SealedRow):
    """A plan for all groups together, or a copy of one with something supposed otherwise.

    `box` is what a run in the background came to, sealed without a key; whoever reads it next puts
    it into the body.
    """

    state = models.CharField(max_length=9)
    box = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["running", "cancelled", "failed", "done"]),
                name="known_joint_state",
            ),
        ]


class ThreatRow(SealedRow):
    """What is believed of an adversary on one corridor, and how far routes may bend for it."""


class CapsRow(SealedRow):
    """How many people one lost partner or house may give up at most; there is one row, or none."""


class RehearsalRow(SealedRow):
    """A rehearsal: what is asked, and once it is over what came of it."""

    state = models.CharField(max_length=9)
    n_batches = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["running", "cancelled", "failed", "done"]),
                name="known_rehearsal_state",
            ),
        ]


class BatchRow(models.Model):
    """Figures of one batch of a rehearsal, sealed to the passages' cell without a key of it."""

    rehearsal = models.ForeignKey(RehearsalRow, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    box = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rehearsal", "number"], name="one_box_a_batch"),
        ]


class DrillRow(SealedRow):
    """Somebody or something is taken for lost: who is touched, and what is to be done at once."""


class DrillHandRow(models.Model):
    """Somebody's hand on a drill; `actor` stands for a person on this one drill, as on passages."""

    drill = models.ForeignKey(DrillRow, on_delete=models.PROTECT, related_name="hands")
    actor = models.BinaryField(max_length=16)
    act = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drill", "actor"], name="one_hand_each_drill"),
            models.CheckConstraint(
                condition=models.Q(act__in=["planned", "approved"]), name="known_drill_act"
            ),
        ]
