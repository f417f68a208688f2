"""A plan for all groups together: who is to travel, on what terms, and what it came to. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import exp
from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.routing.domain import Drawn, Question

# What leaving somebody where they are costs, against 1,000 for the loss of a person: a policy.
DEFER_UNITS = 600.0
# An urgent household's stay counts for more, and so does every day it has waited already.
URGENCY_WEIGHS = {"immediate": 1.6, "high": 1.3, "medium": 1.0, "low": 0.8}
WAITED_WEIGHS_A_DAY = 0.01
WAITED_DAYS_MAX = 60
LOSS_UNITS = 1_000.0
HOUR_UNITS = 0.02
CENT_UNITS = 0.004 / 100
DAYS_MIN, DAYS_MAX = 3, 45
SECONDS_MIN, SECONDS_MAX = 1, 300
GROUPS_MAX = 500
# Above so many times the risk of the luckiest size of group the page warns.
SPREAD_WARNS = 2.0
LARGE_FROM = 6


class Candidate(msgspec.Struct, frozen=True, kw_only=True, tag="candidate/1"):
    """A group that is to travel: its question, how urgent it is, and since when it waits.

    `passage` is the commitment it was released from, if it has one; `carried`: it is on the way or
    approved, so its fund goes along. `no_night`: somebody of it cannot travel in the dark. `drawn`
    is the way drawn for it by lot, where routes are drawn: it may take no other.
    """

    question: Question
    label: str
    urgency: str = "medium"
    waited_days: int = 0
    needs: str = ""
    passage: UUID | None = None
    carried: bool = False
    no_night: bool = False
    drawn: Drawn | None = None

    @property
    def people(self) -> int:
        """Count its people."""
        return self.question.people

    @property
    def along(self) -> tuple[str, ...]:
        """Name the legs drawn for it; none: it may take any."""
        return self.drawn.legs if self.drawn else ()


class MoreBeds(msgspec.Struct, frozen=True, kw_only=True, tag="more-beds/1"):
    """Suppose that a house had so many beds more; fewer, if below zero."""

    place: str
    beds: int


class Away(msgspec.Struct, frozen=True, kw_only=True, tag="away/1"):
    """Suppose that a guide were away from one day to another."""

    partner: str
    first: datetime
    last: datetime


class MoreGuides(msgspec.Struct, frozen=True, kw_only=True, tag="more-guides/1"):
    """Suppose that so many guides more lived at a place."""

    place: str
    guides: int


class Suppose(msgspec.Struct, frozen=True, kw_only=True, tag="suppose/1"):
    """What a copy of a plan takes to be otherwise than it is on file."""

    beds: tuple[MoreBeds, ...] = ()
    guides: tuple[MoreGuides, ...] = ()
    away: tuple[Away, ...] = ()
    budget_cents: int = 0

    def __bool__(self) -> bool:
        return bool(self.beds or self.guides or self.away or self.budget_cents)


class Terms(msgspec.Struct, frozen=True, kw_only=True, tag="terms/1"):
    """On which days, for how long to search, and what holds for all.

    `zero` is the midnight (UTC) at which hours begin; `rest_days` how many days after a start a
    guide starts no more; `per_person` what the template allowed then, in cents by category;
    `released` the passages whose commitments are given up.
    """

    zero: datetime
    days: int
    seconds: int
    seed: int
    template: str
    per_person: dict[str, int] = {}
    rest_days: int = 1
    released: tuple[UUID, ...] = ()
    suppose: Suppose = Suppose()


class Together(msgspec.Struct, frozen=True, kw_only=True, tag="together/1"):
    """A plan for all groups, as it was asked.

    `groups` holds the candidates and `legs` the names of all legs in their order, both packed, so
    that a large plan fits a row. `seen` is the mark of the network when it was asked; `after` the
    plan it is a copy of; `passages` what was proposed of it, by candidate.
    """

    terms: Terms
    groups: bytes
    legs: bytes
    n_groups: int
    n_people: int
    made_by: UUID
    made_at: datetime
    seen: str
    budget_cents: int
    after: UUID | None = None
    passages: tuple[tuple[int, UUID], ...] = ()
    left_out: tuple[str, ...] = ()


class Baseline(msgspec.Struct, frozen=True, kw_only=True, tag="baseline/1"):
    """What a simple rule would have come to: its whole cost in units, people lost, groups left."""

    units: float
    lost: float
    n_deferred: int


class Worth(msgspec.Struct, frozen=True, kw_only=True, tag="worth/1"):
    """What one more of something would save, in units; `of` is the index of a pool or place.

    `day` is the day on which it would save the most.
    """

    what: str
    of: int
    units: float
    day: int


class Found(msgspec.Struct, frozen=True, kw_only=True, tag="found/1"):
    """What a plan for all came to, in indices: see `kernel.joint.net.Joint`.

    `legs` and `hours` are the groups' steps behind one another, two and two bytes each, `n_steps`
    of each group (-1: it stays where it is); `lost` the people lost to be expected of each group.
    `stays` names the groups that had to stay because every way found keeps them in a house too
    long, or their budget pays for none. Simple rules stand beside it only for few groups.
    `faults` is what the independent check found: nothing, or the plan cannot be proposed.
    """

    legs: bytes
    hours: bytes
    n_steps: tuple[int, ...]
    lost: tuple[float, ...]
    units: float
    bound: float
    first_come: Baseline | None
    largest_first: Baseline | None
    worth: tuple[Worth, ...]
    seconds: float
    stays: tuple[int, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def deferred(self) -> tuple[int, ...]:
        """List the groups that stay where they are."""
        return tuple(nth for nth, n in enumerate(self.n_steps) if n < 0)

    @property
    def is_proven(self) -> bool:
        """Say whether the bound tells anything: of a plan that costs something it is above 0."""
        return self.bound > 0 or self.units <= 0

    @property
    def gap(self) -> float:
        """Say by which share of the best possible the plan can be dearer at most."""
        return gap(self.units, self.bound)


class Step(NamedTuple):
    """One leg of a group's way: when it sets out and is there at the latest."""

    leg: str
    depart: datetime
    arrive_by: datetime


