"""The ways to part a name into a family name and syllables, each with its chances."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float32]


class Part(NamedTuple):
    """Letters read as one syllable: P(letters, symbol | standard), and its sums at each place.

    Of a family name there is one place, of a given one three. `shares` is (standards, symbols).
    """

    shares: Shares
    sums: Shares


class Guess(NamedTuple):
    """One way to part a name; `weights` are its chances by each standard of spelling.

    `letters` are those of the family name, "" where none is told, and of each given syllable; a
    part is None where it could not be read. `turned` says that the family name stands last.
    """

    weights: Shares
    letters: tuple[str, ...]
    family: Part | None
    given: tuple[Part, ...] | None
    turned: bool


class Way(NamedTuple):
    """One way to part a given name into syllables; None for parts that nobody can read."""

    letters: tuple[str, ...]
    parts: tuple[Part, ...] | None


class Order(NamedTuple):
    """Which word is the family name, "" for none, and all ways to part the rest.

    `weights` (ways, standards) are their chances without the family name; `blind` is the chance of
    a family name that nobody can read.
    """

    family: str
    part: Part | None
    blind: float
    ways: list[Way]
    weights: Shares
    turned: bool

    def total(self) -> float:
        """Add up all its ways, the family name read or not."""
        given = self.weights.sum(axis=0)
        if self.part is None:
            return float(given.sum())
        return float((given * (self.part.sums[0] + self.blind)).sum())

    def guesses(self, least: float) -> Iterator[Guess]:
        """List its ways that are likelier than some chance."""
        for at in np.flatnonzero(self.weights.sum(axis=1) > least * self.weights.sum()):
            way, held = self.ways[at], self.weights[at]
            letters = (self.family, *way.letters)
            if self.part is None:
                yield Guess(held, letters, None, way.parts, self.turned)
            else:
                read = held * self.part.sums[0]
                yield Guess(read, letters, self.part, way.parts, self.turned)
                yield Guess(held * self.blind, letters, None, way.parts, self.turned)
