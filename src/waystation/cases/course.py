"""How the work on a case stands, written on the household, so that lists open nothing else."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow
from waystation.cases.queries import find
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap


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


def cell_of(household_id: UUID, keyring: Keyring) -> UUID:
    """Say in which compartment a household lies.

    Raises:
      Refused: there is no such household among the reader's.
    """
    return find(HouseholdRow, household_id, keyring).cell
