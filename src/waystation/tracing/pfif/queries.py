"""Reads of files that came in PFIF, and of what became of their records."""

from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.tracing.models import MatchRow, RequestRow
from waystation.tracing.partners import queries as partners
from waystation.tracing.partners.queries import Between
from waystation.tracing.pfif.domain import Fate, Import, Record
from waystation.vault.keyring import Keyring


class Line(NamedTuple):
    """A record of a file, and what became of it; `may_undo` while nothing was done with it."""

    record: Record
    fate: Fate | None
    may_undo: bool


def imports(keyring: Keyring) -> list[Between[Import]]:
    """List the files that came, the latest first.

    Raises:
      Refused: the reader holds no tracing compartment.
    """
    found = partners.all_of(Import, keyring)
    return sorted(found, key=lambda view: view.value.at, reverse=True)


def one_import(import_id: UUID, keyring: Keyring) -> Between[Import]:
    """Read one file that came.

    Raises:
      Refused: there is none of this id in the reader's compartment.
    """
    return partners.one_of(Import, import_id, keyring)


def lines(view: Between[Import], keyring: Keyring) -> list[Line]:
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
