"""When two records may be of one person, and what says so. Pure: no keys, no clock.

Nothing here joins anything: it proposes, with every reason in words, and a person decides.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from waystation.cases.person import Person, Sex
from waystation.kernel import pairing

Verdict = Literal["probable", "possible"]
Kind = Literal[
    "same_words", "near_words", "other_words", "sex", "birth", "place", "companions", "paper",
    "house",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

# Bits above even odds from which a pair is shown, and from which it is called probable; both lines
# were set on seeded doubles, see the figures in the documents.
POSSIBLE_BITS, PROBABLE_BITS = 1.0, 3.0
WORDS_MAX, COMPANION_WORDS_MAX = 8, 12
# A key that more records share pairs none of them: "John" alone says nothing.
SHARED_BY_MAX = 60
# Shorter words differ too easily by one letter.
NEAR_LETTERS_MIN = 4
YEARS_APART = 2


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """What one record says of a person, as far as it can be compared."""

    person: UUID
    house: UUID
    names: tuple[str, ...]
    sex: Sex = "unknown"
    birth_year: int | None = None
    born_on: date | None = None
    place: str = ""
    companions: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """Two records that may be of one person, with the bits of each kind of evidence."""

    first: UUID
    second: UUID
    bits: float
    because: tuple[tuple[Kind, float], ...]
    shared: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Call it probable or possible."""
        return "probable" if self.bits >= PROBABLE_BITS else "possible"


class Found(msgspec.Struct, frozen=True):
    """What a search for doubles found, and how far it looked."""

    proposals: tuple[Proposal, ...]
    n_records: int
    n_too_common: int


def find(mentions: Sequence[Mention]) -> Found:
    """Find the pairs of records that may be of one person, the likeliest first."""
    named = _named(mentions)
    if len(named) < 2:
        return Found((), len(mentions), 0)
    codes = _Codes(named)
    first, second, n_common = pairing.pairs(*codes.keys(), most=SHARED_BY_MAX)
    seen = codes.evidence(first, second)
    worth = np.flatnonzero(seen.total >= POSSIBLE_BITS)
    worth = worth[np.argsort(-seen.total[worth], kind="stable")]
    proposals = tuple(_proposal(seen, int(at), named[first[at]], named[second[at]]) for at in worth)
    return Found(proposals, len(mentions), n_common)


def weigh(mentions: Sequence[Mention], first: UUID, second: UUID) -> Proposal | None:
    """Say what speaks for two records being of one person; None where one of them has no name.

    It says what `find` says of them, and does so where `find` does not look: records that share
    neither words nor papers.

    Args:
      mentions: everybody's, the two among them: what is rare is told from what is common.
    """
    named = _named(mentions)
    at = {mention.person: row for row, mention in enumerate(named)}
    if first == second or first not in at or second not in at:
        return None
    one, other = sorted((at[first], at[second]))
    seen = _Codes(named).evidence(_column([one]), _column([other]))
    return _proposal(seen, 0, named[one], named[other])


def _named(mentions: Iterable[Mention]) -> list[Mention]:
    """Leave out who has no name: nothing is told by them, and they say nothing of what is rare."""
    return [mention for mention in mentions if words_of(mention.names)]


def words_of(names: Iterable[str]) -> tuple[str, ...]:
    """Take names apart into the words that are compared: no case, accent or sign, each once."""
    words: list[str] = []
    for name in names:
        opened = unicodedata.normalize("NFD", name.casefold().replace("'", ""))
        bare = (letter for letter in opened if not unicodedata.combining(letter))
        plain = "".join(letter if letter.isalpha() else " " for letter in bare)
        words += unicodedata.normalize("NFC", plain).split()
    return tuple(dict.fromkeys(words))[:WORDS_MAX]


def is_near(one: str, other: str) -> bool:
    """Say whether two words are equal once at most one letter of each is left out.

    Of a Korean word its jamo count as letters.
    """
    return one != other and bool(_thinned(one) & _thinned(other))


