"""Reads a bank's own table (CSV) by a mapping that finance wrote down once for that bank."""

import csv
import io
import re
from datetime import date

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import currencies
from waystation.ledger.bank.domain import Columns, RawLine, Reading
from waystation.ledger.bank.readers.saying import not_a_day, not_an_amount, refused

# Year, month and day, in the order in which the bank writes them.
DAY_ORDERS = ("ymd", "dmy", "mdy")
LETTERS = ("utf-8", "cp949", "cp1252")

Rows = list[tuple[int, dict[str, str]]]


def read(content: bytes, columns: Columns | None) -> list[Reading]:
    """Read a table. Lines before its head and behind its last day are the bank's own words.

    Raises:
      Refused: no mapping, no such columns, or a value that cannot be read.
    """
    if columns is None:
        raise Refused(
            _("A table needs a mapping that says which column is what."),
            hint=_(
                "Choose the bank's mapping, or write one down; it is needed once for each bank."
            ),
        )
    rows = _rows(_text(content), columns)
    lines = [_line(at, row, columns) for at, row in rows]
    if not lines:
        raise Refused(
            _("The table has no lines with a day."),
            hint=_("Check the mapping: the column of days, and what stands between columns."),
        )
    opening, closing = _balances(rows, lines, columns)
    days = [line.day for line in lines]
    return [Reading("csv", columns.currency, tuple(lines), opening, closing, min(days), max(days))]


def _text(content: bytes) -> str:
    """Read the letters as UTF-8; old Korean and western programs write others."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    for letters in LETTERS:
        try:
            return content.decode(letters).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _rows(text: str, columns: Columns) -> Rows:
    """Find the table's head, and under it every row with a day; each with its line in the file."""
    table = csv.reader(io.StringIO(text, newline=""), delimiter=columns.separator)
    wanted = {x for x in (columns.day, columns.amount, columns.money_in, columns.money_out) if x}
    wanted |= {x for x in (columns.payee, columns.text, columns.reference, columns.balance) if x}
    head: list[str] = []
    found: Rows = []
    try:
        for row in table:
            cells = [cell.strip() for cell in row]
            if not head:
                head = cells if wanted <= set(cells) else []
                continue
            named = dict(zip(head, cells, strict=False))
            if any(sign.isdigit() for sign in named.get(columns.day, "")):
                found.append((table.line_num, named))
    except csv.Error as why:
        raise refused(table.line_num, why, _("The file must be a table of text.")) from why
    if not head:
        missing = ", ".join(sorted(wanted))
        raise Refused(
            _("The file has no line with these column heads: %(heads)s.") % {"heads": missing},
            hint=_("Check the mapping against the file's first lines, and what parts its columns."),
        )
    return found


def _line(at: int, row: dict[str, str], columns: Columns) -> RawLine:
    return RawLine(
        at,
        _day(at, row[columns.day], columns.day_form),
        _amount(at, row, columns),
        row.get(columns.payee, ""),
        row.get(columns.text, ""),
        row.get(columns.reference, ""),
    )


def _day(at: int, text: str, order: str) -> date:
    """Read a day whatever parts it; an hour behind it is left alone."""
    parts = re.findall(r"[0-9]+", text)
    if parts and len(parts[0]) == len("20260302"):
        cuts = (4, 6) if order == "ymd" else (2, 4)
        parts = [parts[0][: cuts[0]], parts[0][cuts[0] : cuts[1]], parts[0][cuts[1] :]]
    named = dict(zip(order, parts, strict=False))
    try:
        if len(named["y"]) != len("2026"):
            raise ValueError(text)
        return date(int(named["y"]), int(named["m"]), int(named["d"]))
    except (KeyError, ValueError, OverflowError) as why:
        raise refused(at, text, not_a_day()) from why


def _amount(at: int, row: dict[str, str], columns: Columns) -> int:
    """Give the sum of a row: signed in one column, or what came in less what went out."""
    if columns.amount:
        return _minor(at, row.get(columns.amount, ""), columns)
    came, went = row.get(columns.money_in, ""), row.get(columns.money_out, "")
    if not came and not went:
        raise refused(at, "", not_an_amount(columns.currency))
    in_minor = abs(_minor(at, came, columns)) if came else 0
    # Some banks write what went out with a sign, some without.
    out_minor = abs(_minor(at, went, columns)) if went else 0
    return in_minor - out_minor


def _minor(at: int, text: str, columns: Columns) -> int:
    try:
        return currencies.minor_of(text, columns.currency, point=columns.point)
    except ValueError as why:
        raise refused(at, text, not_an_amount(columns.currency)) from why


def _balances(rows: Rows, lines: list[RawLine], columns: Columns) -> tuple[int | None, int | None]:
    """Take opening and closing balance from the running one, whichever end the table begins at.

    Raises:
      Refused: the balance of a row does not follow from the row before it.
    """
    if not columns.balance:
        return None, None
    told = [_minor(at, row.get(columns.balance, ""), columns) for at, row in rows]
    steps = list(zip(lines, told, strict=True))
    breaks = []
    for order in (steps, steps[::-1]):
        opening = order[0][1] - order[0][0].minor
        running, broken = opening, None
        for line, balance in order:
            running += line.minor
            if running != balance:
                broken = (line.at, currencies.plain(balance, columns.currency))
                break
        if broken is None:
            return opening, running
        breaks.append(broken)
    at, value = breaks[0]
    raise refused(at, value, _("The running balance must follow from the row before."))
