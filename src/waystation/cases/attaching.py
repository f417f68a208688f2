"""Files of a household's case: kept, read and removed, each listed in the case's manifest."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow
from waystation.cases.queries import everybody_of, find
from waystation.vault import files
from waystation.vault.cleaning import clean
from waystation.vault.files import FileView
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap


def attach(
    *, household_id: UUID, title: str, content: bytes, keyring: Keyring, now: datetime
) -> FileView:
    """Keep a file with a household: cleaned of all that came along, and sealed.

    Args:
      title: what it shows, in the colleague's words; the name it came under is not kept.

    Raises:
      Refused: it is of a kind or size that cannot be kept, or there is no such household.
      Overtaken: the household was changed meanwhile.
    """
    row = find(HouseholdRow, household_id, keyring)
    taken = clean(content)
    file, stands = None, False
    try:
        with transaction.atomic():
            file = files.put(
                case=row.case, cell=row.cell, title=title, clean=taken, keyring=keyring, now=now
            )
            household = open_row(row, Household, keyring)
            manifest = household.manifest | {file.id: file.revision}
            swap(row, replace(household, manifest=manifest), keyring, on=now.date())
        stands = True
    finally:
        if file is not None and not stands:
            files.unlink(file.id)
    return file


def read(household_id: UUID, file_id: UUID, keyring: Keyring) -> tuple[FileView, bytes]:
    """Open a file of a household; a photograph of somebody has a door of its own.

    Raises:
      Refused: there is no such household among the reader's, or no such file in it.
      Tampered: its bytes are not those sealed here, or are gone.
    """
    row = find(HouseholdRow, household_id, keyring)
    if file_id in {person.photo for person in everybody_of(row, keyring)}:
        raise Refused(
            _("This is somebody's photograph."), hint=_("Open it on the page of its person.")
        )
    return files.read(file_id, case=row.case, keyring=keyring)


def read_photo(household_id: UUID, file_id: UUID, keyring: Keyring) -> tuple[FileView, bytes]:
    """Open a photograph of somebody in a household; whoever calls has asked for their consent.

    Raises:
      Refused, Tampered: as `read`.
    """
    row = find(HouseholdRow, household_id, keyring)
    return files.read(file_id, case=row.case, keyring=keyring)


def detach(*, household_id: UUID, file_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Remove a file from a household for good.

    Its key goes with its row; in an older backup both stay until the case is destroyed.

    Raises:
      Refused: there is no such household, or no such file in it.
      Overtaken: the household was changed meanwhile.
    """
    with transaction.atomic():
        row = find(HouseholdRow, household_id, keyring)
        files.remove(file_id, case=row.case, keyring=keyring)
        household = open_row(row, Household, keyring)
        manifest = {kept: rev for kept, rev in household.manifest.items() if kept != file_id}
        swap(row, replace(household, manifest=manifest), keyring, on=now.date())
    files.unlink(file_id)
