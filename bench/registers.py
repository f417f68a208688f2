"""Two invented registers that overlap, with the slips of people who write down and mishear."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
from pyarrow import parquet

# In the second register: a slip of the pen in a name, an error in the birth. In both: gaps.
SLIPS, BIRTHS_WRONG = 0.15, 0.12
MISSING = {
    "given": 0.10,
    "family": 0.10,
    "birth": 0.15,
    "sex": 0.10,
    "county": 0.20,
    "mother": 0.25,
}
GIVEN, FAMILY, COUNTIES = 3_000, 8_000, 180
FIRST_DAY, DAYS = np.datetime64("1930-01-01"), 29_000
_OPEN = [c + v for c in "b ch d f g h j k l m n p r s sh t v w y z".split() for v in "aeiou"]
_SHUT = ["", "n", "r", "l", "m", "s", "ng", "t", "k"]


def write(folder: Path, n: int, *, seed: int = 1) -> tuple[Path, Path]:
    """Write two registers of n people, of whom half are in both, and give the files.

    A record's id is the person's number, behind it the register's letter: that is the truth.
    """
    people = _people(n + n // 2, np.random.default_rng(seed))
    made = []
    for letter, start in (("a", 0), ("b", n // 2)):
        chance = np.random.default_rng([seed, ord(letter)])
        mine = {key: column[start : start + n] for key, column in people.items()}
        told = _told(mine, chance, slips=letter == "b")
        told["id"] = np.array([f"{number}{letter}" for number in range(start, start + n)], object)
        order = chance.permutation(n)
        table = pyarrow.table({key: pyarrow.array(col[order]) for key, col in told.items()})
        made.append(folder / f"{letter}.parquet")
        parquet.write_table(table, made[-1])
    return made[0], made[1]


def _people(n: int, chance: np.random.Generator) -> dict[str, Any]:
    given, family = _words(GIVEN, chance), _words(FAMILY, chance)
    mothers = _drawn(given, n, chance) + " " + _drawn(family, n, chance)
    return {
        "given": _drawn(given, n, chance),
        "family": _drawn(family, n, chance),
        "birth": (FIRST_DAY + chance.integers(0, DAYS, n)).astype(str).astype(object),
        "sex": np.array(["f", "m"], object)[chance.integers(0, 2, n)],
        "county": _drawn(_words(COUNTIES, chance), n, chance),
        "mother": mothers,
    }


def _words(n: int, chance: np.random.Generator) -> Any:
    """Make so many different words, as names are made."""
    words: dict[str, None] = {}
    while len(words) < n:
        syllables = [chance.choice(_OPEN) for _ in range(int(chance.integers(2, 4)))]
        words["".join(syllables) + str(chance.choice(_SHUT))] = None
    return np.array(list(words), object)


def _drawn(words: Any, n: int, chance: np.random.Generator) -> Any:
    """Draw names as they are in a people: few are common, most are rare."""
    shares = 1 / (np.arange(len(words)) + 20.0)
    return words[chance.choice(len(words), n, p=shares / shares.sum())]


def _told(people: dict[str, Any], chance: np.random.Generator, *, slips: bool) -> dict[str, Any]:
    """Write people down as a register does: with gaps, and from memory with slips and errors."""
    told = {key: column.copy() for key, column in people.items()}
    n = len(told["given"])
    for key in ("given", "family", "mother") if slips else ():
        for row in np.flatnonzero(chance.random(n) < SLIPS):
            told[key][row] = _slipped(told[key][row], chance)
    for row in np.flatnonzero(chance.random(n) < BIRTHS_WRONG) if slips else ():
        told["birth"][row] = _misdated(told["birth"][row], chance)
    for key, share in MISSING.items():
        told[key][chance.random(n) < share] = None
    return told


def _slipped(word: str, chance: np.random.Generator) -> str:
    at, kind = int(chance.integers(0, len(word))), int(chance.integers(0, 4))
    letter = chr(97 + int(chance.integers(0, 26)))
    if kind == 0:
        return word[:at] + letter + word[at + 1 :]
    if kind == 1:
        return word[:at] + letter + word[at:]
    if kind == 2 and len(word) > 2:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def _misdated(day: str, chance: np.random.Generator) -> str:
    kind = int(chance.integers(0, 3))
    if kind == 0:
        return f"{int(day[:4]) + int(chance.choice([-2, -1, 1, 2]))}{day[4:]}"
    if kind == 1:
        return f"{day[:5]}{int(chance.integers(1, 13)):02}{day[7:]}"
    return f"{day[:8]}{int(chance.integers(1, 29)):02}"
