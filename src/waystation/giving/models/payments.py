"""What payment providers told us, and by which names they know our gifts."""

from django.db import models
from django.db.models import Q

from waystation.giving.models.core import CURRENCY, BoxRow, GiftRow, RecurringRow

# As `giving.payments.domain` lists them.
NOTICE_STATES = ("done", "parked", "unknown", "aside")
TRIAL_STATES = ("open", "paid", "failed", "active", "paused", "stopped")


class NoticeRow(BoxRow):
    """A notice of a provider, once; what it said word for word lies in the box.

    The plain columns are what it takes to act on it later without a key.
    """

    digest = models.BinaryField(unique=True)
    provider = models.CharField(max_length=12)
    kind = models.CharField(max_length=17)
    state = models.CharField(max_length=7, db_index=True)
    why = models.CharField(max_length=8, default="")
    about = models.BinaryField(default=b"", db_index=True)
    ref = models.BinaryField(default=b"")
    also = models.BinaryField(default=b"")
    unless = models.BinaryField(default=b"")
    cents = models.BigIntegerField(default=0)
    fee_cents = models.BigIntegerField(default=0)
    happened_on = models.DateField()
    heard_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="notice_state", condition=Q(state__in=NOTICE_STATES)),
        ]


class NameRow(models.Model):
    """By which name a provider knows a gift or a recurring gift: a digest, so that it is found."""

    digest = models.BinaryField(unique=True)
    gift = models.ForeignKey(GiftRow, null=True, on_delete=models.PROTECT)
    recurring = models.ForeignKey(RecurringRow, null=True, on_delete=models.PROTECT)
    # The notice that said so; its box holds the name itself.
    notice = models.ForeignKey(NoticeRow, null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="name_of_one",
                condition=Q(gift__isnull=False, recurring__isnull=True)
                | Q(gift__isnull=True, recurring__isnull=False),
            ),
        ]


class HandleRow(BoxRow):
    """By what a recurring gift is steered at its provider: for finance, and for its giver alone."""

    recurring = models.OneToOneField(RecurringRow, on_delete=models.PROTECT)


class ForgedCount(models.Model):
    """How many notices of a day were nobody's; nothing else of them is kept."""

    provider = models.CharField(max_length=12)
    on = models.DateField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="forged_once_a_day", fields=["provider", "on"]),
        ]


class PayoutRow(models.Model):
    """What a provider paid out to the bank, and the entry that says so."""

    notice = models.OneToOneField(NoticeRow, on_delete=models.PROTECT)
    cents = models.BigIntegerField()
    fee_cents = models.BigIntegerField()
    arrives_on = models.DateField()
    entry = models.UUIDField(unique=True)


class TransferRow(models.Model):
    """That a line of the bank was taken for a gift, by its reference."""

    line = models.UUIDField(unique=True)
    gift = models.ForeignKey(GiftRow, on_delete=models.PROTECT)


class TrialCheckout(models.Model):
    """The test provider's own book: what it was asked for. Stands for somebody else's database."""

    ref = models.CharField(max_length=43, unique=True)
    state = models.CharField(max_length=7, default="open")
    cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default=CURRENCY)
    every = models.CharField(max_length=9, default="")
    language = models.CharField(max_length=2, default="en")
    back = models.CharField(max_length=300)
    cancel = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(name="trial_state", condition=Q(state__in=TRIAL_STATES)),
        ]


class TrialPayment(models.Model):
    """One payment in the test provider's own book."""

    checkout = models.ForeignKey(TrialCheckout, on_delete=models.PROTECT)
    name = models.CharField(max_length=43, unique=True)
    cents = models.BigIntegerField()
    fee_cents = models.BigIntegerField()
    refunded_cents = models.BigIntegerField(default=0)
    # What has left for the organisation's bank; how much of it in the payout that was the last.
    paid_out_cents = models.BigIntegerField(default=0)
    payout = models.CharField(max_length=43, default="")
    payout_cents = models.BigIntegerField(default=0)
