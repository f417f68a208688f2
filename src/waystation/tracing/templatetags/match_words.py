"""The words of candidates and of searches, for templates."""

from django import template

from waystation.tracing.matching import wording
from waystation.tracing.values import Profile

register = template.Library()
_CALLED = {"state": wording.STATES, "verdict": wording.VERDICTS}


@register.filter
def match_word(code: str, kind: str) -> str:
    """Give the word for a state or a verdict."""
    return str(_CALLED[kind][code])


@register.filter
def told_alone(profile: Profile) -> list[wording.Compared]:
    """Give what a profile tells, field by field."""
    return wording.compared(profile, Profile())
