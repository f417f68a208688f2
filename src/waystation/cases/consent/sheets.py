"""The words on the papers of consent; each is printed in the language of its person."""

from datetime import date
from pathlib import Path
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.cases import person_words
from waystation.cases.consent import wording
from waystation.cases.consent.domain import PURPOSES, SCOPES, TEXTS, TO_SOMEBODY, Referral, Scope
from waystation.cases.consent.queries import Member
from waystation.cases.person import Person

TEMPLATES = Path(__file__).parent.parent / "templates" / "cases" / "consent"
FORM = TEMPLATES / "form.typ"
FREE_PASSAGE = TEMPLATES / "free_passage.typ"
REFERRAL = TEMPLATES / "referral.typ"


def form(code: str, language: str) -> dict[str, object]:
    """Write the form on which somebody answers, purpose by purpose; it holds no name."""
    with translation.override(language):
        return {
            "title": _("What may be done with what you told us"),
            "facts": [[_("Household"), code], [_("Wording"), str(max(TEXTS.values()))]],
            "first": [
                _("You may say no to each of these. A no costs you nothing: not your place, not"
                  " your journey, not our help."),
                _("A yes to one thing is no yes to another."),
                _("A yes lasts a year at most. You may take it back on any day, by any word."),
                _("Ask what you like before you answer. You may think it over until tomorrow."),
            ],
            "purposes": [
                {
                    "name": wording.called(purpose, "purpose"),
                    "if_no": wording.called(purpose, "if_no"),
                    "asked": wording.called(purpose, "asked"),
                    "receiver": _("To whom:") if purpose in TO_SOMEBODY else "",
                    "scopes": _scope_words(SCOPES) if purpose == "referral" else [],
                }
                for purpose in PURPOSES
            ],
            "yes": _("Yes"),
            "no": _("No"),
            "until": _("Until"),
            "child": [
                _("For somebody under 18"),
                _("The child was asked and said:"),
                _("The parent or guardian who answers:"),
            ],
            "signs": [_("Date"), _("Signature or thumbprint"), _("Asked by"), _("Interpreter")],
            "foot": _("Kept sealed in the record of this household."),
        }  # fmt: skip


def free_passage(code: str, language: str) -> dict[str, object]:
    """Write the statement that nothing is owed; it holds no name."""
    with translation.override(language):
        return {
            "title": _("You owe nothing"),
            "facts": [[_("Household"), code]],
            "first": [
                _("This journey is free. You owe nobody money, work or anything else for it: not"
                  " now, not later, not your family."),
                _("Nobody may keep your papers, your things or your children as a pledge."),
                _("Nobody may ask you for money, work, company or your body in exchange for help."),
                _("If anybody does, or says that you have a debt, tell one of us. It is not your"
                  " fault, and you will not lose your place."),
                _("You may leave the journey whenever you want, and still owe nothing."),
            ],
            "said": _("This was read to me in a language I understand."),
            "for_us": _("For the organisation"),
            "signs": [_("Date"), _("Signature or thumbprint"), _("Witness"), _("Interpreter")],
            "foot": _("One copy stays with you if it is safe to carry. Otherwise we keep both."),
        }  # fmt: skip


def referral(who: Member, sent: Referral, told: list[UUID], today: date) -> dict[str, object]:
    """Write what leaves: only the parts of the record that were agreed to.

    Args:
      told: the others of the household who agreed themselves to be named to this receiver.
    """
    with translation.override(sent.language):
        return {
            "title": _("Referral"),
            "facts": [
                [_("To"), sent.receiver],
                [_("For what"), sent.why],
                [_("Date"), today.isoformat()],
                [_("Our number"), who.household.household.code],
            ],
            "parts": [
                {"name": str(wording.SCOPES[scope]), "lines": _lines(scope, who, told, today)}
                for scope in SCOPES
                if scope in sent.scope
            ],
            "foot": _foot(sent),
        }


def _foot(sent: Referral) -> str:
    if sent.basis == "vital interest":
        return _(
            "Passed on without consent, because a life hangs on it, for this purpose alone."
            " Destroy it when it has served; do not pass it on."
        )
    return _(
        "Passed on with the consent of this person for this purpose alone. Destroy it"
        " when they take it back or when it has served; do not pass it on."
    )


def _lines(scope: Scope, who: Member, told: list[UUID], today: date) -> list[str]:
    person = who.person
    found = {
        "names": [name.text for name in person.names if name.kind in ("real", "papers")],
        "birth": _birth(person, today),
        "languages": [person_words.language_name(code) for code in person.languages],
        "needs": [person.needs, *(need.says for need in person.special)],
        "documents": [_paper(paper.kind, paper.number) for paper in person.documents],
        "family": _family(who, told, today) if scope == "family" else [],
    }[scope]
    return [line for line in found if line] or [_("nothing known")]


def _birth(person: Person, today: date) -> list[str]:
    """Say when somebody was born, as precisely as it is known, how old they are, and their sex."""
    age = person_words.age_words(person.birth, today)
    said = [person_words.birth_words(person.birth), _("age %(n)s") % {"n": age} if age else ""]
    return [", ".join([*filter(None, said), str(person_words.SEX[person.sex])])]


def _paper(kind: str, number: str) -> str:
    said = str(person_words.DOCUMENTS.get(kind, kind))
    return f"{said}: {number}" if number else said


def _family(who: Member, told: list[UUID], today: date) -> list[str]:
    """Name those who agreed to be named, and count the others."""
    people = dict(zip(who.household.household.people, who.household.people, strict=True))
    lines = [f"{people[one].name or '–'}, {people[one].relation}".rstrip(", ") for one in told]
    others = len(people) - 1 - len(told)
    return [*lines, _("others who are not named here: %(n)s") % {"n": others}] if others else lines


def _scope_words(scopes: tuple[Scope, ...]) -> list[str]:
    return [str(wording.SCOPES[scope]) for scope in scopes]
