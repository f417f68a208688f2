"""Making a paper card, giving it, and ending it."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import events
from waystation.base.errors import Refused
from waystation.dispatch import queries as dispatch
from waystation.dispatch.blast import services as blast
from waystation.dispatch.checking import refuse_troubled
from waystation.dispatch.services import note
from waystation.relay.cards import domain, queries, spoken
from waystation.relay.cards.domain import Card
from waystation.relay.cards.queries import KeptCard, Place
from waystation.relay.models import CardRow
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap


@transaction.atomic
def make(*, stage_id: UUID, keyring: Keyring, now: datetime) -> UUID:
    """Draw a card for a stage; the one it had before counts no more.

    Raises:
      Refused: the passage is not under way, or the stage is over.
    """
    found = queries.must_be_under_way(stage_id, keyring)
    if found.kept:
        end(found.kept, keyring, now)
    taken = {line.code for kept in queries.open_cards(keyring) for line in kept.card.lines}
    card = domain.draw(
        listed=spoken.listed(),
        taken=taken,
        shunned=spoken.telling(),
        made_at=now,
        stage=stage_id,
        guide=found.stage.guide,
    )
    cell = dispatch.stage_row(stage_id, keyring).cell
    row = add(CardRow(cell=cell), card, keyring, on=now.date())
    _audit("card made", found, keyring, now)
    return row.id


@transaction.atomic
def give(*, stage_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that the guide has the card; from then on nobody here is shown what its letters mean.

    Raises:
      Refused: the stage has no card.
    """
    kept = the_card(queries.place(stage_id, keyring))
    keep(kept, msgspec.structs.replace(kept.card, given=True), keyring, now)


@transaction.atomic
def tell(*, stage_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that a guide without a phone was told the stage by a person: that is its order.

    Raises:
      Refused: the stage has no card, it is told or ordered already, the hour for it has not come,
        or something on it is halted or not in force.
    """
    found = queries.must_be_under_way(stage_id, keyring)
    the_card(found)
    if found.stage.state != "planned":
        raise Refused(
            _("Stage %(n)d is ordered already.") % {"n": found.stage.number},
            hint=_("Look at where it stands now."),
        )
    if now < found.window.opens_at:
        raise Refused(
            _("It is too early to tell anybody of stage %(n)d.") % {"n": found.stage.number},
            hint=_("Its guide is told %(h)d hours before it begins; settle it on the stage's page.")
            % {"h": found.stage.lead_h},
        )
    refuse_troubled([found.stage], dispatch.ground(keyring, [found.stage]))
    note(stage_id=stage_id, what="ordered", words="", at=now, keyring=keyring, now=now)
    blast.disclose(
        stage_id=stage_id,
        what="order",
        by_phone=False,
        readable_at=now,
        keyring=keyring,
        now=now,
    )
    cell = dispatch.stage_row(stage_id, keyring).cell
    events.record("stage.ordered", subject=stage_id, cell=cell, on=now.date())


@transaction.atomic
def give_up(*, stage_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Let a card count no more, because it was lost or somebody else may have read it.

    Raises:
      Refused: the stage has no card.
    """
    found = queries.place(stage_id, keyring)
    end(the_card(found), keyring, now)
    _audit("card given up", found, keyring, now)


@transaction.atomic
def doubt(*, guide: str, keyring: Keyring, now: datetime) -> int:
    """Believe the cards of a guide no longer who may be lost; says how many there were.

    What such a guide says on being forced is heard all the same.
    """
    theirs = [kept for kept in queries.open_cards(keyring) if kept.card.guide == guide]
    for kept in theirs:
        keep(kept, msgspec.structs.replace(kept.card, doubted=True), keyring, now)
    return len(theirs)


def end_served(*, keyring: Keyring, now: datetime) -> int:
    """Take the words off every card whose stage or time is over; says how many there were."""
    n = 0
    for kept in queries.open_cards(keyring):
        try:
            with transaction.atomic():
                stage = queries.place(kept.card.stage, keyring).stage
                if domain.is_over(kept.card, stage, now):
                    end(kept, keyring, now)
                    n += 1
        except Refused:
            # Its stage is not there any more.
            with transaction.atomic():
                end(kept, keyring, now)
    return n


def the_card(found: Place) -> KeptCard:
    """Give the open card of a stage.

    Raises:
      Refused: it has none.
    """
    if found.kept is None:
        raise Refused(
            _("Stage %(n)d has no card.") % {"n": found.stage.number}, hint=_("Make one first.")
        )
    return found.kept


def printable(found: Place) -> Card:
    """Give a stage's card to be printed.

    Raises:
      Refused: it has none, or its guide has it: then no second one goes round.
    """
    card = the_card(found).card
    if card.given:
        raise Refused(
            _("The guide has this card."), hint=_("If it is lost, give it up and make another.")
        )
    return card


def keep(kept: KeptCard, card: Card, keyring: Keyring, now: datetime) -> None:
    """Put what became of a card in its place, unless somebody else was faster."""
    swap(kept.row, card, keyring, on=now.date())


def note_heard(found: Place, keyring: Keyring, now: datetime) -> None:
    """Enter in the audit chain that a word was heard; which one stands nowhere."""
    _audit("code word heard", found, keyring, now)


def note_silent(card: Card, keyring: Keyring, now: datetime) -> None:
    """Enter in the audit chain that a card is believed no longer."""
    _audit("card silent", queries.place(card.stage, keyring), keyring, now)


def end(kept: KeptCard, keyring: Keyring, now: datetime) -> None:
    """Empty a card and close it."""
    keep(kept, domain.emptied(kept.card), keyring, now)
    CardRow.objects.filter(pk=kept.row.pk).update(state="closed")


def _audit(kind: str, found: Place, keyring: Keyring, now: datetime) -> None:
    says = {"of": found.code, "n": str(found.stage.number)}
    audit.write(kind, actor=keyring.user_id, says=says, now=now)
