"""Reads of paper cards, opened with the reader's own keyring."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.dispatch import queries as dispatch
from waystation.dispatch.domain import OPEN_STATES, STAGE_ENDS, StageOfPassage
from waystation.dispatch.queries import KeptPassage
from waystation.network import queries as network
from waystation.relay.cards import domain
from waystation.relay.cards.domain import Card, Window
from waystation.relay.models import CardRow
from waystation.relay.orders import words_in
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

log = logging.getLogger("waystation.alarm")


class KeptCard(NamedTuple):
    """A card and the row it is kept in."""

    row: CardRow
    card: Card


class Place(NamedTuple):
    """A stage of a passage under way, with its card, if it has an open one.

    `taken`: the guide before leaves the people alone, so nobody is met at the beginning.
    """

    passage_id: UUID
    code: str
    stage_id: UUID
    stage: StageOfPassage
    taken: bool
    kept: KeptCard | None

    @property
    def window(self) -> Window:
        """Say from when to when words about it count."""
        return domain.window(self.stage)

    @property
    def waiting(self) -> list[str]:
        """Name what was said before its turn."""
        card = self.kept.card if self.kept else None
        return [card.lines[nth].what for nth in card.waits] if card else []


def open_cards(keyring: Keyring) -> list[KeptCard]:
    """Open the cards that are not closed; one that was changed is left out and alarmed."""
    found = []
    rows = CardRow.objects.filter(state="open", cell__in=keyring.cells_of("passages"))
    for row in rows:
        try:
            found.append(KeptCard(row, open_row(row, Card, keyring)))
        except Tampered:
            log.error("tampered")
    return found


def card_of(stage_id: UUID, keyring: Keyring) -> KeptCard | None:
    """Find the open card of a stage, if there is one."""
    return next((kept for kept in open_cards(keyring) if kept.card.stage == stage_id), None)


def place(stage_id: UUID, keyring: Keyring) -> Place:
    """Open a stage with its card, whether it is under way or over.

    Raises:
      Refused: there is no such stage among the reader's.
    """
    passage = dispatch.passage(dispatch.passage_of(stage_id, keyring), keyring)
    cards = open_cards(keyring)
    return next(one for one in _places(passage, cards) if one.stage_id == stage_id)


def places(keyring: Keyring) -> list[Place]:
    """List the stages that are still to end, of all passages under way, in their order."""
    cards = open_cards(keyring)
    return [
        one
        for passage in dispatch.passages(keyring)
        if passage.passage.state in OPEN_STATES
        for one in _places(passage, cards)
        if one.stage.state not in STAGE_ENDS
    ]


def calling(keyring: Keyring, now: datetime) -> list[Place]:
    """List the stages whose card calls for a person: it is not believed, or a word waits."""
    found = []
    for kept in open_cards(keyring):
        if kept.card.is_silent or kept.card.waits:
            one = place(kept.card.stage, keyring)
            if not domain.is_over(kept.card, one.stage, now):
                found.append(one)
    return found


def must_be_under_way(stage_id: UUID, keyring: Keyring) -> Place:
    """Open a stage that may have a card: its passage is approved, and it is not over.

    Raises:
      Refused: there is no such stage, or it needs no card.
    """
    found = place(stage_id, keyring)
    if not may_have_card(found, keyring):
        raise Refused(
            _("Stage %(n)d needs no card now.") % {"n": found.stage.number},
            hint=_("Only a stage of an approved passage that is still to end has one."),
        )
    return found


def may_have_card(found: Place, keyring: Keyring) -> bool:
    """Say whether a stage may have a card: its passage is approved, and it is not over."""
    passage = dispatch.passage(found.passage_id, keyring).passage
    return passage.state in OPEN_STATES and found.stage.state not in STAGE_ENDS


def language_of(guide: str, keyring: Keyring) -> str:
    """Say in which language a guide's card is best printed."""
    tongues = {partner.slug: partner.tongue for partner in network.partners(keyring)}
    return words_in.language_of(tongues.get(guide, ""))


def _places(passage: KeptPassage, cards: Sequence[KeptCard]) -> list[Place]:
    by_stage = {kept.card.stage: kept for kept in cards}
    apart = {kept.stage.number for kept in passage.stages if kept.stage.apart}
    return [
        Place(
            passage_id=passage.id,
            code=passage.passage.code,
            stage_id=kept.id,
            stage=kept.stage,
            taken=kept.stage.number - 1 in apart,
            kept=by_stage.get(kept.id),
        )
        for kept in passage.stages
    ]
