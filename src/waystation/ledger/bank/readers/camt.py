"""Reads camt.053, the XML in which European banks send statements, of any version.

Elements are known by their local name, so that one reader serves all versions. A file with a
document type or an entity is refused before anything in it is looked at.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import currencies
from waystation.ledger.bank import domain
from waystation.ledger.bank.domain import RawLine, Reading
from waystation.ledger.bank.readers.saying import (
    not_a_day,
    not_an_amount,
    one_account,
    refused,
    span,
)

OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
A_DAY = timedelta(days=1)
_ENTRY = re.compile(rb"<(?:[A-Za-z0-9_]+:)?Ntry[\s>]")


def read(content: bytes) -> list[Reading]:
    """Read every statement of a camt.053 file.

    Raises:
      Refused: no camt.053, several accounts, or a value that cannot be read.
    """
    root = _root(content)
    statements = [found for found in root.iter() if _local(found) == "Stmt"]
    if not statements:
        raise Refused(
            _("The XML holds no statement."),
            hint=_("Ask the bank for camt.053; camt.052 and 054 are no statements."),
        )
    one_account({_account(statement) for statement in statements})
    places = iter([content.count(b"\n", 0, m.start()) + 1 for m in _ENTRY.finditer(content)])
    return [_statement(statement, places) for statement in statements]


def _root(content: bytes) -> Element:
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as why:
        raise Refused(
            _("The file brings a document type or entities along, and is not read."),
            hint=_("No bank's statement has them; ask where this file comes from."),
        ) from why
    except ParseError as why:
        hint = _("The XML is broken there; take it from the bank again.")
        raise refused(why.position[0], why.msg, hint) from why
    except (ValueError, LookupError) as why:
        # An encoding that is none.
        hint = _("The XML is broken there; take it from the bank again.")
        raise refused(1, why, hint) from why
    return root


def _statement(statement: Element, places: Iterator[int]) -> Reading:
    entries = [(next(places, 0), entry) for entry in _all(statement, "Ntry")]
    currency = _currency(statement)
    opening, opened_on = _balance(statement, OPENING, currency)
    closing, last_day = _balance(statement, CLOSING, currency)
    kept = [(at, entry) for at, entry in entries if _text(entry, "Sts") in ("BOOK", "")]
    lines = [line for at, entry in kept for line in _lines(at, entry, currency)]
    if opening is not None and closing is not None and domain.off_by(opening, lines, closing):
        turned = [
            line
            for at, entry in kept
            for line in _lines(at, entry, currency, turned=_text(entry, "RvslInd") == "true")
        ]
        # A reversal's own direction is told, by the standard; some banks tell the first booking's.
        if not domain.off_by(opening, turned, closing):
            lines = turned
    first_day, last_day = span([line.day for line in lines], opened_on, last_day)
    return Reading("camt", currency, tuple(lines), opening, closing, first_day, last_day)


def _lines(at: int, entry: Element, currency: str, *, turned: bool = False) -> list[RawLine]:
    """Read one entry: one line, or one for each payment of a batch that tells its own sum."""
    total = _sum(at, entry, currency)
    if turned:
        total = -total
    details = [found for block in _all(entry, "NtryDtls") for found in _all(block, "TxDtls")]
    day = _day(at, entry, "BookgDt") or _day(at, entry, "ValDt")
    if day is None:
        raise refused(at, _text(entry, "AcctSvcrRef"), not_a_day())
    mark = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    if len(details) < 2 or not all(_own_sum(at, one, currency) for one in details):
        payee, text = _said(details[0]) if len(details) == 1 else ("", "")
        # The bank's own words for the whole are not spread over the payments of a batch.
        return [RawLine(at, day, total, payee, text or _text(entry, "AddtlNtryInf"), mark)]
    sign = 1 if total > 0 else -1
    parts = [sign * _own_sum(at, one, currency) for one in details]
    if sum(parts) != total:
        raise refused(
            at,
            f"{currencies.plain(sum(parts), currency)} / {currencies.plain(total, currency)}",
            _("The payments of a batch must add up to its sum."),
        )
    return [
        RawLine(at, day, part, *_said(one), f"{mark}/{nth}" if mark else "")
        for nth, (part, one) in enumerate(zip(parts, details, strict=True), start=1)
    ]


def _own_sum(at: int, detail: Element, currency: str) -> int:
    """Give a payment's own sum, unsigned; 0 if it tells none in the account's currency."""
    amount = _first(detail, "Amt")
    for path in ("TxAmt", "InstdAmt"):
        amounts = _first(detail, "AmtDtls")
        named = _first(amounts, path) if amounts is not None else None
        if amount is None and named is not None:
            amount = _first(named, "Amt")
    if amount is None or amount.get("Ccy") != currency:
        return 0
    return abs(_minor(at, amount.text or "", currency))


def _said(detail: Element) -> tuple[str, str]:
    """Give the other side's name and the words of a payment."""
    words = _first(detail, "RmtInf")
    text = " ".join(x.text or "" for x in _all(words, "Ustrd")) if words is not None else ""
    parties = _first(detail, "RltdPties")
    if parties is None:
        return "", text
    whose = "Dbtr" if _text(detail, "CdtDbtInd") == "CRDT" else "Cdtr"
    sides = [_first(parties, whose), _first(parties, "Dbtr"), _first(parties, "Cdtr")]
    names = [found.text or "" for side in sides if side is not None for found in _deep(side, "Nm")]
    return (names or [""])[0], text


