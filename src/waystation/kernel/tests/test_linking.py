"""Evidence for pairs of records, beside the same said plainly with lists and logarithms."""

from fractions import Fraction
from math import isclose, log2, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel import linking
from waystation.kernel.linking import FIELDS, NONE, Compared, Ragged, Records, Weights

COUNTIES, PROVINCES, MARKS = 4, 2, 5
BESIDE = np.array([[0, 1], [2, 3]], np.int32)
maybe = st.integers(NONE, 1)
counties = st.integers(NONE, COUNTIES - 1)
homes = st.lists(st.tuples(counties, st.integers(NONE, PROVINCES - 1)), max_size=2)
days = st.integers(NONE, 2).map(lambda n: NONE if n < 0 else 1990 * 512 + 5 * 32 + n)
record = st.fixed_dictionaries(
    {
        "sex": maybe,
        "years": st.none() | st.tuples(st.integers(1986, 1996), st.integers(0, 2)),
        "readings": st.tuples(days, days, days),
        "homes": homes,
        "parted": st.tuples(st.just(NONE) | st.integers(2000, 2009), counties, maybe),
        "marks": st.lists(st.integers(0, MARKS - 1), max_size=3, unique=True),
        "tie": st.integers(NONE, 2),
    }
)
few = settings(max_examples=25)


def ragged(lists):
    starts = np.cumsum([0, *map(len, lists)]).astype(np.int64)
    return Ragged(starts, np.array([value for one in lists for value in one], np.int32))


def columns(people):
    def column(values):
        return np.array(list(values), np.int32)

    years = [
        (NONE, NONE) if p["years"] is None else (p["years"][0], sum(p["years"])) for p in people
    ]
    return Records(
        sex=column(p["sex"] for p in people),
        first_year=column(first for first, _last in years),
        last_year=column(last for _first, last in years),
        written=column(p["readings"][0] for p in people),
        readings=column(p["readings"] for p in people).reshape(-1, 3),
        homes=ragged([[county for county, _province in p["homes"]] for p in people]),
        provinces=ragged([[province for _county, province in p["homes"]] for p in people]),
        parted_year=column(p["parted"][0] for p in people),
        parted_county=column(p["parted"][1] for p in people),
        parted_province=column(p["parted"][2] for p in people),
        marks=ragged([p["marks"] for p in people]),
        tie=column(p["tie"] for p in people),
    )


def step(gap):
    return next((level for level, years in ((1, 0), (2, 1), (3, 3), (4, 6)) if gap <= years), 5)


def birth_plainly(a, b):
    if a["years"] is None or b["years"] is None:
        return 0
    spans = [range(one["years"][0], sum(one["years"]) + 1) for one in (a, b)]
    gap = min(abs(x - y) for x in spans[0] for y in spans[1])
    written = a["readings"][0], b["readings"][0]
    if NONE not in written:
        if written[0] in b["readings"] or written[1] in a["readings"]:
            return linking.SAME_DAY
        told = [{day % 512 for day in one["readings"] if day != NONE} for one in (a, b)]
        if (written[0] % 512 in told[1] or written[1] % 512 in told[0]) and gap <= 3:
            return linking.SAME_BIRTHDAY
    wide = any(len(span) > 1 for span in spans)
    return (linking.ROUGH if wide else linking.SAME_YEAR) + step(gap) - 1


def near_plainly(a, b, rarity):
    beside = {frozenset(pair) for pair in BESIDE.tolist()}
    if NONE not in (a[0], b[0]):
        if a[0] == b[0]:
            return 1, rarity.county[a[0]]
        if frozenset((a[0], b[0])) in beside:
            return 2, 0.0
    if NONE not in (a[1], b[1]):
        return (3, rarity.province[a[1]]) if a[1] == b[1] else (4, 0.0)
    return (4, 0.0) if NONE not in (a[0], b[0]) else (0, 0.0)


def plainly(a, b, rarity):
    """Give level and extra of each field that is no name."""
    found = {"sex": (0 if NONE in (a["sex"], b["sex"]) else 1 + (a["sex"] != b["sex"]), 0.0)}
    found["birth"] = (birth_plainly(a, b), 0.0)
    near = [near_plainly(x, y, rarity) for x in a["homes"] for y in b["homes"]]
    known = [one for one in near if one[0]]
    found["home"] = min(known, key=lambda one: (one[0], -one[1])) if known else (0, 0.0)
    years = a["parted"][0], b["parted"][0]
    found["parted_year"] = (0 if NONE in years else step(abs(years[0] - years[1])), 0.0)
    found["parted_place"] = near_plainly(a["parted"][1:], b["parted"][1:], rarity)
    shared = set(a["marks"]) & set(b["marks"])
    says = min(sum(rarity.mark[one] for one in shared), linking.MARKS_BITS_MAX)
    told = bool(a["marks"] and b["marks"])
    found["marks"] = (1, says) if says > 0 else (2 if told else 0, 0.0)
    ties = a["tie"], b["tie"]
    found["tie"] = (0 if NONE in ties else 1 + (ties[0] != ties[1]), 0.0)
    return found


