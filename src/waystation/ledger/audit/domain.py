"""What may leave the book: entries without words, sums over enough cases, a sample by lot. Pure."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

import msgspec

from waystation.ledger.chart import CHART, RESCUE_PURPOSE, STANDING_FUNDS

# A sum over fewer rescues, advances or gifts than this would tell of one of them.
K_CASES = 5
SAMPLE_N = 25
SECRET_MIN, SECRET_MAX = 8, 200
# For so long the drawn entries may be looked at; then another pack is made.
ROOM_DAYS = 7
# All funds of single rescues, and every fund whose code is not of the closed list.
RESCUES, OTHER = "RESCUES", "OTHER"
POOLED = "(several accounts)"
# Each is one payment to one hand, even where no rescue and no advance is named.
SINGLE_KINDS = frozenset(
    ("stage-cost", "resettlement-paid", "emergency", "field-loss", "exchange", "reversal")
)
GIVEN = ("Income:Gifts:", "Income:Grants")
_STANDING = frozenset(code for code, _restricted, _purpose in STANDING_FUNDS)
_DRAWN_BY_LOT = re.compile(r"(TEAM|CAMPAIGN|GRANT)-[A-Z0-9]{5}")
_ACCOUNT = re.compile(r"(Assets|Liabilities|Income|Expenses|Equity)(:[A-Z][A-Za-z0-9]*)+")
_FUND = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_CHART = frozenset(code for code, _type, _whom in CHART)


class PlainLine(msgspec.Struct, frozen=True):
    """One line of an entry as it may leave: no token, no part of a budget."""

    account: str
    fund: str
    purpose: str
    currency: str
    minor: int


class PlainEntry(msgspec.Struct, frozen=True):
    """An entry without any word. ``about`` are the rescues, advances or payments it tells of."""

    number: int
    booked_on: date
    kind: str
    lines: tuple[PlainLine, ...]
    about: frozenset[str] = frozenset()

    @property
    def month(self) -> int:
        """Give its month: 202603 for March 2026."""
        return self.booked_on.year * 100 + self.booked_on.month


class Batch(msgspec.Struct, frozen=True):
    """Entries that are only told of together, because together they are about enough cases."""

    name: str
    entries: tuple[PlainEntry, ...]
    n_cases: int


class Cell(msgspec.Struct, frozen=True):
    """One sum that is told: of which fund, account and currency, over how many cases."""

    fund: str
    account: str
    currency: str
    minor: int
    n_cases: int


class Room(msgspec.Struct, frozen=True, tag="auditor-room/1"):
    """What lies sealed beside a pack: whom it was made for, and the lot its digest has fixed."""

    auditor: str
    lot: bytes = b""


class Said(msgspec.Struct, frozen=True, tag="auditor-said/1"):
    """The words the auditor named, which draw the sample."""

    secret: str


class Opened(msgspec.Struct, frozen=True):
    """One entry of the sample as the auditor gets it: everything its commitment was made of."""

    number: int
    booked_on: str
    kind: str
    lines: tuple[tuple[str, str, str, int, str], ...]
    payee: str
    memo: str
    evidence: tuple[str, ...]
    salt: str


class Opening(msgspec.Struct, frozen=True):
    """The opened sample of one pack, as a file to check it by."""

    pack: str
    head: str
    entries: tuple[Opened, ...]
    lot: str = ""


def told_fund(code: str, purpose: str) -> str:
    """Give the name under which an export for others tells of a fund."""
    if purpose == RESCUE_PURPOSE:
        return RESCUES
    return code if code in _STANDING or _DRAWN_BY_LOT.fullmatch(code) else OTHER


def told_account(code: str) -> str:
    """Give the name under which an export for others tells of an account: the chart's, or none."""
    return code if code in _CHART else OTHER


def is_writable(account: str, fund: str) -> bool:
    """Say whether a journal can hold these codes: no blank, comma or line break in them."""
    return bool(_ACCOUNT.fullmatch(account) and _FUND.fullmatch(fund))


def about_of(
    *,
    entry: UUID,
    kind: str,
    funds: Iterable[tuple[str, str]],
    rescues: Iterable[str],
    advance: UUID | None,
    is_program: bool = False,
) -> frozenset[str]:
    """Say which cases an entry tells of, so that they can be counted.

    Args:
      funds: (code, purpose) of its lines.
      rescues: codes of the rescues whose token stands on its lines.
      is_program: a line of it is a cost of the work itself, whatever kind it is called.
    """
    cases = {code for code, purpose in funds if purpose == RESCUE_PURPOSE} | set(rescues)
    if not cases and advance:
        cases = {str(advance)}
    if not cases and (kind in SINGLE_KINDS or is_program):
        cases = {str(entry)}
    return frozenset(cases)


