"""Hangul as arithmetic, and how its letters are spelled in Latin ones by each standard.

Sources: The Unicode Standard, section 3.12 (Hangul syllables); Romanization of Korean, Ministry of
Culture and Tourism notification 2000-8 (Revised); G. M. McCune and E. O. Reischauer, Transactions
of the Korea Branch of the Royal Asiatic Society 29, 1939; the North's system as given to the
United Nations Group of Experts on Geographical Names, 1992 and 2002; for the initial-sound law,
Hangul orthography, articles 10 to 12.
"""

from collections.abc import Iterator, Mapping
from itertools import product

FIRST, LAST = 0xAC00, 0xD7A3
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

# Initials, vowels and finals in Unicode's order; finals that names do not have are left out.
_REVISED = (
    "g kk n d tt r m b pp s ss - j jj ch k t p h".split(),
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(),
)
_REVISED_FINALS = {
    "": "", "ㄱ": "k", "ㄲ": "k", "ㄴ": "n", "ㄷ": "t", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p", "ㅅ": "t",
    "ㅆ": "t", "ㅇ": "ng", "ㅈ": "t", "ㅊ": "t", "ㅋ": "k", "ㅌ": "t", "ㅍ": "p", "ㅎ": "t",
}  # fmt: skip
_MCCUNE = (
    "k kk n t tt r m p pp s ss - ch tch ch' k' t' p' h".split(),
    "a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i".split(),
)
_NORTH = (
    "k kk n t tt r m p pp s ss - j jj ch kh th ph h".split(),
    "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i".split(),
)
# What people write by ear; the figure says how usual a spelling is beside the others of its row.
_HEARD_INITIALS = (
    "g4 k4", "kk3 gg1", "n1", "d4 t2", "tt3 dd1", "r3 l3", "m1", "b4 p2", "pp3 bb1", "s6 sh2",
    "ss3 s2", "-1", "j5 ch3 z1", "jj3 tch1 j1", "ch6 tch1 c1", "k5 kh2 k'1", "t5 th2 t'1",
    "p5 ph2 p'1", "h1",
)  # fmt: skip
_HEARD_VOWELS = (
    "a8 ah2", "ae6 ai2 e1 ay1", "ya8 yah1", "yae1", "eo5 u4 o3 uh2 ou1", "e6 ae1 ay1 eh1",
    "yeo5 you4 yu4 yo2 yuh1", "ye6 yeh1 e1 yae1 ae1", "o8 oh2", "wa8 wah1", "wae1", "oe4 oi4 we1",
    "yo8 yoh1", "u4 oo5 woo1 wu1", "wo6 weo2", "we1 wei1", "wi5 wee2 ui1 we1", "yu4 yoo3 you2 ew1",
    "eu6 u3 oo1", "ui3 ee3 eui2 i2 hee1", "i6 ee3 y1 ie1 yi1 ea1",
)  # fmt: skip
_HEARD_FINALS = {
    "": "-9 h1", "ㄱ": "k8 g2 ck1 c1", "ㄲ": "k1", "ㄴ": "n9 nn1", "ㄷ": "t4 d2",
    "ㄹ": "l6 r2 ll1",
    "ㅁ": "m9 mm1", "ㅂ": "p4 b4", "ㅅ": "t3 s2", "ㅆ": "t1", "ㅇ": "ng1", "ㅈ": "t1",
    "ㅊ": "t2 ch1",
    "ㅋ": "k1", "ㅌ": "t1", "ㅍ": "p1", "ㅎ": "t1",
}  # fmt: skip
# After a vowel and these, McCune and Reischauer write the voiced letter.
VOICED_AFTER = ("", "ㄴ", "ㄹ", "ㅁ", "ㅇ")
_VOICED = {"ㄱ": "g", "ㄷ": "d", "ㅂ": "b", "ㅈ": "j"}
# Vowels before which the initial-sound law acts.
_SOFT = frozenset("ㅑㅒㅕㅖㅛㅠㅣ")


