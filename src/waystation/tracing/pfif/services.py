"""Files in PFIF: read in whole or not at all, looked at record by record, and one request out."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.tracing.models import RequestRow, RunRow
from waystation.tracing.partners import queries as partners
from waystation.tracing.partners.queries import Between
from waystation.tracing.partners.services import asking, letters, parcels
from waystation.tracing.pfif import domain, queries, reading, writing
from waystation.tracing.pfif.domain import Fate, Import, Record
from waystation.tracing.pfif.queries import Line
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests import services as requesting
from waystation.tracing.values import Request
from waystation.vault import audit, boxes, keystore
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap

WHY_MAX = 200


@transaction.atomic
def upload(*, content: bytes, keyring: Keyring, now: datetime) -> UUID:
    """Keep a file sealed so that a human can look at each of its records; nothing is made of it.

    Raises:
      BadFile: it cannot be read; nothing of it is kept.
      Refused: the very same file is here already.
    """
    found = reading.read(content)
    digest = hashlib.sha256(content).digest()
    if any(view.value.digest == digest for view in queries.imports(keyring)):
        raise Refused(
            _("The very same file is here already."), hint=_("Open it in the list of files.")
        )
    value = Import(
        at=now,
        by=keyring.user_id,
        name=keyring.alias,
        digest=digest,
        pieces=_kept(found.records, now.date() + domain.KEPT_FOR, keyring, now),
        n_records=len(found.records),
        left_out=found.left_out,
    )
    row = RunRow(cell=keyring.cell("tracing"), ends_on=value.until)
    add(row, value, keyring, on=now.date())
    says = {"n": str(value.n_records), "id": str(row.id)}
    audit.write("record came in", actor=keyring.user_id, says=says, now=now)
    return row.id


@transaction.atomic
def take(*, import_id: UUID, record_id: str, keyring: Keyring, now: datetime) -> UUID:
    """Make a request of one record after looking at it: a copy that ends when its home's does.

    Raises:
      Refused: somebody decided on it, it ran out, the same record is a request here already, or
        there is none such.
    """
    view, line = _undecided(import_id, record_id, keyring)
    if domain.until(line.record, now.date()) < now.date():
        raise Refused(
            _("This record has run out where it comes from."),
            hint=_("Ask for a newer file, or set it aside."),
        )
    copies = (one.request.copied for one in requests.requests(keyring))
    if any(copy is not None and copy.record_id == record_id for copy in copies):
        raise Refused(
            _("This record is a request here already."),
            hint=_("Look at the request; set this copy aside."),
        )
    reports = domain.reports_of(line.record, by=keyring.user_id, today=now.date())
    request = replace(domain.request_of(line.record, now=now), reports=reports)
    made = requesting.open_request(request=request, keyring=keyring, now=now)
    _decide(view, record_id, _fate(keyring, now, request=made), keyring, now)
    return made


@transaction.atomic
def set_aside(
    *, import_id: UUID, record_id: str, why: str, keyring: Keyring, now: datetime
) -> None:
    """Set a record aside, with a reason.

    Raises:
      Refused: no reason, somebody decided on it, or there is none such.
    """
    view, _line = _undecided(import_id, record_id, keyring)
    if not why.strip():
        raise Refused(_("It is not said why."), hint=_("Say in a few words why."))
    said = _fate(keyring, now, why=why.strip()[:WHY_MAX])
    _decide(view, record_id, said, keyring, now)


@transaction.atomic
def take_back(*, import_id: UUID, record_id: str, keyring: Keyring, now: datetime) -> None:
    """Take back what was decided on a record: a request made of it goes, while it is untouched.

    Raises:
      Refused: nothing was decided, somebody worked with the request, or there is none such.
    """
    view, line = _line_of(import_id, record_id, keyring)
    if line.fate is None or not line.may_undo:
        raise Refused(
            _("This cannot be taken back: somebody worked with the request made of it."),
            hint=_("Close the request instead."),
        )
    if line.fate.request is not None:
        made = line.fate.request
        RequestRow.objects.filter(pk=made).delete()
        # A key without a row harms nobody; a row without its key would be lost if this failed.
        transaction.on_commit(lambda: keystore.destroy(made))
    left = {one: fate for one, fate in view.value.fates.items() if one != record_id}
    swap(view.row, replace(view.value, fates=left), keyring, on=now.date())


@transaction.atomic
def drop(*, import_id: UUID, keyring: Keyring) -> None:
    """Delete a file; requests that were made of it stay.

    Raises:
      Refused: there is no such file.
    """
    view = queries.one_import(import_id, keyring)
    parcels.drop(view.value.pieces)
    view.row.delete()


@transaction.atomic
def forget_request(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take the record out of its file of which a request was made that is destroyed."""
    for view in queries.imports(keyring):
        gone = {key for key, fate in view.value.fates.items() if fate.request == request_id}
        if gone:
            records = [line.record for line in queries.lines(view, keyring)]
            left = [record for record in records if record.record_id not in gone]
            parcels.drop(view.value.pieces)
            fates = {key: fate for key, fate in view.value.fates.items() if key not in gone}
            pieces = _kept(left, view.value.until, keyring, now)
            value = replace(view.value, fates=fates, pieces=pieces, n_records=len(left))
            swap(view.row, value, keyring, on=now.date())


