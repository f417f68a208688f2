"""The book as text for hledger and for beancount: amounts and codes, never a word. Pure."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Literal

from waystation.ledger.audit.domain import PlainEntry, is_writable
from waystation.ledger.currencies import digits_of, plain

Form = Literal["hledger", "beancount"]
SUFFIX: dict[Form, str] = {"hledger": "journal", "beancount": "beancount"}
FORMS = tuple(SUFFIX)


def files(form: Form, entries: Sequence[PlainEntry]) -> dict[str, str]:
    """Write the journals: what is declared, one file for every year, and one that takes all in.

    Args:
      entries: by day, then by number.

    Raises:
      ValueError: a code that such a program would not read as one.
    """
    for entry in entries:
        for line in entry.lines:
            if not is_writable(line.account, line.fund):
                raise ValueError(f"entry {entry.number}: {line.account} in {line.fund}")
    end = SUFFIX[form]
    write = _hledger if form == "hledger" else _beancount
    told = {f"accounts.{end}": _declared(form, entries)}
    for year, of_year in groupby(entries, key=lambda entry: entry.booked_on.year):
        told[f"{year}.{end}"] = "\n".join(map(write, of_year))
    include = "include {}\n" if form == "hledger" else 'include "{}"\n'
    told[f"book.{end}"] = "".join(include.format(name) for name in told)
    return told


def _declared(form: Form, entries: Sequence[PlainEntry]) -> str:
    accounts = sorted({line.account for entry in entries for line in entry.lines})
    if form == "hledger":
        currencies = sorted({line.currency for entry in entries for line in entry.lines})
        shapes = [f"commodity {_shape(currency)} {currency}" for currency in currencies]
        return "".join(f"{x}\n" for x in (*shapes, *(f"account {code}" for code in accounts)))
    first = min((entry.booked_on for entry in entries), default=date.min)
    return "".join(f"{first.isoformat()} open {code}\n" for code in accounts)


def _shape(currency: str) -> str:
    """Show hledger how many digits a currency has; without any, the point still stands."""
    return f"1000.{'0' * digits_of(currency)}"


def _hledger(entry: PlainEntry) -> str:
    head = f"{entry.booked_on.isoformat()} * ({entry.number:06d}) {entry.kind}\n"
    return head + "".join(
        f"    {x.account}  {plain(x.minor, x.currency)} {x.currency}  ; fund:{x.fund}\n"
        for x in entry.lines
    )


def _beancount(entry: PlainEntry) -> str:
    head = f'{entry.booked_on.isoformat()} * "{entry.kind}"\n  number: {entry.number}\n'
    return head + "".join(_posting(x.account, x.fund, x.minor, x.currency) for x in entry.lines)


def _posting(account: str, fund: str, minor: int, currency: str) -> str:
    return f'  {account}  {plain(minor, currency)} {currency}\n    fund: "{fund}"\n'
