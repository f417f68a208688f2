"""From a sheet of people to households and people ready to be put on file, or what is wrong. Pure.

Every row is looked at, so that all that is wrong is named at once. Rows of one household are put
together; where they tell different places or days, the first holds and the other goes to the note
of its person, so that nothing told is lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from msgspec.structs import replace

from waystation.base.words import say as _
from waystation.cases import birth
from waystation.cases.birth import AGE_MAX, Birth
from waystation.cases.domain import PEOPLE_MAX as HOUSEHOLD_MAX
from waystation.cases.domain import Contact, Household
from waystation.cases.exchange import words
from waystation.cases.exchange.domain import (
    PEOPLE_MAX,
    BadRow,
    Draft,
    DraftHousehold,
    DraftPerson,
    Grid,
    Plan,
    Table,
)
from waystation.cases.person import Name, NameKind, Person, script_of

NAME_COLUMNS: Mapping[str, NameKind] = {
    "name": "real", "home name": "home", "paper name": "papers", "alias": "alias"
}  # fmt: skip


class Around(NamedTuple):
    """What a sheet is read beside: places by any way of calling them, codes on file, the moment."""

    places: Mapping[str, frozenset[str]]
    codes: frozenset[str]
    now: datetime

    @property
    def today(self) -> date:
        """Give the day."""
        return self.now.date()


class Row:
    """One row of a sheet: its cells by what they say, and a place to put complaints about them."""

    def __init__(
        self, table: Table, number: int, headed: Iterable[tuple[str, str, str]], bad: list[BadRow]
    ) -> None:
        self.table, self.number, self.bad = table, number, bad
        self.said: dict[str, str] = {}
        self.under: dict[str, str] = {}
        self.notes: list[str] = []
        for column, heading, text in headed:
            if column == "note" and text:
                self.notes.append(f"{heading}: {text}" if heading else text)
            elif column:
                self.said[column], self.under[column] = text, heading

    def __getitem__(self, column: str) -> str:
        return self.said.get(column, "")

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is written in it that is taken."""
        return not self.notes and not any(self.said.values())

    def wrong(self, column: str, why: str, hint: str) -> None:
        """Complain about a cell."""
        under, value = self.under.get(column, ""), self[column]
        self.bad.append(BadRow(self.table, self.number, under, value, why, hint))

    def one_of(self, column: str, known: Mapping[str, str], otherwise: str) -> str:
        """Read a word of a closed list; what is not in it is complained about."""
        text = words.small(self[column])
        if text and text not in known:
            codes = ", ".join(dict.fromkeys(known.values()))
            self.wrong(column, _("this word is not known"), _("Write one of: %s.") % codes)
        return known.get(text, otherwise)

    def day(self, column: str, today: date) -> date | None:
        """Read a day that is not still to come; an empty cell is no day."""
        if not self[column]:
            return None
        day = words.day_of(self[column])
        if day is None:
            self.wrong(column, _("this is no day"), _("Write it as 2026-03-31, or 2026-03."))
        elif day > today:
            why = _("this day is still to come")
            self.wrong(column, why, _("Mend the year, or leave the column out."))
        return day


def rows_of(grid: Grid, columns: Sequence[str], table: Table, bad: list[BadRow]) -> list[Row]:
    """Give the rows of a sheet in which anything is written that is taken."""
    found = [
        Row(table, number, zip(columns, grid.header, cells, strict=True), bad)
        for number, cells in grid.rows
    ]
    return [row for row in found if not row.is_empty]


def read_people(grid: Grid, plan: Plan, around: Around) -> Draft:
    """Read a sheet of people; what is wrong with it stands in the draft.

    Cost: see docs/PERFORMANCE.md, sheets and figures.
    """
    bad: list[BadRow] = []
    rows = rows_of(grid, plan.people, "people", bad)
    people = tuple(DraftPerson(row["number"], _person(row, plan, around)) for row in rows)
    if len(rows) > PEOPLE_MAX:
        why = _("the sheet holds more than %(n)d people") % {"n": PEOPLE_MAX}
        bad.append(BadRow("people", 0, "", "", why, _("Split it and take in one by one.")))
    for day in (plan.waiting_since, plan.told_on):
        if day and day > around.today:
            why, hint = _("this day is still to come"), _("Give today or an earlier day.")
            bad.append(BadRow("people", 0, "", day.isoformat(), why, hint))
    _refuse_twins(rows)
    together: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        together.setdefault(row["household"] or f"\0{at}", []).append(at)
    known = {row["household"] for row in rows if row["household"]}
    notes: dict[int, list[str]] = {}
    households = tuple(
        _household([(at, rows[at]) for at in members], plan, around, known, notes)
        for members in together.values()
    )
    noted = tuple(
        one._replace(person=with_note(one.person, notes.get(at, ())))
        for at, one in enumerate(people)
    )
    return Draft(households=households, people=noted, bad=tuple(bad))


def with_note(person: Person, lines: Iterable[str]) -> Person:
    """Give a person with more lines in their note."""
    note = "\n".join([*filter(None, [person.note]), *lines])
    return replace(person, note=note)


def _person(row: Row, plan: Plan, around: Around) -> Person:
    names = tuple(
        Name(row[column], kind, script_of(row[column]))
        for column, kind in NAME_COLUMNS.items()
        if row[column]
    )
    said = [row["number"], row["household"]]
    from_sheet = [_("In the sheet: %s") % ", ".join(filter(None, said))] if any(said) else []
    return Person(
        names=names,
        birth=_birth(row, plan, around.today),
        sex=row.one_of("sex", words.SEXES, "unknown"),  # type: ignore[arg-type]
        languages=words.languages_of(row["languages"]),
        seems_under_18=row.one_of("child", words.YES_NO, "no") == "yes",
        relation=row["relation"],
        needs=row["needs"],
        note="\n".join([*from_sheet, *row.notes]),
    )