def near_words(words: Sequence[str]) -> list[tuple[int, int]]:
    """List the pairs of words that are a slip apart, by their numbers, each pair once.

    Cost: linear in the letters of all words.
    """
    by_rest: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        for rest in _thinned(word):
            by_rest[rest].append(number)
    found = {
        (a, b) if a < b else (b, a)
        for numbers in by_rest.values()
        for a in numbers
        for b in numbers
        if a != b
    }
    return sorted(found)


def _thinned(word: str) -> frozenset[str]:
    """Give a word and what is left of it without one of its letters."""
    letters = unicodedata.normalize("NFD", word)
    if len(letters) < NEAR_LETTERS_MIN:
        return frozenset()
    return frozenset({letters, *(letters[:at] + letters[at + 1 :] for at in range(len(letters)))})


class _Codes:
    """The records as numbers: each word, place and document gets one."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.words: dict[str, int] = {}
        self.places: dict[str, int] = {}
        papers: dict[str, int] = {}
        houses: dict[UUID, int] = {}
        own = [self._worded(mention.names, WORDS_MAX) for mention in mentions]
        beside = [self._worded(mention.companions, COMPANION_WORDS_MAX) for mention in mentions]
        sexes = {"female": 0, "male": 1, "unknown": pairing.NONE}
        self.near = np.array(near_words(list(self.words)), np.int64).reshape(-1, 2)
        self.records = pairing.Records(
            words=np.array(own, np.int32),
            companions=np.array(beside, np.int32),
            sex=_column(sexes[mention.sex] for mention in mentions),
            year=_column(_or_none(mention.birth_year) for mention in mentions),
            day=_column(
                mention.born_on.toordinal() if mention.born_on else pairing.NONE
                for mention in mentions
            ),
            place=_column(_coded(self.places, mention.place) for mention in mentions),
            paper=_column(
                _coded(papers, mention.papers[0] if mention.papers else "") for mention in mentions
            ),
            house=_column(houses.setdefault(one.house, len(houses)) for one in mentions),
        )

    def _worded(self, names: Iterable[str], most: int) -> list[int]:
        coded = [self.words.setdefault(word, len(self.words)) for word in words_of(names)][:most]
        return coded + [pairing.NONE] * (most - len(coded))

    def keys(self) -> tuple[NDArray[np.int64], pairing.Int]:
        """Give what pairs records: two words alike, or one and the place or about the age."""
        beside: dict[int, list[int]] = defaultdict(list)
        for number, (a, b) in enumerate(self.near.tolist()):
            # Two words a slip apart share the number of that slip.
            beside[a].append(len(self.words) + number)
            beside[b].append(len(self.words) + number)
        numbered: dict[tuple[str, int, int], int] = {}
        keys, owners = [], []
        for row, key in self._told(beside):
            keys.append(numbered.setdefault(key, len(numbered)))
            owners.append(row)
        return np.array(keys, np.int64), np.array(owners, np.int32)

    def evidence(self, first: pairing.Int, second: pairing.Int) -> pairing.Evidence:
        """Weigh pairs of records, by their rows, with what is rare told from all of them."""
        known = pairing.weights(self.records, len(self.words), len(self.places), self.near)
        return pairing.evidence(self.records, known, first, second)

    def _told(self, beside: dict[int, list[int]]) -> Iterator[tuple[int, tuple[str, int, int]]]:
        held = self.records
        columns = (held.year.tolist(), held.place.tolist(), held.paper.tolist())
        for row, (words, year, place, paper) in enumerate(
            zip(held.words.tolist(), *columns, strict=True)
        ):
            own = [word for word in words if word >= 0]
            alike = [(word, (word, *beside.get(word, ()))) for word in own]
            yield from ((row, ("word", a, 0)) for a in own)
            for number, (_word, these) in enumerate(alike):
                for _other, those in alike[number + 1 :]:
                    yield from ((row, ("two", min(a, b), max(a, b))) for a in these for b in those)
                if place >= 0:
                    yield from ((row, ("place", a, place)) for a in these)
                if year >= 0:
                    years = range(year - YEARS_APART // 2, year + YEARS_APART // 2 + 1)
                    yield from ((row, ("year", a, near)) for a in these for near in years)
            if paper >= 0:
                yield row, ("paper", paper, 0)


def _proposal(seen: pairing.Evidence, at: int, one: Mention, other: Mention) -> Proposal:
    because = ((kind, float(getattr(seen, kind)[at])) for kind in KINDS)
    told = tuple((kind, round(bits, 1)) for kind, bits in because if bits)
    shared = [word for word in words_of(one.names) if word in words_of(other.names)]
    return Proposal(
        first=one.person,
        second=other.person,
        bits=round(float(seen.total[at]), 1),
        because=told,
        shared=tuple(shared),
    )


def _coded(codes: dict[str, int], value: str) -> int:
    return codes.setdefault(value, len(codes)) if value else pairing.NONE


def _or_none(value: int | None) -> int:
    return pairing.NONE if value is None else value


def _column(values: Iterable[int]) -> pairing.Int:
    return np.fromiter(values, np.int32)


# What can be chosen between two records, one value or the other; of lists both are kept.
CHOSEN = ("birth", "sex", "seems_under_18", "relation", "needs", "note")
JOINED = ("names", "languages", "special", "documents")


class Merge(msgspec.Struct, frozen=True, kw_only=True, tag="merge/1"):
    """Two records put together: which one stands for both, and what it said before.

    Attributes:
      was, became: the fields of the record that stays, before and after; enough to undo it.
      ties: those whom the record that stays was tied to because the other was.
      at: the place the other one had in its household.
    """

    stays: UUID
    stays_case: UUID
    goes: UUID
    goes_case: UUID
    at: int
    was: dict[str, msgspec.Raw] = {}
    became: dict[str, msgspec.Raw] = {}
    ties: tuple[UUID, ...] = ()
    undone_at: datetime | None = None


class Different(msgspec.Struct, frozen=True, kw_only=True, tag="different/1"):
    """Somebody's word that two records are of two people, so that nobody is asked again."""

    one: UUID
    other: UUID
    reason: str = ""


