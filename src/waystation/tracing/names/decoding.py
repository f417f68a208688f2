"""A name in any spelling, read as what it is in Hangul: chances of syllables, place by place.

The reading is Bayes' rule over everything a name may be: which standard it was spelled by, which
word is the family name, where the syllables part, and one slip of the pen. What cannot be read
keeps the chance of any letters at all, so that a name of another tongue is known as such.
"""

from collections.abc import Iterator, Sequence
from operator import add, mul
from typing import NamedTuple, TypeVar

import numpy as np

from waystation.tracing.names import families, jamo, spellings
from waystation.tracing.names.letters import folded, words_of
from waystation.tracing.names.parting import NOTHING_READ, Given, Guess, Order, Part, Way, Weights
from waystation.tracing.names.priors import Priors
from waystation.tracing.names.symbols import (
    NOTHING,
    PLACES,
    UNREAD,
    alphabet,
    code_of,
    symbol_of,
)

Key = TypeVar("Key")
Held = TypeVar("Held")
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
# So many readings of each kind are remembered.
MEMO_MAX = 1 << 13
# From so many letters on, letters in one piece may be three syllables.
LONG = 8


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


class Decoder:
    """Reads names with one set of priors; what it read it remembers, so it goes with the visit."""

    def __init__(self, priors: Priors) -> None:
        self.priors = priors
        known, n_schemes = alphabet(), len(spellings.SCHEMES)
        self._size = len(known.symbols)
        self._shares: list[list[float]] = priors.places.tolist()
        # Which code the South's form of a symbol has at each place.
        self._classes = (known.head, known.head, known.inside, known.inside)
        classes = np.array(self._classes)
        head, inside = known.head_share, known.inside_share
        # A place's prior over forms: the prior of the class, parted among its forms. In the table
        # of family names the forms are one already.
        forms = np.take_along_axis(priors.places, classes, axis=1)
        forms *= np.array([head, head, inside, inside])
        forms[0], classes[0] = priors.places[0], np.arange(self._size)
        classes += self._size * np.arange(PLACES)[:, None]
        # Of each cell of a table of spellings: its prior at each place, its symbol there, counted
        # on from one place to the next, and its standard, once more as a row of a unit matrix.
        self._family = np.tile(forms[:1].T, (n_schemes, 1))
        self._others = np.tile(forms[1:].T, (n_schemes, 1))
        self._symbols = np.tile(classes, n_schemes)
        self._schemes = np.repeat(np.arange(n_schemes), self._size)
        self._standards = np.repeat(np.eye(n_schemes), self._size, axis=0)
        # The chance that a given name ends after one, two or three syllables.
        third = self._shares[3][NOTHING]
        self._ends = (0.0, self._shares[2][NOTHING] * third, third, 1.0)
        self._usual: list[float] = spellings.USUAL.tolist()
        self._given_memo: dict[tuple[str, ...], Given] = {}
        self._memo: dict[str, Part] = {}
        self._family_memo: dict[str, Part] = {}

    def read(self, text: str) -> Read:
        """Read a name; whatever the letters are, it never fails."""
        plain = folded(text[:200])
        if plain.isascii():
            return self._read_letters(plain)
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
        ways: list[tuple[float, str, str]] = []
        for n in (1, 2):
            name, given = said[:n], said[n:]
            if (n == 2 and name not in families.DOUBLE) or len(given) > 3:
                continue
            told = 1.0 if name == family or not family else 0.01
            ways.append((self._share(name, 0) * told * self._given_share(given), name, given))
        if len(said) <= 3 and not (family and len(family) < len(said)):
            ways.append((UNTOLD * self._given_share(said), "", said))
        total = sum(share for share, _name, _given in ways)
        rows: list[dict[int, float]] = [{} for _ in range(PLACES)]
        for share, name, given in ways:
            if name:
                _count(rows[0], self._code(name, 0), share / total)
            for place in range(1, PLACES) if given else ():
                _count(rows[place], self._code(given[place - 1 : place], place), share / total)
        return Read(korean, tuple(_entries(row) for row in rows), words)

    def _given_share(self, given: str) -> float:
        share = 1.0 if given else 1e-3
        for place in range(1, PLACES) if given else ():
            share *= self._share(given[place - 1 : place], place)
        return share

    def _share(self, said: str, place: int) -> float:
        code = self._code(said, place)
        return max(self._shares[place][code], 1e-6) if code < self._size else 1e-6

    def _code(self, said: str, place: int) -> int:
        """Give the code of a syllable or a family name in the South's form."""
        code = alphabet().codes.get(said)
        if code is not None:
            return self._classes[place][code]
        return code_of(jamo.southern(said, leads=place < 2) if len(said) == 1 else said)

    # ---- Latin letters ------------------------------------------------------------------------

    def _read_letters(self, plain: str) -> Read:
        words = words_of(plain)
        told = tuple("".join(word).replace("'", "") for word in words)[:WORDS_MAX]
        guesses = self.guesses(plain)
        if not guesses:
            return Read(0.0, ((),) * PLACES, told)
        total = sum(sum(guess.weights) for guess in guesses)
        other = (1 - KOREAN) * ANY_LETTER ** sum(map(len, told))
        return Read(KOREAN * total / (KOREAN * total + other), self._summed(guesses), told)

    def guesses(self, plain: str) -> list[Guess]:
        """List the likely ways to part a folded name; none unless it is in Latin letters."""
        words = words_of(plain)
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
            for guess in order.guesses()
            if sum(guess.weights) > least
        ]

    def chances(self, guess: Guess, wanted: Sequence[int | None]) -> Weights:
        """Weigh a guess by each standard, given which symbol stands at each place."""
        weights = np.array(guess.weights)
        for place, part in enumerate((guess.family, *(guess.given or ()))):
            code, at = wanted[place], max(place - 1, 0)
            if part is None or code is None:
                weights = weights * (UNREADABLE if guess.letters[place : place + 1] else 1)
                continue
            is_wanted = self._symbols[place, part.cells] == place * self._size + code
            sums = (part.chances[:, at] * is_wanted) @ self._standards[part.cells]
            weights = weights * sums / np.maximum(part.sums[at], 1e-30)
        return tuple(weights.tolist())

    def has_slip(self, guess: Guess, wanted: Sequence[int | None]) -> bool:
        """Say whether some syllable can only be read as the one wanted with a slip of the pen."""
        table = spellings.syllables()
        for place, (said, code) in enumerate(zip(guess.letters, wanted, strict=False)):
            if said and code is not None:
                cells, _chances = (table if place else spellings.family_names()).exact(said)
                if place * self._size + code not in self._symbols[place, cells]:
                    return True
        return False

    def _summed(self, guesses: Sequence[Guess]) -> tuple[Entries, ...]:
        """Add up what all guesses say of each place."""
        unread, nothing = [0.0] * PLACES, [0.0] * PLACES
        held: dict[tuple[int, str], tuple[Part, list[float]]] = {}
        total = 0.0
        for guess in guesses:
            total += (whole := sum(guess.weights))
            # What nobody can read is taken to be of two syllables.
            n_told = 1 + len(guess.given or (None, None))
            for place in range(n_told, PLACES):
                nothing[place] += whole
            for place in range(0 if guess.letters[0] else 1, n_told):
                part = guess.part(place)
                if part is None:
                    unread[place] += whole
                    continue
                key = (place, guess.letters[place])
                of = held.setdefault(key, (part, [0.0] * len(guess.weights)))
                of[1][:] = map(add, of[1], guess.weights)
        return self._kept(list(held.items()), nothing, unread, total / 2)

    def _kept(
        self,
        held: Sequence[tuple[tuple[int, str], tuple[Part, list[float]]]],
        nothing: list[float],
        unread: list[float],
        least: float,
    ) -> tuple[Entries, ...]:
        """Add up parts, all at once, and keep the likeliest symbols of each place."""
        symbols, chances = [self._size * np.arange(PLACES) + NOTHING], [np.array(nothing)]
        for (place, _letters), (part, weights) in held:
            at = max(place - 1, 0)
            scale = [w / max(whole, 1e-30) for w, whole in zip(weights, part.sums[at], strict=True)]
            symbols.append(self._symbols[place].take(part.cells))
            chances.append(np.array(scale)[self._schemes[part.cells]] * part.chances[:, at])
        n = PLACES * self._size
        row = np.bincount(np.concatenate(symbols), np.concatenate(chances), n)
        row = row.reshape(PLACES, self._size)
        told = row.sum(axis=1) + unread
        # Of a place that most ways say nothing of, nothing is told.
        told[told <= least] = np.inf
        likely = np.flatnonzero(row > LEAST * told[:, None])
        wholes: list[float] = told.tolist()
        kept: list[list[tuple[int, float]]] = [[] for _ in range(PLACES)]
        for at, share in zip(likely.tolist(), row.ravel()[likely].tolist(), strict=True):
            place, code = divmod(at, self._size)
            kept[place].append((code, share / wholes[place]))
        for place, share in enumerate(unread):
            if share / wholes[place] > LEAST:
                kept[place].append((UNREAD, share / wholes[place]))
        return tuple(_likeliest(place) for place in kept)

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
        part = self._family_part(family) if family else None
        blind = UNREADABLE * ANY_LETTER ** len(family)
        return Order(family, part, blind, self._given(tuple(given)), share, turned=False)

    def _given(self, words: tuple[str, ...]) -> Given:
        """Weigh every way to part one given name, by every standard."""
        held = self._given_memo.get(words)
        if held is None:
            said = [words, *(_cut(words[0]) if len(words) == 1 else ())]
            ways = [way for letters in said if any((way := self._way(letters)).weights)]
            unread = UNREADABLE * ANY_LETTER ** sum(map(len, words))
            ways.append(Way((), None, tuple(unread * one for one in self._usual)))
            total = tuple(map(sum, zip(*(way.weights for way in ways), strict=True)))
            least = NEGLIGIBLE * sum(total)
            likely = tuple(way for way in ways if sum(way.weights) > least)
            held = _keep(self._given_memo, words, Given(likely, total))
        return held

    def _way(self, letters: tuple[str, ...]) -> Way:
        """Give the chance of syllables by each standard, and that there are no more of them."""
        parts = tuple(self._part(one[: SYLLABLE_MAX + 1]) for one in letters)
        end = self._ends[len(parts)]
        weights = [end * one for one in self._usual]
        for at, part in enumerate(parts):
            weights = list(map(mul, weights, part.sums[at]))
        return Way(letters, parts, tuple(weights))

    def _part(self, said: str) -> Part:
        held = self._memo.get(said)
        if held is None:
            cells = spellings.syllables().read(said)
            held = _keep(self._memo, said, self._placed(cells, self._others))
        return held

    def _family_part(self, said: str) -> Part:
        held = self._family_memo.get(said)
        if held is None:
            cells = spellings.family_names().read(said)
            held = _keep(self._family_memo, said, self._placed(cells, self._family))
        return held

    def _placed(self, read: spellings.Cells, priors: spellings.Shares) -> Part:
        """Weigh what letters may stand for by how common it is at each of some places."""
        cells, chances = read
        if not len(cells):
            return NOTHING_READ
        shares = priors.take(cells, axis=0) * chances[:, None]
        sums = shares.T @ self._standards.take(cells, axis=0)
        return Part(cells, shares, tuple(map(tuple, sums.tolist())))


