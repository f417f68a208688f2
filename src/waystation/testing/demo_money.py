"""What finance finds in the demo: sums of the books, a quarter's gifts, cash out, things to do.

The general fund for rescues ends with the first gift of this autumn in it, and nothing else. All
but the sums of the books is synthetic.
"""

import secrets
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db.models import Sum

from waystation.ledger import chart, domain, rates
from waystation.ledger import services as ledger
from waystation.ledger.bank import services as bank
from waystation.ledger.bank.domain import Columns
from waystation.ledger.budgets import services as budgets
from waystation.ledger.closing import services as closing
from waystation.ledger.domain import Draft
from waystation.ledger.field import emergency
from waystation.ledger.field import services as field
from waystation.ledger.field.domain import Give, Holder, Lose, Settle
from waystation.ledger.field.emergency import Help
from waystation.ledger.field.services import Hands
from waystation.ledger.models import Posting
from waystation.ledger.rates import RateRow
from waystation.testing import told_sums
from waystation.vault.door import Who

OURS = UUID("5ad0c0de-1855-4026-8000-000000000026")
OPEN, HELP, ARRIVED = chart.UNRESTRICTED, chart.PARTNER_EMERGENCY, chart.RESETTLEMENT
CLOSED = 185_509
# What stays open of it: the bank's paper begins in October, and one guide is late.
LEFT_OPEN = frozenset(("statements", "reconciled", "advances", "programs"))
SYNTHETIC = "(synthetic)"


class Move(NamedTuple):
    """Money that came in (a kind of gift) or went out, as somebody wrote it down."""

    day: date
    fund: str
    account: str
    cents: int
    what: str
    who: str


def _on(month: int, day: int) -> date:
    return date(1855, month, day)


GENERAL = chart.GENERAL
# Each rescue of the summer: template, people, opened, closed, what was paid in cents. The last one
# uses up all that the others left, so that the autumn begins with its own gift only.
RESCUES = (
    (
        "rescue-1855",
        2,
        _on(6, 3),
        _on(6, 20),
        {"basic_needs": 450, "transportation": 900, "accommodation": 200, "rescue_fees": 2_400},
    ),
    (
        "rescue-1855",
        1,
        _on(8, 6),
        _on(8, 19),
        {"basic_needs": 250, "transportation": 500, "accommodation": 100, "rescue_fees": 1_500},
    ),
    (
        "rescue-1855-hard",
        3,
        _on(9, 4),
        _on(9, 18),
        {
            "basic_needs": 750,
            "transportation": 1_500,
            "accommodation": 300,
            "rescue_fees": 4_050,
            "extra_stops": 4_000,
            "safer_drivers": 6_000,
            "secure_lodging": 3_000,
            "medical": 1_800,
            "emergency_supplies": 900,
        },
    ),
    (
        "rescue-1855",
        2,
        _on(9, 20),
        _on(9, 29),
        {"basic_needs": 500, "transportation": 1_000, "accommodation": 200, "rescue_fees": 4_950},
    ),
)
SHARE_CENTS = 500
MOVES = (
    Move(_on(5, 20), GENERAL, chart.GIFTS, 6_000, "For the first who come", "A Friend"),
    Move(_on(7, 14), OPEN, chart.GIFTS, 15_000, "Collected in July", "A sewing society"),
    Move(_on(8, 1), GENERAL, chart.GIFTS, 2_550, "For whoever comes next", "A reading room"),
    Move(_on(8, 2), ARRIVED, chart.GIFTS, 8_000, "For those who arrived", "A church in Boston"),
    Move(_on(8, 15), OPEN, chart.ADMIN, 1_200, "Rent of the office", "The landlord"),
    Move(_on(8, 20), HELP, chart.GIFTS, 10_000, "For station keepers in need", "A merchant"),
    Move(_on(9, 1), GENERAL, chart.GIFTS, 30_000, "For a hard way", "Several merchants"),
    Move(_on(9, 3), OPEN, "Income:Gifts:Monthly", 6_000, "Monthly gifts", "Eleven subscribers"),
    Move(_on(9, 17), OPEN, chart.GIFTS, 4_500, "A fair's takings", "The fair's ladies"),
    Move(_on(9, 19), GENERAL, chart.GIFTS, 700, "What was missing", "A Friend"),
    Move(_on(9, 24), ARRIVED, chart.GIFTS, 4_000, "For tools and blankets", "A Friend"),
    Move(_on(9, 28), OPEN, chart.FUNDRAISING, 650, "Printing of handbills", "The printer"),
    Move(_on(10, 13), OPEN, chart.GIFTS, 1_000, "In the box at the door", "Unknown"),
    Move(_on(10, 13), OPEN, chart.GIFTS, 2_000, "In the box at the hall", "Unknown"),
)
LATE = "an advance that is overdue"
ADVANCES = (
    (LATE, ("USD", 2_000), ("A guide in Maryland", "guide"), _on(9, 10)),
    ("an advance", ("USD", 1_500), ("A host in Syracuse", "host"), _on(10, 20)),
    ("pounds", ("GBP", 300), ("A host in St. Catharines", "host"), _on(10, 23)),
)
# The pound's worth in gold.
POUND = RateRow(_on(10, 22), "GBP", "USD", "4.8665", f"par of exchange {SYNTHETIC}")
COLUMNS = Columns(
    name=f"Bank of Philadelphia {SYNTHETIC}",
    day="Day",
    amount="Amount",
    payee="With whom",
    text="What",
    balance="Balance",
)
# The bank's own lines of October: day, cents, with whom, what. One is two gifts together, two are
# not in the book yet, and one gift and some pounds of the book have not reached the bank.
AT_THE_BANK = (
    (_on(10, 13), 3_000, "Cash at the counter", "two boxes"),
    (_on(10, 20), -1_500, "Drawn in cash", "for travel"),
    (_on(10, 22), 700, "A visitor", "left at the counter"),
    (_on(10, 25), -50, "Bank of Philadelphia", "charge"),
)


