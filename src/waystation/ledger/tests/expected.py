"""A second book in plain numbers: what every sum must come to, whatever the database says."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from waystation.ledger.domain import Line

LIQUID = ("Assets:Bank:Operating", "Assets:Bank:Reserve", "Assets:Clearing:")
RESTRICTED = (
    "RESCUE-GENERAL",
    "RESETTLEMENT",
    "CONTINGENCY-NEXT",
    "PARTNER-EMERGENCY",
    "REUNIFICATION",
)
STAYS = ("contingency", "resettlement")


class Booked(NamedTuple):
    """An entry as it was booked, and the advance it belongs to."""

    kind: str
    lines: tuple[Line, ...]
    advance: UUID | None = None


class Promised(NamedTuple):
    """Money set apart: of which fund, for which part, how much, until when."""

    fund: str
    part: str
    cents: int
    last_day: date


class Cash(NamedTuple):
    """Cash in somebody's hand: of which fund, in which currency, what it cost."""

    fund: str
    currency: str
    usd_cents: int


class Rescue:
    """One rescue's fund: what it was given for each part, and whether it is over."""

    def __init__(self, plan: dict[str, int], token: bytes) -> None:
        self.plan, self.token, self.is_open = plan, token, True


class Expected:
    """The book as it must be after the acts so far."""

    def __init__(self) -> None:
        self.sums: Counter[tuple[str, str, str]] = Counter()
        self.parts: Counter[tuple[str, str]] = Counter()
        self.held: Counter[UUID] = Counter()
        self.entries: dict[UUID, Booked] = {}
        self.undone: set[UUID] = set()
        self.promised: dict[UUID, Promised] = {}
        self.cash: dict[UUID, Cash] = {}
        self.rescues: dict[str, Rescue] = {}

    def book(self, entry: UUID, kind: str, lines: Iterable[Line], advance: UUID | None = None):
        """Add an entry to every sum it touches."""
        lines = tuple(lines)
        self.entries[entry] = Booked(kind, lines, advance)
        for line in lines:
            self.sums[line.fund, line.currency, line.account] += line.cents
            if line.account.startswith(LIQUID) and line.budget_line:
                self.parts[line.fund, line.budget_line] += line.cents
            if advance and line.account.startswith("Assets:Advances:"):
                self.held[advance] += line.cents

    def liquid(self, fund: str, currency: str = "USD") -> int:
        """Sum up what a fund has at the bank and on its way there."""
        return sum(
            cents
            for (code, money, account), cents in self.sums.items()
            if (code, money) == (fund, currency) and account.startswith(LIQUID)
        )

    def reserved(self, fund: str, part: str | None = None) -> int:
        """Sum up what a fund has promised."""
        return sum(
            one.cents
            for one in self.promised.values()
            if one.fund == fund and part in (None, one.part)
        )

    def free(self, fund: str) -> int:
        """Say what a fund can still give."""
        return self.liquid(fund) - self.reserved(fund)

    def is_restricted(self, fund: str) -> bool:
        """Say whether a fund may never be overdrawn: five standing ones and every rescue's."""
        return fund in RESTRICTED or fund in self.rescues

    def affords(self, lines: Iterable[Line], kept: Iterable[UUID] = ()) -> bool:
        """Say whether no restricted fund would be overdrawn, once some promises are kept."""
        moves: Counter[tuple[str, str]] = Counter()
        for line in lines:
            if line.account.startswith(LIQUID):
                moves[line.fund, line.currency] += line.cents
        back = Counter()
        for promise in kept:
            back[self.promised[promise].fund] += self.promised[promise].cents
        return all(
            self.liquid(fund, money) + move - (self.reserved(fund) - back[fund]) >= 0
            for (fund, money), move in moves.items()
            if move < 0 and self.is_restricted(fund)
        )

    def left(self, fund: str) -> dict[str, int]:
        """Say what each part of a rescue's budget still has."""
        return {part: self.parts[fund, part] for part in self.rescues[fund].plan}

    def part_free(self, fund: str, part: str, own: Iterable[UUID] = ()) -> int:
        """Say what of a part is neither spent nor promised to others."""
        own = frozenset(own)
        others = sum(
            one.cents
            for key, one in self.promised.items()
            if (one.fund, one.part) == (fund, part) and key not in own
        )
        return self.parts[fund, part] - others
