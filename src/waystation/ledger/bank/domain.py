"""What a bank's statement is, and which entries of the book one of its lines may be. Pure."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

FORMS = ("csv", "camt", "mt940", "ofx")
NEAR = timedelta(days=10)
# Several entries together stand for one line only if they were booked about then.
TOGETHER_NEAR = timedelta(days=7)
TOGETHER_MAX = 12
WORD_LENGTH_MIN = 3


class RawLine(msgspec.Struct, frozen=True):
    """One line as a file has it: minor units, positive for what came in.

    ``at`` is where it stands in the file; ``reference`` the bank's own mark, empty if it has none.
    """

    at: int
    day: date
    minor: int
    payee: str
    text: str
    reference: str = ""


class Reading(msgspec.Struct, frozen=True):
    """One statement out of a file; balances in minor units, None where the file has none."""

    form: str
    currency: str
    lines: tuple[RawLine, ...]
    opening: int | None
    closing: int | None
    first_day: date
    last_day: date


class LineText(msgspec.Struct, frozen=True, tag="bank-line/1"):
    """What only finance reads of a bank's line; ``note`` says why it was set aside."""

    payee: str
    text: str
    reference: str = ""
    note: str = ""


class Columns(msgspec.Struct, frozen=True, tag="bank-columns/1"):
    """How a bank's own table reads: which column, by its heading, is what.

    Either ``amount`` holds signed sums, or ``money_in`` and ``money_out`` hold them apart.
    ``day_form`` is ``ymd``, ``dmy`` or ``mdy``; ``point`` stands before the cents.
    """

    name: str
    day: str
    amount: str = ""
    money_in: str = ""
    money_out: str = ""
    payee: str = ""
    text: str = ""
    reference: str = ""
    balance: str = ""
    currency: str = "USD"
    separator: str = ","
    point: str = "."
    day_form: str = "ymd"


class Balances(msgspec.Struct, frozen=True):
    """Balances that somebody typed in from the paper, as text; they fill in what a file lacks."""

    opening: str = ""
    closing: str = ""


class Open(msgspec.Struct, frozen=True):
    """An entry of the book that no line of the bank stands for yet.

    ``minor`` is what it moved on the bank's account; ``words`` come of its memo and payee.
    """

    entry: UUID
    number: int
    day: date
    minor: int
    words: frozenset[str] = frozenset()


class Wanted(msgspec.Struct, frozen=True):
    """A line of the bank for which an entry is looked for."""

    line: UUID
    day: date
    minor: int
    words: frozenset[str] = frozenset()


class Found(msgspec.Struct, frozen=True):
    """What a line may be: ``clear`` if there is one answer, else the answers, likeliest first.

    Each answer is the entries that together make the line's sum.
    """

    line: UUID
    clear: bool
    answers: tuple[tuple[UUID, ...], ...]


def off_by(opening: int, lines: Iterable[RawLine], closing: int) -> int:
    """Say by how much a statement's lines miss its closing balance; zero if they lead there."""
    return closing - opening - sum(line.minor for line in lines)


def marks(account: str, reading: Reading) -> list[tuple[object, ...]]:
    """Give what each line is known by again, whatever file it comes in next.

    That is account, currency, day, sum and the bank's own mark (its words where it has none),
    and which one it is among lines equal in all that: two equal coffees on a day are two.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    found: list[tuple[object, ...]] = []
    for line in reading.lines:
        said = line.reference or f"{line.payee}\n{line.text}"
        is_marked = bool(line.reference)
        mark = (account, reading.currency, line.day.isoformat(), line.minor, is_marked, said)
        found.append((*mark, seen[mark]))
        seen[mark] += 1
    return found


def words_of(*texts: str) -> frozenset[str]:
    """Take texts apart into words that can be compared: folded, three letters or digits at least.

    Two Korean or Chinese letters make a word already.
    """
    folded = unicodedata.normalize("NFKC", " ".join(texts)).casefold()
    return frozenset(
        word
        for word in re.findall(r"\w+", folded)
        if len(word) >= WORD_LENGTH_MIN or (len(word) > 1 and not word.isascii())
    )


def propose(lines: Sequence[Wanted], entries: Sequence[Open]) -> list[Found]:
    """Find for each line of a bank the entries it may stand for.

    An entry of the same sum within ten days is an answer; those that share most words with the
    line come first, then the nearest in time. The answer is clear if it is the only one, or the
    only one that shares the most words; and if no other line has it as its clear answer. Where no
    single entry has the sum, entries of one week that add up to it are an answer together.
    """
    by_sum: dict[int, list[Open]] = defaultdict(list)
    for entry in entries:
        by_sum[entry.minor].append(entry)
    found = [_answer(line, by_sum[line.minor], entries) for line in lines]
    claims = Counter(entry for each in found if each.clear for entry in each.answers[0])
    return [
        each
        if not each.clear or all(claims[entry] == 1 for entry in each.answers[0])
        else Found(each.line, False, each.answers)
        for each in found
    ]


def _answer(line: Wanted, same_sum: Sequence[Open], entries: Sequence[Open]) -> Found:
    near = [entry for entry in same_sum if abs(entry.day - line.day) <= NEAR]
    if not near:
        sums = _adding_up(line, entries)
        return Found(line.line, len(sums) == 1, tuple(sums))
    shared = {entry.entry: len(entry.words & line.words) for entry in near}
    near.sort(key=lambda x: (-shared[x.entry], abs(x.day - line.day), x.number))
    most = [entry for entry in near if shared[entry.entry] == shared[near[0].entry]]
    return Found(line.line, len(most) == 1, tuple((entry.entry,) for entry in near))


def _adding_up(line: Wanted, entries: Sequence[Open]) -> list[tuple[UUID, ...]]:
    """Find entries of one week that add up to a line; at most two ways, for one is enough to doubt.

    Only entries on the same side count, and the twelve nearest of them.
    """
    side = [
        entry
        for entry in entries
        if entry.minor * line.minor > 0
        and abs(entry.minor) < abs(line.minor)
        and abs(entry.day - line.day) <= TOGETHER_NEAR
    ]
    side.sort(key=lambda x: (abs(x.day - line.day), x.number))
    side = sorted(side[:TOGETHER_MAX], key=lambda x: x.number)
    ways: list[tuple[UUID, ...]] = []

    def search(start: int, left: int, taken: tuple[UUID, ...]) -> None:
        for at in range(start, len(side)):
            rest = left - abs(side[at].minor)
            if rest == 0:
                ways.append((*taken, side[at].entry))
            elif rest > 0 and len(ways) < 2:
                search(at + 1, rest, (*taken, side[at].entry))

    search(0, abs(line.minor), ())
    return ways[:2]
