"""Cash in somebody's hand: the lines that give, settle and lose it, and the limits. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.ledger import chart
from waystation.ledger.domain import CURRENCY, Line

HOLDERS = ("guide", "host", "staff")
NAME_MAX, WORDS_MAX, PROOF_MAX = 80, 200, 300
# How well a payment is proven, best first.
RECEIPT, PAYEES_WORD, SECOND_PERSON, TARIFF, WRITTEN_OFF = LEVELS = (1, 2, 3, 4, 5)
# Without a receipt one hand books a fifth of what it books with one.
WITHOUT_RECEIPT = 5
# Of what one hand booked, somebody else looks at one in ten.
LOOKED_AT_ONE_IN = 10
# What came back in foreign cash brings at least so much of its worth at the bank.
BROUGHT_AT_LEAST = Fraction(9, 10)
# Nobody is given longer: what is due in ten years is never overdue.
DUE_AT_MOST = timedelta(days=90)
BANDS = ((30, "0-30"), (60, "31-60"), (90, "61-90"))
OLDEST = ">90"
CONTINGENCY = "contingency"
# What cash is spent on. The last three are for funds that are no rescue's.
SPENT_ON = chart.EXPENSE_OF | {
    "partner_help": chart.PARTNER_HELP,
    "admin": chart.ADMIN,
    "fundraising": chart.FUNDRAISING,
}
# What a kind of leg may cost without a receipt, as agreed: each by its own range.
LEG_KINDS = ("foot", "road", "bus", "train", "boat", "night", "border")

Parts = Mapping[str, int]


class Holder(msgspec.Struct, frozen=True, tag="advance/1"):
    """What lies in an advance's box: who holds the cash, as what, what for, and who gave it."""

    name: str
    kind: str
    what_for: str
    by: str


class Give(msgspec.Struct, frozen=True):
    """An advance as somebody wants it given: whole minor units by part of the fund's budget.

    ``parts`` has the one key "" where the fund is no rescue's.
    """

    advance_id: UUID
    fund: str
    currency: str
    parts: dict[str, int]
    due_on: date
    holder: Holder


class Settle(msgspec.Struct, frozen=True):
    """What was paid out of an advance: minor units by category, and what proves it.

    ``leg`` and ``n_legs`` say which agreed range was asked, where that is the proof. ``holder`` is
    who holds it, for whoever approves.
    """

    advance_id: UUID
    costs: dict[str, int]
    level: int
    proof: str
    memo: str = ""
    leg: str = ""
    n_legs: int = 0
    holder: str = ""


class Lose(msgspec.Struct, frozen=True):
    """Cash that is gone without having bought anything; why stands in the proposal."""

    advance_id: UUID
    minor: int
    how: str
    holder: str = ""


class Tariff(msgspec.Struct, frozen=True):
    """What a kind of leg may cost each time, from and up to, in cents of a dollar."""

    leg: str
    low_cents: int
    high_cents: int


class Look(msgspec.Struct, frozen=True):
    """An entry that one hand booked and that somebody else is to look at."""

    entry: UUID
    kind: str
    cents: int
    told: str


class Purse(NamedTuple):
    """An advance as its lines need it: whose money, in which account, in which currency."""

    fund: str
    account: str
    currency: str

    @property
    def is_foreign(self) -> bool:
        """Say whether it is kept in other money than the book."""
        return self.currency != CURRENCY


class Share(NamedTuple):
    """A piece of a cost: its category, the part of the advance that pays, and minor units.

    ``is_moved`` where that part was meant for something else, so that contingency makes it good.
    """

    category: str
    part: str
    minor: int
    is_moved: bool


def account_of(holder: str) -> str:
    """Name the account in which cash in somebody's hand stands."""
    return chart.STAFF_ADVANCES if holder == "staff" else chart.PARTNER_ADVANCES


def pays_for(fund: str, *, restricted: bool) -> tuple[str, ...]:
    """List what cash out of a fund may be spent on: a restricted one only on its purpose."""
    if not restricted:
        return tuple(SPENT_ON)
    return ("partner_help",) if fund == chart.PARTNER_EMERGENCY else chart.ALL_CATEGORIES


