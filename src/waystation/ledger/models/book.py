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

from waystation.ledger.chart import (
    ACCOUNT_TYPES,
    ALL_CATEGORIES,
    CLAIM_WORDS,
    COUNTERPARTIES,
)
from waystation.ledger.domain import CENTS_MAX, CURRENCY, TWO_HANDS, WRITTEN_OFF
from waystation.vault.pseudonyms import HandField

RESERVATION_STATES = ("open", "posted", "voided", "expired")


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
    ``commitment`` pins lines and note under a salt that lies in the sealed note, so that one entry
    can be opened to an auditor and no other. Who made and who approved it are pseudonyms.
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
    commitment = models.BinaryField(null=True)
    made_by = HandField(null=True)
    approved_by = HandField(null=True)
    # How well a payment is proven: 1 a receipt, 2 the payee's word, 3 a second person's, 4 the
    # agreed tariff, 5 written off; 0 where nothing was paid.
    evidence_level = models.PositiveSmallIntegerField(default=0)
    # The advance that this entry gives, settles or takes back.
    advance = models.ForeignKey(
        "Advance", null=True, on_delete=models.PROTECT, related_name="entries"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="entry_two_hands",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="entry_second_hand",
                condition=~Q(kind__in=TWO_HANDS) & ~Q(evidence_level=WRITTEN_OFF)
                | Q(made_by__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_evidence", condition=Q(evidence_level__lte=WRITTEN_OFF)
            ),
            models.CheckConstraint(
                name="entry_commitment",
                condition=Q(commitment__isnull=True) | Q(_has_bytes("commitment", 32)),
            ),
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
    budget_line = models.CharField(max_length=20, default="")
    case_token = models.BinaryField(null=True)
    # 202603 for March 2026, as its entry's day says: reports go by months, from these rows alone.
    month = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="posting_of_something",
                condition=~Q(minor=0) & Q(minor__gte=-CENTS_MAX, minor__lte=CENTS_MAX),
            ),
            models.CheckConstraint(
                name="posting_budget_line", condition=Q(budget_line__in=("", *ALL_CATEGORIES))
            ),
            models.CheckConstraint(
                name="posting_token",
                condition=Q(case_token__isnull=True) | Q(_has_bytes("case_token", 16)),
            ),
        ]
        indexes = [
            # Each holds all that a report reads: this one of the whole book until a month,
            models.Index(
                name="posting_by_fund", fields=["fund", "account", "currency", "month", "minor"]
            ),
            # and this one of some months.
            models.Index(
                name="posting_by_month", fields=["month", "fund", "account", "currency", "minor"]
            ),
        ]


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
    # What the ways that were approved for it, one after another, were to cost in all: a list of
    # cents by category, as JSON.
    forecasts = models.TextField(default="[]")
    closed_on = models.DateField(null=True)
    # The id the caller gave to the closing, so that a repeat is known as a repeat.
    closed_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="budget_token", condition=Q(_has_bytes("case_token", 16))),
        ]


class FundBalance(models.Model):
    """What a fund has at the bank and on its way, and how much of it is promised.

    The database itself keeps these sums, by triggers, and refuses to promise or spend more than a
    restricted fund has.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3, default=CURRENCY)
    restricted = models.BooleanField()
    liquid_minor = models.BigIntegerField(default=0)
    reserved_minor = models.BigIntegerField(default=0)
    # The newest entry that is counted in what is liquid.
    at_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="balance_once", fields=["fund", "currency"]),
            models.CheckConstraint(
                name="balance_covers_promises",
                condition=Q(restricted=False) | Q(liquid_minor__gte=F("reserved_minor")),
            ),
            models.CheckConstraint(name="balance_reserved", condition=Q(reserved_minor__gte=0)),
        ]


class Reservation(models.Model):
    """Money promised to something that is still to come: open, then resolved once and for good."""

    id = models.UUIDField(primary_key=True, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3, default=CURRENCY)
    budget_line = models.CharField(max_length=20, default="")
    reserved_minor = models.BigIntegerField()
    posted_minor = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, default="open")
    made_on = models.DateField()
    expires_on = models.DateField(null=True)
    # The entry that spent it.
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    body_mac = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reservation_state", condition=Q(state__in=RESERVATION_STATES)
            ),
            models.CheckConstraint(
                name="reservation_of_something",
                condition=Q(reserved_minor__gt=0, reserved_minor__lte=CENTS_MAX),
            ),
            models.CheckConstraint(
                name="reservation_budget_line", condition=Q(budget_line__in=("", *ALL_CATEGORIES))
            ),
            models.CheckConstraint(
                name="reservation_resolved",
                condition=Q(state="open", posted_minor__isnull=True, entry__isnull=True)
                # Claimed by an entry that is about to be posted.
                | Q(
                    state="open",
                    posted_minor__gte=0,
                    posted_minor__lte=F("reserved_minor"),
                    entry__isnull=False,
                )
                | Q(
                    state="posted",
                    posted_minor__gte=0,
                    posted_minor__lte=F("reserved_minor"),
                    entry__isnull=False,
                )
                | Q(state__in=("voided", "expired"), posted_minor=0, entry__isnull=True),
            ),
            models.CheckConstraint(
                name="reservation_digest", condition=Q(_has_bytes("body_mac", 32))
            ),
        ]
        indexes = [
            models.Index(
                name="reservation_open", fields=["fund", "budget_line"], condition=Q(state="open")
            )
        ]
