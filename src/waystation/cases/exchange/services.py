"""Taking in a sheet of people: uploaded, its columns agreed, all of it or nothing, and undone."""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_code
from waystation.cases import alarms, noticing, recording
from waystation.cases import services as cases
from waystation.cases.domain import Household
from waystation.cases.exchange import columns, ends, grids, queries
from waystation.cases.exchange.domain import (
    COLUMNS,
    Counts,
    Draft,
    Grid,
    Piece,
    Plan,
    Sheet,
    Sheets,
    Table,
    Taken,
    twice,
)
from waystation.cases.exchange.wording import COLUMN_WORDS
from waystation.cases.keeping import Purge
from waystation.cases.models import HouseholdRow, PartRow, PurgeRow, SheetRow
from waystation.cases.queries import held
from waystation.cases.recording import Tie
from waystation.vault import audit, keystore
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_all, swap

PIECE_BYTES = 60_000


@transaction.atomic
def upload(*, people: bytes, ties: bytes = b"", keyring: Keyring, now: datetime) -> UUID:
    """Keep sheets sealed until they are taken in, and guess what their columns say.

    Args:
      ties: a sheet of its own; without one the second sheet of a spreadsheet is taken for it.

    Raises:
      Refused: a file cannot be read, or the very same sheets were taken in a moment ago.
    """
    ends.sweep(now=now)
    read = grids.read(people)
    beside = grids.read(ties) if ties else None
    second = beside.grids[0] if beside else (*read.grids, Grid())[1]
    found = Sheets(read.grids[0], second)
    packed = zlib.compress(msgspec.msgpack.encode(found))
    digest = hashlib.sha256(packed).digest()
    if any(one.sheet.taken and one.sheet.digest == digest for one in queries.sheets(keyring)):
        raise Refused(
            _("The very same sheets were taken in already."),
            hint=_("Look for the people in the list, or undo what was taken in."),
        )
    cell = keyring.cell("cases")
    plan = Plan(
        people=columns.guessed(found.people.header, "people"),
        ties=columns.guessed(found.ties.header, "ties"),
        cell=cell,
        waiting_since=now.date(),
    )
    value = Sheet(
        at=now,
        by=keyring.user_id,
        name=keyring.alias,
        digest=digest,
        spelling=read.spelling or (beside.spelling if beside else ""),
        n_rows=len(found.people.rows),
        n_ties=len(found.ties.rows),
        pieces=_cut(packed, cell, keyring, now),
        plan=plan,
    )
    return add(SheetRow(cell=cell), value, keyring, on=now.date()).id


def agree(*, sheet_id: UUID, plan: Plan, keyring: Keyring) -> None:
    """Note what the columns of a sheet say, and what holds where a row says nothing.

    Raises:
      Refused: two columns say the same, one that is needed is missing, the compartment is not the
        writer's, it was taken in already, or there is no such sheet.
      Overtaken: somebody agreed something else this very moment.
    """
    row, value = queries.found_row(sheet_id, keyring)
    found = queries.grids(value, keyring)
    _check(plan.people, found.people, "people")
    _check(plan.ties, found.ties, "ties")
    _check_ties(plan)
    if plan.cell not in keyring.cells_of("cases"):
        raise Refused(_("Your keys do not open that."), hint=_("Choose a compartment of yours."))
    swap(row, replace(value, plan=plan), keyring, on=row.day)


@transaction.atomic
def take_in(*, sheet_id: UUID, seen: int, keyring: Keyring, now: datetime) -> Counts:
    """Put everybody of a sheet on file, with who is what to whom: all of it or nothing.

    Args:
      seen: the revision of the sheet of which the outcome was looked at.

    Cost: see docs/PERFORMANCE.md, sheets and figures.

    Raises:
      Refused: a row is bad, it was changed since it was looked at, or there is no such sheet.
      Overtaken: somebody took it in this very moment.
    """
    row, value = queries.found_row(sheet_id, keyring)
    if row.revision != seen:
        raise Refused(
            _("This sheet was changed since you looked."),
            hint=_("Look once more at what comes of it."),
        )
    draft = queries.draft(value, keyring, now)
    if draft.bad or not draft.people:
        raise Refused(
            _("Nothing was taken in: rows of the sheet are wrong."),
            hint=_("Mend them in your file and upload it again, or leave a column out."),
        )
    made = _put_on_file(draft, value.plan.cell, keyring, now)
    counts = draft.counts(now.date())
    taken = Taken(at=now, by=keyring.user_id, name=keyring.alias, counts=counts)
    listed = b"".join(one.bytes + revision.to_bytes(4, "big") for one, revision in made.items())
    kept = _cut(listed, row.cell, keyring, now)
    SheetRow.objects.filter(pk__in=value.pieces).delete()
    swap(row, replace(value, pieces=kept, taken=taken), keyring, on=now.date())
    _enter("sheet taken in", counts, keyring, now)
    return counts


