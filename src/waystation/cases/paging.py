"""Long lists in pages: what is not shown is not opened and not drawn. Pure."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

Row = TypeVar("Row")

ROWS_A_PAGE = 50


class Page(NamedTuple, Generic[Row]):
    """Some rows of a long list: which page that is, and how many rows there are in all."""

    rows: Sequence[Row]
    number: int
    n_pages: int
    n_all: int

    @property
    def first(self) -> int:
        """Number the first row shown, from one."""
        return (self.number - 1) * ROWS_A_PAGE + 1 if self.n_all else 0

    @property
    def last(self) -> int:
        """Number the last row shown."""
        return (self.number - 1) * ROWS_A_PAGE + len(self.rows)

    @property
    def before(self) -> int:
        """Give the number of the page before, or 0."""
        return self.number - 1

    @property
    def after(self) -> int:
        """Give the number of the next page, or 0."""
        return self.number + 1 if self.number < self.n_pages else 0


def page_of(rows: Sequence[Row], asked: str) -> Page[Row]:
    """Give the page that was asked for; what is no number of a page gives the nearest one."""
    n_pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 1
    number = min(max(1, number), n_pages)
    start = (number - 1) * ROWS_A_PAGE
    return Page(rows[start : start + ROWS_A_PAGE], number, n_pages, len(rows))
