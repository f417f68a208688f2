"""Reads of the conversation about a stage, which lasts as long as its order."""

from typing import NamedTuple
from uuid import UUID

from waystation.dispatch import queries as dispatch
from waystation.relay.models import OrderRow, TalkRow
from waystation.relay.orders import queries as orders
from waystation.relay.talk.domain import Said, is_unread
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row


class KeptSaid(NamedTuple):
    """A few words and the row they are kept in."""

    row: TalkRow
    said: Said


class Unread(NamedTuple):
    """A stage whose guide wrote words that nobody of the office has seen."""

    stage_id: UUID
    code: str
    number: int


class Conversation(NamedTuple):
    """What was said so far, oldest first; `order_id` None: no phone has an order for the stage."""

    order_id: UUID | None
    said: tuple[Said, ...]


def conversation(stage_id: UUID, keyring: Keyring) -> Conversation:
    """Open what the office and a stage's guide said to each other."""
    kept = orders.order_of(stage_id, keyring)
    if kept is None:
        return Conversation(None, ())
    return Conversation(kept.row.id, tuple(one.said for one in said_in(kept.row, keyring)))


def said_in(order: OrderRow, keyring: Keyring) -> list[KeptSaid]:
    """List what was said under one order, oldest first."""
    rows = TalkRow.objects.filter(order=order)
    found = [KeptSaid(row, open_row(row, Said, keyring)) for row in rows]
    return sorted(found, key=lambda one: one.said.at)


def unread(keyring: Keyring) -> list[Unread]:
    """List the stages whose guides wrote something that nobody has seen yet."""
    found = []
    for kept in orders.live_orders(keyring):
        if any(is_unread(one.said) for one in said_in(kept.row, keyring)):
            of = dispatch.passage(kept.order.passage, keyring)
            stage = next(one.stage for one in of.stages if one.id == kept.order.stage)
            found.append(Unread(kept.order.stage, of.passage.code, stage.number))
    return found
