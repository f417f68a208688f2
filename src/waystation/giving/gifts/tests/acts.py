"""What tests of gifts do again and again."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from waystation.giving import funds, rows
from waystation.giving.donors.domain import Donor
from waystation.giving.gifts import book, services
from waystation.giving.gifts.domain import Asked, MatchSaid, Terms
from waystation.giving.models import CampaignRow, GiftRow, MatchRow, RecurringRow
from waystation.giving.tests.office import NOW, TODAY
from waystation.ledger import booking, chart
from waystation.ledger.domain import Draft, pair

GERRIT = Donor(name="Gerrit Smith", email="gerrit@example.org", country="US")
LEWIS = Donor(name="Lewis Tappan", email="lewis@example.org")
UNTIL = date(2026, 5, 31)


def asked(cents: int = 5_000, **more: Any) -> Asked:
    """Ask to give, by default as Gerrit and by card."""
    return Asked(**{"cents": cents, "who": GERRIT, **more})


def given(cents: int = 5_000, *, fee_cents: int = 0, on: date = TODAY, **more: Any) -> GiftRow:
    """Give a gift that came."""
    row = services.begin(asked(cents, **more), now=NOW)
    return came(row.pk, cents, fee_cents=fee_cents, on=on)


def came(gift: UUID, cents: int, *, fee_cents: int = 0, on: date = TODAY) -> GiftRow:
    """Let a gift come, under a ref of its own."""
    return services.paid(gift, cents=cents, fee_cents=fee_cents, ref=f"pay {gift}", on=on, now=NOW)


def monthly(cents: int = 5_000, *, now: datetime = NOW, **more: Any) -> RecurringRow:
    """Begin a monthly gift."""
    return services.begin_recurring(asked(cents, every="monthly", **more), now=now)


def instalment(of: RecurringRow, on: date, ref: str, cents: int = 5_000) -> GiftRow:
    """Let an instalment come."""
    return services.instalment_paid(of.pk, cents=cents, fee_cents=0, ref=ref, on=on, now=NOW)


def campaign(slug: str = "winter", *, ends_on: date | None = UNTIL) -> CampaignRow:
    """Have a campaign that is open, with a fund of its own."""
    row = CampaignRow(
        slug=slug,
        state="open",
        fund=funds.open_for_campaign(slug, on=TODAY),
        title_en=slug,
        title_ko=slug,
        starts_on=TODAY,
        ends_on=ends_on,
    )
    return rows.put(row, slug)


def matched(of: CampaignRow, cap_cents: int, *, percent: int = 100) -> MatchRow:
    """Have Lewis match gifts to a campaign."""
    terms = Terms(percent, cap_cents, TODAY, UNTIL)
    row = services.offer_match(
        match_id=uuid4(), who=LEWIS, campaign=of.pk, said=MatchSaid("Lewis"), terms=terms, now=NOW
    )
    return services.decide_match(row.pk, accept=True, shown_name="L. T.", now=NOW)


def told_by_the_book() -> int:
    """Say what the book has of gifts that came: its income less what has not come yet."""
    return book.income_cents() - book.awaited_cents()


def spend(fund: str, account: str, cents: int) -> None:
    """Spend money of a fund."""
    draft = Draft("other", TODAY, pair(account, chart.BANK, fund, cents))
    booking.post(entry_id=uuid4(), draft=draft)
