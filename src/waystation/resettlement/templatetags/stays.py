"""The words of rules, steps and stays, for templates."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language

from waystation.resettlement import wording
from waystation.resettlement.stays import wording as stays
from waystation.resettlement.stays.domain import step_of
from waystation.resettlement.values import Pathway, Rule, Text, Told, Unit

register = template.Library()
TABLES = {
    "why": wording.WHY,
    "state": wording.STEP_STATES,
    "status": wording.STATUSES,
    "owner": wording.OWNERS,
    "kind": wording.STEP_KINDS,
    "ground": wording.GROUNDS,
    "each": wording.EACH,
    "stay": stays.STATES,
    "packet": stays.PACKET,
    "show": stays.SHOWS,
}


@register.filter
def in_table(code: str, table: str) -> Promise | str:
    """Name a code by its table; one that nobody named stays as it is."""
    return TABLES[table].get(code, code)


@register.filter
def in_tongue(text: Text | None) -> str:
    """Give the words of a table in the reader's language."""
    return text.told(get_language() or "en") if text else ""


@register.filter
def comes_to(told: Told) -> str:
    """Say what a rule comes to."""
    return wording.said(told)


@register.filter
def read_in(rule: Rule) -> str:
    """Say where a figure comes from and when somebody last read it there."""
    return wording.source(rule)


@register.filter
def in_unit(value: int, unit: Unit) -> str:
    """Say a figure with its unit."""
    return wording.amount(value, unit)


@register.filter
def title_in(code: str, pathway: Pathway) -> str:
    """Give the title of a step of a pathway; of one it no longer has, its code."""
    step = step_of(pathway, code)
    return in_tongue(step.title) if step else code
