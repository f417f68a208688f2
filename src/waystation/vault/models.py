"""What the vault remembers: doors, compartments, visits, mail and the audit chain, all opaque."""

from uuid import uuid4

from django.db import models

from waystation.vault.rows import CaseRow, SealedRow


class User(models.Model):
    """A person's two doors, of one size and in no order, and ways back for a lost passphrase.

    No name, no role, no time of last visit, and no join to what the person may open. Whoever has
    no duress passphrase has filler in the place of the second door.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name_mac = models.BinaryField(unique=True)
    salt = models.BinaryField()
    kdf_memory_kib = models.PositiveIntegerField()
    kdf_passes = models.PositiveSmallIntegerField()
    kdf_lanes = models.PositiveSmallIntegerField()
    first = models.BinaryField()
    second = models.BinaryField()
    recovery = models.BinaryField()
    escrow = models.BinaryField()
    box_public = models.BinaryField()
    sign_public = models.BinaryField()


class Cell(models.Model):
    """A compartment: what kind of work it holds, its public keys, its private ones sealed.

    `readers` is the sealed list of those who hold it, of one size whoever they are.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    purpose = models.PositiveSmallIntegerField()
    epoch = models.PositiveIntegerField(default=1)
    rotated_on = models.DateField()
    box_public = models.BinaryField()
    sign_public = models.BinaryField()
    keys = models.BinaryField()
    readers = models.BinaryField()


class Organisation(models.Model):
    """The one row of the organisation: the key to which ways back are sealed, or filler."""

    escrow_public = models.BinaryField()


class Session(models.Model):
    """A visit: found by the digest of its cookie, its seeds sealed under the cookie itself."""

    id = models.CharField(primary_key=True, max_length=64)
    expires_at = models.DateTimeField()
    body = models.BinaryField()


class Mailbox(models.Model):
    """Places for sealed mail, always full: of mail or of filler. Nothing says whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slots = models.BinaryField()


class Notice(models.Model):
    """What every sign-in leaves for the security officer: a decoy or an alarm, of one size."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    day = models.DateField()
    box = models.BinaryField()


class Invitation(models.Model):
    """A door somebody may make for themselves: found by a digest of its code, sealed under it."""

    id = models.CharField(primary_key=True, max_length=64)
    expires_at = models.DateTimeField()
    body = models.BinaryField()


class RegisterRow(SealedRow):
    """A colleague in the register of the security compartment: who holds what, since when."""


class FileRow(CaseRow):
    """A file of a case: its name, kind and key; the sealed bytes lie on disk under the row's id."""


class AuditEntry(models.Model):
    """One act, chained to the one before; what it was is sealed to the security compartment."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    day = models.PositiveIntegerField()
    kind = models.PositiveSmallIntegerField()
    actor = models.BinaryField()
    prev = models.BinaryField()
    detail = models.BinaryField()
    digest = models.BinaryField()


class AuditHead(models.Model):
    """The end of the chain on one day, signed by the security compartment."""

    day = models.PositiveIntegerField(primary_key=True)
    seq = models.PositiveBigIntegerField()
    digest = models.BinaryField()
    signature = models.BinaryField()
