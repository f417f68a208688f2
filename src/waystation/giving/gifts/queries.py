"""Reading gifts: lists without a key, one with who gave it, and what needs a person."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving import rows, totals
from waystation.giving.donors import queries as donors
from waystation.giving.donors.domain import Donor
from waystation.giving.gifts import book
from waystation.giving.gifts.domain import GiftSaid, Honour, MatchSaid, PledgeSaid, RecurringSaid
from waystation.giving.models import (
    CampaignRow,
    GiftEntry,
    GiftRow,
    MatchRow,
    NameRow,
    PledgeDue,
    PledgeRow,
    RecurringRow,
)
from waystation.giving.totals import UNPAID, OfMonth, Raised
from waystation.ledger import queries as ledger
from waystation.ledger.models import Entry
from waystation.ledger.readings import JournalEntry
from waystation.vault.keyring import Keyring

PAGE = 50
NET = F("cents") - F("refunded_cents") - F("disputed_cents")


class Wanted(msgspec.Struct, frozen=True):
    """Which gifts to list; empty: all."""

    state: str = ""
    kind: str = ""
    fund: str = ""
    campaign: UUID | None = None
    core: bool = False
    waits: bool = False
    since: date | None = None
    until: date | None = None


class GiftView(NamedTuple):
    """One gift opened: who gave it, what they said, and every entry of the book about it."""

    row: GiftRow
    said: GiftSaid
    donor: Donor | None
    entries: tuple[JournalEntry, ...]

    @property
    def description(self) -> str:
        """What a gift in kind was."""
        return self.said.description

    @property
    def honour(self) -> Honour | None:
        """In whose honour it was given."""
        return self.said.honour

    @property
    def left_cents(self) -> int:
        """What of it was not given back."""
        return self.row.cents - self.row.refunded_cents - self.row.disputed_cents


class Person(NamedTuple):
    """What needs a person, each a number: zero is nothing to do."""

    to_show: int
    to_tell: int
    disputed: int
    failing: int
    overdue: int
    pledges: int
    matches: int
    unvalued: int
    stray_matches: int

    @property
    def anything(self) -> bool:
        """Say whether there is anything to do."""
        return any(self)


class Overview(NamedTuple):
    """The giving room at a glance."""

    person: Person
    month: OfMonth
    given: Raised
    core: Raised
    campaigns: tuple[tuple[CampaignRow, Raised], ...]
    book_differs_cents: int


def gifts(wanted: Wanted) -> QuerySet[GiftRow]:
    """List gifts, the newest first; without a key nobody sees who gave."""
    found = GiftRow.objects.select_related("campaign", "team", "member")
    for name in ("state", "kind", "fund"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    if wanted.campaign is not None:
        found = found.filter(campaign=wanted.campaign)
    if wanted.waits:
        found = found.filter(is_to_show=True, entry__isnull=False)
    if wanted.core:
        found = found.filter(campaign=None)
    if wanted.since:
        found = found.filter(paid_on__gte=wanted.since)
    if wanted.until:
        found = found.filter(paid_on__lte=wanted.until)
    return found.order_by(F("paid_on").desc(nulls_last=True), "begun_on", "pk")


def gift(gift_id: UUID, keyring: Keyring) -> GiftView | None:
    """Open one gift; None if there is none in a compartment that the keyring holds."""
    row = (
        GiftRow.objects.filter(pk=gift_id, cell__in=keyring.cells_of("giving"))
        .select_related("campaign", "team", "member", "donor", "recurring", "matches", "match")
        .first()
    )
    if row is None:
        return None
    donor = donors.donor(row.donor_id, keyring) if row.donor_id else None
    return GiftView(row, said_of(row, keyring), donor, _entries(row, keyring))


def is_at_provider(row: GiftRow) -> bool:
    """Say whether a provider told us of this gift's payment, so that it can give it back."""
    return NameRow.objects.filter(gift=row, notice__isnull=False).exists()


def said_of(row: GiftRow, keyring: Keyring) -> GiftSaid:
    """Open what a gift says; an instalment is completed by what it belongs to.

    Raises:
      Refused: the keyring does not hold the compartment.
    """
    said = rows.said(row, GiftSaid, keyring)
    if row.recurring is None:
        return said
    whole = rows.said(row.recurring, RecurringSaid, keyring)
    return msgspec.structs.replace(
        said,
        shown_as=said.shown_as or whole.shown_as,
        name=said.name or whole.name,
        message=said.message or whole.message,
        language=whole.language,
    )


def matches_of(row: GiftRow) -> QuerySet[GiftRow]:
    """List what others added to a gift."""
    return GiftRow.objects.filter(matches=row).order_by("begun_on", "pk")


def recurring(*, state: str = "") -> QuerySet[RecurringRow]:
    """List gifts that repeat: those that fail first, then by the next day."""
    found = RecurringRow.objects.select_related("campaign", "team", "donor")
    found = found.filter(state=state) if state else found
    return found.order_by(F("failing_since").asc(nulls_last=True), "next_on", "pk")


def one_recurring(recurring_id: UUID, keyring: Keyring) -> tuple[RecurringRow, RecurringSaid]:
    """Open one gift that repeats.

    Raises:
      Refused: there is none in a compartment that the keyring holds.
    """
    held = keyring.cells_of("giving")
    found = RecurringRow.objects.select_related("campaign", "team", "donor")
    row = found.filter(pk=recurring_id, cell__in=held).first()
    if row is None:
        raise no_such()
    return row, rows.said(row, RecurringSaid, keyring)


