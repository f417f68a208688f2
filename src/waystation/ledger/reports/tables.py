"""A report as tables and pictures: one form for the page, the paper, CSV and XLSX. Pure."""

from typing import NamedTuple

TEXT, MONEY, COUNT = "text", "money", "count"


class Column(NamedTuple):
    """One column: its head, and whether it holds words, cents or a number."""

    name: str
    kind: str = TEXT


class Row(NamedTuple):
    """One row. ``kind`` is "head" for one that names what follows, "sum" for one that adds up."""

    cells: tuple[object, ...]
    kind: str = ""
    fund: str = ""


class Table(NamedTuple):
    """A table with a name; ``note`` says what must be known to read it."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


class Picture(NamedTuple):
    """A drawing of what the tables say."""

    title: str
    chart: str
    note: str = ""


class Report(NamedTuple):
    """A report that is ready to be shown, printed or taken out."""

    key: str
    title: str
    says: str
    tables: tuple[Table, ...]
    pictures: tuple[Picture, ...] = ()


class Asked(NamedTuple):
    """The months a report is about, and whether it goes by months or by quarters."""

    since: int
    until: int
    by: str = "month"
