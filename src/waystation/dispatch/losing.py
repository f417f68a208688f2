"""What a person may say is lost on the rest of a passage: its places, legs and guides."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.domain import STAGE_ENDS
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.trouble import Ground
from waystation.hazards.domain import both_ways
from waystation.routing.domain import Lost

LOST_MAX = 200
FIELDS = {"place": "places", "leg": "legs", "partner": "partners"}


class Choice(NamedTuple):
    """One thing that can be ticked as lost: what the form sends, and its name."""

    value: str
    what: str
    name: str


def choices(kept: KeptPassage, ground: Ground) -> list[Choice]:
    """List what the stages still to come rely on, guides first, each once."""
    ahead = [k.stage for k in kept.stages if k.stage.state not in STAGE_ENDS]
    found = [
        *(Choice(f"partner:{stage.guide}", "partner", stage.guide_name) for stage in ahead),
        *(_place(stage.to_place, ground) for stage in ahead[:-1]),
        *(
            Choice(
                f"leg:{both_ways(stage.leg)}",
                "leg",
                f"{ground.places[stage.from_place].name} – {ground.places[stage.to_place].name}",
            )
            for stage in ahead
        ),
    ]
    return list(dict.fromkeys(found))


def read(values: Iterable[str]) -> Lost:
    """Read what was ticked.

    Raises:
      Refused: a value that the form does not offer.
    """
    found: dict[str, list[str]] = {field: [] for field in FIELDS.values()}
    for value in list(values)[:LOST_MAX]:
        what, _colon, slug = value.partition(":")
        if what not in FIELDS or not slug:
            raise Refused(
                _("“%(value)s” is nothing that can be lost.") % {"value": value[:40]},
                hint=_("Load the page again and tick what is lost."),
            )
        found[FIELDS[what]].append(slug)
    return Lost(**{field: tuple(slugs) for field, slugs in found.items()})


def _place(slug: str, ground: Ground) -> Choice:
    return Choice(f"place:{slug}", "place", ground.places[slug].name)
