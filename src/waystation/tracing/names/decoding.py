"""A name in any spelling, read as what it is in Hangul: chances of syllables, place by place.

The reading is Bayes' rule over everything a name may be: which standard it was spelled by, which
word is the family name, where the syllables part, and one slip of the pen. What cannot be read
keeps the chance of any letters at all, so that a name of another tongue is known as such.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.tracing.names import families, jamo, spellings
from waystation.tracing.names.parting import Guess, Order, Part, Shares, Way
from waystation.tracing.names.priors import Priors
from waystation.tracing.names.symbols import (
    NOTHING,
    PLACES,
    UNREAD,
    alphabet,
    code_of,
    symbol_of,
)

Entries = tuple[tuple[int, float], ...]
# The longest spelling of one syllable, and how much of a name is looked at.
SYLLABLE_MAX, WORDS_MAX, LETTERS_MAX = 8, 5, 40
# Of names in Latin letters: the family name stands first, stands last, or is not told.
FIRST, LAST, UNTOLD = 0.70, 0.25, 0.05
# The chance of a letter in a name of any other tongue: about 4.1 bits a letter.
ANY_LETTER = 1 / 17
# How often a part of a Korean name cannot be read; how often a name is a Korean one.
UNREADABLE, KOREAN = 1e-3, 0.5
# Readings less likely than this are left out, and no more than so many are kept.
LEAST, MOST = 2e-3, 24
NEGLIGIBLE = 1e-4
# From so many letters on, letters in one piece may be three syllables.
LONG = 8
MEMO_MAX = 4096
_MARKS = str.maketrans({
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "ʹ": "'",
    "ô": "ŏ", "õ": "ŏ", "ō": "ŏ", "û": "ŭ", "ũ": "ŭ", "ū": "ŭ",
    "‐": "-", "‑": "-", "–": "-", "—": "-", "·": " ", ".": " ", "ㆍ": " ", "・": " ",
})  # fmt: skip


class Read(NamedTuple):
    """A name as it was read: `places` holds codes with their chances, () where nothing is told.

    `words` are its words in plain letters, for names of other tongues.
    """

    korean: float
    places: tuple[Entries, ...]
    words: tuple[str, ...]


class Reading(NamedTuple):
    """A name as it was read, for people: each place a choice of syllables, "" for none there.

    `korean` is the chance that it is a Korean name at all. A place of which nothing is told is {}.
    """

    korean: float
    places: tuple[dict[str, float], ...]

    @property
    def hangul(self) -> str:
        """Give the likeliest reading; empty where it is likelier no Korean name."""
        if self.korean < 0.5:
            return ""
        return "".join(max(row, key=lambda one: row[one]) for row in self.places if row)


def folded(text: str) -> str:
    """Write a name in small letters of one kind: marks that only adorn go, Korea's breves stay."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_MARKS)
    plain = unicodedata.normalize("NFC", plain).translate(_MARKS)
    kept = []
    for letter in plain:
        if letter not in "ŏŭ" and not jamo.is_syllable(letter):
            letter = "".join(
                one
                for one in unicodedata.normalize("NFD", letter)
                if not unicodedata.combining(one)
            )
        kept.append(letter)
    return "".join(kept)


