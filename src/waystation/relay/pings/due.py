"""Phones in whose mailbox something lies that they were not called for. Needs no key."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from waystation.base.models import Ping
from waystation.relay.models import MailRow


def waiting(now: datetime) -> dict[UUID, list[UUID]]:
    """Name the phones that can be called and have items due, with those items.

    Args:
      now: the organisation's time, by which items are released.
    """
    called = Ping.objects.values("duty")
    items = MailRow.objects.filter(
        pinged=False, got=False, release_at__lte=now, ends_at__gt=now, phone_id__in=called
    )
    found: dict[UUID, list[UUID]] = {}
    for item, phone in items.values_list("id", "phone_id"):
        found.setdefault(phone, []).append(item)
    return found


def note_called(items: Iterable[UUID]) -> None:
    """Note that a phone was called for these items; it was not told for what."""
    MailRow.objects.filter(pk__in=list(items)).update(pinged=True)
