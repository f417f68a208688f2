"""Settles how a stage is told and handed on: how early its order opens, whether anybody meets."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch import queries
from waystation.dispatch.blast.queries import told_of
from waystation.dispatch.domain import STAGE_ENDS, StageOfPassage
from waystation.dispatch.knowing import Disclosed, is_read
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap

LEAD_MIN_H, LEAD_MAX_H = 1, 168


@transaction.atomic
def settle(
    *, stage_id: UUID, lead_h: int, apart: bool, keyring: Keyring, now: datetime
) -> StageOfPassage:
    """Settle how early a stage's order can be read, and whether the two guides at its end meet.

    Raises:
      Refused: the hours are too few or too many, somebody can read already what would change, or
        nobody would be there at the end of the way.
    """
    row = queries.stage_row(stage_id, keyring)
    stage = open_row(row, StageOfPassage, keyring)
    kept = queries.passage(row.passage_id, keyring)
    _refuse_hours(lead_h)
    told = told_of(row.passage_id, keyring)
    if lead_h != stage.lead_h:
        _refuse_read(stage, told, now)
    if apart != stage.apart:
        both = [k.stage for k in kept.stages if k.stage.number in (stage.number, stage.number + 1)]
        _refuse_style(both, told, now)
    changed = msgspec.structs.replace(stage, lead_h=lead_h, apart=apart)
    if changed != stage:
        swap(row, changed, keyring, on=now.date())
    return changed


def is_settled(stage: StageOfPassage, disclosed: Sequence[Disclosed], now: datetime) -> bool:
    """Say whether a stage is over or its order can be read, so that nothing is settled any more.

    `disclosed`: what was told of its passage.
    """
    return stage.state in STAGE_ENDS or is_read(stage, disclosed, now)


def _refuse_hours(lead_h: int) -> None:
    if not LEAD_MIN_H <= lead_h <= LEAD_MAX_H:
        raise Refused(
            _("An order cannot open %(n)d hours before the departure.") % {"n": lead_h},
            hint=_("Write from %(least)d to %(most)d hours.")
            % {"least": LEAD_MIN_H, "most": LEAD_MAX_H},
        )


def _refuse_read(stage: StageOfPassage, told: Sequence[Disclosed], now: datetime) -> None:
    if is_settled(stage, told, now):
        raise Refused(
            _("The order of stage %(n)d can be read already.") % {"n": stage.number},
            hint=_("What a guide knows cannot be taken back; plan the stage anew instead."),
        )


def _refuse_style(both: Sequence[StageOfPassage], told: Sequence[Disclosed], now: datetime) -> None:
    """Refuse to change a hand-over of which one of its guides can read already."""
    if both[0].last:
        raise Refused(
            _("At the end of the way somebody has to be there."),
            hint=_("The last hand-over is always in person."),
        )
    for stage in both:
        _refuse_read(stage, told, now)
