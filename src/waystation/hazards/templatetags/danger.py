"""Codes of danger in the reader's language."""

from django import template

from waystation.hazards import wording

register = template.Library()


@register.filter
def said_as(code: object, table: str) -> str:
    """Say a code of a closed list."""
    return wording.called(code, table)
