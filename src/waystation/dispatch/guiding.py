"""Who guides which stage, and by which words people know each other."""

import secrets
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.assigning import Busy, Nearest, choose_guides, nearest_first
from waystation.dispatch.domain import WORDS, StageOfPassage, Words
from waystation.dispatch.queries import ground_of_all
from waystation.dispatch.trouble import Ground
from waystation.hazards import queries as hazards
from waystation.network import queries as network
from waystation.network.domain import Leg, Partner, Place
from waystation.vault.keyring import Keyring

_dice = secrets.SystemRandom()


class Roster(NamedTuple):
    """The partners in force, in what rows they lie, and the map on which they are chosen.

    `ground` is what stages stand on, with every partner in whatever standing, if it was opened.
    """

    partners: tuple[Partner, ...]
    rows: dict[str, UUID]
    places: dict[str, Place]
    legs: dict[str, Leg]
    nearest: Nearest
    ground: Ground | None = None


def roster(keyring: Keyring) -> Roster:
    """Open whoever may guide, save those who are halted.

    Cost: 0.2 s for the 3,255 partners of the historical network.
    """
    known, shut = network.for_planning(keyring), hazards.halts(keyring).partners
    guides = tuple(partner for partner in known.partners if partner.slug not in shut)
    places = {place.slug: place for place in known.places}
    return Roster(
        guides,
        {kept.record.slug: kept.id for kept in network.kept("partner", keyring)},
        places,
        {leg.slug: leg for leg in known.legs},
        nearest_first(guides, places),
    )


def whole_roster(keyring: Keyring) -> Roster:
    """Open all that the stages of many ways are chosen and checked by."""
    return roster(keyring)._replace(ground=ground_of_all(keyring))


def draw_words(pairs: int) -> list[Words]:
    """Draw pairs of words that nobody has heard before on this passage."""
    drawn = _dice.sample(WORDS, 2 * pairs)
    return [Words(drawn[2 * i], drawn[2 * i + 1]) for i in range(pairs)]


def with_guides(
    stages: list[StageOfPassage],
    avoid: Collection[str],
    busy: Busy,
    keyring: Keyring,
    known: Roster | None = None,
) -> list[StageOfPassage]:
    """Give every stage the partner who will guide it: in force, free then, not halted.

    Args:
      avoid: partners that the question left out.
      busy: when they lead other groups.
      known: who may guide, if that was opened already.

    Raises:
      Refused: some stage can have none.
    """
    known = known or roster(keyring)
    try:
        guides = choose_guides(
            stages,
            [partner for partner in known.partners if partner.slug not in avoid],
            known.places,
            known.legs,
            busy,
            known.nearest,
        )
    except ValueError as error:
        raise Refused(
            _("There are too few partners for this route: %(why)s.") % {"why": error},
            hint=_("Add partners to the network, or choose a shorter route."),
        ) from None
    return [
        msgspec.structs.replace(
            stage,
            guide=guide.slug,
            guide_name=guide.name,
            guide_assumed=guide.assumed,
            guide_row=known.rows[guide.slug],
        )
        for stage, guide in zip(stages, guides, strict=True)
    ]
