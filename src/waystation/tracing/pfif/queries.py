"""Reads of files that came in PFIF, and of what became of their records."""

from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.tracing.models import MatchRow, RequestRow, RunRow
from waystation.tracing.partners import queries as partners
from waystation.tracing.pfif.domain import Fate, Import, Record
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row

TAG = "import/1"


class ImportView(NamedTuple):
    """A file that came, with its row."""

    id: UUID
    row: RunRow
    value: Import

    @property
    def n_waiting(self) -> int:
        """Count the records nobody looked at yet."""
        return self.value.n_records - len(self.value.fates)


class Line(NamedTuple):
    """A record of a file, and what became of it; `may_undo` while nothing was done with it."""

    record: Record
    fate: Fate | None
    may_undo: bool


class _Tagged(msgspec.Struct, frozen=True):
    type: str


def imports(keyring: Keyring) -> list[ImportView]:
    """List the files that came, the latest first.

    Raises:
      Refused: the reader holds no tracing compartment.
    """
    rows = RunRow.objects.filter(cell=keyring.cell("tracing"))
    found = [
        ImportView(row.id, row, msgspec.msgpack.decode(raw, type=Import))
        for row, raw in open_all(rows, msgspec.Raw, keyring)
        if _is_import(raw)
    ]
    return sorted(found, key=lambda view: view.value.at, reverse=True)


def one_import(import_id: UUID, keyring: Keyring) -> ImportView:
    """Read one file that came.

    Raises:
      Refused: there is none of this id in the reader's compartment.
    """
    mine = RunRow.objects.filter(cell__in=keyring.cells_of("tracing"))
    row = mine.filter(pk=import_id).first()
    raw = None if row is None else open_row(row, msgspec.Raw, keyring)
    if row is None or raw is None or not _is_import(raw):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return ImportView(row.id, row, msgspec.msgpack.decode(raw, type=Import))


def lines(view: ImportView, keyring: Keyring) -> list[Line]:
    """List the records of a file in their order, each with what became of it."""
    content = partners.parcel(view.value.pieces, keyring)
    records = msgspec.msgpack.decode(content, type=list[Record])
    made = [fate.request for fate in view.value.fates.values() if fate.request]
    untouched = set(RequestRow.objects.filter(pk__in=made, revision=1).values_list("id", flat=True))
    untouched -= set(MatchRow.objects.filter(case__in=made).values_list("case", flat=True))
    found = []
    for record in records:
        fate = view.value.fates.get(record.record_id)
        may_undo = fate is not None and (fate.request is None or fate.request in untouched)
        found.append(Line(record, fate, may_undo))
    return found


def _is_import(raw: msgspec.Raw) -> bool:
    try:
        return msgspec.msgpack.decode(raw, type=_Tagged).type == TAG
    except msgspec.MsgspecError:
        return False
