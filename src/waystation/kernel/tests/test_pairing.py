"""Evidence for pairs of records, beside sums made one by one."""

from itertools import combinations
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.kernel import pairing
from waystation.kernel.pairing import NONE, Records

WORDS, PLACES = 6, 3
few = st.lists(st.integers(0, WORDS - 1), max_size=3, unique=True)
maybe = st.integers(NONE, 2)
record = st.tuples(few, few, maybe, st.integers(1850, 1856) | st.just(NONE), maybe, maybe, maybe,
                   st.integers(0, 3))  # fmt: skip
nets = st.lists(record, min_size=2, max_size=6)
slips = st.sets(st.sampled_from(list(combinations(range(WORDS), 2))), max_size=4)


def as_records(given_):
    def wide(words):
        return [*words, *[NONE] * (4 - len(words))]

    columns = list(zip(*given_, strict=True))
    return Records(
        np.array([wide(words) for words in columns[0]], np.int32),
        np.array([wide(words) for words in columns[1]], np.int32),
        *(np.array(column, np.int32) for column in columns[2:]),
    )


def said_plainly(people, slips, one, other):
    """Sum the evidence for one pair with nothing but sets and logarithms."""
    n = len(people)

    def share(word):
        return sum(word in person[0] for person in people) / n

    def beside(word):
        near = [a + b - word for a, b in slips if word in (a, b)]
        return sum(share(other_word) for other_word in near)

    a, b = people[one], people[other]
    same = set(a[0]) & set(b[0])
    left_a, left_b = set(a[0]) - same, set(b[0]) - same
    near_a = {x for x in left_a if any(tuple(sorted((x, y))) in slips for y in left_b)}
    near_b = {y for y in left_b if any(tuple(sorted((x, y))) in slips for x in left_a)}
    bits = sum(log2(0.85 / max(share(word), 1 / n)) for word in same)
    bits += sum(max(0.0, log2(0.08 / max(beside(word), 1 / n))) for word in near_a)
    bits = min(bits, 16.0)
    bits += log2(0.07) * min(len(left_a - near_a), len(left_b - near_b))
    if NONE not in (a[2], b[2]):
        bits += 1.0 if a[2] == b[2] else -5.6
    if a[4] == b[4] != NONE:
        bits += 10.0
    elif NONE not in (a[3], b[3]):
        apart = abs(a[3] - b[3])
        bits += next((says for years, says in ((0, 3.5), (1, 2.5), (2, 1.0), (5, -1.5))
                      if apart <= years), -5.0)  # fmt: skip
    if NONE not in (a[5], b[5]):
        known = [person[5] for person in people if person[5] != NONE]
        often = known.count(a[5]) / len(known)
        bits += min(8.0, log2(0.7 / max(often, 1 / n))) if a[5] == b[5] else -1.7
    often = {word: sum(word in person[1] for person in people) / n for word in range(WORDS)}
    both = set(a[1]) & set(b[1])
    if a[7] != b[7]:
        bits += min(8.0, sum(max(0.0, log2(0.3 / often[word])) for word in both))
    bits += 15.0 if a[6] == b[6] != NONE else 0.0
    bits -= 8.0 if a[7] == b[7] else 0.0
    return bits + log2(0.05 / max(2, n))


@given(nets, slips)
def test_the_evidence_is_the_sum_of_what_each_value_says(people, slips):
    records = as_records(people)
    known = pairing.weights(
        records, WORDS, PLACES, np.array(sorted(slips), np.int64).reshape(-1, 2)
    )
    one, other = (side.astype(np.int32) for side in np.triu_indices(len(people), 1))

    seen = pairing.evidence(records, known, one, other)

    plain = [said_plainly(people, slips, a, b) for a, b in zip(one, other, strict=True)]
    assert seen.total == pytest.approx(plain)


def test_a_rare_word_says_more_than_a_common_one():
    words = [[0, 1], [0, 1], [0, 2], [0, 3]]  # Word 0 is in all four records, word 1 in two.
    records = as_records(
        [(held, [], NONE, NONE, NONE, NONE, NONE, n) for n, held in enumerate(words)]
    )
    known = pairing.weights(records, WORDS, PLACES, np.zeros((0, 2), np.int64))

    assert known.same[:2] == pytest.approx([log2(0.85), log2(0.85 / 0.5)])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), max_size=30), st.integers(1, 5))
def test_whoever_shares_a_key_that_is_not_too_common_is_paired_once(told, most):
    keys, owners = (np.array([one[side] for one in told], dtype) for side, dtype in
                    ((0, np.int64), (1, np.int32)))  # fmt: skip

    first, second, n_common = pairing.pairs(keys, owners, most)

    by_key = {key: {owner for k, owner in told if k == key} for key, _owner in told}
    plain = {
        pair
        for sharing in by_key.values()
        if len(sharing) <= most
        for pair in combinations(sorted(sharing), 2)
    }
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == sorted(plain)
    assert n_common == sum(len(sharing) > most for sharing in by_key.values())
