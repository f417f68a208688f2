"""What people write in the cells of a sheet, in English and Korean, and what it means. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from waystation.cases.kin import KinKind
from waystation.cases.person import LANGUAGES, Sex


class Relation(NamedTuple):
    """What a relative is: the kind of tie, the sex it tells, and whether it is one of the children.

    `is_near` says that such a relative, told to travel along, is one of the household even if
    nobody gives a name: a wife or husband, or a child.
    """

    kind: KinKind
    sex: Sex = "unknown"
    is_near: bool = False


def _table(**words: str) -> dict[str, str]:
    return {said.strip(): code for code, every in words.items() for said in every.split(",")}


SEXES: Mapping[str, str] = _table(
    female="f, female, w, woman, girl, 여, 여성, 여자",
    male="m, male, man, boy, 남, 남성, 남자",
    unknown="unknown, ?, x, 모름, 미상, 알 수 없음",
)
YES_NO: Mapping[str, str] = _table(
    yes="yes, y, true, 1, x, 예, 네, ○, o", no="no, n, false, 0, 아니오, 아니요, -"
)
URGENCIES: Mapping[str, str] = _table(
    immediate="immediate, now, 즉시",
    high="high, urgent, 높음",
    medium="medium, normal, 보통",
    low="low, 낮음",
)
TRAVELS = frozenset(
    "travelling together, traveling together, travels, travels along, together, yes, y, 1,"
    " 함께 이동, 동행, 함께, 예".split(", ")
)
_LANGUAGES = {
    "korean": "ko", "english": "en", "chinese": "zh", "japanese": "ja", "russian": "ru",
    "mongolian": "mn", "vietnamese": "vi", "lao": "lo", "thai": "th", "khmer": "km",
    "burmese": "my", "spanish": "es", "french": "fr", "german": "de", "arabic": "ar",
    "한국어": "ko", "조선어": "ko", "영어": "en", "중국어": "zh", "일본어": "ja", "러시아어": "ru",
    "몽골어": "mn", "베트남어": "vi", "라오어": "lo", "태국어": "th",
}  # fmt: skip

_KINDS: tuple[tuple[KinKind, Sex, bool, str], ...] = (
    ("spouse", "female", True, "wife, first wife, 아내, 처, 부인"),
    ("spouse", "male", True, "husband, 남편"),
    ("spouse", "unknown", True, "spouse, 배우자"),
    ("partner", "unknown", False, "betrothed, partner, fiance, fiancee, 약혼자, 동거인, 연인"),
    ("child", "female", True, "daughter, daughters, 딸"),
    ("child", "male", True, "son, sons, infant son, 아들"),
    ("child", "unknown", True, "child, children, infant, baby, 자녀, 아이, 아기"),
    ("parent", "female", False, "mother, 어머니, 모"),
    ("parent", "male", False, "father, 아버지, 부"),
    ("parent", "unknown", False, "parent, parents, 부모"),
    ("sibling", "female", False, "sister, sisters, 자매, 언니, 누나, 여동생"),
    (
        "sibling",
        "male",
        False,
        "brother, brothers, half brother, only brother, 형제, 형, 오빠, 남동생",
    ),
    (
        "sibling",
        "unknown",
        False,
        "sibling, siblings, brothers and sisters, sisters and brothers, 남매, 형제자매, 동생",
    ),
    ("grandparent", "female", False, "grandmother, 할머니, 외할머니"),
    ("grandparent", "male", False, "grandfather, 할아버지, 외할아버지"),
    ("grandparent", "unknown", False, "grandparent, grandparents, 조부모"),
    ("grandchild", "unknown", False, "grandchild, grandson, granddaughter, 손자, 손녀"),
    ("uncle_aunt", "male", False, "uncle, 삼촌, 외삼촌, 고모부, 이모부"),
    ("uncle_aunt", "female", False, "aunt, 이모, 고모, 숙모"),
    ("nephew_niece", "male", False, "nephew"),
    ("nephew_niece", "female", False, "niece"),
    ("nephew_niece", "unknown", False, "조카"),
    ("cousin", "unknown", False, "cousin, 사촌"),
    ("step_parent", "male", False, "stepfather, step father, 계부, 새아버지"),
    ("step_parent", "female", False, "stepmother, step mother, 계모, 새어머니"),
    ("step_child", "unknown", False, "stepchild, stepson, stepdaughter, 의붓자녀"),
    ("step_sibling", "unknown", False, "stepbrother, stepsister, 의붓형제"),
    ("foster_parent", "unknown", False, "foster parent, foster mother, foster father, 위탁 부모"),
    ("foster_child", "unknown", False, "foster child, 위탁 아동"),
    ("guardian", "unknown", False, "guardian, caregiver, 후견인, 보호자"),
    ("ward", "unknown", False, "ward, 피후견인"),
    ("friend", "unknown", False, "friend, travel companion, companion, 친구, 동행인"),
    (
        "other",
        "unknown",
        False,
        "other, family, relative, relatives, brother in law, sister in law, in law, 기타, 친척,"
        " 가족, 인척",
    ),
)
RELATIONS: dict[str, Relation] = {
    said.strip(): Relation(kind, sex, near)
    for kind, sex, near, words in _KINDS
    for said in words.split(",")
}

_MONTHS = re.compile(r"(\d{1,3}) ?(months?|mo|개월)( old)?", re.ASCII)
_DAY = re.compile(
    r"(?P<y>\d{4})(?:[년.\-/]? ?(?P<m>\d{1,2}))?(?:[월.\-/]? ?(?P<d>\d{1,2}))?[일.]?", re.ASCII
)
# Spreadsheets write an hour beside a day.
_HOUR = re.compile(r"[ T]\d\d:\d\d(:\d\d)?$", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)


def small(text: str) -> str:
    """Write a word so that ways of writing it are one: composed, small, with single spaces."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return " ".join(plain.replace("_", " ").replace("-", " ").split()) or plain.strip()


def months_of(text: str) -> int | None:
    """Read "8 months" or "8개월" as that number; None for anything else."""
    match = _MONTHS.fullmatch(small(text))
    return int(match[1]) if match else None


def day_of(text: str) -> date | None:
    """Read a day, a month or a year as its first day; year first, as nobody mistakes it."""
    found = _parts(_HOUR.sub("", text))
    if found is None:
        return None
    year, month, day = found
    try:
        return date(year, month or 1, day or 1)
    except ValueError:
        return None


def languages_of(text: str) -> tuple[str, ...]:
    """Read the languages of somebody, the one they speak best first."""
    said = [word.strip() for word in re.split(r"[,;/·]", text) if word.strip()]
    known = [_LANGUAGES.get(small(word), small(word)) for word in said]
    codes = [code if code in LANGUAGES else word for code, word in zip(known, said, strict=True)]
    return tuple(dict.fromkeys(codes))


def _parts(text: str) -> tuple[int, int | None, int | None] | None:
    said = " ".join(text.split())
    compact = _COMPACT.fullmatch(said)
    if compact:
        return int(compact[1]), int(compact[2]), int(compact[3])
    match = _DAY.fullmatch(said.replace(". ", "."))
    if match is None:
        return None
    month, day = match["m"], match["d"]
    return int(match["y"]), int(month) if month else None, int(day) if day else None
