"""What gifts do to the book: balanced lines, each entry under an id made before it is booked.

Every entry of ours bears the source `giving`, so that what the gifts say and what the book says
can be compared. None names a giver: memo and payee hold ids alone.
"""

from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db.models import Max, Q, Sum

from waystation.giving.domain import CORE
from waystation.giving.gifts.domain import AWAITED
from waystation.giving.models import GiftEntry, GiftRow
from waystation.ledger import booking, chart, queries
from waystation.ledger.domain import Draft, Line, month_of, pair, reversal
from waystation.ledger.models import ClosedMonth, Entry, Fund, Posting

SOURCE = "giving"
INTO = {
    "hosted": chart.CARDS,
    "bank": chart.BANK,
    "cheque": chart.CHEQUES,
    "cash": chart.CLEARING,
    "none": chart.BANK,
}
INCOME = {
    "instalment": chart.MONTHLY_GIFTS,
    "share": chart.SHARE_GIFTS,
    "in-kind": chart.IN_KIND_GIFTS,
}
MONEY_INCOME = Q(account__code__startswith="Income:Gifts:") & ~Q(account__code=chart.IN_KIND_GIFTS)


class Hands(NamedTuple):
    """Whose hands an entry went through; nobody's where a provider's word booked it."""

    made_by: UUID | None = None
    approved_by: UUID | None = None


NOBODY = Hands()


def digest_of(ref: str) -> bytes:
    """Digest a provider's or bank's own id of a payment: long and random, and not kept."""
    return booking.external_key(SOURCE, ref)


def income_of(row: GiftRow) -> str:
    """Say on which account of income a gift stands."""
    plain = chart.TEAM_GIFTS if row.team_id else chart.GIFTS
    return INCOME.get(row.kind, plain)


def came(row: GiftRow, *, entry_id: UUID, into: str, on: date, hands: Hands = NOBODY) -> None:
    """Book a gift that came at its full sum; what a processor kept of it is a cost."""
    against = chart.PLEDGES if row.kind in AWAITED else income_of(row)
    lines = [Line(into, row.fund, row.cents - row.fee_cents), Line(against, row.fund, -row.cents)]
    if row.fee_cents:
        lines.append(Line(chart.FEES, row.fund, row.fee_cents))
    kind = "pledge-paid" if row.kind in AWAITED else "gift"
    memo = " ".join(filter(None, (f"gift {row.pk}", row.reference or "")))
    _post(entry_id, kind, on, lines, memo, hands=hands)
    note(row, entry_id)


def awaited(entry_id: UUID, *, fund: str, income: str, cents: int, on: date) -> None:
    """Book money that somebody promised for good, as income that has not come yet."""
    lines = pair(chart.PLEDGES, income, fund, cents)
    _post(entry_id, "pledge", on, lines, f"promise {entry_id}")


def awaited_no_more(
    entry_id: UUID, *, fund: str, income: str, cents: int, on: date, hands: Hands = NOBODY
) -> None:
    """Take back money to come: given up by two people, or a match whose gift went back."""
    kind = "write-off" if hands.approved_by else "adjustment"
    lines = pair(income, chart.PLEDGES, fund, cents)
    _post(entry_id, kind, on, lines, f"promise less {entry_id}", hands=hands)


def went_back(
    row: GiftRow, *, entry_id: UUID, cents: int, out_of: str, on: date, hands: Hands = NOBODY
) -> None:
    """Book money of a gift that went back.

    It has gone whatever its fund has left: what a restricted fund has spent already is made good
    by the core, so that neither is overdrawn against its purpose.
    """
    income, short = income_of(row), _short(row.fund, cents)
    lines: list[Line] = []
    if cents > short:
        lines += pair(income, out_of, row.fund, cents - short)
    if short:
        lines += pair(income, chart.RELEASE, row.fund, short)
        lines += pair(chart.RELEASE, out_of, CORE, short)
    _post(entry_id, "refund", on, lines, f"back of gift {row.pk}", hands=hands)
    note(row, entry_id)


