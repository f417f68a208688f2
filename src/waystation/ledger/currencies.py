"""Whole minor units of every currency, and what a sum is worth in another one. Pure."""

import re
from decimal import Decimal
from fractions import Fraction

# How many digits stand behind the point (ISO 4217); every currency not named here has two.
NO_DIGITS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
THREE_DIGITS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
MINOR_MAX = 10**13
RATE_LENGTH_MAX = 24
_GROUPED = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_RATE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")


def digits_of(currency: str) -> int:
    """Say how many digits a currency has behind the point.

    Raises:
      ValueError: not three capital letters.
    """
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise ValueError(f"{currency!r} is no currency; write three capital letters, such as USD")
    if currency in NO_DIGITS:
        return 0
    return 3 if currency in THREE_DIGITS else 2


def minor_of(text: str, currency: str, *, point: str = ".") -> int:
    """Read a signed amount as whole minor units: ``-1,234.50`` THB is -123450.

    Args:
      text: digits, with or without groups of three, a sign and the currency's own digits.
      point: what stands before the last digits: ``.`` or ``,``; the other one groups.

    Raises:
      ValueError: anything else, or parts of a minor unit.
    """
    plain_text = text.strip().replace("\u00a0", "").replace(" ", "").replace("'", "")
    plain_text = plain_text.replace("\u2212", "-")
    if point == ",":
        plain_text = plain_text.replace(".", "\0").replace(",", ".").replace("\0", ",")
    if not _GROUPED.fullmatch(plain_text):
        raise ValueError(f"{text!r} is not an amount")
    minor = Decimal(plain_text.replace(",", "")).scaleb(digits_of(currency))
    if minor != int(minor) or abs(minor) > MINOR_MAX:
        raise ValueError(f"{text!r} is not a sum of whole minor units of {currency}")
    return int(minor)


def exact(amount: Decimal, currency: str) -> int:
    """Turn a decimal that a library read into whole minor units.

    Raises:
      ValueError: parts of a minor unit, no number, or too much.
    """
    try:
        minor = amount.scaleb(digits_of(currency))
        # Weighed before it is turned into a whole number: a file can name one of a million digits.
        if abs(minor) <= MINOR_MAX and minor == int(minor):
            return int(minor)
    except ArithmeticError:
        pass
    raise ValueError(f"{amount} is not a sum of whole minor units of {currency}")


def plain(minor: int, currency: str) -> str:
    """Write a sum as a spreadsheet reads it: ``-1234.50``."""
    digits = digits_of(currency)
    sign, whole = "-" if minor < 0 else "", f"{abs(minor):0{digits + 1}d}"
    return f"{sign}{whole[:-digits]}.{whole[-digits:]}" if digits else f"{sign}{whole}"


def shown(minor: int, currency: str) -> str:
    """Write a sum for people: ``-$1,234.50`` in the book's currency, else ``1,234.50 THB``."""
    text = plain(abs(minor), currency)
    whole, _, behind = text.partition(".")
    grouped = f"{int(whole):,}" + (f".{behind}" if behind else "")
    sign = "-" if minor < 0 else ""
    return f"{sign}${grouped}" if currency == "USD" else f"{sign}{grouped} {currency}"


def rate_of(text: str) -> Fraction:
    """Read a rate exactly as it was written: ``35.875``.

    Raises:
      ValueError: not a positive decimal number of at most 24 characters.
    """
    found = text.strip()
    if len(found) > RATE_LENGTH_MAX or not _RATE.fullmatch(found) or not Fraction(found):
        raise ValueError(f"{text!r} is not a rate such as 35.875")
    return Fraction(found)


def worth(minor: int, rate: Fraction, *, base: str, quote: str) -> int:
    """Say what a sum is worth in another currency, in whole minor units of that one.

    Computed exactly and rounded once, half to even: 0.5 becomes 0, 1.5 becomes 2.

    Args:
      minor: the sum in ``base``.
      rate: how much of ``quote`` one whole unit of ``base`` is.
    """
    return round(minor * rate * Fraction(10) ** (digits_of(quote) - digits_of(base)))
