"""Events: planned sealed, published by a person, called off with word to all who come."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Overtaken, Refused
from waystation.giving import rows, stamps
from waystation.giving.advocacy import domain, queries, services
from waystation.giving.advocacy.domain import Planned, Said
from waystation.giving.letters import links
from waystation.giving.letters import services as letters
from waystation.giving.models import AskRow, EventRow
from waystation.vault import audit
from waystation.vault.keyring import Keyring

# So many mails at one press, so that a page answers before a browser gives up.
AT_ONCE = 20
LETTERS = {"taken": "event moved up", "new": "event waiting"}


class Told(NamedTuple):
    """What came of one press: how many were written to, and how many still are to be."""

    n_sent: int
    n_left: int


@transaction.atomic
def plan(planned: Planned, slug: str, *, now: datetime) -> EventRow:
    """Begin an event as a draft, sealed to giving.

    Raises:
      Refused: the address is no good or taken, or the event has no length.
    """
    _check(planned)
    if not domain.SLUG.fullmatch(slug):
        raise Refused(
            _("“%(slug)s” cannot stand in an address.") % {"slug": slug},
            hint=_("Use small Latin letters, digits and hyphens."),
        )
    if EventRow.objects.filter(slug=slug).exists():
        raise Refused(
            _("There is an event with the address “%(slug)s”.") % {"slug": slug},
            hint=_("Choose another one."),
        )
    return rows.put(EventRow(slug=slug, kind=planned.kind), planned)


@transaction.atomic
def change(event_id: UUID, planned: Planned, *, keyring: Keyring) -> EventRow:
    """Plan an event otherwise; the public sees it once it is published anew.

    Raises:
      Refused: there is none, it is called off, or it has no length.
    """
    row, _before = queries.event(event_id, keyring)
    _check(planned)
    if row.state == "called off":
        raise _is_off()
    rows.change(row, planned)
    return row


@transaction.atomic
def publish(event_id: UUID, *, keyring: Keyring, now: datetime) -> EventRow:
    """Show an event to the public as it is planned; with more seats, those who wait move up.

    Raises:
      Refused: there is none, it is called off, or it is over.
    """
    row, planned = queries.event(event_id, keyring)
    if row.state == "called off":
        raise _is_off()
    if planned.ends_at <= now:
        raise Refused(_("This event is over."), hint=_("Plan a new one."))
    columns = msgspec.structs.asdict(planned)
    rows.move(row, state="open", published_n=row.published_n + 1, **columns)
    services.move_up(row)
    stamps.touch()
    audit.write("event published", actor=keyring.user_id, says={"id": str(row.pk)}, now=now)
    return row


@transaction.atomic
def close(event_id: UUID, *, keyring: Keyring) -> EventRow:
    """Take no more registrations; publishing it again opens it.

    Raises:
      Refused: there is none, or it is not open.
    """
    row, _planned = queries.event(event_id, keyring)
    if row.state != "open":
        raise Refused(_("This event is not open."), hint=_("Look at it once more."))
    rows.move(row, state="closed")
    stamps.touch()
    return row


@transaction.atomic
def call_off(event_id: UUID, *, keyring: Keyring, now: datetime) -> EventRow:
    """Call a published event off: its page says so, and everybody who comes is to be told.

    Raises:
      Refused: there is none, or it is neither open nor closed.
    """
    row, _planned = queries.event(event_id, keyring)
    if row.state not in ("open", "closed"):
        raise Refused(_("This event is not public."), hint=_("Look at it once more."))
    rows.move(row, state="called off")
    AskRow.objects.filter(event=row, state__in=("new", "taken")).update(is_told=False)
    stamps.touch()
    audit.write("event called off", actor=keyring.user_id, says={"id": str(row.pk)}, now=now)
    return row


def tell(event_id: UUID, *, keyring: Keyring) -> Told:
    """Write to those who do not know yet that a place is theirs, or that nothing takes place.

    Each is marked once the mail server has the mail, so this must not be in a transaction.

    Raises:
      Refused: there is no such event, or the mail server takes nothing.
    """
    row, _planned = queries.event(event_id, keyring)
    untold = AskRow.objects.filter(event=row, state__in=("new", "taken"), is_told=False)
    n_sent = 0
    for one in untold.order_by("nth")[:AT_ONCE]:
        said = rows.said(one, Said, keyring)
        kind = "event called off" if row.state == "called off" else LETTERS[one.state]
        values = told_of(row, said.language, said.secret)
        letters.send(kind, said.email, said.language, values)
        try:
            services.told(one)
        except Overtaken:
            # They went while they were written to; nothing is left to be told.
            continue
        n_sent += 1
    return Told(n_sent, untold.count())


def is_as_planned(row: EventRow, planned: Planned) -> bool:
    """Say whether the public sees an event as it is planned."""
    said = msgspec.structs.asdict(planned)
    return all(getattr(row, name) == value for name, value in said.items())


def told_of(row: EventRow, language: str, secret: bytes) -> dict[str, str | int]:
    """Give what letters about an event say: title, hours, place, and the link to go by.

    Without a secret the link leads to the event alone.
    """
    page = {"secret": domain.written(secret)} if secret else {"slug": row.slug}
    return {
        "title": domain.in_language(row.title_en, row.title_ko, language),
        "when": domain.when(row.starts_at, row.ends_at, row.zone),
        "place": domain.in_language(row.place_en, row.place_ko, language),
        "link": links.to("site-link" if secret else "site-event", language, **page),
    }


def _check(planned: Planned) -> None:
    if planned.ends_at <= planned.starts_at:
        raise Refused(
            _("An event ends after it begins."), hint=_("Look at its two moments once more.")
        )
    if not planned.title_en.strip() or not planned.title_ko.strip():
        raise Refused(
            _("An event has a title in both languages."), hint=_("Fill in the other one.")
        )


def _is_off() -> Refused:
    return Refused(_("This event is called off."), hint=_("Plan a new one."))
