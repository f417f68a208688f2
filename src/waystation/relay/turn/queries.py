"""A phone's mail: boxes of one size, whoever asks."""

import secrets
from datetime import datetime
from uuid import UUID

from waystation.base.ids import new_id
from waystation.relay.models import MailRow, OneTimeKeyRow
from waystation.relay.turn.domain import KEYS_KEPT, MAIL_ITEMS, Item
from waystation.vault import boxes

# Reports that nobody has acted on yet.
WAITING = ("new", "early")


def mail(mailbox: UUID, now: datetime) -> tuple[Item, ...]:
    """Give what lies in a mailbox by now and was not kept yet, filled up to three boxes.

    The oldest come first, so that an order comes before what changes it. No key of ours is needed.

    Cost: about 1 ms; the fillers are made even where none is wanted, so that time tells nothing.
    """
    fillers = [_filler(box) for box in boxes.order_fillers(MAIL_ITEMS)]
    lying = MailRow.objects.filter(
        phone=mailbox, got=False, release_at__lte=now, ends_at__gt=now
    ).exclude(box=b"")
    found = [
        Item(row.id, bytes(row.key_name), bytes(row.box))
        for row in lying.order_by("number")[:MAIL_ITEMS]
    ]
    return (*found, *fillers[len(found) :])


def _filler(box: bytes) -> Item:
    return Item(new_id(), secrets.token_bytes(16), box)


def keys_wanted(mailbox: UUID) -> int:
    """Say how many more keys for one item each a phone may bring."""
    return max(0, KEYS_KEPT - OneTimeKeyRow.objects.filter(phone=mailbox, used=False).count())
