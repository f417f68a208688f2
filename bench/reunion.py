"""How surely somebody is found among many Koreans, however their name was spelled."""

import random
from collections.abc import Callable, Sequence
from datetime import date
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bench.figures import Figure
from waystation.kernel import lattice
from waystation.testing import koreans
from waystation.testing.korean_spellings import revised
from waystation.tracing import names
from waystation.tracing.matching.linker import Linker
from waystation.tracing.matching.weights import probable_bits
from waystation.tracing.values import Profile

PART = "Finding Koreans"
TODAY = date(2026, 11, 1)
SEED = 2026
SIZES = ((20_000, 400), (100_000, 600))
# Name alone against everybody is quadratic: fewer are asked for.
ALONE = 200
BATCH = 100
RECALL = 0.90
EXPLAINED = (
    "Finding Koreans: people drawn by korean-name-generator, each written down twice by two hands "
    "(`testing/koreans.py`, rules from the published standards, apart from the decoder's tables): "
    "Hangul of the South and the North, Revised, McCune-Reischauer, the North's system, passport "
    "spellings, Chinese readings; 7 % typing errors in Latin letters; births 35 % to the day, 25 % "
    "lunar taken for solar, 30 % about, 10 % none; homes 70 % right; each parent untold in 35 % on "
    "each side. An alias stands first in 5 % of the register and 8 % of the queries; half of these "
    "tell their own name too (“single name”: nobody does). The registers hold 20,000 and 100,000 "
    "people; 400 and 600 of them are looked for, so an interval of 95 % is about 2 points wide "
    "either way at 0.95 and 1 at 0.99. Weights are learned without labels. "
    f"Name alone: {ALONE} are looked for. Jaro-Winkler sees Hangul in Revised letters; the second "
    "rival also evens out family names and letters that the standards spell apart.",
)


class Asked(NamedTuple):
    """A register, who is looked for in it, and for each of them which record is theirs."""

    register: list[Profile]
    queries: list[Profile]
    true: NDArray[np.int32]
    aliased: NDArray[np.bool_]


class Ranked(NamedTuple):
    """For each query: how many records come before the true one, its bits, and the best wrong's."""

    ranks: NDArray[np.float64]
    true_bits: NDArray[np.float64]
    wrong_bits: NDArray[np.float64]
    wrong_probable: NDArray[np.bool_]
    held: NDArray[np.int64]


def measure() -> list[Figure]:
    """Look for people in both registers, with all their names and with the first one alone."""
    found: list[Figure] = []
    for n, n_queries in SIZES:
        asked = drawn(n, n_queries, seed=SEED)
        found += _whole(asked, f"{n // 1000}k", "")
        found += _whole(single(asked), f"{n // 1000}k", "_single_name")
        found += _names_alone(asked, f"{n // 1000}k")
    return found


def drawn(n: int, n_queries: int, *, seed: int) -> Asked:
    """Draw a register of n people, and some of them again as somebody else tells of them."""
    people = koreans.population(n, seed=seed)
    dice = random.Random(seed + 1)  # noqa: S311
    with koreans.drawn_with(seed + 2) as others:
        register = [koreans.told(one, koreans.REGISTER, dice, others) for one in people]
        true = sorted(dice.sample(range(n), n_queries))
        queries = [koreans.told(people[at], koreans.SEEKERS, dice, others) for at in true]
    return Asked(
        [one.profile for one in register],
        [one.profile for one in queries],
        np.array(true, np.int32),
        np.array(
            [one.is_alias or register[at].is_alias for one, at in zip(queries, true, strict=True)]
        ),
    )


def single(asked: Asked) -> Asked:
    """Leave everybody only the name that stands first."""
    register, queries = (
        [replace(one, names=one.names[:1]) for one in side]
        for side in (asked.register, asked.queries)
    )
    return asked._replace(register=register, queries=queries)