def _sum(at: int, entry: Element, currency: str) -> int:
    amount = _first(entry, "Amt")
    if amount is None or amount.get("Ccy", currency) != currency:
        found = "" if amount is None else amount.get("Ccy", "")
        raise refused(at, found, not_an_amount(currency))
    minor = _minor(at, amount.text or "", currency)
    side = _text(entry, "CdtDbtInd")
    if side not in ("CRDT", "DBIT"):
        raise refused(at, side, _("CRDT or DBIT must stand there."))
    return minor if side == "CRDT" else -minor


def _minor(at: int, text: str, currency: str) -> int:
    try:
        return currencies.exact(Decimal(text.strip()), currency)
    except (InvalidOperation, ValueError) as why:
        raise refused(at, text, not_an_amount(currency)) from why


def _balance(
    statement: Element, codes: tuple[str, ...], currency: str
) -> tuple[int | None, date | None]:
    """Give a balance of the statement and its day."""
    for wanted in codes:
        for balance in _all(statement, "Bal"):
            if wanted in [found.text for found in _deep(balance, "Cd")]:
                day = _day(1, balance, "Dt")
                # The balance of the day before, at its end.
                is_past = wanted == "PRCD" and day is not None and day < date.max
                return _sum(1, balance, currency), day + A_DAY if day and is_past else day
    return None, None


def _day(at: int, above: Element, name: str) -> date | None:
    found = _first(above, name)
    if found is None:
        return None
    text = next((x.text or "" for x in found if _local(x) in ("Dt", "DtTm")), found.text or "")
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError as why:
        raise refused(at, text, not_a_day()) from why


def _currency(statement: Element) -> str:
    account = _first(statement, "Acct")
    told = _text(account, "Ccy") if account is not None else ""
    amounts = [x.get("Ccy", "") for x in _deep(statement, "Amt")]
    currency = told or (amounts or [""])[0]
    try:
        currencies.digits_of(currency)
    except ValueError as why:
        raise refused(
            1, currency, _("A currency of three capital letters must stand there.")
        ) from why
    return currency


def _account(statement: Element) -> str:
    account = _first(statement, "Acct")
    ids = _first(account, "Id") if account is not None else None
    return "".join(x.text or "" for x in ids.iter()).strip() if ids is not None else ""


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(above: Element, name: str) -> list[Element]:
    return [found for found in above if _local(found) == name]


def _first(above: Element, name: str) -> Element | None:
    return next(iter(_all(above, name)), None)


def _deep(above: Element, name: str) -> list[Element]:
    return [found for found in above.iter() if _local(found) == name]


def _text(above: Element, name: str) -> str:
    """Give an element's text, or its code's where newer versions wrap it; empty if none."""
    found = _first(above, name)
    if found is None:
        return ""
    inner = _first(found, "Cd")
    return ((inner if inner is not None else found).text or "").strip()
