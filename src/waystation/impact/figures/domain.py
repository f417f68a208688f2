"""What figures there are, up to which day they count, and what a published one says. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

import msgspec

from waystation.impact.guard.domain import (
    GROUPS_MIN,
    PEOPLE_MIN,
    Cell,
    Units,
    floor_of,
    units_of,
)

DELAY_DAYS = 90
# Drawn once for each figure, from 0 to 30: so many days later than the delay.
OFFSETS = 31
# Of fewer people the rounding alone could move the cost of one by a quarter and more.
COST_PEOPLE_MIN = 50
# The book and the journeys may count so many people apart, at the turn of a year.
APART_MAX = 10
JOURNEY_PEOPLE_MAX = 400
JOURNEYS_MAX = 4_000
LABEL_MAX, LINES_MAX, COUNT_MAX = 60, 200, 1_000_000
LABELS_MAX = 40

Kind = Literal["total", "spans", "cost", "table"]
Part = Literal["everybody", "children"]
# Of what a record tells that it ended well: a journey that arrived, or a search that found.
Of = Literal["journey", "reunion"]
REASONS = ("mistake", "definition", "review")


class Definition(NamedTuple):
    """A figure of the closed list: its key, of what kind it is, whom it counts, and of what."""

    key: str
    kind: Kind
    part: Part = "everybody"
    of: Of = "journey"


FIGURES = {
    one.key: one
    for one in (
        Definition("people", "total"),
        Definition("children", "total", "children"),
        Definition("years", "spans"),
        Definition("cost", "cost"),
        Definition("reunited", "total", of="reunion"),
        Definition("learning", "table"),
        Definition("work", "table"),
    )
}


class Journey(msgspec.Struct, frozen=True, kw_only=True):
    """One journey as it was counted: how many arrived, and the end of the quarter they did.

    `mark` tells it from every other and means nothing. `instead_of` is the number of an earlier
    record that was found wrong and that this one takes the place of. A reunion is counted in the
    same list, `of` telling them apart, so that the guard weighs both by one measure.
    """

    number: int
    mark: bytes
    people: int
    children: int
    quarter: date
    instead_of: int | None = None
    of: Of = "journey"


class Batch(msgspec.Struct, frozen=True, tag="journeys-counted/1"):
    """Journeys that were counted on one day."""

    journeys: tuple[Journey, ...]


class Line(msgspec.Struct, frozen=True):
    """One line of a table: what it is about, and how many."""

    labels: tuple[str, ...]
    value: int

    @property
    def shown(self) -> str:
        """Write the number as people read it."""
        return grouped(self.value)


class Cost(msgspec.Struct, frozen=True):
    """What a year's rescues cost in one way: a sum and a number of people, both rounded down.

    `low` and `high` are the limits between which the true cost of one person lies, as anybody can
    work them out of the rounded figures.
    """

    way: str
    cents: int
    step_cents: int
    each: int
    low: int
    high: int


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the public reads of a figure."""

    value: int = 0
    lines: tuple[Line, ...] = ()
    costs: tuple[Cost, ...] = ()
    year: int = 0
    milli_epsilon: int = 0

    @property
    def shown(self) -> str:
        """Write the number as people read it."""
        return grouped(self.value)


class SealedCell(msgspec.Struct, frozen=True):
    """A published cell: its name, the floor of its count, and one bit for each part it holds."""

    name: str
    floor: int
    members: bytes


class Proposal(msgspec.Struct, frozen=True, kw_only=True, tag="figure/1"):
    """A figure as somebody would publish it, with all that the second person has to know.

    `n_known` is how many journeys were counted when it was made.
    """

    figure: str
    told: Told
    counted_to: date
    cells: tuple[SealedCell, ...] = ()
    n_known: int = 0
    by: str
    decided: str = ""
    answer: str = ""


def grouped(n: int) -> str:
    """Write a number with its thousands apart."""
    return f"{n:,}"


def quarter_end(day: date) -> date:
    """Give the last day of the quarter that a day lies in."""
    month = (day.month - 1) // 3 * 3 + 3
    return date(day.year, month, monthrange(day.year, month)[1])


