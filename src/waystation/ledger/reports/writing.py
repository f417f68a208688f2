"""Writes a report for a spreadsheet: as CSV, or as XLSX made in memory."""

import csv
import io
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

from waystation.ledger.reports.tables import COUNT, MONEY, Report, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet takes no longer name of a sheet, and none of these letters in it.
SHEET_NAME_MAX, NOT_IN_NAMES = 31, str.maketrans("", "", "[]:*?/\\'")
FIRST_WIDTH, OTHER_WIDTH = 44, 18
MONEY_FORM, COUNT_FORM = "#,##0.00;[Red]-#,##0.00", "#,##0"
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(report: Report) -> str:
    """Write every table of a report under one another, sums as plain numbers with two decimals."""
    out = io.StringIO()
    lines = csv.writer(out)
    for number, table in enumerate(report.tables):
        if number:
            lines.writerow([])
        lines.writerow([table.title])
        lines.writerow([column.name for column in table.columns])
        for row in table.rows:
            lines.writerow([_plain(cell, table, n) for n, cell in enumerate(row.cells)])
    return out.getvalue()


def _plain(cell: object, table: Table, n: int) -> object:
    if cell is None:
        return ""
    if table.columns[n].kind == MONEY and isinstance(cell, int):
        return f"{Decimal(cell).scaleb(-2):.2f}"
    return inert(cell) if isinstance(cell, str) else cell


def inert(text: str) -> str:
    """Keep a spreadsheet from taking somebody's words for a formula."""
    return f"'{text}" if text.startswith(FORMULA_MARKS) else text


def as_xlsx(report: Report, *, on: date) -> bytes:
    """Write every table of a report on a sheet of its own. Nothing touches the disk.

    The file names no author; it is dated by the day alone.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime.combine(on, time(), UTC)})
        forms = {
            "": book.add_format(),
            "head": book.add_format({"bold": True}),
            "sum": book.add_format({"bold": True, "top": 1}),
        }
        for kind, form in (("money", MONEY_FORM), ("count", COUNT_FORM)):
            forms[kind] = book.add_format({"num_format": form})
            forms[f"{kind}-sum"] = book.add_format({"num_format": form, "bold": True, "top": 1})
        for number, table in enumerate(report.tables, start=1):
            name = f"{number} {table.title.translate(NOT_IN_NAMES)}"[:SHEET_NAME_MAX]
            _sheet(book.add_worksheet(name), table, forms)
    return out.getvalue()


def _sheet(sheet: Any, table: Table, forms: dict[str, Any]) -> None:
    sheet.set_column(0, 0, FIRST_WIDTH)
    sheet.set_column(1, max(1, len(table.columns) - 1), OTHER_WIDTH)
    sheet.freeze_panes(1, 1)
    for n, column in enumerate(table.columns):
        sheet.write_string(0, n, column.name, forms["head"])
    for line, row in enumerate(table.rows, start=1):
        for n, cell in enumerate(row.cells):
            _cell(sheet, (line, n), cell, table.columns[n].kind, row.kind, forms)


def _cell(
    sheet: Any, at: tuple[int, int], cell: object, kind: str, row: str, forms: dict[str, Any]
) -> None:
    suffix = "-sum" if row == "sum" else ""
    if cell is None or cell == "":
        sheet.write_blank(*at, None, forms[row])
    elif kind == MONEY and isinstance(cell, int):
        sheet.write_number(*at, Decimal(cell).scaleb(-2), forms[f"money{suffix}"])
    elif kind == COUNT and isinstance(cell, int):
        sheet.write_number(*at, cell, forms[f"count{suffix}"])
    else:
        sheet.write_string(*at, str(cell), forms[row])
