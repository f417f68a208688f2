"""Closing a month: what stands in its way, what must be said aloud, and what is signed. Pure."""

import struct
from collections.abc import Iterable
from datetime import date

import msgspec

from waystation.ledger.chart import (
    EXPENSE_OF,
    GIFTS,
    PAYABLE,
    PAYABLE_PARTNERS,
    PLEDGES,
)
from waystation.ledger.domain import Line, pair

PREPAID = "Assets:Prepaid"
# done: nothing to do; next: the close does it; open: somebody has to accept it by name;
# stop: nobody can, it has to be mended first.
STATES = ("done", "next", "open", "stop")
# In this order they are gone through.
STEPS = (
    "statements",
    "reconciled",
    "advances",
    "approvals",
    "reservations",
    "contingency",
    "rates",
    "funds",
    "book",
    "programs",
)
_SIGNED = struct.Struct(">IQ")


class Fact(msgspec.Struct, frozen=True):
    """One line of a step: what it is about and what of it."""

    name: str
    says: str


class Step(msgspec.Struct, frozen=True):
    """One step of a close: how it stands, in words, with what to do about it."""

    key: str
    state: str
    says: str
    hint: str = ""
    facts: tuple[Fact, ...] = ()


class Accrual(msgspec.Struct, frozen=True):
    """What belongs into a month though no money has moved in it.

    ``what`` is one of ACCRUALS; ``account`` the expense, for a pledge left empty.
    """

    what: str
    fund: str
    cents: int
    account: str = ""
    memo: str = ""
    payee: str = ""


# What can be entered: (debit, credit); "" stands for the expense.
ACCRUALS = {
    "bill": ("", PAYABLE),
    "partner": ("", PAYABLE_PARTNERS),
    "ahead": (PREPAID, ""),
    "pledge": (PLEDGES, GIFTS),
}
EXPENSES_TO_ACCRUE = (
    *EXPENSE_OF.values(),
    "Expenses:Program:Reunification",
    "Expenses:Fundraising",
    "Expenses:Admin",
    "Expenses:Fees:Bank",
    "Expenses:Fees:Processor",
)


def blocking(steps: Iterable[Step], accepted: frozenset[str]) -> list[Step]:
    """Give the steps that keep a month from being closed, in their order."""
    return [
        step
        for step in steps
        if step.state == "stop" or (step.state == "open" and step.key not in accepted)
    ]


def statement(month: int, n_entries: int, head: bytes) -> bytes:
    """Write what is signed of a closed month: which it is, and where the book ended then."""
    return b"ws1/closed-month" + _SIGNED.pack(month, n_entries) + head


def accrual_lines(accrual: Accrual) -> tuple[Line, ...]:
    """Book what belongs into a month: nothing of it touches money that is there.

    Raises:
      ValueError: no such kind, or an account that is no expense, or not a positive sum.
    """
    debit, credit = ACCRUALS[accrual.what]
    if (accrual.what == "pledge") != (not accrual.account):
        raise ValueError(f"{accrual.what} with account {accrual.account!r}")
    if accrual.account and accrual.account not in EXPENSES_TO_ACCRUE:
        raise ValueError(f"{accrual.account!r} is no expense of this list")
    return pair(debit or accrual.account, credit or accrual.account, accrual.fund, accrual.cents)


def is_over(month_end: date, today: date) -> bool:
    """Say whether a month lies wholly behind us; before that its figures still grow."""
    return today > month_end
