"""Tells the evidence of legs how their stages went, where the person at work may write it."""

from datetime import datetime
from uuid import UUID

from waystation.dispatch.domain import StageOfPassage
from waystation.hazards import services as hazards
from waystation.hazards.rates import PASSED
from waystation.vault.keyring import Keyring

# What a person may say of a stage that was travelled, from nothing to the worst.
CAME = tuple(PASSED)


def tell(
    stage: StageOfPassage, came: str, *, stage_id: UUID, keyring: Keyring, now: datetime
) -> None:
    """Note how one stage went, once: the same stage again corrects what was said before.

    Evidence holds up nobody on the way: who lacks the network's compartment notes none.
    """
    if not came or not keyring.cells_of("network"):
        return
    hazards.note_outcome(
        leg=stage.leg,
        what=came,
        on=stage.depart.date(),
        mark=stage_id,
        dark=stage.night,
        keyring=keyring,
        now=now,
    )
