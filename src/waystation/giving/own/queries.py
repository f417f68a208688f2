"""What a donor reads on their own page, all of it with their own seed and no other key."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from waystation.giving import rows
from waystation.giving.donors import queries as donors
from waystation.giving.donors.domain import Donor, Permission
from waystation.giving.gifts.domain import GiftSaid, RecurringSaid
from waystation.giving.letters.domain import Letter
from waystation.giving.models import (
    DonorRow,
    DonorWord,
    GiftRow,
    LetterRow,
    ReceiptRow,
    RecurringRow,
)
from waystation.giving.receipts import queries as receipts
from waystation.giving.receipts.domain import shown

# Gifts that came, or that came and went again; one that was only begun is nobody's history.
CAME = ("paid", "part refunded", "refunded", "disputed", "lost")
OVER = ("stopped", "ended")


class Visit(NamedTuple):
    """Somebody on their own page: their record, if there is one, and what opens it."""

    row: DonorRow | None
    seed: bytes
    carrier: bytes

    def __repr__(self) -> str:
        return "<Visit>"


class GiftLine(NamedTuple):
    """One gift as its giver sees it."""

    row: GiftRow
    said: GiftSaid
    shown_as: str

    @property
    def left_cents(self) -> int:
        """Say what is left of it after refunds."""
        return self.row.cents - self.row.refunded_cents


class RegularLine(NamedTuple):
    """One gift that repeats as its giver sees it."""

    row: RecurringRow
    said: RecurringSaid

    @property
    def is_over(self) -> bool:
        """Say whether nothing more comes of it."""
        return self.row.state in OVER

    @property
    def amount(self) -> str:
        """Write its sum as it is typed."""
        return f"{self.row.cents // 100}.{self.row.cents % 100:02d}"


class ReceiptLine(NamedTuple):
    """One receipt: its id and number, its day and sum."""

    row: ReceiptRow
    number: str


def donor(visit: Visit) -> Donor | None:
    """Read who is visiting; None where nobody is known by their address."""
    return rows.said_to(visit.row, Donor, visit.seed) if visit.row else None


def gifts(visit: Visit) -> list[GiftLine]:
    """List a donor's gifts, the latest first.

    Cost: about 0.3 ms a gift.
    """
    held = GiftRow.objects.filter(donor=visit.row, state__in=CAME) if visit.row else []
    regular = {line.row.pk: line for line in regulars(visit)}
    found = [_gift(row, regular, visit.seed) for row in held]
    return sorted(found, key=lambda one: (one.row.paid_on or one.row.begun_on, one.row.pk))[::-1]


def gift(gift_id: UUID, visit: Visit) -> GiftLine:
    """Read one gift of a donor.

    Raises:
      Refused: there is none, or it is another donor's; the answer is the same.
    """
    for line in gifts(visit):
        if line.row.pk == gift_id:
            return line
    raise donors.no_record()


def regulars(visit: Visit) -> list[RegularLine]:
    """List a donor's gifts that repeat, those that go on first."""
    if visit.row is None:
        return []
    held = RecurringRow.objects.filter(donor=visit.row).exclude(state="begun")
    found = [
        RegularLine(row, rows.said_to(row, RecurringSaid, visit.seed))
        for row in held.select_related("campaign", "team").order_by("-started_on", "id")
    ]
    return sorted(found, key=lambda one: one.is_over)


def regular(recurring_id: UUID, visit: Visit) -> RegularLine:
    """Read one gift that repeats.

    Raises:
      Refused: there is none, or it is another donor's; the answer is the same.
    """
    for line in regulars(visit):
        if line.row.pk == recurring_id:
            return line
    raise donors.no_record()


def papers(visit: Visit) -> list[ReceiptLine]:
    """List a donor's receipts, the newest first."""
    held = receipts.of_donor(visit.row.pk) if visit.row else []
    return [ReceiptLine(row, shown(row.year, row.number)) for row in held]


def paper(receipt_id: UUID, visit: Visit) -> tuple[str, bytes]:
    """Open a receipt: the name of its file, and the PDF.

    Raises:
      Refused: there is none, or it is another donor's; the answer is the same.
    """
    if visit.row is None:
        raise donors.no_record()
    return receipts.own_paper(receipt_id, donor=visit.row.pk, seed=visit.seed)


def permissions(visit: Visit) -> list[Permission]:
    """List every yes and no of a donor, the first one first."""
    return donors.history_of_own(visit.row, visit.seed) if visit.row else []


def everything(visit: Visit, now: datetime) -> dict[str, object]:
    """Lay out all that is kept of a donor, for them to take along."""
    held = {"donor": visit.row.pk if visit.row else None, "own__gt": b""}
    return {
        "made": now.date(),
        "record": donor(visit),
        "permissions": permissions(visit),
        "said later": [
            rows.said_to(row, Donor, visit.seed) for row in DonorWord.objects.filter(**held)
        ],
        "gifts": [_told(line.row, line.said, line.row.paid_on) for line in gifts(visit)],
        "regular gifts": [
            _told(line.row, line.said, line.row.started_on) | {"every": line.row.every}
            for line in regulars(visit)
        ],
        "receipts": [
            {"number": line.number, "on": line.row.issued_on, "cents": line.row.cents}
            for line in papers(visit)
        ],
        "letters": [
            {"state": row.state, "letter": rows.said_to(row, Letter, visit.seed)}
            for row in LetterRow.objects.filter(**held)
        ],
    }


def _gift(row: GiftRow, regular: dict[UUID, RegularLine], seed: bytes) -> GiftLine:
    said = rows.said_to(row, GiftSaid, seed)
    of = regular.get(row.recurring_id) if row.recurring_id else None
    return GiftLine(row, said, said.shown_as or (of.said.shown_as if of else "anonymous"))


def _told(row: GiftRow | RecurringRow, said: object, on: object) -> dict[str, object]:
    campaign = row.campaign.slug if row.campaign else ""
    return {
        "on": on,
        "cents": row.cents,
        "currency": row.currency,
        "state": row.state,
        "campaign": campaign,
        "said": said,
    }