def fee(entry_id: UUID, *, cents: int, on: date) -> None:
    """Book what a processor charges for a dispute, or (below zero) gives back of it.

    No other giver's fund pays for it.
    """
    sides = (chart.FEES, chart.CARDS) if cents > 0 else (chart.CARDS, chart.FEES)
    lines = pair(*sides, CORE, abs(cents))
    _post(entry_id, "bank-fee", on, lines, f"fee of a dispute {entry_id}")


def came_again(row: GiftRow, *, entry_id: UUID, undoes: UUID, on: date) -> None:
    """Undo an entry of money that went back: a dispute was won."""
    lines = reversal(
        Line(x.account, x.fund, x.minor, x.budget_line, x.currency)
        for x in queries.lines_of(undoes)
    )
    _post(entry_id, "reversal", on, lines, f"won {undoes}", reverses=undoes)
    note(row, entry_id)


def moved(before: GiftRow, after: GiftRow, *, entry_id: UUID, cents: int, on: date) -> None:
    """Book that a gift was meant for another purpose: its income and its money change funds."""
    old, new = income_of(before), income_of(after)
    if (old, before.fund) == (new, after.fund):
        return
    lines: tuple[Line, ...]
    if before.fund == after.fund:
        lines = pair(old, new, before.fund, cents)
    else:
        lines = (
            *pair(old, chart.BANK, before.fund, cents),
            *pair(chart.BANK, new, after.fund, cents),
        )
    _post(entry_id, "adjustment", on, lines, f"gift {before.pk} corrected")
    note(after, entry_id)


def valued(row: GiftRow, *, entry_id: UUID, account: str, on: date, hands: Hands) -> None:
    """Book the worth of a gift in kind: what it was used for, and that it was given."""
    lines = pair(account, chart.IN_KIND_GIFTS, row.fund, row.cents)
    _post(entry_id, "gift", on, lines, f"in kind {row.pk}", hands=hands)
    note(row, entry_id)


def open_day(day: date, today: date) -> date:
    """Give the day to book on: the true one, or today's where its month is closed."""
    closed = ClosedMonth.objects.aggregate(last=Max("month"))["last"] or 0
    return day if month_of(day) > closed else today


def is_booked(entry_id: UUID) -> bool:
    """Say whether an entry is in the book."""
    return Entry.objects.filter(pk=entry_id, posted=True).exists()


def own_id(of: UUID, what: str) -> UUID:
    """Make the id of an entry before it is booked: the same thing again has the same id."""
    return uuid5(of, what)


def note(row: GiftRow, entry_id: UUID) -> None:
    """Remember that an entry is about a gift."""
    GiftEntry.objects.get_or_create(entry=entry_id, defaults={"gift": row})


def income_cents() -> int:
    """Say how much money the book says was given, by what gifts booked into it, net."""
    rows = Posting.objects.filter(MONEY_INCOME, **_ours())
    return -(rows.aggregate(s=Sum("minor"))["s"] or 0)


def awaited_cents() -> int:
    """Say how much of that income has not come yet."""
    rows = Posting.objects.filter(account__code=chart.PLEDGES, **_ours())
    return rows.aggregate(s=Sum("minor"))["s"] or 0


def _ours() -> dict[str, object]:
    return {"entry__source": SOURCE, "entry__posted": True, "currency": "USD"}


def _short(fund: str, cents: int) -> int:
    """Say how much of a sum a restricted fund cannot give any more."""
    if not Fund.objects.filter(code=fund, restricted=True).exists():
        return 0
    return cents - min(cents, max(0, queries.free_of(fund)))


def _post(
    entry_id: UUID,
    kind: str,
    on: date,
    lines: list[Line] | tuple[Line, ...],
    memo: str,
    *,
    reverses: UUID | None = None,
    hands: Hands = NOBODY,
) -> None:
    draft = Draft(
        kind=kind,
        booked_on=on,
        lines=tuple(lines),
        memo=memo,
        source=SOURCE,
        reverses=reverses,
        made_by=hands.made_by,
        approved_by=hands.approved_by,
    )
    booking.post(entry_id=entry_id, draft=draft)
