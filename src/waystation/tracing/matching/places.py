"""Places as people write them: one code however it is spelled, and what lies beside it."""

import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.tracing.values import Home

NONE = -1
# What stands beside the name of a place and says only of what kind it is.
_KIND_WORDS = frozenset({"county", "co", "province", "state", "city", "gun", "si", "do", "shi"})
_KIND_ENDINGS = ("특별시", "직할시", "구역", "군", "시", "도")


class Table(NamedTuple):
    """What is known of places beforehand: spellings, the province of a county, and neighbours."""

    provinces: dict[str, str]
    counties: dict[str, str]
    of: dict[str, str]
    beside: tuple[tuple[str, str], ...]


class Places:
    """Numbers for counties and provinces: those of the table first, then as they are met."""

    def __init__(self) -> None:
        known = dict.fromkeys(table().counties.values())
        self.counties: dict[str, int] = {name: number for number, name in enumerate(known)}
        self.provinces: dict[str, int] = {}

    def codes(self, home: Home) -> tuple[int, int]:
        """Give the numbers of county and province; -1 where it was not told.

        A county that is known by name tells its province too.
        """
        known = table()
        province, county = folded(home.province), folded(home.county)
        province = known.provinces.get(province, province)
        county = known.counties.get(county, county)
        province = province or known.of.get(county, "")
        return _coded(self.counties, county), _coded(self.provinces, province)

    def beside(self) -> NDArray[np.int32]:
        """Give the pairs of counties that lie side by side."""
        found = [(self.counties[a], self.counties[b]) for a, b in table().beside]
        return np.array(found, np.int32).reshape(-1, 2)


def folded(text: str) -> str:
    """Write a place's name so that case, accents and the word for its kind do not count."""
    opened = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    bare = "".join(letter for letter in opened if not unicodedata.combining(letter))
    words = unicodedata.normalize("NFC", bare).replace("-", " ").replace(".", " ").split()
    # A name is never left without any word: "Do" may be one.
    kept = [word for word in words if word not in _KIND_WORDS] or words
    name = " ".join(kept)
    for ending in _KIND_ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    return name


@cache
def table() -> Table:
    """Read the table of places that ships with us."""
    text = resources.files("waystation.tracing.matching").joinpath("data/places.toml")
    read = tomllib.loads(text.read_text("utf-8"))
    provinces = _spellings(read["provinces"])
    counties: dict[str, str] = {}
    of: dict[str, str] = {}
    for province, its in read["counties"].items():
        counties |= _spellings(its)
        of |= {folded(name): folded(province) for name in its}
    beside = tuple(
        (folded(one), folded(other)) for one, others in read["beside"].items() for other in others
    )
    return Table(provinces, counties, of, beside)


def _spellings(named: dict[str, list[str]]) -> dict[str, str]:
    return {
        folded(spelling): folded(name)
        for name, others in named.items()
        for spelling in (name, *others)
    }


def _coded(codes: dict[str, int], name: str) -> int:
    return codes.setdefault(name, len(codes)) if name else NONE
