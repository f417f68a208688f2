"""What strangers ask of the organisation, and the events to which it asks them."""

from django.db import models
from django.db.models import Q

from waystation.giving.domain import ASK_KINDS, ASK_STATES, EVENT_KINDS, EVENT_STATES
from waystation.giving.models.core import BoxRow


class EventRow(BoxRow):
    """An event or a workshop: its columns are public once it is open; a draft lies in the box."""

    slug = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=10, default="draft")
    kind = models.CharField(max_length=8)
    title_en = models.CharField(max_length=120, default="")
    title_ko = models.CharField(max_length=120, default="")
    text_en = models.TextField(default="")
    text_ko = models.TextField(default="")
    place_en = models.CharField(max_length=200, default="")
    place_ko = models.CharField(max_length=200, default="")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    # In which its hours are told, such as America/New_York.
    zone = models.CharField(max_length=40, default="UTC")
    # None: as many as come.
    seats = models.PositiveIntegerField(null=True)
    # So often it was published: a calendar that holds it takes the newer one.
    published_n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="event_state", condition=Q(state__in=EVENT_STATES)),
            models.CheckConstraint(name="event_kind", condition=Q(kind__in=EVENT_KINDS)),
            models.CheckConstraint(
                name="event_times",
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
            ),
        ]


class AskRow(BoxRow):
    """Something a stranger asks: a talk, a place at an event, to help, the newsletter.

    `link` is the digest of the secret that was sent to them, by which they confirm or go.
    """

    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=7, default="new")
    asked_on = models.DateField()
    event = models.ForeignKey(EventRow, null=True, on_delete=models.PROTECT)
    # The order in which they came, which decides who moves up; no day tells it so finely.
    nth = models.PositiveIntegerField(default=0)
    people = models.PositiveSmallIntegerField(default=1)
    finder = models.BinaryField(default=b"")
    link = models.BinaryField(null=True, unique=True)
    # Whether they were written to about the state it has now.
    is_told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="ask_kind", condition=Q(kind__in=ASK_KINDS)),
            models.CheckConstraint(name="ask_state", condition=Q(state__in=ASK_STATES)),
            models.CheckConstraint(
                name="ask_of_an_event",
                condition=~Q(kind="registration") | Q(event__isnull=False),
            ),
            models.UniqueConstraint(
                name="ask_one_place",
                fields=["event", "finder"],
                condition=Q(kind="registration", state__in=("new", "taken")),
            ),
            models.UniqueConstraint(
                name="ask_one_subscriber",
                fields=["finder"],
                condition=Q(kind="subscriber", state__in=("new", "taken")),
            ),
        ]
