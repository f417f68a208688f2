"""Reads OFX, the form in which American banks hand statements to programs, by way of ofxtools."""

import io
import re
from datetime import date
from xml.etree.ElementTree import Element, ParseError

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

_BOOKED = re.compile(rb"<STMTTRN>")
_STATEMENTS = ("STMTRS", "CCSTMTRS")


def read(content: bytes) -> list[Reading]:
    """Read every statement of an OFX file, of the older form and of the one in XML.

    Raises:
      Refused: no OFX, several accounts, or a value that cannot be read.
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused(
            _("The file brings a document type or entities along, and is not read."),
            hint=_("No bank's statement has them; ask where this file comes from."),
        )
    # Not before somebody brings such a file: the package also holds a client that could call out.
    from ofxtools.header import OFXHeaderError
    from ofxtools.Parser import OFXTree
    from ofxtools.Parser import ParseError as OFXParseError

    unread = (OFXParseError, OFXHeaderError, ParseError, ValueError, AssertionError, LookupError)
    tree = OFXTree()
    try:
        root = tree.parse(io.BytesIO(content))
    except unread as why:
        raise Refused(
            _("The file calls itself OFX and is not."),
            hint=_("It is cut off or was changed; take it from the bank again."),
        ) from why
    # A head with nothing behind it has no root.
    every = [] if root is None else root.iter()
    statements = [found for found in every if found.tag in _STATEMENTS]
    if not statements:
        raise Refused(
            _("The OFX file holds no statement of an account."),
            hint=_("Ask the bank for a statement of one account."),
        )
    one_account({f"{_in(one, 'BANKID')} {_in(one, 'ACCTID')}" for one in statements})
    places = iter([content.count(b"\n", 0, m.start()) + 1 for m in _BOOKED.finditer(content)])
    found = []
    for statement in statements:
        booked = [(next(places, 0), one) for one in statement.iter("STMTTRN")]
        found.append(_statement(statement, booked))
    return found


def _statement(statement: Element, booked: list[tuple[int, Element]]) -> Reading:
    currency = _in(statement, "CURDEF")
    try:
        currencies.digits_of(currency)
    except ValueError as why:
        raise refused(
            1, currency, _("A currency of three capital letters must stand there.")
        ) from why
    lines = [_line(at, one, currency) for at, one in booked]
    told = [_day(1, _in(statement, name)) for name in ("DTSTART", "DTEND") if _in(statement, name)]
    balance = statement.find("LEDGERBAL")
    closing, as_of = None, None
    if balance is not None:
        closing = _minor(1, _in(balance, "BALAMT"), currency)
        as_of = _day(1, _in(balance, "DTASOF"))
    first_day, last_day = span([line.day for line in lines] + told, None, None)
    if as_of is not None and as_of > last_day:
        # What was booked between is not in the file, so this balance is not its last one.
        closing = None
    return Reading("ofx", currency, tuple(lines), None, closing, first_day, last_day)


def _line(at: int, one: Element, currency: str) -> RawLine:
    words = [_in(one, name) for name in ("MEMO", "CHECKNUM")]
    return RawLine(
        at,
        _day(at, _in(one, "DTPOSTED")),
        _minor(at, _in(one, "TRNAMT"), currency),
        _in(one, "NAME"),
        " ".join(word for word in words if word),
        _in(one, "FITID"),
    )


def _day(at: int, text: str) -> date:
    """Take the day as the bank writes it; an hour and a zone behind it would only shift it."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError as why:
        raise refused(at, text, not_a_day()) from why


def _minor(at: int, text: str, currency: str) -> int:
    point = "," if "," in text and "." not in text else "."
    try:
        return currencies.minor_of(text, currency, point=point)
    except ValueError as why:
        raise refused(at, text, not_an_amount(currency)) from why


def _in(above: Element, name: str) -> str:
    """Give the text of the first element of a name, however deep; empty if there is none."""
    return (next((found.text for found in above.iter(name)), "") or "").strip()
