"""How likely each syllable and each family name is spelled in each way: P(spelling | syllable).

The table is made of the published standards, of spellings by ear, and of what Chinese readers make
of the characters. A spelling that is one slip away from known ones is read as these, at the chance
of that slip.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.tracing.names import families, jamo
from waystation.tracing.names.symbols import alphabet

Shares = NDArray[np.float64]
# Which cells of a table are not 0, and what stands there.
Cells = tuple[NDArray[np.int64], Shares]
# How a whole name comes to its spelling: nobody writes half of it by another standard. The shares
# are guesses, and a name outweighs them.
SCHEMES = ("revised", "mccune", "northern", "heard", "chinese")
USUAL = np.array([0.20, 0.14, 0.16, 0.42, 0.08])
CHINESE = SCHEMES.index("chinese")
# But a family name is spelled by custom more often than not, whatever the standard of the rest.
CUSTOM = (0.5, 0.3, 0.15, 0.7, 0.0)
# A slip of the pen in a syllable, and among how many slips it is one: letters times places.
SLIP, LETTERS = 0.025, 27
LONGEST = 8
_BREVES = str.maketrans("ŏŭ", "ou")


class Table(NamedTuple):
    """Spellings in rows, and for each the cells (scheme, code) it may stand for, with chances.

    `near` leads from a spelling, or one without one of its letters, to the cells it may be and
    their chances.
    """

    rows: dict[str, int]
    begins: NDArray[np.int64]
    cells: NDArray[np.int64]
    chances: Shares
    near: dict[str, Cells]
    size: int

    def exact(self, said: str) -> Cells:
        """Give the cells of P(said | scheme, symbol) that are not 0, no slip allowed."""
        row = self.rows.get(said)
        if row is None:
            return self.cells[:0], self.chances[:0]
        held = slice(self.begins[row], self.begins[row + 1])
        return self.cells[held], self.chances[held]

    def read(self, said: str) -> Cells:
        """Give the cells of P(said | scheme, symbol) that are not 0, at most a slip of the pen off.

        A slip is one letter more, less or other, or two that changed places; what is one letter
        more here and one less there is let through too, which does no harm.

        Cost: linear in the spellings a slip away, some hundreds at most.
        """
        cells, chances = self.exact(said)
        chances = (1 - SLIP) * chances
        if len(said) < 2:
            return cells, chances
        # Two letters with one of them wrong are every syllable.
        forms = dict.fromkeys((said, *_shorter(said))) if len(said) > 2 else (said,)
        held = [one for form in forms if (one := self.near.get(form)) is not None]
        if not held:
            return cells, chances
        share = SLIP / (LETTERS * (2 * len(said) + 1))
        slips = share * np.concatenate([chances for _, chances in held])
        cells = np.concatenate([cells, *(cells for cells, _ in held)])
        return cells, np.concatenate([chances, slips])


@lru_cache(maxsize=1)
def syllables() -> Table:
    """Give the table of single syllables; it is made once."""
    known = alphabet()
    pinyin = chinese()
    held: dict[str, dict[int, float]] = defaultdict(dict)
    for code, symbol in enumerate(known.symbols):
        if len(symbol) == 1:
            rows = (*of_syllable(symbol), pinyin.get(symbol, {}))
            _add(held, code, rows, len(known.symbols))
    return _table(held, len(known.symbols))


@lru_cache(maxsize=1)
def family_names() -> Table:
    """Give the table of family names, in the South's form of each; it is made once."""
    known = alphabet()
    held: dict[str, dict[int, float]] = defaultdict(dict)
    for name in families.CENSUS:
        code = known.codes[jamo.southern(name) if len(name) == 1 else name]
        share = families.CENSUS[name] / _bearers(jamo.southern(name) if len(name) == 1 else name)
        rows = [{said: share * one for said, one in row.items()} for row in of_family(name)]
        _add(held, code, rows, len(known.symbols))
    return _table(held, len(known.symbols))


def of_syllable(syllable: str) -> list[dict[str, float]]:
    """Give the spellings of a syllable by each scheme but the Chinese one; each sums to 1."""
    return [
        {jamo.revised(syllable): 1.0},
        _without_marks((jamo.mccune(syllable), jamo.mccune_voiced(syllable))),
        {jamo.northern(syllable): 1.0},
        jamo.heard(syllable),
    ]


