"""Reads MT940, the older form of statements, by way of the mt-940 library."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import InvalidOperation
from typing import Any

import mt940
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import currencies
from waystation.ledger.bank.domain import RawLine, Reading
from waystation.ledger.bank.readers.saying import (
    not_a_day,
    not_an_amount,
    one_account,
    refused,
    span,
)

# A message begins with its own reference; several may stand in one file.
_MESSAGE = re.compile(r"(?=^:20:)", re.MULTILINE)
_LINE = re.compile(r"^:61:(.*(?:\n(?![:{-]).*)*)", re.MULTILINE)
NO_REFERENCE = ("NONREF", "")
_UNREADABLE = (RuntimeError, ValueError, InvalidOperation, KeyError, TypeError)


def read(content: bytes) -> list[Reading]:
    """Read every statement of an MT940 file.

    Raises:
      Refused: several accounts, or a value that cannot be read.
    """
    text = _letters(content).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found, accounts = [], set()
    for at, message in _messages(text):
        data = _parsed(message, at)
        accounts.add(str(data.data.get("account_identification", "")).strip())
        found.append(_statement(data, at, message))
    one_account(accounts)
    return found


def _letters(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _messages(text: str) -> Iterator[tuple[int, str]]:
    """Take a file apart into messages, each with the line of the file on which it begins."""
    at = 1
    for piece in _MESSAGE.split(text):
        if piece.startswith(":20:"):
            yield at, piece
        at += piece.count("\n")


def _parsed(message: str, at: int) -> mt940.models.Transactions:
    data = mt940.models.Transactions(options=mt940.Options.all())
    try:
        data.parse(message)
    except _UNREADABLE as why:
        place, value = _culprit(message, at)
        raise refused(place, value, _("MT940 has a date, a sum and a reference there.")) from why
    return data


def _culprit(message: str, at: int) -> tuple[int, str]:
    """Find the first line of a message that cannot be read alone."""
    for place, line in _booked(message, at):
        alone = mt940.models.Transactions(options=mt940.Options.all())
        try:
            alone.parse(f":61:{line}")
        except _UNREADABLE:
            return place, line
    return at, message.split("\n", 1)[0]


def _booked(message: str, at: int) -> list[tuple[int, str]]:
    return [
        (at + message.count("\n", 0, found.start()), found[1]) for found in _LINE.finditer(message)
    ]


def _statement(data: mt940.models.Transactions, at: int, message: str) -> Reading:
    opening = _balance(data.data, "opening")
    closing = _balance(data.data, "closing")
    if opening is None or closing is None:
        raise Refused(
            _("The message on line %(line)s of the file has no opening or closing balance.")
            % {"line": at},
            hint=_("MT940 says both, in :60F: and :62F:; take the file from the bank again."),
        )
    currency = str(opening.amount.currency)
    places = [place for place, _line in _booked(message, at)]
    told = [one for one in data.transactions if one.data.get("amount") is not None]
    if len(told) != len(places):
        raise refused(at, message.split("\n", 1)[0], not_an_amount(currency))
    lines = [_line(one.data, place, currency) for one, place in zip(told, places, strict=True)]
    # The opening balance is dated by the day before, at its end.
    opened_on = _plain(opening.date) + timedelta(days=1)
    closed_on = _plain(closing.date)
    days = [line.day for line in lines]
    first_day, last_day = span(days, min(opened_on, closed_on), closed_on)
    sums = [
        _minor(place, balance.amount.amount, currency)
        for place, balance in ((at, opening), (at, closing))
    ]
    return Reading("mt940", currency, tuple(lines), sums[0], sums[1], first_day, last_day)


def _balance(data: dict[str, Any], which: str) -> Any:
    """Give a whole statement's balance, or a page's where a long statement has several."""
    for name in (f"final_{which}_balance", f"intermediate_{which}_balance"):
        found = data.get(name)
        if found is not None and found.amount is not None:
            return found
    return None


def _line(data: dict[str, Any], at: int, currency: str) -> RawLine:
    day = data.get("entry_date") or data.get("date")
    if not isinstance(day, date):
        raise refused(at, day, not_a_day())
    words = [data.get(name) for name in ("posting_text", "purpose", "transaction_details")]
    words += [data.get("extra_details")]
    text = " ".join(" ".join(str(word).split()) for word in words if word)
    bank = str(data.get("bank_reference") or "").strip()
    own = str(data.get("customer_reference") or "").strip()
    # The bank's own mark alone tells lines apart; the payer's is theirs to use twice.
    return RawLine(
        at,
        _plain(day),
        _minor(at, data["amount"].amount, currency),
        str(data.get("applicant_name") or "").strip(),
        f"{text} {own}".strip() if own not in NO_REFERENCE else text,
        bank if bank not in NO_REFERENCE else "",
    )


def _minor(at: int, amount: Any, currency: str) -> int:
    try:
        return currencies.exact(amount, currency)
    except ValueError as why:
        raise refused(at, amount, not_an_amount(currency)) from why


def _plain(day: date) -> date:
    return date(day.year, day.month, day.day)
