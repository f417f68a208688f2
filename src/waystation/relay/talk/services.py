"""A few words to and from a guide about one stage: sealed on both ends, gone with the order."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import events
from waystation.base.errors import Refused
from waystation.dispatch import queries as dispatch
from waystation.relay.models import OrderRow, TalkRow
from waystation.relay.orders import queries as orders
from waystation.relay.orders.domain import Order, flat
from waystation.relay.orders.services import tell
from waystation.relay.talk import domain, queries
from waystation.relay.talk.domain import Said
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap

# More than that is no conversation about one stage; the oldest words go first.
SAID_MAX = 200


@transaction.atomic
def send(
    *, stage_id: UUID, text: str, alias: str, keyring: Keyring, now: datetime, go: bool = False
) -> None:
    """Send a stage's guide a few words, sealed to a key of the phone; gone with the order.

    Args:
      alias: who writes, as colleagues know them; the guide is never told.
      go: these words say where people wait whom the guide is to come for now.

    Raises:
      Refused: no phone has an order for the stage, nothing was said, or too much.
    """
    dispatch.stage_row(stage_id, keyring)
    kept = orders.order_of(stage_id, keyring)
    if kept is None:
        raise Refused(
            _("No phone has an order for this stage."), hint=_("Call the guide, or send the order.")
        )
    tell(order_id=kept.row.id, what="go" if go else "words", text=text, keyring=keyring, now=now)
    _mark_read(kept.row, keyring, now)
    said = Said(by=domain.OFFICE, at=now, text=flat(text), alias=alias, go=go)
    _keep(kept.row, stage_id, said, keyring, now)


@transaction.atomic
def note_read(*, stage_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that somebody of the office has seen what the guide wrote and has nothing to answer.

    Raises:
      Refused: there is no such stage.
    """
    row = dispatch.stage_row(stage_id, keyring)
    kept = orders.order_of(stage_id, keyring)
    if kept is not None and _mark_read(kept.row, keyring, now):
        events.record("stage.moved", subject=stage_id, cell=row.cell, on=now.date())


@transaction.atomic
def hear(*, order: OrderRow, text: str, at: datetime, keyring: Keyring, now: datetime) -> None:
    """Keep a few words that a guide wrote; the same words of the same moment count once."""
    words, spoken_at = flat(text), min(at.astimezone(UTC), now)
    so_far = queries.said_in(order, keyring)
    if not words or domain.is_known(words, spoken_at, [one.said for one in so_far]):
        return
    for old in so_far[: max(0, len(so_far) - SAID_MAX + 1)]:
        old.row.delete()
    said = Said(by=domain.GUIDE, at=spoken_at, text=words)
    _keep(order, open_row(order, Order, keyring).stage, said, keyring, now)


def _mark_read(order: OrderRow, keyring: Keyring, now: datetime) -> int:
    """Mark a guide's words as seen; says how many were not."""
    new = [one for one in queries.said_in(order, keyring) if domain.is_unread(one.said)]
    for row, said in new:
        swap(row, msgspec.structs.replace(said, read=True), keyring, on=now.date())
    return len(new)


def _keep(order: OrderRow, stage_id: UUID, said: Said, keyring: Keyring, now: datetime) -> None:
    add(TalkRow(cell=order.cell, order=order), said, keyring, on=now.date())
    events.record("stage.moved", subject=stage_id, cell=order.cell, on=now.date())
