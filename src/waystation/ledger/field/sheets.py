"""Count sheets of petty cash: the pieces of each currency, and what a count comes to. Pure."""

from datetime import date
from uuid import UUID

import msgspec

from waystation.ledger.currencies import digits_of

# Whole units of the notes and coins people count, largest first; below one unit: hundredths.
PIECES = {
    "USD": (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 25, 10, 5, 1),
    "THB": (100_000, 50_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 25),
    "KRW": (50_000, 10_000, 5_000, 1_000, 500, 100, 50, 10),
    "CNY": (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10),
    "VND": (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500),
    "EUR": (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
}
PIECES_MAX = 100_000
DUE_DAYS = 7


class Sheet(msgspec.Struct, frozen=True, tag="count/1"):
    """What somebody counted: pieces as (minor units, how many), and what the book expects.

    ``other`` is what lay there in pieces the sheet does not list. ``witness`` is who counted with
    them, as written on the paper; the counter-signature is the second hand in the queue.
    """

    advance_id: UUID
    currency: str
    pieces: tuple[tuple[int, int], ...]
    other: int
    expected: int
    counted_by: str
    witness: str
    note: str

    @property
    def counted(self) -> int:
        """What was there, in minor units."""
        return sum(worth * n for worth, n in self.pieces) + self.other

    @property
    def difference(self) -> int:
        """What is missing (negative), or there above what the book expects."""
        return self.counted - self.expected


def pieces_of(currency: str) -> tuple[int, ...]:
    """Name the notes and coins of a currency in minor units; 1-2-5 steps where none are listed."""
    if currency in PIECES:
        return PIECES[currency]
    unit = 10 ** digits_of(currency)
    return tuple(unit * step * ten for ten in (1_000, 100, 10, 1) for step in (5, 2, 1))


def is_due(last: date | None, given_on: date, on: date) -> bool:
    """Say whether cash is to be counted again: a week after it was counted last, or given."""
    return (on - (last or given_on)).days >= DUE_DAYS
