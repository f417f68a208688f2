"""Something longer than a row, kept in as many sealed rows as it needs."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from waystation.tracing.models import RunRow
from waystation.tracing.partners.domain import Parcel
from waystation.vault.keyring import Keyring
from waystation.vault.opening import fill_all

PIECE_BYTES = 60_000


def put(
    content: bytes, cell: UUID, keyring: Keyring, *, on: date, ends_on: date | None = None
) -> tuple[UUID, ...]:
    """Keep bytes of any length sealed; gives the rows that hold them, in their order.

    Args:
      ends_on: the day after which the worker deletes them; None: they stay until dropped.
    """
    cut = (content[at : at + PIECE_BYTES] for at in range(0, len(content), PIECE_BYTES))
    filled = ((RunRow(cell=cell, ends_on=ends_on), Parcel(piece)) for piece in cut)
    rows = fill_all(filled, keyring, on=on)
    RunRow.objects.bulk_create(rows)
    return tuple(row.id for row in rows)


def drop(*parcels: Iterable[UUID]) -> None:
    """Delete what is no longer needed."""
    RunRow.objects.filter(pk__in=[one for ids in parcels for one in ids]).delete()
