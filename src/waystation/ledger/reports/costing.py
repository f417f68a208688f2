"""What a rescue costs, told two ways, and why it costs more or less than before. Pure.

*Direct*: what was booked for the rescues that were closed in a time, whenever it was booked.
*All-in*: everything that was spent in that time, whatever for. Either is divided by the people
brought out by the rescues closed in it. One without the other misleads, so neither is told alone.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

import msgspec

from waystation.ledger.chart import ALL_CATEGORIES, CATEGORY_OF
from waystation.ledger.reports.domain import function_of

OTHER_PROGRAMME = "other_programme"
# In which order costs are told: a rescue's own categories, then what stands around them.
COST_KINDS = (*ALL_CATEGORIES, OTHER_PROGRAMME, "fundraising", "management", "losses")


class ClosedRescue(msgspec.Struct, frozen=True):
    """A rescue that is over: how many it brought out, and what was booked for it."""

    month: int
    n_people: int
    spent: dict[str, int]


class CostPeriod(msgspec.Struct, frozen=True):
    """The cost of the rescues of some months; both ways in cents by what it was spent on."""

    since: int
    until: int
    n_rescues: int
    n_people: int
    direct: dict[str, int]
    all_in: dict[str, int]

    @property
    def direct_cents(self) -> int:
        """Give all that was booked for the rescues closed in these months."""
        return sum(self.direct.values())

    @property
    def all_in_cents(self) -> int:
        """Give all that was spent in these months."""
        return sum(self.all_in.values())

    def per_person(self, way: str) -> int | None:
        """Give one of the two costs for each person brought out; None where there was nobody."""
        return each(sum(self.by(way).values()), self.n_people)

    def per_rescue(self, way: str) -> int | None:
        """Give one of the two costs for each rescue; None where none was closed."""
        return each(sum(self.by(way).values()), self.n_rescues)

    def by(self, way: str) -> dict[str, int]:
        """Give one of the two costs by what it was spent on."""
        return self.direct if way == "direct" else self.all_in


class Step(msgspec.Struct, frozen=True):
    """How far one kind of cost moved the cost of a person; the steps add up to the difference."""

    kind: str
    cents: int


class Change(msgspec.Struct, frozen=True):
    """From the cost of a person in one time to that in another, and what moved it."""

    before_cents: int
    steps: tuple[Step, ...]
    after_cents: int


class Forecast(msgspec.Struct, frozen=True):
    """How many people the free money brings out at one cost of a person."""

    way: str
    person_cents: int
    n_people: int


def each(cents: int, n: int) -> int | None:
    """Divide a sum among a number, to the nearest cent, half a cent up; None among nobody."""
    return _cents(Fraction(cents, n)) if n else None


def _cents(exact: Fraction) -> int:
    return math.floor(exact + Fraction(1, 2))


def kind_of(account: str) -> str:
    """Say under which kind of cost an expense is told."""
    function = function_of(account)
    return CATEGORY_OF.get(account, OTHER_PROGRAMME) if function == "programme" else function


def period(
    since: int, until: int, closed: Iterable[ClosedRescue], spent: Mapping[str, int]
) -> CostPeriod:
    """Work out what the rescues of some months cost.

    Args:
      closed: rescues, of which those closed in these months count.
      spent: all expenses of these months, in cents by account.
    """
    over = [one for one in closed if since <= one.month <= until]
    direct: dict[str, int] = defaultdict(int)
    for rescue in over:
        for account, cents in rescue.spent.items():
            direct[kind_of(account)] += cents
    all_in: dict[str, int] = defaultdict(int)
    for account, cents in spent.items():
        all_in[kind_of(account)] += cents
    n_people = sum(one.n_people for one in over)
    return CostPeriod(since, until, len(over), n_people, dict(direct), dict(all_in))


def change(before: CostPeriod, after: CostPeriod, way: str) -> Change | None:
    """Say what moved the cost of a person from one time to another; None where it has none.

    Every level on the way is rounded by itself, so that the steps add up to the cent.
    """
    if not before.n_people or not after.n_people:
        return None
    level = Fraction(sum(before.by(way).values()), before.n_people)
    first = told = _cents(level)
    steps = []
    for kind in COST_KINDS:
        was = Fraction(before.by(way).get(kind, 0), before.n_people)
        level += Fraction(after.by(way).get(kind, 0), after.n_people) - was
        if _cents(level) != told:
            steps.append(Step(kind, _cents(level) - told))
            told = _cents(level)
    return Change(first, tuple(steps), told)


def forecast(way: str, person_cents: int | None, free_cents: int) -> Forecast | None:
    """Say how many people some money brings out; None where nobody knows what a person costs."""
    if not person_cents or person_cents < 0:
        return None
    return Forecast(way, person_cents, max(0, free_cents) // person_cents)


def lasts_tenths(cents: int, spent_cents: int, n_months: int) -> int | None:
    """Say for how many tenths of a month money lasts if as much is spent as lately.

    None where nothing was spent lately.
    """
    if spent_cents <= 0 or n_months < 1:
        return None
    return max(0, cents) * 10 * n_months // spent_cents
