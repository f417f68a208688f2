"""What tracing remembers: sealed rows, boxes between compartments, and links for seekers."""

from uuid import uuid4

from django.db import models

from waystation.vault.rows import CaseRow, SealedRow


class RequestRow(CaseRow):
    """Somebody who looks for somebody; a case of its own, so that destroying it destroys all."""


class MatchRow(CaseRow):
    """A pair that may be one person, and every act on it; it lies in the request's case."""


class PortraitRow(CaseRow):
    """A face told from memory: the interview, the sketches and what was agreed about them."""


class ReunionRow(CaseRow):
    """Two sides that agreed to be in contact: their first word, their plan and what came of it."""


class SeekerLinkRow(CaseRow):
    """A link by which a seeker reads how their search stands: only its secret opens the box."""

    digest = models.BinaryField(max_length=32, unique=True)
    public = models.BinaryField()
    box = models.BinaryField()
    ends_on = models.DateField()


class RegisterRow(models.Model):
    """Somebody of our cases who agreed to be found, sealed to the tracing compartment.

    Whoever holds the case keeps its id and takes it out again without any key of tracing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    cell = models.UUIDField(db_index=True)
    day = models.DateField()
    # The day after which nobody reads it and the worker deletes it.
    ends_on = models.DateField()
    box = models.BinaryField()


class PaperRow(models.Model):
    """A signed paper from one compartment to another; what it says stands in the box."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # To whom it goes.
    cell = models.UUIDField(db_index=True)
    day = models.DateField()
    box = models.BinaryField()
    state = models.CharField(max_length=8, default="new")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["new", "read"]), name="known_paper_state"
            ),
        ]


class SearchRow(SealedRow):
    """A search somebody made or asked for: its words are as secret as the register itself."""


class PartnerRow(SealedRow):
    """An organisation we search with: its keys, what was agreed with it, and how far that goes."""


class RunRow(SealedRow):
    """What passes with others: a search, a request, a file that came, or a piece of one."""

    # Of a file that came and its pieces: the day after which the worker deletes them.
    ends_on = models.DateField(null=True, db_index=True)


class Voice(models.Model):
    """One hand on something that needs two; `actor` stands for a person on this one alone."""

    about = models.UUIDField()
    actor = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "actor"], name="one_tracing_voice_each"),
        ]