def joined(stays: Person, goes: Person, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Give the fields of the record that stays as they are to be.

    Args:
      chosen: for each field of CHOSEN "goes" to take the other record's value.
    """
    fields: dict[str, Any] = {
        what: getattr(goes if chosen.get(what) == "goes" else stays, what) for what in CHOSEN
    }
    for what in JOINED:
        both = (*getattr(stays, what), *getattr(goes, what))
        fields[what] = tuple(dict.fromkeys(both)) if what == "languages" else _each_once(both)
    return {what: value for what, value in fields.items() if value != getattr(stays, what)}


def put_back(now: Person, merge: Merge) -> tuple[dict[str, Any], list[str]]:
    """Give the fields to put back when a merge is undone, and those changed since, left alone."""
    fields: dict[str, Any] = {}
    changed_since = []
    for what, was in merge.was.items():
        if packed(getattr(now, what)) == merge.became[what]:
            fields[what] = unpacked(what, was)
        else:
            changed_since.append(what)
    return fields, changed_since


def packed(value: Any) -> msgspec.Raw:
    """Write one field of a person as it is kept in a merge."""
    return msgspec.Raw(msgspec.msgpack.encode(value))


def unpacked(what: str, value: msgspec.Raw) -> Any:
    """Read one field of a person as it was kept in a merge."""
    kinds = {field.name: field.type for field in msgspec.structs.fields(Person)}
    return msgspec.msgpack.decode(value, type=kinds[what])


def _each_once(values: Iterable[Any]) -> tuple[Any, ...]:
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return tuple(found)