def preview(
    *, request: Request, request_id: UUID, partner_id: UUID, keyring: Keyring, now: datetime
) -> Record:
    """Give the record that a file to one organisation would hold today.

    Raises:
      Refused: it is not agreed with the organisation, or the seeker did not release it to it.
    """
    partner = partners.partner(partner_id, keyring).partner
    given = asking.released(partner, request, "file", now)
    mine = letters.our_card(keyring)
    home = f"{hashlib.sha256(mine.signs).hexdigest()[:16]}.invalid"
    return domain.record_of(
        request, given, source=mine.name, home=home, known_as=request_id, now=now
    )


@transaction.atomic
def export(*, request_id: UUID, partner_id: UUID, keyring: Keyring, now: datetime) -> bytes:
    """Give one request as a file in PFIF, sealed to the one organisation it is released to.

    Raises:
      Refused: as `preview`; or as many as were agreed passed in thirty days.
    """
    request = requests.request(request_id, keyring).request
    record = preview(
        request=request, request_id=request_id, partner_id=partner_id, keyring=keyring, now=now
    )
    asking.count_out(partner_id=partner_id, request_id=request_id, keyring=keyring, now=now)
    partner = partners.partner(partner_id, keyring).partner
    says = {"to": partner.card.name, "of": "PFIF", "id": str(request_id)}
    audit.write("record sent out", actor=keyring.user_id, says=says, now=now)
    return boxes.seal_for_carrying([partner.card.recipient], writing.written([record]))


def _undecided(import_id: UUID, record_id: str, keyring: Keyring) -> tuple[Between[Import], Line]:
    view, line = _line_of(import_id, record_id, keyring)
    if line.fate is not None:
        raise Refused(
            _("Somebody decided on this record already."), hint=_("Load the page once more.")
        )
    return view, line


def _line_of(import_id: UUID, record_id: str, keyring: Keyring) -> tuple[Between[Import], Line]:
    view = queries.one_import(import_id, keyring)
    for line in queries.lines(view, keyring):
        if line.record.record_id == record_id:
            return view, line
    raise Refused(_("There is no such record."), hint=_("Pick it from your list."))


def _kept(
    records: Sequence[Record], until: date, keyring: Keyring, now: datetime
) -> tuple[UUID, ...]:
    """Keep the records of a file in pieces that end with it."""
    packed, cell = msgspec.msgpack.encode(records), keyring.cell("tracing")
    return parcels.put(packed, cell, keyring, on=now.date(), ends_on=until)


def _fate(keyring: Keyring, now: datetime, *, request: UUID | None = None, why: str = "") -> Fate:
    return Fate(by=keyring.user_id, name=keyring.alias, at=now, request=request, why=why)


def _decide(
    view: Between[Import], record_id: str, fate: Fate, keyring: Keyring, now: datetime
) -> None:
    fates = view.value.fates | {record_id: fate}
    swap(view.row, replace(view.value, fates=fates), keyring, on=now.date())
