"""What relay remembers: phones by their public keys, sealed orders, sealed word back."""

from uuid import uuid4

from django.db import models

from waystation.vault.rows import SealedRow


class PhoneRow(SealedRow):
    """A guide's phone; its id is the mailbox. Whose it is stands in the sealed body.

    The row is written when the office invites, because a phone that joins holds none of our keys:
    joining fills the plain columns only.
    """

    state = models.CharField(max_length=8, default="invited")
    token_digest = models.BinaryField(default=bytes)
    sign_public = models.BinaryField(default=bytes)
    mailbox_public = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["invited", "active", "revoked"]),
                name="known_phone_state",
            ),
        ]


class InvitationRow(SealedRow):
    """A link that lets one phone join, once, until its end; the secret itself is never stored.

    `secret_box` is the used secret, sealed to the office: from it the number to compare is made.
    """

    phone = models.ForeignKey(PhoneRow, on_delete=models.CASCADE, related_name="invitations")
    secret_digest = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used = models.BooleanField(default=False)
    secret_box = models.BinaryField(default=bytes)


class OneTimeKeyRow(models.Model):
    """A key a phone offers for one order; gone here and there once that order is done."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    phone = models.ForeignKey(PhoneRow, on_delete=models.CASCADE, related_name="keys")
    public = models.BinaryField()
    signature = models.BinaryField()
    used = models.BooleanField(default=False)


class OrderRow(SealedRow):
    """An order in a phone's mailbox; `box` opens on that phone alone and is emptied at the end."""

    phone = models.ForeignKey(PhoneRow, on_delete=models.PROTECT, related_name="orders")
    box = models.BinaryField()


class ReportRow(models.Model):
    """Word from a phone, sealed to the office; `entry` is the phone's own id for it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    phone = models.ForeignKey(PhoneRow, on_delete=models.PROTECT, related_name="reports")
    entry = models.UUIDField()
    box = models.BinaryField()
    day = models.DateField()
    state = models.CharField(max_length=10, default="new")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone", "entry"], name="one_entry_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["new", "early", "taken", "unreadable"]),
                name="known_report_state",
            ),
        ]
