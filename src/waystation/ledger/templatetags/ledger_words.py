"""Filters that say the book's closed lists in the reader's language."""

from django import template

from waystation.ledger import wording

register = template.Library()


@register.filter
def category_name(key: str) -> str:
    """Say one of the six categories."""
    return str(wording.CATEGORY_NAMES.get(key, key))


@register.filter
def kind_name(key: str) -> str:
    """Say what kind of entry this is."""
    return str(wording.KIND_NAMES.get(key, key))


@register.filter
def purpose_name(key: str) -> str:
    """Say what a fund is for."""
    return str(wording.PURPOSE_NAMES.get(key, key))


@register.filter
def rule_name(key: str) -> str:
    """Say which rule of the book is broken."""
    return str(wording.RULE_NAMES.get(key, key))
