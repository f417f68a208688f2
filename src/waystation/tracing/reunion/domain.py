"""A reunion: what each side decided, what was done, and what is still promised to them. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

import msgspec
from msgspec.structs import replace

Whose = Literal["seeker", "sought"]
Knows = Literal["nothing", "country", "region", "place"]
Prepared = Literal[
    "each alone", "expectations", "support", "interpreter", "stop word", "no pressure", "after",
]  # fmt: skip
Came = Literal["in touch", "met", "together", "apart"]
WHOSE: tuple[Whose, ...] = get_args(Whose)
KNOWS: tuple[Knows, ...] = get_args(Knows)
PREPARED: tuple[Prepared, ...] = get_args(Prepared)
CAME: tuple[Came, ...] = get_args(Came)

# A week, a month, a quarter and a year after they found each other, somebody asks how they are.
FOLLOW_DAYS = (7, 30, 91, 365)
# Whom nobody reached is tried again so many days later, however often that takes.
AGAIN_DAYS = 7
TEXT_MAX, LINE_MAX = 2_000, 200
PEOPLE_MAX = 60
STEPS_MAX = 200


class Side(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one side decided for itself.

    Attributes:
      words: agreed words by which they know that a call is the one they were told of.
      beside: who sits with them, before, during and after.
      interpreter: who interprets for them, or that nobody is needed.
      may_know: how much of where they are the other side may hear; never told by us as a place.
      decided_on: when they decided that; None: nobody has asked them yet.
      ready: whether they want to meet.
    """

    words: str = ""
    beside: str = ""
    interpreter: str = ""
    may_know: Knows = "nothing"
    decided_on: date | None = None
    ready: bool = False

    def __post_init__(self) -> None:
        if self.may_know not in KNOWS:
            raise ValueError(f"no such thing to know: {self.may_know!r}; one of {KNOWS}")


class Spoke(msgspec.Struct, frozen=True, kw_only=True):
    """The first call: on which day, and how it went, in their words."""

    on: date
    says: str


class Plan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How they meet: what was prepared, and the rest in words. How they get there stands elsewhere.

    `prepared` lists which points of the check list are done.
    """

    prepared: tuple[Prepared, ...] = ()
    says: str = ""

    @property
    def missing(self) -> tuple[Prepared, ...]:
        """List the points of the check list that are not done."""
        return tuple(one for one in PREPARED if one not in self.prepared)


class FollowUp(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A promise to ask how they are: due on a day, with the alarm that rings from then on.

    `reached` is None until somebody tried; the day and what was said stand beside it.
    """

    due: date
    watch: UUID | None = None
    on: date | None = None
    reached: bool | None = None
    says: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether it is still to be done."""
        return self.reached is None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it, in own words, and how many people found their family by it."""

    came: Came
    people: int
    says: str
    on: date

    def __post_init__(self) -> None:
        if self.came not in CAME:
            raise ValueError(f"no such outcome: {self.came!r}; one of {CAME}")
        if not 0 <= self.people <= PEOPLE_MAX:
            raise ValueError(f"{self.people} people; 0 to {PEOPLE_MAX}")


class Step(msgspec.Struct, frozen=True):
    """Who did what, and when."""

    at: datetime
    by: UUID
    name: str
    what: str


class Reunion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="reunion/1"):
    """What two sides of one match do together, for as long as both want it.

    Attributes:
      match: the match whose contact it stands on.
      mark: under which it is counted for figures; it means nothing anywhere else.
      counted: as how many people it was counted last; None: not at all.
      ended_why: why it was ended, in words; empty while it goes on.
    """

    match: UUID
    code: str
    mark: bytes
    opened_on: date
    seeker: Side = Side()
    sought: Side = Side()
    first_call: Spoke | None = None
    plan: Plan = Plan()
    follow_ups: tuple[FollowUp, ...] = ()
    outcome: Outcome | None = None
    counted: int | None = None
    ended_on: date | None = None
    ended_why: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def ended(self) -> bool:
        """Say whether somebody ended it."""
        return self.ended_on is not None

    @property
    def both_decided(self) -> bool:
        """Say whether each side has said what the other may know of where they are."""
        return self.seeker.decided_on is not None and self.sought.decided_on is not None

    @property
    def may_meet(self) -> bool:
        """Say whether a meeting can be planned: both want it, and both decided what is told."""
        return self.both_decided and self.seeker.ready and self.sought.ready

    def side(self, whose: Whose) -> Side:
        """Give what one side decided."""
        return self.seeker if whose == "seeker" else self.sought


def first_dates(opened_on: date) -> tuple[date, ...]:
    """Give the days on which somebody asks how they are."""
    return tuple(opened_on + timedelta(days=days) for days in FOLLOW_DAYS)


def due(found: Iterable[FollowUp], today: date) -> list[FollowUp]:
    """List the follow-ups that are due by a day and not done."""
    return [one for one in found if one.is_open and one.due <= today]


def next_due(found: Iterable[FollowUp]) -> FollowUp | None:
    """Give the open follow-up that comes first; None: none is left."""
    return min((one for one in found if one.is_open), key=lambda one: one.due, default=None)


def with_tried(
    found: Sequence[FollowUp], at: date, *, on: date, reached: bool, says: str, again: FollowUp
) -> tuple[FollowUp, ...]:
    """Write down that somebody asked, or tried to; whom nobody reached is promised another day.

    Args:
      at: the day on which the follow-up was due.
      again: the next try, if nobody was reached.

    Raises:
      LookupError: no open follow-up is due on that day.
    """
    position = next((n for n, one in enumerate(found) if one.is_open and one.due == at), None)
    if position is None:
        raise LookupError(at)
    tried = replace(found[position], on=on, reached=reached, says=says, watch=None)
    kept = [*found[:position], tried, *found[position + 1 :]]
    return tuple(sorted(kept if reached else [*kept, again], key=lambda one: one.due))


def noted(was: Reunion, step: Step) -> Reunion:
    """Add a step to the history, of which the oldest are let go once there are very many."""
    return replace(was, steps=(*was.steps, step)[-STEPS_MAX:])


def since(was: Reunion, opened_at: datetime | None) -> Reunion:
    """Give a reunion without what was decided under a contact that was closed since.

    Args:
      opened_at: when its contact was opened last; None: that is not known.
    """
    # Whatever was written since then was written without it already.
    written = (step.at for step in was.steps if step.what != "ended")
    if opened_at is None or any(at >= opened_at for at in written):
        return was
    return replace(was, seeker=Side(), sought=Side(), plan=Plan())


class Reunited(msgspec.Struct, frozen=True, kw_only=True, tag="reunited/1"):
    """That people found their family: how many, and in which quarter; of whom, nothing.

    A later one under the same mark corrects an earlier one.
    """

    mark: bytes
    people: int
    year: int
    quarter: int
