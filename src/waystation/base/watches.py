"""Watches: an alarm that rings although nobody who could read it is signed in.

The worker that rings them holds no key. It sees a due time and sealed bytes; what the alarm says
is opened by a signed-in person whose ring holds the cell.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from waystation.base.models import Watch

# Due times are rounded up to a bucket, so that a dump does not show a time-table to the minute.
BUCKET = timedelta(minutes=15)
# Touched in every round of the worker, so that one that died is noticed.
SEEN = "worker-seen"
ALIVE = timedelta(minutes=5)


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


def is_set(watch_id: UUID) -> bool:
    """Say whether a watch waits for an answer."""
    return Watch.objects.filter(pk=watch_id).exclude(state="answered").exists()


def take_away(watch_ids: Iterable[UUID]) -> None:
    """Delete watches, so that nothing is left of the days on which they rang."""
    Watch.objects.filter(pk__in=list(watch_ids)).delete()


def ring_due(now: datetime) -> int:
    """Ring every armed watch that is due, and say how many. This is all the worker does."""
    return Watch.objects.filter(state="armed", due_at__lte=now).update(state="ringing")


def ringing(cells: Iterable[UUID]) -> list[Watch]:
    """List the watches that ring in the given cells, longest due first."""
    return list(Watch.objects.filter(state="ringing", cell__in=list(cells)).order_by("due_at"))


def unpinged() -> list[UUID]:
    """Name the watches that ring and of which no carrier took word yet."""
    return list(Watch.objects.filter(state="ringing", pinged=False).values_list("id", flat=True))


def note_pinged(watch_ids: Iterable[UUID]) -> None:
    """Note that a carrier took word that something rings; it was not told what.

    Called after the word was taken: whoever dies in between sends it twice, never not at all.
    """
    Watch.objects.filter(pk__in=list(watch_ids)).update(pinged=True)


def note_round() -> None:
    """Leave word that the process that rings went round; only when, for nobody but ourselves."""
    (Path(settings.HOME) / SEEN).touch(mode=0o600)


def seen_at() -> datetime | None:
    """Tell by the machine's time when the process that rings last went round; None: never."""
    path = Path(settings.HOME) / SEEN
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None


def nobody_rings(now: datetime, *, real_now: datetime) -> bool:
    """Say whether an alarm is due and does not ring, because the process that rings is not there.

    Args:
      now: the organisation's time, by which alarms are due.
      real_now: the machine's, by which that process leaves word.
    """
    seen = seen_at()
    if seen is not None and real_now - seen < ALIVE:
        return False
    return Watch.objects.filter(state="armed", due_at__lte=now - ALIVE).exists()
