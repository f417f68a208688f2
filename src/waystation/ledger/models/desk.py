"""What surrounds the book: cash in hand, what waits for a second hand, rates, statements, closings.

Whatever names somebody or says why lies in a box that only finance opens.
"""

from django.db import models
from django.db.models import F, Q

from waystation.ledger.domain import CURRENCY
from waystation.ledger.models.book import Account, Entry, Fund
from waystation.vault.pseudonyms import HandField

PROPOSAL_STATES = ("waiting", "approved", "refused", "withdrawn")
LINE_STATES = ("new", "matched", "set aside")


class Sealed(models.Model):
    """What only finance reads of a row: a box in its compartment."""

    cell = models.UUIDField()
    box = models.BinaryField()

    class Meta:
        abstract = True


class Advance(Sealed):
    """Cash in somebody's hand. Who holds it and what for is in the box; the sums are entries."""

    id = models.UUIDField(primary_key=True, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3, default=CURRENCY)
    given_on = models.DateField()
    due_on = models.DateField()
    closed_on = models.DateField(null=True)


class Proposal(Sealed):
    """Something that waits for a second pair of eyes: what it would book lies in the box."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=9, default="waiting")
    made_on = models.DateField()
    made_by = HandField()
    decided_by = HandField(null=True)
    decided_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="proposal_state", condition=Q(state__in=PROPOSAL_STATES)),
            models.CheckConstraint(
                name="proposal_two_hands",
                condition=~Q(state__in=("approved", "refused"))
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("made_by")),
            ),
        ]


class CashCount(Sealed):
    """A sheet of counted petty cash: the sums and who counted are in the box."""

    id = models.UUIDField(primary_key=True, editable=False)
    counted_on = models.DateField()


class TemplateVersion(models.Model):
    """What a rescue may cost for each person from a day on, as the organisation decided it."""

    key = models.CharField(max_length=24)
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    # Cents by category, as JSON.
    per_person = models.TextField()
    made_by = HandField()
    approved_by = HandField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="template_version_once", fields=["key", "version"]),
            models.CheckConstraint(
                name="template_two_hands", condition=~Q(approved_by=F("made_by"))
            ),
        ]


class Variance(Sealed):
    """Why a rescue cost other than planned, in finance's words."""

    fund = models.OneToOneField(Fund, primary_key=True, on_delete=models.PROTECT)


class Rate(models.Model):
    """What one unit of a currency was worth in another on a day, and who says so."""

    day = models.DateField()
    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    rate = models.CharField(max_length=24)
    source = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rate_once", fields=["day", "base", "quote"]),
        ]


class Mapping(Sealed):
    """How a bank's own table reads: which column is what. Its name is in the box."""

    id = models.UUIDField(primary_key=True, editable=False)


class Statement(models.Model):
    """One file from a bank. ``digest`` knows it again; the file itself is not kept."""

    id = models.UUIDField(primary_key=True, editable=False)
    digest = models.BinaryField(unique=True)
    form = models.CharField(max_length=8)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)
    first_day = models.DateField()
    last_day = models.DateField()
    opening_minor = models.BigIntegerField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    read_on = models.DateField()


class StatementLine(Sealed):
    """One line of a bank's statement; payee and text in the box. ``key`` counts it once."""

    id = models.UUIDField(primary_key=True, editable=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    key = models.BinaryField(unique=True)
    booked_on = models.DateField()
    currency = models.CharField(max_length=3)
    minor = models.BigIntegerField()
    state = models.CharField(max_length=9, default="new")

    class Meta:
        constraints = [
            models.CheckConstraint(name="line_state", condition=Q(state__in=LINE_STATES)),
        ]


class LineMatch(models.Model):
    """That a bank's line is an entry of the book. One line may stand for several entries."""

    line = models.ForeignKey(StatementLine, on_delete=models.CASCADE, related_name="matches")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="entry_at_the_bank_once", fields=["entry", "account", "currency"]
            ),
        ]


class ClosedMonth(models.Model):
    """A month that is locked: nothing more is booked into it. The head of the chain is signed."""

    month = models.PositiveIntegerField(primary_key=True)
    closed_on = models.DateField()
    closed_by = HandField()
    head = models.BinaryField()
    n_entries = models.PositiveIntegerField()
    signature = models.BinaryField(null=True)


class AuditPack(Sealed):
    """One pack made for an auditor, and the one sample drawn from it.

    ``head`` and the count of entries are fixed before the auditor names the words that draw. For
    whom it was made lies in the box; ``said`` is a second one, for those words.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    made_on = models.DateField()
    made_by = HandField()
    first_month = models.PositiveIntegerField()
    last_month = models.PositiveIntegerField()
    head = models.BinaryField()
    n_entries = models.PositiveIntegerField()
    drawn_on = models.DateField(null=True)
    drawn_by = HandField(null=True)
    said = models.BinaryField(null=True)
    opened_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pack_two_hands",
                condition=Q(drawn_by__isnull=True) | ~Q(drawn_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="pack_drawn_then_opened",
                condition=Q(opened_on__isnull=True) | Q(drawn_on__isnull=False),
            ),
        ]
