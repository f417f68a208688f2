"""Code words as they are said and typed: in words of either list, or in their numbers."""

import functools
import re
from base64 import b32decode
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.relay.cards.domain import BEGINNING, Code
from waystation.vault import words

LIST = 2_048
# Words at which somebody who listens in would prick up their ears; none stands on a card.
TELLING = frozenset(
    """
    abandon abuse accident accuse agent alarm alert alien arm armed army arrest assault attack
    battle blood boat bomb border bullet cage chase code crime cross danger defense deny detect
    enemy enforce enlist escape evidence evil exile fire flee guard guide guilt gun hidden hunt
    illegal judge knife law lawsuit legal mule patrol pistol police prison protect rescue resist
    rifle risk safe secret security seek shield shoot soldier spy suspect target trap trial trick
    trigger trust tunnel uniform visa warfare warrior weapon witness
    간부 강도 경계 경고 경비 경찰 공격 군대 군사 군인 도둑 도망 목숨 반성 범인 범죄 법률 법원 법적
    변호사 보안 북한 비밀 살인 신고 안내 여권 위험 이민 재판 전쟁 정부 처벌 총리 통일 판결 판사
    """.split()
)
_TOKEN = re.compile(r"[A-Z2-7]{26}")
_TWELVE = 12


class Typed(NamedTuple):
    """What somebody heard: the code of a card, or the token of a phone."""

    code: Code | None
    token: bytes = b""


def listed() -> dict[str, Sequence[str]]:
    """Give the lists that codes are said in, by language, in the order of their numbers."""
    return {language: _list(language) for language in BEGINNING}


@functools.cache
def telling() -> frozenset[int]:
    """Give the numbers at which a word of either list would make somebody listen."""
    return frozenset(_places()[word] for word in TELLING)


def in_words(code: Code, language: str) -> str:
    """Write a code in words: Korean for Korean, else English, which anybody may say in digits."""
    known = _list(language if language in BEGINNING else "en")
    return " ".join(known[number - 1] for number in code)


def in_digits(code: Code) -> str:
    """Write a code in digits, four to a word, so that no two codes sound like one number."""
    return " ".join(f"{number:04d}" for number in code)


def read(text: str) -> Typed:
    """Read what was heard: two words, their two numbers, or a token as 12 words or 26 letters.

    Raises:
      Refused: it is none of these; it says which word is not in the list, by its number.
    """
    letters = re.sub(r"[\s.,-]", "", text).upper()
    if _TOKEN.fullmatch(letters):
        return Typed(None, b32decode(letters + "======"))
    numbers = _numbers(text)
    if len(numbers) == 2 and not words.words_in(text):
        return Typed(_pair(numbers))
    typed = words.words_in(text)
    if numbers or len(typed) not in (2, _TWELVE):
        raise Refused(
            _("This is neither a code nor a token."),
            hint=_("A code is two words or two numbers; a token is twelve words or 26 letters."),
        )
    return Typed(None, words.entropy_of(text)) if len(typed) == _TWELVE else Typed(_code(typed))


def _code(typed: list[str]) -> Code:
    places = _places()
    strange = [str(nth) for nth, word in enumerate(typed, 1) if word not in places]
    if strange:
        raise Refused(
            _("Not in the list of words: number %(which)s.") % {"which": ", ".join(strange)},
            hint=_("Ask to hear it once more, or its number; no word is shortened."),
        )
    return places[typed[0]], places[typed[1]]


def _numbers(text: str) -> list[int]:
    """Read numbers as they are written; eight digits in one are two numbers of four."""
    found = re.findall(r"[0-9]+", text)
    if len(found) == 1 and len(found[0]) == 8:
        found = [found[0][:4], found[0][4:]]
    return [int(digits) for digits in found]


def _pair(numbers: list[int]) -> Code:
    if not all(1 <= number <= LIST for number in numbers):
        raise Refused(
            _("The numbers of a code lie between 1 and %(n)d.") % {"n": LIST},
            hint=_("Ask to hear it once more."),
        )
    return numbers[0], numbers[1]


@functools.cache
def _list(language: str) -> tuple[str, ...]:
    return words.of_numbers(range(1, LIST + 1), language)


@functools.cache
def _places() -> dict[str, int]:
    """Give the number of every word of every list; no word stands in two."""
    return {word: nth for tongue in BEGINNING for nth, word in enumerate(_list(tongue), 1)}
