"""Who somebody is, as far as they told. Pure: no keys, no clock."""

import unicodedata
from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from waystation.cases.birth import AGE_MAX, CHILD_UNDER, Birth
from waystation.cases.kin import CAREGIVERS, INVERSE, KINDS, Kin, KinKind, back

__all__ = [
    "AGE_MAX", "CAREGIVERS", "CHILD_UNDER", "INVERSE", "KINDS", "Birth", "Document", "Edit", "Kin",
    "KinKind", "Name", "Need", "Person", "PersonAsBefore", "back", "changed",
    "named", "script_of",
]  # fmt: skip

Sex = Literal["female", "male", "unknown"]
NameKind = Literal["real", "home", "alias", "papers", "other"]
Script = Literal["latin", "hangul", "hanja", "other"]
NeedKind = Literal["medical", "mobility", "pregnancy", "language", "diet", "other"]
# What a need rules out on the way, or asks for; routes and houses are held against it.
Limit = Literal[
    "no foot", "short foot", "no boat", "no night", "step-free", "doctor near", "medicine cold",
    "own room", "no stairs", "quiet",
]  # fmt: skip
DocumentKind = Literal[
    "identity card", "passport", "birth paper", "marriage paper", "residence", "refugee",
    "school", "health", "other",
]  # fmt: skip

SEXES: tuple[Sex, ...] = get_args(Sex)
NAME_KINDS: tuple[NameKind, ...] = get_args(NameKind)
SCRIPTS: tuple[Script, ...] = get_args(Script)
NEED_KINDS: tuple[NeedKind, ...] = get_args(NeedKind)
LIMITS: tuple[Limit, ...] = get_args(Limit)
DOCUMENT_KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)
# The languages offered; any other is written as a word.
LANGUAGES = (
    "ko", "en", "zh", "ja", "ru", "mn", "vi", "lo", "th", "km", "my", "es", "fr", "de", "pt",
    "ar", "fa", "uk", "tr", "sw", "so", "am", "ti",
)  # fmt: skip


class Name(msgspec.Struct, frozen=True, omit_defaults=True):
    """A name as it is written, and what kind of name it is.

    An alias is one they go by to be safe; the name on papers need not be their own.
    """

    text: str
    kind: NameKind = "real"
    script: Script = "latin"

    def __post_init__(self) -> None:
        _known("kind of name", self.kind, NAME_KINDS)
        _known("script", self.script, SCRIPTS)


class Need(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something a person needs on the way, until a day or for good, and what it rules out."""

    kind: NeedKind = "other"
    says: str = ""
    until: date | None = None
    limits: tuple[Limit, ...] = ()

    def __post_init__(self) -> None:
        _known("kind of need", self.kind, NEED_KINDS)
        for limit in self.limits:
            _known("limit", limit, LIMITS)


class Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A paper of theirs: what it is, who holds it, and the file of it if one is kept."""

    kind: DocumentKind = "other"
    number: str = ""
    issued_by: str = ""
    valid_until: date | None = None
    held_by: str = ""
    file: UUID | None = None

    def __post_init__(self) -> None:
        _known("kind of document", self.kind, DOCUMENT_KINDS)


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """What a person's record said until somebody changed it, field by field, and why."""

    at: datetime
    by: UUID
    name: str
    why: str
    was: dict[str, msgspec.Raw]


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="person/2"):
    """Somebody who is to travel; nothing about them must be known.

    Attributes:
      languages: the one they speak best first; a code of LANGUAGES or a word.
      seems_under_18: what decides where nobody knows the age.
      relation: to the first of the household, in words; ties that are known for sure are `kin`.
      needs: in words; `special` holds those that limit routes and houses.
      photo: the file of a photograph they agreed to.
    """

    names: tuple[Name, ...] = ()
    birth: Birth = Birth()
    sex: Sex = "unknown"
    languages: tuple[str, ...] = ()
    seems_under_18: bool = False
    relation: str = ""
    kin: tuple[Kin, ...] = ()
    needs: str = ""
    special: tuple[Need, ...] = ()
    documents: tuple[Document, ...] = ()
    photo: UUID | None = None
    note: str = ""
    history: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        _known("sex", self.sex, SEXES)

    @property
    def name(self) -> str | None:
        """Give the name to call them by: the first real one, else the first; None without any."""
        real = [name.text for name in self.names if name.kind == "real"]
        return next(iter(real or [name.text for name in self.names]), None)

    @property
    def also_known_as(self) -> tuple[str, ...]:
        """List their other names."""
        return tuple(name.text for name in self.names if name.text != self.name)

    def age_on(self, day: date) -> int | None:
        """Give the age in years on a day, the least it can be; None where nobody knows."""
        return self.birth.age_on(day)

    def is_child_on(self, day: date) -> bool:
        """Say whether this is a child; where nobody knows the age, how old they seem decides."""
        known = self.birth.is_child_on(day)
        return self.seems_under_18 if known is None else known


class PersonAsBefore(msgspec.Struct, frozen=True, kw_only=True, tag="person/1"):
    """A person as records were written before they held more than one kind of name."""

    name: str | None = None
    also_known_as: tuple[str, ...] = ()
    sex: Sex = "unknown"
    age: int | None = None
    seems_under_18: bool = False
    relation: str = ""
    needs: str = ""
    note: str = ""

    def now(self) -> Person:
        """Give the record as it is written today."""
        return named(
            self.name,
            alias=self.also_known_as,
            age=self.age,
            sex=self.sex,
            seems_under_18=self.seems_under_18,
            relation=self.relation,
            needs=self.needs,
            note=self.note,
        )


def named(
    text: str | None, *, alias: tuple[str, ...] = (), age: int | None = None, **said: Any
) -> Person:
    """Make a person of a name, other names and an age as told; no name stays no name."""
    names = [Name(text, "real", script_of(text))] if text else []
    names += [Name(other, "alias", script_of(other)) for other in alias]
    said.setdefault("birth", Birth(age_years=age) if age is not None else Birth())
    return Person(names=tuple(names), **said)


def script_of(text: str) -> Script:
    """Say in which script a name is written, by the first of its letters that tells."""
    for letter in unicodedata.normalize("NFC", text):
        called = unicodedata.name(letter, "")
        if called.startswith("HANGUL"):
            return "hangul"
        if called.startswith("CJK"):
            return "hanja"
        if called.startswith("LATIN"):
            return "latin"
        if letter.isalpha():
            return "other"
    return "latin"


def changed(
    person: Person, *, by: UUID, name: str, at: datetime, why: str = "", **fields: Any
) -> Person:
    """Give a person with new values, each old one kept with who changed it, when and why."""
    was = {
        what: msgspec.Raw(msgspec.msgpack.encode(old))
        for what, became in fields.items()
        if (old := getattr(person, what)) != became
    }
    if not was:
        return person
    edit = Edit(at=at, by=by, name=name, why=why, was=was)
    return msgspec.structs.replace(person, history=(*person.history, edit), **fields)


def _known(what: str, value: object, allowed: tuple[object, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"no such {what}: {value!r}; one of {allowed}")
