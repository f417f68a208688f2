"""What the give page and its thanks show: what a gift is for, how it can be paid, what came of it.

All of it is in the open; nobody's box is opened.
"""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving import funds
from waystation.giving.campaigns import queries as campaigns
from waystation.giving.models import CampaignRow, GiftRow, RecurringRow
from waystation.giving.payments import providers
from waystation.giving.reference import shown

HOSTED, BANK = "hosted", "bank"
# Where a demo's money is sent: nowhere.
TRIAL_BANK = "Mechanics’ Bank, Philadelphia; Vigilance Committee; 1855-0001"


class Given(NamedTuple):
    """A gift as its giver sees it right after: nothing but what stands in plain columns.

    Attributes:
      has_come: whether the money, or the first of it, is here.
      failed: whether the payment did not come about.
    """

    id: UUID
    cents: int
    every: str
    way: str
    reference: str
    purpose: str
    campaign: str
    has_come: bool
    failed: bool


def ways() -> list[tuple[str, str]]:
    """List the ways in which somebody can pay here.

    Raises:
      Refused: there is none.
    """
    found: list[tuple[str, str]] = []
    if providers.chosen():
        found.append((HOSTED, _("By card or wallet, on the page of a payment company")))
    if bank_lines():
        found.append((BANK, _("By bank transfer")))
    if not found:
        raise Refused(_("Nothing can be given here yet."), hint=_("Come back in some days."))
    return found


def bank_lines() -> list[str]:
    """Give the lines that somebody needs to send money by transfer."""
    told = settings.SITE_BANK or (TRIAL_BANK if providers.chosen() == "test" else "")
    return [part.strip() for part in told.split(";") if part.strip()]


def purpose_of(campaign: str, team: str, member: str, on: date) -> str:
    """Name in the reader's language what a gift from a page is for; empty: for no such page.

    Raises:
      Refused: it takes no gifts any more, or there is no such page.
    """
    if not (campaign or team or member):
        return ""
    found = campaigns.target(campaign, team, member, on)
    return found.title_ko if get_language() == "ko" else found.title_en


def given(given_id: UUID) -> Given | None:
    """Find a gift, or one that repeats, by the id in its giver's address."""
    gift = GiftRow.objects.filter(pk=given_id).select_related("campaign").first()
    if gift is not None:
        return _given(gift, every="", way=gift.way)
    row = RecurringRow.objects.filter(pk=given_id).select_related("campaign").first()
    if row is not None:
        return _given(row, every=row.every, way=BANK if row.provider == BANK else HOSTED)
    return None


def _given(row: GiftRow | RecurringRow, *, every: str, way: str) -> Given:
    return Given(
        id=row.pk,
        cents=row.cents,
        every=every,
        way=way,
        reference=shown(row.reference) if row.reference else "",
        purpose=_title(row.campaign) or str(funds.GIVER_FUNDS.get(row.fund, "")),
        campaign=row.campaign.slug if row.campaign and row.campaign.state == "open" else "",
        has_come=row.state not in ("begun", "failed", "lost"),
        failed=row.state == "failed",
    )


def _title(row: CampaignRow | None) -> str:
    if row is None:
        return ""
    return row.title_ko if get_language() == "ko" else row.title_en
