"""The decoy world: compartments that every ring carries hidden, and what first stands in them.

Whoever is forced to sign in opens these and nothing else. They are the organisation's own, one set
for all, so that having them tells nothing about who has a duress passphrase.
"""

import random
import secrets
from datetime import datetime
from math import inf
from typing import NamedTuple

from django.apps import apps
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.vault.domain import Slot
from waystation.vault.keyring import Keyring

# Finance and security have none: the book's amounts are plain, and security keeps no case.
DECOYED = ("gazetteer", "network", "passages", "cases")
VIENNA = (48.21, 16.37)
# Farther out the invented places would wrap around the map.
POLAR, DATE_LINE = 75, 177


class Start(NamedTuple):
    """What a capability is given when an organisation begins.

    `decoys` opens the decoy world; `around` (degrees north, degrees east) is where that world is
    made to lie; `chance` decides what chance has to.
    """

    decoys: Keyring
    now: datetime
    around: tuple[float, float] = VIENNA
    chance: random.Random = secrets.SystemRandom()


def spot(text: str) -> tuple[float, float]:
    """Read where the invented network is to lie: degrees north and east, such as 48.21, 16.37.

    Raises:
      Refused: it is no place on a map, or too near a pole.
    """
    try:
        north, east = (float(part) for part in text.split(","))
    except ValueError:
        north, east = inf, inf
    if not (abs(north) <= POLAR and abs(east) <= DATE_LINE):
        raise Refused(
            _("“%(text)s” is no place on the map.") % {"text": text[:40]},
            hint=_("Give degrees north and east of a town, such as 48.21, 16.37."),
        )
    return north, east


def keyring_of(slots: tuple[Slot, ...]) -> Keyring:
    """Make a keyring that opens the decoy world as if it were the real one."""
    return Keyring.of(new_id(), [slot._replace(hidden=False) for slot in slots])


def begin_everywhere(start: Start) -> None:
    """Let every capability put in place what it begins with, in the order of the settings.

    One that begins with something has a method `begin(start)` in its AppConfig, which runs inside
    the caller's transaction.
    """
    for config in apps.get_app_configs():
        begin = getattr(config, "begin", None)
        if begin is not None:
            begin(start)


def tend(keyring: Keyring, *, is_duress: bool, now: datetime) -> None:
    """Let time pass in the decoy world, so that it does not stand still where it was founded.

    Every sign-in calls this, behind either door; there is something to do every few days.
    """
    start = Start(keyring if is_duress else keyring_of(keyring.decoys), now)
    for config in apps.get_app_configs():
        tends = getattr(config, "tend", None)
        if tends is not None:
            tends(start)