class OfSize(NamedTuple):
    """The risk of one person among the groups of some size."""

    least: int
    most: int
    n_groups: int
    n_people: int
    risk_p: float


def defer_units(people: int, urgency: str, waited_days: int) -> float:
    """Price leaving a group where it is for the days of the plan."""
    waited = 1 + WAITED_WEIGHS_A_DAY * min(max(waited_days, 0), WAITED_DAYS_MAX)
    return DEFER_UNITS * people * URGENCY_WEIGHS[urgency] * waited


def gap(units: float, bound: float) -> float:
    """Say by which share a plan is dearer than the bound; 0 where rounding puts it below."""
    return max(0.0, (units - bound) / bound) if bound > 0 else 0.0


def to_hours(at: datetime, zero: datetime, *, up: bool) -> int:
    """Count the whole hours from the first midnight to a moment, rounded up or down."""
    minutes = (at - zero) // timedelta(minutes=1)
    return -(-minutes // 60) if up else minutes // 60


def risk_of(lost: float, people: int) -> float:
    """Turn a group's summed hazard into the chance that one of its people is lost."""
    return 1 - exp(-lost / people) if people else 0.0


def by_size(people: Sequence[int], hazard: Sequence[float], travels: Iterable[int]) -> list[OfSize]:
    """Set the risk of one person in small groups beside that in middling and large ones.

    Args:
      hazard: of each group, summed over its people.
      travels: the groups that travel.
    """
    bands = ((1, 2), (3, LARGE_FROM - 1), (LARGE_FROM, 1_000))
    there = list(travels)
    found = []
    for least, most in bands:
        those = [nth for nth in there if least <= people[nth] <= most]
        n_people = sum(people[nth] for nth in those)
        if those:
            mean = risk_of(sum(hazard[nth] for nth in those), n_people)
            sizes = [people[nth] for nth in those]
            found.append(OfSize(min(sizes), max(sizes), len(those), n_people, mean))
    return found


def spread(sizes: Sequence[OfSize]) -> float:
    """Say how many times the risk of the luckiest size the unluckiest one bears; 1: all alike."""
    risks = [size.risk_p for size in sizes]
    if len(risks) < 2 or min(risks) <= 0:
        return 1.0
    return max(risks) / min(risks)


def saved(found: Found, baseline: Baseline) -> float:
    """Say which share of a simple rule's cost the plan saves; below zero: the rule was better."""
    return 1 - found.units / baseline.units if baseline.units > 0 else 0.0
