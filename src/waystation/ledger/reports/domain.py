"""The statements of the book: balance sheet, activities, and how every fund went on. Pure.

All figures are US cents. Money that lies elsewhere stands in them at what it cost: the account
``Assets:Bank:FX`` holds in dollars what other currencies were bought for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from waystation.ledger.chart import (
    EXCHANGE,
    EXCHANGE_LOSS,
    FEES,
    FIELD_LOSS,
    FUNDRAISING,
    LIQUID_ACCOUNTS,
    PROGRAM_ACCOUNTS,
    RESCUE_PURPOSE,
)
from waystation.ledger.domain import CURRENCY

ASSETS, LIABILITIES, INCOME, EXPENSES = "Assets:", "Liabilities:", "Income:", "Expenses:"
TRANSFERS, NET_ASSETS = "Equity:Transfers:", "Equity:NetAssets:"
ADVANCES = "Assets:Advances:"
# What an expense is for, in the order in which it is told.
FUNCTIONS = ("programme", "fundraising", "management", "losses")


class FundFacts(msgspec.Struct, frozen=True):
    """What a report must know of a fund."""

    code: str
    restricted: bool
    purpose: str


class Sum(msgspec.Struct, frozen=True):
    """What all posted lines of one account in one fund and one currency come to."""

    fund: FundFacts
    account: str
    currency: str
    minor: int


class Line(msgspec.Struct, frozen=True):
    """One row of a statement: without and with donors' restrictions."""

    account: str
    without_cents: int
    with_cents: int

    @property
    def cents(self) -> int:
        """Give both together."""
        return self.without_cents + self.with_cents


class FundLine(msgspec.Struct, frozen=True):
    """What one fund has and owes others; ``net_cents`` is what is left of it."""

    code: str
    purpose: str
    restricted: bool
    liquid_cents: int
    advances_cents: int
    other_cents: int
    liabilities_cents: int
    net_cents: int


class Elsewhere(msgspec.Struct, frozen=True):
    """What is held in another currency, in its own smallest units."""

    account: str
    currency: str
    minor: int


class Sheet(msgspec.Struct, frozen=True):
    """A balance sheet: assets less liabilities are net assets, in every column and every fund."""

    assets: tuple[Line, ...]
    liabilities: tuple[Line, ...]
    net: Line
    funds: tuple[FundLine, ...]
    elsewhere: tuple[Elsewhere, ...]


class Activities(msgspec.Struct, frozen=True):
    """What came in, what it was spent on and what that did to the net assets.

    ``released`` moves what was spent for its donors' purpose from "with" to "without": every
    expense stands in "without". ``entered`` are net assets written in from outside, as at the
    opening of a book.
    """

    income: tuple[Line, ...]
    released: Line
    expenses: dict[str, tuple[Line, ...]]
    entered: Line
    start: Line
    change: Line
    end: Line


class FundRoll(msgspec.Struct, frozen=True):
    """How one fund went from its opening to its closing net assets."""

    code: str
    purpose: str
    restricted: bool
    opening_cents: int
    income_cents: int
    expenses_cents: int
    transfers_cents: int
    closing_cents: int


def function_of(account: str) -> str:
    """Say what an expense is for: the programme, raising funds, management, or it was lost."""
    if account.startswith(PROGRAM_ACCOUNTS):
        return "programme"
    if account in (FUNDRAISING, FEES):
        return "fundraising"
    return "losses" if account in (FIELD_LOSS, EXCHANGE_LOSS) else "management"


def sheet(sums: Iterable[Sum]) -> Sheet:
    """Make the balance sheet of all that was booked until then."""
    sums = list(sums)
    ours = [one for one in sums if one.currency == CURRENCY]
    assets, owed = _lines(ours, ASSETS), _lines(ours, LIABILITIES, sign=-1)
    net = _less(together("", assets), together("", owed))
    abroad: dict[tuple[str, str], int] = defaultdict(int)
    for one in sums:
        if one.currency != CURRENCY and one.account.startswith(ASSETS) and one.account != EXCHANGE:
            abroad[one.account, one.currency] += one.minor
    elsewhere = tuple(Elsewhere(*key, minor) for key, minor in sorted(abroad.items()) if minor)
    return Sheet(assets, owed, net, tuple(_fund_lines(ours)), elsewhere)


