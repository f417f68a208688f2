"""From the bytes of a CSV or XLSX file to rows of text, each with its number."""

import csv
import io
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from waystation.base.errors import Refused
from waystation.base.words import say as _
from waystation.cases.exchange.bounds import Most, TooMuch, packed_anew
from waystation.cases.exchange.domain import CELL_MAX, COLUMNS_MAX, TIES_MAX, Grid

FILE_MAX = 8 * 1024 * 1024
SHEETS_MAX = 2
ROWS_MAX = TIES_MAX + 1
DELIMITERS = ",;\t"
# How a file is spelled where it is not UTF-8; the second is what Korean spreadsheets write.
SPELLINGS = ("utf-8-sig", "utf-16", "cp949")

# What a spreadsheet takes for a formula is written with a mark before it by those who are careful.
_GUARDED = re.compile(r"'+[=+\-@]")
Value = int | float | str | bool | time | date | datetime | timedelta


class File(NamedTuple):
    """What was read of a file: its sheets, and how it was spelled if that had to be guessed."""

    grids: tuple[Grid, ...]
    spelling: str = ""


def read(raw: bytes) -> File:
    """Read a CSV file, or the first two visible sheets of a spreadsheet.

    Raises:
      Refused: it is neither, is broken, or holds more than can be taken.
    """
    if not raw:
        raise Refused(_("The file is empty."), hint=_("Choose another one."))
    if len(raw) > FILE_MAX:
        raise Refused(
            _("The file is larger than 8 MiB."), hint=_("Split the sheet and take in one by one.")
        )
    if raw.startswith(b"PK\x03\x04"):
        return File(_workbook(raw))
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            _("This is an old or a locked spreadsheet, which cannot be read."),
            hint=_("Save it as XLSX without a password, or as CSV."),
        )
    text, spelling = _text_of(raw)
    return File((_table(text),), spelling)


def _text_of(raw: bytes) -> tuple[str, str]:
    for spelling in SPELLINGS:
        if spelling == "utf-16" and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = raw.decode(spelling)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, "" if spelling != "cp949" else spelling
    raise Refused(
        _("The file is neither a spreadsheet nor text that can be read."),
        hint=_("Save the sheet as XLSX, or as CSV UTF-8."),
    )


def _table(text: str) -> Grid:
    """Read CSV text; a row goes by the line on which it begins."""
    csv.field_size_limit(CELL_MAX * 16)
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
            if len(rows) > ROWS_MAX:
                raise _too_many_rows()
    except csv.Error:
        raise Refused(
            _("Line %(n)d of the file is no proper CSV.") % {"n": line},
            hint=_("Look for a lost quote there, or save the sheet as XLSX."),
        ) from None
    return _grid(rows)


def _workbook(raw: bytes) -> tuple[Grid, ...]:
    try:
        packed = packed_anew(raw, Most(ROWS_MAX, COLUMNS_MAX))
        with CalamineWorkbook.from_filelike(io.BytesIO(packed)) as book:
            names = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
                and sheet.visible == SheetVisibleEnum.Visible
            ]
            found = [
                _grid(_numbered(book.get_sheet_by_name(name).to_python(skip_empty_area=False)))
                for name in names[:SHEETS_MAX]
            ]
    except TooMuch as error:
        raise _REFUSALS[error.what]() from None
    except (CalamineError, OSError, ValueError):
        raise _broken() from None
    if not found:
        raise Refused(
            _("The spreadsheet holds no sheet that can be seen."), hint=_("Choose another one.")
        )
    return tuple(found)


def _numbered(rows: Iterable[list[Value]]) -> Iterable[tuple[int, list[str]]]:
    for number, cells in enumerate(rows, start=1):
        yield number, [_words(cell) for cell in cells]


def _words(value: Value) -> str:
    """Write a cell of a spreadsheet as it would stand in a CSV file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ")
    return str(value)


def _grid(rows: Iterable[tuple[int, list[str]]]) -> Grid:
    """Make a grid of numbered rows, the first that is not empty being its headings.

    Raises:
      Refused: it is empty, too wide, or a cell of it is too long.
    """
    filled = [
        (n, [_plain(cell) for cell in cells]) for n, cells in rows if any(map(str.strip, cells))
    ]
    if len(filled) < 2:
        raise Refused(
            _("There is no row below the headings."),
            hint=_("The first row names the columns; write one row a person below it."),
        )
    width = max((at for _n, cells in filled for at, cell in enumerate(cells, 1) if cell), default=0)
    if width > COLUMNS_MAX:
        raise _too_many_columns()
    for number, cells in filled:
        if any(len(cell) > CELL_MAX for cell in cells):
            raise Refused(
                _("A cell of row %(n)d is longer than %(most)d characters.")
                % {"n": number, "most": CELL_MAX},
                hint=_("Shorten it, or look for a lost quote."),
            )
    even = [(n, tuple((cells + [""] * width)[:width])) for n, cells in filled]
    return Grid(even[0][1], tuple(even[1:]))


def _plain(cell: str) -> str:
    text = " ".join(cell.split())
    return text[1:] if _GUARDED.match(text) else text


def _broken() -> Refused:
    return Refused(
        _("The spreadsheet is broken, locked or of another kind."),
        hint=_("Save it as XLSX without a password, or as CSV."),
    )


def _too_large() -> Refused:
    return Refused(
        _("The spreadsheet unpacks to more than can be taken."),
        hint=_("Keep only the sheet of people and the sheet of ties in it."),
    )


def _too_many_rows() -> Refused:
    return Refused(
        _("The sheet has more than %(n)d rows.") % {"n": ROWS_MAX - 1},
        hint=_("Split the sheet and take in one by one."),
    )


def _too_many_columns() -> Refused:
    return Refused(
        _("The sheet has more than %(n)d columns.") % {"n": COLUMNS_MAX},
        hint=_("Delete columns that are not needed, also empty ones far to the right."),
    )


_REFUSALS: dict[str, Callable[[], Refused]] = {
    "rows": _too_many_rows,
    "columns": _too_many_columns,
    "size": _too_large,
    "kind": _broken,
}
