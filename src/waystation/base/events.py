"""Events: how a change in one capability reaches another, in the same transaction.

`record` belongs to the transaction of the change. `claim` is a lease by a conditional update, so
that two processes never hold one event and a dead holder's event is offered again; `finish`
belongs to the transaction of the reaction.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from waystation.base.models import Event

# The closed list. A kind that is not here is a mistake in the caller.
KINDS = (
    "network.changed",
    "hazards.halted",
    "hazards.lifted",
    "passage.approved",
    "passage.arrived",
    "passage.stood_down",
    "stage.ordered",
    "stage.moved",
    "stage.handed_over",
    "tip.heard",
    "device.lost",
    "phone.joined",
    "phone.lost",
)
LEASE = timedelta(minutes=2)
CLAIM_MAX = 200


def record(kind: str, *, subject: UUID, cell: UUID, on: date) -> Event:
    """Note that something happened, inside the caller's transaction."""
    if kind not in KINDS:
        raise ValueError(f"no such event: {kind!r}; the closed list is base.events.KINDS")
    return Event.objects.create(kind=kind, subject=subject, cell=cell, day=on)


def claim(kind: str, *, now: datetime, cells: Iterable[UUID]) -> list[Event]:
    """Take the open events of a kind for the cells whose keys the caller holds, for two minutes."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    waiting = Event.objects.filter(free, kind=kind, finished=False, cell__in=list(cells))
    taken = []
    for event in waiting[:CLAIM_MAX]:
        mine = Event.objects.filter(free, pk=event.pk, finished=False)
        if mine.update(claimed_until=now + LEASE) == 1:
            taken.append(event)
    return taken


def count(kinds: Iterable[str], *, cells: Iterable[UUID]) -> int:
    """Count what happened so far in some compartments, finished or not: it only grows."""
    return Event.objects.filter(kind__in=list(kinds), cell__in=list(cells)).count()


def finish(event: Event) -> None:
    """Close an event; call it inside the transaction of what reacted to it."""
    Event.objects.filter(pk=event.pk).update(finished=True, claimed_until=None)
