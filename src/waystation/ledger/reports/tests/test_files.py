"""Reports as files: what a spreadsheet is given, and what it is not."""

import csv
import io
import zipfile
from datetime import date

from waystation.ledger.reports import writing
from waystation.ledger.reports.tables import COUNT, MONEY, Column, Report, Row, Table

TABLE = Table(
    "people",
    "By fund: all?",
    (Column("Fund"), Column("People", COUNT), Column("Spent", MONEY)),
    (
        Row(("=1+1", 2, 123_456)),
        Row(("nobody", 0, None)),
        Row(("Together", 2, -5), "sum"),
    ),
)
REPORT = Report("people", "People", "", (TABLE, TABLE))


def test_csv_has_plain_numbers_and_no_formula():
    rows = list(csv.reader(io.StringIO(writing.as_csv(REPORT))))

    assert rows[:5] == [
        ["By fund: all?"],
        ["Fund", "People", "Spent"],
        ["'=1+1", "2", "1234.56"],
        ["nobody", "0", ""],
        ["Together", "2", "-0.05"],
    ]
    assert rows[5] == []
    assert len(rows) == 11


def parts(made):
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_xlsx_has_a_sheet_for_every_table_with_sums_as_numbers():
    found = parts(writing.as_xlsx(REPORT, on=date(2026, 3, 25)))

    sheet = found["xl/worksheets/sheet2.xml"]
    assert "<v>1234.56</v>" in sheet
    assert "<v>-0.05</v>" in sheet
    assert "<f>" not in sheet  # The words that look like a formula are none.
    assert "=1+1" in found["xl/sharedStrings.xml"]
    assert 'name="2 By fund all"' in found["xl/workbook.xml"]


def test_a_workbook_says_nothing_of_who_made_it_and_when_but_for_the_day():
    once, again = (writing.as_xlsx(REPORT, on=date(2026, 3, 25)) for _ in range(2))

    core = parts(once)["docProps/core.xml"]
    assert "<dc:creator></dc:creator>" in core
    assert "2026-03-25T00:00:00Z" in core
    assert parts(once) == parts(again)
