"""Reading what is public of campaigns and teams, and where a gift goes; none of it needs a key."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving import totals
from waystation.giving.campaigns import domain
from waystation.giving.campaigns.domain import Target
from waystation.giving.domain import CORE, coarse
from waystation.giving.models import CampaignRow, MatchRow, MemberRow, TeamRow
from waystation.giving.totals import Raised

LATEST = 12


class Measured(NamedTuple):
    """A goal and how far it is: what was given, what is promised beside it, how many gave."""

    goal_cents: int
    raised: Raised

    @property
    def percent(self) -> int:
        """Say how much of the goal was given, rounded down; above 100 where more came."""
        return self.raised.cents * 100 // self.goal_cents if self.goal_cents else 0

    @property
    def is_met(self) -> bool:
        """Say whether the goal is reached by what was given."""
        return 0 < self.goal_cents <= self.raised.cents


class Month(NamedTuple):
    """A campaign's month: its goal, what came, what active monthly gifts will bring, the gap."""

    goal_cents: int
    raised_cents: int
    expected_cents: int

    @property
    def gap_cents(self) -> int:
        """Say what is missing if everything expected comes."""
        return max(0, self.goal_cents - self.raised_cents - self.expected_cents)


class Said(NamedTuple):
    """A gift as its giver wants it read: a name, and words that somebody here has read."""

    name: str
    message: str


class Match(NamedTuple):
    """An offer to add to what others give, while it is open."""

    name: str
    percent: int
    cap_cents: int
    until_on: date


class Campaign(NamedTuple):
    """A campaign as the public sees it."""

    id: UUID
    slug: str
    title: str
    text: str
    is_open: bool
    starts_on: date
    ends_on: date | None
    goal_people: int
    person_cents: int
    measured: Measured


class Team(NamedTuple):
    """A rescue team as the public sees it."""

    id: UUID
    slug: str
    name: str
    text: str
    is_open: bool
    campaign: Campaign | None
    told_in: date | None
    measured: Measured


class Member(NamedTuple):
    """A member's page as the public sees it."""

    id: UUID
    slug: str
    name: str
    text: str
    is_open: bool
    n_gifts: int
    measured: Measured


def target(campaign_slug: str, team_slug: str, member_slug: str, on: date) -> Target:
    """Say where a gift goes and what it counts for; three empty words are the work as a whole.

    A team's gifts go to its own fund, and count for its campaign as long as that is open.

    Raises:
      Refused: no such campaign, team or member, one that is closed, or a team of another campaign.
    """
    if team_slug or member_slug:
        return _target_team(campaign_slug, team_slug, member_slug, on)
    if not campaign_slug:
        return Target(fund=CORE)
    row = CampaignRow.objects.filter(slug=campaign_slug, state="open").first()
    if row is None or not _takes_gifts(row, on):
        raise _ended()
    return Target(
        fund=row.fund,
        campaign=row.pk,
        counts_until=row.ends_on,
        title_en=row.title_en,
        title_ko=row.title_ko,
    )


def open_campaigns(on: date, language: str) -> list[Campaign]:
    """List the campaigns that take gifts on a day, the one that ends first on top."""
    rows = CampaignRow.objects.filter(state="open", starts_on__lte=on)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    found = [_campaign(row, on, language) for row in rows.order_by("slug")]
    return sorted(found, key=lambda one: (one.ends_on or date.max, one.slug))


def ended_campaigns(on: date, language: str, *, newest: int = 12) -> list[Campaign]:
    """List campaigns that have ended, the newest first."""
    rows = CampaignRow.objects.filter(Q(state="closed") | Q(state="open", ends_on__lt=on))
    return [_campaign(row, on, language) for row in rows.order_by("-ends_on", "slug")[:newest]]


def public_campaign(slug: str, on: date, language: str) -> Campaign | None:
    """Give a campaign that is or was open; None for any other word, such as a draft's."""
    row = CampaignRow.objects.filter(slug=slug, state__in=("open", "closed")).first()
    return _campaign(row, on, language) if row and row.starts_on <= on else None


def public_teams(on: date, language: str, campaign: UUID | None = None) -> list[Team]:
    """List the open teams, of one campaign if asked, by name: nobody is first or last."""
    rows = _public_teams().filter(state="open")
    rows = rows.filter(campaign=campaign) if campaign else rows
    return [_team(row, on, language) for row in rows.order_by("name", "slug")]


def public_team(slug: str, on: date, language: str) -> Team | None:
    """Give a team that is or was open; None for any other word."""
    row = _public_teams().filter(slug=slug).first()
    return _team(row, on, language) if row else None


