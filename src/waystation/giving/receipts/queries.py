"""Reads of receipts: what waits for one, what was issued, and whether both still agree."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.giving import organisation, rows
from waystation.giving.donors import queries as donors
from waystation.giving.donors.domain import Donor
from waystation.giving.gifts.domain import GiftSaid
from waystation.giving.models import DonorRow, GiftRow, ReceiptGift, ReceiptRow
from waystation.giving.receipts import domain
from waystation.giving.receipts.domain import Line, Organisation, Paper, Reason
from waystation.vault import boxes, enclosed
from waystation.vault.keyring import Keyring

PAGE_MAX = 100
NET = F("cents") - F("refunded_cents") - F("disputed_cents")
CAME = ("paid", "part refunded")


class Waiting(NamedTuple):
    """A gift without a receipt, and whose it is; None where the donor's box does not open."""

    gift: GiftRow
    donor: Donor | None
    net_cents: int


class Waits(NamedTuple):
    """How many gifts wait: alone, asked about first, or for the statement of their year."""

    single: int
    event: int
    instalment: int


class ReceiptView(NamedTuple):
    """A receipt with what it says; None where its box is not what was sealed."""

    row: ReceiptRow
    paper: Paper | None
    agrees: bool

    @property
    def number(self) -> str:
        """Give its number as it is printed."""
        return domain.shown(self.row.year, self.row.number)


class Statement(NamedTuple):
    """A donor whose gifts of a year stand on no receipt yet."""

    donor_row: UUID
    donor: Donor | None
    n_gifts: int
    cents: int


def without(keyring: Keyring) -> QuerySet[GiftRow]:
    """Pick the gifts that came, have a donor and stand on no receipt, the oldest first."""
    standing = ReceiptGift.objects.filter(gift=OuterRef("pk"), stands=True)
    # Of a gift of which a dispute took a part for good, the rest was given.
    came = Q(state__in=CAME) | Q(state="lost", entry__isnull=False)
    found = GiftRow.objects.filter(came, cell__in=keyring.cells_of("giving"), donor__isnull=False)
    open_ = found.annotate(net=NET).filter(net__gt=0).exclude(Exists(standing))
    return open_.select_related("donor").order_by("paid_on", "pk")


def singles(keyring: Keyring) -> QuerySet[GiftRow]:
    """Pick the gifts that get a receipt of their own without another question."""
    return without(keyring).exclude(kind__in=("instalment", "event"))


def waits(keyring: Keyring) -> Waits:
    """Count what waits."""
    counted = dict(without(keyring).order_by().values_list("kind").annotate(n=Count("pk")))
    event, instalment = counted.pop("event", 0), counted.pop("instalment", 0)
    return Waits(sum(counted.values()), event, instalment)


def waiting(gifts: QuerySet[GiftRow], keyring: Keyring) -> list[Waiting]:
    """Open who gave what waits; so many as a page shows.

    Cost: about 1 ms a gift.
    """
    found = list(gifts[:PAGE_MAX])
    known = _donors(keyring, {gift.donor for gift in found if gift.donor})
    return [Waiting(gift, known.get(gift.donor_id), net(gift)) for gift in found]


def gift(gift_id: UUID, keyring: Keyring) -> GiftRow:
    """Find a gift that waits for a receipt.

    Raises:
      Refused: there is none, or it stands on one.
    """
    row = without(keyring).filter(pk=gift_id).first()
    if row is None:
        raise donors.no_record()
    return row


def standing(gift_id: UUID, keyring: Keyring) -> ReceiptRow | None:
    """Give the receipt on which a gift stands; None while there is none.

    Raises:
      Refused: there is no such gift in a compartment the keyring holds.
    """
    if not GiftRow.objects.filter(pk=gift_id, cell__in=keyring.cells_of("giving")).exists():
        raise donors.no_record()
    found = ReceiptGift.objects.filter(gift=gift_id, stands=True).select_related("receipt").first()
    return found.receipt if found else None


def net(gift: GiftRow) -> int:
    """Say what is left of a gift after refunds and disputes."""
    return gift.cents - gift.refunded_cents - gift.disputed_cents


def line(gift: GiftRow, keyring: Keyring, *, goods: str = "", goods_cents: int = 0) -> Line:
    """Say a gift as a receipt says it; one in kind is described and has no sum."""
    description = ""
    if gift.kind == "in-kind":
        description = rows.said(gift, GiftSaid, keyring).description
        if not description:
            raise Refused(
                _("This gift in kind has no description."),
                hint=_("Describe it with the gift first; a receipt tells it instead of a value."),
            )
    return Line(
        on=gift.paid_on or gift.begun_on,
        cents=0 if description else net(gift),
        currency=gift.currency,
        description=description,
        goods=goods,
        goods_cents=goods_cents,
    )


def receipts(keyring: Keyring, *, year: int | None = None, state: str = "") -> list[ReceiptView]:
    """List receipts, the newest number first, so many as a page shows; of a year or state."""
    found = _held(keyring)
    if year is not None:
        found = found.filter(year=year)
    if state:
        found = found.filter(state=state)
    return list(_views(found.order_by("-year", "-number")[:PAGE_MAX], keyring))


def every(keyring: Keyring, year: int) -> Iterator[ReceiptView]:
    """Give every receipt of a year in the order of its numbers."""
    return _views(_held(keyring).filter(year=year).order_by("number"), keyring)


def receipt(receipt_id: UUID, keyring: Keyring) -> tuple[ReceiptRow, Paper]:
    """Open a receipt.

    Raises:
      Refused: there is none in a compartment the keyring holds.
    """
    row = _held(keyring).filter(pk=receipt_id).select_related("replaces", "donor").first()
    if row is None:
        raise donors.no_record()
    return row, rows.said(row, Paper, keyring)


