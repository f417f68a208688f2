"""What is kept of the end of a passage, and the rules of counting, asking and telling. Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec

from waystation.dispatch.domain import StageOfPassage, was_travelled

# Who waits at the last house is told roughly where; more than this is no rough word.
PICK_UP_MAX = 160
# What would lead a stranger to the very door: a number as long as one of a house or telephone, a
# position to a hundred steps, an address on the net or in a street.
EXACT = re.compile(r"\d{3,}|(?:\d[ ./-]?){4,}|[@°]|://|\bwww\.", re.IGNORECASE)
IN_A_STREET = re.compile(
    r"\b\d+ (?:[A-Z][\w'-]* ){1,3}(?:Street|Road|Lane|Avenue)\b|\d ?(?:번지|번길|호(?![가-힣]))"
)
# A position to a hundredth of a degree, about a kilometre: a phone gives none finer.
COARSE = re.compile(r"-?\b\d{1,3}\.\d{1,2}\b(?!\.?\d)")

# What people may need first, worst first, and how soon.
AID = (
    *("breathing", "bleeding", "unconscious", "childbirth", "fever", "frostbite", "wound"),
    *("thirst", "feet", "medicine", "infant", "fear", "other"),
)
SOON = ("now", "today", "later")
# How it ended that somebody was missing.
ENDS = ("here", "safe elsewhere", "taken on as lost")
# How a stage may have gone, as those say who went; of the words of `hazards.rates.PASSED`.
WENT = ("clean", "followed", "turned back", "searched", "intercepted")
# Facts of a leg that are dangers to the next group: kinds of `hazards.rates.WEIGHT`. That somebody
# was searched or followed is said by how the stage went, so it is none of these.
DANGERS = (
    *("checkpoint", "patrol", "stranger asks", "closed way"),
    *("weather", "flood", "accident", "disease"),
)
# Facts that change what a leg takes, not what it risks: minutes, and cents for the whole group.
CHANGES = ("waited longer", "paid more")
FACT_MAX = 10_000
# What the first days hold, each with the day on which it is put at first; 0 is that of arrival.
FIRST_DAYS = (
    ("food and sleep", 0),
    ("clothes", 0),
    ("doctor", 1),
    ("word to family", 1),
    ("what comes next", 1),
    ("debrief", 2),
    ("own plan", 2),
    ("celebration", 3),
    ("goodbye", 4),
)
CELEBRATION = "celebration"
DAYS_MAX = 14


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """One roll call: how many stood there; `more` says why there are more than set out."""

    at: datetime
    present: int
    more: str = ""


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """An incident: some of those who set out were not there. Nobody's name is in it.

    `seen` is the number of the stage on which somebody last saw them, 0 where nobody knows.
    `watch` rings until `end` says what became of it.
    """

    people: int
    who: str
    seen: int
    at: datetime
    watch: UUID
    end: str = ""
    how: str = ""
    ended_at: datetime | None = None


class Aid(msgspec.Struct, frozen=True, kw_only=True):
    """What some of them need first, how many of them and how soon."""

    need: str
    people: int
    soon: str
    at: datetime
    words: str = ""
    met_at: datetime | None = None


class Fact(msgspec.Struct, frozen=True):
    """One fact of a leg: what, and how many, how many minutes or how many cents."""

    what: str
    n: int = 1


class LegFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a debrief says of one stage: how it went and what there was, to the day."""

    stage: UUID
    number: int
    leg: str
    on: date
    went: str = ""
    facts: tuple[Fact, ...] = ()


class Debrief(msgspec.Struct, frozen=True, kw_only=True):
    """What people told of their way to somebody who led no part of it.

    `leader` is that person's slug in the network, empty for a colleague. `words` stay here; only
    `legs` are told to the evidence, once a second hand, not `written_by`, has read them.
    """

    led_by: str
    leader: str
    on: date
    legs: tuple[LegFacts, ...]
    written_by: UUID
    words: str = ""
    told_by: UUID | None = None
    told_on: date | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of the first days; `day` counts from the arrival, None: they do not want it."""

    what: str
    day: int | None
    words: str = ""
    done: bool = False


class Arrival(msgspec.Struct, frozen=True, kw_only=True, tag="arrival/1"):
    """The end of a passage: pick-up, roll calls, who is missing, first aid, debrief, first days."""

    expected: int
    pick_up: str = ""
    told_at: datetime | None = None
    counts: tuple[Count, ...] = ()
    missing: tuple[Missing, ...] = ()
    aid: tuple[Aid, ...] = ()
    debrief: Debrief | None = None
    days: tuple[Step, ...] = tuple(Step(what=what, day=day) for what, day in FIRST_DAYS)

    @property
    def counted(self) -> Count | None:
        """Give the last roll call; None while there was none."""
        return self.counts[-1] if self.counts else None

    @property
    def n_missing(self) -> int:
        """Count those of whom nobody knows yet what became of them."""
        return sum(one.people for one in self.missing if not one.end)

    @property
    def urgent(self) -> list[Aid]:
        """List what is needed at once and nobody has seen to."""
        return [one for one in self.aid if one.soon == "now" and one.met_at is None]


class Led(NamedTuple):
    """Somebody who led a part of a way."""

    slug: str
    name: str


def is_exact(words: str) -> bool:
    """Say whether words for a pick-up would lead a stranger to the very spot.

    House and telephone numbers, addresses and positions finer than a hundredth of a degree do; an
    hour of the clock in words, a mill, a bend of the river do not.
    """
    return bool(EXACT.search(COARSE.sub("", words)) or IN_A_STREET.search(words))


def accounted(expected: int, gone: Iterable[Missing], present: int) -> int:
    """Say how many people too few were counted; below zero: how many too many.

    Whoever is missing under an incident is accounted for, found elsewhere or not; who came later
    is among those present.
    """
    return expected - present - sum(one.people for one in gone if one.end != "here")


def was_led(stage: StageOfPassage) -> bool:
    """Say whether its guide led a group over a stage, or a part of it."""
    return stage.state == "handed over" or was_travelled(stage)


def led(stages: Iterable[StageOfPassage]) -> frozenset[Led]:
    """Name everybody who led a group over one of these stages."""
    return frozenset(
        Led(stage.guide, _plain(stage.guide_name)) for stage in stages if was_led(stage)
    )


def led_any(leader: str, name: str, stages: Iterable[StageOfPassage]) -> bool:
    """Say whether somebody, by their slug or by their name, led one of these stages."""
    return any((leader and leader == one.slug) or _plain(name) == one.name for one in led(stages))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def mark_of(stage: UUID, what: str) -> str:
    """Give the one name under which a fact of a stage is known, however often it is told."""
    return uuid5(stage, what).hex


def days_from(chosen: Sequence[tuple[str, int | None, str, bool]]) -> tuple[Step, ...]:
    """Put the first days together as people want them; the celebration is always among them.

    Raises:
      ValueError: something outside the list, a day out of reach, or no day for the celebration.
    """
    if [what for what, *_rest in chosen] != [what for what, _day in FIRST_DAYS]:
        raise ValueError("the first days hold other things than FIRST_DAYS")
    for what, day, _words, _done in chosen:
        if day is not None and not 0 <= day <= DAYS_MAX:
            raise ValueError(f"{what} on day {day}: give 0 to {DAYS_MAX}")
        if what == CELEBRATION and day is None:
            raise ValueError("a celebration without a day")
    return tuple(
        Step(what=what, day=day, words=words, done=done) for what, day, words, done in chosen
    )
