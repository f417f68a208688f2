"""The same sums for everybody else: CSV, and a workbook."""

from collections.abc import Iterable, Sequence
from datetime import date

from waystation.giving.standards.domain import COLUMNS, Sum, dollars
from waystation.ledger.audit import packing
from waystation.ledger.reports import writing
from waystation.ledger.reports.tables import MONEY, TEXT, Column, Report, Row, Table

TITLE = "Money by quarter"
KINDS = (TEXT, TEXT, TEXT, TEXT, TEXT, MONEY)


def as_csv(told: Iterable[Sum]) -> bytes:
    """Write the table as CSV, sums as plain numbers.

    Raises:
      ValueError: a row holds a column that is not declared.
    """
    rows = [(*cells[:-1], dollars(cells[-1])) for cells in _declared(told)]
    return packing.text(COLUMNS, rows).encode()


def as_xlsx(told: Iterable[Sum], *, on: date) -> bytes:
    """Write the same as a workbook, which names no author and only its day.

    Raises:
      ValueError: a row holds a column that is not declared.
    """
    columns = tuple(Column(name, kind) for name, kind in zip(COLUMNS, KINDS, strict=True))
    table = Table("money", TITLE, columns, tuple(Row(cells) for cells in _declared(told)))
    return writing.as_xlsx(Report("money", TITLE, "", (table,)), on=on)


def _declared(told: Iterable[Sum]) -> Sequence[tuple[str, str, str, str, str, int]]:
    rows = [tuple(one) for one in told]
    for row in rows:
        if len(row) != len(COLUMNS):
            raise ValueError(f"a row has {len(row)} values; declared are {len(COLUMNS)} columns")
    return rows  # type: ignore[return-value]
