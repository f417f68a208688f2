"""Reads Korean names, however they are written, as Hangul that an engine can compare. Pure."""

from collections.abc import Iterable

from waystation.tracing import names as lattice
from waystation.tracing.names.decoding import Reading, shown

# So many names written in Hangul say that a register's names are Korean.
HANGUL_SHARE = 0.1


def is_hangul(text: str) -> bool:
    """Say whether a name holds a Hangul syllable."""
    return any("가" <= letter <= "힣" for letter in text)


def readings(names: Iterable[str]) -> dict[str, list[str]]:
    """Give each name the likeliest reading and the next one, as “family given” in Hangul.

    A name that is likelier no Korean one stays as it is, in small letters.
    """
    decoder = lattice.Decoder(lattice.published())
    columns: dict[str, list[str]] = {"spelled": [], "reading": [], "second": []}
    for name in names:
        best, second = two_best(shown(decoder.read(name)))
        plain = name.strip().lower()
        for column, value in (("spelled", name), ("reading", best), ("second", second)):
            columns[column].append(value or plain)
    return columns


def two_best(reading: Reading) -> tuple[str, str]:
    """Give the likeliest reading, and it with the one syllable in another way that costs least.

    Both are empty where the name is likelier no Korean one.
    """
    if reading.korean < 0.5 or not all(reading.places):
        return "", ""
    ranked = [sorted(place.items(), key=lambda one: (-one[1], one[0])) for place in reading.places]
    best = [place[0][0] for place in ranked]
    loose = [nth for nth, place in enumerate(ranked) if len(place) > 1]
    if not loose:
        return _written(best), _written(best)
    nth = max(loose, key=lambda nth: ranked[nth][1][1] / ranked[nth][0][1])
    second = [*best[:nth], ranked[nth][1][0], *best[nth + 1 :]]
    return _written(best), _written(second)


def _written(syllables: list[str]) -> str:
    return f"{syllables[0]} {''.join(syllables[1:])}".strip()
