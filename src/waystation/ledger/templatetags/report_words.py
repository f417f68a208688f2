"""Filters that set the cells of a report."""

from collections.abc import Iterator

from django import template

from waystation.base.money import dollars
from waystation.ledger.reports import months
from waystation.ledger.reports.tables import COUNT, MONEY, Column, Row, Table

register = template.Library()


@register.filter
def cells(row: Row, table: Table) -> Iterator[tuple[object, Column]]:
    """Give every cell of a row with its column."""
    return zip(row.cells, table.columns, strict=False)


@register.filter
def as_kind(cell: object, kind: str) -> str:
    """Write a cell: cents as dollars, a number as it is, a dash where there is no figure."""
    if cell is None:
        return "–"
    if kind == MONEY and isinstance(cell, int):
        return dollars(cell)
    return f"{cell:,}" if kind == COUNT and isinstance(cell, int) else str(cell)


@register.filter
def as_month(month: int) -> str:
    """Write a month as people sort it."""
    return months.written(month)
