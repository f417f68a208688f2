"""Reads of portraits, opened with the officer's own keyring."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.tracing.models import PortraitRow
from waystation.tracing.portraits.domain import Picture, Portrait
from waystation.tracing.requests import queries as requests
from waystation.tracing.values import Request
from waystation.vault import files
from waystation.vault.files import FileView
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row


class PortraitView(NamedTuple):
    """A portrait, the id of its row, and the request it belongs to."""

    id: UUID
    revision: int
    portrait: Portrait


def portraits(keyring: Keyring) -> list[PortraitView]:
    """List every portrait of the reader's tracing compartment, the latest first.

    Raises:
      Refused: the reader holds no tracing compartment.
    """
    return _opened(PortraitRow.objects.filter(cell=keyring.cell("tracing")), keyring)


def portrait(portrait_id: UUID, keyring: Keyring) -> PortraitView:
    """Read one portrait.

    Raises:
      Refused: there is no such portrait in the reader's compartment.
    """
    row = find(portrait_id, keyring)
    return PortraitView(row.id, row.revision, open_row(row, Portrait, keyring))


def of_request(request_id: UUID, keyring: Keyring) -> list[PortraitView]:
    """List the portraits of one request, the latest first.

    Raises:
      Refused: there is no such request in the reader's compartment.
    """
    row = requests.find(request_id, keyring)
    return _opened(PortraitRow.objects.filter(cell=row.cell, case=row.case), keyring)


def shown_for(request_id: UUID, keyring: Keyring, today: date) -> list[PortraitView]:
    """List the finished portraits that may be shown in a case: looked over, and agreed to.

    They are for people's eyes; nothing compares them with anybody.

    Raises:
      Refused: there is no such request in the reader's compartment.
    """
    found = of_request(request_id, keyring)
    return [view for view in found if view.portrait.may_be_used("tracing", today)]


def request_of(view: PortraitView, keyring: Keyring) -> Request:
    """Read the request a portrait belongs to."""
    return requests.request(view.portrait.request, keyring).request


def picture(portrait_id: UUID, keyring: Keyring) -> tuple[Picture, FileView, bytes]:
    """Open the finished portrait.

    Raises:
      Refused: there is no such portrait in the reader's compartment, or none is finished.
      Tampered: its bytes are not those sealed here, or are gone.
    """
    row = find(portrait_id, keyring)
    held = open_row(row, Portrait, keyring).picture
    if held is None:
        raise Refused(
            _("There is no finished portrait yet."), hint=_("Upload it once the artist is done.")
        )
    file, content = files.read(held.file, case=row.case, keyring=keyring)
    return held, file, content


def find(portrait_id: UUID, keyring: Keyring) -> PortraitRow:
    """Find a portrait's row.

    Raises:
      Refused: there is none, or it lies elsewhere; the answer is the same, so nobody learns which.
    """
    mine = PortraitRow.objects.filter(cell__in=keyring.cells_of("tracing"))
    row = mine.filter(pk=portrait_id).first()
    if row is not None:
        keyring.expect([row.case])
    if row is None or not keyring.has_shred(row.case):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return row


def _opened(rows: QuerySet[PortraitRow], keyring: Keyring) -> list[PortraitView]:
    found = [
        PortraitView(row.id, row.revision, held) for row, held in open_all(rows, Portrait, keyring)
    ]
    return sorted(found, key=lambda view: (view.portrait.begun_on, view.id), reverse=True)
