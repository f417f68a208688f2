"""Codes of twelve words, in English or Korean: 128 bits that people can write on paper.

The lists and the check word are those of BIP-39. Korean words are read however a keyboard
composes them; nothing completes a word from its first letters, since in Korean four of them do
not tell two words apart.
"""

import functools
import secrets
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _
from mnemonic import Mnemonic

from waystation.base.errors import Refused

LANGUAGES = {"en": "english", "ko": "korean"}
ENTROPY_BYTES = 16
COUNT = 12


def draw(language: str = "en", n: int = COUNT) -> str:
    """Draw a code of twelve words, or any number of words that need no check.

    A code of twelve carries 128 bits and four to notice a slip of the pen; of any other length
    every word carries 11.
    """
    if n == COUNT:
        return text_of(secrets.token_bytes(ENTROPY_BYTES), language)
    return " ".join(secrets.choice(_list(language)) for _word in range(n))


def text_of(entropy: bytes, language: str = "en") -> str:
    """Write 16 bytes as twelve words.

    Raises:
      ValueError: it is not 16 bytes.
    """
    if len(entropy) != ENTROPY_BYTES:
        raise ValueError(f"{len(entropy)} bytes are no code; {ENTROPY_BYTES} are")
    return unicodedata.normalize("NFC", _book(language).to_mnemonic(entropy))


def entropy_of(text: str) -> bytes:
    """Read twelve words back, in either language, whatever stands between them.

    Raises:
      Refused: which word is not in the list, by its number and never by itself; or they do not
        belong together.
    """
    typed = words_in(text)
    if len(typed) != COUNT:
        raise Refused(
            _("A code has 12 words; here are %(n)s.") % {"n": len(typed)},
            hint=_("Write them all, in their order, with a space between two."),
        )
    language = _language_of(typed)
    strange = [str(nth) for nth, word in enumerate(typed, 1) if word not in _places(language)]
    if strange:
        raise Refused(
            _("Not in the list of words: number %(which)s.") % {"which": ", ".join(strange)},
            hint=_("Look at the paper again; no word is shortened."),
        )
    number = functools.reduce(lambda all_, word: all_ << 11 | _places(language)[word], typed, 0)
    entropy = (number >> 4).to_bytes(ENTROPY_BYTES, "big")
    if words_in(text_of(entropy, language)) != typed:
        raise Refused(
            _("These 12 words do not belong together."),
            hint=_("One of them is another word of the list, or two stand in the wrong order."),
        )
    return entropy


def of_numbers(numbers: Iterable[int], language: str = "en") -> tuple[str, ...]:
    """Give the words that stand at some numbers of a list, counted from 1."""
    listed = _list(language if language in LANGUAGES else "en")
    return tuple(listed[number - 1] for number in numbers)


def words_in(text: str) -> list[str]:
    """Part what was typed into words, small and composed, without commas, dots and numbers."""
    plain = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(sign if sign.isalpha() else " " for sign in plain)
    return kept.split()


def _language_of(typed: list[str]) -> str:
    return max(LANGUAGES, key=lambda language: sum(word in _places(language) for word in typed))


@functools.cache
def _book(language: str) -> Mnemonic:
    return Mnemonic(LANGUAGES.get(language, LANGUAGES["en"]))


@functools.cache
def _list(language: str) -> list[str]:
    return [unicodedata.normalize("NFC", word) for word in _book(language).wordlist]


@functools.cache
def _places(language: str) -> dict[str, int]:
    return {word: nth for nth, word in enumerate(_list(language))}
