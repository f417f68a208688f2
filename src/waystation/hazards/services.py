"""Changes to what is known of danger."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from waystation.hazards.domain import Hazard
from waystation.hazards.models import HazardRow
from waystation.vault.keyring import Keyring
from waystation.vault.opening import fill


@transaction.atomic
def take_in(*, hazards: Iterable[Hazard], keyring: Keyring, now: datetime) -> None:
    """Put word of danger on file, all of it or nothing.

    Raises:
      Refused: the keyring lacks the network's compartment.
    """
    cell = keyring.cell("network")
    rows = [fill(HazardRow(cell=cell), hazard, keyring, on=now.date()) for hazard in hazards]
    HazardRow.objects.bulk_create(rows, batch_size=500)
