"""Two records of one donor put together by a person, and taken apart again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving import rows
from waystation.giving.donors import domain, queries
from waystation.giving.donors.domain import Donor, Merged
from waystation.giving.models import BlotRow, BoxRow, DonorRow, MergeRow
from waystation.vault import audit, ownkeys
from waystation.vault.keyring import Keyring


class _Key(NamedTuple):
    """A donor's own key, opened for as long as rows move from one to another."""

    seed: bytes
    public: bytes

    def __repr__(self) -> str:
        return "<_Key>"


def followers() -> list[tuple[type[BoxRow], str]]:
    """List the tables whose rows belong to a donor, with the column that says to whom."""
    found = []
    for relation in DonorRow._meta.related_objects:
        model = relation.related_model
        if model not in (DonorRow, MergeRow) and issubclass(model, BoxRow):
            found.append((model, relation.field.name))
    return found


def family(row: DonorRow) -> list[DonorRow]:
    """List a record and all that went into it, however many merges ago."""
    found, fresh = [row], [row]
    while fresh:
        fresh = [*DonorRow.objects.filter(merged_into__in=fresh).order_by("id")]
        found += fresh
    return found


def seed_of(row: DonorRow, keyring: Keyring) -> bytes:
    """Open a donor's own seed with an address on file, of their record or one that went into it.

    Empty where the donor has no own key.

    Raises:
      Tampered: the wrapped seed is not what was put there.
    """
    for one in family(row):
        if one.own_wrap:
            address = domain.tidied(rows.said(one, Donor, keyring).email)
            return ownkeys.open_own(one.pk, address, bytes(one.own_wrap))
    return b""


@transaction.atomic
def merge(*, kept_id: UUID, gone_id: UUID, keyring: Keyring, now: datetime) -> UUID:
    """Let one record stand for two; gifts, receipts and letters follow, and both addresses open it.

    What the kept record does not say is filled from the other.

    Raises:
      Refused: they are one record, one of them went into another or is to be blotted out.
      Overtaken: somebody was faster.
    """
    kept, gone = _both(kept_id, gone_id, keyring)
    said, other = rows.said(kept, Donor, keyring), rows.said(gone, Donor, keyring)
    before = _key(gone, keyring)
    after = _key(kept, keyring) or before
    keys = {one.pk: _key_columns(one) for one in (kept, *family(gone))}
    moved = _follow(gone, kept, before, after, keyring)
    for one in family(gone):
        _let_in(one, after, keyring)
    rows.move(gone, merged_into=kept)
    if after and not kept.own_public:
        _own_all(kept, after, keyring)
        kept.own_public = after.public
    rows.change(kept, domain.joined(said, other), donor=kept, own_public=bytes(kept.own_public))
    entry = MergeRow(kept=kept, gone=gone, decided_on=now.date())
    rows.put(entry, Merged(by=keyring.alias, rows=moved, keys=keys, before=said))
    _tell("donors merged", kept, keyring, now)
    return entry.pk


@transaction.atomic
def take_apart(*, merge_id: UUID, keyring: Keyring, now: datetime) -> UUID:
    """Undo a merge: what followed goes back, and each address opens its own again.

    What came since stays with the record that was kept. Gives that record.

    Raises:
      Refused: there is no such merge, or a later one of the same records stands on it.
    """
    held = keyring.cells_of("giving")
    entry = MergeRow.objects.filter(pk=merge_id, cell__in=held, state="merged").first()
    if entry is None:
        raise queries.no_record()
    kept, gone = entry.kept, entry.gone
    if kept.merged_into_id is not None:
        raise Refused(
            _("The record that was kept went into another one since."),
            hint=_("Take those two apart first."),
        )
    merged = rows.said(entry, Merged, keyring)
    together = _key(kept, keyring)
    relatives = {one.pk: one for one in (*family(gone), kept)}
    for pk, (public, wrapped) in merged.keys.items():
        one = relatives.get(pk)
        if one is not None and (pk != kept.pk or not public):
            rows.move(one, own_public=public, own_wrap=wrapped)
    rows.move(gone, merged_into=None)
    apart = _key(gone, keyring)
    for row, column in _listed(merged.rows):
        if getattr(row, f"{column}_id") == kept.pk:
            _reseal(row, together, apart, keyring, **{column: gone})
    if not kept.own_public:
        _own_all(kept, None, keyring)
    _take_back_filling(kept, gone, merged, keyring)
    rows.move(entry, state="undone")
    _tell("donors taken apart", kept, keyring, now)
    return kept.pk