def shown(read: Read) -> Reading:
    """Turn a reading into syllables."""
    rows = ({symbol_of(code): share for code, share in place} for place in read.places)
    return Reading(read.korean, tuple(rows))


def _cut(said: str) -> Iterator[tuple[str, ...]]:
    """Part letters into two syllables anywhere, long ones into three as well."""
    known = spellings.syllables().rows
    for at in range(max(1, len(said) - SYLLABLE_MAX), min(len(said), SYLLABLE_MAX + 1)):
        # Of two syllables one at the most has a slip in it.
        if said[:at] in known or said[at:] in known:
            yield said[:at], said[at:]
    if len(said) >= LONG:
        for at in range(2, min(len(said) - 3, 6)):
            for to in range(at + 2, min(len(said) - 1, at + 6)):
                three = (said[:at], said[at:to], said[to:])
                if all(one in known for one in three):
                    yield three


def _likeliest(told: list[tuple[int, float]]) -> Entries:
    """Keep the likeliest symbols of a place."""
    kept = sorted(told, key=lambda one: -one[1])[:MOST]
    total = sum(share for _, share in kept)
    return tuple(sorted((code, share / total) for code, share in kept))


def _count(row: dict[int, float], code: int, weight: float) -> None:
    row[code] = row.get(code, 0.0) + float(weight)


def _entries(row: dict[int, float]) -> Entries:
    total = sum(row.values())
    if total < 0.5:
        return ()
    return tuple(sorted((code, share / total) for code, share in row.items() if share > LEAST))


def _keep(memo: dict[Key, Held], said: Key, held: Held) -> Held:
    if len(memo) >= MEMO_MAX:
        memo.clear()
    memo[said] = held
    return held
