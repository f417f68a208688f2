"""Rows nobody owns: the demo's clock, events between capabilities, watches."""

from uuid import uuid4

from django.db import models


class StandingClock(models.Model):
    """The demo's clock, if there is one."""

    stands_at = models.DateTimeField()


class Event(models.Model):
    """Something that happened, told to whoever must react: opaque ids and a day, nothing more."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    cell = models.UUIDField()
    day = models.DateField()
    claimed_until = models.DateTimeField(null=True)
    finished = models.BooleanField(default=False)


class Watch(models.Model):
    """A due time and a sealed alarm: what the keyless worker may know about a leg under way."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    cell = models.UUIDField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="armed")
    alarm = models.BinaryField()
    # Whether the carrier took word that something rings; it is never told what.
    pinged = models.BooleanField(default=False)
