"""The words of consent, for templates."""

from django import template

from waystation.cases.consent.domain import Permission
from waystation.cases.consent.wording import called

register = template.Library()
register.filter("consent_word", called)


@register.filter
def is_permission(found: object) -> bool:
    """Say whether an answer holds today."""
    return isinstance(found, Permission)
