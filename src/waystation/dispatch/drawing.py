"""Draws a passage as it stands now."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from waystation.base import clock, stripmap
from waystation.dispatch import telling
from waystation.dispatch.domain import StageOfPassage, strip_state
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.trouble import Ground, Trouble, in_the_way
from waystation.routing import drawing


def draw(kept: KeptPassage, ground: Ground, found: Sequence[Trouble] = ()) -> str:
    """Draw a passage on an opened network; a stage with something in its way is broken."""
    now, stages = clock.now(), [k.stage for k in kept.stages]
    barred: dict[int, str] = {}
    for trouble in in_the_way(found):
        barred.setdefault(trouble.stage, trouble.why or telling.sentence(trouble, ground))
    segments, told = [], set()
    for stage in stages:
        state, reason = _state(stage, barred)
        # A passage stood down says why once, not at every stage.
        said = "" if reason in told else reason
        told.add(reason)
        segments.append(drawing.segment(stage, state, stage.low_p, stage.high_p, said))
    return stripmap.draw_both(
        drawing.stations(stages, ground.places, ground.houses, kept.passage.people),
        segments,
        night=drawing.nights(
            stages[0].depart, stages[-1].arrive, ground.places[stages[0].from_place]
        ),
        title=kept.passage.group_label or kept.passage.code,
        labels=drawing.words(),
        now=now,
    )


def _state(stage: StageOfPassage, barred: dict[int, str]) -> tuple[str, str]:
    """Say how a stage is drawn, and why if it is broken."""
    if stage.number in barred:
        return "halted", barred[stage.number]
    state = strip_state(stage)
    trouble = ["", *(r.words for r in stage.reports if r.what in ("problem", "stood down"))]
    return state, (trouble[-1] or _("problem reported")) if state == "halted" else ""
