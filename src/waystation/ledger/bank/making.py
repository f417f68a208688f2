"""Entries made from a line of the bank that the book does not have yet, and matched with it."""

import hashlib
from datetime import date
from typing import Literal
from uuid import UUID, uuid5

import msgspec
from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import chart, currencies, exchanging, rates
from waystation.ledger import services as book
from waystation.ledger.bank import queries, services
from waystation.ledger.bank.queries import LineView
from waystation.ledger.domain import CURRENCY, Draft, Line, month_of
from waystation.ledger.models import ClosedMonth, Entry, Fund, Posting, StatementLine
from waystation.vault.keyring import Keyring

Kind = Literal["gift", "refund", "bank-fee", "transfer", "exchange"]
CLEARING = "Assets:Clearing:"
# Against which account each is booked, and on which side the bank's line must be.
AGAINST = {
    "gift": (chart.GIFTS, 1),
    "refund": (chart.GIFTS, -1),
    "bank-fee": (chart.BANK_FEES, -1),
}


class Other(msgspec.Struct, frozen=True):
    """The other side of money moved between own accounts: where, and for an exchange how much."""

    account: str
    currency: str = CURRENCY
    amount: str = ""


class Wish(msgspec.Struct, frozen=True):
    """What an entry made from a line is to be; memo and payee are sealed to finance."""

    kind: Kind
    fund: str = chart.UNRESTRICTED
    memo: str = ""
    payee: str = ""
    other: Other | None = None


@transaction.atomic
def make_entry(
    line_id: UUID, wish: Wish, *, on: date, keyring: Keyring, made_by: UUID | None = None
) -> UUID:
    """Book what the bank's line says and match the two; gives the entry's id.

    ``made_by`` is whoever asked for it, where this keyring's is the second hand. Booked on the
    bank's day; where that month is closed, on today's, with the bank's day in the memo. The same
    line makes the same entry, however often it is asked to.

    Raises:
      Refused: the line is not open or on the wrong side, a fund of one rescue, no rate for its
        currency, or what the book itself refuses.
    """
    line = queries.one_line(line_id, keyring)
    check(line, wish)
    assert line is not None
    day = _booking_day(line.day, on)
    late = _("The bank booked it on %(day)s.") % {"day": line.day} if day != line.day else ""
    key = own_key(line_id)
    entry_id = uuid5(line_id, key.hex())
    draft = Draft(
        kind=_kind(wish),
        booked_on=day,
        lines=_lines(line, wish, day),
        memo=f"{wish.memo} {late}".strip(),
        payee=wish.payee,
        source="bank",
        external_key=key,
        made_by=made_by or keyring.user_id,
        approved_by=keyring.user_id if made_by else None,
    )
    book.post(entry_id=entry_id, draft=draft)
    services.match(line_id, [entry_id])
    return entry_id


def check(line: LineView | None, wish: Wish) -> None:
    """Refuse to book a line that is settled, or into one rescue's fund."""
    if line is None or line.state != "new":
        raise Refused(
            _("This line is matched or set aside already."),
            hint=_("Somebody was quicker, or the page is old; look at the list once more."),
        )
    if Fund.objects.filter(code=wish.fund, purpose=chart.RESCUE_PURPOSE).exists():
        raise Refused(
            _("What the bank shows goes to a standing fund, not to one rescue's."),
            hint=_("A rescue's costs are booked with its stages; match them here."),
        )


def paid_out_of(line: LineView) -> str:
    """Find the payment service that holds just what the line brought: then it is its payout.

    Gives the account's code, or nothing if none or more than one holds that sum.
    """
    held = (
        Posting.objects.filter(
            account__code__startswith=CLEARING, currency=line.currency, entry__posted=True
        )
        .values_list("account__code")
        .annotate(sum=Sum("minor"))
    )
    found = [code for code, minor in held if minor == line.minor and code != line.account]
    return found[0] if line.minor > 0 and len(found) == 1 else ""


def _kind(wish: Wish) -> str:
    if wish.kind != "transfer":
        return wish.kind
    is_payout = wish.other is not None and wish.other.account.startswith(CLEARING)
    return "payout" if is_payout else "other"


