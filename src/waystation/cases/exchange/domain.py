"""What a sheet of people is, what its columns can mean, and what was made of it. Pure: no keys."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

from waystation.cases.domain import Household
from waystation.cases.kin import KinKind
from waystation.cases.person import Person

# What a column of a sheet of people can say; an empty word leaves the column out.
PeopleColumn = Literal[
    "number", "household", "name", "home name", "paper name", "alias", "sex", "birth", "age",
    "child", "relation", "languages", "needs", "place", "urgency", "waiting since", "arrived on",
    "goes with", "how", "phrase", "note",
]  # fmt: skip
# What a column of a sheet of ties can say.
TieColumn = Literal[
    "number", "relation", "relative", "relative name", "how many", "travels", "note"
]  # fmt: skip
Table = Literal["people", "ties"]

COLUMNS: dict[Table, tuple[str, ...]] = {
    "people": get_args(PeopleColumn),
    "ties": get_args(TieColumn),
}
LEFT_OUT = ""
# These may be said by several columns; each is kept with the heading it stood under.
MANY = ("note",)

COLUMNS_MAX = 60
CELL_MAX = 2_000
# What several columns and the ties may say of one person together.
NOTE_MAX = 4_000
PEOPLE_MAX = 10_000
TIES_MAX = 20_000
VALUES_SHOWN = 5
# Sheets and what is remembered of them are deleted after so many days.
SHEET_DAYS = 2


class Grid(msgspec.Struct, frozen=True):
    """A sheet as read: its headings, and each row that is not empty with its number."""

    header: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()


class Sheets(msgspec.Struct, frozen=True, tag="sheets/1"):
    """A sheet of people and, beside it, one of ties; the second may be empty."""

    people: Grid
    ties: Grid = Grid()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How sheets are read: what each column says, and what holds where a row says nothing.

    Attributes:
      cell: the compartment the households go to.
      place: where those wait of whom no row tells it; empty: each has to tell.
      told_on: the day on which the ages were told; None where nobody knows.
      only_known: whether ties of those who have no row among the people are left out.
    """

    people: tuple[str, ...]
    ties: tuple[str, ...] = ()
    cell: UUID
    place: str = ""
    waiting_since: date
    told_on: date | None = None
    only_known: bool = False


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What came of sheets.

    Attributes:
      added: people who had no row of their own.
      told: kin who are not on file, only told of.
      left_out: rows of ties that are about nobody of the sheet.
    """

    households: int
    people: int
    children: int
    links: int
    added: int
    told: int
    left_out: int = 0


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """That sheets were taken in: when, by whom and what came of it."""

    at: datetime
    by: UUID
    name: str
    counts: Counts


class Sheet(msgspec.Struct, frozen=True, kw_only=True, tag="sheet/1"):
    """Sheets somebody uploaded, between that and the press that takes them in, and after it.

    `pieces` are the rows that hold the sheets, cut to size; once they are taken in, the ids of the
    households made of them, and nothing of the sheets themselves. `digest` tells the same sheets
    from others; `spelling` says how the text was read where that was a guess.
    """

    at: datetime
    by: UUID
    name: str
    digest: bytes
    spelling: str
    n_rows: int
    n_ties: int
    pieces: tuple[UUID, ...]
    plan: Plan
    taken: Taken | None = None


class Piece(msgspec.Struct, frozen=True, tag="piece/1"):
    """A part of what a sheet holds; alone it says nothing."""

    content: bytes


class BadRow(NamedTuple):
    """One thing wrong in one row of a sheet: where, what stands there, why, and what to write."""

    table: Table
    row: int
    column: str
    value: str
    why: str
    hint: str


class Trouble(NamedTuple):
    """One thing that is wrong in some rows of a column, with what stands in the first of them."""

    table: Table
    column: str
    why: str
    hint: str
    rows: tuple[int, ...]
    values: tuple[str, ...]


class DraftPerson(NamedTuple):
    """A person as read, without ties; `number` is what the sheet calls them, if anything."""

    number: str
    person: Person


class DraftHousehold(NamedTuple):
    """A household as read: without a code, its ties to others by what the sheet calls those."""

    number: str
    household: Household
    people: tuple[int, ...]


class Link(NamedTuple):
    """A tie as read: the second of two people is this to the first."""

    of: int
    to: int
    kind: KinKind
    hard: bool
    evidence: str


class Draft(NamedTuple):
    """What sheets say, ready to be put on file if nothing is wrong; people go by position."""

    households: tuple[DraftHousehold, ...] = ()
    people: tuple[DraftPerson, ...] = ()
    links: tuple[Link, ...] = ()
    n_added: int = 0
    n_told: int = 0
    n_left_out: int = 0
    bad: tuple[BadRow, ...] = ()

    def counts(self, on: date) -> Counts:
        """Count what would be put on file."""
        return Counts(
            households=len(self.households),
            people=len(self.people),
            children=sum(one.person.is_child_on(on) for one in self.people),
            links=len(self.links),
            added=self.n_added,
            told=self.n_told,
            left_out=self.n_left_out,
        )


def troubles(bad: Iterable[BadRow]) -> list[Trouble]:
    """Put the same complaint about many rows of a column together; no row is left out."""
    found: dict[tuple[Table, str, str, str], list[BadRow]] = {}
    for one in bad:
        found.setdefault((one.table, one.column, one.why, one.hint), []).append(one)
    return [
        Trouble(
            *about,
            rows=tuple(one.row for one in rows),
            values=tuple(dict.fromkeys(one.value for one in rows if one.value))[:VALUES_SHOWN],
        )
        for about, rows in found.items()
    ]


def ranges(rows: Sequence[int]) -> str:
    """Write row numbers in order: "3, 4, 18-22"; 0 is the whole sheet and no row."""
    spans: list[list[int]] = []
    for row in sorted(set(rows) - {0}):
        if spans and row == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], row]
        else:
            spans.append([row, row])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)


def twice(columns: Sequence[str]) -> list[str]:
    """Name what is said by more than one column although only one may say it."""
    said = [column for column in columns if column != LEFT_OUT and column not in MANY]
    return sorted({column for column in said if said.count(column) > 1})
