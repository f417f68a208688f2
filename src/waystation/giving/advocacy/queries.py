"""Reads of advocacy: the inbox, events and who comes to them, those who want the newsletter."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.giving import rows
from waystation.giving.advocacy.domain import Planned, Said
from waystation.giving.models import AskRow, EventRow
from waystation.vault import ownkeys
from waystation.vault.keyring import Keyring

Asks = QuerySet[AskRow]
INBOX_MAX = 200
# What stands in the inbox; places and subscribers have lists of their own.
INBOX_KINDS = ("speaker", "volunteer", "team", "member", "matching", "in-kind", "share")
# An event is told of so long after it ended.
SHOWN_AFTER = timedelta(hours=6)


class AskView(NamedTuple):
    """One ask: its row, and what it says; None where its box is not what was sealed."""

    row: AskRow
    said: Said | None


class Standing(NamedTuple):
    """How an event fills: people with a place, people who wait, and whom nobody has told yet."""

    taken: int
    waiting: int
    untold: int


def ask(ask_id: UUID, keyring: Keyring) -> tuple[AskRow, Said]:
    """Open one ask.

    Raises:
      Refused: there is no such ask in a compartment the keyring holds.
      Tampered: its box is another row's, or changed.
    """
    row = AskRow.objects.filter(pk=ask_id, cell__in=keyring.cells).first()
    if row is None:
        raise no_record()
    return row, rows.said(row, Said, keyring)


def inbox(
    keyring: Keyring, *, kind: str = "", state: str = "", limit: int = INBOX_MAX
) -> list[AskView]:
    """List what strangers asked, the newest first; those that wait stand before the decided ones.

    Cost: about 1 ms an ask.
    """
    found = AskRow.objects.filter(cell__in=keyring.cells, kind__in=INBOX_KINDS)
    if kind in INBOX_KINDS:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    ordered = found.order_by("-asked_on", "-pk")
    waiting = list(ordered.filter(state="new")[:limit])
    rest = list(ordered.exclude(state="new")[: limit - len(waiting)])
    return list(_opened([*waiting, *rest], keyring))


def counts(keyring: Keyring) -> dict[str, int]:
    """Count what waits in the inbox, by kind."""
    found = AskRow.objects.filter(cell__in=keyring.cells, kind__in=INBOX_KINDS, state="new")
    counted = found.values_list("kind").annotate(n=Count("pk")).order_by()
    return dict(counted)


def event(event_id: UUID, keyring: Keyring) -> tuple[EventRow, Planned]:
    """Open an event as it is planned.

    Raises:
      Refused: there is no such event in a compartment the keyring holds.
    """
    row = EventRow.objects.filter(pk=event_id, cell__in=keyring.cells).first()
    if row is None:
        raise no_record()
    return row, rows.said(row, Planned, keyring)


def events(keyring: Keyring) -> list[tuple[EventRow, Planned, Standing]]:
    """List every event, drafts too, the latest first."""
    found = EventRow.objects.filter(cell__in=keyring.cells)
    opened = [(row, rows.said(row, Planned, keyring)) for row in found]
    opened.sort(key=lambda pair: pair[1].starts_at, reverse=True)
    return [(row, planned, standing(row)) for row, planned in opened]


def standing(row: EventRow) -> Standing:
    """Count how an event fills."""
    held = AskRow.objects.filter(event=row, kind="registration")
    sums = held.aggregate(
        taken=Sum("people", filter=Q(state="taken")),
        waiting=Sum("people", filter=Q(state="new")),
        untold=Count("pk", filter=Q(is_told=False, state__in=("new", "taken"))),
    )
    return Standing(sums["taken"] or 0, sums["waiting"] or 0, sums["untold"])


def registrations(row: EventRow, keyring: Keyring) -> list[AskView]:
    """List who comes to an event and who waits for a place, in the order in which they came."""
    held = AskRow.objects.filter(event=row, kind="registration", state__in=("new", "taken"))
    return list(_opened(list(held.filter(cell__in=keyring.cells).order_by("nth")), keyring))


def open_events(now: datetime) -> list[EventRow]:
    """List the events the public sees, the next one first. Needs no key."""
    shown = EventRow.objects.filter(state__in=("open", "called off"), published_n__gt=0)
    return list(shown.filter(ends_at__gt=now - SHOWN_AFTER).order_by("starts_at", "slug"))


def public_event(slug: str) -> EventRow | None:
    """Find an event the public sees, one that is over too; None if there is none."""
    return EventRow.objects.filter(slug=slug, published_n__gt=0).exclude(state="draft").first()


def takes_registrations(row: EventRow, now: datetime) -> bool:
    """Say whether somebody can still ask for a place."""
    return row.state == "open" and row.starts_at is not None and now < row.starts_at


def is_full(row: EventRow) -> bool:
    """Say whether whoever registers now waits for a place."""
    held = standing(row)
    return row.seats is not None and (held.taken >= row.seats or held.waiting > 0)


def n_subscribers(keyring: Keyring) -> tuple[int, int]:
    """Count addresses that confirmed the newsletter, and those that have not yet."""
    held = AskRow.objects.filter(kind="subscriber", cell__in=keyring.cells)
    return held.filter(state="taken").count(), held.filter(state="new").count()


def subscribers(keyring: Keyring) -> list[Said]:
    """List those who confirmed that they want the newsletter, by address.

    Cost: about 1 ms each.
    """
    held = AskRow.objects.filter(kind="subscriber", state="taken", cell__in=keyring.cells)
    opened = [view.said for view in _opened(list(held), keyring) if view.said]
    return sorted(opened, key=lambda said: said.email)


def by_link(secret: bytes, *kinds: str) -> AskRow:
    """Find the ask that a link is about.

    Raises:
      Refused: there is none.
    """
    row = AskRow.objects.filter(link=ownkeys.secret_digest(secret)).select_related("event").first()
    if row is None or (kinds and row.kind not in kinds):
        raise no_link()
    return row


def no_link() -> Refused:
    """Say that a link leads nowhere."""
    return Refused(
        _("This link leads nowhere any more."),
        hint=_("Use the link in the last mail we sent to you."),
    )


def no_record() -> Refused:
    """Say that there is no such row, whether it is another's or never was."""
    return Refused(_("There is no such record."), hint=_("Pick it from your list."))


def _opened(found: list[AskRow], keyring: Keyring) -> Iterator[AskView]:
    for row in found:
        try:
            yield AskView(row, rows.said(row, Said, keyring))
        except Tampered:
            yield AskView(row, None)
