"""Reading campaigns, teams and members as the office sees them: with what is not public."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from waystation.giving import rows, totals
from waystation.giving.campaigns import domain
from waystation.giving.campaigns.domain import Asked, Contact, Drafted, Wish
from waystation.giving.campaigns.pages import Page
from waystation.giving.campaigns.services import OWN_FUND, drafted, row_of
from waystation.giving.funds import campaign_fund
from waystation.giving.models import CampaignRow, MemberRow, TeamRow
from waystation.giving.totals import Raised
from waystation.vault.keyring import Keyring


class CampaignView(NamedTuple):
    """A campaign with what waits to be published of it."""

    id: UUID
    row: CampaignRow
    said: Drafted
    is_open: bool
    raised: Raised

    @property
    def latest(self) -> Wish:
        """Give what it says, or is to say: what waits, or else what is public."""
        return self.said.wish or public_wish(self.row)


class TeamView(NamedTuple):
    """A team with who answers for it, what it raised, and its members' pages."""

    row: TeamRow
    captain: Contact
    raised: Raised
    members: tuple[MemberRow, ...]


def campaigns(keyring: Keyring, on: date) -> list[CampaignView]:
    """List the campaigns: drafts, then open ones, then those that ended."""
    found = CampaignRow.objects.filter(cell__in=keyring.cells).order_by("-starts_on", "pk")
    order = {"draft": 0, "open": 1, "closed": 2}
    views = [_view(row, keyring, on) for row in found]
    return sorted(views, key=lambda one: order.get(one.row.state, 3))


def campaign(campaign_id: UUID, keyring: Keyring, on: date) -> CampaignView:
    """Read one campaign.

    Raises:
      Refused: there is none of this id that the reader may open.
    """
    return _view(row_of(campaign_id, keyring), keyring, on)


def teams(keyring: Keyring) -> list[TeamView]:
    """List every team by name, open or not, with its members."""
    members: dict[UUID, list[MemberRow]] = {}
    for member in MemberRow.objects.filter(cell__in=keyring.cells).order_by("name", "pk"):
        members.setdefault(member.team_id, []).append(member)
    return [
        TeamView(
            row,
            rows.said(row, Contact, keyring),
            totals.raised(team=row.pk),
            tuple(members.get(row.pk, ())),
        )
        for row in TeamRow.objects.filter(cell__in=keyring.cells).order_by("name", "pk")
    ]


def is_theirs(page: Page | None, said: Asked, keyring: Keyring) -> bool:
    """Say whether other words on a page are asked for from the address it was asked with."""
    if page is None or said.contact is None:
        return False
    before = rows.said(page, Contact, keyring)
    return before.email.strip().casefold() == said.contact.email.strip().casefold()


def public_wish(row: CampaignRow) -> Wish:
    """Give what is public of a campaign in the form in which it was wished for."""
    return Wish(
        slug=row.slug,
        fund=OWN_FUND if row.fund == campaign_fund(row.slug) else row.fund,
        title_en=row.title_en,
        title_ko=row.title_ko,
        text_en=row.text_en,
        text_ko=row.text_ko,
        goal_cents=0 if row.goal_people else row.goal_cents,
        starts_on=row.starts_on,
        goal_people=row.goal_people,
        monthly_goal_cents=row.monthly_goal_cents,
        ends_on=row.ends_on,
    )


def _view(row: CampaignRow, keyring: Keyring, on: date) -> CampaignView:
    is_open = domain.is_open(row.state, row.starts_on, row.ends_on, on)
    raised = totals.raised(campaign=row.pk)
    return CampaignView(row.pk, row, drafted(row, keyring), is_open, raised)
