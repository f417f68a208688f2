"""What a campaign, a team and a member's page are, and what may become of them. Pure."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from waystation.giving.campaigns import texts
from waystation.giving.domain import coarse

TITLE_MAX, TEXT_MAX, WHY_MAX = 100, 4_000, 300
GOAL_MIN, GOAL_MAX = 100_00, 10_000_000_00
TEAM_GOAL_MAX = 1_000_000_00
# One rescue, as teams are used to count it.
TEAM_GOAL = 3_000_00
PEOPLE_MAX = 100
LONGEST = timedelta(days=731)
# So many asks of a kind wait at most: more nobody reads, and a crowd of them fills no disk.
WAITING_MAX = 200
# And so many reports of one page: whoever reads twenty takes a look at it.
REPORTS_MAX = 20
# Teams are told that their funds supported journeys so late, and never fewer at once.
TOLD_AFTER, TOLD_AT_ONCE = timedelta(days=90), 3

Reason = Literal["person", "danger", "false", "unkind", "other"]
REASONS: tuple[Reason, ...] = ("person", "danger", "false", "unkind", "other")


class Wish(msgspec.Struct, frozen=True, tag="campaign/1"):
    """A campaign as somebody wants it published: its address, words in both languages, goals.

    The goal is a sum, or a number of people that is turned into a sum at the published cost.
    """

    slug: str
    fund: str
    title_en: str
    title_ko: str
    text_en: str
    text_ko: str
    goal_cents: int
    starts_on: date
    goal_people: int = 0
    monthly_goal_cents: int = 0
    ends_on: date | None = None


class Drafted(msgspec.Struct, frozen=True, tag="drafted/1"):
    """What a campaign's box holds: what waits to be published, if anything, and whose wish it is.

    ``published_by`` is who laid the second hand on what is public now, ``closed`` why it ended.
    """

    by: UUID
    by_name: str
    wish: Wish | None
    published_by: str = ""
    closed: str = ""


class Contact(msgspec.Struct, frozen=True, tag="contact/1"):
    """Who answers for a team's or member's page: sealed, shown to nobody outside."""

    name: str
    email: str
    language: str


class Asked(msgspec.Struct, frozen=True, tag="page-ask/1"):
    """What somebody asks on the site, and afterwards what was decided about it.

    ``published`` is the text as it was accepted where that is another than was asked.
    """

    name: str = ""
    text: str = ""
    goal_cents: int = 0
    contact: Contact | None = None
    reason: str = ""
    decided_by: str = ""
    why: str = ""
    published: str = ""


class Target(NamedTuple):
    """Where a gift goes and what it counts for; ``counts_until`` holds for gifts that repeat."""

    fund: str
    campaign: UUID | None = None
    team: UUID | None = None
    member: UUID | None = None
    counts_until: date | None = None
    title_en: str = ""
    title_ko: str = ""

    def title(self, language: str) -> str:
        """Say what is given to, in one of the two languages; empty for the work as a whole."""
        return self.title_ko if language == "ko" else self.title_en


def faults_of(wish: Wish, *, person_cents: int, funds: Collection[str]) -> list[str]:
    """Name what keeps a campaign from being published; nothing if it may be.

    Args:
      person_cents: the published cost of one person, 0 if none is published.
      funds: the funds that a campaign may collect for.
    """
    found = []
    if not texts.is_slug(wish.slug):
        found.append("slug")
    if wish.fund not in funds:
        found.append("fund")
    if not all(0 < len(title) <= TITLE_MAX for title in (wish.title_en, wish.title_ko)):
        found.append("title")
    if not all(texts.TEXT_MIN <= len(text) <= TEXT_MAX for text in (wish.text_en, wish.text_ko)):
        found.append("text")
    if wish.goal_people:
        if not 0 < wish.goal_people <= PEOPLE_MAX:
            found.append("people")
        elif not person_cents:
            found.append("price")
    elif not GOAL_MIN <= wish.goal_cents <= GOAL_MAX:
        found.append("goal")
    if not 0 <= wish.monthly_goal_cents <= GOAL_MAX:
        found.append("monthly")
    if wish.ends_on and not wish.starts_on <= wish.ends_on <= wish.starts_on + LONGEST:
        found.append("days")
    return found


def goal_of(wish: Wish, person_cents: int) -> int:
    """Give a campaign's goal in cents: its sum, or its people at the published cost of one."""
    return wish.goal_people * person_cents if wish.goal_people else wish.goal_cents


def is_open(state: str, starts_on: date, ends_on: date | None, on: date) -> bool:
    """Say whether a campaign takes gifts on a day; its last day is one on which it does."""
    return state == "open" and starts_on <= on and (ends_on is None or on <= ends_on)


def batch_fault(
    asked: int, open_since: Collection[date], told_in: Collection[date | None], on: date
) -> str:
    """Say why so many teams may not be told together on a day; empty if they may.

    Args:
      asked: how many different teams are to be told.
      open_since, told_in: of those that there are, since when they are open and the month in which
        they were told last.
    """
    if asked < TOLD_AT_ONCE:
        return "few"
    if len(open_since) != asked:
        return "unknown"
    if any(since > on - TOLD_AFTER for since in open_since):
        return "young"
    if any(month and month > coarse(on - TOLD_AFTER) for month in told_in):
        return "told"
    return ""
