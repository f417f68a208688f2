"""The words of the waiting and the flights, for templates."""

from django import template

from waystation.resettlement.values import Step, Text
from waystation.resettlement.waiting.wording import called

register = template.Library()
register.filter("waiting_word", called)


@register.filter
def told_in(text: Text | None, language: str) -> str:
    """Give words of the pathways in a language."""
    return text.told(language) if text else ""


@register.filter
def step_called(step: Step | None, language: str) -> str:
    """Give a step's title in a language; nothing where there is none."""
    return step.title.told(language) if step else ""
