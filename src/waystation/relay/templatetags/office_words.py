"""Names and words on the pages of the office at work."""

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.dispatch.domain import StageOfPassage
from waystation.dispatch.knowing import readable_at

register = template.Library()
WHEN: dict[str, Promise] = {
    "ahead": _("still ahead"),
    "with them": _("the people are with them now"),
    "behind": _("over"),
}
MISSING: dict[str, Promise] = {
    "ordered": _("The order is not sealed."),
    "accepted": _("Nobody answered the order."),
    "met": _("Nobody said that the people were met."),
    "handed over": _("Nobody said that the people were handed over."),
}


@register.filter
def named(names: Mapping[str, str], slug: str) -> str:
    """Name a place; one that is not on file any more by its mark."""
    return names.get(slug, slug)


@register.filter
def when_words(when: str) -> Promise | str:
    """Say how a told stage lies in time."""
    return WHEN.get(when, when)


@register.filter
def missing_words(word: str) -> Promise | str:
    """Say which word is missing."""
    return MISSING.get(word, word)


@register.filter
def opens(stage: StageOfPassage) -> datetime:
    """Say from when on a stage's order can be read."""
    return readable_at(stage)
