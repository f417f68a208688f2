"""What the network remembers: places in the gazetteer's cell, the rest in the network's."""

from django.db import models

from waystation.vault.rows import SealedRow


class PlaceRow(SealedRow):
    """A town, station or crossing, by name and position."""


class HouseRow(SealedRow):
    """What a place can shelter."""


class LegRow(SealedRow):
    """A way from one place to another."""


class PartnerRow(SealedRow):
    """Somebody who guides or shelters."""


class JurisdictionRow(SealedRow):
    """A land, and the law that holds there."""


class ProposalRow(SealedRow):
    """What somebody wants changed; it counts once two others have vetted it.

    `settled` says that nobody has to look at it any more.
    """

    settled = models.BooleanField(default=False)


class VetRow(models.Model):
    """Somebody's hand on a proposal: who proposed it, who vetted it.

    `actor` stands for a person on this one proposal and nowhere else, so the database can refuse a
    second hand of the same person without knowing whose hands these are.
    """

    proposal = models.ForeignKey(ProposalRow, on_delete=models.PROTECT, related_name="hands")
    actor = models.BinaryField(max_length=16)
    act = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "actor"], name="one_vetting_hand_each"),
            models.CheckConstraint(
                condition=models.Q(act__in=["proposed", "vetted"]), name="known_vetting_act"
            ),
        ]


class ChangeRow(SealedRow):
    """Something that was done to the network: the history of every record it names."""