def public_members(team: UUID) -> list[Member]:
    """List a team's open members by name."""
    rows = MemberRow.objects.filter(team=team, state="open", team__state="open")
    return [_member(row) for row in rows.order_by("name", "slug")]


def public_member(team: UUID, slug: str) -> Member | None:
    """Give a member's page of a public team; None for any other word."""
    states = ("open", "closed")
    row = MemberRow.objects.filter(team=team, slug=slug, state__in=states).first()
    return _member(row) if row else None


def month_of(row_id: UUID, on: date) -> Month | None:
    """Give a campaign's month, if it has a monthly goal."""
    goal = CampaignRow.objects.values_list("monthly_goal_cents", flat=True).get(pk=row_id)
    if not goal:
        return None
    of = totals.of_month(row_id, coarse(on))
    return Month(goal, of.raised_cents, of.expected_cents)


def open_match(campaign: UUID, on: date) -> Match | None:
    """Give the matching offer of a campaign that is open on a day."""
    rows = MatchRow.objects.filter(campaign=campaign, state="open", from_on__lte=on)
    row = rows.filter(until_on__gte=on).order_by("from_on", "pk").first()
    return Match(row.shown_name, row.percent, row.cap_cents, row.until_on) if row else None


def latest(
    *, campaign: UUID | None = None, team: UUID | None = None, member: UUID | None = None
) -> list[Said]:
    """List the newest gifts whose givers want to be named, without any sum.

    Who gave anonymously appears nowhere, not even as somebody.
    """
    rows = totals.given().exclude(shown_name="").exclude(state__in=("refunded", "lost"))
    wanted = {"campaign": campaign, "team": team, "member": member}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return [
        Said(row.shown_name, row.message if row.is_message_open else "")
        for row in rows.order_by("-paid_on", "pk")[:LATEST]
    ]


def _target_team(campaign_slug: str, team_slug: str, member_slug: str, on: date) -> Target:
    team = TeamRow.objects.filter(slug=team_slug, state="open").select_related("campaign").first()
    if team is None or not team.fund:
        raise _ended()
    if campaign_slug and (team.campaign is None or team.campaign.slug != campaign_slug):
        raise _ended()
    member = None
    if member_slug:
        member = MemberRow.objects.filter(team=team, slug=member_slug, state="open").first()
        if member is None:
            raise _ended()
    campaign = team.campaign if team.campaign and _takes_gifts(team.campaign, on) else None
    name = f"{team.name} · {member.name}" if member else team.name
    return Target(
        fund=team.fund,
        campaign=campaign.pk if campaign else None,
        team=team.pk,
        member=member.pk if member else None,
        counts_until=campaign.ends_on if campaign else None,
        title_en=name,
        title_ko=name,
    )


def _takes_gifts(row: CampaignRow, on: date) -> bool:
    return domain.is_open(row.state, row.starts_on, row.ends_on, on)


def _public_teams() -> QuerySet[TeamRow]:
    return TeamRow.objects.filter(state__in=("open", "closed")).select_related("campaign")


def _campaign(row: CampaignRow, on: date, language: str) -> Campaign:
    is_korean = language == "ko"
    return Campaign(
        id=row.pk,
        slug=row.slug,
        title=row.title_ko if is_korean else row.title_en,
        text=row.text_ko if is_korean else row.text_en,
        is_open=_takes_gifts(row, on),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        goal_people=row.goal_people,
        person_cents=row.person_cents,
        measured=Measured(row.goal_cents, totals.raised(campaign=row.pk)),
    )


def _team(row: TeamRow, on: date, language: str) -> Team:
    is_public = row.campaign is not None and row.campaign.state in ("open", "closed")
    return Team(
        id=row.pk,
        slug=row.slug,
        name=row.name,
        text=row.text,
        is_open=row.state == "open",
        campaign=_campaign(row.campaign, on, language) if is_public and row.campaign else None,
        told_in=row.told_in,
        measured=Measured(row.goal_cents, totals.raised(team=row.pk)),
    )


def _member(row: MemberRow) -> Member:
    raised = totals.raised(member=row.pk)
    measured = Measured(row.goal_cents, raised)
    return Member(
        row.pk, row.slug, row.name, row.text, row.state == "open", raised.n_gifts, measured
    )


def _ended() -> Refused:
    return Refused(
        _("This page does not take gifts any more, or there is none of that name."),
        hint=_("Choose another campaign, or give to the work as a whole."),
    )