@few
@given(st.lists(record, min_size=2, max_size=5))
def test_each_field_stands_at_the_level_that_is_said_plainly_and_the_same_both_ways(people):
    held = columns(people)
    rarity = linking.rarity(held, (COUNTIES, PROVINCES, MARKS), BESIDE)
    at = [(i, j) for i in range(len(people)) for j in range(len(people))]
    first, second = (np.array(column, np.int32) for column in zip(*at, strict=True))
    names = np.full((len(at), linking.N_GRADED), nan)

    seen = linking.compared(held, held, (first, second), names, rarity)
    back = linking.compared(held, held, (second, first), names, rarity)

    assert (seen.levels == back.levels).all()
    assert np.allclose(seen.extra, back.extra)
    for row, (i, j) in enumerate(at):
        for field, (level, extra) in plainly(people[i], people[j], rarity).items():
            column = FIELDS.index(field)
            assert seen.levels[row, column] == level, field
            assert isclose(seen.extra[row, column], extra, abs_tol=1e-9), field


def a_scale():
    bits = np.zeros((linking.N_FIELDS, linking.N_LEVELS))
    centres = np.zeros((linking.N_GRADED, linking.N_LEVELS))
    top = len(linking.GRADES) + 2
    centres[:, 1:top] = np.linspace(-8, 18, top - 1)
    bits[: linking.N_GRADED, 1:top] = centres[:, 1:top]
    bits[linking.N_GRADED :, 1:] = np.linspace(8, -3, linking.N_LEVELS - 1)
    bits[linking.SEX, 1:3] = 1.0, -5.0
    bits[linking.HOME, 1:5] = 3.0, 2.0, 0.0, -2.0
    return Weights(bits, centres, np.ones(linking.N_FIELDS))


@few
@given(st.lists(st.floats(-30, 30), min_size=2, max_size=8))
def test_a_better_name_never_says_less_and_what_was_not_told_says_nothing(told):
    names = np.full((len(told) + 1, linking.N_GRADED), nan)
    names[:-1, 0] = sorted(told)
    nobody = columns([{"sex": NONE, "years": None, "readings": (NONE,) * 3, "homes": [],
                       "parted": (NONE,) * 3, "marks": [], "tie": NONE}])  # fmt: skip
    rarity = linking.rarity(nobody, (0, 0, 0), BESIDE[:0])
    pair = (np.zeros(len(names), np.int32),) * 2

    said = linking.bits(linking.compared(nobody, nobody, pair, names, rarity), a_scale())

    assert (np.diff(said[:-1, 0]) >= -1e-9).all()
    assert not said[-1].any()
    assert not said[:, 1:].any()


@few
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=20),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), max_size=10),
    st.integers(1, 4),
)
def test_whoever_shares_a_key_that_is_not_too_common_is_paired_once(held, asked, most):
    def split(told):
        keys = np.array([key for key, _owner in told], np.int64)
        return keys, np.array([owner for _key, owner in told], np.int32)

    owners = {key: {owner for k, owner in held if k == key} for key, _owner in held}
    expected = {
        (query, owner)
        for key, query in asked
        for owner in owners.get(key, ())
        if len(owners[key]) <= most
    }

    index = linking.indexed(*split(held), n=6, most=most)
    first, second = linking.sharing(index, *split(asked))

    assert list(zip(first.tolist(), second.tolist(), strict=True)) == sorted(expected)
    assert index.n_common == sum(len(of) > most for of in owners.values())


def test_the_best_are_the_highest_and_of_equal_ones_the_first():
    total = np.array([1.0, 5.0, 3.0, 5.0, 4.0, 3.0])

    assert linking.best(total, 3).tolist() == [1, 3, 4]
    assert linking.best(total, 9).tolist() == [1, 3, 4, 2, 5, 0]


def pairs_of_a_town(same, other, seed):
    """Draw pairs by known shares: two fields with two levels each, and one that settles it."""
    dice = np.random.default_rng(seed)
    levels = np.zeros((same + other, linking.N_FIELDS), np.uint8)
    is_same = np.arange(same + other) < same
    for field, m, u in ((linking.SEX, 0.97, 0.5), (linking.HOME, 0.70, 0.04)):
        agree = dice.random(same + other) < np.where(is_same, m, u)
        levels[:, field] = np.where(agree, 1, 2 if field == linking.SEX else 4)
    days = dice.random(same + other) < np.where(is_same, 0.9, 0.0005)
    levels[:, linking.BIRTH] = np.where(days, linking.SAME_DAY, 7)
    return Compared(levels, np.zeros(levels.shape))


