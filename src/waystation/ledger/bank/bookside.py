"""The book's side of an account at the bank: what it moved there, and what is not matched yet."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Sum

from waystation.ledger.bank.domain import Open
from waystation.ledger.models import LineMatch, Posting


def open_entries(
    account: str, currency: str, *, since: date | None = None, until: date | None = None
) -> list[Open]:
    """List entries that moved money on an account and that no line of the bank stands for yet.

    Left out are entries that move nothing there in sum (money passed between funds), and an entry
    with its reversal while both are open: the bank never saw either.
    """
    moved = Posting.objects.filter(account__code=account, currency=currency, entry__posted=True)
    if since:
        moved = moved.filter(month__gte=since.year * 100 + since.month, entry__booked_on__gte=since)
    if until:
        moved = moved.filter(entry__booked_on__lte=until)
    matched = LineMatch.objects.filter(
        entry=OuterRef("entry"), account__code=account, currency=currency
    )
    sums = (
        moved.exclude(Exists(matched))
        .values_list("entry", "entry__number", "entry__booked_on", "entry__reverses")
        .annotate(sum=Sum("minor"))
        .filter(~Q(sum=0))
        .order_by("entry__number")
    )
    found = list(sums)
    ids = {row[0] for row in found}
    undone = {row[3] for row in found if row[3] in ids}
    return [
        Open(entry, number, day, minor)
        for entry, number, day, reverses, minor in found
        if entry not in undone and reverses not in undone
    ]


def side_of(account: str, currency: str, entries: Iterable[UUID]) -> dict[UUID, int]:
    """Say what some entries moved on an account of the bank."""
    sums = (
        Posting.objects.filter(
            account__code=account, currency=currency, entry__in=list(entries), entry__posted=True
        )
        .values_list("entry")
        .annotate(sum=Sum("minor"))
    )
    return dict(sums)
