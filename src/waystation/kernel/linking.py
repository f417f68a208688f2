"""How strongly two records speak for one person who was parted from somebody, in bits of evidence.

Each field of a pair is put at a level of agreement (level 0: somebody did not tell, which says
nothing). What a level says is the logarithm of how much likelier it is between two records of one
person (m) than between records of two (u). u is counted on pairs drawn at random; m is learned
without labels. Names come in as bits already, from `kernel.lattice`, and are only put on the scale
of the other fields.

Source: I. P. Fellegi and A. B. Sunter, A Theory for Record Linkage, 1969, section 2; the weight by
the frequency of a value after H. B. Newcombe et al., Automatic Linkage of Vital Records, 1959; the
expectation-maximisation after W. E. Winkler, Using the EM Algorithm for Weight Computation, 1988.
That each query is at most one record, as in M. Sadinle, Bayesian Estimation of Bipartite Matchings
for Record Linkage, JASA 112(518), 2017, here query by query and without the other way round.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled

Int = NDArray[np.int32]
Long = NDArray[np.int64]
Bits = NDArray[np.float64]
Levels = NDArray[np.uint8]

NONE = -1
# Fields told as names come first; what they say is graded, all others have a few levels.
GRADED = ("names", "mother", "father", "siblings", "spouse", "children")
FIELDS = (
    *GRADED, "sex", "birth", "home", "parted_year", "parted_place", "marks", "tie",
)  # fmt: skip
N_GRADED, N_FIELDS, N_LEVELS = len(GRADED), len(FIELDS), 13
SEX, BIRTH, HOME, PARTED_YEAR, PARTED_PLACE, MARKS, TIE = range(N_GRADED, N_FIELDS)
# Bits of a name from which the next level begins; the lowest level is 1.
GRADES = (-6.0, -3.0, -1.0, 1.0, 3.0, 5.0, 7.0, 9.0, 12.0, 15.0)
SAME_DAY, SAME_BIRTHDAY, SAME_YEAR, YEARS_OFF, ROUGH = 1, 2, 3, (0, 1, 3, 6), 8
BIRTHDAY_YEARS = 3
COUNTY, BESIDE, PROVINCE, ELSEWHERE = 1, 2, 3, 4
SHARED, UNSHARED = 1, 2
# A value that is rarer than its level tells by so much more, and a common one by so much less.
RARE_BITS_MAX, COMMON_BITS_MIN, MARKS_BITS_MAX = 6.0, -3.0, 12.0
# With so few pairs behind a figure, what was known before counts as much as what was counted.
TRUSTED_AT = 25.0
# Rounds of learning at most, and by how many bits weights may still move when it ends.
ROUNDS, SETTLED = 40, 0.02
# How large a part of the queries stands in the register: at first, at least and at most.
FOUND, FOUND_LEAST, FOUND_MOST = 0.5, 0.01, 0.95
# How often somebody who stands in the register stands there twice.
TWICE = 0.01
# Evidence beyond these bits is as good as sure.
SURE_BITS = 200.0


class Ragged(NamedTuple):
    """Lists of codes, one for each record: those of record i are values[starts[i]:starts[i+1]]."""

    starts: Long
    values: Int


class Records(NamedTuple):
    """What is compared beside names, one row a record; NONE stands where nothing is known.

    `first_year` and `last_year` are the years in which the birth can have been. `written` is the
    day of birth as year * 512 + month * 32 + day, and `readings` (n, 3) the same day as written,
    as a lunar day turned into a solar one and the other way round. `homes` and `provinces` have the
    same starts. `tie` is what somebody whom they look for is to them, or, of whom is looked for,
    what they would have to look for.
    """

    sex: Int
    first_year: Int
    last_year: Int
    written: Int
    readings: Int
    homes: Ragged
    provinces: Ragged
    parted_year: Int
    parted_county: Int
    parted_province: Int
    marks: Ragged
    tie: Int


class Rarity(NamedTuple):
    """By how many bits a value says more than its level, and which counties lie side by side.

    `beside` holds sorted keys `a * n_counties + b`, both ways.
    """

    county: Bits
    province: Bits
    mark: Bits
    beside: Long


class Weights(NamedTuple):
    """What each level of each field says, in bits, and which bits of names a level stands for.

    `new` is for each field how much of it no other field says already: a father's name repeats
    one's own family name.
    """

    bits: Bits
    centres: Bits
    new: Bits


class Compared(NamedTuple):
    """Levels (pairs, fields) and what goes with them: bits of names, or the rarity of a value."""

    levels: Levels
    extra: Bits


class Index(NamedTuple):
    """Which records have a key: sorted keys, and the owners of each; `n` records in all."""

    keys: Long
    starts: Long
    owners: Int
    n: int
    n_common: int


def rarity(records: Records, sizes: tuple[int, int, int], beside: Int) -> Rarity:
    """Count in the records themselves how much more or less than others each value says.

    Args:
      sizes: how many counties, provinces and marks there are.
      beside: (k, 2) counties side by side, each pair once.
    """
    n_counties, n_provinces, n_marks = sizes
    keys = np.concatenate(
        [beside[:, 0] * np.int64(n_counties) + beside[:, 1],
         beside[:, 1] * np.int64(n_counties) + beside[:, 0]]
    )  # fmt: skip
    n = max(1, len(records.sex))
    told = np.bincount(records.marks.values, minlength=n_marks) if n_marks else np.zeros(0)
    return Rarity(
        county=_rarer(records.homes.values, n_counties),
        province=_rarer(records.provinces.values, n_provinces),
        # Of marks each counts by itself: how unlikely it is to meet it on somebody else.
        mark=np.log2(n / np.maximum(told, 1.0)),
        beside=np.sort(keys.astype(np.int64)),
    )


def _rarer(values: Int, n_values: int) -> Bits:
    told = np.bincount(values[values >= 0], minlength=n_values).astype(np.float64)
    if not told.sum():
        return np.zeros(n_values)
    share = np.maximum(told, 1.0) / told.sum()
    usual = float(((told / told.sum()) ** 2).sum())
    return np.clip(np.log2(usual / share), COMMON_BITS_MIN, RARE_BITS_MAX)


def compared(
    one: Records, other: Records, pairs: tuple[Int, Int], names: Bits, known: Rarity
) -> Compared:
    """Put each field of the pairs (one[first[i]], other[second[i]]) at its level.

    Args:
      names: (pairs, 6) what the names of GRADED say, in bits; not a number where one side has none.

    Cost: about 0.15 µs a pair.
    """
    first, second = pairs
    levels = np.zeros((len(first), N_FIELDS), np.uint8)
    extra = np.zeros((len(first), N_FIELDS))
    told = ~np.isnan(names)
    levels[:, :N_GRADED] = np.where(told, np.digitize(names, GRADES) + 1, 0)
    extra[:, :N_GRADED] = np.where(told, names, 0.0)
    _compare(one, other, first, second, known, levels, extra)
    return Compared(levels, extra)


@compiled
def _compare(
    one: Records,
    other: Records,
    first: Int,
    second: Int,
    known: Rarity,
    levels: Levels,
    extra: Bits,
) -> None:
    n_counties = len(known.county)
    for at in range(len(first)):
        i, j = first[at], second[at]
        if one.sex[i] >= 0 and other.sex[j] >= 0:
            levels[at, SEX] = 1 if one.sex[i] == other.sex[j] else 2
        levels[at, BIRTH] = _birth(one, other, i, j)
        best, more = 0, 0.0
        for a in range(one.homes.starts[i], one.homes.starts[i + 1]):
            for b in range(other.homes.starts[j], other.homes.starts[j + 1]):
                near, rare = _near(
                    one.homes.values[a], one.provinces.values[a],
                    other.homes.values[b], other.provinces.values[b], known, n_counties,
                )  # fmt: skip
                if near and (best == 0 or near < best or (near == best and rare > more)):
                    best, more = near, rare
        levels[at, HOME], extra[at, HOME] = best, more
        if one.parted_year[i] >= 0 and other.parted_year[j] >= 0:
            levels[at, PARTED_YEAR] = _step(abs(one.parted_year[i] - other.parted_year[j]))
        near, rare = _near(
            one.parted_county[i], one.parted_province[i],
            other.parted_county[j], other.parted_province[j], known, n_counties,
        )  # fmt: skip
        levels[at, PARTED_PLACE], extra[at, PARTED_PLACE] = near, rare
        level, rare = _marks(one.marks, other.marks, i, j, known.mark)
        levels[at, MARKS], extra[at, MARKS] = level, rare
        if one.tie[i] >= 0 and other.tie[j] >= 0:
            levels[at, TIE] = 1 if one.tie[i] == other.tie[j] else 2


@compiled
def _birth(one: Records, other: Records, i: int, j: int) -> int:
    if one.first_year[i] < 0 or other.first_year[j] < 0:
        return 0
    gap = max(0, one.first_year[i] - other.last_year[j], other.first_year[j] - one.last_year[i])
    birthday = False
    if one.written[i] >= 0 and other.written[j] >= 0:
        for k in range(3):
            a, b = one.readings[i, k], other.readings[j, k]
            if a == other.written[j] or b == one.written[i]:
                return SAME_DAY
            birthday = birthday or (a >= 0 and a % 512 == other.written[j] % 512)
            birthday = birthday or (b >= 0 and b % 512 == one.written[i] % 512)
    if birthday and gap <= BIRTHDAY_YEARS:
        return SAME_BIRTHDAY
    wide = one.last_year[i] > one.first_year[i] or other.last_year[j] > other.first_year[j]
    return (ROUGH if wide else SAME_YEAR) + _step(gap) - 1


@compiled
def _step(gap: int) -> int:
    for level in range(len(YEARS_OFF)):
        if gap <= YEARS_OFF[level]:
            return level + 1
    return len(YEARS_OFF) + 1


@compiled
def _near(
    county: int, province: int, its_county: int, its_province: int, known: Rarity, n_counties: int
) -> tuple[int, float]:
    if county >= 0 and its_county >= 0:
        if county == its_county:
            return COUNTY, known.county[county]
        # A county met only since lies beside none.
        if max(county, its_county) < n_counties:
            key = np.int64(county) * n_counties + its_county
            at = np.searchsorted(known.beside, key)
            if at < len(known.beside) and known.beside[at] == key:
                return BESIDE, 0.0
    if province >= 0 and its_province >= 0:
        if province == its_province:
            return PROVINCE, known.province[province]
        return ELSEWHERE, 0.0
    # Of one only the county is known, and of the other only the province: nothing to hold up.
    return (ELSEWHERE if county >= 0 and its_county >= 0 else 0), 0.0


@compiled
def _marks(one: Ragged, other: Ragged, i: int, j: int, rare: Bits) -> tuple[int, float]:
    begin, end = one.starts[i], one.starts[i + 1]
    start, stop = other.starts[j], other.starts[j + 1]
    if begin == end or start == stop:
        return 0, 0.0
    shared = 0.0
    for a in range(begin, end):
        for b in range(start, stop):
            if one.values[a] == other.values[b]:
                shared += rare[one.values[a]] if one.values[a] < len(rare) else 0.0
                break
    if shared > 0.0:
        return SHARED, min(shared, MARKS_BITS_MAX)
    return UNSHARED, 0.0


def bits(seen: Compared, weights: Weights) -> Bits:
    """Say in bits what each field of each pair tells: (pairs, fields), 0 where one did not tell."""
    said = np.zeros(seen.extra.shape)
    _weigh(seen.levels, seen.extra, weights.bits, weights.centres, said)
    return said * weights.new


@compiled
def _weigh(levels: Levels, extra: Bits, table: Bits, centres: Bits, said: Bits) -> None:
    top = len(GRADES) + 1
    for at in range(levels.shape[0]):
        for field in range(N_FIELDS):
            level = levels[at, field]
            if level == 0:
                continue
            if field >= N_GRADED:
                said[at, field] = table[field, level] + extra[at, field]
                continue
            told = extra[at, field]
            if told <= centres[field, 1]:
                said[at, field] = table[field, 1]
            elif told >= centres[field, top]:
                said[at, field] = table[field, top] + told - centres[field, top]
            else:
                k = 1
                while told > centres[field, k + 1]:
                    k += 1
                part = (told - centres[field, k]) / (centres[field, k + 1] - centres[field, k])
                said[at, field] = table[field, k] * (1 - part) + table[field, k + 1] * part


def best(total: Bits, most: int) -> NDArray[np.intp]:
    """Give the places of the highest totals, the highest first; of equal ones the first."""
    if len(total) > most:
        line = np.partition(total, len(total) - most)[len(total) - most]
        near = np.flatnonzero(total >= line)
        return near[np.argsort(-total[near], kind="stable")][:most]
    return np.argsort(-total, kind="stable")


def rivalled(total: Bits, first: Int, n: int) -> Bits:
    """Say how many bits each candidate loses because others of the same query fit too.

    Somebody is one person. What speaks for another candidate therefore speaks against this one,
    unless they stand in the register twice: so no more is lost than log2(TWICE). With S the odds of
    the others together, each 2^bits / n, it is log2((1 + TWICE S) / (1 + S)), from "none, one or
    two of the candidates are the one". It turns the order of no two candidates.

    Args:
      total: what all fields say of each pair.
      first: the query of each pair; those of one query stand together.
      n: how many records are looked through.
    """
    lost = np.zeros(len(total))
    _rival(total - np.log2(n), first, lost)
    return lost


@compiled
def _rival(odds: Bits, first: Int, lost: Bits) -> None:
    begin = 0
    while begin < len(odds):
        end, top, others = begin, begin, 0.0
        while end < len(odds) and first[end] == first[begin]:
            top = end if odds[end] > odds[top] else top
            end += 1
        for at in range(begin, end):
            if at != top:
                others += _odds(odds[at])
        for at in range(begin, end):
            # Nothing is taken from a sum that holds the best: little would be left of the rest.
            rest = others
            if at != top:
                rest = max(0.0, others - _odds(odds[at])) + _odds(odds[top])
            lost[at] = np.log2((1 + TWICE * rest) / (1 + rest))
        begin = end


@compiled
def _odds(bits: float) -> float:
    return 2.0 ** min(SURE_BITS, max(-SURE_BITS, bits))


def learned(
    blocked: Compared, first: Int, drawn: Compared, before: Weights, *, sizes: tuple[int, int]
) -> Weights:
    """Learn what each level says from pairs of which nobody knows whether they are of one person.

    u is counted on pairs drawn at random. m is found by expectation-maximisation: how likely each
    pair is of one person by the weights so far, then how often each level stands among those. The
    candidates of a query compete, for at most one of them is the one: without that, in a large
    register, the pairs of one family name or one county outweigh the few of one person, and are
    learned instead. Only pairs that share a key take part; all others are taken for two people,
    which they are but for what blocking loses. Where few pairs stand behind a figure, `before`
    counts as much. The same pairs always give the same weights.

    Args:
      blocked: pairs that share a key, and `first` the query of each; those of one stand together.
      drawn: pairs drawn at random.
      before: what is known without any pairs.
      sizes: how many queries there are, and how many records.

    Cost: up to 40 rounds, each linear in the blocked pairs; 3 to 9 were seen.
    """
    n_queries, n = sizes
    u = _shares(drawn.levels, np.ones(len(drawn.levels)))
    now, found = before, FOUND
    for _round in range(ROUNDS):
        total = bits(blocked, now).sum(axis=1) + np.log2(found / (1 - found) / n)
        chance = np.zeros(len(total))
        _compete(total, first, chance)
        last, now = now, _blended(_shares(blocked.levels, chance), u, before)
        found = min(max(float(chance.sum()) / n_queries, FOUND_LEAST), FOUND_MOST)
        if np.abs(now.bits - last.bits).max() <= SETTLED:
            break
    return now


@compiled
def _compete(odds: Bits, first: Int, chance: Bits) -> None:
    """Share one chance out among the candidates of each query, and that none of them is the one."""
    begin = 0
    while begin < len(odds):
        end, whole = begin, 1.0
        while end < len(odds) and first[end] == first[begin]:
            chance[end] = _odds(odds[end])
            whole += chance[end]
            end += 1
        for at in range(begin, end):
            chance[at] /= whole
        begin = end


def _shares(levels: Levels, chance: Bits) -> Bits:
    """Give for each field the weight of each of its levels, of those who told."""
    found = np.zeros((N_FIELDS, N_LEVELS))
    for field in range(N_FIELDS):
        found[field] = np.bincount(levels[:, field], weights=chance, minlength=N_LEVELS)
    found[:, 0] = 0.0
    return found


def _blended(m: Bits, u: Bits, before: Weights) -> Weights:
    """Hold what was counted against what was known, the more so the fewer pairs stand behind it."""
    of_m, of_u = (found.sum(axis=1, keepdims=True) for found in (m, u))
    counted = np.log2((m + 0.5) / (of_m + 1)) - np.log2((u + 0.5) / (of_u + 1))
    behind = np.minimum(of_m, u)
    trust = behind / (behind + TRUSTED_AT)
    table = trust * counted + (1 - trust) * before.bits
    top = len(GRADES) + 2
    # A better name never says less.
    table[:N_GRADED, 1:top] = np.maximum.accumulate(table[:N_GRADED, 1:top], axis=1)
    table[:, 0] = 0.0
    return before._replace(bits=table)


def indexed(keys: Long, owners: Int, *, n: int, most: int) -> Index:
    """Put records in order by their keys, so that those who share one are found at once.

    Args:
      most: a key that more records share says too little, and is left out.
    """
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    fresh = np.ones(len(keys), np.bool_)
    fresh[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    keys, owners = keys[fresh], owners[fresh]
    begins = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, int)
    sizes = np.diff(np.r_[begins, len(keys)])
    rare = sizes <= most
    kept = np.repeat(rare, sizes)
    starts = np.r_[0, np.cumsum(sizes[rare])].astype(np.int64)
    return Index(
        keys[begins[rare]].astype(np.int64), starts, owners[kept].astype(np.int32), n,
        int((~rare).sum()),
    )  # fmt: skip


def sharing(index: Index, keys: Long, owners: Int) -> tuple[Int, Int]:
    """Pair each query with the records that share a key with it, each pair once.

    Args:
      keys, owners: the keys of the queries, and which query has each.

    Returns:
      The queries and the records of the pairs, by query and then by record.
    """
    if not len(keys) or not len(index.keys):
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    order = np.argsort(owners, kind="stable")
    at = np.minimum(np.searchsorted(index.keys, keys[order]), len(index.keys) - 1)
    there = index.keys[at] == keys[order]
    at, owners = at[there], owners[order][there].astype(np.int32)
    sizes = index.starts[at + 1] - index.starts[at]
    first = np.empty(int(sizes.sum()), np.int32)
    second = np.empty(int(sizes.sum()), np.int32)
    seen = np.full(index.n, NONE, np.int32)
    n = _share(index.starts, index.owners, at, owners, seen, first, second)
    first, second = first[:n], second[:n]
    order = np.lexsort((second, first))
    return first[order], second[order]


@compiled
def _share(
    starts: Long, held: Int, at: Long, owners: Int, seen: Int, first: Int, second: Int
) -> int:
    n = 0
    for k in range(len(at)):
        for m in range(starts[at[k]], starts[at[k] + 1]):
            if seen[held[m]] != owners[k]:
                seen[held[m]] = owners[k]
                first[n], second[n] = owners[k], held[m]
                n += 1
    return n