def _birth(row: Row, plan: Plan, today: date) -> Birth:
    """Read the day of birth if there is one, else the age."""
    told = plan.told_on or today
    born = birth.read(row["birth"], told_on=told) if row["birth"] else None
    if row["birth"] and (born is None or born.year is None):
        hint = _("Write it as 1990-05-03, 1990-05 or 1990, and “lunar” before it if it is.")
        row.wrong("birth", _("this is no day of birth"), hint)
    aged = _age(row["age"], plan.told_on, today) if row["age"] else None
    if row["age"] and aged is None:
        hint = _("Write whole years from 0 to %(n)d, or months as “8 months”.") % {"n": AGE_MAX}
        row.wrong("age", _("this is no age"), hint)
    return born or aged or Birth()


def _age(text: str, told_on: date | None, today: date) -> Birth | None:
    months = words.months_of(text)
    said = text if months is None else str(months // 12)
    found = birth.read(said, told_on=told_on or today)
    if found is None or found.age_years is None:
        return None
    # Without the day on which it was told an age stays what it is.
    return found if found.korean_count else replace(found, told_on=told_on)


def _household(
    members: list[tuple[int, Row]],
    plan: Plan,
    around: Around,
    known: set[str],
    notes: dict[int, list[str]],
) -> DraftHousehold:
    first = members[0][1]
    if len(members) > HOUSEHOLD_MAX:
        why = _("the household has %(n)d people") % {"n": len(members)}
        first.wrong("household", why, _("At most %(n)d can be one.") % {"n": HOUSEHOLD_MAX})
    places = [(at, row, _place(row, around)) for at, row in members]
    place = next((slug for _at, _row, slug in places if slug), plan.place)
    if not place and not any(row["place"] for _at, row in members):
        hint = _("Choose below where those wait of whom no row tells it.")
        first.wrong("place", _("no row tells where they are"), hint)
    for at, row, slug in places:
        if slug and slug != place:
            notes.setdefault(at, []).append(f"{row.under['place']}: {row['place']}")
    arrived = _first_day(members, "arrived on", around, notes)
    since = _first_day(members, "waiting since", around, notes)
    if arrived and since and arrived < since:
        first.wrong("arrived on", _("they arrived before they waited"), _("Mend one of the two."))
    household = Household(
        place=place,
        waiting_since=since or arrived or plan.waiting_since,
        urgency=_first_word(members, "urgency", words.URGENCIES, "medium"),  # type: ignore[arg-type]
        contact=_contact(members, around.now),
        state="arrived" if arrived else "contacted" if _told(members, "phrase") else "heard",
        arrived_on=arrived,
        goes_with=_goes_with(members, around, known),
    )
    return DraftHousehold(first["household"], household, tuple(at for at, _row in members))


def _place(row: Row, around: Around) -> str:
    text = words.small(row["place"])
    meant = around.places.get(text, frozenset()) if text else frozenset()
    if text and not meant:
        why = _("there is no such place in the gazetteer")
        row.wrong("place", why, _("Write a name or id as the list of places has it."))
    if len(meant) > 1:
        why = _("several places have this name")
        row.wrong("place", why, _("Write it with its region: %s.") % ", ".join(sorted(meant)))
    return next(iter(meant)) if len(meant) == 1 else ""


def _first_day(
    members: list[tuple[int, Row]], column: str, around: Around, notes: dict[int, list[str]]
) -> date | None:
    days = [(at, row, row.day(column, around.today)) for at, row in members]
    first = next((day for _at, _row, day in days if day), None)
    for at, row, day in days:
        if day and day != first:
            notes.setdefault(at, []).append(f"{row.under[column]}: {row[column]}")
    return first


def _first_word(
    members: list[tuple[int, Row]], column: str, known: Mapping[str, str], otherwise: str
) -> str:
    found = [row.one_of(column, known, "") for _at, row in members]
    return next(filter(None, found), otherwise)


def _told(members: list[tuple[int, Row]], column: str) -> str:
    return next((row[column] for _at, row in members if row[column]), "")


def _contact(members: list[tuple[int, Row]], now: datetime) -> Contact | None:
    phrase = _told(members, "phrase")
    return Contact(at=now, how=_told(members, "how"), phrase=phrase) if phrase else None


def _goes_with(members: list[tuple[int, Row]], around: Around, known: set[str]) -> tuple[str, ...]:
    """Read whom they go with: households of the sheet, or codes on file."""
    found: list[str] = []
    for _at, row in members:
        for said in row["goes with"].replace(",", " ").replace(";", " ").split():
            if said not in known and said.upper() not in around.codes:
                why = _("there is no such household in the sheet or on file")
                row.wrong("goes with", why, _("Write what the sheet calls it, or its code."))
            found.append(said if said in known else said.upper())
    return tuple(dict.fromkeys(found))


def _refuse_twins(rows: Sequence[Row]) -> None:
    """Complain where two rows carry one number, because ties could mean either."""
    first: dict[str, int] = {}
    for row in rows:
        if row["number"] in first:
            why = _("row %(n)d has this number too") % {"n": first[row["number"]]}
            row.wrong("number", why, _("Give every person a number of their own."))
        elif row["number"]:
            first[row["number"]] = row.number
