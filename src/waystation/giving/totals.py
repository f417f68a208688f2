"""How much was given: net of what went back, each gift once.

A gift counts for its campaign, or for the core where it has none. Teams and members are told of
the same gifts once more; their sums are never added to anything.
"""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from waystation.giving.domain import coarse
from waystation.giving.models import (
    CampaignRow,
    GiftRow,
    MemberRow,
    PledgeDue,
    PledgeRow,
    RecurringRow,
    TeamRow,
)

# What came and was not all given back. Gifts in kind are no money and count in no sum.
CAME = Q(entry__isnull=False) & ~Q(kind="in-kind")
NET = F("cents") - F("refunded_cents") - F("disputed_cents")
UNPAID = Q(gift=None) | Q(gift__entry=None)
AWAITED = Q(kind="matching", state="begun", entry__isnull=True)


class Raised(NamedTuple):
    """What was given, by how many gifts, and what is promised and has not come yet."""

    cents: int
    n_gifts: int
    promised_cents: int


class OfMonth(NamedTuple):
    """What was given in a month, and what monthly gifts are still expected to bring in it."""

    raised_cents: int
    expected_cents: int


def given() -> QuerySet[GiftRow]:
    """List the gifts of money that came, whatever became of them."""
    return GiftRow.objects.filter(CAME)


def raised(
    *,
    campaign: CampaignRow | UUID | None = None,
    team: TeamRow | UUID | None = None,
    member: MemberRow | UUID | None = None,
) -> Raised:
    """Say what was given for a campaign, a team or a member; for everything if none is named."""
    wanted = {"campaign": campaign, "team": team, "member": member}
    named = {key: value for key, value in wanted.items() if value is not None}
    return _raised(given().filter(**named), promised_cents(**named))


def raised_for_core() -> Raised:
    """Say what was given for no campaign."""
    return _raised(given().filter(campaign=None), promised_cents(campaign=None))


def live_total() -> int:
    """Say in cents what was given so far, for everything."""
    return _cents(given())


def of_month(campaign: CampaignRow | UUID | None, month: date) -> OfMonth:
    """Say what a campaign got in a month and what is expected; of everything where none is named.

    Expected are gifts that repeat, are paid regularly, and fall due in the month: those that came
    have moved their next day on, so that none counts twice.
    """
    first, after = coarse(month), _next_month(month)
    gifts = given().filter(paid_on__gte=first, paid_on__lt=after)
    repeating = RecurringRow.objects.filter(state="active", next_on__gte=first, next_on__lt=after)
    if campaign is not None:
        counting = Q(counts_until=None) | Q(counts_until__gte=F("next_on"))
        gifts = gifts.filter(campaign=campaign)
        repeating = repeating.filter(counting, campaign=campaign)
    expected = repeating.aggregate(s=Sum("cents"))["s"] or 0
    return OfMonth(_cents(gifts), expected)


def promised_cents(**named: Any) -> int:
    """Say what is promised and has not come: parts of pledges, and sums that matchers owe a gift.

    A pledge on a condition is promised from the day it is accepted. A member is promised nothing.
    """
    matches = GiftRow.objects.filter(AWAITED, **named)
    total = _cents(matches)
    if named.keys() <= {"campaign"}:
        pledges = PledgeRow.objects.filter(state="open", **named)
        dues = PledgeDue.objects.filter(UNPAID, pledge__in=pledges)
        total += dues.aggregate(s=Sum("cents"))["s"] or 0
    return total


def _raised(gifts: QuerySet[GiftRow], promised: int) -> Raised:
    found = gifts.aggregate(
        s=Sum(NET), n=Count("pk", filter=Q(cents__gt=F("refunded_cents") + F("disputed_cents")))
    )
    return Raised(found["s"] or 0, found["n"], promised)


def _cents(gifts: QuerySet[GiftRow]) -> int:
    return gifts.aggregate(s=Sum(NET))["s"] or 0


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
