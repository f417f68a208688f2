"""The words of the desk, of families and of reunions, for templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise

from waystation.cases import person_words
from waystation.tracing.desk.wording import NEXT
from waystation.tracing.requests.wording import LACKING
from waystation.tracing.reunion import wording

register = template.Library()
TABLES: dict[str, Mapping[Any, Promise | str]] = {
    "next": NEXT,
    "lack": LACKING,
    "whose": wording.WHOSE,
    "knows": wording.KNOWS,
    "prepared": wording.PREPARED,
    "came": wording.CAME,
    "step": wording.STEPS,
    "kin": person_words.KIN,
    "name": person_words.NAMES,
}


@register.filter
def desk_word(code: str, table: str) -> Promise | str:
    """Name a code by its table; one that nobody named stays as it is."""
    return TABLES[table].get(code, code)
