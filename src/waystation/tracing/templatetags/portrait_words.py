"""The words of portraits, for templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise

from waystation.cases.consent.wording import FORMS
from waystation.cases.person_words import language_name
from waystation.tracing.portraits import wording

register = template.Library()
register.filter("language_said", language_name)
TABLES: dict[str, Mapping[Any, Promise | str]] = {
    "form": FORMS,
    "use": wording.CONSENTS,
    "use help": wording.CONSENT_HELP,
    "why not": wording.WHY_NOT,
    "why not help": wording.WHY_NOT_HELP,
}


@register.filter
def portrait_word(code: str, table: str) -> Promise | str:
    """Name a code by its table."""
    return TABLES[table][code]


@register.simple_tag
def drawing_label() -> Promise | str:
    """Say what a drawing is not, in full."""
    return wording.LABEL
