"""Filters that say the field's closed lists, and sums with their currency."""

from django import template

from waystation.ledger import currencies
from waystation.ledger.field import wording

register = template.Library()


@register.filter
def proposal_state(key: str) -> str:
    """Say how something that waited stands."""
    return str(wording.STATE_NAMES.get(key, key))


@register.filter
def holder_name(key: str) -> str:
    """Say as what somebody holds cash."""
    return str(wording.HOLDER_NAMES.get(key, key))


@register.filter
def level_name(key: int) -> str:
    """Say what proves a payment."""
    return str(wording.LEVEL_NAMES.get(key, key))


@register.filter
def leg_name(key: str) -> str:
    """Say what kind of leg it is."""
    return str(wording.LEG_NAMES.get(key, key))


@register.filter
def spent_name(key: str) -> str:
    """Say what cash is for; without a part it is for anything."""
    return str(wording.SPENT_NAMES.get(key, key))


@register.filter
def tenths(per_mille: int) -> str:
    """Write thousandths as hundredths with one digit: ``953`` becomes ``95.3``."""
    return f"{per_mille // 10}.{per_mille % 10}"


@register.filter
def sum_in(minor: int, currency: str) -> str:
    """Write a sum of minor units with its currency."""
    return currencies.shown(minor, currency)
