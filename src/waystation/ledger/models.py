"""The book's rows: amounts and account codes plain by decision, memos and payees sealed to finance.

The constraints here and the triggers in `triggers` together are the book's law: they hold for the
console, for a script and for a hand at the database alike.
"""

from functools import reduce
from operator import or_
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from waystation.ledger.domain import (
    ACCOUNT_TYPES,
    CATEGORIES,
    CENTS_MAX,
    CLAIM_WORDS,
    COUNTERPARTIES,
    CURRENCY,
)


def _is_no_claim(field: str) -> Q:
    return ~reduce(or_, (Q(**{f"{field}__icontains": word}) for word in CLAIM_WORDS))


def _has_bytes(field: str, n_bytes: int) -> Exact:
    return Exact(Length(F(field)), n_bytes)


class Fund(models.Model):
    """A purse with a purpose. A restricted one is never negative."""

    code = models.CharField(max_length=24, unique=True)
    restricted = models.BooleanField()
    purpose = models.CharField(max_length=16)
    opened_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="fund_is_no_claim", condition=_is_no_claim("code")),
            models.CheckConstraint(
                name="fund_restricted_or_not", condition=Q(restricted__in=(False, True))
            ),
        ]


class Account(models.Model):
    """A place in the chart. Whom it may concern is a closed list without passengers."""

    code = models.CharField(max_length=60, unique=True)
    type = models.CharField(max_length=9)
    counterparty = models.CharField(max_length=9)

    class Meta:
        constraints = [
            models.CheckConstraint(name="account_type", condition=Q(type__in=ACCOUNT_TYPES)),
            models.CheckConstraint(
                name="account_counterparty", condition=Q(counterparty__in=COUNTERPARTIES)
            ),
            models.CheckConstraint(name="account_is_no_claim", condition=_is_no_claim("code")),
        ]


class Entry(models.Model):
    """One thing that happened to money. Written open, then posted, then never changed.

    ``external_key`` is the caller's own id digested, so that a repeat is known as a repeat;
    ``body_mac`` a keyed digest of the whole content; the two hashes chain the entry to the last.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField(null=True, unique=True)
    booked_on = models.DateField()
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    external_key = models.BinaryField()
    body_mac = models.BinaryField()
    # Not unique here but in a trigger: REPLACE would use the index to delete a posted row.
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="reversals"
    )
    posted = models.BooleanField(default=False)
    prev_hash = models.BinaryField(null=True)
    hash = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="entry_key_once", fields=["source", "external_key"]),
            models.CheckConstraint(name="entry_posted", condition=Q(posted__in=(False, True))),
            models.CheckConstraint(
                name="entry_numbered_when_posted",
                condition=Q(posted=True, number__isnull=False, number__gte=1)
                | Q(posted=False, number__isnull=True),
            ),
            models.CheckConstraint(
                name="entry_chained_when_posted",
                condition=Q(posted=False) | Q(_has_bytes("prev_hash", 32), _has_bytes("hash", 32)),
            ),
            models.CheckConstraint(
                name="entry_digests",
                condition=Q(_has_bytes("external_key", 32), _has_bytes("body_mac", 32)),
            ),
        ]


class Posting(models.Model):
    """One line of an entry: whole cents, debit positive, in one account and one fund."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3, default=CURRENCY)
    minor = models.BigIntegerField()
    budget_line = models.CharField(max_length=16, default="")
    case_token = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="posting_of_something",
                condition=~Q(minor=0) & Q(minor__gte=-CENTS_MAX, minor__lte=CENTS_MAX),
            ),
            models.CheckConstraint(
                name="posting_budget_line", condition=Q(budget_line__in=("", *CATEGORIES))
            ),
            models.CheckConstraint(
                name="posting_token",
                condition=Q(case_token__isnull=True) | Q(_has_bytes("case_token", 16)),
            ),
        ]
        indexes = [models.Index(name="posting_by_fund", fields=["fund", "account", "minor"])]


class EntryBody(models.Model):
    """Memo and payee of an entry, sealed to finance.

    Not frozen, so that a new key can seal it again; `body_mac` in the frozen row pins the content.
    """

    entry = models.OneToOneField(
        Entry, primary_key=True, on_delete=models.CASCADE, related_name="body"
    )
    cell = models.UUIDField()
    box = models.BinaryField()


class Budget(models.Model):
    """That a fund is a rescue's: which template, for how many, for which case, and until when.

    The sums are not here; they stand in the posted lines of the opening entry.
    """

    fund = models.OneToOneField(Fund, primary_key=True, on_delete=models.PROTECT)
    template = models.CharField(max_length=24)
    n_people = models.PositiveSmallIntegerField()
    case_token = models.BinaryField(unique=True)
    opened_by = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True)
    # The id the caller gave to the closing, so that a repeat is known as a repeat.
    closed_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="budget_token", condition=Q(_has_bytes("case_token", 16))),
        ]