def _booking_day(day: date, today: date) -> date:
    closed = ClosedMonth.objects.aggregate(last=Max("month"))["last"] or 0
    return day if month_of(day) > closed else today


def own_key(line_id: UUID) -> bytes:
    """Give the key under which the line's entry is known; after a reversal, the next one."""
    key = bytes(StatementLine.objects.values_list("key", flat=True).get(pk=line_id))
    while Entry.objects.filter(source="bank", external_key=key, reversals__posted=True).exists():
        key = hashlib.sha256(key).digest()
    return key


def _lines(line: LineView, wish: Wish, day: date) -> tuple[Line, ...]:
    if wish.kind == "exchange":
        return _exchanged(line, wish)
    if wish.kind == "transfer":
        return _transferred(line, wish)
    against, side = AGAINST[wish.kind]
    if line.minor * side < 0:
        raise Refused(
            _("A line of %(sum)s cannot be that.")
            % {"sum": currencies.shown(line.minor, line.currency)},
            hint=_("A gift comes in; a fee and a gift given back go out."),
        )
    cents = 0
    if line.currency != CURRENCY:
        # Three won are less than a cent: the least the book can hold, made good with the rates.
        cents = max(1, rates.to_usd(abs(line.minor), line.currency, day))
    return exchanging.moved(
        fund=wish.fund,
        account=line.account,
        against=against,
        minor=line.minor,
        currency=line.currency,
        cents=cents,
    )


def _other(line: LineView, wish: Wish) -> Other:
    other = wish.other
    same = other is not None and (other.account, other.currency) == (line.account, line.currency)
    if other is None or other.account not in queries.BANK_ACCOUNTS or same:
        raise Refused(
            _("Say to or from which own account the money moved."),
            hint=_("Choose another account of the bank or of a payment service."),
        )
    return other


def _transferred(line: LineView, wish: Wish) -> tuple[Line, ...]:
    """Move money between own accounts, such as a payout; its funds stay whose they were."""
    other = _other(line, wish)
    shares = _shares(line, other.account, wish.fund)
    return tuple(
        one
        for fund, minor in shares
        for one in (
            Line(line.account, fund, minor, "", line.currency),
            Line(other.account, fund, -minor, "", line.currency),
        )
    )


def _shares(line: LineView, account: str, fund: str) -> list[tuple[str, int]]:
    """Say whose the moved money is: if the other account held just that, each fund's own part."""
    held = (
        Posting.objects.filter(account__code=account, currency=line.currency, entry__posted=True)
        .exclude(fund__purpose=chart.RESCUE_PURPOSE)
        .values_list("fund__code")
        .annotate(sum=Sum("minor"))
        .order_by("fund__code")
    )
    parts = [(code, minor) for code, minor in held if minor]
    is_all = line.minor > 0 and sum(minor for _code, minor in parts) == line.minor
    return parts if is_all and all(minor > 0 for _code, minor in parts) else [(fund, line.minor)]


def _exchanged(line: LineView, wish: Wish) -> tuple[Line, ...]:
    """Change one currency for another; one of the two is the dollar, for the book counts in it."""
    other = _other(line, wish)
    if (line.currency == CURRENCY) == (other.currency == CURRENCY):
        raise Refused(
            _("An exchange is between dollars and one other currency."),
            hint=_("Book two exchanges over the dollar."),
        )
    try:
        changed = abs(currencies.minor_of(other.amount, other.currency))
    except ValueError:
        changed = 0
    if not changed:
        raise Refused(
            _("“%(text)s” is not an amount of %(currency)s.")
            % {"text": other.amount, "currency": other.currency},
            hint=_("Write what the other account gave or got, as its statement says."),
        )
    back = -changed if line.minor > 0 else changed
    return (
        Line(line.account, wish.fund, line.minor, "", line.currency),
        Line(chart.EXCHANGE, wish.fund, -line.minor, "", line.currency),
        Line(chart.EXCHANGE, wish.fund, -back, "", other.currency),
        Line(other.account, wish.fund, back, "", other.currency),
    )
