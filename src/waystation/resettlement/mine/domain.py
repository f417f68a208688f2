"""What a newcomer's own plan is made of: blocks of words, links to them, days for a calendar.

Pure. The same blocks feed the console, the booklet and the phone, so that nobody is shown another
plan than the one their worker sees.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, get_args
from uuid import UUID

import msgspec

from waystation.base.blocks import (
    LANGUAGES,
    LASTS_DAYS,
    Document,
    Language,
    Line,
    LineState,
    Paper,
    Section,
    lasts_until,
)
from waystation.resettlement.values import StepView

__all__ = [
    "LANGUAGES", "LASTS_DAYS", "Document", "Language", "Line", "LineState", "Paper", "Section",
    "lasts_until",
]  # fmt: skip

# What somebody who stands beside a household may see of its case.
Sees = Literal["nothing", "this plan", "their part", "the case"]
# How a plan was given to its people.
Handing = Literal["paper", "link", "aloud"]
# What a calendar calls its days, for whoever looks over a shoulder.
Calls = Literal["appointment", "reminder", "note"]
DayKind = Literal["opens", "closes", "meets"]
Sort = Literal["plan", "calendar"]

SEES: tuple[Sees, ...] = get_args(Sees)
HANDINGS: tuple[Handing, ...] = get_args(Handing)
CALLS: tuple[Calls, ...] = get_args(Calls)
LINKS_MAX = 12
EVENTS_MAX = 40


class Beside(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="beside/1"):
    """Somebody the household can call; `name` may be an alias.

    Attributes:
      what: for what they can be called.
      hours, languages, reach: when, in which languages, and how.
      past: whether they hear complaints about everybody else here.
      ended_on: since when they are no longer there.
    """

    name: str
    what: str
    hours: str
    languages: str
    reach: str
    sees: Sees
    past: bool = False
    ended_on: date | None = None


class PlanGiven(msgspec.Struct, frozen=True, kw_only=True, tag="plan-given/1"):
    """That the plan was given to its people and explained; it is no promise of theirs."""

    on: date
    how: Handing
    language: Language


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="link/1"):
    """What stays here of a link; its secret does not.

    Attributes:
      digest, public, proof: what comes out of the secret; see `vault.handed`.
      calls: what a calendar calls its days.
    """

    sort: Sort
    language: Language
    digest: bytes
    public: bytes
    proof: bytes
    made_on: date
    by: str
    ends_on: date
    calls: Calls = "appointment"


class Day(msgspec.Struct, frozen=True, order=True):
    """A day of a household's calendar, and of what kind; several things of a day are one."""

    on: date
    kind: DayKind


def days_of(course: Iterable[StepView], meets: Iterable[Day], today: date) -> list[Day]:
    """Pick the days that a calendar shows: when something opens, last safe days, and meetings.

    The next ones first; what is done is no longer there, and neither is a day that has passed,
    but for last days of the week before, so that a late one is still seen.
    """
    found = {day for day in meets if day.on >= today}
    for view in course:
        if view.state == "done":
            continue
        if view.opens and view.opens > today:
            found.add(Day(view.opens, "opens"))
        if view.closes and view.closes >= today - timedelta(days=7):
            found.add(Day(view.closes, "closes"))
    return sorted(found)[:EVENTS_MAX]


def is_good(ends_on: date, today: date) -> bool:
    """Say whether a link is good on a day."""
    return today <= ends_on


class LinkView(msgspec.Struct, frozen=True, kw_only=True):
    """A link as a page shows it."""

    id: UUID
    link: Link
    written_on: date
    is_good: bool
