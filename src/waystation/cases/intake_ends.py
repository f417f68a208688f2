"""Ends of what came by the public page: keys withdrawn, private halves destroyed, boxes deleted.

No key is needed for any of it, so the keyless worker does it as well as a member's session.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from waystation.cases.intake_rules import BOX_DAYS, KEY_DAYS, KEY_DAYS_MAX
from waystation.cases.models import IntakeBox, IntakeKey
from waystation.vault import intake_keep


def sweep(*, now: datetime) -> None:
    """Delete what has had its time: messages and answers, unused keys, forgotten private halves.

    A private half is kept while its key is on offer or an unopened message needs it, and on the
    day it was made, when its key may be about to be put on file. So one whose message was opened
    goes at the latest a day later, even if the opening was cut off before it was destroyed.

    A key without its private half, such as one that came back with a backup, is offered no more.
    """
    today = now.date()
    with transaction.atomic():
        _delete_old(today)
        still = needed()
    # Read after the keys on offer: a private half is there before its key is.
    kept = intake_keep.ids()
    IntakeKey.objects.filter(id__in=still - kept.keys()).delete()
    ended = [key for key, made in kept.items() if key not in still and made < today]
    if ended:
        intake_keep.destroy(ended)


def needed() -> set[bytes]:
    """List the keys that are on offer, or to which something is sealed that nobody opened yet."""
    offered = IntakeKey.objects.exclude(state="used").values_list("id", flat=True)
    unread = IntakeBox.objects.filter(state="new").values_list("key", flat=True)
    return {bytes(key) for key in (*offered, *unread)}


def line_trouble(now: datetime) -> str:
    """Say in a word what ails the public page: "closed", "stale", "one key for all", or nothing."""
    common = IntakeKey.objects.filter(state="weekly").order_by("-day").first()
    if common is None:
        return "closed"
    if common.day <= now.date() - timedelta(days=KEY_DAYS):
        return "stale"
    return "" if IntakeKey.objects.filter(state="free").exists() else "one key for all"


def _delete_old(today: date) -> None:
    IntakeBox.objects.filter(day__lte=today - timedelta(days=BOX_DAYS)).delete()
    unused = IntakeKey.objects.filter(state="free", day__lte=today - timedelta(days=KEY_DAYS))
    unused.delete()
    IntakeKey.objects.filter(state="weekly", day__lte=today - timedelta(days=KEY_DAYS_MAX)).delete()
    unread = IntakeBox.objects.filter(state="new").values("key")
    IntakeKey.objects.filter(state="used").exclude(id__in=unread).delete()
