"""What the book says, as values: balances, a rescue's six lines, an entry to read. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from waystation.ledger.chart import (
    ADVANCE_ACCOUNTS,
    ALL_CATEGORIES,
    CATEGORIES,
    CATEGORY_OF,
    EXCHANGE,
    LIQUID_ACCOUNTS,
    RELEASE,
    ROLL,
)
from waystation.ledger.domain import Note
from waystation.ledger.invariants import PostedLine


class FundBalance(msgspec.Struct, frozen=True):
    """What is in a purse; ``state`` is "open" or "closed" for a rescue's, "" for a standing one."""

    code: str
    purpose: str
    restricted: bool
    cents: int
    state: str


class CategoryFigures(msgspec.Struct, frozen=True):
    """One category of a rescue: what was planned, what came of it, what is left.

    ``budget_cents`` has rolled-in contingency in it. ``drawn_cents`` is the part of the spending
    that contingency paid; on the contingency line itself, what other categories drew.
    ``in_hand_cents`` is cash that somebody has been given and has not accounted for yet.
    """

    category: str
    budget_cents: int
    spent_cents: int
    drawn_cents: int
    moved_on_cents: int
    left_cents: int
    in_hand_cents: int = 0


class RescueFigures(msgspec.Struct, frozen=True):
    """A rescue's budget against what was spent. No name, no case, no place."""

    fund: str
    template: str
    n_people: int
    closed_on: date | None
    categories: tuple[CategoryFigures, ...]
    budget_cents: int
    spent_cents: int
    left_cents: int


class FreeMoney(msgspec.Struct, frozen=True):
    """What the board needs to know: what the next rescue can be paid from."""

    rescues_cents: int
    contingency_cents: int
    unrestricted_cents: int


class JournalEntry(msgspec.Struct, frozen=True):
    """An entry to read. ``note`` is None without finance's keys, or if it was exchanged.

    ``may_be_reversed`` is False for one that is undone already or that other rows rest on.
    """

    id: UUID
    number: int
    booked_on: date
    kind: str
    reverses: int | None
    lines: tuple[PostedLine, ...]
    note: Note | None
    is_whole: bool
    may_be_reversed: bool


class Totals(msgspec.Struct, frozen=True):
    """The foot of the trial balance."""

    debit_cents: int
    credit_cents: int
    n_entries: int


class TrialLine(msgspec.Struct, frozen=True):
    """The sum of one account in one fund."""

    fund: str
    currency: str
    account: str
    cents: int


class FundTrial(msgspec.Struct, frozen=True):
    """All accounts of one fund in one currency; ``off_cents`` is zero in a whole book."""

    fund: str
    currency: str
    lines: tuple[TrialLine, ...]
    off_cents: int


def by_fund(lines: Iterable[TrialLine]) -> list[FundTrial]:
    """Gather a trial balance by fund and currency, in the order in which they first come."""
    found: dict[tuple[str, str], list[TrialLine]] = defaultdict(list)
    for line in lines:
        found[line.fund, line.currency].append(line)
    return [
        FundTrial(*key, tuple(group), sum(line.cents for line in group))
        for key, group in found.items()
    ]


def figures(
    rows: Iterable[tuple[str, str, int, int]],
) -> tuple[CategoryFigures, ...]:
    """Work out a rescue's lines, the six and the extra ones it has, from the sums of its fund.

    Args:
      rows: (account, part of the budget, sum of its debits, sum of its credits).
    """
    planned: dict[str, int] = defaultdict(int)
    moved_on: dict[str, int] = defaultdict(int)
    spent: dict[str, int] = defaultdict(int)
    drawn: dict[str, int] = defaultdict(int)
    left: dict[str, int] = defaultdict(int)
    in_hand: dict[str, int] = defaultdict(int)
    for account, part, debit, credit in rows:
        if account in (RELEASE, ROLL):
            planned[part] -= credit
            moved_on[part] += debit
        elif account.startswith(LIQUID_ACCOUNTS):
            left[part] += debit + credit
        elif account.startswith((ADVANCE_ACCOUNTS, EXCHANGE)):
            in_hand[part] += debit + credit
        else:
            # What was lost or went to a bank is spent of the part it came from.
            category = CATEGORY_OF.get(account, part)
            spent[category] += debit + credit
            if part != category:
                drawn[category] += debit + credit
                drawn[part] += debit + credit
    return tuple(
        CategoryFigures(c, planned[c], spent[c], drawn[c], moved_on[c], left[c], in_hand[c])
        for c in ALL_CATEGORIES
        if c in CATEGORIES or planned[c] or spent[c]
    )
