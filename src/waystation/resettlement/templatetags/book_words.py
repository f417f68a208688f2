"""The words of rules and pathways, for templates."""

from django import template
from django.utils.translation import get_language

from waystation.resettlement import wording
from waystation.resettlement.book.wording import called, for_whom
from waystation.resettlement.values import Rule, Text

register = template.Library()
register.filter("book_word", called)
register.filter("for_whom", for_whom)
register.filter("says_rule", wording.said)
register.filter("checked_when", wording.checked)


@register.filter
def in_words(text: Text | None) -> str:
    """Give the words of a country's table in the language of the page."""
    return text.told(get_language() or "en") if text else ""


@register.filter
def figure(rule: Rule) -> str:
    """Write what a rule comes to, with its unit."""
    return wording.amount(rule.value, rule.unit)


@register.filter
def owner_word(code: str) -> str:
    """Say who does a step."""
    return str(wording.OWNERS.get(code, code))


@register.filter
def whose_word(code: str) -> str:
    """Say for whom a step or a benefit is."""
    return str(wording.WHOSE.get(code, code))


@register.filter
def each_word(code: str) -> str:
    """Say how often a benefit comes."""
    return str(wording.EACH.get(code, code))


@register.filter
def why_word(code: str) -> str:
    """Say why nobody can tell for sure."""
    return str(wording.WHY.get(code, code))


@register.filter
def kind_of_step(code: str) -> str:
    """Say what kind of step one is."""
    return str(wording.STEP_KINDS.get(code, code))
