"""From when on somebody may be offered questions: two quiet weeks after they came anywhere.

Nobody is asked on the night of an arrival. Other capabilities know of later journeys; they say so.
"""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from waystation.cases.domain import Household
from waystation.vault.keyring import Keyring

QUIET = timedelta(days=14)
Came = Callable[[UUID, Keyring], date | None]
_CAME: list[Came] = []


def heed(came: Came) -> Came:
    """Ask somewhere else as well when a household last came anywhere, once however often said."""
    if came not in _CAME:
        _CAME.append(came)
    return came


def from_on(household: Household, household_id: UUID, keyring: Keyring) -> date | None:
    """Give the first day on which anybody of a household may be asked; None: no arrival is known.

    Raises:
      Refused: there is no such household among the reader's.
    """
    days = [household.arrived_on, *(came(household_id, keyring) for came in _CAME)]
    last = max((day for day in days if day is not None), default=None)
    return last + QUIET if last else None
