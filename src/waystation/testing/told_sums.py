"""The eighty sums that the books of the Underground Railroad tell, as entries of the book.

They stand in a fund of their own, taken in together before the demo's year, as late facts are; the
day that is told stands in the note. Nobody's money of 1855 is ours, so what was paid came in as a
gift in kind of whoever paid it; what was only asked, offered or told as a price is booked and taken
back by its mirror image, so that all are there and none is counted twice.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid5

from waystation.ledger import domain, services
from waystation.ledger.domain import Draft, Line
from waystation.ledger.models import Fund
from waystation.network import fares_on_file
from waystation.testing import history

FUND = "RECORDS-1855"
IN_KIND = "Income:Gifts:InKind"
BOARD_FROM = "Expenses:Program:Transportation"
TAKEN_IN = date(1854, 12, 31)
# Names the entries, so that loading twice books once.
OURS = UUID("1f0b5c9e-3d1c-4b0e-9f57-185510260080")


class Told(NamedTuple):
    """One sum as a book tells it: `how` is paid, told (never paid), part (of another), collected.

    `cents` is for all `people` together; `people` is 0 where a sum is not by heads.
    """

    slug: str
    on: date
    cents: int
    people: int
    account: str
    how: str
    what: str
    payer: str


def sums() -> tuple[Told, ...]:
    """Read the sums, each with the account it belongs to in our reading."""
    accounts = {row["expense_id"]: row for row in history.rows("book_accounts")}
    return tuple(_told(row, accounts[row["id"]]) for row in _expenses())


def _told(row: dict[str, str], ours: dict[str, str]) -> Told:
    return Told(
        slug=row["id"],
        on=_first_day(row["date"]),
        cents=domain.cents_of(row["amount_usd"]),
        people=int(row["persons"] or 0),
        account=ours["account"],
        how=ours["as"],
        what=f"{row['what']} ({row['date']}; {row['source']})",
        payer=row["payer"],
    )


def _expenses() -> Iterator[dict[str, str]]:
    path = Path(fares_on_file.__file__).parent / "data" / "expenses.csv"
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _first_day(text: str) -> date:
    """Take the first day of what a date leaves open: "1853-10", "1850s", "1858-1860"."""
    year, *rest = text.split("-")
    month, day = (*(int(part) for part in rest if len(part) == 2), 1, 1)[:2]
    return date(int(year[:4]), month, day)


def entry_id(slug: str) -> UUID:
    """Name the entry of one sum."""
    return uuid5(OURS, slug)


def entries() -> list[tuple[UUID, Draft]]:
    """Write every sum as an entry, oldest first, and what nobody paid with its undoing."""
    found = []
    for told in sorted(sums(), key=lambda told: (told.on, told.slug)):
        draft = Draft(_kind(told), TAKEN_IN, _lines(told), memo=told.what, payee=told.payer)
        found.append((entry_id(told.slug), draft))
        if told.how == "told":
            undone = Draft(
                "reversal",
                TAKEN_IN,
                domain.reversal(draft.lines),
                memo="Asked, offered or told as a price; not said to be paid.",
                reverses=entry_id(told.slug),
            )
            found.append((entry_id(f"{told.slug} undone"), undone))
    return found


def _kind(told: Told) -> str:
    return {"part": "adjustment", "told": "other"}.get(told.how, "gift")


def _lines(told: Told) -> tuple[Line, ...]:
    if told.how == "collected":
        return domain.gift(fund=FUND, cents=told.cents)
    against = BOARD_FROM if told.how == "part" else IN_KIND
    return Line(told.account, FUND, told.cents), Line(against, FUND, -told.cents)


def post() -> None:
    """Book all eighty; a second time changes nothing."""
    Fund.objects.get_or_create(
        code=FUND,
        defaults={"restricted": False, "purpose": "general", "opened_on": TAKEN_IN},
    )
    services.post_many(entries())
