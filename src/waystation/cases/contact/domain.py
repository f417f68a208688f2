"""How people can be reached without harm, and what came of each try. Pure: no keys, no clock."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

import msgspec

Way = Literal["call", "message", "visit", "letter", "somebody", "lent phone"]
Tried = Literal["reached", "no answer", "somebody else", "danger", "refused"]
WAYS: tuple[Way, ...] = get_args(Way)
TRIED: tuple[Tried, ...] = get_args(Tried)

DAY_MIN = 1_440
WEEK_DAYS = 7
# After so many tries in a row without reaching anybody, contact counts as lost.
LOST_AFTER = 5
# Somebody spoke with us, whatever was said; the others are tries that reached nobody.
SPOKEN: tuple[Tried, ...] = ("reached", "danger", "refused")


class ContactPlan(msgspec.Struct, frozen=True, kw_only=True, tag="safe contact/1"):
    """How one household, or one person of it, can be reached without harm.

    `days` counts from Monday, 0; none at all means any day. `first_min` and `last_min` are minutes
    of the day where they are; a span over midnight ends before it begins. `person` None means all
    of the household.
    """

    person: UUID | None = None
    way: Way
    reach: str
    days: tuple[int, ...] = ()
    first_min: int | None = None
    last_min: int | None = None
    who_may_answer: str = ""
    code_words: str = ""
    danger_words: str = ""
    never_say: str = ""
    may_leave_word: bool = False
    language: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.way not in WAYS:
            raise ValueError(f"no such way to reach somebody: {self.way!r}; one of {WAYS}")
        if any(not 0 <= day < WEEK_DAYS for day in self.days):
            raise ValueError(f"days of the week are 0 to 6, not {self.days}")
        hours = (self.first_min, self.last_min)
        if (hours[0] is None) != (hours[1] is None):
            raise ValueError(f"hours have a beginning and an end, not {hours}")
        if any(minute is not None and not 0 <= minute < DAY_MIN for minute in hours):
            raise ValueError(f"hours lie within a day of {DAY_MIN} minutes, not at {hours}")


class ContactTry(msgspec.Struct, frozen=True, kw_only=True, tag="contact try/1"):
    """One try to reach them: when, by which way, and what came of it."""

    at: datetime
    way: Way
    came: Tried
    person: UUID | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.came not in TRIED:
            raise ValueError(f"nothing like that comes of a try: {self.came!r}; one of {TRIED}")


class Loan(msgspec.Struct, frozen=True, kw_only=True, tag="loan/1"):
    """A telephone or card that a household was given; `ended` says how that ended."""

    device: UUID
    label: str
    lent_on: date
    due_back: date | None = None
    person: UUID | None = None
    ended: Literal["", "returned", "lost"] = ""
    ended_on: date | None = None


class Standing(msgspec.Struct, frozen=True):
    """How contact stands: when they were last tried, and how often in a row nobody was reached."""

    last_tried: datetime | None = None
    n_missed: int = 0
    in_danger: bool = False

    @property
    def is_lost(self) -> bool:
        """Say whether so many tries in a row reached nobody that contact counts as lost."""
        return self.n_missed >= LOST_AFTER


def standing(tries: Iterable[ContactTry]) -> Standing:
    """Read a log of tries: what counts is what happened last, whoever wrote it down when."""
    stands = Standing()
    for one in sorted(tries, key=lambda one: one.at):
        if one.came in SPOKEN:
            stands = Standing(one.at, in_danger=one.came == "danger")
        else:
            n_missed = stands.n_missed + 1
            stands = msgspec.structs.replace(stands, last_tried=one.at, n_missed=n_missed)
    return stands


def may_reach(plan: ContactPlan, local: datetime) -> bool:
    """Say whether a moment lies within the days and hours agreed.

    Hours over midnight belong to the day on which they begin. The end itself is too late.

    Args:
      local: the moment by the clock where they are.
    """
    minute, weekday = local.hour * 60 + local.minute, local.weekday()
    if plan.first_min is None or plan.last_min is None:
        return _is_agreed(plan, weekday)
    first, last = plan.first_min, plan.last_min
    if first < last:
        return _is_agreed(plan, weekday) and first <= minute < last
    began_yesterday = minute < last and _is_agreed(plan, (weekday - 1) % WEEK_DAYS)
    return began_yesterday or (minute >= first and _is_agreed(plan, weekday))


def next_time(plan: ContactPlan, local: datetime) -> datetime:
    """Give the first moment from now on at which they may be tried, by the clock where they are."""
    if may_reach(plan, local):
        return local
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    opens = timedelta(minutes=plan.first_min or 0)
    starts = (midnight + timedelta(days=ahead) + opens for ahead in range(WEEK_DAYS + 1))
    return next(at for at in starts if at > local and _is_agreed(plan, at.weekday()))


def _is_agreed(plan: ContactPlan, weekday: int) -> bool:
    return not plan.days or weekday in plan.days
