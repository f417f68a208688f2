"""Published figures: journeys as counted and proposals, sealed; releases, plain and chained."""

from django.db import models
from django.db.models import Q

from waystation.base.ids import new_id
from waystation.vault.pseudonyms import HandField
from waystation.vault.rows import SealedRow

PROPOSAL_STATES = ("waiting", "released", "refused", "withdrawn")
RELEASES = ("first", "next", "retraction")
REASONS = ("", "mistake", "definition", "review")


class CountedRow(SealedRow):
    """Journeys as they were counted for figures, a batch at a time; only ever added to."""


class FigureProposalRow(SealedRow):
    """A figure as somebody would publish it, with the journeys behind each of its cells."""

    state = models.CharField(max_length=9, default="waiting")
    proposed_by = HandField()
    decided_by = HandField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="figure_state", condition=Q(state__in=PROPOSAL_STATES)),
            models.CheckConstraint(
                name="figure_second_hand",
                condition=~Q(state="released")
                | Q(decided_by__isnull=False) & ~Q(decided_by=models.F("proposed_by")),
            ),
        ]


class ReleaseRow(models.Model):
    """What was published, or taken back: never changed, each bound to the one before by a digest.

    `told` is what the public reads, as JSON; empty where a figure is taken back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    figure = models.CharField(max_length=20, db_index=True)
    what = models.CharField(max_length=10)
    told = models.TextField(default="")
    counted_to = models.DateField(null=True)
    released_on = models.DateField()
    reason = models.CharField(max_length=10, default="")
    proposed_by = models.CharField(max_length=20, default="")
    approved_by = models.CharField(max_length=20)
    previous = models.BinaryField()
    digest = models.BinaryField(unique=True)
    proposal = models.OneToOneField(FigureProposalRow, models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="release_what", condition=Q(what__in=RELEASES)),
            models.CheckConstraint(name="release_reason", condition=Q(reason__in=REASONS)),
            # Something is published with a proposal behind it, and taken back with a reason.
            models.CheckConstraint(
                name="release_whole",
                condition=Q(what="retraction", told="", proposal__isnull=True) & ~Q(reason="")
                | ~Q(what="retraction") & Q(proposal__isnull=False) & ~Q(told=""),
            ),
        ]


class NoiseRow(models.Model):
    """Privacy that was spent on a table, on the day its noise was drawn, published or not."""

    figure = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField(db_index=True)
    milli_epsilon = models.PositiveIntegerField()
    drawn_on = models.DateField()
    proposal = models.OneToOneField(FigureProposalRow, models.PROTECT)