def activities(before: Iterable[Sum], during: Iterable[Sum]) -> Activities:
    """Make the statement of activities of some months.

    Args:
      before: what was booked before them.
      during: what was booked in them.
    """
    ours = [one for one in during if one.currency == CURRENCY]
    income = _lines(ours, INCOME, sign=-1)
    spent: dict[str, list[Line]] = {function: [] for function in FUNCTIONS}
    for line in _lines(ours, EXPENSES):
        spent[function_of(line.account)].append(Line(line.account, line.cents, 0))
    moved = together("", _lines(ours, TRANSFERS))
    used = together("", _lines(ours, EXPENSES)).with_cents + moved.with_cents
    released = Line("", used, -used)
    entered = together("", _lines(ours, NET_ASSETS, sign=-1))
    gone = together("", [line for lines in spent.values() for line in lines])
    change = _less(together("", [*income, released, entered]), gone)
    start = sheet(before).net
    end = together("", [start, change])
    expenses = {function: tuple(lines) for function, lines in spent.items()}
    return Activities(income, released, expenses, entered, start, change, end)


def fund_rolls(before: Iterable[Sum], during: Iterable[Sum]) -> list[FundRoll]:
    """Tell of every fund that had or moved money how it went on."""
    opening: dict[FundFacts, int] = defaultdict(int)
    moves: dict[FundFacts, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in before:
        if one.currency == CURRENCY and one.account.startswith((ASSETS, LIABILITIES)):
            opening[one.fund] += one.minor
    for one in during:
        if one.currency == CURRENCY and not one.account.startswith((ASSETS, LIABILITIES)):
            moves[one.fund][one.account.partition(":")[0]] -= one.minor
    rolls = []
    for fund in in_order({*opening, *moves}):
        first, by = opening[fund], moves[fund]
        income, spent, passed = by["Income"], by["Expenses"], by["Equity"]
        if first or any(by.values()):
            closing = first + income + spent + passed
            told = (first, income, -spent, passed, closing)
            rolls.append(FundRoll(fund.code, fund.purpose, fund.restricted, *told))
    return rolls


def in_order(funds: Iterable[FundFacts]) -> list[FundFacts]:
    """Put the standing funds first, then the rescues', each by code."""
    return sorted(funds, key=lambda fund: (fund.purpose == RESCUE_PURPOSE, fund.code))


def together(account: str, lines: Iterable[Line]) -> Line:
    """Add rows up to one."""
    lines = list(lines)
    return Line(account, sum(x.without_cents for x in lines), sum(x.with_cents for x in lines))


def _less(one: Line, other: Line) -> Line:
    return Line("", one.without_cents - other.without_cents, one.with_cents - other.with_cents)


def _lines(sums: Iterable[Sum], beginning: str, sign: int = 1) -> tuple[Line, ...]:
    """Gather the accounts that begin with some words, each over all funds; none that is zero."""
    found: dict[str, dict[bool, int]] = defaultdict(lambda: {False: 0, True: 0})
    for one in sums:
        if one.account.startswith(beginning):
            found[one.account][one.fund.restricted] += sign * one.minor
    lines = (Line(account, both[False], both[True]) for account, both in sorted(found.items()))
    return tuple(line for line in lines if line.without_cents or line.with_cents)


def _fund_lines(sums: Iterable[Sum]) -> Iterable[FundLine]:
    found: dict[FundFacts, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in sums:
        if part := _part_of(one.account):
            found[one.fund][part] += one.minor
    for fund in in_order(found):
        by: Mapping[str, int] = found[fund]
        liquid, advances, other = by["liquid"], by["advances"], by["other"]
        owed = -by["owed"]
        if any(by.values()):
            told = (liquid, advances, other, owed, liquid + advances + other - owed)
            yield FundLine(fund.code, fund.purpose, fund.restricted, *told)


def _part_of(account: str) -> str:
    if account.startswith(LIQUID_ACCOUNTS):
        return "liquid"
    if account.startswith(ADVANCES):
        return "advances"
    if account.startswith(ASSETS):
        return "other"
    return "owed" if account.startswith(LIABILITIES) else ""