def touched(entry: PlainEntry) -> tuple[tuple[str, str], ...]:
    """Name the funds and currencies an entry touches, as they are told."""
    return tuple(sorted({(told_fund(x.fund, x.purpose), x.currency) for x in entry.lines}))


def batches(
    entries: Iterable[PlainEntry],
    *,
    k: int = K_CASES,
    stream: Callable[[PlainEntry], tuple[object, ...]] = touched,
) -> tuple[list[Batch], list[PlainEntry]]:
    """Put entries together until each batch is about at least ``k`` cases; the rest waits.

    Entries that touch the same funds go in one stream, each entry in one batch only, so that no
    difference between two batches tells of fewer. A batch once made never changes: later entries
    come behind it.

    Args:
      entries: those about some case, in the order of their numbers.

    Returns the batches, and the entries that are still too few to be told of.
    """
    waiting: dict[tuple[object, ...], list[PlainEntry]] = defaultdict(list)
    cases: dict[tuple[object, ...], set[str]] = defaultdict(set)
    made: list[Batch] = []
    for entry in entries:
        key = stream(entry)
        waiting[key].append(entry)
        cases[key] |= entry.about
        if len(cases[key]) >= k:
            name = f"b{len(made) + 1}"
            made.append(Batch(name, tuple(waiting.pop(key)), len(cases.pop(key))))
    return made, sorted((x for group in waiting.values() for x in group), key=lambda x: x.number)


def cells(batch: Batch, *, k: int = K_CASES) -> list[Cell]:
    """Sum a batch up; an account that fewer than ``k`` cases touched is told only with others."""
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    cases: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for entry in batch.entries:
        for x in entry.lines:
            key, account = (told_fund(x.fund, x.purpose), x.currency), told_account(x.account)
            sums[key][account] += x.minor
            cases[key][account] |= entry.about
    found = []
    for (fund, currency), of_account in sorted(sums.items()):
        for accounts in pooled(cases[fund, currency], k):
            named = accounts[0] if len(accounts) == 1 else POOLED
            minor = sum(of_account[account] for account in accounts)
            n = len(set[str]().union(*(cases[fund, currency][account] for account in accounts)))
            found.append(Cell(fund, named, currency, minor, n))
    return found


def pooled(cases: dict[str, set[str]], k: int) -> list[tuple[str, ...]]:
    """Give each account alone, and those with too few cases together with one that has enough."""
    few = [account for account in sorted(cases) if len(cases[account]) < k]
    enough = sorted(set(cases) - set(few), key=lambda account: (len(cases[account]), account))
    if few and enough and len(set[str]().union(*(cases[account] for account in few))) < k:
        few.append(enough.pop(0))
    alone: list[tuple[str, ...]] = [(account,) for account in sorted(enough)]
    return [*alone, tuple(sorted(few))] if few else alone


def digest_of_lot(lot: bytes) -> str:
    """Fix a lot in a pack without telling it."""
    return hashlib.sha256(b"ws1/lot" + lot).hexdigest()


def sample(
    head: bytes, lot: bytes, secret: str, numbers: Sequence[int], n: int = SAMPLE_N
) -> tuple[int, ...]:
    """Draw entries by lot, so that neither who keeps the book nor who checks it can steer it.

    Number i of the draw is SHA-256(head | lot | secret | i) modulo the count, what came before is
    passed over. Head and lot are fixed before the auditor names the secret; the auditor, who could
    else try words until they draw a wanted entry, learns the lot with the opening.

    Args:
      head: hash of the last entry of the pack.
      lot: 32 random bytes of the pack.
      numbers: those that may be drawn, in order.
    """
    drawn: list[int] = []
    for draw in _draws(head + lot, secret):
        if len(drawn) == min(n, len(numbers)):
            break
        number = numbers[draw % len(numbers)]
        if number not in drawn:
            drawn.append(number)
    return tuple(drawn)


def _draws(fixed: bytes, secret: str) -> Iterator[int]:
    at = 0
    while True:
        told = fixed + secret.encode() + at.to_bytes(8, "big")
        yield int.from_bytes(hashlib.sha256(told).digest(), "big")
        at += 1


def quarter(on: date) -> str:
    """Name the quarter of a day: ``2026Q1``."""
    return f"{on.year}Q{(on.month + 2) // 3}"
