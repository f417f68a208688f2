"""Campaigns and rescue teams of the demo: a bazaar, five seats to freedom, and who collects.

What is told of them is invented, after fairs and circles of the time.
"""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from waystation.giving import prices
from waystation.giving.campaigns import pages, services
from waystation.giving.campaigns.domain import Asked, Contact, Wish
from waystation.giving.models import CampaignRow, MemberRow, TeamRow
from waystation.vault.door import Who

OURS = UUID("5ad0c0de-1855-4026-8000-0000000000f0")
# Published for the year before.
PERSON_CENTS = 3_120_00
BAZAAR = Wish(
    slug="bazaar",
    fund=services.OWN_FUND,
    title_en="The ladies’ bazaar",
    title_ko="여성 바자회",
    text_en=(
        "Needlework, preserves and books from friends on both sides of the ocean are sold for "
        "those who are on their way. Whoever cannot come can give here.\n\n"
        "Every dollar goes to the next rescue: food, a roof, and whoever walks beside."
    ),
    text_ko=(
        "바다 양쪽의 벗들이 보낸 바느질과 잼과 책을 팔아 길 위의 사람들을 돕습니다. "
        "오지 못하시는 분은 여기에서 후원하실 수 있습니다.\n\n"
        "모든 후원금은 다음 구출에 쓰입니다. 먹을 것과 잘 곳, 함께 걷는 사람을 위해서입니다."
    ),
    goal_cents=12_000_00,
    monthly_goal_cents=1_500_00,
    starts_on=date(1855, 9, 1),
    ends_on=date(1855, 12, 31),
)
FIVE = Wish(
    slug="five-before-spring",
    fund=services.OWN_FUND,
    title_en="Five people to freedom before spring",
    title_ko="봄이 오기 전에 다섯 사람에게 자유를",
    text_en=(
        "When the rivers are low and the nights are long, help costs more. We want the money for "
        "five people to be there before it is needed, so that nobody has to wait for it."
    ),
    text_ko=(
        "강물이 낮고 밤이 긴 계절에는 더 많은 도움이 필요합니다. 누구도 돈 때문에 기다리지 않도록 "
        "다섯 사람의 몫을 미리 모으려 합니다."
    ),
    goal_cents=0,
    goal_people=5,
    starts_on=date(1855, 10, 1),
    ends_on=date(1856, 3, 31),
)
PETERBORO = Asked(
    name="Friends in Cazenovia",
    text=(
        "We are neighbours who gave up sugar for a year and give what it would have cost. "
        "Join us: whoever can spare a dollar a month is one of us."
    ),
    goal_cents=3_000_00,
    contact=Contact("Gerrit Smith", "gerrit@example.org", "en"),
)
SEWING = Asked(
    name="뉴베드퍼드 바느질 모임",
    text="저녁마다 모여 바느질하는 이웃들입니다. 한 땀 한 땀 모은 돈으로 다음 구출을 돕습니다.",
    goal_cents=3_000_00,
    contact=Contact("Polly Johnson", "polly@example.org", "ko"),
)
ANN = Asked(
    name="Ann’s year without sugar",
    text="Twelve months, no sugar, and tea tastes better than I thought. Give what yours costs.",
    goal_cents=300_00,
    contact=Contact("Ann Smith", "ann@example.org", "en"),
)
PETER = Asked(
    name="피터의 구두 수선",
    text="구두를 고치고 받은 삯의 십 분의 일을 모읍니다. 구두를 맡기시면 함께하시는 것입니다.",
    goal_cents=200_00,
    contact=Contact("Peter Remond", "peter@example.org", "ko"),
)
# Asked for and not read yet.
WAITS = Asked(
    name="The Syracuse singing school",
    text="We sing on Sundays and pass a hat round. We would like it to go to the next rescue.",
    goal_cents=1_000_00,
    contact=Contact("Jermain Loguen", "jermain@example.org", "en"),
)


def furnish(julia: Who, levi: Who, now: datetime) -> None:
    """Open two campaigns and two teams with a member each; one team's page waits to be read."""
    # Some days before, so that gifts of the autumn have something to be given to.
    then = now - timedelta(days=50)
    if not prices.person_cents():
        prices.publish(cents=PERSON_CENTS, on=then.date(), year=then.year - 1)
    bazaar, _five = (_campaign(wish, julia, levi, then) for wish in (BAZAAR, FIVE))
    peterboro = _page("team", PETERBORO, julia, then, campaign=bazaar)
    sewing = _page("team", SEWING, julia, then)
    _page("member", ANN, julia, then, team=peterboro)
    _page("member", PETER, julia, then, team=sewing)
    pages.ask("team", WAITS, now=now)


def _campaign(wish: Wish, julia: Who, levi: Who, then: datetime) -> UUID:
    made = uuid5(OURS, wish.slug)
    if not CampaignRow.objects.filter(pk=made).exists():
        services.draft(campaign_id=made, wish=wish, keyring=julia.keyring, now=then)
        services.publish(campaign_id=made, keyring=levi.keyring, now=then)
    return made


def _page(kind: str, said: Asked, julia: Who, then: datetime, **of: UUID) -> UUID:
    row = pages.ask(kind, said, now=then, **of)
    made: TeamRow | MemberRow = pages.accept(
        ask_id=row.pk,
        name=said.name,
        text=said.text,
        goal_cents=said.goal_cents,
        keyring=julia.keyring,
        now=then,
    )
    return made.pk
