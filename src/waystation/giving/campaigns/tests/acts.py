"""What tests of campaigns and pages do again and again."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from msgspec.structs import replace

from waystation.giving.campaigns import pages, services
from waystation.giving.campaigns.domain import Asked, Contact, Wish
from waystation.giving.models import CampaignRow, TeamRow
from waystation.giving.tests.office import NOW, TODAY
from waystation.ledger import chart
from waystation.vault.keyring import Keyring

BAZAAR = Wish(
    slug="bazaar",
    fund=chart.GENERAL,
    title_en="The ladies’ bazaar",
    title_ko="여성 바자회",
    text_en="Needlework and preserves are sold for those who are on their way.",
    text_ko="바느질과 잼을 팔아 길 위의 사람들을 돕습니다. 함께해 주세요.",
    goal_cents=30_000_00,
    starts_on=TODAY,
    ends_on=date(2026, 5, 31),
)
CAPTAIN = Contact("Gerrit Smith", "gerrit@example.org", "en")
PETERBORO = Asked(
    name="Friends in Peterboro",
    text="We give up sugar for a year and give what it would have cost.",
    goal_cents=3_000_00,
    contact=CAPTAIN,
)


def published(julia: Keyring, levi: Keyring, *, now: datetime = NOW, **other: Any) -> CampaignRow:
    """Have a campaign that one wrote and another one published."""
    made = uuid4()
    services.draft(campaign_id=made, wish=replace(BAZAAR, **other), keyring=julia, now=now)
    services.publish(campaign_id=made, keyring=levi, now=now)
    return CampaignRow.objects.get(pk=made)


def accepted(julia: Keyring, said: Asked = PETERBORO, *, now: datetime = NOW, **ids: Any) -> Any:
    """Have a page that a stranger asked for and a fundraiser accepted as it was."""
    kind = "member" if "team" in ids else "team"
    row = pages.ask(kind, said, now=now, **ids)
    return decided(julia, row.pk, said, now=now)


def decided(julia: Keyring, ask_id: UUID, said: Asked, *, now: datetime = NOW) -> Any:
    """Accept what was asked, in these words."""
    return pages.accept(
        ask_id=ask_id,
        name=said.name,
        text=said.text,
        goal_cents=said.goal_cents,
        keyring=julia,
        now=now,
    )


def old_teams(julia: Keyring, n: int) -> list[UUID]:
    """Have some teams that have been open for a hundred days."""
    long_ago = NOW - timedelta(days=100)
    made = [
        accepted(julia, replace(PETERBORO, name=f"Team number {k}"), now=long_ago) for k in range(n)
    ]
    return [team.pk for team in made if isinstance(team, TeamRow)]
