"""The words of requests and of the register, for templates."""

from django import template

from waystation.cases import person_words as words
from waystation.cases.birth import Birth
from waystation.tracing.profile_forms import birth_line
from waystation.tracing.register.wording import shared
from waystation.tracing.requests.wording import called
from waystation.tracing.values import Home

register = template.Library()
register.filter("search_word", called)
register.filter("share_word", shared)


@register.filter
def place_words(home: Home) -> str:
    """Write where somebody was at home."""
    return words.place_words(home.village, home.county, home.province)


@register.filter
def born_words(birth: Birth) -> str:
    """Write when somebody was born, or the age that was told; empty where nobody knows."""
    return words.birth_words(birth) or birth_line(birth)
