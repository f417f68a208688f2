"""What donors are told: gifts and costs by quarter and fund, never of a single one. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from waystation.ledger.audit import domain
from waystation.ledger.audit.domain import GIVEN, K_CASES, PlainEntry, PlainLine, quarter
from waystation.ledger.chart import CATEGORY_OF
from waystation.ledger.currencies import plain as written
from waystation.ledger.domain import CURRENCY

COLUMNS = ("from", "to", "fund", "what", "usd")
# Rescues are told of only where they brought at least so many people out.
PEOPLE_MIN = 10
GIFTS, GIFT_FEES, TOGETHER = "gifts", "fees on gifts", "several kinds of costs"
# What each account is called to a donor; one that is not here is not told of.
WORDS = {
    **{account: category.replace("_", " ") for account, category in CATEGORY_OF.items()},
    "Expenses:Program:PartnerEmergency": "help for partners",
    "Expenses:Program:Reunification": "families together again",
    "Expenses:Loss:Field": "losses in the field",
    "Expenses:Fundraising": "fundraising",
    "Expenses:Admin": "administration",
    "Expenses:Fees:Bank": "bank fees",
    "Expenses:FXLoss": "losses on exchange",
    "Income:FXGain": "gains on exchange",
    "Expenses:Fees:Processor": GIFT_FEES,
}


class Row(NamedTuple):
    """One sum that donors are told, in cents of the book's currency."""

    since: str
    until: str
    fund: str
    what: str
    cents: int


def table(entries: Iterable[PlainEntry], people: Mapping[str, int]) -> list[Row]:
    """Lay out what donors are told, in the book's own currency.

    A quarter with too few gifts into a fund, or too few rescues, is told of with the next one.

    Args:
      entries: of whole quarters that are closed, by day.
      people: how many each rescue's fund was for.
    """
    gifts: dict[str, list[PlainEntry]] = defaultdict(list)
    rescues: list[PlainEntry] = []
    other: list[PlainEntry] = []
    for entry in entries:
        given = [line for line in _own(entry) if line.account.startswith(GIVEN)]
        if given:
            gifts[domain.told_fund(given[0].fund, given[0].purpose)].append(entry)
        elif not entry.about:
            other.append(entry)
        elif any(line.account in WORDS for line in _own(entry)):
            rescues.append(entry)
    told = [row for fund, group in gifts.items() for row in _gifts(fund, group)]
    return sorted([*told, *_rescues(rescues, people), *_other(other)])


def of_closed_quarters(entries: Iterable[PlainEntry], closed: int) -> list[PlainEntry]:
    """Keep the entries of quarters whose last month is closed: nothing can come into them any more.

    Args:
      closed: the last closed month; all before it are closed too.
    """
    year, month = divmod(closed, 100)
    last = year * 100 + month // 3 * 3
    return [entry for entry in entries if entry.month <= last]


def _own(entry: PlainEntry) -> list[PlainLine]:
    """Give the lines in the book's own currency; all income and every cost is booked in it."""
    return [line for line in entry.lines if line.currency == CURRENCY]


def _gifts(fund: str, entries: Sequence[PlainEntry]) -> list[Row]:
    """Sum the gifts of one fund, over as many quarters as make enough of them."""
    rows = []
    for group in _grouped(entries, lambda group: _standing(group) >= K_CASES):
        given = sum(_given(entry) for entry in group)
        costs = _costs(group, lambda entry: frozenset([str(entry.number)]))
        rows += _rows(group, fund, {GIFTS: given} | costs)
    return rows


def _given(entry: PlainEntry) -> int:
    return -sum(line.minor for line in _own(entry) if line.account.startswith(GIVEN))


def _standing(group: Iterable[PlainEntry]) -> int:
    """Count gifts less those that were undone or given back, which would else hide how few are."""
    return sum(1 if _given(entry) > 0 else -1 for entry in group)


def _rescues(entries: Sequence[PlainEntry], people: Mapping[str, int]) -> list[Row]:
    """Sum what rescues cost, over as many quarters as make enough rescues and people."""
    rows = []
    for group in _grouped(entries, lambda group: _is_enough(group, people)):
        rows += _rows(group, domain.RESCUES, _costs(group, lambda entry: entry.about))
    return rows


def _costs(
    group: Sequence[PlainEntry], about: Callable[[PlainEntry], frozenset[str]]
) -> dict[str, int]:
    """Sum costs by what they are called; what too few had is told together, or not at all."""
    sums: dict[str, int] = defaultdict(int)
    cases: dict[str, set[str]] = defaultdict(set)
    for entry in group:
        for line in _own(entry):
            if line.account in WORDS:
                sums[line.account] += line.minor
                cases[line.account] |= about(entry)
    told = {}
    for accounts in domain.pooled(cases, K_CASES):
        if len(set[str]().union(*(cases[account] for account in accounts))) >= K_CASES:
            what = WORDS[accounts[0]] if len(accounts) == 1 else TOGETHER
            told[what] = sum(sums[account] for account in accounts)
    return told


def _is_enough(group: Sequence[PlainEntry], people: Mapping[str, int]) -> bool:
    cases = frozenset[str]().union(*(entry.about for entry in group))
    return len(cases) >= K_CASES and sum(people.get(case, 0) for case in cases) >= PEOPLE_MIN


def _other(entries: Iterable[PlainEntry]) -> list[Row]:
    """Sum what tells of nobody, each quarter by itself."""
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for entry in entries:
        for line in _own(entry):
            if line.account in WORDS:
                fund = domain.told_fund(line.fund, line.purpose)
                sums[quarter(entry.booked_on), fund, WORDS[line.account]] += line.minor
    return [Row(q, q, fund, what, cents) for (q, fund, what), cents in sums.items() if cents]


def _grouped(
    entries: Sequence[PlainEntry], is_enough: Callable[[Sequence[PlainEntry]], bool]
) -> list[list[PlainEntry]]:
    """Put whole quarters together until there is enough; what is left waits for a later table."""
    by_quarter: dict[str, list[PlainEntry]] = defaultdict(list)
    for entry in entries:
        by_quarter[quarter(entry.booked_on)].append(entry)
    made, waiting = [], list[PlainEntry]()
    for name in sorted(by_quarter):
        waiting += by_quarter[name]
        if is_enough(waiting):
            made.append(waiting)
            waiting = []
    return made


def _rows(group: Sequence[PlainEntry], fund: str, sums: Mapping[str, int]) -> list[Row]:
    quarters = sorted({quarter(entry.booked_on) for entry in group})
    ends = quarters[0], quarters[-1]
    return [Row(*ends, fund, what, cents) for what, cents in sums.items() if cents]


def plain(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """Write the table's sums as a spreadsheet reads them."""
    return [(*row[:4], written(row.cents, CURRENCY)) for row in rows]
