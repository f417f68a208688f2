"""Who guides which stage, and by which words people know each other."""

import secrets
from collections.abc import Collection

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.assigning import Busy, choose_guides
from waystation.dispatch.domain import WORDS, StageOfPassage, Words
from waystation.hazards import queries as hazards
from waystation.network import queries as network
from waystation.vault.keyring import Keyring

_dice = secrets.SystemRandom()


def draw_words(pairs: int) -> list[Words]:
    """Draw pairs of words that nobody has heard before on this passage."""
    drawn = _dice.sample(WORDS, 2 * pairs)
    return [Words(drawn[2 * i], drawn[2 * i + 1]) for i in range(pairs)]


def with_guides(
    stages: list[StageOfPassage], avoid: Collection[str], busy: Busy, keyring: Keyring
) -> list[StageOfPassage]:
    """Give every stage the partner who will guide it: in force, free then, not halted.

    Args:
      avoid: partners that the question left out.
      busy: when they lead other groups.

    Raises:
      Refused: some stage can have none.
    """
    known = network.for_planning(keyring)
    shut = hazards.halts(keyring).partners.union(avoid)
    try:
        guides = choose_guides(
            stages,
            [partner for partner in known.partners if partner.slug not in shut],
            {place.slug: place for place in known.places},
            {leg.slug: leg for leg in known.legs},
            busy,
        )
    except ValueError as error:
        raise Refused(
            _("There are too few partners for this route: %(why)s.") % {"why": error},
            hint=_("Add partners to the network, or choose a shorter route."),
        ) from None
    rows = {kept.record.slug: kept.id for kept in network.kept("partner", keyring)}
    return [
        msgspec.structs.replace(
            stage,
            guide=guide.slug,
            guide_name=guide.name,
            guide_assumed=guide.assumed,
            guide_row=rows[guide.slug],
        )
        for stage, guide in zip(stages, guides, strict=True)
    ]
