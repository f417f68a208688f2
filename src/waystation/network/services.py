"""Changes to the network."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from waystation.network.domain import House, Leg, Partner, Place
from waystation.network.models import HouseRow, LegRow, PartnerRow, PlaceRow
from waystation.vault.keyring import Keyring
from waystation.vault.opening import fill

BATCH = 500


@transaction.atomic
def take_in(
    *,
    places: Iterable[Place],
    houses: Iterable[House],
    legs: Iterable[Leg],
    partners: Iterable[Partner],
    keyring: Keyring,
    now: datetime,
) -> None:
    """Take a whole network into sealed rows, all of it or nothing.

    Raises:
      Refused: the keyring lacks the gazetteer's or the network's compartment.
    """
    gazetteer, network = keyring.cell("gazetteer"), keyring.cell("network")
    for rows, values, cell in (
        (PlaceRow, places, gazetteer),
        (HouseRow, houses, network),
        (LegRow, legs, network),
        (PartnerRow, partners, network),
    ):
        kind: Any = rows
        sealed = [fill(kind(cell=cell), value, keyring, on=now.date()) for value in values]
        kind.objects.bulk_create(sealed, batch_size=BATCH)
