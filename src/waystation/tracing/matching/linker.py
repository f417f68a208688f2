"""Who in a register may be whom somebody looks for: from profiles to candidates. Pure.

A linker is made of opened profiles in the visit that needs it, and goes with it.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.cases.person import INVERSE, KinKind
from waystation.kernel import lattice, linking
from waystation.kernel.linking import Compared, Int, Records, Weights
from waystation.tracing import names
from waystation.tracing.matching import keys
from waystation.tracing.matching.domain import Candidate
from waystation.tracing.matching.fields import ROLES, Codes, laid_out, names_of
from waystation.tracing.matching.weights import (
    BEFORE,
    level_word,
    possible_bits,
    probable_bits,
)
from waystation.tracing.values import Profile, Reason, Verdict

SEED = 1953
# So many pairs are looked at to learn from; more say nothing new.
DRAWN, LEARNED_FROM = 400_000, 1_500_000
# A key that more of a hundred records share says too little to pair anybody.
SHARED_BY_PERCENT, SHARED_BY_LEAST = 2, 200
# In a register this small everybody is held against everybody, whether they share a key or not.
EVERYBODY = 2_000
# Below this a field says nothing worth a line.
TOLD_BITS = 0.05
# How much at least a kind of evidence says that counts as one of the two "probable" needs.
SPEAKS_BITS = 1.0


class Laid(NamedTuple):
    """One side of a comparison: columns, the names in each role, and who told any there."""

    records: Records
    names: tuple[lattice.Names, ...]
    told: NDArray[np.bool_]


class Linker:
    """A register that can be asked who somebody may be."""

    def __init__(
        self, profiles: Sequence[Profile], *, today: date, ties: Sequence[KinKind | None] = ()
    ) -> None:
        """Lay a register out and put it in order by its keys.

        Args:
          today: from which ages without a day are counted.
          ties: for each profile, what somebody whom they themselves look for is to them.

        Cost: about 1 to 3 ms a profile, nearly all of it for reading names.
        """
        self.today, self.codes, self.n = today, Codes(), len(profiles)
        self.priors = names.learn([names_of(one) for one in profiles])
        self.weights: Weights = BEFORE
        self.laid = self._lay(profiles, ties)
        self.index = linking.indexed(
            *keys.of(self.laid.records, self.laid.names),
            n=self.n,
            most=max(SHARED_BY_LEAST, self.n * SHARED_BY_PERCENT // 100),
        )
        places = self.codes.places
        sizes = (len(places.counties), len(places.provinces), len(self.codes.marks))
        self.rarity = linking.rarity(self.laid.records, sizes, places.beside())

    def _lay(self, profiles: Sequence[Profile], ties: Sequence[KinKind | None] = ()) -> Laid:
        lists = [
            [names_of(one, role) for one in profiles] for role in ("", *(role[0] for role in ROLES))
        ]
        told = [[any(text.strip() for text in texts) for texts in of_role] for of_role in lists]
        return Laid(
            laid_out(profiles, self.today, self.codes, ties=ties),
            tuple(names.pack(of_role, self.priors) for of_role in lists),
            np.array(told, np.bool_).reshape(len(lists), -1),
        )

    def read(self, queries: Sequence[Profile], sought_as: Sequence[KinKind | None] = ()) -> Laid:
        """Lay out whom somebody looks for, to be held against the register.

        Args:
          sought_as: for each query, what they are to the one who looks for them.
        """
        ties = [None if kind is None else INVERSE[kind] for kind in sought_as]
        return self._lay(queries, ties)

    def pairs(self, queries: Laid) -> tuple[Int, Int]:
        """Pair whom is looked for with whoever in the register shares something telling."""
        if self.n <= EVERYBODY:
            n = len(queries.records.sex)
            first = np.repeat(np.arange(n, dtype=np.int32), self.n)
            return first, np.tile(np.arange(self.n, dtype=np.int32), n)
        asked, owners = keys.of(queries.records, queries.names, is_query=True)
        return linking.sharing(self.index, asked, owners)

    def compared(self, queries: Laid, first: Int, second: Int) -> Compared:
        """Hold pairs of a query and a record against each other, field by field.

        Cost: about 3 µs a pair.
        """
        bits = np.full((len(first), len(queries.names)), np.nan)
        for role, (its, ours) in enumerate(zip(queries.names, self.laid.names, strict=True)):
            both = np.flatnonzero(queries.told[role, first] & self.laid.told[role, second])
            if len(both):
                bits[both, role] = lattice.scores(its, ours, first[both], second[both])
        pair = (first, second)
        return linking.compared(queries.records, self.laid.records, pair, bits, self.rarity)

    def learn(self, queries: Sequence[Profile]) -> None:
        """Learn from a register and from whom is looked for what each field says, without labels.

        With few people it changes little: what is known beforehand then counts for more. The same
        people always give the same weights.

        Args:
          queries: whom is looked for, as `read` takes them.
        """
        if not queries or not self.n:
            return
        read, dice = self.read(queries), np.random.default_rng(SEED)
        first, second = self.pairs(read)
        if len(first) > LEARNED_FROM:
            kept = np.sort(dice.choice(len(first), LEARNED_FROM, replace=False))
            first, second = first[kept], second[kept]
        drawn = min(DRAWN, len(queries) * self.n)
        by_chance = [dice.integers(0, n, drawn).astype(np.int32) for n in (len(queries), self.n)]
        self.weights = linking.learned(
            self.compared(read, first, second),
            self.compared(read, *by_chance),
            self.weights,
            n_pairs=float(len(queries) * self.n),
        )

    def find(
        self, query: Profile, *, sought_as: KinKind | None = None, most: int = 10
    ) -> list[Candidate]:
        """Find who in the register may be somebody, the likeliest first.

        Args:
          sought_as: what they are to the one who looks for them.
          most: so many at the most; also those that are neither probable nor possible.
        """
        read = self.read([query], [sought_as])
        first, second = self.pairs(read)
        seen = self.compared(read, first, second)
        said = linking.bits(seen, self.weights)
        best = linking.best(said.sum(axis=1), most)
        return [self._candidate(seen, said, int(at), int(second[at])) for at in best]

    def weigh(self, query: Profile, at: int, *, sought_as: KinKind | None = None) -> Candidate:
        """Say what speaks for somebody in the register being whom is looked for, and what against.

        It says what `find` says, also where the two share nothing for which `find` would look.
        """
        read = self.read([query], [sought_as])
        seen = self.compared(read, np.zeros(1, np.int32), np.array([at], np.int32))
        return self._candidate(seen, linking.bits(seen, self.weights), 0, at)

    def _candidate(self, seen: Compared, said: NDArray[np.float64], row: int, at: int) -> Candidate:
        because = [
            Reason(name, round(float(said[row, field]), 1), level_word(field, level))
            for field, name in enumerate(linking.FIELDS)
            if (level := int(seen.levels[row, field])) and abs(said[row, field]) >= TOLD_BITS
        ]
        bits = float(said[row].sum())
        return Candidate(
            at=at,
            bits=round(bits, 1),
            verdict=verdict(bits, because, self.n),
            because=tuple(sorted(because, key=lambda one: -one.bits)),
        )


def verdict(bits: float, because: Sequence[Reason], n: int) -> Verdict | None:
    """Call a candidate among n probable or possible, or neither.

    However rare a name is, it alone makes nobody probable: people are named after one another.
    """
    if bits < possible_bits(n):
        return None
    speaking = [one for one in because if one.kind != "sex" and one.bits >= SPEAKS_BITS]
    return "probable" if bits >= probable_bits(n) and len(speaking) > 1 else "possible"
