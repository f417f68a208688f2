"""From the bytes of a CSV file to rows of named cells; every unreadable line is named."""

import csv
import io
from collections.abc import Iterator, Mapping

from waystation.base.words import say as _
from waystation.network.cells import MAX_FIELD_CHARS, BadRow, Row

MAX_FILE_BYTES = 32 * 1024 * 1024


def read_rows(
    name: str,
    raw: bytes,
    columns: Mapping[str, str],
    required: tuple[str, ...],
    bad: list[BadRow],
    ignored: list[str],
) -> list[Row]:
    """Read the lines of one table under their proper column names; complaints go to `bad`.

    Args:
      columns: the name each column is read under; "" for one that is known and not used.
      ignored: takes the names of columns that nobody here knows.
    """
    text = _text_of(name, raw, bad)
    if text is None:
        return []
    rows: list[Row] = []
    header: list[str] | None = None
    for line, cells in _lines(name, text, bad):
        if header is None:
            header = _header(name, cells, columns, required, bad)
            if header is None:
                return []
            names = (cell.strip() for cell in cells)
            ignored += [f"{name}: {cell}" for cell in names if cell.lower() not in columns]
        elif len(cells) != len(header):
            reason = _("%(n)d fields where the header names %(wanted)d")
            reason %= {"n": len(cells), "wanted": len(header)}
            bad.append(BadRow(name, line, reason, _("Quote fields that hold a comma.")))
        elif any(len(cell) > MAX_FIELD_CHARS for cell in cells):
            reason = _("a field is longer than %(n)d characters") % {"n": MAX_FIELD_CHARS}
            bad.append(BadRow(name, line, reason, _("Shorten it, or look for a lost quote.")))
        else:
            named = {n: cell.strip() for n, cell in zip(header, cells, strict=True) if n}
            rows.append(Row(name, line, named, bad))
    if header is None and not any(b.file == name for b in bad):
        hint = _("Begin with a line of column names.")
        bad.append(BadRow(name, 1, _("the file is empty"), hint))
    return rows


def _text_of(name: str, raw: bytes, bad: list[BadRow]) -> str | None:
    if len(raw) > MAX_FILE_BYTES:
        reason = _("the file is larger than %(n)d bytes") % {"n": MAX_FILE_BYTES}
        bad.append(BadRow(name, 0, reason, _("Split the network.")))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        hint = _("Save the file as CSV UTF-8.")
        bad.append(BadRow(name, line, _("the text is not UTF-8"), hint))
        return None


def _lines(name: str, text: str, bad: list[BadRow]) -> Iterator[tuple[int, list[str]]]:
    """Give the records of a CSV text with the line each begins on; blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        reason = _("not proper CSV: %(error)s") % {"error": error}
        bad.append(BadRow(name, line, reason, _("Look for a lost quote.")))


def _header(
    name: str,
    cells: list[str],
    columns: Mapping[str, str],
    required: tuple[str, ...],
    bad: list[BadRow],
) -> list[str] | None:
    """Translate column names; None if a needed one is missing or two say the same thing."""
    wanted = [columns.get(cell.strip().lower(), "") for cell in cells]
    missing = [column for column in required if column not in wanted]
    twice = sorted({column for column in wanted if column and wanted.count(column) > 1})
    for column in missing:
        reason = _("the column ‘%(column)s’ is missing") % {"column": column}
        bad.append(BadRow(name, 1, reason, _("See docs/NETWORK-CSV.md for the columns.")))
    for column in twice:
        reason = _("two columns both give ‘%(column)s’") % {"column": column}
        bad.append(BadRow(name, 1, reason, _("Keep one of them.")))
    return None if missing or twice else wanted
