"""What speaks for or against two records being of one person, in the reader's words."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from waystation.cases.matching.domain import Kind, Proposal
from waystation.cases.person_words import (
    DOCUMENTS,
    NEEDS,
    SEX,
    birth_words,
    language_name,
    told_words,
)

FOR: dict[Kind, Promise | str] = {
    "same_words": later("They share names."),
    "near_words": later("Names are one letter apart."),
    "sex": later("They are of one sex."),
    "birth": later("They were born about the same time."),
    "place": later("They come from one place."),
    "companions": later("People of the same names stand beside them."),
    "paper": later("A document has the same number."),
}
AGAINST: dict[Kind, Promise | str] = {
    "other_words": later("Each has a name the other has not."),
    "sex": later("They are not of one sex."),
    "birth": later("They were born years apart."),
    "place": later("They come from different places."),
    "house": later("Both stand in one household."),
}
FIELDS: dict[str, Promise | str] = {
    "birth": later("Birth"),
    "sex": later("Sex"),
    "seems_under_18": later("Age unknown, but a child"),
    "relation": later("Relation"),
    "needs": later("Needs"),
    "note": later("Note"),
    "names": later("Names"),
    "languages": later("Languages"),
    "special": later("Needs on the way"),
    "documents": later("Documents"),
}


class Because(NamedTuple):
    """One reason, in words and in bits; `width` of 0 to 100 is for its bar."""

    says: str
    bits: float
    speaks_for: bool
    width: int


def because(proposal: Proposal) -> list[Because]:
    """List what speaks for two records being of one person, then what speaks against it."""
    most = max((abs(bits) for _kind, bits in proposal.because), default=1.0)
    told = []
    for kind, bits in proposal.because:
        says = str((FOR if bits > 0 else AGAINST)[kind])
        if kind == "same_words" and proposal.shared:
            says = _("They share names: %(names)s.") % {"names": ", ".join(proposal.shared)}
        told.append(Because(says, bits, bits > 0, round(100 * abs(bits) / most)))
    return sorted(told, key=lambda one: -one.bits)


def told(value: Any, what: str) -> list[str]:
    """Give one field of a person as lines to be read."""
    if what == "birth":
        return [said for said in (birth_words(value), told_words(value)) if said]
    if what == "names":
        return [name.text for name in value]
    if what == "languages":
        return [language_name(code) for code in value]
    if what == "special":
        return [need.says or str(NEEDS[need.kind]) for need in value]
    if what == "documents":
        return [f"{DOCUMENTS[paper.kind]} {paper.number}".strip() for paper in value]
    if what == "sex":
        return [str(SEX[value])]
    if what == "seems_under_18":
        return [_("yes") if value else _("no")]
    return [str(value)] if value else []


def field_name(what: str) -> str:
    """Call a field of a person's record as its form does."""
    return str(FIELDS[what])
