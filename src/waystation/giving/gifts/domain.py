"""What a gift is and what follows from it: shares, days, names that are shown. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.giving.domain import (
    CORE,
    DUNNING_DAYS,
    INTERVALS,
    LAPSES_AFTER_DAYS,
    later,
)
from waystation.giving.donors.domain import Donor

# What a card costs us, as processors tell it: a share and a fixed part. Only for the sum that a
# giver may add; what is booked is the fee that was really kept.
FEE_BASIS_POINTS, FEE_FIXED_CENTS = 290, 30
WHOLE = 10_000
# Gifts whose money to come stood in the book before they came.
AWAITED = ("pledge", "share", "matching")
WORDS_MAX = 500
PARTS_MAX = 60


class Honour(msgspec.Struct, frozen=True):
    """In whose honour or memory something is given; told to them only where `email` is not empty.

    `by` is what the giver wants to be called to them. No sum is ever told.
    """

    name: str
    email: str = ""
    by: str = ""
    message: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A gift as somebody asks to give it.

    ``cents`` is without what they add for the fee (`cover`). ``every`` is empty for a gift that is
    given once. ``id`` is made with the empty form, so that a repeat begins the gift once.
    """

    cents: int
    who: Donor | None = None
    cover: bool = False
    every: str = ""
    fund: str = CORE
    campaign: str = ""
    team: str = ""
    member: str = ""
    shown_as: str = "anonymous"
    honour: Honour | None = None
    message: str = ""
    description: str = ""
    way: str = "hosted"
    provider: str = ""
    language: str = "en"
    kind: str = "one-time"
    id: UUID | None = None


class GiftSaid(msgspec.Struct, frozen=True):
    """What lies in a gift's box; `description` is of a gift in kind, `note` is finance's own.

    An instalment says nothing itself and is shown as what it belongs to; then `shown_as` is empty.
    """

    shown_as: str = "anonymous"
    name: str = ""
    language: str = "en"
    message: str = ""
    honour: Honour | None = None
    description: str = ""
    note: str = ""


class RecurringSaid(msgspec.Struct, frozen=True):
    """What lies in the box of a gift that repeats."""

    shown_as: str = "anonymous"
    name: str = ""
    language: str = "en"
    message: str = ""
    honour: Honour | None = None


class MatchSaid(msgspec.Struct, frozen=True):
    """What lies in the box of an offer to match."""

    name: str = ""
    note: str = ""


class Terms(NamedTuple):
    """What an offer adds to each gift, up to which sum in all, and in which days."""

    percent: int
    cap_cents: int
    from_on: date
    until_on: date


class PledgeSaid(msgspec.Struct, frozen=True):
    """What lies in the box of a promise: its condition in words, or whose revenues."""

    name: str = ""
    condition: str = ""
    note: str = ""


def cover_of(cents: int) -> int:
    """Say how much to add to a gift so that after the processor's fee the whole gift is left."""
    gross = -(-(cents + FEE_FIXED_CENTS) * WHOLE // (WHOLE - FEE_BASIS_POINTS))
    return gross - cents


def shown_name(shown_as: str, name: str, team: str = "") -> str:
    """Say how a giver is named in public: their name, its initials, their team, or nobody."""
    if shown_as == "name":
        return " ".join(name.split())
    if shown_as == "initials":
        return " ".join(f"{word[0].upper()}." for word in name.split())
    return team if shown_as == "team" else ""


def counts_on(counts_until: date | None, on: date) -> bool:
    """Say whether an instalment of that day counts for what the recurring gift was begun for."""
    return counts_until is None or on <= counts_until


def is_last_counting(counts_until: date | None, on: date, next_on: date) -> bool:
    """Say whether an instalment is the last one that counts; its giver is told now, once."""
    return counts_on(counts_until, on) and not counts_on(counts_until, next_on)


def dunning_step(failing_since: date, on: date) -> int:
    """Say how many of the days on which a giver hears of a failed gift have come."""
    return sum(days <= (on - failing_since).days for days in DUNNING_DAYS)


def has_lapsed(failing_since: date, on: date) -> bool:
    """Say whether a gift has failed for so long that nobody waits for it any more."""
    return (on - failing_since).days >= LAPSES_AFTER_DAYS


def share_of(revenue_cents: int, basis_points: int) -> int:
    """Give a share of a revenue to the nearest cent; half a cent is ours."""
    return (revenue_cents * basis_points + WHOLE // 2) // WHOLE


def matched(cents: int, percent: int, left_cents: int) -> int:
    """Say how much a matcher adds to a gift, of what is left under their cap."""
    return max(0, min(cents * percent // 100, left_cents))


def parts_of(cents: int, n: int, first: date, every: str = "monthly") -> list[tuple[date, int]]:
    """Part a promise into `n` equal sums at even distances; the first takes the odd cents."""
    own, odd = divmod(cents, n)
    days = [later(first, INTERVALS[every] * i, anchor=first) for i in range(n)]
    return [(day, own + (odd if not i else 0)) for i, day in enumerate(days)]


def state_after(cents: int, refunded_cents: int, disputed_cents: int, *, is_lost: bool) -> str:
    """Say in which state a gift that came is, by what became of its money."""
    if disputed_cents:
        return "lost" if is_lost else "disputed"
    if not refunded_cents:
        return "paid"
    return "refunded" if refunded_cents >= cents else "part refunded"


def covers(dues: Sequence[int], cents: int) -> int | None:
    """Say how many of the first dues a sum pays exactly; None: it pays none of them exactly."""
    total = 0
    for n, due in enumerate(dues, start=1):
        total += due
        if total == cents:
            return n
    return None
