"""Who guides which stage, and by which words people know each other."""

import secrets

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.domain import WORDS, StageOfPassage, Words, choose_guides
from waystation.network import queries as network
from waystation.vault.keyring import Keyring

_dice = secrets.SystemRandom()


def draw_words(pairs: int) -> list[Words]:
    """Draw pairs of words that nobody has heard before on this passage."""
    drawn = _dice.sample(WORDS, 2 * pairs)
    return [Words(drawn[2 * i], drawn[2 * i + 1]) for i in range(pairs)]


def with_guides(stages: list[StageOfPassage], keyring: Keyring) -> list[StageOfPassage]:
    """Give every stage the partner who will guide it.

    Raises:
      Refused: there are fewer partners than stages.
    """
    places = {place.slug: place for place in network.places(keyring)}
    try:
        guides = choose_guides(stages, network.partners(keyring), places)
    except ValueError as error:
        raise Refused(
            _("There are too few partners for this route: %(why)s.") % {"why": error},
            hint=_("Add partners to the network, or choose a shorter route."),
        ) from None
    return [
        msgspec.structs.replace(
            stage, guide=guide.slug, guide_name=guide.name, guide_assumed=guide.assumed
        )
        for stage, guide in zip(stages, guides, strict=True)
    ]
