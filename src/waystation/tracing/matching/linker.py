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
    SMALLEST,
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
# What is said of a pair: its fields, and last that others fit too.
SAID = (*linking.FIELDS, "others")


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

        Cost: about 1 ms a profile, nearly all of it for reading names.
        """
        self.today, self.codes, self.n = today, Codes(), len(profiles)
        self.decoder = names.Decoder(names.learn([names_of(one) for one in profiles]))
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
            tuple(names.pack(of_role, self.decoder) for of_role in lists),
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
        return self.sharing(queries)

    def sharing(self, queries: Laid) -> tuple[Int, Int]:
        """Pair whom is looked for with whoever in the register shares a key."""
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
        first, second, n_asked = self._some(*self.pairs(read), len(queries), dice)
        drawn = min(DRAWN, len(queries) * self.n)
        by_chance = [dice.integers(0, n, drawn).astype(np.int32) for n in (len(queries), self.n)]
        self.weights = linking.learned(
            self.compared(read, first, second),
            first,
            self.compared(read, *by_chance),
            self.weights,
            sizes=(n_asked, self.n),
        )

    def _some(
        self, first: Int, second: Int, n_asked: int, dice: np.random.Generator
    ) -> tuple[Int, Int, int]:
        """Keep no more pairs than there is to learn from, all or none of a query's."""
        if len(first) <= LEARNED_FROM:
            return first, second, n_asked
        sizes, order = np.bincount(first, minlength=n_asked), dice.permutation(n_asked)
        n_kept = max(1, int((np.cumsum(sizes[order]) <= LEARNED_FROM).sum()))
        kept = np.zeros(n_asked, np.bool_)
        kept[order[:n_kept]] = True
        return first[kept[first]], second[kept[first]], n_kept

    def said(self, seen: Compared, first: Int) -> linking.Bits:
        """Say in bits what speaks for each pair, field by field as SAID.

        Args:
          seen, first: all the pairs of each query, and which query each is of.
        """
        fields = linking.bits(seen, self.weights)
        lost = linking.rivalled(fields.sum(axis=1), first, max(self.n, SMALLEST))
        return np.column_stack([fields, lost])

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
        said = self.said(seen, first)
        best = linking.best(said.sum(axis=1), most)
        return [self._candidate(seen, said, int(at), int(second[at])) for at in best]

    def weigh(self, query: Profile, at: int, *, sought_as: KinKind | None = None) -> Candidate:
        """Say what speaks for somebody in the register being whom is looked for, and what against.

        It says what `find` says, also where the two share nothing for which `find` would look.
        """
        read = self.read([query], [sought_as])
        _first, second = self.pairs(read)
        second = np.union1d(second, np.array([at], np.int32)).astype(np.int32)
        first = np.zeros(len(second), np.int32)
        seen = self.compared(read, first, second)
        return self._candidate(seen, self.said(seen, first), int(np.searchsorted(second, at)), at)

    def _candidate(self, seen: Compared, said: NDArray[np.float64], row: int, at: int) -> Candidate:
        because = [
            Reason(name, round(float(said[row, field]), 1), level_word(field, level))
            for field, (name, level) in enumerate(zip(SAID, (*seen.levels[row], 0), strict=True))
            if abs(said[row, field]) >= TOLD_BITS
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
