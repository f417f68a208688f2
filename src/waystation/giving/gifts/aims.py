"""What a gift is for: the fund it goes to, and the campaign, team or member it counts for."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving.campaigns.queries import target
from waystation.giving.domain import CORE
from waystation.giving.funds import GIVER_FUNDS
from waystation.giving.gifts import domain
from waystation.giving.gifts.domain import Asked
from waystation.giving.models import CampaignRow, GiftRow, RecurringRow, TeamRow

PUBLIC = ("open", "closed")


class Aim(NamedTuple):
    """Where a gift goes and what it counts for; a repeating one until a day."""

    fund: str = CORE
    campaign: UUID | None = None
    team: UUID | None = None
    member: UUID | None = None
    counts_until: date | None = None

    @classmethod
    def of_instalment(cls, row: RecurringRow, on: date) -> "Aim":
        """Say what an instalment of a day is for: what it was begun for, or later the core."""
        if not domain.counts_on(row.counts_until, on):
            return cls()
        return cls(row.fund, row.campaign_id, row.team_id, row.member_id)

    @classmethod
    def still(cls, row: GiftRow, on: date) -> "Aim":
        """Say what another gift like this one is for: the same, if that still takes gifts."""
        if any(one is not None and one.state != "open" for one in (row.campaign, row.team)):
            return cls()
        ends_on = row.campaign.ends_on if row.campaign else None
        if not domain.counts_on(ends_on, on):
            return cls()
        return cls(row.fund, row.campaign_id, row.team_id, row.member_id)

    def columns(self) -> dict[str, Any]:
        """Give the columns of a row."""
        return {
            "fund": self.fund,
            "campaign_id": self.campaign,
            "team_id": self.team,
            "member_id": self.member,
        }


def aim_at(asked: Asked, on: date) -> Aim:
    """Find what somebody wants to give for.

    Raises:
      Refused: a campaign, team or member that takes no gifts.
    """
    if not (asked.campaign or asked.team or asked.member):
        return Aim(asked.fund)
    found = target(asked.campaign, asked.team, asked.member, on)
    return Aim(found.fund, found.campaign, found.team, found.member, found.counts_until)


def offered() -> list[tuple[str, str]]:
    """List what finance can choose as a gift's purpose: funds, campaigns and teams, by name."""
    campaigns = CampaignRow.objects.filter(state__in=PUBLIC).order_by("title_en", "slug")
    teams = TeamRow.objects.filter(state__in=PUBLIC).exclude(fund="").order_by("name", "slug")
    return [
        *((f"fund {code}", str(name)) for code, name in GIVER_FUNDS.items()),
        *((f"campaign {row.pk}", row.title_en or row.slug) for row in campaigns),
        *((f"team {row.pk}", row.name or row.slug) for row in teams),
    ]


def chosen(choice: str) -> Aim:
    """Give what was chosen of `offered`; a campaign counts also after it was closed.

    Raises:
      Refused: it was not offered.
    """
    kind, _space, name = choice.partition(" ")
    if kind == "fund" and name in GIVER_FUNDS:
        return Aim(name)
    if choice in dict(offered()):
        if kind == "campaign":
            campaign = CampaignRow.objects.get(pk=name)
            return Aim(campaign.fund, campaign.pk)
        team = TeamRow.objects.get(pk=name)
        return Aim(team.fund, team.campaign_id, team.pk)
    raise Refused(_("Nothing was chosen."), hint=_("Choose from the list."))


def choice_of(row: GiftRow) -> str:
    """Give the choice that a gift's purpose is now."""
    if row.team_id:
        return f"team {row.team_id}"
    return f"campaign {row.campaign_id}" if row.campaign_id else f"fund {row.fund}"
