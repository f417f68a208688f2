"""A figure made out of what was counted and what the book says, as it would be published."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.impact.figures import domain
from waystation.impact.figures.domain import FIGURES, Definition, Journey, Line, Told
from waystation.impact.guard import domain as guard
from waystation.impact.guard.domain import Cell, Refusal, Units
from waystation.ledger.reports import queries as reports


class Candidate(NamedTuple):
    """What would be published, the cells behind it, and why it may not be, if it may not."""

    figure: str
    told: Told
    counted_to: date
    cells: tuple[Cell, ...]
    refusals: tuple[Refusal, ...]


class Wish(NamedTuple):
    """Which figure is to be published: for a cost the year, for spans how many to leave out."""

    figure: str
    year: int = 0
    leave_out: int = 0


def candidate(
    wish: Wish, journeys: Sequence[Journey], released: Sequence[Cell], until: date
) -> Candidate:
    """Make a figure as it would be published, and ask the guard.

    Args:
      journeys: all that were counted, by number.
      released: every cell that ever was published.
      until: the day up to which it counts.

    Raises:
      Refused: it is none that is made of journeys, or nothing can be told of it yet.
    """
    definition = FIGURES.get(wish.figure)
    if definition is None or definition.kind == "table":
        raise Refused(_("There is no such figure."), hint=_("Pick one from the list."))
    units = domain.as_units(journeys)
    there = [
        one for one in domain.standing(journeys) if one.quarter <= until and one.of == definition.of
    ]
    if definition.kind == "total":
        told, cells = _total(definition, there, units)
    elif definition.kind == "spans":
        told, cells = _spans(there, units, until, wish, released)
    else:
        told, cells = _cost(there, units, until, wish, released)
    refusals = guard.judge(units, released, cells)
    return Candidate(wish.figure, told, until, cells, refusals)


def _total(
    definition: Definition, there: Sequence[Journey], units: Units
) -> tuple[Told, tuple[Cell, ...]]:
    cell = guard.cell_of(definition.key, domain.members(there, definition.part), units)
    return Told(value=cell.floor), (cell,)


def _spans(
    there: Sequence[Journey], units: Units, until: date, wish: Wish, released: Sequence[Cell]
) -> tuple[Told, tuple[Cell, ...]]:
    found = domain.spans(there, until, leave_out=wish.leave_out)
    if not found:
        raise Refused(
            _("No year that is over has enough people and journeys."),
            hint=_("Years with too few are told together, once there are enough of them."),
        )
    cells = []
    for since, last, journeys in found:
        years = str(since) if since == last else f"{since}–{last}"
        cells.append(_span(years, journeys, units, released))
    lines = tuple(Line((cell.name.split(" ", 1)[1],), cell.floor) for cell in cells)
    return Told(lines=lines), tuple(cells)


def _span(years: str, journeys: Sequence[Journey], units: Units, released: Sequence[Cell]) -> Cell:
    """Make the cell of some years; one that was published stays unless enough moved in it."""
    cell = guard.cell_of(f"years {years}", domain.members(journeys, "everybody"), units)
    before = [one for one in released if one.name == cell.name]
    if before and not guard.moved_enough(units, before[-1], cell):
        return before[-1]
    return cell


def _cost(
    there: Sequence[Journey], units: Units, until: date, wish: Wish, released: Sequence[Cell]
) -> tuple[Told, tuple[Cell, ...]]:
    """Tell what a person cost in a year, if the book and the journeys speak of the same people."""
    if not 1 <= wish.year <= 9_999 or date(wish.year, 12, 31) > until:
        raise Refused(
            _("The year %(year)d is not over for long enough.") % {"year": wish.year},
            hint=_("Costs are told of whole years, once their people may be counted."),
        )
    journeys = [one for one in there if one.quarter.year == wish.year]
    cell = _span(str(wish.year), journeys, units, released)
    people = int(units.people[sorted(cell.members)].sum())
    [period] = reports.cost_periods([(wish.year * 100 + 1, wish.year * 100 + 12)])
    if people < domain.COST_PEOPLE_MIN:
        raise Refused(
            _("Fewer than %(n)d people arrived in %(year)d: rounding alone would make the cost of "
              "one wrong by a quarter.") % {"n": domain.COST_PEOPLE_MIN, "year": wish.year},
            hint=_("Tell the cost of a year in which more arrived."),
        )  # fmt: skip
    if abs(period.n_people - people) > domain.APART_MAX:
        raise Refused(
            _("The book closed rescues of %(book)d people in %(year)d, and %(there)d arrived: the "
              "cost of one would be wrong.")
            % {"book": period.n_people, "year": wish.year, "there": people},
            hint=_("Close the rescues that are over in the book, or count the journeys that lack."),
        )  # fmt: skip
    costs = (
        domain.cost("direct", period.direct_cents, people),
        domain.cost("all-in", period.all_in_cents, people),
    )
    return Told(value=costs[1].each, costs=costs, year=wish.year), (cell,)
