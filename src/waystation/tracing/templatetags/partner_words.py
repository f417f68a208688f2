"""The words of what passes between organisations, for templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise

from waystation.tracing.partners import wording
from waystation.tracing.wording import PARTS, USES

register = template.Library()
register.filter("key_words", wording.key_words)
_CALLED: dict[str, Mapping[Any, Promise | str]] = {
    "step": wording.STEPS,
    "reveals": wording.REVEALS,
    "use": USES,
    "part": PARTS,
    "reply": wording.REPLIES,
    "tongue": {"en": "English", "ko": "한국어"},
    "why not": {why: says for why, (says, _hint) in wording.WHY_NOT.items()},
}


@register.filter
def between_word(code: str, kind: str) -> str:
    """Give the word for a code of a kind."""
    return str(_CALLED[kind][code])
