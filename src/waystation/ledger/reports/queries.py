"""Reading the figures of reports out of posted lines, by months.

Every figure is a sum over `Posting.month`, read from an index that holds all it needs. Lines of an
entry that is not posted yet are taken off again, so that a half-written one never shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Min, QuerySet, Sum

from waystation.ledger import queries as book
from waystation.ledger.chart import CONTINGENCY_NEXT, GENERAL, UNRESTRICTED
from waystation.ledger.domain import CURRENCY
from waystation.ledger.models import Account, Budget, Entry, Fund, Posting
from waystation.ledger.reports import costing, domain, months
from waystation.ledger.reports.costing import ClosedRescue, CostPeriod
from waystation.ledger.reports.domain import Activities, FundFacts, FundRoll, Sheet

# How far back the cost of today is looked for, and how many rescues tell it.
LATELY_MONTHS = (3, 6, 12, 24)
RESCUES_TELL = 3


def sums(since: int | None, until: int) -> list[domain.Sum]:
    """Add up what is posted in some months, by fund, account and currency.

    Args:
      since: the first month; None: from the beginning of the book.

    Cost: 0.5 s for a million lines in 400 funds (SQLite, 2 cores, loaded).
    """
    rows = Posting.objects.filter(month__lte=until)
    if since is not None:
        rows = rows.filter(month__gte=since)
    keys = ("fund_id", "account_id", "currency")
    found: dict[tuple[int, int, str], int] = defaultdict(int)
    # In the order of an index that holds all that is read: once through it, and nothing is sorted.
    by_key = rows.values_list(*keys).annotate(s=Sum("minor")).order_by()
    for fund, account, currency, minor in by_key:
        found[fund, account, currency] += minor
    for fund, account, currency, minor in _unposted(rows).values_list(*keys, "minor"):
        found[fund, account, currency] -= minor
    funds, accounts = _funds(), dict(Account.objects.values_list("pk", "code"))
    return [
        domain.Sum(funds[fund], accounts[account], currency, minor)
        for (fund, account, currency), minor in found.items()
        if minor
    ]


def _unposted(rows: QuerySet[Posting]) -> QuerySet[Posting]:
    """Narrow lines down to those of entries that have no number yet."""
    return rows.filter(entry__in=Entry.objects.filter(number__isnull=True))


def _funds() -> dict[int, FundFacts]:
    rows = Fund.objects.values_list("pk", "code", "restricted", "purpose")
    return {pk: FundFacts(code, restricted, purpose) for pk, code, restricted, purpose in rows}


def first_month() -> int | None:
    """Give the month in which the book begins; None while nothing is in it."""
    found: int | None = Posting.objects.filter(month__gt=0).aggregate(m=Min("month"))["m"]
    return found


def balance_sheet(until: int) -> Sheet:
    """Make the balance sheet at the end of a month."""
    return domain.sheet(sums(None, until))


def activities(since: int, until: int) -> Activities:
    """Make the statement of activities of some months."""
    return domain.activities(sums(None, months.moved(since, -1)), sums(since, until))


def fund_rolls(since: int, until: int) -> list[FundRoll]:
    """Tell how every fund went on in some months."""
    return domain.fund_rolls(sums(None, months.moved(since, -1)), sums(since, until))


def closed_rescues(since: int, until: int) -> list[ClosedRescue]:
    """List the rescues closed in some months with all that was booked for them so far."""
    first, last = months.first_day(since), months.last_day(until)
    over = list(Budget.objects.filter(closed_on__range=(first, last)))
    if not over:
        return []
    accounts = dict(Account.objects.filter(type="expense").values_list("pk", "code"))
    same = Budget.objects.filter(closed_on__range=(first, last))
    token_of = {one.fund_id: bytes(one.case_token) for one in over}
    spent: dict[bytes, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    lines = Posting.objects.filter(
        entry__posted=True, currency=CURRENCY, account__in=list(accounts)
    )
    # By the token, whichever fund paid; what was lost of a rescue's own fund bears none.
    for own in (
        lines.filter(case_token__in=same.values("case_token")),
        lines.filter(case_token__isnull=True, fund__in=same.values("fund")),
    ):
        told = own.values_list("case_token", "fund_id", "account_id").annotate(s=Sum("minor"))
        for token, fund, account, minor in told.order_by():
            spent[bytes(token) if token else token_of[fund]][accounts[account]] += minor
    return [
        ClosedRescue(months.month_of(one.closed_on), one.n_people, spent[bytes(one.case_token)])
        for one in over
        if one.closed_on is not None
    ]


def expenses(since: int, until: int) -> dict[int, dict[str, int]]:
    """Add up all expenses month by month, in cents by account."""
    accounts = dict(Account.objects.filter(type="expense").values_list("pk", "code"))
    rows = Posting.objects.filter(month__range=(since, until), currency=CURRENCY)
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    # All accounts: to choose among them here is cheaper than to leave the index of months.
    keys = ("month", "account_id")
    for month, account, minor in rows.values_list(*keys).annotate(s=Sum("minor")).order_by():
        if account in accounts:
            found[month][accounts[account]] += minor
    for month, account, minor in _unposted(rows).values_list(*keys, "minor"):
        if account in accounts:
            found[month][accounts[account]] -= minor
    return found


def cost_periods(spans: Sequence[tuple[int, int]]) -> list[CostPeriod]:
    """Work out what a rescue cost in each of some spans of months."""
    if not spans:
        return []
    since, until = min(span[0] for span in spans), max(span[1] for span in spans)
    closed, spent = closed_rescues(since, until), expenses(since, until)
    return [costing.period(*span, closed, _added(spent, span)) for span in spans]


def _added(spent: dict[int, dict[str, int]], span: tuple[int, int]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for month in months.between(*span):
        for account, cents in spent.get(month, {}).items():
            found[account] += cents
    return found


def cost_of_today(on: date) -> CostPeriod | None:
    """Find what a rescue costs today: of the shortest of the last times that had three rescues.

    With fewer than three in two years, of these two years; None if none was closed in them.
    """
    until = months.month_of(on)
    spans = [(months.moved(until, 1 - n), until) for n in LATELY_MONTHS]
    periods = cost_periods(spans)
    told = next((one for one in periods if one.n_rescues >= RESCUES_TELL), periods[-1])
    return told if told.n_rescues else None


def free_for_rescues() -> dict[str, int]:
    """Tell what is free and not promised: for rescues, waiting as contingency, for anything."""
    return {fund: book.free_of(fund) for fund in (GENERAL, CONTINGENCY_NEXT, UNRESTRICTED)}


def spent_lately(until: int, n_months: int) -> tuple[int, int]:
    """Add up what was spent in the last months, and of it what was not for the programme."""
    by_month = expenses(months.moved(until, 1 - n_months), until)
    accounts: Iterable[tuple[str, int]] = (
        pair for spent in by_month.values() for pair in spent.items()
    )
    every, around = 0, 0
    for account, cents in accounts:
        every += cents
        around += 0 if domain.function_of(account) == "programme" else cents
    return every, around
