"""Refuses a proposal by which one lost guide or place would give up more people than allowed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.blast import heat, queries
from waystation.dispatch.blast.arrays import Laid, lay, told_of
from waystation.dispatch.blast.heat import Warm
from waystation.dispatch.domain import StageOfPassage
from waystation.dispatch.knowing import Way
from waystation.network import queries as network
from waystation.vault.keyring import Keyring

PROPOSED = UUID(int=0)


def refuse_beyond_caps(
    stages: Sequence[StageOfPassage],
    people: int,
    keyring: Keyring,
    *,
    instead_of: UUID | None = None,
) -> None:
    """Refuse a way that lets one loss give up more than its cap, at any of its departures.

    It is weighed beside all that is under way or proposed, as if every order opened by its time.
    What is beyond the cap without it already is refused only if it gets worse.

    Args:
      instead_of: the passage that would go this way from now on.

    Raises:
      Refused: it does; it says who or where, how many, and what to do.
    """
    caps = queries.caps(keyring)
    if caps.guide_people is None and caps.place_people is None:
        return
    before = queries.ways(keyring, proposed=True)
    after = [
        *(way for way in before if way.id != instead_of),
        Way(PROPOSED, "", people, True, tuple(stages)),
    ]
    homes = [(one.slug, one.place) for one in network.partners(keyring)]
    for at in sorted({stage.depart for stage in stages}):
        tells = told_of(at, foreseen=True)
        new, old = lay(after, at, tells=tells), partial(lay, before, at, tells=tells)
        guide = _beyond(_of_guides, new, old, caps.guide_people)
        if guide is not None:
            raise _refused(guide.name, guide.people, caps.guide_people, at)
        place = _beyond(partial(heat.of_places, homes=homes, steps=0), new, old, caps.place_people)
        if place is not None:
            names = {one.slug: one.name for one in network.places(keyring)}
            raise _refused(names.get(place.slug, place.slug), place.people, caps.place_people, at)


def _of_guides(laid: Laid) -> tuple[Warm, ...]:
    return heat.of_guides(laid, steps=0)[1]


def _beyond(
    weigh: Callable[[Laid], tuple[Warm, ...]],
    new: Laid,
    old: Callable[[], Laid],
    most: int | None,
) -> Warm | None:
    """Find the worst loss that goes beyond a cap and did not go as far before."""
    over = [one for one in weigh(new) if most is not None and one.people > most]
    if not over:
        return None
    were = {one.slug: one.people for one in weigh(old())}
    return next((one for one in over if one.people > were.get(one.slug, 0)), None)


def _refused(name: str, people: int, most: int | None, at: datetime) -> Refused:
    return Refused(
        _("%(name)s, lost on %(day)s, would give up %(n)d people; the limit is %(most)d.")
        % {"name": name, "day": at.date().isoformat(), "n": people, "most": most},
        hint=_(
            "Choose a route by other guides and places, leave on another day, or send fewer at a"
            " time. The limits stand on the page of exposure."
        ),
    )
