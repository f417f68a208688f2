"""How strongly two records speak for one person: bits of evidence for many pairs at once.

Each comparison adds the logarithm of how much likelier it is between two records of one person
than between records of two; what is common counts little, what is rare counts much.

Source: I. P. Fellegi and A. B. Sunter, A Theory for Record Linkage, 1969, section 2; the weight by
the frequency of a value after H. B. Newcombe et al., Automatic Linkage of Vital Records, 1959.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int32]
Bits = NDArray[np.float64]

# How often the words of a name agree between two records of one person, and how often they differ
# by a slip of the pen. Two records of one person rarely share no word where both have others.
SAME_M, NEAR_M, OTHER_M = 0.85, 0.08, 0.07
OTHER_BITS = float(np.log2(OTHER_M))
NAME_MAX_BITS = 16.0
SEX_BITS = (1.0, -5.6)
# Years of birth as far apart as this, and what that says; a birthday that agrees to the day says
# more than all.
BIRTH_STEPS = ((0, 3.5), (1, 2.5), (2, 1.0), (5, -1.5))
BIRTH_FAR_BITS, BIRTHDAY_BITS = -5.0, 10.0
PLACE_M, PLACE_OTHER_BITS, PLACE_MAX_BITS = 0.7, -1.7, 8.0
COMPANION_M, COMPANIONS_MAX_BITS = 0.3, 8.0
PAPER_BITS = 15.0
ONE_HOUSE_BITS = -8.0
# How many records of a hundred have a second one, before anything is compared.
DOUBLED_SHARE = 0.05
CHUNK = 50_000
NONE = -1


class Records(NamedTuple):
    """What is compared, one row a record; NONE stands where nothing is known.

    `words` holds the codes of the words of all its names, each once, filled up with NONE;
    `companions` those of the others of its household. `year` is the year of birth, `day` the day
    of birth as a running number where it is known to the day. `paper` is the code of a document.
    """

    words: Int
    companions: Int
    sex: Int
    year: Int
    day: Int
    place: Int
    paper: Int
    house: Int


class Weights(NamedTuple):
    """What agreement on each word and place says, and which words are near to one another.

    `beside` is what a word says that stands in the names of those beside both.

    `near` holds sorted keys `a * n_words + b` of words a slip apart, both ways.
    """

    same: Bits
    close: Bits
    beside: Bits
    place: Bits
    near: NDArray[np.int64]


class Evidence(NamedTuple):
    """The bits of each kind for each pair, and their sum with what was to be expected before."""

    same_words: Bits
    near_words: Bits
    other_words: Bits
    sex: Bits
    birth: Bits
    place: Bits
    companions: Bits
    paper: Bits
    house: Bits
    total: Bits


def weights(records: Records, n_words: int, n_places: int, near: NDArray[np.int64]) -> Weights:
    """Learn from the records themselves how much each word and each place says.

    Args:
      near: pairs of words a slip apart, (n, 2), each pair once.

    Cost: linear in the records.
    """
    n = len(records.sex)
    held, beside = (
        np.bincount(words[words >= 0], minlength=n_words) / n
        for words in (records.words, records.companions)
    )
    slips = np.zeros(n_words)
    np.add.at(slips, near[:, 0], held[near[:, 1]])
    np.add.at(slips, near[:, 1], held[near[:, 0]])
    # One more than there are, so that nowhere has a column too, which nothing looks at.
    at = np.bincount(records.place[records.place >= 0], minlength=n_places + 1)
    shares = at / max(1, at.sum())
    least = 1 / n
    keys = np.concatenate([near[:, 0] * n_words + near[:, 1], near[:, 1] * n_words + near[:, 0]])
    return Weights(
        same=np.log2(SAME_M / np.maximum(held, least)),
        close=np.maximum(np.log2(NEAR_M / np.maximum(slips, least)), 0),
        beside=np.maximum(np.log2(COMPANION_M / np.maximum(beside, least)), 0),
        place=np.minimum(np.log2(PLACE_M / np.maximum(shares, least)), PLACE_MAX_BITS),
        near=np.sort(keys.astype(np.int64)),
    )


def expected_bits(n: int) -> float:
    """Say how unlikely it is, before anything is compared, that two of n records are one person."""
    return float(np.log2(DOUBLED_SHARE / max(2, n)))


def evidence(records: Records, known: Weights, first: Int, second: Int) -> Evidence:
    """Weigh the pairs (first[i], second[i]).

    Cost: linear in the pairs; see `bench`.
    """
    parts = [_weighed(records, known, *pairs) for pairs in _chunks(first, second)]
    if not parts:
        return Evidence(*(np.zeros(0) for _ in Evidence._fields))
    return Evidence(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _chunks(first: Int, second: Int) -> Iterator[tuple[Int, Int]]:
    for begin in range(0, len(first), CHUNK):
        yield first[begin : begin + CHUNK], second[begin : begin + CHUNK]


def _weighed(records: Records, known: Weights, i: Int, j: Int) -> Evidence:
    names = _names(records.words[i], records.words[j], known)
    one_house = records.house[i] == records.house[j]
    beside = _companions(records.companions[i], records.companions[j], known.beside)
    found = (
        *names,
        _where(records.sex, i, j, *SEX_BITS),
        _birth(records, i, j),
        _place(records.place, i, j, known.place),
        # In one household the same people stand beside both, which says nothing.
        np.where(one_house, 0.0, beside),
        _where(records.paper, i, j, PAPER_BITS, 0.0),
        np.where(one_house, ONE_HOUSE_BITS, 0.0),
    )
    total = np.minimum(names[0] + names[1], NAME_MAX_BITS) + names[2]
    return Evidence(*found, total=total + sum(found[3:]) + expected_bits(len(records.sex)))


def _names(a: Int, b: Int, known: Weights) -> tuple[Bits, Bits, Bits]:
    """Compare the words of two names each: those in both, those a slip apart, and the rest."""
    there_a, there_b = a >= 0, b >= 0
    equal = (a[:, :, None] == b[:, None, :]) & there_a[:, :, None]
    same_a, same_b = equal.any(axis=2), equal.any(axis=1)
    same = (known.same[a] * same_a).sum(axis=1)
    free = (there_a & ~same_a)[:, :, None] & (there_b & ~same_b)[:, None, :]
    near = free & _is_near(a, b, known)
    near_a, near_b = near.any(axis=2), near.any(axis=1)
    close = (known.close[a] * near_a).sum(axis=1)
    left_a = (there_a & ~same_a & ~near_a).sum(axis=1)
    left_b = (there_b & ~same_b & ~near_b).sum(axis=1)
    return same, close, OTHER_BITS * np.minimum(left_a, left_b)


def _is_near(a: Int, b: Int, known: Weights) -> NDArray[np.bool_]:
    if not len(known.near):
        return np.zeros((*a.shape, b.shape[1]), np.bool_)
    n_words = len(known.same)
    keys = a[:, :, None].astype(np.int64) * n_words + b[:, None, :]
    at = np.minimum(np.searchsorted(known.near, keys), len(known.near) - 1)
    found: NDArray[np.bool_] = known.near[at] == keys
    return found


def _where(held: Int, i: Int, j: Int, agree: float, differ: float) -> Bits:
    """Give one figure where two values agree, another where they differ, none where one lacks."""
    a, b = held[i], held[j]
    both = (a >= 0) & (b >= 0)
    return np.where(both, np.where(a == b, agree, differ), 0.0)


def _birth(records: Records, i: Int, j: Int) -> Bits:
    a, b = records.year[i], records.year[j]
    apart = np.abs(a - b)
    said = np.full(len(apart), BIRTH_FAR_BITS)
    for years, bits in reversed(BIRTH_STEPS):
        said[apart <= years] = bits
    said[(a < 0) | (b < 0)] = 0.0
    one_day = (records.day[i] >= 0) & (records.day[i] == records.day[j])
    said[one_day] = BIRTHDAY_BITS
    return said


def _place(held: Int, i: Int, j: Int, says: Bits) -> Bits:
    a, b = held[i], held[j]
    both = (a >= 0) & (b >= 0)
    return np.where(both, np.where(a == b, says[a], PLACE_OTHER_BITS), 0.0)


def _companions(a: Int, b: Int, says: Bits) -> Bits:
    shared = ((a[:, :, None] == b[:, None, :]) & (a >= 0)[:, :, None]).any(axis=2)
    return np.minimum((says[a] * shared).sum(axis=1), COMPANIONS_MAX_BITS)


def pairs(keys: NDArray[np.int64], owners: Int, most: int) -> tuple[Int, Int, int]:
    """Pair all records that share a key.

    Args:
      keys, owners: (k,) a key and the record that has it; a record has many.
      most: a key that more records share than this says too little, and pairs none.

    Returns:
      The first and the second of each pair, each pair once and first < second, and the number of
      keys that were too common.
    """
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    fresh = np.ones(len(keys), np.bool_)
    fresh[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    keys, owners = keys[fresh], owners[fresh]
    begins = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, int)
    sizes = np.diff(np.r_[begins, len(keys)])
    found = [np.zeros(0, np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= most)]):
        members = owners[begins[sizes == size][:, None] + np.arange(size)].astype(np.int64)
        one, other = np.triu_indices(size, 1)
        found.append(((members[:, one] << 32) | members[:, other]).ravel())
    joined = np.unique(np.concatenate(found))
    first, second = (joined >> 32).astype(np.int32), (joined & 0xFFFFFFFF).astype(np.int32)
    return first, second, int((sizes > most).sum())