def test_what_a_field_says_is_learned_without_being_told_who_is_who():
    # 400 queries, each held against the right one and 150 others.
    blocked = pairs_of_a_town(400, 60_000, seed=1)
    drawn = pairs_of_a_town(0, 200_000, seed=2)
    first = np.r_[np.arange(400), np.repeat(np.arange(400), 150)].astype(np.int32)
    order = np.argsort(first, kind="stable")
    blocked, first = Compared(blocked.levels[order], blocked.extra[order]), first[order]

    found = linking.learned(blocked, first, drawn, a_scale(), sizes=(400, 151))
    again = linking.learned(blocked, first, drawn, a_scale(), sizes=(400, 151))

    assert (found.bits == again.bits).all()
    assert found.bits[linking.SEX, 1] == pytest.approx(log2(0.97 / 0.5), abs=0.1)
    assert found.bits[linking.SEX, 2] == pytest.approx(log2(0.03 / 0.5), abs=0.8)
    assert found.bits[linking.HOME, 1] == pytest.approx(log2(0.70 / 0.04), abs=0.4)
    assert found.bits[linking.HOME, 4] == pytest.approx(log2(0.30 / 0.96), abs=0.4)


def test_a_few_pairs_change_little_of_what_was_known():
    blocked, drawn = pairs_of_a_town(1, 8, seed=3), pairs_of_a_town(0, 9, seed=4)

    found = linking.learned(blocked, np.zeros(9, np.int32), drawn, a_scale(), sizes=(1, 9))

    assert np.abs(found.bits - a_scale().bits).max() < 1.0


def test_the_many_of_one_family_are_not_learned_in_place_of_the_few_of_one_person():
    """In a large register many share much with whom is looked for, and one is the one."""
    n_queries, others = 200, 500
    n_pairs = n_queries * (others + 1)
    blocked = pairs_of_a_town(n_queries, n_queries * others, seed=5)
    queries = np.arange(n_queries)
    first = np.r_[queries, np.repeat(queries, others)].astype(np.int32)
    is_same, dice = np.arange(n_pairs) < n_queries, np.random.default_rng(6)
    # One in ten of the others is of their family: a father of one name, at home in one county.
    is_kin = ~is_same & (dice.random(n_pairs) < 0.1)
    blocked.levels[is_kin, linking.HOME] = 1
    alike = np.where(is_same, 10.0, np.where(is_kin, 3.0, -4.0))
    for field, bits in (("names", alike), ("father", np.where(is_same | is_kin, 9.0, -4.0))):
        blocked.extra[:, FIELDS.index(field)] = bits
        blocked.levels[:, FIELDS.index(field)] = np.digitize(bits, linking.GRADES) + 1
    order = np.argsort(first, kind="stable")
    blocked, first = Compared(blocked.levels[order], blocked.extra[order]), first[order]
    drawn = pairs_of_a_town(0, 200_000, seed=7)
    drawn.levels[:, [FIELDS.index("names"), FIELDS.index("father")]] = 2

    found = linking.learned(blocked, first, drawn, a_scale(), sizes=(n_queries, 100_000))

    assert found.bits[linking.HOME, 1] == pytest.approx(log2(0.70 / 0.04), abs=0.3)
    assert found.bits[linking.BIRTH, linking.SAME_DAY] > 7.0
    # Another day of birth speaks against them: nine tenths of the right ones have the same.
    assert found.bits[linking.BIRTH, 7] < -2.0


@few
@given(
    st.lists(
        st.lists(st.integers(-400, 900).map(lambda n: n / 10), min_size=1, max_size=5), max_size=4
    ),
    st.integers(1, 10**6),
)
def test_rivals_take_what_none_one_or_two_being_the_one_takes_and_turn_no_order(queries, n):
    total = np.array([bits for one in queries for bits in one])
    first = np.repeat(np.arange(len(queries), dtype=np.int32), [len(one) for one in queries])

    lost = linking.rivalled(total, first, n)

    expected = []
    for one in queries:
        odds = [Fraction(2.0**bits) / n for bits in one]
        for at in range(len(one)):
            rest = sum(odds) - odds[at]
            expected.append(log2((1 + Fraction(linking.TWICE) * rest) / (1 + rest)))
    assert np.allclose(lost, expected, atol=1e-6)
    assert (lost <= 0).all()
    assert (lost >= log2(linking.TWICE) - 1e-9).all()
    for query in range(len(queries)):
        its = first == query
        ordered = np.argsort(total[its], kind="stable")
        assert (np.diff((total + lost)[its][ordered]) >= -1e-9).all()


@few
@given(
    st.lists(
        st.lists(st.integers(-400, 900).map(lambda n: n / 10), min_size=1, max_size=5), max_size=4
    )
)
def test_the_candidates_of_a_query_share_one_chance(queries):
    odds = np.array([bits for one in queries for bits in one])
    first = np.repeat(np.arange(len(queries), dtype=np.int32), [len(one) for one in queries])
    chance = np.zeros(len(odds))

    linking._compete(odds, first, chance)

    plainly = [2.0**bits / (1 + sum(2.0**its for its in one)) for one in queries for bits in one]
    assert np.allclose(chance, plainly, rtol=1e-9, atol=0)
