"""What the time after an arrival remembers: sealed rows, and links that open with their secret."""

from django.db import models

from waystation.vault.rows import CaseRow, SealedRow


class StayRow(CaseRow):
    """Where a household stands after its arrival; one for each, noted in the household."""


class LinkRow(CaseRow):
    """A link to a household's own plan or calendar: a box that only the link's secret opens.

    Of what sort it is, and for whom, stands in the body.
    """

    digest = models.BinaryField(max_length=32, unique=True)
    public = models.BinaryField()
    box = models.BinaryField()
    ends_on = models.DateField()


class FlightRow(SealedRow):
    """Households that fly together, at most as many people as there are seats."""


class CourseRow(SealedRow):
    """A course, a workshop or an event: when, how many seats, who comes."""


class HelperRow(SealedRow):
    """Somebody who stands beside newcomers: a mentor, a volunteer, somebody who came earlier."""


class ServiceRow(SealedRow):
    """A place on the map of services: what is to be had there, when, in which languages."""


class RuleRow(SealedRow):
    """A change of the rules that somebody proposed, and what a second person said to it."""
