"""The ways to part a name into a family name and syllables, each with its chances."""

from collections.abc import Iterator
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.tracing.names.spellings import SCHEMES
from waystation.tracing.names.symbols import PLACES

# One chance by each standard of spelling.
Weights = tuple[float, ...]


class Part(NamedTuple):
    """Letters read as one syllable: P(letters, symbol | standard), cell by cell where it is not 0.

    Of a family name there is one place, of a given one three. `chances` is (cells, places), and
    `sums` adds them up at each place, by each standard.
    """

    cells: NDArray[np.int64]
    chances: NDArray[np.float64]
    sums: tuple[Weights, ...]


# What letters say that nobody can read as one syllable.
NOTHING_READ = Part(np.zeros(0, np.int64), np.zeros((0, PLACES)), ((0.0,) * len(SCHEMES),) * PLACES)


class Guess(NamedTuple):
    """One way to part a name; `weights` are its chances by each standard of spelling.

    `letters` are those of the family name, "" where none is told, and of each given syllable; a
    part is None where it could not be read. `turned` says that the family name stands last.
    """

    weights: Weights
    letters: tuple[str, ...]
    family: Part | None
    given: tuple[Part, ...] | None
    turned: bool

    def part(self, place: int) -> Part | None:
        """Give what stands at a place; None where it could not be read."""
        if place == 0:
            return self.family
        return self.given[place - 1] if self.given else None


class Way(NamedTuple):
    """One way to part a given name into syllables, and its chances by each standard of spelling.

    `parts` is None for what nobody can read.
    """

    letters: tuple[str, ...]
    parts: tuple[Part, ...] | None
    weights: Weights


class Given(NamedTuple):
    """The likely ways to part a given name, and the chances of all of them by each standard."""

    ways: tuple[Way, ...]
    total: Weights


class Order(NamedTuple):
    """Which word is the family name, "" for none, and the ways to part the rest.

    `share` is the chance of this order, `blind` that of a family name that nobody can read.
    """

    family: str
    part: Part | None
    blind: float
    given: Given
    share: float
    turned: bool

    def total(self) -> float:
        """Add up all its ways, the family name read or not."""
        if self.part is None:
            return self.share * sum(self.given.total)
        both = zip(self.given.total, self.part.sums[0], strict=True)
        return self.share * sum(given * (read + self.blind) for given, read in both)

    def guesses(self) -> Iterator[Guess]:
        """List its likely ways, the family name read and not."""
        for way in self.given.ways:
            letters = (self.family, *way.letters)
            blind = tuple(self.share * one for one in way.weights)
            if self.part is not None:
                read = tuple(map(mul, blind, self.part.sums[0]))
                yield Guess(read, letters, self.part, way.parts, self.turned)
                blind = tuple(self.blind * one for one in blind)
            yield Guess(blind, letters, None, way.parts, self.turned)
