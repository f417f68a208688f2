"""Two names are weighed as the formula says, place by place and word by word."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler

from waystation.kernel import lattice
from waystation.kernel.lattice import ALIAS, DIFFER, PLACES, Names

SHARES = np.array([0.0, 0.4, 0.3, 0.2, 0.1])


def packed(records):
    """Lay out records of names (korean, places, words); a place is {code: chance}."""
    said = [name for names in records for name in names]
    rows = [row for _, places, _ in said for row in places]
    words = [word for _, _, its in said for word in its]
    entries = [one for row in rows for one in sorted(row.items())]
    return Names(
        begins=np.cumsum([0] + [len(names) for names in records]).astype(np.int32),
        korean=np.array([korean for korean, _, _ in said], np.float32),
        places=np.cumsum([0] + [len(row) for row in rows]).astype(np.int32),
        codes=np.array([code for code, _ in entries], np.int32),
        chances=np.array([chance for _, chance in entries], np.float32),
        rarity=np.array([1 / SHARES[code] for code, _ in entries], np.float32),
        words=np.cumsum([0] + [len(its) for _, _, its in said]).astype(np.int32),
        spelled=np.cumsum([0] + [len(word) for word, _ in words]).astype(np.int32),
        letters=np.array([ord(one) for word, _ in words for one in word], np.int32),
        bits=np.array([bits for _, bits in words], np.float32),
    )


def slowly(a, b):
    """Weigh two records as the docstring of the module says, with nothing clever."""
    ratios = [_ratio(one, other) for one in a for other in b]
    return math.log2(ALIAS + (1 - ALIAS) * max(ratios)) if ratios else 0.0


def _ratio(one, other):
    (korean, places, words), (its_korean, its_places, its_words) = one, other
    agree = 1.0
    for differ, a, b in zip(DIFFER, places, its_places, strict=True):
        if a and b:
            same = sum(a[code] * b[code] / SHARES[code] for code in a if code in b)
            agree *= differ + (1 - differ) * same
    both = korean * its_korean
    return both * agree + (1 - both) * 2 ** _words(words, its_words)


def _words(a, b):
    a, b = sorted((a, b), key=len)
    pairs = (zip(a, held, strict=True) for held in permutations(b, len(a)))
    return max(sum(_word(*one, *other) for one, other in way) for way in pairs) if a else 0.0


def _word(one, bits, other, its_bits):
    least = min(bits, its_bits)
    if one == other:
        return least + math.log2(lattice.EQUAL_SHARE)
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return min(lattice.INITIAL_BITS, max(least, 0.0))
    alike = JaroWinkler.similarity(one, other)
    if alike < lattice.NEAR:
        return lattice.STRANGE_BITS
    near = lattice.NEAR_SHARE * least * (alike - lattice.NEAR) / (1 - lattice.NEAR)
    return max(lattice.STRANGE_BITS, near)


def _rows(chances):
    total = sum(chances.values())
    return {code: chance / total for code, chance in chances.items()}


place = st.dictionaries(st.integers(1, 4), st.integers(1, 9), max_size=4).map(
    lambda row: _rows(row) if row else {}
)
word = st.tuples(st.text("abc", min_size=1, max_size=6), st.integers(0, 20).map(lambda n: n / 2))
name = st.tuples(
    st.sampled_from([0.0, 0.5, 1.0]),
    st.tuples(*[place] * PLACES),
    st.lists(word, max_size=3),
)
record = st.lists(name, max_size=2)


def scored(a, b):
    at = np.zeros(1, np.int32)
    return float(lattice.scores(packed([a]), packed([b]), at, at)[0])


@settings(max_examples=25, deadline=None)
@given(record, record)
def test_a_pair_weighs_what_the_formula_says_and_the_same_both_ways(a, b):
    assert scored(a, b) == pytest.approx(slowly(a, b), abs=1e-3)
    assert scored(b, a) == pytest.approx(scored(a, b), abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(record, record, name)
def test_another_name_never_takes_anything_away(a, b, more):
    if a and b:
        assert scored([*a, more], b) >= scored(a, b) - 1e-4
        assert scored(a, b) >= math.log2(ALIAS) - 1e-4
    assert scored([], b) == 0


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[place] * PLACES), st.integers(0, PLACES - 1), st.integers(1, 4))
def test_a_surer_agreement_never_weighs_less(places, at, code):
    other = (1.0, tuple({code: 1.0} if n == at else {} for n in range(PLACES)), [])
    before = dict(places[at])
    if before.get(code):
        held = {one: chance / 2 for one, chance in before.items()}
        held[code] += 0.5
        surer = tuple(held if n == at else row for n, row in enumerate(places))
        plain = (1.0, places, [])
        assert scored([(1.0, surer, [])], [other]) >= scored([plain], [other]) - 1e-4


def test_a_rare_syllable_weighs_more_and_a_missing_place_nothing():
    common, rare = ((1.0, ({code: 1.0}, {}, {}, {}), []) for code in (1, 4))
    unknown = (1.0, ({}, {}, {}, {}), [])
    assert scored([rare], [rare]) > scored([common], [common]) > 0
    assert scored([unknown], [rare]) == pytest.approx(0.0, abs=1e-5)
    assert scored([common], [common]) == pytest.approx(
        math.log2(ALIAS + (1 - ALIAS) * (DIFFER[0] + (1 - DIFFER[0]) / SHARES[1])), abs=1e-4
    )


@settings(max_examples=25, deadline=None)
@given(st.text("abcde", max_size=9), st.text("abcde", max_size=9))
def test_letters_are_as_alike_as_a_known_library_says(one, other):
    ours = lattice.similarity(*(np.array([*map(ord, row)], np.int32) for row in (one, other)))
    assert ours == pytest.approx(JaroWinkler.similarity(one, other), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.lists(record, max_size=3), st.lists(record, max_size=3))
def test_records_can_be_put_behind_one_another(some, more):
    whole, joined = packed([*some, *more]), lattice.joined(packed(some), packed(more))
    for one, other in zip(whole, joined, strict=True):
        assert one.tolist() == other.tolist()


def test_two_records_share_a_key_where_two_syllables_agree():
    def keys_of(*codes, **how):
        name = (1.0, ({codes[0]: 1.0}, {codes[1]: 1.0}, {codes[2]: 1.0}, {}), [])
        keys, owners = lattice.keys(packed([[name]]), 1, **how)
        assert set(owners.tolist()) == {0}
        return set(keys.tolist())

    assert len(keys_of(1, 2, 3)) == 3
    assert len(keys_of(1, 2, 3) & keys_of(1, 2, 4)) == 1
    assert not keys_of(1, 2, 3) & keys_of(2, 1, 4)
    assert not keys_of(1, 2, 3, whole=True) & keys_of(1, 2, 4, whole=True)
    other = (0.0, ({}, {}, {}, {}), [("tubman", 9.0), ("harriet", 9.0)])
    turned = (0.0, ({}, {}, {}, {}), [("harriet", 9.0), ("tubmann", 9.0)])
    one, same = (set(lattice.keys(packed([[name]]), 1)[0].tolist()) for name in (other, turned))
    assert one == same
    with pytest.raises(ValueError, match="salt"):
        lattice.keys(packed([]), 128)