def instalments(row: RecurringRow) -> QuerySet[GiftRow]:
    """List what came of a gift that repeats, the newest first."""
    return GiftRow.objects.filter(recurring=row).order_by("-paid_on", "pk")[:PAGE]


def pledges(keyring: Keyring) -> list[tuple[PledgeRow, PledgeSaid]]:
    """List promises with what they say: those that wait first, then the newest."""
    held = PledgeRow.objects.filter(cell__in=keyring.cells_of("giving"))
    found = held.select_related("campaign")
    order = {"asked": 0, "open": 1}
    ordered = sorted(
        found, key=lambda row: (order.get(row.state, 2), -row.promised_on.toordinal(), row.pk)
    )
    return [(row, rows.said(row, PledgeSaid, keyring)) for row in ordered]


def pledge(pledge_id: UUID, keyring: Keyring) -> tuple[PledgeRow, PledgeSaid, list[PledgeDue]]:
    """Open one promise, with its parts.

    Raises:
      Refused: there is none in a compartment that the keyring holds.
    """
    held = PledgeRow.objects.filter(pk=pledge_id, cell__in=keyring.cells_of("giving"))
    row = held.select_related("campaign", "donor").first()
    if row is None:
        raise no_such()
    dues = PledgeDue.objects.filter(pledge=row).select_related("gift").order_by("due_on", "pk")
    return row, rows.said(row, PledgeSaid, keyring), list(dues)


def offers(keyring: Keyring) -> list[tuple[MatchRow, MatchSaid]]:
    """List offers to match with what they say: those that wait first, then by their last day."""
    held = MatchRow.objects.filter(cell__in=keyring.cells_of("giving")).select_related("campaign")
    order = {"asked": 0, "open": 1}
    ordered = sorted(
        held, key=lambda row: (order.get(row.state, 2), -row.until_on.toordinal(), row.pk)
    )
    return [(row, rows.said(row, MatchSaid, keyring)) for row in ordered]


def offer(match_id: UUID, keyring: Keyring) -> tuple[MatchRow, MatchSaid, list[GiftRow]]:
    """Open one offer to match, with what it added to gifts.

    Raises:
      Refused: there is none in a compartment that the keyring holds.
    """
    held = MatchRow.objects.filter(pk=match_id, cell__in=keyring.cells_of("giving"))
    row = held.select_related("campaign", "donor").first()
    if row is None:
        raise no_such()
    dues = GiftRow.objects.filter(match=row).order_by("begun_on", "pk")
    return row, rows.said(row, MatchSaid, keyring), list(dues)


def giver(row: GiftRow | PledgeRow | MatchRow | RecurringRow, keyring: Keyring) -> Donor | None:
    """Open who gives."""
    return donors.donor(row.donor_id, keyring) if row.donor_id else None


def stray_matches() -> QuerySet[GiftRow]:
    """List matches that were paid though the gift they match went back: they may be given back."""
    left = F("matches__cents") - F("matches__refunded_cents") - F("matches__disputed_cents")
    found = GiftRow.objects.filter(kind="matching", state="paid").annotate(left=left)
    return found.filter(cents__gt=F("left") * F("match__percent") / 100)


def person(on: date) -> Person:
    """Count what needs a person; no key is needed."""
    came = GiftRow.objects.filter(entry__isnull=False)
    dues = PledgeDue.objects.filter(UNPAID, pledge__state="open", due_on__lt=on, asked_n__lt=2)
    return Person(
        to_show=came.filter(is_to_show=True).count(),
        to_tell=came.filter(is_to_tell=True).count(),
        disputed=came.filter(state="disputed").count(),
        failing=RecurringRow.objects.filter(
            state__in=("failing", "lapsed"), failed_n__gt=F("told_n")
        ).count(),
        overdue=dues.exclude(pledge__entry=None, entry=None).count(),
        pledges=PledgeRow.objects.filter(state="asked").count(),
        matches=MatchRow.objects.filter(state="asked").count(),
        unvalued=GiftRow.objects.filter(kind="in-kind", state="begun").count(),
        stray_matches=stray_matches().count(),
    )


def overview(on: date) -> Overview:
    """Read the giving room at a glance; no key is needed.

    `book_differs_cents` is by how much the gifts and the book disagree: zero unless somebody
    changed a row or undid an entry from the journal.
    """
    shown = CampaignRow.objects.filter(state="open").order_by("ends_on", "slug")
    return Overview(
        person=person(on),
        month=totals.of_month(None, on),
        given=totals.raised(),
        core=totals.raised_for_core(),
        campaigns=tuple((row, totals.raised(campaign=row)) for row in shown),
        book_differs_cents=totals.live_total() - book.income_cents() + book.awaited_cents(),
    )


def expected_cents() -> int:
    """Say what active gifts bring in a month, the quarterly and yearly ones by their part."""
    sums = RecurringRow.objects.filter(state="active").values_list("every").annotate(s=Sum("cents"))
    months = {"monthly": 1, "quarterly": 3, "yearly": 12}
    return sum(cents // months[every] for every, cents in sums)


def no_such() -> Refused:
    """Refuse an id that is none, or that is in a compartment the reader does not hold."""
    return Refused(_("There is no such record."), hint=_("Pick it from the list."))


def _entries(row: GiftRow, keyring: Keyring) -> tuple[JournalEntry, ...]:
    """Find every entry of the book about a gift, the oldest first."""
    ids = GiftEntry.objects.filter(gift=row).values_list("entry", flat=True)
    found = Entry.objects.filter(pk__in=list(ids), posted=True).order_by("number")
    listed = (ledger.journal_entry(pk, keyring) for pk in found.values_list("pk", flat=True))
    return tuple(entry for entry in listed if entry is not None)
