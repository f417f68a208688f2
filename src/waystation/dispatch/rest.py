"""The question that is asked again for the rest of a way. Pure."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from waystation.dispatch.domain import STAGE_ENDS, StageOfPassage, stands_at
from waystation.routing.domain import Lost, Question


def question_of_rest(
    asked: Question,
    stages: Sequence[StageOfPassage],
    *,
    lost: Lost,
    from_end: bool,
    now: datetime,
) -> Question:
    """Ask for the rest of a way: from where the group stands, within what is left of its limits.

    What was paid is taken off the limit of cost, and the nights that passed off the limit of
    nights. The limit of risk holds for what is still to come: what lies behind is over.

    Args:
      from_end: begin where the stage under way ends, when it ends; otherwise where the last
        hand-over took place, now.
    """
    done = [stage for stage in stages if stage.state == "handed over"]
    here, begin = stands_at(stages), now
    ahead = [stage for stage in stages if stage.state not in STAGE_ENDS]
    if from_end and ahead:
        done.append(ahead[0])
        here, begin = ahead[0].to_place, max(now, ahead[0].arrive)
    return msgspec.structs.replace(
        asked,
        start=here,
        start_at=begin,
        max_cost_cents=_less(asked.max_cost_cents, sum(stage.cost_cents for stage in done)),
        max_nights=_less(asked.max_nights, max(0, (begin.date() - asked.start_at.date()).days)),
        avoid=asked.avoid.with_all(lost),
        led_by=done[-1].guide if done else asked.led_by,
        came_by=(*asked.came_by, *(stage.mode for stage in done)),
        under_way_min=_since_rest(asked, done),
    )


def _since_rest(asked: Question, done: Sequence[StageOfPassage]) -> int:
    """Count the minutes under way since the group last stayed as long as it is to rest."""
    minutes = 0
    for stage in reversed(done):
        minutes += int((stage.arrive - stage.depart).total_seconds()) // 60
        if stage.wait_min >= asked.min_rest_min:
            return minutes
    return minutes + asked.under_way_min


def _less(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(0, limit - used)
