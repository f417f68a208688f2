"""How common each family name and each given syllable is: published at first, then learned.

Nobody labels anything: the readings of the register's own names, each weighed by its chance, say
how common a syllable is among these people (expectation and maximisation, a few rounds).
"""

from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.tracing.names import families, jamo
from waystation.tracing.names.symbols import NATIVE, NOTHING, PLACES, alphabet

Shares = NDArray[np.float64]
# No syllable is taken to be rarer than this, however few names were seen.
LEAST = 1e-4
# How many names what was published counts for, beside what is learned.
FAMILY_WEIGHT, GIVEN_WEIGHT = 300.0, 300.0
# Chances that a given name has one syllable only, and that it has a third.
ONE_SYLLABLE, THREE_SYLLABLES = 0.02, 0.005
# Of names with a syllable that is no reading of a character, and with one that is no known one.
NATIVE_SHARE, OTHER_SYLLABLES = 0.04, 0.02
# What no family name is known for is shared among all other syllables.
OTHER_FAMILIES = 0.002


class Priors(NamedTuple):
    """The share of each symbol at each place of a name, and of words in names of other tongues.

    `places` is (PLACES, symbols); `words` counts those of `names` names.
    """

    places: Shares
    words: dict[str, int]
    names: int

    def rarities(self) -> Shares:
        """Say how many times rarer each symbol is than one of which nothing is known: 1 / share."""
        found: Shares = 1 / np.maximum(self.places, LEAST)
        return found

    def most(self) -> float:
        """Give the rarity of what no name is known to have."""
        return 1 / LEAST

    def word_bits(self, word: str) -> float:
        """Say how much a word of a name tells if another name has it too: 1 for each halving."""
        return float(-np.log2((self.words.get(word, 0) + 0.5) / max(self.names, LEAST_NAMES)))


# So many names of other tongues are taken as seen, so that few do not say too much.
LEAST_NAMES = 500


def published() -> Priors:
    """Give what is known before any register is: the census, and all readings alike."""
    known = alphabet()
    size = len(known.symbols)
    family = np.full(size, OTHER_FAMILIES / size)
    for name, thousands in families.CENSUS.items():
        family[known.codes[jamo.southern(name) if len(name) == 1 else name]] += thousands
    family[NOTHING] = 0.0
    given = np.zeros((PLACES - 1, size))
    held = Counter(known.readings.values())
    for place, leads in enumerate((True, False, False)):
        for said in held:
            given[place, known.codes[jamo.southern(said, leads=leads)]] += 1.0
        given[place] *= (1 - NATIVE_SHARE - OTHER_SYLLABLES) / given[place].sum()
        given[place, 1:] += OTHER_SYLLABLES / (size - 1)
        for said in NATIVE:
            code = known.codes[jamo.southern(said, leads=leads)]
            given[place, code] += NATIVE_SHARE / len(NATIVE)
    # The third place is empty too where the second is.
    for place, nothing in ((1, ONE_SYLLABLE), (2, 1 - THREE_SYLLABLES)):
        given[place] *= (1 - nothing) / given[place].sum()
        given[place, NOTHING] = nothing
    given[0] /= given[0].sum()
    return Priors(np.vstack([family / family.sum(), given]), {}, 0)


def renewed(before: Priors, counts: Shares) -> Priors:
    """Mix what was read (expected counts, as `places`) with what was known before."""
    weights = np.array([FAMILY_WEIGHT] + [GIVEN_WEIGHT] * (PLACES - 1))[:, None]
    mixed = counts + weights * before.places
    return before._replace(places=mixed / mixed.sum(axis=1, keepdims=True))