def of_family(name: str) -> list[dict[str, float]]:
    """Give the spellings of a family name by each scheme; each sums to 1."""
    # The spellings of a custom stand in the order of how usual they are.
    custom = _scaled({one: 1 / (1 + at) for at, one in enumerate(families.CUSTOMARY[name])})
    northern = list(jamo.northern_forms(name))[:2] if len(name) == 1 else [name]
    forms = [[name], northern[:1] + northern, northern[-1:] * 3 + northern, northern[:1] + northern]
    rows = []
    for scheme, share in enumerate(CUSTOM[:CHINESE]):
        standard = _mixed((1.0, of_word(form)[scheme]) for form in forms[scheme])
        rows.append(_mixed([(share, custom), (1 - share, standard)]))
    signs = [one for one, said in families.OF_CHARACTERS.items() if said == name]
    return [*rows, _scaled({said: 1.0 for sign in signs for said in pinyin_of(sign)})]


def of_word(word: str) -> list[dict[str, float]]:
    """Give the spellings of syllables written as one word, by each scheme but the Chinese."""
    found = of_syllable(word[0])
    for syllable in word[1:]:
        more = of_syllable(syllable)
        found = [
            _scaled({a + b: p * q for a, p in one.items() for b, q in other.items()})
            for one, other in zip(found, more, strict=True)
        ]
    return found


def _bearers(name: str) -> float:
    """Count those of a family name and of what the South writes alike."""
    alike = (one for one in families.CENSUS if len(one) == 1 and jamo.southern(one) == name)
    return sum(families.CENSUS[one] for one in alike) or families.CENSUS[name]


@lru_cache(maxsize=1)
def chinese() -> dict[str, dict[str, float]]:
    """Give for each Korean reading what Chinese readers make of its characters.

    Characters are the 3,755 usual ones of GB 2312, level 1, all weighed alike.
    """
    signs = (
        bytes([high, low]).decode("gb2312", "ignore")
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF)
    )
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    readings = alphabet().readings
    for sign in signs:
        said = readings.get(sign)
        if said:
            for spelled in pinyin_of(sign):
                for form in {said, jamo.southern(said)}:
                    found[form][spelled] += 1.0
    return {said: _scaled(row) for said, row in found.items()}


def pinyin_of(signs: str) -> tuple[str, ...]:
    """Spell characters as Chinese readers do, with ü written as u and as v."""
    from pypinyin import Style, pinyin

    if signs in families.CHINESE_READINGS:
        return families.CHINESE_READINGS[signs]
    said = "".join(row[0] for row in pinyin(signs, style=Style.NORMAL, heteronym=False))
    return (said.replace("ü", "v"), said.replace("ü", "u")) if "ü" in said else (said,)


def _without_marks(marked: Iterable[str]) -> dict[str, float]:
    """Add the forms without apostrophes and without breves, as they are mostly printed."""
    held: dict[str, float] = defaultdict(float)
    for one in marked:
        for form in (one, one.replace("'", ""), plain := one.translate(_BREVES)):
            held[form] += 1.0
        held[plain.replace("'", "")] += 3.0
    return _scaled(held)


def _mixed(parts: Iterable[tuple[float, Mapping[str, float]]]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for weight, row in parts:
        for said, share in row.items():
            found[said] += weight * share
    return _scaled(found)


def _scaled(row: Mapping[str, float]) -> dict[str, float]:
    total = sum(row.values())
    return {said: share / total for said, share in row.items()}


def _add(
    held: dict[str, dict[int, float]], code: int, rows: Iterable[Mapping[str, float]], size: int
) -> None:
    for scheme, row in enumerate(rows):
        for said, share in row.items():
            if said:
                cell = scheme * size + code
                held[said][cell] = held[said].get(cell, 0.0) + share


def _table(held: Mapping[str, Mapping[int, float]], size: int) -> Table:
    near: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for said, row in held.items():
        for form in {said, *_shorter(said)}:
            for cell, share in row.items():
                near[form][cell] += share
    sizes = [len(row) for row in held.values()]
    return Table(
        rows={said: at for at, said in enumerate(held)},
        begins=np.r_[0, np.cumsum(sizes)].astype(np.int64),
        cells=np.array([cell for row in held.values() for cell in row], np.int64),
        chances=np.array([share for row in held.values() for share in row.values()]),
        near={
            form: (np.array([*row], np.int64), np.array([*row.values()]))
            for form, row in near.items()
        },
        size=size,
    )


def _shorter(said: str) -> list[str]:
    return [said[:at] + said[at + 1 :] for at in range(len(said))] if len(said) > 1 else []