@transaction.atomic
def undo(*, sheet_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back what came of the last sheet, keys and all, while nothing was done with it.

    Raises:
      Refused: it is not the last one, something was done with what came of it, or there is no
        such sheet.
    """
    view = queries.sheet(sheet_id, keyring)
    taken = view.sheet.taken
    if taken is None or not view.may_undo:
        raise Refused(
            _("This cannot be undone any more: somebody worked with what came of it."),
            hint=_("Have the cases destroyed that do not belong here."),
        )
    made = list(queries.remembered(view.sheet, keyring))
    asked = open_all(held(PurgeRow, keyring), Purge, keyring)
    if {one.subject for _row, one in asked} & set(made):
        raise Refused(
            _("The destruction of one of these cases was asked for."),
            hint=_("Have that decided first."),
        )
    opened = PartRow.objects.filter(case__in=made)
    for case in set(opened.values_list("case", flat=True)):
        alarms.forget(case=case, cell=view.sheet.plan.cell, keyring=keyring)
    opened.delete()
    HouseholdRow.objects.filter(pk__in=made).delete()
    _delete(view)
    _enter("sheet taken back", taken.counts, keyring, now)
    # Keys without rows harm nobody; rows without keys would be lost if this were rolled back.
    transaction.on_commit(lambda: keystore.destroy(*made))


@transaction.atomic
def drop(*, sheet_id: UUID, keyring: Keyring) -> None:
    """Delete a sheet that is not to be taken in.

    Raises:
      Refused: it was taken in already, or there is no such sheet.
    """
    view = queries.sheet(sheet_id, keyring)
    if view.sheet.taken is not None:
        raise Refused(_("This sheet was taken in."), hint=_("Undo that instead."))
    _delete(view)


def note_figures_out(*, n: int, keyring: Keyring, now: datetime) -> None:
    """Enter in the audit that figures left the building."""
    says = {"of": "figures", "n": str(n)}
    audit.write("taken out", actor=keyring.user_id, says=says, now=now)


def _put_on_file(draft: Draft, cell: UUID, keyring: Keyring, now: datetime) -> dict[UUID, int]:
    """Put a draft on file; gives each household with its revision."""
    codes = _codes(draft, {one.code for _row, one in queries.households(keyring)})
    families = [
        (_coded(one.household, code, codes), [draft.people[at].person for at in one.people], cell)
        for one, code in zip(draft.households, codes.values(), strict=True)
    ]
    made = cases.take_in(families=families, keyring=keyring, now=now)
    rows = HouseholdRow.objects.filter(pk__in=made)
    members = {row.id: one.people for row, one in open_all(rows, Household, keyring)}
    ids = {
        at: person_id
        for household_id, one in zip(made, draft.households, strict=True)
        for at, person_id in zip(one.people, members[household_id], strict=True)
    }
    ties = [
        Tie(one=ids[link.of], other=ids[link.to], kind=link.kind, hard=link.hard,
            evidence=link.evidence)
        for link in draft.links
    ]  # fmt: skip
    if ties:
        recording.tie_all(ties=ties, keyring=keyring, now=now)
    for household_id, one in zip(made, draft.households, strict=True):
        # Where there is no child nobody is to be looked after.
        if any(draft.people[at].person.is_child_on(now.date()) for at in one.people):
            noticing.people_changed(household_id=household_id, keyring=keyring, now=now)
    return dict(HouseholdRow.objects.filter(pk__in=made).values_list("id", "revision"))


def _codes(draft: Draft, taken: set[str]) -> dict[str, str]:
    """Draw a code for each household, by what the sheet calls it or else by its position."""
    codes: dict[str, str] = {}
    for at, one in enumerate(draft.households):
        while (code := new_code("H")) in taken:
            pass
        taken.add(code)
        codes[one.number or f"\0{at}"] = code
    return codes


def _coded(household: Household, code: str, codes: dict[str, str]) -> Household:
    with_whom = tuple(codes.get(said, said) for said in household.goes_with)
    others = tuple(one for one in dict.fromkeys(with_whom) if one != code)
    return replace(household, code=code, goes_with=others)


def _check(said: Sequence[str], grid: Grid, table: Table) -> None:
    if len(said) != len(grid.header) or not set(said) <= {"", *COLUMNS[table]}:
        raise Refused(
            _("These are not the columns of this sheet."), hint=_("Load the page once more.")
        )
    for column in twice(said):
        raise Refused(
            _("Two columns are both taken for “%(column)s”.")
            % {"column": COLUMN_WORDS[table][column]},
            hint=_("Leave one of them out, or take it for something else."),
        )
    if table == "people" and not any(said):
        raise Refused(_("No column is taken."), hint=_("Say at least which one holds the names."))


def _check_ties(plan: Plan) -> None:
    if not any(plan.ties):
        return
    if "number" not in plan.people or not {"number", "relation"} <= set(plan.ties):
        raise Refused(
            _("Ties need the number of a person in both sheets, and the relation."),
            hint=_("Choose the columns that hold them, or leave all columns of the ties out."),
        )


def _cut(content: bytes, cell: UUID, keyring: Keyring, now: datetime) -> tuple[UUID, ...]:
    """Keep bytes of any length in as many sealed rows as they need."""
    cut = (content[at : at + PIECE_BYTES] for at in range(0, len(content), PIECE_BYTES))
    return tuple(add(SheetRow(cell=cell), Piece(piece), keyring, on=now.date()).id for piece in cut)


def _delete(view: queries.SheetView) -> None:
    ids: Iterable[UUID] = (view.id, *view.sheet.pieces)
    SheetRow.objects.filter(pk__in=list(ids)).delete()


def _enter(kind: str, counts: Counts, keyring: Keyring, now: datetime) -> None:
    says = {"n": str(counts.people)}
    audit.write(kind, actor=keyring.user_id, says=says, now=now)