def is_syllable(letter: str) -> bool:
    """Say whether a letter is a whole Hangul syllable."""
    return FIRST <= ord(letter) <= LAST


def parts(syllable: str) -> tuple[str, str, str]:
    """Take a syllable apart: its initial, its vowel and its final, which may be empty."""
    code = ord(syllable) - FIRST
    return INITIALS[code // 588], VOWELS[code % 588 // 28], FINALS[code % 28]


def joined(initial: str, vowel: str, final: str) -> str:
    """Put a syllable together again."""
    at = (INITIALS.index(initial) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final)
    return chr(FIRST + at)


def revised(syllable: str) -> str:
    """Spell a syllable by the South's standard of 2000."""
    return _spelled(syllable, *_REVISED)


def mccune(syllable: str) -> str:
    """Spell a syllable by McCune and Reischauer, with its marks, at the beginning of a word."""
    initial, vowel, _final = parts(syllable)
    said = _spelled(syllable, *_MCCUNE)
    return "sh" + said[1:] if (initial, vowel) == ("ㅅ", "ㅟ") else said


def mccune_voiced(syllable: str) -> str:
    """Spell a syllable by McCune and Reischauer after a sound that voices it."""
    initial, _vowel, _final = parts(syllable)
    said = mccune(syllable)
    voiced = _VOICED.get(initial)
    return voiced + said[len(_MCCUNE[0][INITIALS.index(initial)]) :] if voiced else said


def northern(syllable: str) -> str:
    """Spell a syllable as the North does."""
    return _spelled(syllable, *_NORTH)


def heard(syllable: str) -> dict[str, float]:
    """Give the spellings people make up by ear, with the share of each; they sum to 1."""
    initial, vowel, final = parts(syllable)
    rows = (
        _row(_HEARD_INITIALS[INITIALS.index(initial)]),
        _row(_HEARD_VOWELS[VOWELS.index(vowel)]),
        _row(_HEARD_FINALS.get(final, "-1")),
    )
    found: dict[str, float] = {}
    for chosen in product(*(row.items() for row in rows)):
        said = "".join(letters for letters, _ in chosen)
        share = 1.0
        for _, one in chosen:
            share *= one
        found[said] = found.get(said, 0.0) + share
    return found


def southern(syllable: str, *, leads: bool = True) -> str:
    """Give the South's form of a syllable of a name, so that 리 and 이, 룡 and 용 are one.

    Args:
      leads: whether it begins the family name or the given name, where ㄹ becomes ㄴ as well.
    """
    initial, vowel, final = parts(syllable)
    if initial == "ㄹ" and vowel in _SOFT:
        return joined("ㅇ", vowel, final)
    if initial == "ㄹ" and leads:
        return joined("ㄴ", vowel, final)
    if initial == "ㄴ" and vowel in _SOFT and leads:
        return joined("ㅇ", vowel, final)
    return syllable


def northern_forms(syllable: str) -> Iterator[str]:
    """List the forms the North may write where the South writes this one, beginning with itself."""
    initial, vowel, final = parts(syllable)
    yield syllable
    if initial == "ㅇ" and vowel in _SOFT:
        yield joined("ㄹ", vowel, final)
        yield joined("ㄴ", vowel, final)
    elif initial == "ㄴ":
        yield joined("ㄹ", vowel, final)


def _spelled(syllable: str, initials: list[str], vowels: list[str]) -> str:
    initial, vowel, final = parts(syllable)
    begins = initials[INITIALS.index(initial)].replace("-", "")
    return begins + vowels[VOWELS.index(vowel)] + _REVISED_FINALS.get(final, "")


def _row(said: str) -> Mapping[str, float]:
    found = {one[:-1].replace("-", ""): float(one[-1]) for one in said.split()}
    total = sum(found.values())
    return {letters: share / total for letters, share in found.items()}
