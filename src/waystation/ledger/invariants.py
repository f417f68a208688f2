"""What must hold of the whole book, checked on values as read. Pure: rows in, complaints out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from waystation.ledger.chart import COUNTERPARTIES
from waystation.ledger.domain import (
    NO_HASH,
    TWO_HANDS,
    WRITTEN_OFF,
    PlainLine,
    chain_hash,
    link_of,
    names_a_claim,
)


class PostedLine(msgspec.Struct, frozen=True):
    """A line as the database holds it, whatever somebody may have put there."""

    account: str
    fund: str
    currency: str
    minor: int
    budget_line: str
    case_token: str
    is_liquid: bool = False
    month: int = 0

    @property
    def plain(self) -> PlainLine:
        """Give what a commitment is made of: everything but the case token."""
        return self.account, self.fund, self.currency, self.minor, self.budget_line


class PostedEntry(msgspec.Struct, frozen=True):
    """An entry as the database holds it, with its lines.

    ``line_mac`` is computed from every plain column as read; without a ``commitment`` the entry is
    from a book before there were any, and ``head`` and lines are chained themselves.
    """

    id: str
    number: int
    head: tuple[str, ...]
    prev_hash: bytes
    hash: bytes
    lines: tuple[PostedLine, ...]
    month: int = 0
    kind: str = ""
    evidence_level: int = 0
    commitment: bytes = b""
    line_mac: bytes = b""
    made_by: str = ""
    approved_by: str = ""


class Broken(msgspec.Struct, frozen=True):
    """A rule the book breaks, and the first entry that breaks it (number 0: no single entry)."""

    rule: str
    number: int
    entry: str
    says: str


def link(entry: PostedEntry) -> bytes:
    """Compute the hash an entry must carry."""
    if entry.commitment:
        return link_of(
            entry.prev_hash,
            entry.number,
            entry.month,
            entry.kind,
            entry.evidence_level,
            entry.commitment,
            entry.line_mac,
        )
    told = [(*line.plain, line.case_token) for line in entry.lines]
    return chain_hash(entry.prev_hash, entry.head, told)


def first_broken(entries: Sequence[PostedEntry], restricted: frozenset[str]) -> list[Broken]:
    """Walk the book in the order of its numbers and name the first entry that breaks each rule.

    Where the walk begins later than at number 1, its first entry is taken at its word for what it
    follows, and balances are left out, as what came before is not known.
    """
    found: dict[str, Broken] = {}
    balances: dict[tuple[str, str], int] = defaultdict(int)
    prev, wanted, is_pinned = NO_HASH, 1, False
    if entries and entries[0].number > 1:
        prev, wanted, restricted = entries[0].prev_hash, entries[0].number, frozenset()
    for entry in entries:
        says = {
            "lines": _bad_lines(entry.lines),
            "numbers": "" if entry.number == wanted else f"number {wanted} is missing",
            "chain": _bad_link(entry, prev, is_pinned=is_pinned),
            "restricted": _overdrawn(entry.lines, balances, restricted),
            "months": _bad_month(entry),
            "four eyes": _one_hand(entry),
        }
        for rule, text in says.items():
            if text and rule not in found:
                found[rule] = Broken(rule, entry.number, entry.id, text)
        prev, wanted = entry.hash, entry.number + 1
        is_pinned = is_pinned or bool(entry.commitment)
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


def _bad_link(entry: PostedEntry, prev: bytes, *, is_pinned: bool) -> str:
    if entry.prev_hash != prev:
        return "the entry does not follow from the one before"
    if is_pinned and not entry.commitment:
        return "the entry has lost its commitment"
    return "" if link(entry) == entry.hash else "the entry is not the one that was posted"


def _bad_month(entry: PostedEntry) -> str:
    bad = next((line for line in entry.lines if line.month != entry.month), None)
    return f"a line stands in month {bad.month} of an entry of {entry.month}" if bad else ""


def _one_hand(entry: PostedEntry) -> str:
    if entry.approved_by and entry.approved_by == entry.made_by:
        return "whoever made the entry approved it"
    needs_two = entry.kind in TWO_HANDS or entry.evidence_level == WRITTEN_OFF
    if needs_two and not (entry.made_by and entry.approved_by):
        return "money was given up by one hand alone"
    return ""


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


class Holding(msgspec.Struct, frozen=True):
    """What a fund is said to have in a currency, and to have promised."""

    fund: str
    currency: str
    is_restricted: bool
    liquid: int
    promised: int


def bad_balances(
    said: Iterable[Holding],
    liquid: Mapping[tuple[str, str], int],
    promised: Mapping[tuple[str, str], int],
) -> list[Broken]:
    """Compare what funds are said to have with what their lines and open promises come to.

    Args:
      liquid: what the posted lines of (fund, currency) at the bank and on the way there sum to.
      promised: the sum of the promises of (fund, currency) that are open.
    """
    told = {(one.fund, one.currency): one for one in said}
    for key in sorted({*liquid, *promised, *told}):
        one = told.get(key) or Holding(*key, False, 0, 0)
        has, owes = liquid.get(key, 0), promised.get(key, 0)
        if one.liquid != has:
            return [
                Broken("balances", 0, "", f"{key[0]} has {has}, and is said to have {one.liquid}")
            ]
        if one.promised != owes:
            says = f"{key[0]} has promised {owes}, and is said to have promised {one.promised}"
            return [Broken("balances", 0, "", says)]
        if one.is_restricted and has < owes:
            return [Broken("promises", 0, "", f"{key[0]} has {has} and has promised {owes}")]
    return []


class Promise(msgspec.Struct, frozen=True):
    """A promise of money that an entry has kept, and its number (0: that entry is not posted)."""

    number: int
    entry: str
    fund: str
    currency: str
    reserved: int
    spent: int


def bad_promises(kept: Iterable[Promise], out: Mapping[tuple[str, str, str], int]) -> list[Broken]:
    """Find the first entry that kept more of promises than it took out of their fund.

    Args:
      out: what each (entry, fund, currency) took out of the bank.
    """
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in sorted(kept, key=lambda one: one.number):
        key = (one.entry, one.fund, one.currency)
        sums[key] += one.spent
        if not one.number:
            return [Broken("promises", 0, one.entry, "a promise is spent by an entry not posted")]
        if one.spent > one.reserved or sums[key] > out.get(key, 0):
            says = f"{one.fund}: {sums[key]} of promises are kept, out came {out.get(key, 0)}"
            return [Broken("promises", one.number, one.entry, says)]
    return []


class HandLine(msgspec.Struct, frozen=True):
    """A line that puts cash into a hand or takes it back; ``advance`` is empty where it has none.

    The fund and currency of the advance itself stand beside those of the line.
    """

    number: int
    entry: str
    advance: str
    minor: int
    purse: tuple[str, str]
    advance_purse: tuple[str, str]


def bad_advances(lines: Iterable[HandLine], closed: Collection[str]) -> list[Broken]:
    """Find the first entry that settles above what is out, or touches another fund's advance.

    Args:
      lines: in the order of their entries' numbers.
      closed: the advances that are over, of which nothing may be out.
    """
    out: dict[str, int] = defaultdict(int)
    entries: dict[tuple[int, str], list[HandLine]] = defaultdict(list)
    for line in lines:
        entries[line.number, line.entry].append(line)
    for (number, entry), own in entries.items():
        if any(not line.advance or line.purse != line.advance_purse for line in own):
            return [Broken("advances", number, entry, "cash in a hand that belongs to no advance")]
        for line in own:
            out[line.advance] += line.minor
        below = next((line for line in own if out[line.advance] < 0), None)
        if below:
            says = f"{-out[below.advance]} more is settled than was out"
            return [Broken("advances", number, entry, says)]
    left = next((one for one in sorted(closed) if out.get(one, 0)), None)
    return [Broken("advances", 0, left, f"closed with {out[left]} out")] if left else []


def bad_months(
    closed: Iterable[tuple[int, int, bytes]], entries: Sequence[PostedEntry]
) -> list[Broken]:
    """Find entries that came into a month after it was closed, and a head that is none.

    Args:
      closed: (month, number of its last entry, that entry's hash) as signed.
    """
    heads = {entry.number: entry.hash for entry in entries}
    for month, last, head in closed:
        if last and heads.get(last) != head:
            return [Broken("months", last, "", f"{month} was closed on another entry")]
        late = next((x for x in entries if x.number > last and x.month <= month), None)
        if late:
            return [Broken("months", late.number, late.id, f"booked into {month} after its end")]
    return []
