"""What evidence says before anything was learned, and where the lines are drawn. Pure."""

import math

import numpy as np

from waystation.kernel.linking import (
    BIRTH,
    FIELDS,
    HOME,
    MARKS,
    N_FIELDS,
    N_GRADED,
    N_LEVELS,
    PARTED_PLACE,
    PARTED_YEAR,
    SEX,
    TIE,
    Weights,
)

# Measured on synthetic Korean people at this size; see the documents.
MEASURED_AT = 20_000
PROBABLE_BITS, POSSIBLE_BITS = 17.0, 9.0
# In a small register chance finds less; below this size the lines fall no further.
SMALLEST = 2_000
# The bits of names for which the levels of `linking.GRADES` stand.
CENTRES = (-7.0, -4.5, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.5, 13.5, 17.0)
# A relative's name repeats part of one's own: a father's the family name, a sister's also the
# syllable of the generation. Of what it says so much is new.
REPEATED = {"father": 0.7, "siblings": 0.6, "children": 0.7}
_LEVELS: dict[int, tuple[float, ...]] = {
    SEX: (1.0, -5.6),
    # To the day; the day but another year; the same year, one, two or three, four to six years
    # apart, more; the same five where only about the year is known.
    BIRTH: (11.4, 4.0, 4.2, 3.3, 1.3, -2.2, -6.5, 2.5, 1.5, 0.5, -1.5, -4.5),
    # The same county, one beside it, the same province, another.
    HOME: (4.5, 2.5, 0.5, -1.9),
    PARTED_YEAR: (2.5, 1.5, 0.0, -1.0, -2.5),
    PARTED_PLACE: (4.0, 2.5, 0.5, -1.5),
    # What a shared mark says stands with the mark itself; here only that marks change.
    MARKS: (-1.0, -0.5),
    TIE: (2.2, -3.0),
}
# What a level is called where it is kept with a match.
LEVEL_WORDS: dict[str, tuple[str, ...]] = {
    "sex": ("same", "other"),
    "birth": (
        "same day", "same birthday", "same year", "one year", "three years", "six years", "far",
        "about same", "about one year", "about three years", "about six years", "about far",
    ),
    "home": ("county", "beside", "province", "elsewhere"),
    "parted_year": ("same year", "one year", "three years", "six years", "far"),
    "parted_place": ("county", "beside", "province", "elsewhere"),
    "marks": ("shared", "unshared"),
    "tie": ("both ways", "other tie"),
}  # fmt: skip


def _before() -> Weights:
    table = np.zeros((N_FIELDS, N_LEVELS))
    centres = np.zeros((N_GRADED, N_LEVELS))
    centres[:, 1 : len(CENTRES) + 1] = CENTRES
    table[:N_GRADED, 1 : len(CENTRES) + 1] = CENTRES
    for field, said in _LEVELS.items():
        table[field, 1 : len(said) + 1] = said
    new = np.array([REPEATED.get(name, 1.0) for name in FIELDS])
    return Weights(table, centres, new)


# Set by hand on synthetic Koreans before anything is learned; a register that is large enough
# puts what it shows itself in their place.
BEFORE = _before()


def probable_bits(n: int) -> float:
    """Say from how many bits a candidate among n is called probable."""
    return PROBABLE_BITS + _more(n)


def possible_bits(n: int) -> float:
    """Say from how many bits a candidate among n is shown at all."""
    return POSSIBLE_BITS + _more(n)


def _more(n: int) -> float:
    """Among twice as many people chance finds twice as many who look alike: one bit more."""
    return math.log2(max(n, SMALLEST) / MEASURED_AT)


def level_word(field: int, level: int) -> str:
    """Call a level as it is kept with a match; empty for names."""
    words = LEVEL_WORDS.get(FIELDS[field], ()) if level else ()
    return words[level - 1] if 0 < level <= len(words) else ""
