"""What the pages of exposure say, and how they look things up."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.dispatch.blast.heat import SHOWN_MAX, WORST_SHOWN, Style, Warm

register = template.Library()

WHAT: Mapping[str, Promise] = {
    "order": _("the order"),
    "change": _("a change of it"),
    "words": _("a few words"),
}


@register.filter
def what_words(what: str) -> Promise | str:
    """Say what was disclosed."""
    return WHAT.get(what, what)


@register.filter
def at(names: Mapping[str, Any], slug: str) -> Any:
    """Look something up by its slug; empty where there is nothing."""
    return names.get(slug, "")


@register.filter
def worst(found: Sequence[Warm]) -> Sequence[Warm]:
    """Give the losses that give up most."""
    return found[:WORST_SHOWN]


@register.filter
def after_worst(found: Sequence[Warm]) -> Sequence[Warm]:
    """Give those that follow, as many as anybody reads."""
    return found[WORST_SHOWN:SHOWN_MAX]


@register.filter
def by_lead(found: Sequence[Style]) -> list[tuple[int | None, Style, Style]]:
    """Put the two styles of one lead side by side: one-way, in person."""
    return [(apart.lead_h, apart, met) for apart, met in zip(found[::2], found[1::2], strict=True)]
