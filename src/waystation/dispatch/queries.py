"""Reads of passages, opened with the reader's own keyring."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base import watches
from waystation.base.errors import Refused, Tampered
from waystation.base.models import Watch
from waystation.dispatch.domain import (
    APPROVALS_NEEDED,
    OPEN_STATES,
    STAGE_ENDS,
    Ahead,
    Alarm,
    Passage,
    StageOfPassage,
    ahead,
    is_overdue,
    is_unpaid,
)
from waystation.dispatch.models import PassageRow, StageRow
from waystation.vault import boxes
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, token_of


class KeptStage(NamedTuple):
    """A stage and the row it is kept in."""

    id: UUID
    stage: StageOfPassage


class KeptPassage(NamedTuple):
    """A passage with its stages in order; `mine`: it is proposed and the reader's hand is on it."""

    id: UUID
    passage: Passage
    stages: tuple[KeptStage, ...]
    mine: bool

    @property
    def missing_approvals(self) -> int:
        """Say how many approvals are still needed."""
        return max(0, APPROVALS_NEEDED - self.passage.approvals)

    @property
    def ahead(self) -> Ahead | None:
        """Give the risk of what is still to come; None where nothing is: that is no promise."""
        left = [kept.stage for kept in self.stages if kept.stage.state not in STAGE_ENDS]
        return ahead(left) if left else None

    def overdue(self, now: datetime) -> list[StageOfPassage]:
        """List the stages that should have begun or ended by now; none before approval."""
        if self.passage.state not in OPEN_STATES:
            return []
        return [kept.stage for kept in self.stages if is_overdue(kept.stage, now)]

    @property
    def unpaid(self) -> list[KeptStage]:
        """List the stages that were handed over and nobody could pay."""
        return [kept for kept in self.stages if is_unpaid(kept.stage)]


def no_such() -> Refused:
    """Say the same of a passage that is not there and of one that is not the reader's."""
    return Refused(_("There is no such passage."), hint=_("Pick one from the list of passages."))


def passage(passage_id: UUID, keyring: Keyring) -> KeptPassage:
    """Open one passage with its stages.

    Raises:
      Refused: there is none of that id, or the keyring does not hold its cell.
    """
    row = PassageRow.objects.filter(pk=passage_id, cell__in=keyring.cells).first()
    if row is None:
        raise no_such()
    return _opened(row, keyring)


def passages(keyring: Keyring) -> list[KeptPassage]:
    """List all passages, those still open first, then by departure."""
    rows = PassageRow.objects.filter(cell__in=keyring.cells_of("passages"))
    found = [_opened(row, keyring) for row in rows.prefetch_related("stages", "hands")]
    closed = ("arrived", "stood down")
    return sorted(found, key=lambda p: (p.passage.state in closed, p.passage.depart))


def alarms(keyring: Keyring) -> list[str]:
    """Open the alarms that ring in the reader's cells: each one sentence on what to do."""
    return [_alarm(watch, keyring) for watch in watches.ringing(keyring.cells_of("passages"))]


def _alarm(watch: Watch, keyring: Keyring) -> str:
    """Say what a watch rings for; one that was changed is an alarm of its own."""
    try:
        box = bytes(watch.alarm)
        body = boxes.open_for_cell(watch.cell, box, about=watch.id, keyring=keyring)
        alarm = msgspec.msgpack.decode(body, type=Alarm)
    except (Tampered, msgspec.DecodeError):
        return _("An alarm is not what was written here. Tell the security officer.")
    said = _("Stage %(n)d of %(code)s is silent. Call %(guide)s, then open the passage.")
    return said % {"n": alarm.stage, "code": alarm.code, "guide": alarm.guide}


def _opened(row: PassageRow, keyring: Keyring) -> KeptPassage:
    stages = [
        KeptStage(stage.id, open_row(stage, StageOfPassage, keyring)) for stage in row.stages.all()
    ]
    passage = open_row(row, Passage, keyring)
    return KeptPassage(
        row.id,
        passage,
        tuple(sorted(stages, key=lambda kept: kept.stage.number)),
        # Asked only where a hand is still wanted: a token costs more than the rest of a row.
        passage.state == "proposed" and _has_hand_on(row, keyring),
    )


def _has_hand_on(row: PassageRow, keyring: Keyring) -> bool:
    me = token_of(keyring.user_id, row, keyring)
    return any(bytes(hand.actor) == me for hand in row.hands.all())


def stage_row(stage_id: UUID, keyring: Keyring) -> StageRow:
    """Find a stage's row among those the keyring opens.

    Raises:
      Refused: there is none.
    """
    row = StageRow.objects.filter(pk=stage_id, cell__in=keyring.cells).first()
    if row is None:
        raise no_such()
    return row
