"""Filters for the bank's pages: a sum in its own currency, and what a form of file is called."""

from django import template

from waystation.ledger import currencies
from waystation.ledger.bank.wording import ACCOUNT_NAMES, FORM_NAMES

register = template.Library()


@register.filter
def in_currency(minor: int, currency: str) -> str:
    """Write a sum of minor units in its own currency."""
    return currencies.shown(minor, currency)


@register.filter
def file_form(form: str) -> str:
    """Say in which form a bank's file was."""
    return str(FORM_NAMES.get(form, form))


@register.filter
def account_name(code: str) -> str:
    """Say an account at a bank or payment service in words."""
    return str(ACCOUNT_NAMES.get(code, code))
