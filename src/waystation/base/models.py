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
    """A due time and a sealed alarm: what the keyless worker may know about a leg under way.

    All watches look alike: one without answers from a phone or without further tiers holds noise of
    the same size in their place.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    cell = models.UUIDField()
    due_at = models.DateTimeField()
    # When the next tier is called; None: there is no next one, or somebody took it.
    next_at = models.DateTimeField(null=True, db_index=True)
    state = models.CharField(max_length=8, default="armed")
    # How many tiers were called so far, and how many are called at most.
    step = models.PositiveSmallIntegerField(default=0)
    calls = models.PositiveSmallIntegerField(default=1)
    # Digests of what a phone can show.
    codes = models.BinaryField(default=bytes)
    alarm = models.BinaryField()
    # Compartment and sealed alarm of those who are called if nobody takes it.
    tiers = models.BinaryField(default=bytes)
    # The sealed replies that what a phone shows brings: all is well, or it is not.
    replies = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["armed", "ringing", "taken", "answered"]),
                name="known_watch_state",
            ),
        ]


class Page(models.Model):
    """One call of one tier, or a reply that came: written in the transaction that made it due."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    watch = models.UUIDField()
    step = models.PositiveSmallIntegerField()
    cell = models.UUIDField()
    body = models.BinaryField()
    # Whether a carrier took word that something rings; it is never told what.
    pinged = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watch", "step"], name="one_page_once"),
        ]


class Ping(models.Model):
    """A way out of the building by which somebody is called; it is told nothing but "1".

    `duty` is a compartment or a phone's mailbox. `target` names nobody: a random topic, an alias at
    a gateway. Whose it is stands in `kept_for`, sealed to that person.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    duty = models.UUIDField(db_index=True)
    place = models.PositiveSmallIntegerField(default=1)
    target = models.TextField()
    quiet_from_min = models.PositiveSmallIntegerField(null=True)
    quiet_to_min = models.PositiveSmallIntegerField(null=True)
    kept_for = models.BinaryField(default=bytes)
    taken_on = models.DateField(null=True)
    failed_on = models.DateField(null=True)
    n_failed = models.PositiveSmallIntegerField(default=0)
