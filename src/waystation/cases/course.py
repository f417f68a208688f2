"""How the work on a case stands, written on the household, so that lists open nothing else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases.domain import IN_GROUP, Household
from waystation.cases.models import HouseholdRow
from waystation.cases.queries import find, held
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row, swap


@transaction.atomic
def note(*, household_id: UUID, keyring: Keyring, now: datetime, **stands: Any) -> None:
    """Note how a case stands: any of its `step`, `risk`, `next_due` and `worker`.

    Raises:
      Refused: there is no such household among the writer's.
      Overtaken: it was changed this very moment; read again.
    """
    row = find(HouseholdRow, household_id, keyring)
    household = open_row(row, Household, keyring)
    noted = replace(household, **stands)
    if noted != household:
        swap(row, noted, keyring, on=now.date())


@transaction.atomic
def note_rows(
    *,
    household_id: UUID,
    revisions: Mapping[UUID, int],
    keyring: Keyring,
    now: datetime,
    **stands: Any,
) -> None:
    """Note how often the rows were written that another capability keeps of a case.

    Call it in the transaction that writes them.

    Args:
      revisions: of these rows.
      stands: what else that says of the household: until when its work keeps the case open.

    Raises:
      Refused: there is no such household among the writer's.
      Overtaken: it was changed this very moment; read again.
    """
    row = find(HouseholdRow, household_id, keyring)
    household = open_row(row, Household, keyring)
    noted = replace(household, others=household.others | dict(revisions), **stands)
    swap(row, noted, keyring, on=now.date())


def cell_of(household_id: UUID, keyring: Keyring) -> UUID:
    """Say in which compartment a household lies.

    Raises:
      Refused: there is no such household among the reader's.
    """
    return find(HouseholdRow, household_id, keyring).cell


def refuse_grouped(case: UUID, keyring: Keyring) -> None:
    """Refuse to move or give away a household while a group counts on where it is.

    Raises:
      Refused: it is in a group.
    """
    rows = held(HouseholdRow, keyring).filter(pk=case)
    for _row, household in open_all(rows, Household, keyring):
        if household.state in IN_GROUP:
            raise Refused(
                _("The household %(code)s is in a group.") % {"code": household.code},
                hint=_("Take it out of the group first."),
            )
