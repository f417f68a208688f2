"""Filters that say the closed lists of payments in the reader's language."""

from django import template

from waystation.giving import reference
from waystation.giving.payments import wording

register = template.Library()


@register.filter
def notice_name(kind: str) -> str:
    """Say what a notice tells."""
    return str(wording.KIND_NAMES.get(kind, kind))


@register.filter
def why_words(why: str) -> str:
    """Say why a notice waits."""
    return str(wording.WHY_WORDS.get(why, why))


@register.filter
def found_words(found: str) -> str:
    """Say what a transfer is beside the gift whose reference it bears."""
    return str(wording.FOUND_WORDS.get(found, found))


@register.filter
def reference_shown(text: str) -> str:
    """Write a reference so that it is easily copied."""
    return reference.shown(text)
