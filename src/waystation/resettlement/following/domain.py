"""What is asked after an arrival, what is kept for a bad hour, and who would help others. Pure.

No answer ranks anybody: levels are put in order so that a change is seen, and are never added up.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

from waystation.cases.contact.domain import SPOKEN, ContactTry

Topic = Literal["housing", "income", "language", "contacts", "health", "safety"]
Willingness = Literal["speaker", "mentor", "interpreter", "peer group"]

TOPICS: tuple[Topic, ...] = get_args(Topic)
WILLING: tuple[Willingness, ...] = get_args(Willingness)
# Four levels each, from the hardest to what people hope for; from the third on they manage.
LEVELS = 4
MANAGES_FROM = 3
# The ladder of life: the best and the worst life one can think of, by one's own measure.
# Source: Cantril (1965), The pattern of human concerns; the question here is in our own words.
LADDER_MAX = 10
# After so many months somebody asks how they are.
CHECKS = (3, 6, 12, 24, 60)
DAYS_A_MONTH = 30.4375
# Before a check counts as one at which nobody could be reached: so many tries, no two on one day.
TRIES = 3
# How far off the next date may be for somebody whom nobody reached.
NEXT_WITHIN = timedelta(days=92)
LINES_MAX = 12


class Said(msgspec.Struct, frozen=True):
    """What somebody said of one thing: a level from 1 to 4, which they chose themselves."""

    topic: Topic
    level: int

    def __post_init__(self) -> None:
        if self.topic not in TOPICS or not 1 <= self.level <= LEVELS:
            raise ValueError(f"no such answer: {self.topic!r} {self.level}")


class FollowUp(msgspec.Struct, frozen=True, kw_only=True, tag="follow-up/1"):
    """What somebody told at a check of how they are; whatever they would rather not say is missing.

    Attributes:
      step: the check of the pathway it belongs to.
      months: which of CHECKS that is nearest to.
      said: one answer a topic at most.
      ladder: where they stand on the ladder of life, only if they wanted to be asked.
      reached: goals they say they reached, in their own words.
      wishes: what they want next, in their own words.
      words: anything else they want to be remembered.
      alone: whether they spoke with nobody of the household listening.
    """

    person: UUID
    step: str
    on: date
    months: int
    said: tuple[Said, ...] = ()
    ladder: int | None = None
    reached: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    words: str = ""
    alone: bool = False

    def __post_init__(self) -> None:
        topics = [one.topic for one in self.said]
        if len(set(topics)) != len(topics):
            raise ValueError(f"two answers about one thing: {topics}")
        if self.ladder is not None and not 0 <= self.ladder <= LADDER_MAX:
            raise ValueError(f"the ladder has rungs from 0 to {LADDER_MAX}, not {self.ladder}")
        if self.months not in CHECKS:
            raise ValueError(f"no such check: {self.months} months; one of {CHECKS}")

    def level(self, topic: str) -> int | None:
        """Give what they said of a topic; None: they did not."""
        return next((one.level for one in self.said if one.topic == topic), None)


class PutOff(msgspec.Struct, frozen=True, kw_only=True, tag="check put off/1"):
    """That nobody could be reached for a check, what was tried, and when somebody tries again."""

    step: str
    on: date
    next_on: date
    note: str


class CrisisPlan(msgspec.Struct, frozen=True, kw_only=True, tag="crisis plan/1"):
    """What somebody wants to be done in a bad hour, in their own words; theirs to change or end.

    Each field holds lines: the signs they know themselves, what helps them, whom to call, and what
    nobody should do.
    """

    person: UUID
    signs: tuple[str, ...]
    helps: tuple[str, ...]
    calls: tuple[str, ...]
    never: tuple[str, ...] = ()
    language: str = ""
    ended_on: date | None = None


class Crisis(msgspec.Struct, frozen=True, kw_only=True, tag="crisis/1"):
    """That somebody needs people now: where they are and who is with them; and who took it.

    `watch` is the alarm that calls the holders until somebody takes it.
    """

    person: UUID
    at: datetime
    words: str
    watch: UUID | None
    taken_at: datetime | None = None
    taken_by: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether nobody took it yet."""
        return self.taken_at is None


class Offered(msgspec.Struct, frozen=True, kw_only=True, tag="support offered/1"):
    """That support was offered to somebody; not whether they took it, nor why it was offered."""

    person: UUID
    on: date


class Willing(msgspec.Struct, frozen=True, kw_only=True, tag="willing/1"):
    """That somebody who came earlier would help others, and how; they may end it on any day.

    `handed_on` is the day on which whoever pairs people was told, after they agreed to that;
    `helper` is what they are there.
    """

    person: UUID
    ways: tuple[Willingness, ...]
    languages: tuple[str, ...]
    since: date
    words: str = ""
    handed_on: date | None = None
    ended_on: date | None = None
    helper: UUID | None = None

    def __post_init__(self) -> None:
        if not self.ways or not set(self.ways) <= set(WILLING):
            raise ValueError(f"no such way to help: {self.ways}; some of {WILLING}")


class Reach(NamedTuple):
    """How far the tries to reach somebody are: how many days and ways of those that are needed."""

    n_days: int
    n_ways: int

    @property
    def is_enough(self) -> bool:
        """Say whether they were tried often and differently enough to set a later date."""
        return self.n_days >= TRIES and self.n_ways >= TRIES


def reach(tries: Iterable[ContactTry], since: date) -> Reach:
    """Count the days and the ways of the tries that reached nobody, from a day on.

    Whoever was reached, even to refuse, is not somebody who cannot be reached: the count begins
    again after that.
    """
    missed: list[ContactTry] = []
    for one in sorted(tries, key=lambda one: one.at):
        if one.at.date() < since:
            continue
        missed = [] if one.came in SPOKEN else [*missed, one]
    return Reach(len({one.at.date() for one in missed}), len({one.way for one in missed}))


def check_of(started: date, on: date) -> int:
    """Give the check that a day is nearest to, in months from when the clock began."""
    months = (on - started).days / DAYS_A_MONTH
    return min(CHECKS, key=lambda check: (abs(check - months), check))


def lines(text: str) -> tuple[str, ...]:
    """Read one thing from each line, each once, in order."""
    said = (line.strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in said if line))


def in_time(found: Sequence[FollowUp]) -> list[FollowUp]:
    """Put what somebody told in the order of its days."""
    return sorted(found, key=lambda one: one.on)
