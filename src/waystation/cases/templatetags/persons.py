"""What is written of people, for templates: ages, births and codes in the reader's language."""

from datetime import datetime
from typing import Any, NamedTuple

from django import template
from django.utils.functional import Promise

from waystation.cases import person_words as words
from waystation.cases.person import Person
from waystation.cases.queries import HouseholdView
from waystation.cases.records import drawing, queries, wording

register = template.Library()
register.filter("birth_words", words.birth_words)
register.filter("told_words", words.told_words)
register.filter("language_name", words.language_name)
register.filter("kin_words", words.kin_words)

TABLES: dict[str, words.Words] = {
    "sex": words.SEX,
    "name": words.NAMES,
    "need": words.NEEDS,
    "limit": words.LIMITS,
    "document": words.DOCUMENTS,
    "kin": words.KIN,
    "request": wording.REQUESTS,
    "answer": wording.ANSWERS,
}


@register.filter
def age(person: Person, now: datetime) -> str:
    """Write somebody's age on the day of a moment; empty where nobody knows it."""
    return words.age_words(person.birth, now.date())


@register.filter
def is_child(person: Person, now: datetime) -> bool:
    """Say whether somebody is a child on the day of a moment, or may be."""
    return person.is_child_on(now.date())


@register.filter
def worded(code: str, table: str) -> str | Promise:
    """Say a code of a person's record in the reader's language."""
    return TABLES[table].get(code, code)


class Node(NamedTuple):
    """One box of a drawn family: where it stands, who it is and how they are called there."""

    box: drawing.Box
    person: Person
    number: int
    is_child: bool
    age: str
    elsewhere: bool


@register.inclusion_tag("cases/records/_tree.html", takes_context=True)
def family_tree(context: dict[str, Any], view: HouseholdView) -> dict[str, object]:
    """Draw a household's family, with those of other households they are tied to."""
    keyring = context["request"].who.keyring
    pairs = list(zip(view.household.people, view.people, strict=True))
    drawn = queries.drawn(pairs, view.id, keyring)
    laid = drawing.draw(drawn.tree)
    numbers = {one: number for number, one in enumerate(view.household.people, start=1)}
    nodes = {
        box.id: Node(
            box,
            drawn.people[box.id],
            numbers.get(box.id, 0),
            drawn.people[box.id].is_child_on(view.today),
            words.age_words(drawn.people[box.id].birth, view.today),
            box.id in drawn.elsewhere,
        )
        for box in laid.boxes
    }
    return {
        "drawing": laid,
        "nodes": list(nodes.values()),
        "ties": [(nodes[one], relative) for one, relative in drawn.ties],
        "n_alone": drawn.n_alone,
        "width": drawing.BOX_WIDTH,
        "height": drawing.BOX_HEIGHT,
    }
