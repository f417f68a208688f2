"""Draws a passage as it stands now."""

from django.utils.translation import gettext as _

from waystation.base import clock, stripmap
from waystation.dispatch.domain import strip_state
from waystation.dispatch.queries import KeptPassage
from waystation.network import queries as network
from waystation.network.domain import House, Place
from waystation.routing import drawing
from waystation.vault.keyring import Keyring


def strip(kept: KeptPassage, keyring: Keyring) -> str:
    """Draw a passage as it stands now."""
    places = {place.slug: place for place in network.places(keyring)}
    houses = {house.place: house for house in network.houses(keyring)}
    return draw(kept, places, houses)


def draw(kept: KeptPassage, places: dict[str, Place], houses: dict[str, House]) -> str:
    """Draw a passage on an opened network."""
    now, stages = clock.now(), [k.stage for k in kept.stages]
    segments, told = [], set()
    for stage in stages:
        state = strip_state(stage)
        trouble = ["", *(r.words for r in stage.reports if r.what in ("problem", "stood down"))]
        reason = (trouble[-1] or _("problem reported")) if state == "halted" else ""
        # A passage stood down says why once, not at every stage.
        said = "" if reason in told else reason
        told.add(reason)
        segments.append(drawing.segment(stage, state, stage.low_p, stage.high_p, said))
    return stripmap.draw_both(
        drawing.stations(stages, places, houses, kept.passage.people),
        segments,
        night=drawing.nights(stages[0].depart, stages[-1].arrive, places[stages[0].from_place]),
        title=kept.passage.group_label or kept.passage.code,
        labels=drawing.words(),
        now=now,
    )
