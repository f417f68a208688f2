"""Which word of a guide should have come by now and did not. Pure."""

from datetime import datetime, timedelta
from typing import NamedTuple

from waystation.dispatch.domain import GRACE, STAGE_ENDS, StageOfPassage
from waystation.dispatch.knowing import readable_at

# Whoever can read an order answers within this, and before the departure in any case.
ANSWER_WITHIN = timedelta(hours=12)


class Missed(NamedTuple):
    """The first word that is missing on a stage, and since when."""

    word: str
    since: datetime


def missed(stage: StageOfPassage, now: datetime) -> Missed | None:
    """Say which word is missing on a stage of an open passage; None: none is due yet.

    Words come in one order, so only the first that is missing is named: "ordered" (the office has
    not sealed the order), "accepted", "met" or "handed over".
    """
    if stage.state in STAGE_ENDS:
        return None
    due = {
        "planned": ("ordered", readable_at(stage)),
        "ordered": ("accepted", min(readable_at(stage) + ANSWER_WITHIN, stage.depart)),
        "accepted": ("met", stage.depart + GRACE),
        "met": ("handed over", stage.arrive + GRACE),
    }
    word, since = due[stage.state]
    return Missed(word, since) if now > since else None