class Decoder:
    """Reads names with one set of priors, and remembers spellings while it lives, never names."""

    def __init__(self, priors: Priors) -> None:
        self.priors = priors
        known = alphabet()
        self._size = len(known.symbols)
        classes = np.array([known.head, known.head, known.inside, known.inside])
        head, inside = known.head_share, known.inside_share
        shares = np.array([head, head, inside, inside])
        self._classes = classes
        # A place's prior over forms: the prior of the class, parted among its forms.
        forms = np.take_along_axis(priors.places, classes, axis=1) * shares
        # In the table of family names the forms are one already.
        self._family = priors.places[0].astype(np.float32)
        self._given = forms[1:].astype(np.float32)
        # The chance that a given name ends after one, two or three syllables.
        nothing = priors.places[:, NOTHING].astype(np.float32)
        self._ends = (0.0, nothing[2] * nothing[3], nothing[3], np.float32(1.0))
        self._usual = spellings.USUAL.astype(np.float32)
        self._memo: dict[str, Part] = {}
        self._family_memo: dict[str, Part] = {}

    def read(self, text: str) -> Read:
        """Read a name; whatever the letters are, it never fails."""
        plain = folded(text[:200])
        if any(jamo.is_syllable(one) for one in plain):
            return self._read_syllables(plain)
        if any(one in alphabet().readings for one in plain):
            return self._read_characters(plain)
        return self._read_letters(plain)

    # ---- Hangul and characters ----------------------------------------------------------------

    def _read_syllables(self, plain: str) -> Read:
        words = ["".join(one for one in word if jamo.is_syllable(one)) for word in plain.split()]
        words = [word for word in words if word]
        said = "".join(words)
        if len(said) > 6:
            return Read(0.02, ((),) * PLACES, tuple(words[:WORDS_MAX]))
        return self._parted(said, words[0] if len(words) > 1 else "", tuple(words), 1.0)

    def _read_characters(self, plain: str) -> Read:
        known = alphabet().readings
        signs = "".join(one for one in plain if one in known)
        name = next((said for n in (2, 1) if (said := families.OF_CHARACTERS.get(signs[:n]))), "")
        rest = signs[len(name) :]
        said = name + "".join(known[one] for one in rest)
        if len(said) > 5:
            return Read(0.02, ((),) * PLACES, (signs,))
        return self._parted(said, name, (signs,), 1.0 if name else 0.5)

    def _parted(self, said: str, family: str, words: tuple[str, ...], korean: float) -> Read:
        """Part Hangul into a family name and a given one; what stands apart tells, if it can be."""
        codes = alphabet().codes
        shares = self.priors.places
        ways: list[tuple[float, str, str]] = []
        for n in (1, 2):
            name, given = said[:n], said[n:]
            if (n == 2 and name not in families.DOUBLE) or len(given) > 3:
                continue
            share = shares[0, codes.get(_southern(name, leads=True), 0)]
            told = 1.0 if name == family or not family else 0.01
            ways.append((max(share, 1e-6) * told * self._given_share(given), name, given))
        if len(said) <= 3 and not (family and len(family) < len(said)):
            ways.append((UNTOLD * self._given_share(said), "", said))
        weights = np.array([way[0] for way in ways])
        weights = weights / weights.sum() if weights.sum() > 0 else np.ones(len(ways))
        rows: list[dict[int, float]] = [{} for _ in range(PLACES)]
        for weight, (_share, name, given) in zip(weights, ways, strict=True):
            if name:
                _count(rows[0], code_of(_southern(name, leads=True)), weight)
            for place in range(1, PLACES) if given else ():
                at = given[place - 1 : place]
                code = code_of(_southern(at, leads=place == 1)) if at else NOTHING
                _count(rows[place], code, weight)
        return Read(korean, tuple(_entries(row) for row in rows), words)

    def _given_share(self, given: str) -> float:
        codes = alphabet().codes
        share = 1.0 if given else 1e-3
        for place in range(1, PLACES) if given else ():
            at = given[place - 1 : place]
            code = codes.get(_southern(at, leads=place == 1), -1) if at else NOTHING
            share *= max(self.priors.places[place, code], 1e-6) if code >= 0 else 1e-6
        return share

    # ---- Latin letters ------------------------------------------------------------------------

    def _read_letters(self, plain: str) -> Read:
        words = _words(plain)
        told = tuple("".join(word).replace("'", "") for word in words)[:WORDS_MAX]
        guesses = self.guesses(plain)
        if not guesses:
            return Read(0.0, ((),) * PLACES, told)
        total = float(sum(guess.weights.sum() for guess in guesses))
        other = (1 - KOREAN) * ANY_LETTER ** sum(map(len, told))
        return Read(KOREAN * total / (KOREAN * total + other), self._summed(guesses), told)

    def guesses(self, plain: str) -> list[Guess]:
        """List the likely ways to part a folded name; none unless it is in Latin letters."""
        words = _words(plain)
        said = ["".join(word) for word in words]
        is_latin = all(one.isascii() or one in "ŏŭ" for one in "".join(said))
        if not words or not is_latin:
            return []
        if len(words) > WORDS_MAX or sum(map(len, said)) > LETTERS_MAX:
            return []
        orders = [(order, order.total()) for order in self._orders(words, comma="," in plain)]
        least = NEGLIGIBLE * sum(total for _, total in orders)
        return [
            guess
            for order, total in orders
            if total > least
            for guess in order.guesses(NEGLIGIBLE)
            if guess.weights.sum() > least
        ]

    def chances(self, guess: Guess, wanted: Sequence[int | None]) -> Shares:
        """Weigh a guess by each standard, given which symbol stands at each place."""
        weights = guess.weights
        for place, part in enumerate((guess.family, *(guess.given or ()))):
            code = wanted[place]
            if part is None or code is None:
                weights = weights * (UNREADABLE if guess.letters[place : place + 1] else 1)
                continue
            held = part.shares[:, self._forms(place, code)]
            if place:
                held = held * self._given[place - 1][self._forms(place, code)]
            weights = weights * held.sum(axis=1) / np.maximum(part.sums[max(place - 1, 0)], 1e-30)
        return weights

    def has_slip(self, guess: Guess, wanted: Sequence[int | None]) -> bool:
        """Say whether some syllable can only be read as the one wanted with a slip of the pen."""
        table = spellings.syllables()
        for place, (said, code) in enumerate(zip(guess.letters, wanted, strict=False)):
            if said and code is not None:
                of = table if place else spellings.family_names()
                if not of.exact(said)[:, self._forms(place, code)].any():
                    return True
        return False

    def _forms(self, place: int, code: int) -> NDArray[np.int64]:
        return np.flatnonzero(self._classes[place] == code) if place else np.array([code])

    def _summed(self, guesses: Sequence[Guess]) -> tuple[Entries, ...]:
        """Add up what all guesses say of each place."""
        total = float(sum(guess.weights.sum() for guess in guesses))
        found: list[Entries] = []
        for place in range(PLACES):
            row, unread = np.zeros(self._size, np.float32), 0.0
            for guess in guesses:
                if place == 0 and not guess.letters[0]:
                    continue
                part = guess.family
                if place:
                    # What nobody can read is taken to be of two syllables.
                    given = guess.given or (None, None)
                    if place > len(given):
                        row[NOTHING] += guess.weights.sum()
                        continue
                    part = given[place - 1]
                if part is None:
                    unread += float(guess.weights.sum())
                    continue
                scale = guess.weights / np.maximum(part.sums[max(place - 1, 0)], 1e-30)
                row += (scale @ part.shares) * (self._given[place - 1] if place else 1)
            told = float(row.sum()) + unread
            found.append(self._kept(place, row / told, unread / told) if told > total / 2 else ())
        return tuple(found)

    def _kept(self, place: int, row: Shares, unread: float) -> Entries:
        """Keep the likely symbols of a place, forms of the North as those of the South."""
        held = np.bincount(self._classes[place], row, minlength=self._size) if place else row
        kept = [(int(code), float(held[code])) for code in np.flatnonzero(held > LEAST)]
        if unread > LEAST:
            kept.append((UNREAD, unread))
        kept = sorted(kept, key=lambda one: -one[1])[:MOST]
        total = sum(share for _, share in kept)
        return tuple(sorted((code, share / total) for code, share in kept))

    def _orders(self, words: list[list[str]], *, comma: bool) -> Iterator[Order]:
        """List every choice of the family name among the words."""
        parts = [part for word in words for part in word]
        if len(parts) <= 3:
            yield self._order("", parts, UNTOLD)
        if len(parts) == 1:
            said = parts[0]
            for at in range(1, min(len(said), SYLLABLE_MAX + 1)):
                yield self._order(said[:at], [said[at:]], FIRST / 2)
            return
        first, last = (0.97, 0.02) if comma else (FIRST, LAST)
        for head in (1, 2):
            if head < len(parts) <= head + 3:
                share = 1.0 if head == 1 else 0.1
                yield self._order("".join(parts[:head]), parts[head:], first * share)
                turned = self._order("".join(parts[-head:]), parts[:-head], last * share)
                yield turned._replace(turned=True)

    def _order(self, family: str, given: list[str], share: float) -> Order:
        """Weigh every way to part one given name, by every standard."""
        ways = [Way(tuple(given), self._parts(given))]
        if len(given) == 1:
            ways += self._cut(given[0])
        rows = [self._chance(way.parts) for way in ways]
        n_letters = sum(map(len, given))
        ways.append(Way((), None))
        rows.append(np.full_like(self._usual, UNREADABLE * ANY_LETTER**n_letters))
        return Order(
            family,
            self._family_part(family) if family else None,
            UNREADABLE * ANY_LETTER ** len(family),
            ways,
            np.array(rows) * (share * self._usual),
            turned=False,
        )

    def _cut(self, said: str) -> Iterator[Way]:
        """Part letters into two syllables anywhere, long ones into three as well."""
        for at in range(1, len(said)):
            letters = (said[:at], said[at:])
            # Of two syllables one at the most has a slip in it.
            is_read = any(self._is_spelling(one) for one in letters)
            if is_read and max(map(len, letters)) <= SYLLABLE_MAX:
                yield Way(letters, self._parts(letters))
        if len(said) >= LONG:
            for at in range(2, min(len(said) - 3, 6)):
                for to in range(at + 2, min(len(said) - 1, at + 6)):
                    three = (said[:at], said[at:to], said[to:])
                    if all(self._is_spelling(one) for one in three):
                        yield Way(three, self._parts(three))

    def _is_spelling(self, said: str) -> bool:
        return said in spellings.syllables().rows

    def _parts(self, letters: Sequence[str]) -> tuple[Part, ...]:
        return tuple(self._part(one[: SYLLABLE_MAX + 1]) for one in letters)

    def _chance(self, parts: tuple[Part, ...] | None) -> Shares:
        """Give the chance of syllables by each standard, and that there are no more of them."""
        weights = np.full_like(self._usual, self._ends[len(parts or ())])
        for at, part in enumerate(parts or ()):
            weights = weights * part.sums[at]
        return weights

    def _part(self, said: str) -> Part:
        held = self._memo.get(said)
        if held is None:
            shares = spellings.syllables().read(said).astype(np.float32)
            held = _keep(
                self._memo, said, Part(shares, np.ascontiguousarray((shares @ self._given.T).T))
            )
        return held

    def _family_part(self, said: str) -> Part:
        held = self._family_memo.get(said)
        if held is None:
            shares = (spellings.family_names().read(said) * self._family).astype(np.float32)
            held = _keep(self._family_memo, said, Part(shares, shares.sum(axis=1)[None]))
        return held


def shown(read: Read) -> Reading:
    """Turn a reading into syllables."""
    rows = ({symbol_of(code): share for code, share in place} for place in read.places)
    return Reading(read.korean, tuple(rows))


def _southern(name: str, *, leads: bool) -> str:
    return jamo.southern(name, leads=leads) if len(name) == 1 else name


def _count(row: dict[int, float], code: int, weight: float) -> None:
    row[code] = row.get(code, 0.0) + float(weight)


def _entries(row: dict[int, float]) -> Entries:
    total = sum(row.values())
    if total < 0.5:
        return ()
    return tuple(sorted((code, share / total) for code, share in row.items() if share > LEAST))


def _words(plain: str) -> list[list[str]]:
    """Split a folded name at blanks, and each word at its hyphens."""
    words = [
        ["".join(filter(_counts, part)) for part in word.split("-")]
        for word in plain.replace(",", " ").split()
    ]
    found = [[part for part in word if part.strip("'")] for word in words]
    return [word for word in found if word]


def _counts(letter: str) -> bool:
    return letter.isalpha() or letter == "'"


def _keep(memo: dict[str, Part], said: str, held: Part) -> Part:
    if len(memo) >= MEMO_MAX:
        memo.clear()
    memo[said] = held
    return held
