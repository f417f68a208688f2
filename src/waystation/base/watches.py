"""Watches: an alarm that rings although nobody who could read it is signed in.

The worker that rings them holds no key. It sees a due time and sealed bytes; what the alarm says
is opened by a signed-in person whose ring holds the cell.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from waystation.base.models import Watch

# Due times are rounded up to a bucket, so that a dump does not show a time-table to the minute.
BUCKET = timedelta(minutes=15)


def bucket(moment: datetime) -> datetime:
    """Round a moment up to the next quarter of an hour."""
    floor = moment - timedelta(
        minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond
    )
    return floor if floor == moment else floor + BUCKET


def arm(*, watch_id: UUID, cell: UUID, alarm: bytes, due_at: datetime) -> Watch:
    """Set a watch: if nobody answers it by the due time, the alarm rings."""
    return Watch.objects.create(id=watch_id, cell=cell, alarm=alarm, due_at=bucket(due_at))


def answer(watch_id: UUID) -> bool:
    """Clear a watch because word came; says whether it was still armed or ringing."""
    return Watch.objects.filter(pk=watch_id).exclude(state="answered").update(state="answered") == 1


def ring_due(now: datetime) -> int:
    """Ring every armed watch that is due, and say how many. This is all the worker does."""
    return Watch.objects.filter(state="armed", due_at__lte=now).update(state="ringing")


def ringing(cells: Iterable[UUID]) -> list[Watch]:
    """List the watches that ring in the given cells, longest due first."""
    return list(Watch.objects.filter(state="ringing", cell__in=list(cells)).order_by("due_at"))
