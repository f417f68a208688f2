"""The words of the six steps, for templates."""

from django import template

from waystation.cases.domain import STEPS
from waystation.cases.steps.wording import WHERE, said
from waystation.cases.wording import called

register = template.Library()
register.filter("said", said)
register.filter("called", called)


@register.filter
def where(need: str) -> str:
    """Name the page on which a need of a step is met; empty: this one."""
    return WHERE.get(need, "")  # type: ignore[call-overload, no-any-return]


@register.filter
def before(step: str, other: str) -> bool:
    """Say whether a step comes before another one."""
    return step in STEPS and other in STEPS and STEPS.index(step) < STEPS.index(other)
