"""Why two spellings are taken for one name, in syllables and in kinds of difference."""

from typing import Literal, NamedTuple

import numpy as np

from waystation.kernel import lattice
from waystation.tracing.names import jamo
from waystation.tracing.names.decoding import Decoder, Entries, Read
from waystation.tracing.names.letters import folded
from waystation.tracing.names.packing import pack
from waystation.tracing.names.priors import Priors, published
from waystation.tracing.names.spellings import SCHEMES
from waystation.tracing.names.symbols import PLACES, UNREAD, alphabet, symbol_of

Difference = Literal["script", "north", "chinese", "order", "slip", "spelling"]


class Likeness(NamedTuple):
    """What two names have in common: bits, the chance that both are Korean, and why.

    `syllables` holds for each place both have: how the one spells it, the syllable both may mean
    (empty where they differ), how the other spells it. `differences` says in what they differ.
    """

    bits: float
    korean: float
    syllables: tuple[tuple[str, str, str], ...]
    differences: tuple[Difference, ...]


class _Told(NamedTuple):
    """How one name was probably written: what stands at each place, by which standard."""

    spelled: tuple[str, ...]
    script: str
    scheme: str
    turned: bool
    slips: bool
    north: bool


def explain(one: str, other: str, priors: Priors | None = None) -> Likeness:
    """Say which spelling reads as which Hangul in two names, and in what they differ."""
    known = priors or published()
    decoder = Decoder(known)
    held = (decoder.read(one), decoder.read(other))
    zero = np.zeros(1, np.int32)
    bits = lattice.scores(pack([[one]], known), pack([[other]], known), zero, zero)[0]
    korean = held[0].korean * held[1].korean
    agreed = tuple(_agreed(known, place, *held) for place in range(PLACES))
    told = [
        _told(decoder, text, read, agreed) for text, read in zip((one, other), held, strict=True)
    ]
    rows = tuple(
        (told[0].spelled[place], _shown(agreed[place]), told[1].spelled[place])
        for place in range(PLACES)
        if told[0].spelled[place] and told[1].spelled[place]
    )
    return Likeness(float(bits), korean, rows, _differences(folded(one), folded(other), *told))


def _agreed(priors: Priors, place: int, one: Read, other: Read) -> int | None:
    """Give the symbol that both most probably have at a place; None where they have none."""
    a, b = dict(one.places[place]), dict(other.places[place])
    rarity = priors.rarities()[place]

    def weight(code: int) -> float:
        return a[code] * b[code] * (rarity[code] if code < len(rarity) else priors.most())

    both = [code for code in a if code in b and code != UNREAD]
    best = max(both, key=weight, default=None)
    return best if best is not None and weight(best) > 1 else None


def _shown(code: int | None) -> str:
    return "" if code is None else symbol_of(code)


def _told(decoder: Decoder, text: str, read: Read, agreed: tuple[int | None, ...]) -> _Told:
    plain = folded(text)
    guesses = decoder.guesses(plain)
    if not guesses or read.korean < 0.01:
        return _written(plain, read)
    wanted = [
        code if code is not None else _likeliest(entries)
        for code, entries in zip(agreed, read.places, strict=True)
    ]
    ways = [
        (chance, scheme, guess)
        for guess in guesses
        for scheme, chance in enumerate(decoder.chances(guess, wanted))
    ]
    _chance, scheme, guess = max(ways, key=lambda way: way[0])
    spelled = (*guess.letters, "", "", "")[:PLACES]
    return _Told(
        spelled,
        "latin",
        SCHEMES[scheme],
        guess.turned,
        decoder.has_slip(guess, wanted),
        SCHEMES[scheme] == "northern",
    )


def _written(plain: str, read: Read) -> _Told:
    """Take a name in Hangul or in characters as it stands, a sign for each place."""
    signs = [one for one in plain if jamo.is_syllable(one) or one in alphabet().readings]
    script = "hangul" if any(jamo.is_syllable(one) for one in signs) else "hanja"
    if not signs:
        return _Told(("",) * PLACES, "other", "", False, False, False)
    spelled = []
    for entries in read.places:
        code = _likeliest(entries)
        n = len(symbol_of(code)) if code is not None else 0
        spelled.append("".join(signs[:n]))
        signs = signs[n:]
    north = script == "hangul" and any(
        one != jamo.southern(one, leads=place < 2)
        for place, one in enumerate(spelled)
        if len(one) == 1
    )
    scheme = "chinese" if script == "hanja" else ""
    return _Told(tuple(spelled), script, scheme, False, False, north)


def _likeliest(entries: Entries) -> int | None:
    known = [entry for entry in entries if entry[0] != UNREAD]
    return max(known, key=lambda entry: entry[1])[0] if known else None


def _differences(one: str, other: str, a: _Told, b: _Told) -> tuple[Difference, ...]:
    found: list[Difference] = []
    if a.script != b.script:
        found.append("script")
    if a.north != b.north:
        found.append("north")
    if (a.scheme == "chinese") != (b.scheme == "chinese"):
        found.append("chinese")
    if a.turned != b.turned:
        found.append("order")
    if a.slips or b.slips:
        found.append("slip")
    if one != other and not found:
        found.append("spelling")
    return tuple(found)
