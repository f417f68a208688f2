"""Filters for what leaves the book: months, sums in any currency, and what donors are told."""

from datetime import date

from django import template
from django.utils import formats

from waystation.ledger.audit.wording import DONOR_WORDS, TOGETHER_WORDS
from waystation.ledger.currencies import plain

register = template.Library()


@register.filter
def month_name(month: int) -> str:
    """Write 185510 as October 1855, or as the reader's language does."""
    return formats.date_format(date(*divmod(month, 100), 1), "YEAR_MONTH_FORMAT")


@register.filter
def minor_units(minor: int, currency: str) -> str:
    """Write an amount with as many digits as its currency has."""
    return plain(minor, currency)


@register.filter
def donor_word(key: str) -> str:
    """Say what donors are told of."""
    return str(DONOR_WORDS.get(key, key))


@register.filter
def told_fund_name(code: str) -> str:
    """Say which funds stand together under a name that is no fund's code."""
    return str(TOGETHER_WORDS.get(code, code))
