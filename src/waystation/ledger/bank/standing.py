"""How bank and book stand: the files that were read, and whether all of it agrees."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec
from django.db.models import Count, Exists, OuterRef, Q, Sum

from waystation.ledger.bank.bookside import open_entries
from waystation.ledger.models import LineMatch, Posting, Statement, StatementLine


class Standing(msgspec.Struct, frozen=True):
    """How the bank's side of one account stands against the book's, in minor units.

    ``last_day`` is the last day a statement covers, ``statement_minor`` its closing balance.
    ``gap_minor`` is by how much the statements read do not follow on one another, ``before_minor``
    by how much the first one opened with more than the book had. ``unexplained_minor`` is what
    remains when all that is open is counted: zero unless somebody changed a row.
    """

    account: str
    currency: str
    first_day: date
    last_day: date
    statement_minor: int
    book_minor: int
    n_new: int
    new_minor: int
    aside_minor: int
    n_open_entries: int
    open_entries_minor: int
    before_minor: int
    gap_minor: int
    unexplained_minor: int

    @property
    def missing_before_minor(self) -> int:
        """By how much the first statement opened with less than the book had."""
        return -self.before_minor

    @property
    def is_even(self) -> bool:
        """Say whether bank and book agree and nothing waits to be matched."""
        off = (self.before_minor, self.gap_minor, self.unexplained_minor, self.aside_minor)
        return not (self.n_new or self.n_open_entries or any(off))


class StatementView(msgspec.Struct, frozen=True):
    """One file as the list shows it; ``gap_minor`` is what is missing between it and the last."""

    id: UUID
    form: str
    account: str
    currency: str
    first_day: date
    last_day: date
    opening_minor: int
    closing_minor: int
    n_lines: int
    n_new: int
    gap_minor: int


def standing(on: date | None = None) -> list[Standing]:
    """Say of every account that has statements how bank and book stand; up to a day, or today."""
    found = []
    for account, currency in (
        Statement.objects.values_list("account__code", "currency")
        .distinct()
        .order_by("account__code", "currency")
    ):
        statements = _statements(account, currency, on)
        if statements:
            found.append(_standing(account, currency, statements))
    return found


def _statements(account: str, currency: str, on: date | None) -> list[Statement]:
    kept = Statement.objects.filter(account__code=account, currency=currency)
    if on:
        kept = kept.filter(last_day__lte=on)
    # Of two that end on one day the shorter one comes first.
    return list(kept.order_by("last_day", "-first_day", "read_on", "pk"))


def _standing(account: str, currency: str, statements: list[Statement]) -> Standing:
    first = min(statements, key=lambda x: (x.first_day, x.last_day))
    last = statements[-1]
    start, end = first.first_day, last.last_day
    lines = StatementLine.objects.filter(
        statement__account__code=account, currency=currency, booked_on__lte=end
    ).aggregate(
        all=Sum("minor", default=0),
        new=Sum("minor", default=0, filter=Q(state="new")),
        n_new=Count("pk", filter=Q(state="new")),
        aside=Sum("minor", default=0, filter=Q(state="set aside")),
        matched=Sum("minor", default=0, filter=Q(state="matched")),
    )
    lines_on = Posting.objects.filter(account__code=account, currency=currency, entry__posted=True)
    book = lines_on.filter(entry__booked_on__lte=end).aggregate(s=Sum("minor", default=0))["s"]
    before = lines_on.filter(entry__booked_on__lt=start)
    matched = LineMatch.objects.filter(account__code=account, currency=currency)
    known = before.filter(Exists(matched.filter(entry=OuterRef("entry"))))
    opened = (first.opening_minor or 0) - (
        before.aggregate(s=Sum("minor", default=0))["s"]
        - known.aggregate(s=Sum("minor", default=0))["s"]
    )
    closing = last.closing_minor or 0
    gap = closing - (first.opening_minor or 0) - lines["all"]
    waiting = open_entries(account, currency, since=start, until=end)
    waits = sum(x.minor for x in waiting)
    # Entries that a line of these days stands for, but that were booked after them.
    late = _late(account, currency, end)
    told = opened + gap + lines["new"] + lines["aside"] + late - waits
    return Standing(
        account=account,
        currency=currency,
        first_day=start,
        last_day=end,
        statement_minor=closing,
        book_minor=book,
        n_new=lines["n_new"],
        new_minor=lines["new"],
        aside_minor=lines["aside"],
        n_open_entries=len(waiting),
        open_entries_minor=waits,
        before_minor=opened,
        gap_minor=gap,
        unexplained_minor=closing - book - told,
    )


def _late(account: str, currency: str, end: date) -> int:
    """Sum lines matched across the end of a span: the bank's before it, the book's after it."""
    matches = LineMatch.objects.filter(account__code=account, currency=currency)
    early = matches.filter(line__booked_on__lte=end, entry__booked_on__gt=end)
    held = matches.filter(line__booked_on__gt=end, entry__booked_on__lte=end)
    return _moved(early, account, currency) - _moved(held, account, currency)


def _moved(matches: Iterable[LineMatch], account: str, currency: str) -> int:
    ids = [match.entry_id for match in matches]
    lines = Posting.objects.filter(entry__in=ids, account__code=account, currency=currency)
    total: int = lines.aggregate(s=Sum("minor", default=0))["s"]
    return total


def statements() -> list[StatementView]:
    """List the files that were read, newest first, and what is missing between one and the next."""
    kept = (
        Statement.objects.select_related("account")
        .annotate(n=Count("lines"), n_new=Count("lines", filter=Q(lines__state="new")))
        .order_by("account__code", "currency", "last_day", "-first_day", "read_on", "pk")
    )
    found: list[StatementView] = []
    before: dict[tuple[str, str], Statement] = {}
    for one in kept:
        key = (one.account.code, one.currency)
        opening, closing = one.opening_minor or 0, one.closing_minor or 0
        last = before.get(key)
        # Files that overlap do not follow on one another; the account's own sum tells.
        follows = last is not None and last.last_day < one.first_day
        gap = opening - (last.closing_minor or 0) if last is not None and follows else 0
        before[key] = one
        found.append(
            StatementView(
                one.pk, one.form, *key, one.first_day, one.last_day, opening, closing,
                one.n, one.n_new, gap,
            )
        )  # fmt: skip
    return sorted(found, key=lambda x: (x.last_day, x.account), reverse=True)


def accounts_to_match() -> list[tuple[str, str, int]]:
    """List accounts and currencies that have statements, each with how many lines are open."""
    rows_ = (
        StatementLine.objects.values_list("statement__account__code", "currency")
        .annotate(n=Count("pk", filter=Q(state="new")))
        .order_by("statement__account__code", "currency")
    )
    return list(rows_)
