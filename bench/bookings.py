"""The work of `bench.book`: the same gifts, costs and transfers for our book and for another's."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid5

FUNDS = tuple(f"TEAM-{number:03}" for number in range(1, 44))
ACCOUNTS = (
    "Assets:Bank:Operating",
    "Assets:Clearing:Cards",
    "Income:Gifts:Individual",
    "Income:Gifts:Monthly",
    "Expenses:Fees:Processor",
    "Expenses:Program:Transportation",
    "Expenses:Program:Accommodation",
    "Expenses:Program:BasicNeeds",
    "Expenses:Admin",
    "Equity:Transfers:Release",
)
BANK, CLEARING, GIFTS, MONTHLY, FEES, RIDES, BEDS, FOOD, ADMIN, RELEASE = ACCOUNTS
OURS = UUID("b00c0000-0000-4000-8000-000000100000")
FIRST = date(2020, 1, 1)
# An entry as (account, fund, cents) lines.
Lines = tuple[tuple[str, str, int], ...]


def work(n: int, *, first: int = 0) -> Iterator[tuple[UUID, date, Lines]]:
    """Give n entries with 2.7 lines on average over 43 funds; nothing is ever overdrawn.

    Five in ten are gifts with a fee (three lines), four are costs (two), one is a transfer from
    one fund to another (four).
    """
    for number in range(first, first + n):
        chance = random.Random(number)  # noqa: S311
        fund = FUNDS[number // 10 % len(FUNDS)]
        day = FIRST + timedelta(days=number // 60)
        yield uuid5(OURS, str(number)), day, _lines(number, fund, chance)


def _lines(number: int, fund: str, chance: random.Random) -> Lines:
    kind = number % 10
    if kind < 5:
        cents = chance.randint(20_000, 90_000)
        fee, into = cents // 30, chance.choice((BANK, BANK, CLEARING))
        given = chance.choice((GIFTS, MONTHLY))
        return (into, fund, cents - fee), (FEES, fund, fee), (given, fund, -cents)
    if kind < 9:
        cents = chance.randint(100, 4_000)
        return (chance.choice((RIDES, BEDS, FOOD, ADMIN)), fund, cents), (BANK, fund, -cents)
    cents, other = chance.randint(100, 900), FUNDS[(number // 10 + 1) % len(FUNDS)]
    return (
        (BANK, fund, -cents),
        (RELEASE, fund, cents),
        (BANK, other, cents),
        (RELEASE, other, -cents),
    )
