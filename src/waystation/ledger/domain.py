"""The book's rules: six categories, what a rescue may cost, and lines that always balance. Pure."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

import msgspec

from waystation.ledger.chart import (
    BANK,
    CATEGORIES,
    CLAIM_WORDS,
    EXPENSE_OF,
    FEES,
    GENERAL,
    GIFTS,
    RELEASE,
    ROLL,
)

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
    "reversal",
    "other",
)
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


class Draft(msgspec.Struct, frozen=True):
    """An entry as somebody wants it booked, before the book gives it a number.

    ``external_key`` is 32 bytes, from the caller's own id where there is one; ``case_token``
    16 random bytes that stand on expense lines only; ``reverses`` the entry this one undoes.
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


class Note(msgspec.Struct, frozen=True, tag="entry-note/1"):
    """What only finance reads of an entry."""

    memo: str
    payee: str


class BudgetTemplate(msgspec.Struct, frozen=True):
    """What a rescue may cost for each person, in force between two days (None: no end)."""

    key: str
    valid_from: date
    valid_to: date | None
    per_person_cents: tuple[int, int, int, int, int, int]
    assumed: bool = False
    note: str = ""


TEMPLATES = {
    template.key: template
    for template in (
        BudgetTemplate(
            key="rescue-3000",
            valid_from=date(2010, 1, 1),
            valid_to=None,
            per_person_cents=(25_000, 50_000, 10_000, 135_000, 30_000, 50_000),
        ),
        BudgetTemplate(
            key="rescue-1855",
            valid_from=date(1830, 1, 1),
            valid_to=date(1865, 12, 31),
            per_person_cents=(250, 500, 100, 1_350, 300, 500),
            assumed=True,
            note="one hundredth of today's plan; the order of the sums in the historical "
            "expense list",
        ),
    )
}


class Spend(msgspec.Struct, frozen=True):
    """A cost of one category, paid from one part of the budget."""

    category: str
    budget_line: str
    cents: int


def is_in_force(template: BudgetTemplate, on: date) -> bool:
    """Say whether a template may be used on a day."""
    return template.valid_from <= on and (template.valid_to is None or on <= template.valid_to)


def budget(template: BudgetTemplate, n_people: int) -> dict[str, int]:
    """Give what a rescue of so many people may cost, in cents by category.

    Raises:
      ValueError: not between 1 and 60 people.
    """
    if not 1 <= n_people <= PEOPLE_MAX:
        raise ValueError(f"a rescue of {n_people} people; between 1 and {PEOPLE_MAX}")
    parts = zip(CATEGORIES, template.per_person_cents, strict=True)
    return {category: cents * n_people for category, cents in parts}


def cover(costs: Mapping[str, int], left: Mapping[str, int]) -> tuple[tuple[Spend, ...], int]:
    """Find which parts of the budget pay for some costs: each its own first, then contingency.

    Returns what is paid from where, and how many cents nothing covers.

    Raises:
      ValueError: a category outside the six, or a cost that is not a positive sum of cents.
    """
    for category, cents in costs.items():
        if category not in CATEGORIES:
            raise ValueError(f"no such category: {category!r}; the six are {CATEGORIES}")
        if type(cents) is not int or not 0 < cents <= CENTS_MAX:
            raise ValueError(f"{category}: {cents!r} is not a positive whole number of cents")
    spends, above = [], {}
    for category in (c for c in CATEGORIES if c in costs):
        own = min(costs[category], max(0, left.get(category, 0)))
        if own:
            spends.append(Spend(category, category, own))
        if costs[category] > own:
            above[category] = costs[category] - own
    spare = max(0, left.get("contingency", 0))
    spare -= sum(spend.cents for spend in spends if spend.budget_line == "contingency")
    missing = 0
    for category, cents in above.items():
        drawn = min(cents, spare)
        if drawn:
            spends.append(Spend(category, "contingency", drawn))
        spare, missing = spare - drawn, missing + cents - drawn
    return tuple(spends), missing


