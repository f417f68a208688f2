"""One person for one person: goals in their own words, and who stands beside them. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

GoalKind = Literal["work", "study", "family", "health", "rest", "other"]
Judged = Literal["yes", "partly", "let go", ""]
HelperKind = Literal["mentor", "volunteer", "came earlier"]
Sex = Literal["female", "male", ""]
AgeBand = Literal["18-29", "30-44", "45-59", "60+", ""]
Asks = Literal["language", "sex", "age"]
# Why somebody cannot be asked to stand beside one more.
Bar = Literal["ended", "untrained", "not vetted", "vetting lapsed", "review overdue", "full", ""]
How = Literal["met", "spoke", "wrote", "not reached"]
EndWhy = Literal["goals reached", "moved away", "helper leaves", "their wish", "not safe"]
State = Literal["wished", "beside", "paused", "ending", "ended"]

GOAL_KINDS: tuple[GoalKind, ...] = get_args(GoalKind)
HELPER_KINDS: tuple[HelperKind, ...] = get_args(HelperKind)
AGE_BANDS: tuple[AgeBand, ...] = ("18-29", "30-44", "45-59", "60+")
HOWS: tuple[How, ...] = get_args(How)
END_WHYS: tuple[EndWhy, ...] = get_args(EndWhy)

# Thirteen weeks, the first three months, somebody is in touch every week; later every four weeks.
WEEKLY_FOR = timedelta(weeks=13)
WEEKLY, LATER = timedelta(weeks=1), timedelta(weeks=4)
# Whoever was not reached is tried again that soon.
AGAIN = timedelta(days=2)
# An end is said that long ahead, except where it cannot wait.
NOTICE = timedelta(weeks=4)
AT_ONCE: tuple[EndWhy, ...] = ("their wish", "not safe")
CONTACT = "beside contact"
PAUSE_MAX = timedelta(weeks=26)
BESIDE_MAX = 20


class Goal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="own goal/1"):
    """What somebody wants, in their own words; whether it is reached they alone judge.

    Attributes:
      person: whose goal it is; None: the household's together.
    """

    words: str
    kind: GoalKind
    person: UUID | None = None
    next_step: str = ""
    by: date | None = None
    judged: Judged = ""
    judged_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the person still wants it and has not reached it."""
        return self.judged in ("", "partly")


class Wish(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whom somebody wishes beside them; what is empty does not matter to them."""

    language: str = ""
    sex: Sex = ""
    age: AgeBand = ""

    def asked(self) -> tuple[Asks, ...]:
        """List what they named."""
        asks: tuple[Asks, ...] = get_args(Asks)
        return tuple(ask for ask in asks if getattr(self, ask))


class Support(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="support/1"):
    """That somebody stands beside a person, or that a person wishes for somebody.

    Attributes:
      alias, languages: of the helper, as they were when the two met.
      ends_on: the last day, said in advance on `said_on`.

    By when the two are in touch again is a task of the case, so that it rings.
    """

    person: UUID
    wish: Wish = Wish()
    asked_on: date
    helper: UUID | None = None
    alias: str = ""
    languages: tuple[str, ...] = ()
    began_on: date | None = None
    paused_until: date | None = None
    said_on: date | None = None
    ends_on: date | None = None
    ended_on: date | None = None
    why: EndWhy | Literal[""] = ""

    @property
    def state(self) -> State:
        """Say how it stands."""
        if self.ended_on:
            return "ended"
        if self.helper is None:
            return "wished"
        if self.paused_until:
            return "paused"
        return "ending" if self.ends_on else "beside"

    @property
    def is_open(self) -> bool:
        """Say whether it goes on, or may still begin."""
        return self.ended_on is None

    def is_weekly_on(self, day: date) -> bool:
        """Say whether the two are to be in touch every week."""
        return self.began_on is not None and day < self.began_on + WEEKLY_FOR


class Meeting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="beside met/1"):
    """That two were in touch, or that one tried; what was said stays between them."""

    support: UUID
    on: date
    how: How
    note: str = ""


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a helper stands beside: the case and the record in it, never a name."""

    household: UUID
    support: UUID
    since: date


class Helper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="helper/1"):
    """Somebody who stands beside newcomers.

    Attributes:
      offers: what they wish to do, and what not, in their words.
      at_most: how many they stand beside at once.
      vetted_until: the last day on which the vetting counts.
      review_on: when somebody talks with them about how it goes, for them too.
    """

    alias: str
    kind: HelperKind
    sex: Sex = ""
    age: AgeBand = ""
    languages: tuple[str, ...] = ()
    place: str = ""
    offers: str = ""
    at_most: int = 2
    trained_on: date | None = None
    vetted_on: date | None = None
    vetted_until: date | None = None
    review_on: date | None = None
    ended_on: date | None = None
    ended_why: str = ""
    beside: tuple[Beside, ...] = ()


class Candidate(NamedTuple):
    """A helper held against a wish: what fits, what does not, and why they cannot be asked."""

    id: UUID
    helper: Helper
    met: tuple[Asks, ...]
    unmet: tuple[Asks, ...]
    n_beside: int
    bar: Bar


def bar(helper: Helper, today: date, n_beside: int) -> Bar:
    """Say why a helper cannot stand beside one more; empty: they can."""
    if helper.ended_on:
        return "ended"
    if helper.trained_on is None or helper.trained_on > today:
        return "untrained"
    if helper.vetted_on is None or helper.vetted_on > today or helper.vetted_until is None:
        return "not vetted"
    if helper.vetted_until < today:
        return "vetting lapsed"
    if helper.review_on is not None and helper.review_on < today:
        return "review overdue"
    return "full" if n_beside >= helper.at_most else ""


def held_against(
    helpers: Iterable[tuple[UUID, Helper, int]], wish: Wish, today: date
) -> list[Candidate]:
    """Hold helpers against a wish: who can be asked first, then who fits best. Nobody is chosen.

    Args:
      helpers: each with their id and how many they stand beside.
    """
    found = []
    for helper_id, helper, n_beside in helpers:
        met = tuple(ask for ask in wish.asked() if _meets(helper, wish, ask))
        unmet = tuple(ask for ask in wish.asked() if ask not in met)
        why = bar(helper, today, n_beside)
        found.append(Candidate(helper_id, helper, met, unmet, n_beside, why))
    return sorted(
        found, key=lambda one: (one.bar != "", len(one.unmet), one.n_beside, one.helper.alias)
    )


def next_contact(support: Support, on: date, how: How = "met") -> date:
    """Say by when two are in touch again, counted from a day; never after the last day."""
    later = WEEKLY if support.is_weekly_on(on) else LATER
    then = on + (AGAIN if how == "not reached" else later)
    return min(then, support.ends_on) if support.ends_on else then


def first_end(why: EndWhy, today: date) -> date:
    """Give the first day on which it may end for a reason, if that is said today."""
    return today if why in AT_ONCE else today + NOTICE


def _meets(helper: Helper, wish: Wish, ask: Asks) -> bool:
    if ask == "language":
        return wish.language in helper.languages
    return bool(getattr(helper, ask) == getattr(wish, ask))
