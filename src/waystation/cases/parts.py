"""What is written in a household's case: kept with who wrote it, never overwritten in silence.

A note, a consent, a plan, a task: each is a part. Its row does not show of what kind it is. What
it was before stays inside it with who changed it and when, and the household lists every part
with its revision, so that one that is lost or put back to what it was is noticed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused, Tampered
from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow, PartRow
from waystation.cases.queries import find
from waystation.vault.keyring import Keyring
from waystation.vault.opening import fill_all, has_room, open_all, open_row, swap

Value = TypeVar("Value", bound=msgspec.Struct)
BEFORE_MAX = 40
# The field by which a whole record is told from what a change left of it.
TAG = "type"
NOT_WRITTEN = "the parts of a case are not those written in it"


class Full(Refused):
    """What a part was before leaves no room for another change."""


class Before(msgspec.Struct, frozen=True):
    """What a part was until somebody changed it; `body` leaves out what that change left alone."""

    at: datetime
    by: UUID
    name: str
    body: msgspec.Raw


class Part(msgspec.Struct, frozen=True, kw_only=True, tag="part/1"):
    """What lies in a part's row.

    `kind` is the tag of the value in `body`; `at`, `by` and `name` say when and who wrote it as it
    is now, and what they are called here, `first_at` and `first_by` when and who wrote it first.
    """

    kind: str
    first_at: datetime
    first_by: UUID
    at: datetime
    by: UUID
    name: str
    body: msgspec.Raw
    before: tuple[Before, ...] = ()


Written = list[tuple[PartRow, Part]]


class Kept(msgspec.Struct, Generic[Value], frozen=True):
    """A part as whoever may read it sees it."""

    id: UUID
    case: UUID
    cell: UUID
    value: Value
    first_at: datetime
    first_by: UUID
    at: datetime
    by: UUID
    name: str
    before: tuple["Was[Value]", ...] = ()


class Was(msgspec.Struct, Generic[Value], frozen=True):
    """What a part said until somebody changed it, and who had written that."""

    at: datetime
    name: str
    value: Value


@transaction.atomic
def put(*, household_id: UUID, value: msgspec.Struct, keyring: Keyring, now: datetime) -> UUID:
    """Write something new into a case.

    Raises:
      Refused: there is no such household among the writer's.
      Overtaken: the case was changed meanwhile; read again.
    """
    return put_all(household_id=household_id, values=[value], keyring=keyring, now=now)[0]


@transaction.atomic
def put_all(
    *, household_id: UUID, values: Sequence[msgspec.Struct], keyring: Keyring, now: datetime
) -> list[UUID]:
    """Write several things into a case at once; see `put`."""
    row = find(HouseholdRow, household_id, keyring)
    rows = [PartRow(cell=row.cell, case=row.case) for _value in values]
    written = [_written(value, keyring, now) for value in values]
    fill_all(zip(rows, written, strict=True), keyring, on=now.date())
    PartRow.objects.bulk_create(rows)
    _list(row, {part.id: part.revision for part in rows}, keyring, now)
    return [part.id for part in rows]


@transaction.atomic
def change(
    *, part_id: UUID, was: msgspec.Struct, value: msgspec.Struct, keyring: Keyring, now: datetime
) -> None:
    """Write something of a case anew; what it was before stays with it.

    Args:
      was: what the writer saw; if it is no longer that, nothing is written.

    Raises:
      Refused: there is no such part, it was changed meanwhile, or it was changed too often.
      Overtaken: the case was changed this very moment; read again.
      Tampered: it was put back to what it was before.
    """
    row = find(PartRow, part_id, keyring)
    part = open_row(row, Part, keyring)
    if part.body != _raw(was):
        raise Refused(
            _("Somebody changed this meanwhile."),
            hint=_("Look at what it says now, then change it again."),
        )
    new = _written(value, keyring, now)
    old = Before(part.at, part.by, part.name, _but_for(part.body, new.body))
    new = replace(new, before=(*part.before, old), first_at=part.first_at, first_by=part.first_by)
    if len(new.before) > BEFORE_MAX or not has_room(new):
        raise Full(
            _("This has been changed too often to be changed again."),
            hint=_("Write it down as a new one."),
        )
    case = find(HouseholdRow, row.case, keyring)
    if open_row(case, Household, keyring).parts.get(row.id) != row.revision:
        raise Tampered(NOT_WRITTEN)
    swap(row, new, keyring, on=now.date())
    _list(case, {row.id: row.revision}, keyring, now)


def read(part_id: UUID, kind: type[Value], keyring: Keyring) -> Kept[Value]:
    """Read one part of a kind.

    Raises:
      Refused: there is no such part among the reader's, or it is of another kind.
      Tampered: it was put back to what it was, or was not written here.
    """
    row = find(PartRow, part_id, keyring)
    part = open_row(row, Part, keyring)
    household = open_row(find(HouseholdRow, row.case, keyring), Household, keyring)
    if household.parts.get(row.id) != row.revision:
        raise Tampered(NOT_WRITTEN)
    if part.kind != tag_of(kind):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return _kept(row, part, kind)


def listed(
    household_id: UUID, kind: type[Value], keyring: Keyring, *, written: Written | None = None
) -> list[Kept[Value]]:
    """List the parts of a kind in a case, the oldest first.

    Args:
      written: what `opened` gave of this case, if the caller has opened it anyway.

    Raises:
      Refused: there is no such household among the reader's.
      Tampered: a part is missing, was put back to what it was, or was not written here.
    """
    return of_kind(opened(household_id, keyring) if written is None else written, kind)


def of_kind(found: Iterable[tuple[PartRow, Part]], kind: type[Value]) -> list[Kept[Value]]:
    """Pick the parts of a kind out of what `opened` gave."""
    return [_kept(row, part, kind) for row, part in found if part.kind == tag_of(kind)]


def opened(household_id: UUID, keyring: Keyring) -> Written:
    """Open everything written in a case, of whatever kind, the oldest first; see `listed`."""
    row = find(HouseholdRow, household_id, keyring)
    household = open_row(row, Household, keyring)
    found = open_all(PartRow.objects.filter(case=row.case, cell=row.cell), Part, keyring)
    if {part.id: part.revision for part, _value in found} != household.parts:
        raise Tampered(NOT_WRITTEN)
    # In the order in which they were written, which the clock alone does not always tell.
    nth = {part_id: number for number, part_id in enumerate(household.parts)}
    return sorted(found, key=lambda one: nth[one[0].id])


def everything(keyring: Keyring) -> Written:
    """Open every part of every case of the reader, for a page that asks for several kinds."""
    rows = PartRow.objects.filter(cell__in=keyring.cells_of("cases"))
    return open_all(rows, Part, keyring)


def everywhere(kind: type[Value], keyring: Keyring) -> dict[UUID, list[Kept[Value]]]:
    """List the parts of a kind in all cases of the reader, by case.

    Cost: it opens every part there is; what a list of all people shows is better kept in
    `Household`.
    """
    found: dict[UUID, list[Kept[Value]]] = defaultdict(list)
    for one in of_kind(everything(keyring), kind):
        found[one.case].append(one)
    for kept in found.values():
        kept.sort(key=lambda one: (one.first_at, one.id))
    return dict(found)


def tag_of(kind: type[msgspec.Struct]) -> str:
    """Give the word by which a kind of part is told from others."""
    tag = kind.__struct_config__.tag
    assert isinstance(tag, str), f"{kind.__name__} needs a tag"
    return tag


def _written(value: msgspec.Struct, keyring: Keyring, now: datetime) -> Part:
    by = keyring.user_id
    return Part(
        kind=tag_of(type(value)),
        first_at=now,
        first_by=by,
        at=now,
        by=by,
        name=keyring.alias,
        body=_raw(value),
    )


def _raw(value: msgspec.Struct) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode(value))


def _kept(row: PartRow, part: Part, kind: type[Value]) -> Kept[Value]:
    return Kept(
        id=row.id,
        case=row.case,
        cell=row.cell,
        value=decoded(part.body, kind),
        first_at=part.first_at,
        first_by=part.first_by,
        at=part.at,
        by=part.by,
        name=part.name,
        before=tuple(Was(at, name, decoded(body, kind)) for at, name, body in versions(part)[:-1]),
    )


def versions(part: Part) -> list[tuple[datetime, str, msgspec.Raw]]:
    """List what a part said from first to last: when, who wrote it, and all of what it said then.

    Raises:
      Tampered: something it said before is no record.
    """
    found = [(part.at, part.name, part.body)]
    for old in reversed(part.before):
        held = _fields(old.body)
        if TAG not in held:
            held = _fields(found[-1][2]) | held
        found.append((old.at, old.name, msgspec.Raw(msgspec.msgpack.encode(held))))
    return found[::-1]


def _but_for(old: msgspec.Raw, new: msgspec.Raw) -> msgspec.Raw:
    """Give what was said before, but for what is said again; whole if the fields are others."""
    was, now = _fields(old), _fields(new)
    if was.keys() != now.keys() or was.get(TAG) != now.get(TAG):
        return old
    other = {name: value for name, value in was.items() if value != now[name]}
    return msgspec.Raw(msgspec.msgpack.encode(other))


def _fields(body: msgspec.Raw) -> dict[str, msgspec.Raw]:
    try:
        return msgspec.msgpack.decode(body, type=dict[str, msgspec.Raw])
    except msgspec.MsgspecError:
        raise Tampered("a part holds no record") from None


def decoded(body: msgspec.Raw, kind: type[Value]) -> Value:
    """Read a part's value.

    Raises:
      Tampered: it is none of this kind.
    """
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except msgspec.MsgspecError:
        raise Tampered(f"a part holds no {kind.__name__}") from None


def _list(row: HouseholdRow, revisions: dict[UUID, int], keyring: Keyring, now: datetime) -> None:
    household = open_row(row, Household, keyring)
    swap(row, replace(household, parts=household.parts | revisions), keyring, on=now.date())
