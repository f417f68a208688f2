"""Paper: the sheet of a request, for the interview or for the file of whoever has no screen."""

from datetime import date
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.base import papers
from waystation.cases.person_words import (
    KIN,
    NAMES,
    SEX,
    birth_words,
    day_words,
    language_name,
    place_words,
)
from waystation.tracing.profile_forms import birth_line
from waystation.tracing.requests import domain
from waystation.tracing.requests.wording import called
from waystation.tracing.values import Home, Profile, Relative, Request

HERE = Path(__file__).resolve().parent.parent / "templates" / "tracing" / "requests"
SHEET = HERE / "sheet.typ"
Facts = list[list[str]]


def sheet(request: Request, language: str, today: date) -> bytes:
    """Print a request in a language, with its code and what must never be done with it.

    Cost: as `papers.pdf`.
    """
    with translation.override(language):
        contact = request.contact
        made: dict[str, object] = {
            "title": _("Tracing request"),
            "code": request.code,
            "lead": _("Keep this sheet locked away. It names people who may be in danger."),
            "parts": [
                {"name": _("Who is looking"), "facts": _person(request.seeker)},
                {"name": _("Who is looked for"), "facts": _person(request.sought)},
                {"name": _("How they were parted"), "facts": _parted(request)},
                {
                    "name": _("How to reach the seeker"),
                    "facts": _known(
                        [_("How they can be reached"), contact.how],
                        [_("When"), contact.when],
                        [_("Words agreed"), contact.words],
                        [_("What must never be done"), contact.never],
                        [_("In which language"), called(contact.language, "language")],
                    ),
                },
                {"name": _("How it stands"), "facts": _standing(request, today)},
            ],
            "foot": _("You owe us nothing, now or later."),
        }
    return papers.pdf(SHEET, made, language)


def _person(one: Profile) -> Facts:
    names = [f"{name.text} ({NAMES[name.kind]})" for name in one.names]
    kin = [_relative(relative) for relative in one.relatives]
    return _known(
        [_("Names"), "\n".join(names)],
        [_("Sex"), "" if one.sex == "unknown" else str(SEX[one.sex])],
        [_("Age or birth"), birth_words(one.birth) or birth_line(one.birth)],
        [_("Where they lived"), "\n".join(_place(home) for home in one.homes)],
        [_("Family"), "\n".join(kin)],
        [_("Marks by which they can be known"), "\n".join(one.marks)],
        [_("Languages"), ", ".join(language_name(code) for code in one.languages)],
    )


def _relative(one: Relative) -> str:
    names = " / ".join(name.text for name in one.names)
    parts = (str(KIN[one.kind]), names, birth_words(one.birth))
    return ", ".join(part for part in parts if part)


def _parted(request: Request) -> Facts:
    parting, age = request.sought.parting, request.sought.seen_age
    when = "-".join(f"{part:02}" for part in (parting.year, parting.month) if part)
    relation = str(KIN[request.relation])
    return _known(
        [_("The person who is looked for is the seeker's"), relation],
        [_("When they were parted"), when],
        [_("How old they were when last seen"), "" if age is None else str(age)],
        [_("Where"), _place(parting.place)],
        [_("How it came about, in their words"), parting.how],
        [_("Their story, in their own words"), request.story],
        [_("The last news"), request.last_news],
    )


def _standing(request: Request, today: date) -> Facts:
    lacks = [called(lack, "lack") for lack in domain.lacks(request, today)]
    agreed = request.agreed
    return _known(
        [_("Opened on"), day_words(request.opened_on)],
        [_("Yes until"), day_words(agreed.until) if agreed else ""],
        [_("State"), called(domain.stands(request, today), "stands")],
        [_("What is missing"), "\n".join(lacks)],
        [_("Word of life or death"), called(domain.death(request.reports), "death")],
        [_("Who answers for the child"), request.guardian],
    )


def _place(home: Home) -> str:
    return place_words(home.village, home.county, home.province)


def _known(*facts: list[str]) -> Facts:
    """Leave out what is not known: an empty line asks for nothing and helps nobody."""
    return [fact for fact in facts if fact[1]]