def counted_to(today: date, offset: int) -> date:
    """Give the day up to which a figure counts: the last end of a quarter that is old enough.

    Raises:
      ValueError: the offset is none that is drawn.
    """
    if not 0 <= offset < OFFSETS:
        raise ValueError(f"an offset of {offset} days; it is drawn from 0 to {OFFSETS - 1}")
    old_enough = today - timedelta(days=DELAY_DAYS + offset)
    end = quarter_end(old_enough)
    if end == old_enough:
        return end
    first = date(old_enough.year, (old_enough.month - 1) // 3 * 3 + 1, 1)
    return first - timedelta(days=1)


def standing(journeys: Iterable[Journey]) -> list[Journey]:
    """Leave out the records that another took the place of."""
    found = list(journeys)
    replaced = {one.instead_of for one in found}
    return [one for one in found if one.number not in replaced]


def as_units(journeys: Sequence[Journey]) -> Units:
    """Make the parts of journeys that cells are made of: of journey n, grown-ups 2n, children 2n+1.

    Journeys come in the order of their numbers, from 0 without a gap.
    """
    people = [x for one in journeys for x in (one.people - one.children, one.children)]
    # A record and the one in its place are about the same people, so they are one group.
    first: dict[int, int] = {}
    for one in journeys:
        before = one.instead_of
        first[one.number] = one.number if before is None else first[before]
    wrong = {one.instead_of for one in journeys if one.instead_of is not None}
    return units_of(
        people,
        group=[first[one.number] for one in journeys for _part in range(2)],
        wrong=[unit for number in wrong for unit in (2 * number, 2 * number + 1)],
    )


def members(journeys: Iterable[Journey], part: Part) -> frozenset[int]:
    """Name the parts of journeys that a cell holds."""
    firsts = [2 * one.number for one in journeys]
    children = {first + 1 for first in firsts}
    return frozenset(children if part == "children" else children.union(firsts))


def spans(
    journeys: Sequence[Journey], until: date, *, leave_out: int = 0
) -> list[tuple[int, int, list[Journey]]]:
    """Part journeys into spans of whole years, each of enough people and journeys.

    A year with too few is merged into the next; what is left over at the end is merged into the
    span before it, or stands in none. `leave_out` spans at the end are not published.

    Returns: (first year, last year, journeys), the oldest first.
    """
    last_year = until.year if until == date(until.year, 12, 31) else until.year - 1
    found: list[tuple[int, int, list[Journey]]] = []
    open_since, held = 0, list[Journey]()
    years = sorted({one.quarter.year for one in journeys if one.quarter.year <= last_year})
    for year in years:
        open_since = open_since or year
        held = held + [one for one in journeys if one.quarter.year == year]
        if is_enough(held):
            found.append((open_since, year, held))
            open_since, held = 0, []
    if held and found:
        since, _until, before = found.pop()
        found.append((since, years[-1], before + held))
    return found[: len(found) - leave_out] if leave_out else found


def is_enough(journeys: Sequence[Journey]) -> bool:
    """Say whether a cell of these journeys is large enough to be published."""
    went = [one for one in journeys if one.people]
    return sum(one.people for one in went) >= PEOPLE_MIN and len(went) >= GROUPS_MIN


def cost_step(cents: int, people_floor: int) -> int:
    """Give the step to which a sum is rounded down, so that it tells about tens of people only.

    It is what ten of them cost, rounded up to two digits. Of the people it takes the rounded
    number: whoever knows the sum from the accounts learns nothing else from the step.
    """
    ten = -(-10 * cents // people_floor)
    size = 10 ** max(0, len(str(ten)) - 2)
    return -(-ten // size) * size


def cost(way: str, cents: int, people: int) -> Cost:
    """Tell what one person cost in one way: both figures are rounded before they are divided.

    All that is told is worked out of the sum and the rounded number of people.

    Raises:
      ValueError: nobody, or no sum.
    """
    n = floor_of(people)
    if n < PEOPLE_MIN or cents <= 0:
        raise ValueError(f"{cents} cents among {people} people tell no cost of one")
    step = cost_step(cents, n)
    told = cents // step * step
    return Cost(
        way=way,
        cents=told,
        step_cents=step,
        each=told // n,
        low=told // (n + 9),
        high=-(-(told + step - 1) // n),
    )


def packed(cell: Cell, n_units: int) -> SealedCell:
    """Write a cell's members as one bit each."""
    bits = bytearray(-(-n_units // 8))
    for unit in cell.members:
        bits[unit // 8] |= 1 << unit % 8
    return SealedCell(cell.name, cell.floor, bytes(bits))


def unpacked(cell: SealedCell) -> Cell:
    """Read a cell's members back."""
    of = cell.members
    held = frozenset(
        8 * at + bit for at, byte in enumerate(of) if byte for bit in range(8) if byte >> bit & 1
    )
    return Cell(cell.name, held, cell.floor)
