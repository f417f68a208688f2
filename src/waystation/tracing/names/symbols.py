"""The alphabet of the lattice: the syllables of names, the family names of two, and nothing.

Each has a code. A syllable that no name is known to have gets a code of its own too, so that it
can be compared, only without a share of its own.
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from itertools import product
from typing import NamedTuple

from waystation.tracing.names import families, jamo

# Names that are words of Korean and are written with no character, as many are since 1970.
NATIVE_NAMES = """
가람 가온 겨레 겨울 고운 그린 꽃님 나라 나래 나리 나무 너울 노을 누리 다솜 다슬 다온 단비 달래
더솔 도담 두리 들샘 라온 루다 마루 마음 모아 미르 바다 바람 버들 벼리 별하 보라 보람 봄 빛나 사랑
산들 새벽 새롬 샛별 세찬 소담 소리 솔잎 슬기 슬아 시내 아람 아름 아리 여름 열매 예슬 우람 우리
으뜸 은솔 이든 이슬 잎새 자람 주리 차오름 찬솔 초롱 큰솔 토리 파랑 푸름 하나 하늘 하람 한결 한별
한솔 해님 해솔 햇살 혜윰 힘찬 돌쇠 막둥 끝순 점순 복실 곱단 언년 간난
"""
NATIVE = "".join(sorted(set(NATIVE_NAMES) - set(" \n")))
# Parents may choose any syllable; these are said and spelled without a second thought.
PLAIN = ("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ", "ㅏㅐㅑㅓㅔㅕㅗㅛㅜㅠㅡㅣ", ("", *"ㄱㄴㄹㅁㅂㅇ"))
PLACES = 4
NOTHING, UNREAD = 0, 1 << 14


class Alphabet(NamedTuple):
    """The symbols by their codes, and to which each belongs at the head of a name or inside it.

    `head` and `inside` say for each syllable which code the South's form has there; of each form
    `head_share` and `inside_share` say how often that form is written in the place of its class.
    """

    symbols: tuple[str, ...]
    codes: dict[str, int]
    readings: dict[str, str]
    head: tuple[int, ...]
    inside: tuple[int, ...]
    head_share: tuple[float, ...]
    inside_share: tuple[float, ...]


@lru_cache(maxsize=1)
def alphabet() -> Alphabet:
    """Give the alphabet; it is made once, of published tables only."""
    readings = dict(_readings())
    syllables = {form for said in set(readings.values()) for form in (said, jamo.southern(said))}
    syllables |= {jamo.joined(*parts) for parts in product(*PLAIN)}
    syllables |= set(NATIVE) | {name for name in families.CENSUS if len(name) == 1}
    syllables |= {jamo.southern(one) for one in syllables}
    symbols = ("", *sorted(syllables), *families.DOUBLE)
    codes = {symbol: code for code, symbol in enumerate(symbols)}
    head, inside = (_classes(symbols, codes, leads=leads) for leads in (True, False))
    return Alphabet(symbols, codes, readings, head, inside, _shares(head), _shares(inside))


def code_of(syllable: str) -> int:
    """Give the code of a syllable or a family name of two, whether names have it or not."""
    known = alphabet().codes.get(syllable)
    if known is not None:
        return known
    return len(alphabet().symbols) + ord(syllable[0]) - jamo.FIRST


def symbol_of(code: int) -> str:
    """Give the symbol of a code; a question mark for what could not be read."""
    known = alphabet().symbols
    if code < len(known):
        return known[code]
    return "?" if code == UNREAD else chr(code - len(known) + jamo.FIRST)


def _readings() -> Iterator[tuple[str, str]]:
    """Read which character is read how."""
    table = resources.files("waystation.tracing.names").joinpath("data/readings.tsv")
    for line in table.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            said, signs = line.split("\t")
            yield from ((sign, said) for sign in signs)


def _classes(symbols: tuple[str, ...], codes: dict[str, int], *, leads: bool) -> tuple[int, ...]:
    return tuple(
        codes[jamo.southern(one, leads=leads)] if len(one) == 1 else codes[one] for one in symbols
    )


def _shares(classes: tuple[int, ...]) -> tuple[float, ...]:
    """Give the South's form two thirds of its class and the others the rest."""
    held = [classes.count(one) for one in classes]
    return tuple(
        1.0 if n == 1 else (2 / 3 if code == at else 1 / 3 / (n - 1))
        for at, (code, n) in enumerate(zip(classes, held, strict=True))
    )
