"""The letters of a name: of one kind, without what only adorns them, and word by word."""

import unicodedata

from waystation.tracing.names import jamo

_MARKS = str.maketrans({
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "ʹ": "'",
    "ô": "ŏ", "õ": "ŏ", "ō": "ŏ", "û": "ŭ", "ũ": "ŭ", "ū": "ŭ",
    "‐": "-", "‑": "-", "–": "-", "—": "-", "·": " ", ".": " ", "ㆍ": " ", "・": " ",
})  # fmt: skip


def folded(text: str) -> str:
    """Write a name in small letters of one kind: marks that only adorn go, Korea's breves stay."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_MARKS)
    if plain.isascii():
        return plain
    plain = unicodedata.normalize("NFC", plain).translate(_MARKS)
    kept = []
    for letter in plain:
        if letter not in "ŏŭ" and not jamo.is_syllable(letter):
            letter = "".join(
                one
                for one in unicodedata.normalize("NFD", letter)
                if not unicodedata.combining(one)
            )
        kept.append(letter)
    return "".join(kept)


def words_of(plain: str) -> list[list[str]]:
    """Split a folded name at blanks, and each word at its hyphens."""
    words = [
        ["".join(filter(_counts, part)) for part in word.split("-")]
        for word in plain.replace(",", " ").split()
    ]
    found = [[part for part in word if part.strip("'")] for word in words]
    return [word for word in found if word]


def _counts(letter: str) -> bool:
    return letter.isalpha() or letter == "'"