def ranked(linker: Linker, asked: Asked) -> Ranked:
    """Rank everybody who shares a key with whom is looked for; who shares none comes last."""
    n = len(asked.queries)
    ranks, held = np.full(n, np.inf), np.zeros(n, np.int64)
    true_bits, wrong_bits = np.full(n, -np.inf), np.full(n, -np.inf)
    wrong_probable = np.zeros(n, np.bool_)
    for begin in range(0, n, BATCH):
        laid = linker.read(asked.queries[begin : begin + BATCH])
        first, second = linker.pairs(laid)
        seen = linker.compared(laid, first, second)
        bits = linker.said(seen, first).sum(axis=1)
        for at in range(len(laid.records.sex)):
            mine = np.flatnonzero(first == at)
            is_true = second[mine] == asked.true[begin + at]
            held[begin + at] = len(mine)
            wrong = mine[~is_true]
            if len(wrong):
                best = wrong[bits[wrong].argmax()]
                wrong_bits[begin + at] = bits[best]
                seen_so = linker.weigh(asked.queries[begin + at], int(second[best]))
                wrong_probable[begin + at] = seen_so.verdict == "probable"
            if is_true.any():
                its = bits[mine[is_true]][0]
                true_bits[begin + at] = its
                ranks[begin + at] = (bits[wrong] > its).sum() + (bits[wrong] == its).sum() / 2
    return Ranked(ranks, true_bits, wrong_bits, wrong_probable, held)


def _whole(asked: Asked, size: str, how: str) -> list[Figure]:
    began = perf_counter()
    linker = Linker(asked.register, today=TODAY)
    linker.learn(asked.queries)
    built = perf_counter() - began
    seen = ranked(linker, asked)
    plain = ~asked.aliased
    line = np.quantile(seen.true_bits, 1 - RECALL)
    sure = (seen.true_bits >= probable_bits(linker.n)).mean()
    aims: dict[str, float | None] = dict.fromkeys(
        ("r10", "r10_without_alias", "r1", "wrong_at_recall_90", "block_recall", "block_share")
    )
    if size == "100k" and not how:
        aims = {"r10": 0.97, "r10_without_alias": 0.995, "r1": 0.93, "wrong_at_recall_90": 0.01}
        aims |= {"block_recall": 0.99, "block_share": 0.02}
    values = {
        "r10": (seen.ranks < 10).mean(),
        "r10_without_alias": (seen.ranks[plain] < 10).mean(),
        "r1": (seen.ranks < 1).mean(),
        "wrong_at_recall_90": (seen.wrong_bits >= line).mean(),
        "block_recall": np.isfinite(seen.ranks).mean(),
        "block_share": seen.held.mean() / linker.n,
        "block_p99": float(np.quantile(seen.held, 0.99)),
        "probable_true": sure,
        "probable_wrong": seen.wrong_probable.mean(),
    }
    less = {"wrong_at_recall_90", "block_share", "block_p99", "probable_wrong"}
    return [
        _figure(
            f"korean_{what}_{size}{how}",
            float(value),
            aims.get(what),
            better="lower" if what in less else "higher",
            unit="records" if what == "block_p99" else "",
        )
        for what, value in values.items()
    ] + [_figure(f"korean_built_{size}{how}_s", built, None, better="lower", unit="s")]


def _names_alone(asked: Asked, size: str) -> list[Figure]:
    """Rank everybody by the name alone: ours, Jaro-Winkler, and Jaro-Winkler on Revised letters."""
    few = asked._replace(
        queries=asked.queries[::2][:ALONE],
        true=asked.true[::2][:ALONE],
        aliased=asked.aliased[::2][:ALONE],
    )
    ours = _by_name(few, _lattice(few))
    rivals = {
        "jaro_winkler": _by_name(few, _jaro_winkler(few, _in_letters)),
        "revised": _by_name(few, _jaro_winkler(few, _evened)),
    }
    found = []
    for called, value in {"lattice": ours, **rivals}.items():
        found.append(_figure(f"korean_name_alone_r10_{size}_{called}", value, None))
    return found


def _by_name(asked: Asked, scores: Callable[[slice], NDArray[Any]]) -> float:
    hits = 0
    for begin in range(0, len(asked.queries), 20):
        part = slice(begin, begin + 20)
        for row, at in zip(scores(part), asked.true[part], strict=True):
            before = (row > row[at]).sum() + ((row == row[at]).sum() - 1) / 2
            hits += bool(before < 10)
    return hits / len(asked.queries)