# Builders: each returns lines that come to zero inside every fund it touches.


def _pair(debit: str, credit: str, fund: str, cents: int, part: str = "") -> tuple[Line, Line]:
    """Book an amount from one account to another inside one fund."""
    if type(cents) is not int or not 0 < cents <= CENTS_MAX:
        raise ValueError(f"{cents!r} is not a positive whole number of cents")
    return Line(debit, fund, cents, part), Line(credit, fund, -cents, part)


def gift(*, fund: str, cents: int, fee_cents: int = 0, into: str = BANK) -> tuple[Line, ...]:
    """Book a gift at its full sum; what a processor kept is a cost, not a smaller gift."""
    if not 0 <= fee_cents < cents:
        raise ValueError(f"a fee of {fee_cents} cents on a gift of {cents}")
    came, given = _pair(into, GIFTS, fund, cents)
    if not fee_cents:
        return came, given
    return Line(into, fund, cents - fee_cents), Line(FEES, fund, fee_cents), given


def open_rescue(
    *, plan: Mapping[str, int], rescue: str, general: str = GENERAL
) -> tuple[Line, ...]:
    """Set a rescue's budget aside: out of the general fund, into the rescue's own."""
    lines = list(_pair(RELEASE, BANK, general, sum(plan.values())))
    for part, cents in plan.items():
        lines += _pair(BANK, RELEASE, rescue, cents, part)
    return tuple(lines)


def stage_cost(*, fund: str, spends: Iterable[Spend]) -> tuple[Line, ...]:
    """Pay costs of a rescue out of its fund."""
    lines: list[Line] = []
    for spend in spends:
        lines += _pair(EXPENSE_OF[spend.category], BANK, fund, spend.cents, spend.budget_line)
    return tuple(lines)


def roll_contingency(*, from_fund: str, to_fund: str, cents: int) -> tuple[Line, ...]:
    """Pass unused contingency on: nothing moves at the bank, only whose money it is."""
    if from_fund == to_fund:
        raise ValueError(f"contingency rolls to another fund, not to {to_fund} itself")
    return (
        *_pair(ROLL, BANK, from_fund, cents, "contingency"),
        *_pair(BANK, ROLL, to_fund, cents, "contingency"),
    )


def return_unspent(
    *, fund: str, left: Mapping[str, int], general: str = GENERAL
) -> tuple[Line, ...]:
    """Give back what a finished rescue did not spend, save contingency and resettlement."""
    lines: list[Line] = []
    for part in CATEGORIES:
        if part not in ("contingency", "resettlement") and left.get(part, 0) > 0:
            lines += _pair(RELEASE, BANK, fund, left[part], part)
    back = sum(line.cents for line in lines if line.account == RELEASE)
    return (*lines, *_pair(BANK, RELEASE, general, back)) if back else ()


def reversal(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Undo an entry line by line; the wrong entry and its undoing both stay readable."""
    return tuple(Line(x.account, x.fund, -x.cents, x.budget_line) for x in lines)


def off_balance(lines: Iterable[Line]) -> dict[str, int]:
    """Name the funds in which lines do not come to zero, with the cents they are off by."""
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.fund] += line.cents
    return {fund: cents for fund, cents in sums.items() if cents}


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


def chain_hash(prev: bytes, head: Iterable[str], lines: Iterable[tuple[object, ...]]) -> bytes:
    """Bind an entry to all before it, so that no later edit of the file goes unseen.

    Args:
      prev: hash of the entry before, 32 zero bytes for the first.
      head: number, id, day, kind, source, external key, what it reverses, body digest, as text.
      lines: (account, fund, currency, minor, budget line, case token as hex), in any order.
    """
    told = [list(head), sorted(msgspec.json.encode(line).decode() for line in lines)]
    return hashlib.sha256(prev + msgspec.json.encode(told)).digest()
