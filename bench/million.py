"""How fast one of a million people is found, while somebody waits."""

import random
from datetime import date
from time import perf_counter

import numpy as np

from bench.figures import Figure
from waystation.kernel import lattice, linking
from waystation.kernel.linking import Int, Ragged, Records
from waystation.testing import koreans
from waystation.tracing.matching import keys
from waystation.tracing.matching.linker import SHARED_BY_PERCENT, Laid, Linker
from waystation.tracing.matching.weights import BEFORE

PART = "Finding one among a million"
TODAY = date(2026, 11, 1)
SEED, READ, TIMES, QUERIES = 1953, 20_000, 50, 200
EXPLAINED = (
    f"Finding one among a million: {READ:,} synthetic Koreans (see “Finding Koreans”) are written "
    f"down and read, and their names and those of their families stand {TIMES} times in the "
    "register, each time with another birth and another home, so that what is common stays as "
    f"common. {QUERIES} people, written down anew by another hand, are looked for one after the "
    "other: names are read, keys looked up, everybody who shares one is weighed and the ten best "
    "are explained. By the wall; the index was made before.",
)


def measure() -> list[Figure]:
    """Build the register once, look for people, and give the figures."""
    dice = random.Random(SEED)  # noqa: S311
    people = koreans.population(READ, seed=SEED)
    with koreans.drawn_with(SEED) as others:
        profiles = [koreans.told(one, koreans.REGISTER, dice, others).profile for one in people]
        chosen = dice.sample(people, QUERIES)
        asked = [koreans.told(one, koreans.SEEKERS, dice, others).profile for one in chosen]
    linker = Linker(profiles, today=TODAY)
    began = perf_counter()
    _grow(linker, TIMES)
    ordered = perf_counter() - began
    linker.find(asked[0])
    took, held = [], []
    for query in asked:
        began = perf_counter()
        linker.find(query)
        took.append(1000 * (perf_counter() - began))
        held.append(len(linker.pairs(linker.read([query]))[0]))
    said = {
        "query_1m_p50_ms": (float(np.quantile(took, 0.5)), "ms", None),
        "query_1m_p95_ms": (float(np.quantile(took, 0.95)), "ms", 300.0),
        "query_1m_pairs_p95": (float(np.quantile(held, 0.95)), "records", None),
        "index_1m_s": (ordered, "s", None),
    }
    return [
        Figure(
            name=f"reunion.{name}", value=round(value, 1), unit=unit, better="lower",
            target=target, conditions={"part": PART, "seed": SEED},
        )
        for name, (value, unit, target) in said.items()
    ]  # fmt: skip


def _grow(linker: Linker, times: int) -> None:
    """Repeat the names of a linker's records, and draw births and homes anew for each."""
    dice = np.random.default_rng(SEED)
    was, n = linker.laid, linker.n * times
    birth, home = (dice.integers(0, linker.n, n).astype(np.int32) for _ in range(2))
    own = np.tile(np.arange(linker.n, dtype=np.int32), times)
    names = tuple(_repeated(its, times) for its in was.names)
    linker.laid = Laid(_drawn(was.records, birth, home, own), names, np.tile(was.told, times))
    linker.n, linker.weights = n, BEFORE
    linker.index = linking.indexed(
        *keys.of(linker.laid.records, linker.laid.names), n=n, most=n * SHARED_BY_PERCENT // 100
    )


def _repeated(its: lattice.Names, times: int) -> lattice.Names:
    """Put so many copies one behind the other, doubling as long as that serves."""
    if times == 1:
        return its
    half = _repeated(its, times // 2)
    twice = lattice.joined(half, half)
    return lattice.joined(twice, its) if times % 2 else twice


def _drawn(records: Records, birth: Int, home: Int, own: Int) -> Records:
    return Records(
        sex=records.sex[own],
        first_year=records.first_year[birth],
        last_year=records.last_year[birth],
        written=records.written[birth],
        readings=records.readings[birth],
        homes=_taken(records.homes, home),
        provinces=_taken(records.provinces, home),
        parted_year=records.parted_year[birth],
        parted_county=records.parted_county[birth],
        parted_province=records.parted_province[birth],
        marks=_taken(records.marks, own),
        tie=records.tie[own],
    )


def _taken(held: Ragged, rows: Int) -> Ragged:
    sizes = np.diff(held.starts)[rows]
    starts = np.r_[0, np.cumsum(sizes)].astype(np.int64)
    inside = np.arange(int(starts[-1])) - np.repeat(starts[:-1], sizes)
    return Ragged(starts, held.values[np.repeat(held.starts[rows], sizes) + inside])
