"""What the fields of a record and requests about it are called in the reader's language."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from waystation.cases.birth import Birth
from waystation.cases.kin import Kin
from waystation.cases.person import Document, Name, Need, Person
from waystation.cases.person_words import (
    DOCUMENTS,
    LIMITS,
    NAMES,
    NEEDS,
    SEX,
    Words,
    birth_words,
    kin_words,
    language_name,
    told_words,
)
from waystation.cases.timeline_words import RECORD_ANSWERS as ANSWERS
from waystation.cases.timeline_words import RECORD_WORDS as REQUESTS

__all__ = ["ANSWERS", "FIELDS", "PIECES", "REQUESTS", "field_words", "old_value", "whole_birth"]

PIECES: Words = {
    "who": _("Who they are"),
    "birth": _("Birth and age"),
    "names": _("Names"),
    "needs": _("Needs that limit the way"),
    "documents": _("Papers"),
}
FIELDS: Words = {
    "names": _("Names"),
    "birth": _("Birth and age"),
    "sex": _("Sex"),
    "languages": _("Languages"),
    "seems_under_18": _("Age unknown, but a child"),
    "relation": _("Relation"),
    "kin": _("Family"),
    "needs": _("Needs"),
    "special": _("Needs that limit the way"),
    "documents": _("Papers"),
    "photo": _("Photograph"),
    "note": _("Note"),
}


def field_words(what: str, value: Any) -> str:
    """Write what a field of a record says, in one line; “–” where it says nothing."""
    written = _WRITERS.get(what, str)(value) if value not in ((), "", None, False) else ""
    return written or "–"


def old_value(what: str, body: msgspec.Raw) -> Any:
    """Read what a field said before, from a record's history."""
    kinds = {field.name: field.type for field in msgspec.structs.fields(Person)}
    return msgspec.msgpack.decode(body, type=kinds[what])


def need_words(need: Need) -> str:
    """Write a need with what it rules out."""
    said = [need.says or str(NEEDS[need.kind]), *(str(LIMITS[limit]) for limit in need.limits)]
    return ", ".join(said)


def document_words(paper: Document) -> str:
    """Write a paper of theirs in one line."""
    said = [str(DOCUMENTS[paper.kind]), paper.number, paper.issued_by]
    return ", ".join(part for part in said if part)


def whole_birth(birth: Birth) -> str:
    """Write a birth, or the age that was told."""
    return birth_words(birth) or told_words(birth)


def _names(names: tuple[Name, ...]) -> str:
    return ", ".join(f"{name.text} ({NAMES[name.kind]})" for name in names)


def _kin(kin: tuple[Kin, ...]) -> str:
    return ", ".join(kin_words(one) for one in kin)


_WRITERS: dict[str, Callable[[Any], str]] = {
    "names": _names,
    "birth": whole_birth,
    "sex": lambda code: str(SEX[code]),
    "languages": lambda codes: ", ".join(language_name(code) for code in codes),
    "seems_under_18": lambda _value: say("yes"),
    "kin": _kin,
    "special": lambda needs: "; ".join(need_words(need) for need in needs),
    "documents": lambda papers: "; ".join(document_words(paper) for paper in papers),
    "photo": lambda _file: say("kept with the case"),
}