def agrees(row: ReceiptRow) -> bool:
    """Say whether every gift of a receipt is still worth what stands on it."""
    return not _apart().filter(receipt=row).exists()


def after(row: ReceiptRow) -> ReceiptRow | None:
    """Give the receipt that took the place of one; None if none did."""
    return ReceiptRow.objects.filter(replaces=row).first()


def reason(row: ReceiptRow, keyring: Keyring) -> Reason | None:
    """Say why a receipt is void; None while it stands."""
    if not row.why:
        return None
    body = boxes.open_for_cell(row.cell, bytes(row.why), about=row.pk, keyring=keyring)
    return rows.decoded(body, Reason)


def pdf(receipt_id: UUID, keyring: Keyring) -> tuple[str, bytes]:
    """Open the PDF of a receipt, with the name of its file.

    Raises:
      Refused: there is none in a compartment the keyring holds.
      Tampered: it is not what was issued.
    """
    row, paper = receipt(receipt_id, keyring)
    return _file(row, paper)


def of_donor(donor_row: UUID) -> list[ReceiptRow]:
    """List a donor's receipts that stand, by what lies open: numbers, days and sums."""
    found = ReceiptRow.objects.filter(donor=donor_row, state="issued")
    return list(found.order_by("-year", "-number"))


def own_paper(receipt_id: UUID, *, donor: UUID, seed: bytes) -> tuple[str, bytes]:
    """Open the PDF of a donor's own receipt with their own seed.

    Raises:
      Refused: there is no such receipt of this donor.
      Tampered: it is not what was issued.
    """
    row = ReceiptRow.objects.filter(pk=receipt_id, donor=donor, state="issued").first()
    if row is None or not row.own:
        raise donors.no_record()
    return _file(row, rows.said_to(row, Paper, seed))


def apart(keyring: Keyring) -> list[ReceiptView]:
    """List the receipts that tell of more or less than is left of their gifts."""
    wrong = _apart().values("receipt")
    return list(_views(_held(keyring).filter(pk__in=wrong).order_by("-year", "-number"), keyring))


def years(keyring: Keyring) -> list[int]:
    """List the years that have receipts, the latest first."""
    found = _held(keyring).values_list("year", flat=True).distinct().order_by("-year")
    return list(found)


def statements(keyring: Keyring, year: int) -> list[Statement]:
    """List the donors who have gifts of a year on no receipt, with how much that is."""
    found = (
        without(keyring)
        .filter(paid_on__year=year)
        .exclude(kind="event")
        .order_by()
        .values("donor")
        .annotate(n=Count("pk"), cents=Sum(NET))
        .order_by("donor")
    )
    page = list(found[:PAGE_MAX])
    known = _donors(keyring, DonorRow.objects.filter(pk__in=[one["donor"] for one in page]))
    return [Statement(x["donor"], known.get(x["donor"]), x["n"], x["cents"]) for x in page]


def years_waiting(keyring: Keyring) -> list[int]:
    """List the years of gifts that stand on no receipt, the latest first."""
    days = without(keyring).order_by().values_list("paid_on__year", flat=True).distinct()
    return sorted(days, reverse=True)


def gaps() -> dict[int, list[int]]:
    """Name the numbers that are missing, by year; empty if all is well."""
    numbers: dict[int, list[int]] = {}
    for year, number in ReceiptRow.objects.values_list("year", "number"):
        numbers.setdefault(year, []).append(number)
    return {year: missing for year, known in numbers.items() if (missing := domain.gaps(known))}


def on_paper(on: date) -> Organisation:
    """Say what the organisation says of itself on a paper of that day.

    Raises:
      Refused: nothing was said yet.
    """
    row = organisation.at(on)
    if row is None:
        raise Refused(
            _("The organisation has not said yet what stands on its receipts."),
            hint=_("Enter its name and address under “Organisation” first."),
        )
    return Organisation(
        name=row.name,
        name_ko=row.name_ko,
        address=row.address,
        country=row.country,
        registrations=organisation.registrations(row.registrations),
        place=row.place,
        signatory=row.signatory,
        signatory_role=row.signatory_role,
        website=row.website,
    )


def _file(row: ReceiptRow, paper: Paper) -> tuple[str, bytes]:
    content = enclosed.unclose(paper.key, bytes(row.paper), about=row.pk)
    if domain.digest(content) != bytes(row.digest):
        raise Tampered("a receipt is not the paper that was issued")
    return f"receipt-{domain.shown(row.year, row.number)}.pdf", content


def _held(keyring: Keyring) -> QuerySet[ReceiptRow]:
    return ReceiptRow.objects.filter(cell__in=keyring.cells_of("giving"))


def _apart() -> QuerySet[ReceiptGift]:
    left = F("gift__cents") - F("gift__refunded_cents") - F("gift__disputed_cents")
    return ReceiptGift.objects.filter(stands=True).exclude(cents=left)


def _views(found: QuerySet[ReceiptRow], keyring: Keyring) -> Iterator[ReceiptView]:
    wrong = set(_apart().values_list("receipt", flat=True))
    for row in found:
        try:
            paper: Paper | None = rows.said(row, Paper, keyring)
        except Tampered:
            paper = None
        yield ReceiptView(row, paper, row.pk not in wrong)


def _donors(keyring: Keyring, found: Iterable[DonorRow]) -> dict[UUID | None, Donor]:
    known: dict[UUID | None, Donor] = {}
    for row in found:
        try:
            known[row.pk] = rows.said(row, Donor, keyring)
        except Tampered:
            continue
    return known
