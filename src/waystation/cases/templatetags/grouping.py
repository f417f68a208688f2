"""The words of grouping, for templates."""

from collections.abc import Iterable

from django import template

from waystation.cases.grouping.wording import LIMIT_WORDS, language

register = template.Library()
register.filter("language", language)


@register.filter
def limit(code: str) -> str:
    """Say what somebody cannot do."""
    return str(LIMIT_WORDS.get(code, code))


@register.filter
def in_order(words: Iterable[str]) -> list[str]:
    """Give words in the order of the alphabet."""
    return sorted(words)
