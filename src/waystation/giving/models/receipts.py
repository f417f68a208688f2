"""Receipts: their numbers, sums and digests in clear; what they say, and the paper, in boxes."""

from django.db import models
from django.db.models import Q

from waystation.giving.domain import RECEIPT_KINDS, RECEIPT_STATES
from waystation.giving.models.core import CURRENCY, BoxRow, DonorRow, GiftRow


class OrganisationRow(models.Model):
    """What the organisation says of itself on its papers, since a day. Public by nature."""

    id = models.BigAutoField(primary_key=True)
    since = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    name_ko = models.CharField(max_length=120, default="")
    address = models.CharField(max_length=300)
    country = models.CharField(max_length=2)
    # Where papers are made out, as some countries want it named.
    place = models.CharField(max_length=120, default="")
    # One line a country, such as "US 00-0000000".
    registrations = models.TextField(default="")
    signatory = models.CharField(max_length=120, default="")
    signatory_role = models.CharField(max_length=120, default="")
    website = models.CharField(max_length=200, default="")


class ReceiptRow(BoxRow):
    """One paper with a number. It is never changed: a wrong one is void, another takes its place.

    `paper` is the PDF, sealed under a key that stands in the box and in the donor's own copy.
    """

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=4)
    state = models.CharField(max_length=8, default="issued")
    donor = models.ForeignKey(DonorRow, on_delete=models.PROTECT)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT)
    cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default=CURRENCY)
    digest = models.BinaryField()
    paper = models.BinaryField()
    issued_on = models.DateField(db_index=True)
    void_on = models.DateField(null=True)
    # Why it is void, sealed like the box.
    why = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="receipt_number", fields=["year", "number"]),
            models.CheckConstraint(name="receipt_kind", condition=Q(kind__in=RECEIPT_KINDS)),
            models.CheckConstraint(name="receipt_state", condition=Q(state__in=RECEIPT_STATES)),
            models.CheckConstraint(
                name="receipt_void_since",
                condition=Q(state="issued", void_on=None)
                | Q(state__in=("void", "reissued"), void_on__isnull=False),
            ),
        ]


class ReceiptGift(models.Model):
    """A gift as it stands on a receipt; a gift stands on one receipt at a time."""

    id = models.BigAutoField(primary_key=True)
    receipt = models.ForeignKey(ReceiptRow, on_delete=models.PROTECT)
    gift = models.ForeignKey(GiftRow, on_delete=models.PROTECT)
    cents = models.BigIntegerField()
    stands = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="receipt_of_a_gift", fields=["gift"], condition=Q(stands=True)
            ),
        ]