@transaction.atomic
def tell_apart(*, kept_id: UUID, gone_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Write down that two records that look alike are of two donors; they are shown no more.

    Raises:
      Refused: they are one record, or one of them is not there.
    """
    kept, gone = _both(kept_id, gone_id, keyring)
    entry = MergeRow(kept=kept, gone=gone, state="apart", decided_on=now.date())
    rows.put(entry, Merged(by=keyring.alias))


def _both(kept_id: UUID, gone_id: UUID, keyring: Keyring) -> tuple[DonorRow, DonorRow]:
    kept, gone = queries.row_of(kept_id, keyring), queries.row_of(gone_id, keyring)
    for row in (kept, gone):
        is_gone = rows.said(row, Donor, keyring).gone_on is not None
        if kept_id == gone_id or is_gone or row.merged_into_id is not None:
            raise queries.no_record()
    if BlotRow.objects.filter(donor__in=(kept, gone), state="asked").exists():
        raise Refused(_("One of them waits to be blotted out."), hint=_("Decide on that first."))
    return kept, gone


def _key(row: DonorRow, keyring: Keyring) -> _Key | None:
    seed = seed_of(row, keyring)
    return _Key(seed, ownkeys.public_of(seed)) if seed else None


def _key_columns(row: DonorRow) -> tuple[bytes, bytes]:
    return bytes(row.own_public), bytes(row.own_wrap)


def _let_in(row: DonorRow, key: _Key | None, keyring: Keyring) -> None:
    """Let a record's own address open another key, where it has an address."""
    if key is None or not row.own_wrap:
        return
    said = rows.said(row, Donor, keyring)
    wrapped = ownkeys.under_another(row.pk, domain.tidied(said.email), key.seed)
    own = ownkeys.seal_own(key.public, msgspec.msgpack.encode(said), about=row.pk)
    rows.move(row, own_public=key.public, own_wrap=wrapped, own=own)


def _follow(
    gone: DonorRow, kept: DonorRow, before: _Key | None, after: _Key | None, keyring: Keyring
) -> dict[str, list[UUID]]:
    moved: dict[str, list[UUID]] = {}
    for model, column in followers():
        for row in model._default_manager.filter(**{column: gone}):
            _reseal(row, before, after, keyring, **{column: kept})
            moved.setdefault(f"{model._meta.label}.{column}", []).append(row.pk)
    return moved


def _listed(moved: dict[str, list[UUID]]) -> Iterator[tuple[BoxRow, str]]:
    for name, ids in moved.items():
        label, _dot, column = name.rpartition(".")
        for row in apps.get_model(label)._default_manager.filter(pk__in=ids):
            yield row, column


def _own_all(donor: DonorRow, key: _Key | None, keyring: Keyring) -> None:
    """Write everything of a donor for a key they did not have before, or for none any more."""
    for model, column in followers():
        for row in model._default_manager.filter(**{column: donor}):
            _reseal(row, None, key, keyring)


def _reseal(
    row: BoxRow, before: _Key | None, after: _Key | None, keyring: Keyring, **plain: object
) -> None:
    """Write a row, and the rows that hang on it, for another key of a donor."""
    rows.move(row, own=_own(row, before, after, keyring), **plain)
    for hanging in _hanging(row):
        rows.move(hanging, own=_own(hanging, before, after, keyring))


def _own(row: BoxRow, before: _Key | None, after: _Key | None, keyring: Keyring) -> bytes:
    if after is None:
        return b""
    if before is not None and row.own:
        body = ownkeys.read_own(before.seed, bytes(row.own), about=row.pk)
    else:
        body = bytes(rows.said(row, msgspec.Raw, keyring))
    return ownkeys.seal_own(after.public, body, about=row.pk)


def _hanging(row: BoxRow) -> Sequence[BoxRow]:
    """Give the rows that belong to a donor's row and name no donor themselves."""
    of_donors = {model for model, _column in followers()}
    found: list[BoxRow] = []
    for relation in row._meta.related_objects:
        model = relation.related_model
        is_ours = isinstance(relation.field, models.ForeignKey) and issubclass(model, BoxRow)
        if is_ours and model not in of_donors:
            rows_of = model._default_manager.filter(**{relation.field.name: row})
            found += [one for one in rows_of.exclude(own=b"") if isinstance(one, BoxRow)]
    return found


def _take_back_filling(kept: DonorRow, gone: DonorRow, merged: Merged, keyring: Keyring) -> None:
    """Give the kept record back what it said before, unless somebody wrote in it since."""
    other = rows.said(gone, Donor, keyring)
    if merged.before is None:
        return
    if rows.said(kept, Donor, keyring) == domain.joined(merged.before, other):
        rows.change(kept, merged.before, donor=kept)


def _tell(kind: str, row: DonorRow, keyring: Keyring, now: datetime) -> None:
    audit.write(kind, actor=keyring.user_id, says={"id": str(row.pk)[:8]}, now=now)