def same_name(one: str, other: str) -> bool:
    """Say whether two spellings are of the same holder: spaces, signs and case do not count."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    # Letters, the marks upon them, and digits.
    return "".join(x for x in folded if unicodedata.category(x)[0] in "LMN") or name.strip()


def across(purse: Purse, other: str, part: str, minor: int, cents: int) -> tuple[Line, ...]:
    """Book cash into a hand (out of it, where negative) against another account in dollars.

    Foreign cash crosses the exchange account, where each currency balances by itself.
    """
    if not purse.is_foreign:
        return (
            Line(purse.account, purse.fund, minor, part),
            Line(other, purse.fund, -minor, part),
        )
    local = (
        Line(purse.account, purse.fund, minor, part, purse.currency),
        Line(chart.EXCHANGE, purse.fund, -minor, part, purse.currency),
    )
    if not cents:
        return local
    own = (
        Line(chart.EXCHANGE, purse.fund, cents, part),
        Line(other, purse.fund, -cents, part),
    )
    return (*own, *local)


def shares(costs: Parts, held: Parts) -> tuple[tuple[Share, ...], int]:
    """Find which parts of an advance pay for some costs, and how much of them none does.

    Each category takes from its own part first, then from contingency, then from whatever else is
    in the hand: the money was one in the pocket. Outside a rescue there is one part, "".
    """
    left, found, missing = dict(held), [], 0
    if set(held) <= {""}:
        for category, minor in costs.items():
            paid = min(minor, left.get("", 0))
            left[""] = left.get("", 0) - paid
            missing += minor - paid
            if paid:
                found.append(Share(category, "", paid, False))
        return tuple(found), missing
    order = [c for c in chart.ALL_CATEGORIES if c in costs]
    need = dict(costs)
    for pick in (_own, _spare, _other):
        for category in order:
            for part in pick(category):
                paid = min(need[category], left.get(part, 0))
                if paid > 0:
                    is_moved = part not in (category, CONTINGENCY)
                    found.append(Share(category, part, paid, is_moved))
                    left[part], need[category] = left[part] - paid, need[category] - paid
    return tuple(found), sum(need.values())


def _own(category: str) -> tuple[str, ...]:
    return (category,)


def _spare(_category: str) -> tuple[str, ...]:
    return (CONTINGENCY,)


def _other(category: str) -> tuple[str, ...]:
    return tuple(part for part in chart.ALL_CATEGORIES if part not in (category, CONTINGENCY))


def settled(purse: Purse, share: Share, cents: int) -> tuple[Line, ...]:
    """Book one share of a settlement: cash out of the hand, a cost into the book.

    Where the cash was meant for another part, that part gets it back from the fund's contingency:
    nothing moves at the bank, only which part has it.
    """
    account = SPENT_ON[share.category]
    lines = across(purse, account, share.part, -share.minor, -cents)
    if not share.is_moved or not cents:
        return lines
    told = tuple(
        msgspec.structs.replace(x, budget_line=CONTINGENCY) if x.account == account else x
        for x in lines
    )
    return (
        *told,
        Line(chart.BANK, purse.fund, cents, share.part),
        Line(chart.BANK, purse.fund, -cents, CONTINGENCY),
    )


def taken(held: Parts, minor: int, *, spare_first: bool) -> dict[str, int]:
    """Take a sum out of the parts of an advance, contingency first or last; empty if too much."""
    order = sorted(held, key=lambda part: ((part == CONTINGENCY) is not spare_first, part))
    found: dict[str, int] = {}
    for part in order:
        piece = min(minor, held[part])
        if piece > 0:
            found[part], minor = piece, minor - piece
    return {} if minor else found


def back_to_others(fund: str, part: str, cents: int) -> tuple[Line, ...]:
    """Pass what comes back to a fund that is over: contingency on to the next, the rest to all."""
    if part == CONTINGENCY:
        account, other = chart.ROLL, chart.CONTINGENCY_NEXT
    else:
        account, other = chart.RELEASE, chart.GENERAL
    moved_on = CONTINGENCY if part == CONTINGENCY else ""
    return (
        Line(account, fund, cents, part),
        Line(chart.BANK, other, cents, moved_on),
        Line(account, other, -cents, moved_on),
    )


def realised(fund: str, left_over: Parts) -> tuple[Line, ...]:
    """Book what changing money cost or brought, once nothing of an advance is out.

    Args:
      left_over: what stands on the exchange account in dollars, by part; a debit was a loss.
    """
    lines: list[Line] = []
    for part, cents in left_over.items():
        if cents:
            account = chart.EXCHANGE_LOSS if cents > 0 else chart.EXCHANGE_GAIN
            lines += [Line(account, fund, cents, part), Line(chart.EXCHANGE, fund, -cents, part)]
    return tuple(lines)


def needs_two(cents: int, level: int, alone_cents: int) -> bool:
    """Say whether a settlement needs a second hand: written off, above the limit, or unproven."""
    if level == WRITTEN_OFF:
        return True
    return cents > (alone_cents if level == RECEIPT else alone_cents // WITHOUT_RECEIPT)


def band_of(days: int) -> str:
    """Name the band of an advance that has been out for so many days."""
    return next((name for most, name in BANDS if days <= most), OLDEST)


def in_range(tariff: Tariff, n_legs: int, cents: int) -> bool:
    """Say whether a sum is what so many legs of a kind may cost."""
    return n_legs > 0 and n_legs * tariff.low_cents <= cents <= n_legs * tariff.high_cents


def total(parts: Iterable[int]) -> int:
    """Add up sums of whole minor units, each above zero.

    Raises:
      ValueError: one that is no positive whole number.
    """
    found = list(parts)
    if not found or any(type(one) is not int or one <= 0 for one in found):
        raise ValueError(f"{found!r} are not positive whole numbers of minor units")
    return sum(found)