def furnish(levi: Who, harriet: Who, now: datetime) -> None:
    """Fill the book: the eighty sums, gifts and costs, cash in hands, a month that is closed."""
    told_sums.post()
    ledger.post_many([(_id(move.what), _draft(move)) for move in MOVES])
    for number, rescue in enumerate(RESCUES, start=1):
        _rescue(f"rescue {number}", *rescue)
    late = _id(LATE)
    for what, cash, holder, on in ADVANCES[:1]:
        _give(_advance(what, cash, holder, on), on, levi)
    _settle(late, _on(9, 21), levi)
    _close(levi, now)
    rates.record([POUND])
    for what, cash, holder, on in ADVANCES[1:]:
        _give(_advance(what, cash, holder, on), on, levi)
    _statement(levi, now)
    lost = Lose(late, 500, "Taken from him at a ferry (synthetic)")
    field.lose(
        entry_id=_id("a loss"),
        lose=lost,
        why="Seized on the way; he got away.",
        role=levi.role,
        keyring=levi.keyring,
        now=now,
    )
    emergency.pay(
        entry_id=_id("help"),
        given=Help(2_500, "A station keeper in Delaware", "Fined by the court (synthetic)"),
        role=harriet.role,
        keyring=harriet.keyring,
        now=now,
    )


def _id(what: str) -> UUID:
    return uuid5(OURS, what)


def _draft(move: Move) -> Draft:
    is_gift = move.account.startswith("Income:")
    sides = (chart.BANK, move.account) if is_gift else (move.account, chart.BANK)
    lines = domain.pair(*sides, move.fund, move.cents)
    kind = "gift" if is_gift else "other"
    return Draft(kind, move.day, lines, f"{move.what} {SYNTHETIC}", move.who)


def _rescue(
    name: str, template: str, n_people: int, opened: date, closed: date, costs: dict[str, int]
) -> None:
    """Open a rescue, pay its way and its resettlement share, and close it."""
    fund = budgets.open_rescue(
        entry_id=_id(name),
        template=template,
        n_people=n_people,
        case_token=secrets.token_bytes(16),
        on=opened,
    )
    share = {"resettlement": SHARE_CENTS * n_people}
    for what, paid, day in (("way", costs, opened), ("share", share, closed)):
        budgets.pay_stage(entry_id=_id(f"{name} {what}"), fund=fund, costs=paid, on=day)
    budgets.close_rescue(entry_id=_id(f"{name} over"), fund=fund, on=closed)


def _give(given: Give, on: date, who: Who) -> None:
    hands = Hands(who.user_id)
    field.book_given(entry_id=uuid5(given.advance_id, "given"), give=given, hands=hands, on=on)


def _advance(what: str, cash: tuple[str, int], holder: tuple[str, str], on: date) -> Give:
    """Write down an advance due in a fortnight: currency and sum, who holds it and as what."""
    currency, minor = cash
    name, kind = holder
    return Give(
        advance_id=_id(what),
        fund=OPEN,
        currency=currency,
        parts={"": minor},
        due_on=on + timedelta(days=14),
        holder=Holder(f"{name} {SYNTHETIC}", kind, "For fares and food", "Levi"),
    )


def _settle(advance: UUID, on: date, who: Who) -> None:
    settle = Settle(
        advance, {"transportation": 600, "basic_needs": 200}, 1, "Receipts 4 and 5 (synthetic)"
    )
    field.book_settled(
        entry_id=uuid5(advance, "settled"),
        settle=settle,
        hands=Hands(who.user_id),
        keyring=who.keyring,
        on=on,
    )


def _close(who: Who, now: datetime) -> None:
    closing.close_month(
        month=CLOSED, keyring=who.keyring, user_id=who.user_id, now=now, accepted=LEFT_OPEN
    )


def _statement(who: Who, now: datetime) -> None:
    """Take in the bank's table of October; it begins where the book's September ends."""
    lines = Posting.objects.filter(account__code=chart.BANK, month__lte=CLOSED)
    before = lines.aggregate(sum=Sum("minor"))["sum"]
    bank.read_statement(
        _table(before).encode(),
        account=chart.BANK,
        on=now.date(),
        made_by=who.user_id,
        now=now,
        columns=COLUMNS,
    )


def _table(opening: int) -> str:
    lines, balance = ["Day,Amount,With whom,What,Balance"], opening
    for day, cents, payee, text in AT_THE_BANK:
        balance += cents
        lines.append(f"{day},{_plain(cents)},{payee},{text},{_plain(balance)}")
    return "\n".join(lines) + "\n"


def _plain(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"
