"""Filters that say the closed lists of gifts in the reader's language."""

from django import template

from waystation.giving.funds import GIVER_FUNDS
from waystation.giving.gifts import wording
from waystation.giving.models import GiftRow

register = template.Library()


@register.filter
def gift_kind(key: str) -> str:
    """Say what kind of gift this is."""
    return str(wording.KIND_NAMES.get(key, key))


@register.filter
def gift_way(key: str) -> str:
    """Say by which way a gift came."""
    return str(wording.WAY_NAMES.get(key, key))


@register.filter
def gift_state(key: str) -> str:
    """Say what became of a gift."""
    return str(wording.STATE_NAMES.get(key, key))


@register.filter
def recurring_state(key: str) -> str:
    """Say how a gift that repeats stands."""
    return str(wording.RECURRING_NAMES.get(key, key))


@register.filter
def interval_name(key: str) -> str:
    """Say how often a gift repeats."""
    return str(wording.INTERVAL_NAMES.get(key, key))


@register.filter
def shown_how(key: str) -> str:
    """Say how a giver wants to be named."""
    return str(wording.SHOWN_NAMES.get(key, key))


@register.filter
def fund_name(code: str) -> str:
    """Say what a fund that givers choose is for; another goes by its code."""
    return str(GIVER_FUNDS.get(code, code))


@register.filter
def net_cents(row: GiftRow) -> int:
    """Say how much of a gift did not go back."""
    return row.cents - row.refunded_cents - row.disputed_cents


@register.filter
def percent(basis_points: int) -> str:
    """Write a share: 250 becomes “2.50 %”."""
    return f"{basis_points // 100}.{basis_points % 100:02} %"
