"""What a rescue may cost and which part of its budget pays for what. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.ledger.chart import (
    ALL_CATEGORIES,
    BANK,
    CATEGORIES,
    EXPENSE_OF,
    EXTRA_CATEGORIES,
    GENERAL,
    RELEASE,
    ROLL,
)
from waystation.ledger.domain import CENTS_MAX, PEOPLE_MAX, Line, pair

# What a finished rescue does not give back: one part moves on, the other waits for its people.
STAYS = ("contingency", "resettlement")
# A promise that nobody keeps or takes back lapses after so many days.
PROMISED_DAYS = 120


class BudgetTemplate(msgspec.Struct, frozen=True):
    """What a rescue may cost for each person, in force between two days (None: no end).

    ``per_person`` has cents by category. Version 0 is the one that comes with the program; the
    organisation's own are numbered from 1.
    """

    key: str
    valid_from: date
    valid_to: date | None
    per_person: Mapping[str, int]
    assumed: bool = False
    version: int = 0

    @property
    def cents_a_person(self) -> int:
        """Give what a rescue may cost for one person, in all."""
        return sum(self.per_person.values())


def _per_person(*cents: int) -> dict[str, int]:
    """Give each category its cents, the six first and then the extra ones, if they are named."""
    names = CATEGORIES if len(cents) == len(CATEGORIES) else CATEGORIES + EXTRA_CATEGORIES
    return dict(zip(names, cents, strict=True))


PLAN = (25_000, 50_000, 10_000, 135_000, 30_000, 50_000)
# No public source splits the ten thousand; these are this project's own figures.
HARD = (*PLAN, 200_000, 250_000, 150_000, 60_000, 40_000)
TODAY, OLD_TIMES = date(2010, 1, 1), (date(1830, 1, 1), date(1865, 12, 31))
TEMPLATES = {
    template.key: template
    for template in (
        BudgetTemplate("rescue-3000", TODAY, None, _per_person(*PLAN)),
        BudgetTemplate("rescue-10000", TODAY, None, _per_person(*HARD), assumed=True),
        BudgetTemplate(
            "rescue-1855", *OLD_TIMES, _per_person(*(c // 100 for c in PLAN)), assumed=True
        ),
        BudgetTemplate(
            "rescue-1855-hard", *OLD_TIMES, _per_person(*(c // 100 for c in HARD)), assumed=True
        ),
    )
}


class Spend(msgspec.Struct, frozen=True):
    """A cost of one category, paid from one part of the budget."""

    category: str
    budget_line: str
    cents: int


class Promise(NamedTuple):
    """Money set apart for something that is still to come, under an id its maker keeps."""

    id: UUID
    fund: str
    part: str
    cents: int


class Hands(NamedTuple):
    """Who asked for a payment and who agreed, by their opaque ids; None: nobody in person."""

    made_by: UUID | None = None
    approved_by: UUID | None = None


NOBODY = Hands()


def is_in_force(template: BudgetTemplate, on: date) -> bool:
    """Say whether a template may be used on a day."""
    return template.valid_from <= on and (template.valid_to is None or on <= template.valid_to)


def budget(template: BudgetTemplate, n_people: int) -> dict[str, int]:
    """Give what a rescue of so many people may cost, in cents by category.

    Raises:
      ValueError: not between 1 and 60 people.
    """
    if not 1 <= n_people <= PEOPLE_MAX:
        raise ValueError(f"a rescue of {n_people} people; between 1 and {PEOPLE_MAX}")
    return {category: cents * n_people for category, cents in template.per_person.items()}


def template_problem(per_person: Mapping[str, int]) -> str:
    """Find the category for which a template's sum is missing or no sum; empty if all are right.

    The six have to be there, each above nothing; the extra ones may be left out.
    """
    for category in CATEGORIES:
        if not _is_sum(per_person.get(category)):
            return category
    wrong = (c for c, cents in per_person.items() if c not in ALL_CATEGORIES or not _is_sum(cents))
    return next(wrong, "")


def _is_sum(cents: object) -> bool:
    return type(cents) is int and 0 < cents <= CENTS_MAX // PEOPLE_MAX


def cover(costs: Mapping[str, int], left: Mapping[str, int]) -> tuple[tuple[Spend, ...], int]:
    """Find which parts of the budget pay for some costs: each its own first, then contingency.

    Returns what is paid from where, and how many cents nothing covers.

    Raises:
      ValueError: no category of a budget, or a cost that is not a positive sum of cents.
    """
    for category, cents in costs.items():
        if category not in ALL_CATEGORIES:
            raise ValueError(f"no such category: {category!r}; they are {ALL_CATEGORIES}")
        if type(cents) is not int or not 0 < cents <= CENTS_MAX:
            raise ValueError(f"{category}: {cents!r} is not a positive whole number of cents")
    spends, above = [], {}
    for category in (c for c in ALL_CATEGORIES if c in costs):
        own = min(costs[category], max(0, left.get(category, 0)))
        if own:
            spends.append(Spend(category, category, own))
        if costs[category] > own:
            above[category] = costs[category] - own
    spare = max(0, left.get("contingency", 0))
    spare -= sum(spend.cents for spend in spends if spend.budget_line == "contingency")
    missing = 0
    for category, cents in above.items():
        drawn = min(cents, spare)
        if drawn:
            spends.append(Spend(category, "contingency", drawn))
        spare, missing = spare - drawn, missing + cents - drawn
    return tuple(spends), missing


def evened(left: Mapping[str, int]) -> dict[str, int]:
    """Say what a finished rescue has to give of each part, once overdrawn ones are made good.

    The others make them good first, then contingency, the resettlement share never.
    """
    give = {part: max(0, cents) for part, cents in left.items()}
    short = sum(give.values()) - sum(left.values())
    for part in (*(c for c in ALL_CATEGORIES if c not in STAYS), "contingency"):
        taken = min(short, give.get(part, 0))
        if taken:
            give[part], short = give[part] - taken, short - taken
    return give


def by_part(spends: Iterable[Spend]) -> dict[str, int]:
    """Sum up what some costs take from each part of a budget."""
    parts: dict[str, int] = {}
    for spend in spends:
        parts[spend.budget_line] = parts.get(spend.budget_line, 0) + spend.cents
    return parts


def kept_of(
    promised: Iterable[tuple[UUID, str, int]], spends: Iterable[Spend]
) -> tuple[tuple[UUID, int], ...]:
    """Say how much of each promise some costs use up; what is over of it is free again.

    Args:
      promised: (id, part of the budget, cents).
    """
    wanted, kept = by_part(spends), []
    for promise, part, cents in promised:
        used = min(cents, wanted.get(part, 0))
        wanted[part] = wanted.get(part, 0) - used
        if used:
            kept.append((promise, used))
    return tuple(kept)


# Builders: each returns lines that come to zero inside every fund it touches.


def open_rescue(
    *, plan: Mapping[str, int], rescue: str, general: str = GENERAL
) -> tuple[Line, ...]:
    """Set a rescue's budget aside: out of the general fund, into the rescue's own."""
    lines = list(pair(RELEASE, BANK, general, sum(plan.values())))
    for part, cents in plan.items():
        lines += pair(BANK, RELEASE, rescue, cents, part)
    return tuple(lines)


def stage_cost(*, fund: str, spends: Iterable[Spend]) -> tuple[Line, ...]:
    """Pay costs of a rescue out of its fund."""
    lines: list[Line] = []
    for spend in spends:
        lines += pair(EXPENSE_OF[spend.category], BANK, fund, spend.cents, spend.budget_line)
    return tuple(lines)


def roll_contingency(*, from_fund: str, to_fund: str, cents: int) -> tuple[Line, ...]:
    """Pass unused contingency on: nothing moves at the bank, only whose money it is."""
    if from_fund == to_fund:
        raise ValueError(f"contingency rolls to another fund, not to {to_fund} itself")
    return (
        *pair(ROLL, BANK, from_fund, cents, "contingency"),
        *pair(BANK, ROLL, to_fund, cents, "contingency"),
    )


def return_unspent(
    *, fund: str, left: Mapping[str, int], general: str = GENERAL
) -> tuple[Line, ...]:
    """Give back what a finished rescue did not spend, save contingency and resettlement."""
    lines: list[Line] = []
    for part in ALL_CATEGORIES:
        if part not in STAYS and left.get(part, 0) > 0:
            lines += pair(RELEASE, BANK, fund, left[part], part)
    back = sum(line.cents for line in lines if line.account == RELEASE)
    return (*lines, *pair(BANK, RELEASE, general, back)) if back else ()
