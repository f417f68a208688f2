"""What stands on pages about receipts, for templates."""

from django import template

from waystation.giving.models import ReceiptRow
from waystation.giving.receipts import domain
from waystation.giving.receipts.wording import KINDS, STATES

register = template.Library()
MARK_LENGTH = 16


@register.filter
def gift_sum(cents: int, currency: str) -> str:
    """Write a sum as it stands on a receipt."""
    return domain.amount(cents, currency)


@register.filter
def receipt_state(code: str) -> str:
    """Say how a receipt stands."""
    return str(STATES.get(code, code))


@register.filter
def receipt_kind(code: str) -> str:
    """Say of what a receipt is."""
    return str(KINDS.get(code, code))


@register.filter
def receipt_number(row: ReceiptRow) -> str:
    """Write a receipt's number."""
    return domain.shown(row.year, row.number)


@register.filter
def short_mark(digest: bytes) -> str:
    """Write the beginning of a paper's SHA-256, enough to compare two by eye."""
    return bytes(digest).hex()[:MARK_LENGTH]
