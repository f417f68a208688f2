"""What the codes of advocacy are called, for templates."""

from django import template

from waystation.giving.advocacy import wording
from waystation.giving.advocacy.domain import in_language

register = template.Library()
register.filter("asked", lambda code: wording.called(code, "kind"))
register.filter("ask_state", lambda code: wording.called(code, "state"))
register.filter("ask_act", lambda code: wording.called(code, "act"))
register.filter("event_kind", lambda code: wording.called(code, "event"))
register.filter("event_state", lambda code: wording.called(code, "event-state"))
register.filter("place_state", lambda code: wording.called(code, "place"))
register.filter("fact_name", lambda code: wording.called(code, "fact"))


@register.simple_tag
def fact(code: str, value: str) -> str:
    """Say what somebody answered to a question of a form."""
    return wording.fact(code, value)


@register.simple_tag
def in_words(english: str, korean: str, language: str) -> str:
    """Choose words in the reader's language."""
    return in_language(english, korean, language)
