"""What must hold of the whole book, checked on values as read. Pure: rows in, complaints out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from waystation.ledger.chart import COUNTERPARTIES
from waystation.ledger.domain import NO_HASH, chain_hash, names_a_claim


class PostedLine(msgspec.Struct, frozen=True):
    """A line as the database holds it, whatever somebody may have put there."""

    account: str
    fund: str
    currency: str
    minor: int
    budget_line: str
    case_token: str
    is_liquid: bool = False


class PostedEntry(msgspec.Struct, frozen=True):
    """An entry as the database holds it, with its lines."""

    id: str
    number: int
    head: tuple[str, ...]
    prev_hash: bytes
    hash: bytes
    lines: tuple[PostedLine, ...]


class Broken(msgspec.Struct, frozen=True):
    """A rule the book breaks, and the first entry that breaks it (number 0: no single entry)."""

    rule: str
    number: int
    entry: str
    says: str


def link(entry: PostedEntry) -> bytes:
    """Compute the hash an entry must carry."""
    return chain_hash(
        entry.prev_hash,
        entry.head,
        [
            (x.account, x.fund, x.currency, x.minor, x.budget_line, x.case_token)
            for x in entry.lines
        ],
    )


def first_broken(entries: Sequence[PostedEntry], restricted: frozenset[str]) -> list[Broken]:
    """Walk the book in the order of its numbers and name the first entry that breaks each rule."""
    found: dict[str, Broken] = {}
    balances: dict[tuple[str, str], int] = defaultdict(int)
    prev, wanted = NO_HASH, 1
    for entry in entries:
        says = {
            "lines": _bad_lines(entry.lines),
            "numbers": "" if entry.number == wanted else f"number {wanted} is missing",
            "chain": _bad_link(entry, prev),
            "restricted": _overdrawn(entry.lines, balances, restricted),
        }
        for rule, text in says.items():
            if text and rule not in found:
                found[rule] = Broken(rule, entry.number, entry.id, text)
        prev, wanted = entry.hash, entry.number + 1
    return list(found.values())


def _bad_lines(lines: Iterable[PostedLine]) -> str:
    lines = tuple(lines)
    if len(lines) < 2:
        return f"{len(lines)} lines, where an entry has at least two"
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        if type(line.minor) is not int or line.minor == 0:
            return f"{line.account}: an amount that is not a whole number of cents"
        sums[line.fund, line.currency] += line.minor
    off = next(((key, cents) for key, cents in sums.items() if cents), None)
    return f"{off[0][0]} is off by {off[1]} cents" if off else ""


def _bad_link(entry: PostedEntry, prev: bytes) -> str:
    if entry.prev_hash != prev:
        return "the entry does not follow from the one before"
    return "" if link(entry) == entry.hash else "the entry is not the one that was posted"


def _overdrawn(
    lines: Iterable[PostedLine], balances: dict[tuple[str, str], int], restricted: frozenset[str]
) -> str:
    touched = set()
    for line in lines:
        if line.is_liquid and line.fund in restricted and type(line.minor) is int:
            balances[line.fund, line.currency] += line.minor
            touched.add((line.fund, line.currency))
    bad = next((key for key in sorted(touched) if balances[key] < 0), None)
    return f"{bad[0]} stands at {balances[bad]} cents" if bad else ""


def claims(accounts: Iterable[tuple[str, str]], funds: Iterable[str]) -> list[Broken]:
    """Find accounts and funds through which a passenger could owe something.

    Args:
      accounts: (code, counterparty).
    """
    bad = [code for code, whom in accounts if whom not in COUNTERPARTIES or names_a_claim(code)]
    bad += [code for code in funds if names_a_claim(code)]
    says = "an account or fund of a passenger"
    return [Broken("no debt", 0, "", f"{code}: {says}") for code in bad]
