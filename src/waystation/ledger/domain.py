"""The book's rules: what can be booked, and lines that always balance. Pure."""

import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from waystation.ledger.chart import BANK, CLAIM_WORDS, FEES, GIFTS

CURRENCY = "USD"
# A hundred thousand million dollars: far above any book, far below where sums overflow.
CENTS_MAX = 10**13
PEOPLE_MAX = 60
MEMO_MAX = 2_000
NO_HASH = bytes(32)

# The closed list of what can happen. There is no kind for a claim on a person.
KINDS = (
    "gift",
    "rescue-opened",
    "stage-cost",
    "resettlement-paid",
    "contingency-rolled",
    "unspent-returned",
    "advance",
    "settlement",
    "advance-returned",
    "field-loss",
    "exchange",
    "emergency",
    "bank-fee",
    "grant",
    "condition-met",
    "pledge",
    "pledge-paid",
    "payout",
    "refund",
    "release",
    "write-off",
    "adjustment",
    "reversal",
    "other",
)
# Money that is given up without proof: one person alone cannot book it.
TWO_HANDS = ("field-loss", "write-off")
WRITTEN_OFF = 5
# Undone by closing the rescue, not by reversal: other rows rest on them.
NOT_REVERSED = ("rescue-opened", "contingency-rolled", "unspent-returned", "reversal")


class Line(msgspec.Struct, frozen=True):
    """One line of an entry: debit is positive, credit negative.

    ``budget_line`` says from which part of a rescue's budget the line takes or gives; a cost above
    its own part takes the rest from ``contingency``.
    """

    account: str
    fund: str
    cents: int
    budget_line: str = ""
    currency: str = CURRENCY


class Draft(msgspec.Struct, frozen=True):
    """An entry as somebody wants it booked, before the book gives it a number.

    ``external_key`` is 32 bytes, from the caller's own id where there is one; ``case_token``
    16 random bytes that stand on expense lines only; ``reverses`` the entry this one undoes.
    ``made_by`` and ``approved_by`` are people's opaque ids; ``evidence_level`` goes from 1, a
    receipt, to 5, written off (0: nothing was paid), and ``evidence`` says what proves it, such as
    a receipt's number. ``resolves`` are promises this entry keeps: (reservation, cents of it).
    """

    kind: str
    booked_on: date
    lines: tuple[Line, ...]
    memo: str = ""
    payee: str = ""
    source: str = "console"
    external_key: bytes | None = None
    case_token: bytes | None = None
    reverses: UUID | None = None
    made_by: UUID | None = None
    approved_by: UUID | None = None
    evidence_level: int = 0
    advance: UUID | None = None
    resolves: tuple[tuple[UUID, int], ...] = ()
    evidence: tuple[str, ...] = ()


class Note(msgspec.Struct, frozen=True, tag="entry-note/1"):
    """What only finance reads of an entry; ``salt`` opens its commitment (empty: none was made)."""

    memo: str
    payee: str
    evidence: tuple[str, ...] = ()
    salt: bytes = b""


# Builders: each returns lines that come to zero inside every fund it touches.


def pair(debit: str, credit: str, fund: str, cents: int, part: str = "") -> tuple[Line, Line]:
    """Book an amount from one account to another inside one fund."""
    if type(cents) is not int or not 0 < cents <= CENTS_MAX:
        raise ValueError(f"{cents!r} is not a positive whole number of cents")
    return Line(debit, fund, cents, part), Line(credit, fund, -cents, part)


def gift(*, fund: str, cents: int, fee_cents: int = 0, into: str = BANK) -> tuple[Line, ...]:
    """Book a gift at its full sum; what a processor kept is a cost, not a smaller gift."""
    if not 0 <= fee_cents < cents:
        raise ValueError(f"a fee of {fee_cents} cents on a gift of {cents}")
    came, given = pair(into, GIFTS, fund, cents)
    if not fee_cents:
        return came, given
    return Line(into, fund, cents - fee_cents), Line(FEES, fund, fee_cents), given


def reversal(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Undo an entry line by line; the wrong entry and its undoing both stay readable."""
    return tuple(Line(x.account, x.fund, -x.cents, x.budget_line, x.currency) for x in lines)


def off_balance(lines: Iterable[Line]) -> dict[tuple[str, str], int]:
    """Name each fund and currency in which lines do not come to zero, and what they are off by."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        sums[line.fund, line.currency] += line.cents
    return {key: cents for key, cents in sums.items() if cents}


def month_of(day: date) -> int:
    """Write a day's month as one number: 202603 for March 2026."""
    return day.year * 100 + day.month


def names_a_claim(code: str) -> str:
    """Find the word in an account's or fund's code that would name a claim on a passenger."""
    return next((word for word in CLAIM_WORDS if word in code.lower()), "")


def cents_of(text: str) -> int:
    """Read an amount of dollars as a person types it: ``12``, ``12.50``, ``$1,234.50``.

    Raises:
      ValueError: anything else: three decimals, a lone decimal, a sign, a misplaced comma, nothing.
    """
    found = re.fullmatch(
        r"\$?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.([0-9]{2}))?", text.strip()
    )
    cents = int(found[1].replace(",", "")) * 100 + int(found[2] or 0) if found else 0
    if not 0 < cents <= CENTS_MAX:
        raise ValueError(f"{text!r} is not an amount such as 12 or 1,234.50")
    return cents


# (account, fund, currency, minor units, part of the budget)
PlainLine = tuple[str, str, str, int, str]


def canonical(lines: Iterable[PlainLine], payee: str, memo: str, evidence: Iterable[str]) -> bytes:
    """Write what an entry says in the one form that is committed to; lines come in any order."""
    return msgspec.json.encode([sorted(lines), payee, memo, list(evidence)])


def commitment_of(salt: bytes, told: bytes) -> bytes:
    """Pin an entry's canonical form under its salt: without it nobody can test a guess."""
    return hmac.digest(salt, b"ws1/commit" + told, "sha256")


def link_of(
    prev: bytes,
    number: int,
    month: int,
    kind: str,
    evidence_level: int,
    commitment: bytes,
    line_mac: bytes,
) -> bytes:
    """Bind an entry to all before it by values that say nothing of persons, places or sums.

    An auditor walks the chain with these alone. ``line_mac`` is the book's keyed digest of every
    plain column, so that the book itself notices any edit without opening a note.
    """
    told = [number, month, kind, evidence_level, commitment.hex(), line_mac.hex()]
    return hashlib.sha256(prev + b"ws1/link" + msgspec.json.encode(told)).digest()


def chain_hash(prev: bytes, head: Iterable[str], lines: Iterable[tuple[object, ...]]) -> bytes:
    """Bind an entry to all before it, as books did that made no commitments yet.

    Args:
      prev: hash of the entry before, 32 zero bytes for the first.
      head: number, id, day, kind, source, external key, what it reverses, body digest, as text.
      lines: (account, fund, currency, minor, budget line, case token as hex), in any order.
    """
    told = [list(head), sorted(msgspec.json.encode(line).decode() for line in lines)]
    return hashlib.sha256(prev + msgspec.json.encode(told)).digest()