def _lattice(asked: Asked) -> Callable[[slice], NDArray[Any]]:
    lists = [[name.text for name in one.names] for one in asked.register]
    priors = names.learn(lists)
    register = names.pack(lists, priors)
    queries = names.pack([[name.text for name in one.names] for one in asked.queries], priors)
    n = len(lists)

    def scores(part: slice) -> NDArray[Any]:
        rows = np.arange(len(asked.queries), dtype=np.int32)[part]
        first, second = np.repeat(rows, n), np.tile(np.arange(n, dtype=np.int32), len(rows))
        return lattice.scores(queries, register, first, second).reshape(len(rows), n)

    return scores


def _jaro_winkler(asked: Asked, shown: Callable[[str], str]) -> Callable[[slice], NDArray[Any]]:
    """Compare all names of both, as `shown` writes them, and keep the best."""
    texts, owners = _texts(asked.register, shown)
    begins = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])

    def scores(part: slice) -> NDArray[Any]:
        rows = []
        for one in asked.queries[part]:
            mine = [shown(name.text) for name in one.names]
            best = process.cdist(mine, texts, scorer=JaroWinkler.similarity, dtype=np.float32)
            rows.append(np.maximum.reduceat(best.max(axis=0), begins))
        return np.array(rows)

    return scores


def _texts(
    profiles: Sequence[Profile], shown: Callable[[str], str]
) -> tuple[list[str], NDArray[np.int64]]:
    held = [(shown(name.text), at) for at, one in enumerate(profiles) for name in one.names]
    return [text for text, _ in held], np.array([at for _, at in held])


def _in_letters(text: str) -> str:
    """Write Hangul by the South's standard, as any library does; other letters stay."""
    if not any("가" <= one <= "힣" for one in text):
        return text.lower()
    said = [revised(one) for one in text]
    return f"{said[0]} {''.join(said[1:])}"


_FAMILIES = {
    "kim": "gim", "lee": "i", "li": "i", "rhee": "i", "yi": "i", "ri": "i", "park": "bak",
    "pak": "bak", "choi": "choe", "jung": "jeong", "chung": "jeong", "chong": "jeong",
    "cho": "jo", "kang": "gang", "lim": "im", "rim": "im", "yoon": "yun", "youn": "yun",
    "chang": "jang", "shin": "sin", "ryu": "yu", "yoo": "yu", "moon": "mun", "woo": "u",
    "noh": "no", "roh": "no", "oh": "o", "kwon": "gwon", "koo": "gu", "ku": "gu", "paik": "baek",
    "paek": "baek", "hur": "heo", "huh": "heo", "ko": "go", "jin": "gim", "zheng": "jeong",
    "cui": "choe", "piao": "bak", "zhao": "jo", "zhang": "jang", "ryang": "yang", "ra": "na",
}  # fmt: skip
_EVENED = (
    ("oo", "u"), ("ee", "i"), ("young", "yeong"), ("hyun", "hyeon"), ("chul", "cheol"),
    ("sung", "seong"), ("jung", "jeong"), ("kyung", "gyeong"), ("kh", "k"), ("th", "t"),
    ("ph", "p"), ("sh", "s"), ("k", "g"), ("t", "d"), ("p", "b"), ("r", "l"), ("eo", "o"),
    ("eu", "u"), ("ou", "u"),
)  # fmt: skip


def _evened(text: str) -> str:
    """Bring a name near to the South's standard by rules, as a careful office would."""
    words = _in_letters(text).replace("'", "").replace("-", "").split() or [""]
    family, given = _FAMILIES.get(words[0], words[0]), "".join(words[1:])
    for one, other in _EVENED:
        given = given.replace(one, other)
    return f"{family} {given}"


def _figure(
    name: str, value: float, target: float | None, *, better: str = "higher", unit: str = ""
) -> Figure:
    return Figure(
        name=f"reunion.{name}", value=round(value, 4), unit=unit or "of 1", better=better,
        target=target, conditions={"part": PART, "seed": SEED},
    )  # fmt: skip
