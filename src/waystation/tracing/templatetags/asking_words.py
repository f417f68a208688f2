"""The words of consents and questions, for templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise

from waystation.cases.person_words import KIN
from waystation.tracing.asking import wording
from waystation.tracing.wording import ACTS, FORMS

register = template.Library()
TABLES: dict[str, Mapping[Any, Promise | str]] = {
    "state": wording.STATES,
    "next": wording.NEXT,
    "shown": wording.SHOWN,
    "said": wording.SAID,
    "seeker said": wording.SEEKER_SAID,
    "form": FORMS,
    "side": wording.SIDES,
    "offers": wording.OFFERS,
    "kin": KIN,
}


@register.filter
def asking_word(code: str, table: str) -> Promise | str:
    """Give the word for a code of a table."""
    return TABLES[table][code]


@register.filter
def act_words(says: str) -> Promise | str:
    """Give what an act says: a code in words, anything else as somebody wrote it."""
    return ACTS.get(says, says)
