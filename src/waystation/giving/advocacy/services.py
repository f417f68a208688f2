"""What becomes of what strangers ask: taken in without a key, decided by somebody with one."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F, Max, Sum
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving import rows, stamps
from waystation.giving.advocacy import domain, queries
from waystation.giving.advocacy.domain import Note, Place, Said
from waystation.giving.domain import ASK_KINDS
from waystation.giving.donors.domain import tidied
from waystation.giving.models import AskRow, EventRow
from waystation.vault import audit, ownkeys
from waystation.vault.keyring import Keyring


class Asked(NamedTuple):
    """What was taken in, and the secret for the link in the mail; empty if none is to be sent."""

    row: AskRow
    secret: bytes
    is_new: bool = True


@transaction.atomic
def ask(kind: str, said: Said, *, now: datetime) -> AskRow:
    """Take in what a stranger asks, sealed to giving. Needs no key.

    Raises:
      ValueError: no such kind.
    """
    if kind not in ASK_KINDS:
        raise ValueError(f"{kind!r} is nothing a stranger can ask; see ASK_KINDS")
    row = AskRow(kind=kind, asked_on=now.date(), finder=ownkeys.finder(tidied(said.email)))
    return rows.put(row, said)


@transaction.atomic
def subscribe(said: Said, *, now: datetime) -> Asked:
    """Write down that somebody wants the newsletter; it counts once the address confirms it.

    An address that asked before gets a new link; one that confirmed already stays as it is.
    """
    finder, secret = ownkeys.finder(tidied(said.email)), ownkeys.new_secret()
    known = AskRow.objects.filter(kind="subscriber", finder=finder, state__in=("new", "taken"))
    row = known.first()
    if row is not None and row.state == "taken":
        return _as_before(row, said)
    with_secret = msgspec.structs.replace(said, secret=secret)
    link = ownkeys.secret_digest(secret)
    if row is None:
        row = AskRow(kind="subscriber", asked_on=now.date(), finder=finder, link=link)
        return Asked(rows.put(row, with_secret), secret)
    return Asked(rows.change(row, with_secret, link=link), secret, is_new=False)


@transaction.atomic
def confirm(secret: bytes) -> AskRow:
    """Let an address say that it wants the newsletter; twice is once.

    Raises:
      Refused: no such link, or they went meanwhile.
    """
    row = queries.by_link(secret, "subscriber")
    if row.state == "new":
        rows.move(row, state="taken", is_told=True)
    if row.state != "taken":
        raise queries.no_link()
    return row


@transaction.atomic
def leave(secret: bytes) -> AskRow:
    """Let somebody go: off the newsletter, or off an event, where the next one moves up.

    Twice is once; the row stays, so that an export of today does not write to them.

    Raises:
      Refused: no such link.
    """
    row = queries.by_link(secret)
    if row.state in ("new", "taken"):
        was_full = row.event is not None and queries.is_full(row.event)
        rows.move(row, state="left", is_told=True)
        if row.event is not None:
            _move_up(row.event)
            if queries.is_full(row.event) != was_full:
                stamps.touch()
    return row


@transaction.atomic
def register(event: EventRow, said: Said, people: int, *, now: datetime) -> Asked:
    """Give somebody a place at an event, or one on its waiting list. Needs no key.

    An address that has a place, or waits for one, keeps it as it is: nobody who merely knows an
    address changes what was written with it.

    Raises:
      Refused: the event takes nobody any more, or more people than one may bring.
    """
    event = EventRow.objects.get(pk=event.pk)
    if not queries.takes_registrations(event, now):
        raise Refused(
            _("This event takes no registrations any more."), hint=_("Look at the other events.")
        )
    if not 1 <= people <= domain.PEOPLE_MAX:
        raise Refused(
            _("One registration is for 1 to %(n)d people.") % {"n": domain.PEOPLE_MAX},
            hint=_("Write to us if you come with more."),
        )
    finder, secret = ownkeys.finder(tidied(said.email)), ownkeys.new_secret()
    known = _registered(event).filter(finder=finder).first()
    if known is not None:
        return _as_before(known, said)
    with_secret = msgspec.structs.replace(said, secret=secret)
    link = ownkeys.secret_digest(secret)
    waits = _registered(event).filter(state="new").exists()
    fits = domain.has_room(event.seats, _n_people(event), people)
    last = AskRow.objects.filter(event=event).aggregate(last=Max("nth"))["last"] or 0
    was_full = queries.is_full(event)
    row = AskRow(
        kind="registration",
        state="taken" if fits and not waits else "new",
        asked_on=now.date(),
        event=event,
        nth=last + 1,
        people=people,
        finder=finder,
        link=link,
        is_told=True,
    )
    asked = Asked(rows.put(row, with_secret), secret)
    if queries.is_full(event) != was_full:
        stamps.touch()
    return asked


@transaction.atomic
def decide(
    ask_id: UUID, state: str, *, words: str = "", keyring: Keyring, now: datetime
) -> tuple[AskRow, Said]:
    """Decide about an ask and write down what is answered; whoever calls sends it.

    Raises:
      Refused: there is no such ask, or it cannot come to that from where it stands.
      Overtaken: somebody was faster.
    """
    row, said = queries.ask(ask_id, keyring)
    if row.kind in domain.BY_THEMSELVES or state not in domain.MOVES[row.state]:
        raise Refused(_("This cannot be decided so as it stands."), hint=_("Look at it once more."))
    note = Note(now, keyring.alias, state, words.strip())
    after = msgspec.structs.replace(said, log=(*said.log, note))
    rows.change(row, after, state=state, is_told=bool(note.words))
    says = {"id": str(row.pk), "to": state}
    audit.write("ask decided", actor=keyring.user_id, says=says, now=now)
    return row, after


@transaction.atomic
def move_up(event: EventRow) -> int:
    """Give the places that came free to those who wait longest; gives how many got one."""
    return _move_up(event)


def told(row: AskRow) -> None:
    """Write down that somebody was written to about the state their ask has now."""
    rows.move(row, is_told=True)


def _as_before(row: AskRow, said: Said) -> Asked:
    """Leave a row as it was, with as much work as a new one takes: a clock tells nobody of it."""
    rows.spare(said)
    rows.move(row)
    return Asked(row, b"", is_new=False)


def _move_up(event: EventRow) -> int:
    waiting = _registered(event).filter(state="new").order_by("nth")
    line = [Place(*one) for one in waiting.values_list("id", "people")]
    found = domain.moves_up(event.seats, _n_people(event), line)
    moved = AskRow.objects.filter(pk__in=found, state="new")
    return moved.update(state="taken", is_told=False, revision=F("revision") + 1)


def _registered(event: EventRow) -> queries.Asks:
    return AskRow.objects.filter(kind="registration", event=event, state__in=("new", "taken"))


def _n_people(event: EventRow) -> int:
    return _registered(event).filter(state="taken").aggregate(n=Sum("people"))["n"] or 0


@transaction.atomic
def export(*, keyring: Keyring, now: datetime) -> list[Said]:
    """Take out the addresses that confirmed the newsletter, for the organisation's own mailer.

    Each time is entered in the audit chain, with how many there were.
    """
    found = queries.subscribers(keyring)
    says = {"n": str(len(found))}
    audit.write("addresses exported", actor=keyring.user_id, says=says, now=now)
    return found
