"""What the vault remembers: people's doors, compartments and sessions, none of it readable."""

from uuid import uuid4

from django.db import models


class User(models.Model):
    """A person's door: the salt, a digest to recognise the passphrase by, and sealed key material.

    No name, no role, no time of last visit, and no join to what the person may open.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name_mac = models.BinaryField(unique=True)
    salt = models.BinaryField()
    kdf_memory_kib = models.PositiveIntegerField()
    kdf_passes = models.PositiveSmallIntegerField()
    kdf_lanes = models.PositiveSmallIntegerField()
    verifier = models.BinaryField()
    seeds = models.BinaryField()
    ring = models.BinaryField()
    profile = models.BinaryField()
    box_public = models.BinaryField()
    sign_public = models.BinaryField()


class Cell(models.Model):
    """A compartment: what kind of work it holds, its public keys, its private ones sealed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    purpose = models.PositiveSmallIntegerField()
    epoch = models.PositiveIntegerField(default=1)
    box_public = models.BinaryField()
    sign_public = models.BinaryField()
    keys = models.BinaryField()


class Session(models.Model):
    """A visit: found by the digest of its cookie, its seeds sealed under the cookie itself."""

    id = models.CharField(primary_key=True, max_length=64)
    expires_at = models.DateTimeField()
    body = models.BinaryField()
