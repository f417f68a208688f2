"""Reads of uploaded sheets: what they hold, and what would come of them."""

import zlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import cast
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.cases.domain import Household
from waystation.cases.exchange import counting, words
from waystation.cases.exchange.counting import Fact, Table
from waystation.cases.exchange.domain import (
    NOTE_MAX,
    BadRow,
    Draft,
    Piece,
    Plan,
    Sheet,
    Sheets,
)
from waystation.cases.exchange.reading import Around, read_people
from waystation.cases.exchange.ties import read_ties
from waystation.cases.models import HouseholdRow, SheetRow
from waystation.cases.queries import find, held, place_names
from waystation.cases.queries import households as all_households
from waystation.network import queries as network
from waystation.vault import cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row

# What a sheet's pieces may hold together, unpacked.
CONTENT_MAX = 96 * 1024 * 1024
ID_BYTES, REVISION_BYTES = 16, 4


class SheetView(msgspec.Struct, frozen=True):
    """An uploaded sheet as a list shows it; `revision` says which state of it was seen."""

    id: UUID
    revision: int
    sheet: Sheet
    may_undo: bool = False


def sheets(keyring: Keyring) -> list[SheetView]:
    """List the sheets uploaded into the reader's compartments, the newest first."""
    kinds = cast(type[Sheet | Piece], Sheet | Piece)
    opened = open_all(held(SheetRow, keyring), kinds, keyring)
    found = [(row, value) for row, value in opened if isinstance(value, Sheet)]
    found.sort(key=lambda one: one[1].at, reverse=True)
    last = last_taken(value for _row, value in found)
    return [
        SheetView(row.id, row.revision, value, value == last and is_untouched(value, keyring))
        for row, value in found
    ]


def sheet(sheet_id: UUID, keyring: Keyring) -> SheetView:
    """Read one uploaded sheet.

    Raises:
      Refused: there is no such sheet among the reader's.
    """
    found = next((view for view in sheets(keyring) if view.id == sheet_id), None)
    if found is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return found


def last_taken(found: Iterable[Sheet]) -> Sheet | None:
    """Give the sheet that was taken in last."""
    taken = [one for one in found if one.taken is not None]
    return max(taken, key=lambda one: one.taken.at, default=None)  # type: ignore[union-attr]


def grids(value: Sheet, keyring: Keyring) -> Sheets:
    """Open the sheets themselves.

    Raises:
      Refused: they were taken in, or deleted, meanwhile.
      Tampered: they are not what was uploaded.
    """
    if value.taken is not None:
        raise Refused(_("This sheet was taken in."), hint=_("Look at what came of it."))
    packed = zlib.decompressobj()
    try:
        plain = packed.decompress(pieces(value, keyring), CONTENT_MAX)
        return msgspec.msgpack.decode(plain, type=Sheets)
    except (zlib.error, msgspec.MsgspecError):
        raise Tampered("an uploaded sheet is not what was sealed") from None


def pieces(value: Sheet, keyring: Keyring) -> bytes:
    """Open what a sheet's pieces hold together.

    Raises:
      Refused: they were deleted, because they lay too long.
    """
    rows = {row.id: row for row in held(SheetRow, keyring).filter(pk__in=value.pieces)}
    if len(rows) != len(value.pieces):
        raise Refused(_("This sheet lay too long and was deleted."), hint=_("Upload it once more."))
    return b"".join(open_row(rows[one], Piece, keyring).content for one in value.pieces)


def draft(value: Sheet, keyring: Keyring, now: datetime) -> Draft:
    """Read what would come of a sheet as its columns are understood now, and what is wrong.

    Raises:
      Refused: as `grids`.
    """
    found = grids(value, keyring)
    return drafted(found, value.plan, around(keyring, now))


def drafted(found: Sheets, plan: Plan, beside: Around) -> Draft:
    """Read sheets as a plan says."""
    made = read_people(found.people, plan, beside)
    if found.ties.rows and any(plan.ties):
        made = read_ties(found.ties, plan, made)
    return made._replace(bad=(*made.bad, *_too_long(made)))


def _too_long(made: Draft) -> list[BadRow]:
    """Complain about those of whom more would be noted than a record holds."""
    why = _("the note on this person is longer than %(n)d characters") % {"n": NOTE_MAX}
    hint = _("Shorten what stands there, or take fewer columns for notes.")
    return [
        BadRow("people", 0, "", one.number or one.person.name or "", why, hint)
        for one in made.people
        if len(one.person.note) > NOTE_MAX
    ]


def around(keyring: Keyring, now: datetime) -> Around:
    """Give what sheets are read beside: the gazetteer, the codes on file and the moment."""
    callings: dict[str, set[str]] = {}
    for place in network.places(keyring):
        for called in (place.slug, place.name, f"{place.name}, {place.region}"):
            callings.setdefault(words.small(called), set()).add(place.slug)
    codes = frozenset(one.code for _row, one in households(keyring))
    return Around({said: frozenset(slugs) for said, slugs in callings.items()}, codes, now)


def households(keyring: Keyring) -> list[tuple[HouseholdRow, Household]]:
    """Open every household of the reader."""
    return open_all(held(HouseholdRow, keyring), Household, keyring)


def remembered(value: Sheet, keyring: Keyring) -> dict[UUID, int]:
    """Give the households that came of a sheet, each with its revision of then."""
    plain, step = pieces(value, keyring), ID_BYTES + REVISION_BYTES
    return {
        UUID(bytes=plain[at : at + ID_BYTES]): int.from_bytes(
            plain[at + ID_BYTES : at + step], "big"
        )
        for at in range(0, len(plain), step)
    }


def is_untouched(value: Sheet, keyring: Keyring) -> bool:
    """Say whether all that came of a sheet is there still as it was put on file.

    A household's revision grows with whatever is done to it, to its people or in its case.
    """
    then = remembered(value, keyring)
    rows = held(HouseholdRow, keyring).filter(pk__in=then, cell=value.plan.cell)
    return dict(rows.values_list("id", "revision")) == then


def compartments(keyring: Keyring) -> list[tuple[UUID, str]]:
    """List the case compartments of the reader with their names."""
    return [(cell, cells.name_of(cell, keyring)) for cell in keyring.cells_of("cases")]


def found_row(sheet_id: UUID, keyring: Keyring) -> tuple[SheetRow, Sheet]:
    """Find a sheet's own row, to write it anew.

    Raises:
      Refused: there is no such sheet among the reader's.
    """
    row = find(SheetRow, sheet_id, keyring)
    return row, open_row(row, Sheet, keyring)


def figures(keyring: Keyring, today: date) -> list[Table]:
    """Count the reader's people in tables in which nobody few can be found.

    Cost: nearly all of it is opening the people; see docs/PERFORMANCE.md, sheets and figures.
    """
    facts = [
        Fact(
            age=person.age_on(today),
            seems_child=person.seems_under_18,
            sex=person.sex,
            place=view.household.place,
            stands=view.stands if view.stands in ("moving", "arrived") else "waiting",
            waited_days=view.waited_days,
            urgency=view.household.urgency,
            size=view.size,
            language=next(iter(person.languages), ""),
            needs=frozenset(need.kind for need in person.special),
        )
        for view in all_households(keyring, today)
        for person in view.people
    ]
    return counting.tables(facts)


def named_places(keyring: Keyring) -> dict[str, str]:
    """Give the name of each place by its slug."""
    return place_names(keyring)
