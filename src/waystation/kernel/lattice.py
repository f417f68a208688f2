"""How much two names speak for one person, where each is only known as chances of syllables.

A name is read place by place (the family name, then up to three syllables of the given one), each
place a choice of symbols with chances. Two names of one person have the same symbol at a place,
unless one was misread or told otherwise; two names of two people agree by chance alone, as often as
the symbol is common. So the likelihood ratio of a place is

    e + (1 - e) * sum over s of P_a(s) * P_b(s) / prior(s)

where e is the chance that the places of one person's names differ, and that of the name is the
product over its places: rare symbols weigh more by themselves. It is derived from P(x, y | one
person) / (P(x) P(y)) with y's symbol drawn from the prior wherever the two differ; P_a is the
posterior of a's spelling, so that P_a(s) / prior(s) is the ratio P(spelling | s) / P(spelling).

Names of other tongues are compared word by word: equal words by how rare they are, near ones by
the similarity of Jaro and Winkler, in the best assignment there is. The two ratios are mixed by the
chance that both are Korean names. A person may have told another name altogether; that chance is
the floor below which no pair of names falls.

Sources: Fellegi and Sunter, JASA 64(328), 1969; Newcombe et al., Science 130, 1959, for weights by
frequency; Winkler, Proceedings of the Section on Survey Research Methods, ASA, 1990.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled

Int = NDArray[np.int32]
Long = NDArray[np.int64]
Real = NDArray[np.float32]
# The fields of `Names` by their places, as compiled code takes them.
Fields = tuple[NDArray[Any], ...]
Room = NDArray[Any]

PLACES = 4
# The code of what could not be read, and of nothing at all.
UNREAD, NOTHING = 1 << 14, 0
# How often the names of one person differ at each place though neither is another name.
DIFFER = np.array([0.05, 0.06, 0.06, 0.02])
# How often somebody told another name altogether: no pair of names says more against one person.
ALIAS = 0.05
# Words of other tongues: from where on two are near; what an equal and a strange one say.
WORDS_MAX, NEAR, EQUAL_SHARE, STRANGE_BITS, NEAR_SHARE = 5, 0.86, 0.85, -3.5, 0.6
INITIAL_BITS = 1.5
# Likelihood ratios are kept between these, so that no float runs over.
MOST_BITS = 60.0
# Whose chance of being Korean is below this gives no keys of syllables, above that none of words.
KOREAN_LEAST, KOREAN_MOST = 0.05, 0.95
_WORD_MASK = np.int64((1 << 44) - 1)


class Names(NamedTuple):
    """All names of each record, one after another.

    `begins` (records + 1) leads to names; `korean` (names) is the chance of being a Korean one;
    `places` (names * PLACES + 1) leads to entries, sorted by `codes` within a place, with their
    `chances` and how many times rarer than chance each symbol is (`rarity`, 1 / prior). A place
    without entries is not known. `words` (names + 1) leads to words, `spelled` (words + 1) to their
    `letters`, and `bits` (words) says what an equal word tells.
    """

    begins: Int
    korean: Real
    places: Int
    codes: Int
    chances: Real
    rarity: Real
    words: Int
    spelled: Int
    letters: Int
    bits: Real

    @property
    def n(self) -> int:
        """Count the records."""
        return len(self.begins) - 1


def scores(a: Names, b: Names, first: Int, second: Int) -> Real:
    """Weigh pairs: log2 of how much likelier the names are of one person than of two.

    It is the most that any name of the one and any of the other say; 0 where one has none. Records
    `first[i]` of `a` are held against `second[i]` of `b`; both were read with the same priors.

    Cost: linear in the pairs, times their names; about a million pairs a second, see `bench`.
    """
    found = np.zeros(len(first), np.float32)
    room = np.zeros((WORDS_MAX, WORDS_MAX))
    _scores(tuple(a), tuple(b), first.astype(np.int32), second.astype(np.int32), room, found)
    return found


def keys(names: Names, salt: int, *, whole: bool = False, most: int = 5) -> tuple[Long, Int]:
    """Give keys that two records of one person probably share, and the record of each.

    A key is any two of the first three places of a name, for each of the `most` likeliest symbols
    there; with `whole` all three at once, for names of relatives. Names of other tongues give
    pairs of the skeletons of their words. `salt` (0 to 127) keeps kinds of names apart.
    """
    if not 0 <= salt < 128:
        raise ValueError(f"a salt lies between 0 and 127, not at {salt}")
    if not 1 <= most <= 8:
        raise ValueError(f"1 to 8 symbols of a place, not {most}")
    room = np.zeros((3, most), np.int64)
    nothing = np.zeros(0, np.int64), np.zeros(0, np.int32)
    n = _keys(tuple(names), salt, whole, room, *nothing)
    found, owners = np.zeros(n, np.int64), np.zeros(n, np.int32)
    _keys(tuple(names), salt, whole, room, found, owners)
    return found, owners


def joined(a: Names, b: Names) -> Names:
    """Put the records of the second behind those of the first."""
    leads = {"begins": len(a.korean), "places": len(a.codes), "words": len(a.bits)}
    leads["spelled"] = len(a.letters)
    return Names(
        *(
            np.concatenate([one, other[1:] + leads[field]])
            if field in leads
            else np.concatenate([one, other])
            for field, one, other in zip(Names._fields, a, b, strict=True)
        )
    )


def none(n: int) -> Names:
    """Give n records without a name."""
    int32, real = np.zeros(0, np.int32), np.zeros(0, np.float32)
    zero = np.zeros(1, np.int32)
    begins = np.zeros(n + 1, np.int32)
    return Names(begins, real, zero, int32, real, real, zero, zero, int32, real)


def warm_lattice() -> None:
    """Compile what weighs names; run at install."""
    nobody, at = none(1), np.zeros(1, np.int32)
    scores(nobody, nobody, at, at)
    keys(nobody, 0)


@compiled
def _scores(a: Fields, b: Fields, first: Int, second: Int, room: Room, found: Real) -> None:
    for at in range(len(first)):
        i, j = first[at], second[at]
        most = -np.inf
        for x in range(a[0][i], a[0][i + 1]):
            for y in range(b[0][j], b[0][j + 1]):
                most = max(most, _ratio(a, b, x, y, room))
        if most > -np.inf:
            found[at] = np.log2(ALIAS + (1 - ALIAS) * most)


@compiled
def _ratio(a: Fields, b: Fields, x: int, y: int, room: Room) -> float:
    """Give the likelihood ratio of two names."""
    korean = float(a[1][x]) * float(b[1][y])
    ratio = 0.0
    if korean > 1e-6:
        ratio = korean
        for place in range(PLACES):
            ratio *= _place(a, b, x * PLACES + place, y * PLACES + place, DIFFER[place])
    if korean < 1 - 1e-6:
        ratio += (1 - korean) * 2.0 ** _words(a, b, x, y, room)
    return ratio


@compiled
def _place(a: Fields, b: Fields, x: int, y: int, differ: float) -> float:
    """Give the ratio of one place: a merge of two sorted rows."""
    at, end = a[2][x], a[2][x + 1]
    to, last = b[2][y], b[2][y + 1]
    if at == end or to == last:
        return 1.0
    agree = 0.0
    while at < end and to < last:
        one, other = a[3][at], b[3][to]
        if one == other:
            agree += float(a[4][at]) * float(b[4][to]) * np.sqrt(float(a[5][at]) * float(b[5][to]))
        at, to = at + (one <= other), to + (other <= one)
    return differ + (1 - differ) * agree


@compiled
def _words(a: Fields, b: Fields, x: int, y: int, room: Room) -> float:
    """Give the bits of the best assignment of the words of one name to those of the other.

    Every word of the shorter name has its partner. It is found exactly, over sets of words taken.
    """
    p, q = a[6][x], b[6][y]
    m, n = a[6][x + 1] - p, b[6][y + 1] - q
    if m == 0 or n == 0:
        return 0.0
    if m > n:
        return _words(b, a, y, x, room)
    for i in range(m):
        for j in range(n):
            room[i, j] = _word(a, b, p + i, q + j)
    best = np.full(1 << n, -np.inf)
    best[0] = 0.0
    for taken in range(1 << n):
        i = 0
        for j in range(n):
            i += (taken >> j) & 1
        if i >= m or best[taken] == -np.inf:
            continue
        for j in range(n):
            if not (taken >> j) & 1:
                now = taken | (1 << j)
                best[now] = max(best[now], best[taken] + room[i, j])
    found = -np.inf
    for taken in range(1 << n):
        i = 0
        for j in range(n):
            i += (taken >> j) & 1
        if i == m:
            found = max(found, best[taken])
    return min(found, MOST_BITS)


@compiled
def _word(a: Fields, b: Fields, x: int, y: int) -> float:
    """Give the bits of two words: equal ones by how rare they are, near ones a part of it."""
    bits = min(float(a[9][x]), float(b[9][y]))
    p, m = a[7][x], a[7][x + 1] - a[7][x]
    q, n = b[7][y], b[7][y + 1] - b[7][y]
    alike = similarity(a[8][p : p + m], b[8][q : q + n])
    if alike == 1.0:
        return bits + np.log2(EQUAL_SHARE)
    if m > 0 and n > 0 and min(m, n) == 1 and a[8][p] == b[8][q]:
        return min(INITIAL_BITS, max(bits, 0.0))
    if alike < NEAR:
        return STRANGE_BITS
    return max(STRANGE_BITS, NEAR_SHARE * bits * (alike - NEAR) / (1 - NEAR))


@compiled
def similarity(one: Int, other: Int) -> float:
    """Give the similarity of Jaro and Winkler of two rows of letters: 1 if equal, 0 if strange."""
    m, n = len(one), len(other)
    if m == 0 or n == 0:
        return 1.0 if m == n else 0.0
    reach = max(0, max(m, n) // 2 - 1)
    taken = np.zeros(n, np.bool_)
    held = np.zeros(m, np.bool_)
    same = 0
    for i in range(m):
        for j in range(max(0, i - reach), min(n, i + reach + 1)):
            if not taken[j] and one[i] == other[j]:
                taken[j], held[i] = True, True
                same += 1
                break
    if same == 0:
        return 0.0
    swapped, j = 0, 0
    for i in range(m):
        if held[i]:
            while not taken[j]:
                j += 1
            swapped += one[i] != other[j]
            j += 1
    jaro = (same / m + same / n + (same - swapped // 2) / same) / 3
    if jaro <= 0.7:
        return jaro
    head = 0
    while head < min(4, m, n) and one[head] == other[head]:
        head += 1
    return jaro + head * 0.1 * (1 - jaro)


@compiled
def _keys(names: Fields, salt: int, whole: bool, room: Room, found: Long, owners: Int) -> int:
    """Write the keys, or only count them where there is no room for them."""
    begins, korean, places, codes, chances = names[0], names[1], names[2], names[3], names[4]
    n = 0
    for record in range(len(begins) - 1):
        for name in range(begins[record], begins[record + 1]):
            if korean[name] >= KOREAN_LEAST:
                held = [0, 0, 0]
                for place in range(3):
                    at = name * PLACES + place
                    held[place] = _likeliest(
                        codes, chances, places[at], places[at + 1], room[place]
                    )
                n = _syllable_keys(record, salt, whole, room, held, n, found, owners)
            if korean[name] < KOREAN_MOST:
                n = _word_keys(names, record, name, salt, n, found, owners)
    return n


@compiled
def _likeliest(codes: Int, chances: Real, begin: int, end: int, room: Room) -> int:
    """Put the likeliest codes of a place into the room, and say how many they are."""
    n = 0
    least = 2.0
    last = -1
    while n < len(room):
        best, at = 0.0, -1
        for entry in range(begin, end):
            fresh = chances[entry] < least or (chances[entry] == least and entry > last)
            if fresh and chances[entry] > best and NOTHING < codes[entry] < UNREAD:
                best, at = chances[entry], entry
        if at < 0:
            break
        room[n], least, last = codes[at], best, at
        n += 1
    return n


@compiled
def _syllable_keys(
    record: int,
    salt: int,
    whole: bool,
    room: Room,
    held: list[int],
    n: int,
    found: Long,
    owners: Int,
) -> int:
    if whole:
        for i in range(held[0]):
            for j in range(held[1]):
                for k in range(held[2]):
                    key = (room[0, i] << 28) | (room[1, j] << 14) | room[2, k]
                    n = _note(record, salt, 3, key, n, found, owners)
        return n
    for p in range(2):
        for q in range(p + 1, 3):
            for i in range(held[p]):
                for j in range(held[q]):
                    key = (room[p, i] << 14) | room[q, j]
                    n = _note(record, salt, p + q - 1, key, n, found, owners)
    return n


@compiled
def _word_keys(
    names: Fields, record: int, name: int, salt: int, n: int, found: Long, owners: Int
) -> int:
    """Give pairs of skeletons of words, in no order, and the skeleton of a word that is alone."""
    words, spelled, letters = names[6], names[7], names[8]
    begin, end = words[name], words[name + 1]
    for i in range(begin, end):
        one = _skeleton(letters[spelled[i] : spelled[i + 1]])
        if end - begin == 1:
            n = _note(record, salt, 4, one, n, found, owners)
        for j in range(i + 1, end):
            other = _skeleton(letters[spelled[j] : spelled[j + 1]])
            n = _note(
                record, salt, 5, min(one, other) * 1000003 + max(one, other), n, found, owners
            )
    return n


@compiled
def _skeleton(letters: Int) -> np.int64:
    """Hash a word by its first letter and the consonants after it, no letter twice in a row."""
    found, last, n = np.int64(0), -1, 0
    for at in range(len(letters)):
        letter = letters[at]
        soft = letter in (97, 101, 104, 105, 111, 117, 119, 121)
        if letter != last and (at == 0 or not soft) and n < 4:
            found = found * 131 + letter
            n += 1
        last = letter
    return found


@compiled
def _note(
    record: int, salt: int, kind: int, key: int | np.int64, n: int, found: Long, owners: Int
) -> int:
    if len(found):
        found[n] = (np.int64(salt) << 47) | (np.int64(kind) << 44) | (key & _WORD_MASK)
        owners[n] = record
    return n + 1
