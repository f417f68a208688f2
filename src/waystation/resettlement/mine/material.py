"""What a newcomer's plan is made of, and how its people are told apart without a name."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.resettlement.mine.domain import Beside, Day, Line
from waystation.resettlement.values import Due, Newcomer, Pathway, Stay, StepView


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants, in their own words, with the next step to it."""

    text: str
    next_step: str = ""
    on: date | None = None


class Helper(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of ours who stands beside a person of the household, by an alias."""

    alias: str
    person: UUID
    languages: tuple[str, ...] = ()
    next_on: date | None = None


class Lent(msgspec.Struct, frozen=True, kw_only=True):
    """Money that somebody else lent a household or one of its people: theirs, never ours.

    Attributes:
      minor: in the smallest units of the currency.
    """

    lender: str
    minor: int
    currency: str
    first_payment_on: date | None = None
    person: UUID | None = None


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a plan is made of."""

    pathway: Pathway
    stay: Stay
    people: tuple[Newcomer, ...]
    course: tuple[StepView, ...]
    dues: tuple[Due, ...]
    beside: tuple[Beside, ...] = ()
    helpers: tuple[Helper, ...] = ()
    lent: tuple[Lent, ...] = ()
    goals: tuple[Goal, ...] = ()
    days: tuple[Day, ...] = ()
    today: date


def person_label(number: int, person: Newcomer) -> str:
    """Say of which person of a household something is, without a name."""
    years = {day.year for day in person.born} if person.born else set()
    if len(years) == 1:
        told_of = {"n": number, "year": years.pop()}
        return _("Person %(n)s (born in %(year)s)") % told_of
    return _("Person %(n)s") % {"n": number}


def whose_is(person: UUID | None, material: Material) -> str:
    """Say of which person of a household something is; nothing where there is only one."""
    if person is None or len(material.people) == 1:
        return ""
    for number, one in enumerate(material.people, 1):
        if one.id == person:
            return person_label(number, one)
    return ""


def merged(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Say once what is the same for several people of a household."""
    found: dict[Line, list[str]] = {}
    for line in lines:
        alike = msgspec.structs.replace(line, whose="")
        found.setdefault(alike, []).append(line.whose)
    return tuple(
        msgspec.structs.replace(line, whose=", ".join(dict.fromkeys(filter(None, people))))
        for line, people in found.items()
    )
