"""What relay remembers: phones by their public keys, sealed orders and words, sealed word back."""

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
    # The number of the last item put into the mailbox; the next one counts on.
    last_number = models.PositiveIntegerField(default=0)
    seen_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["invited", "active", "revoked"]),
                name="known_phone_state",
            ),
        ]


class InvitationRow(SealedRow):
    """A link that lets one phone join, once, until its end; the phone shows a ticket made from it.

    `secret_digest` is that ticket's. `secret_box` is the secret itself, sealed to the office: from
    it the words to compare are made.
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
    """An order for one stage on one phone; what the phone gets lies in its mailbox."""

    phone = models.ForeignKey(PhoneRow, on_delete=models.PROTECT, related_name="orders")


class MailRow(models.Model):
    """One item in a phone's mailbox: an order, a change of it, a stand-down, a few words.

    Nobody sees which: all are boxes of one size. It is handed out from `release_at` on, the oldest
    first, until the phone says that it has it; then its box is emptied.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    phone = models.ForeignKey(PhoneRow, on_delete=models.CASCADE, related_name="mail")
    order = models.ForeignKey(OrderRow, on_delete=models.CASCADE, related_name="items")
    # None: no one-time key was left, and the item was sealed to the mailbox's lasting key.
    key = models.ForeignKey(OneTimeKeyRow, on_delete=models.SET_NULL, null=True)
    number = models.PositiveIntegerField()
    key_name = models.BinaryField()
    box = models.BinaryField()
    release_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    got = models.BooleanField(default=False)
    pinged = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone", "number"], name="one_number_once"),
        ]


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


class TalkRow(SealedRow):
    """A few words between the office and a guide about one stage; deleted with its order."""

    order = models.ForeignKey(OrderRow, on_delete=models.CASCADE, related_name="talk")


class CardRow(SealedRow):
    """The words of one paper card, for one stage; what each means, and which were said."""

    state = models.CharField(max_length=8, default="open")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "closed"]), name="known_card_state"
            ),
        ]


class WatchingRow(SealedRow):
    """Which watches stand for an order, and which of them are only there to hide the others."""

    order = models.ForeignKey(
        OrderRow, on_delete=models.CASCADE, related_name="watching", null=True
    )
