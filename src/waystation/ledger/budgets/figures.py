"""A rescue's money as it is read: planned, foreseen, promised, spent, left. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from waystation.ledger.readings import CategoryFigures, RescueFigures


class PartMoney(msgspec.Struct, frozen=True, kw_only=True):
    """One category of a rescue's budget, in cents.

    ``forecast`` is what the way that was approved first was to cost. ``spent`` is all that this
    budget paid for the category, ``drawn`` the share of it that came out of contingency; on
    contingency itself ``given`` is what it paid for others. ``beyond`` came out of the general
    fund. ``left`` is promised to nothing.
    """

    category: str
    planned_cents: int
    forecast_cents: int
    reserved_cents: int
    spent_cents: int
    drawn_cents: int
    given_cents: int
    in_hand_cents: int
    moved_on_cents: int
    left_cents: int
    beyond_cents: int

    @property
    def own_cents(self) -> int:
        """What this category cost and paid out of its own part."""
        return self.spent_cents - self.drawn_cents

    @property
    def cost_cents(self) -> int:
        """What this category cost, whichever fund paid it."""
        return self.spent_cents + self.beyond_cents


class RescueMoney(msgspec.Struct, frozen=True, kw_only=True):
    """A rescue's money, part by part. No name, no case, no place.

    ``n_ways`` says how many ways were approved for it, one after another.
    """

    fund: str
    template: str
    n_people: int
    opened_on: date
    closed_on: date | None
    parts: tuple[PartMoney, ...]
    n_ways: int

    def total(self, what: str) -> int:
        """Sum one column over all parts, such as ``spent``."""
        return sum(getattr(part, f"{what}_cents") for part in self.parts)

    @property
    def planned_cents(self) -> int:
        """What was set aside, with what rolled in."""
        return self.total("planned")

    @property
    def forecast_cents(self) -> int:
        """What the way that was approved first was to cost."""
        return self.total("forecast")

    @property
    def reserved_cents(self) -> int:
        """What is promised to stages to come."""
        return self.total("reserved")

    @property
    def spent_cents(self) -> int:
        """What was paid out of this budget."""
        return self.total("spent")

    @property
    def in_hand_cents(self) -> int:
        """What somebody holds in cash and has not accounted for yet."""
        return self.total("in_hand")

    @property
    def moved_on_cents(self) -> int:
        """What went back to the general fund or on to another rescue."""
        return self.total("moved_on")

    @property
    def left_cents(self) -> int:
        """What is there and promised to nothing."""
        return self.total("left")

    @property
    def beyond_cents(self) -> int:
        """What the general fund paid where this budget did not suffice."""
        return self.total("beyond")

    @property
    def cost_cents(self) -> int:
        """What the rescue cost, whichever fund paid it."""
        return self.total("cost")

    @property
    def forecast_a_person(self) -> int:
        """What the first way was to cost for each person, in cents."""
        return per_person(self.forecast_cents, self.n_people)

    @property
    def cost_a_person(self) -> int:
        """What it cost for each person, in cents."""
        return per_person(self.cost_cents, self.n_people)


def per_person(cents: int, n_people: int) -> int:
    """Share a sum among people, to the nearest cent, half a cent up."""
    return (2 * cents + n_people) // (2 * n_people)


class Moved(msgspec.Struct, frozen=True):
    """By how much a category came out other than foreseen; above nothing: dearer."""

    category: str
    cents: int

    @property
    def less_cents(self) -> int:
        """By how much it was cheaper."""
        return -self.cents


def rescue_money(
    figures: RescueFigures,
    *,
    opened_on: date,
    reserved: Mapping[str, int],
    forecasts: Sequence[Mapping[str, int]],
    beyond: Mapping[str, int],
) -> RescueMoney:
    """Put a rescue's money together from the book's sums, its promises and what was foreseen.

    Args:
      reserved: cents by part of the budget.
      forecasts: cents by category, the first way's and those of every way that took its place.
      beyond: cents by category that the general fund paid.
    """
    first = forecasts[0] if forecasts else {}
    parts = tuple(
        _part(one, first.get(one.category, 0), reserved.get(one.category, 0), beyond)
        for one in figures.categories
    )
    return RescueMoney(
        fund=figures.fund,
        template=figures.template,
        n_people=figures.n_people,
        opened_on=opened_on,
        closed_on=figures.closed_on,
        parts=parts,
        n_ways=len(forecasts),
    )


def _part(
    figures: CategoryFigures, forecast_cents: int, reserved_cents: int, beyond: Mapping[str, int]
) -> PartMoney:
    is_spare = figures.category == "contingency"
    return PartMoney(
        category=figures.category,
        planned_cents=figures.budget_cents,
        forecast_cents=forecast_cents,
        reserved_cents=reserved_cents,
        spent_cents=figures.spent_cents,
        drawn_cents=0 if is_spare else figures.drawn_cents,
        given_cents=figures.drawn_cents if is_spare else 0,
        in_hand_cents=figures.in_hand_cents,
        moved_on_cents=figures.moved_on_cents,
        left_cents=figures.left_cents - reserved_cents,
        beyond_cents=beyond.get(figures.category, 0),
    )


def moved(money: RescueMoney) -> list[Moved]:
    """Name the categories that cost other than the first way was to, the largest change first."""
    changes = [
        Moved(part.category, part.cost_cents - part.forecast_cents)
        for part in money.parts
        if part.category != "resettlement"
    ]
    return sorted((one for one in changes if one.cents), key=lambda one: -abs(one.cents))
