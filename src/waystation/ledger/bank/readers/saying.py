"""How a file that cannot be read is refused: where, what stands there, and what to do."""

from datetime import date

from django.utils.translation import gettext as _

from waystation.base.errors import Refused

SHOWN_MAX = 40


def refused(at: int, value: object, hint: str) -> Refused:
    """Refuse a value in a file; gives the refusal to raise.

    Args:
      at: line of the file, counted from 1.
      value: what stands there; a long one is cut.
      hint: what would be accepted.
    """
    text = " ".join(str(value).split())
    shown = text if len(text) <= SHOWN_MAX else text[: SHOWN_MAX - 1] + "…"
    return Refused(
        _("Line %(line)s of the file: “%(value)s” cannot be read.") % {"line": at, "value": shown},
        hint=hint,
    )


def not_a_day() -> str:
    """Say what a day looks like."""
    return _("A day of the calendar must stand there, in the form the bank's files have.")


def not_an_amount(currency: str) -> str:
    """Say what an amount looks like."""
    return _("An amount in whole minor units of %(currency)s must stand there.") % {
        "currency": currency
    }


def one_account(accounts: set[str]) -> None:
    """Refuse a file about several accounts of a bank: all its lines would land in one."""
    if len(accounts) > 1:
        raise Refused(
            _("The file holds statements of %(n)s bank accounts.") % {"n": len(accounts)},
            hint=_("Ask the bank for one file for each account."),
        )


def span(lines: list[date], opened_on: date | None, closed_on: date | None) -> tuple[date, date]:
    """Say which days a statement covers: all of its lines, and what it says of itself.

    Raises:
      Refused: it names no day at all.
    """
    days = lines + [day for day in (opened_on, closed_on) if day]
    if not days:
        raise refused(1, "", not_a_day())
    return min(days), max(days)
