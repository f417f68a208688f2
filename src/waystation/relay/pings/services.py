"""Acts on ways: adding, ordering, trying out and taking away."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import pings
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.models import Ping
from waystation.base.pings import Way
from waystation.relay.pings import queries
from waystation.relay.pings.domain import Hours, Mine
from waystation.vault import audit, personal
from waystation.vault.door import Who
from waystation.vault.keyring import ASK, NOT_YOURS, Keyring


@transaction.atomic
def add(*, duty: UUID, way: Way, mine: Mine, hours: Hours | None, who: Who, now: datetime) -> UUID:
    """Add a way to be called by for a compartment; the worker tries it out in its next round.

    Raises:
      Refused: the compartment is not one's own, or there are ways enough.
    """
    if duty not in queries.called_for(who.keyring):
        raise Refused(NOT_YOURS, hint=ASK)
    rows = pings.of_duty(duty)
    own = [row.id for row in rows if queries.opened(row, who.door) is not None]
    _room(len(own), len(rows))
    row = _row(duty, way, hours, place=pings.next_place(own))
    note = msgspec.msgpack.encode(mine)
    row.kept_for = personal.seal_to_self(note, about=row.id, door=who.door)
    row.save(force_insert=True)
    _enter("way added", duty, who, now)
    return row.id


@transaction.atomic
def try_out(ping_id: UUID | None, *, who: Who) -> None:
    """Have the worker call one of one's own ways in its next round.

    Raises:
      Refused: it is not one's own.
    """
    shown = queries.own(ping_id, door=who.door, keyring=who.keyring)
    pings.ask_about(shown.row.id)


@transaction.atomic
def move_up(ping_id: UUID | None, *, who: Who) -> None:
    """Put one of one's own ways before the one that stands before it.

    Raises:
      Refused: it is not one's own.
    """
    shown = queries.own(ping_id, door=who.door, keyring=who.keyring)
    ids = _own_of(shown.row.duty, who)
    at = ids.index(shown.row.id)
    if at:
        ids[at - 1], ids[at] = ids[at], ids[at - 1]
    _number(ids)


@transaction.atomic
def remove(ping_id: UUID | None, *, who: Who, now: datetime) -> None:
    """Take one of one's own ways away; those behind it move up.

    Raises:
      Refused: it is not one's own.
    """
    shown = queries.own(ping_id, door=who.door, keyring=who.keyring)
    shown.row.delete()
    _number(_own_of(shown.row.duty, who))
    _enter("way removed", shown.row.duty, who, now)


@transaction.atomic
def remove_for_somebody(ping_id: UUID | None, *, who: Who, now: datetime) -> None:
    """Take away a way of somebody who left, or one that fails; for the security officer.

    Raises:
      Refused: whoever asks does not hold the security compartment, or there is no such way.
    """
    others = queries.of_others(door=who.door, keyring=who.keyring)
    found = [shown.row for _purpose, shown in others if shown.row.id == ping_id]
    if not found or not who.keyring.cells_of("security"):
        raise Refused(NOT_YOURS, hint=ASK)
    found[0].delete()
    _enter("way removed", found[0].duty, who, now)


@transaction.atomic
def add_for_phone(*, phone_id: UUID, way: Way, keyring: Keyring) -> UUID:
    """Add a way by which a partner's phone is called when something lies in its mailbox.

    Raises:
      Refused: there is no such phone, or it has ways enough.
    """
    phone = queries.phone_row(phone_id, keyring)
    rows = pings.of_duty(phone.id)
    _room(len(rows), len(rows))
    row = _row(phone.id, way, None, place=pings.next_place(one.id for one in rows))
    # Whoever holds the compartment may change it; that nobody opens the note is not to be seen.
    row.kept_for = personal.nobodys_note()
    row.save(force_insert=True)
    return row.id


@transaction.atomic
def change_for_phone(
    ping_id: UUID | None, *, phone_id: UUID, is_removed: bool, keyring: Keyring
) -> None:
    """Try a way of a phone out in the worker's next round, or take it away.

    Raises:
      Refused: there is no such phone, or the way is not one of its.
    """
    ids = [shown.row.id for shown in queries.of_phone(phone_id, keyring)]
    if ping_id not in ids:
        raise Refused(NOT_YOURS, hint=ASK)
    if not is_removed:
        pings.ask_about(ping_id)
        return
    Ping.objects.filter(pk=ping_id).delete()
    _number([one for one in ids if one != ping_id])


def _room(n_own: int, n_all: int) -> None:
    if n_own >= pings.PLACES_MAX or n_all >= pings.WAYS_MAX:
        raise Refused(
            _("There are %(n)s ways already; more would only call later.") % {"n": n_own},
            hint=_("Take one away first, the one that failed last."),
        )


def _row(duty: UUID, way: Way, hours: Hours | None, *, place: int) -> Ping:
    row = Ping(id=new_id(), duty=duty, place=place, target=str(way))
    if hours is not None:
        row.quiet_from_min, row.quiet_to_min = hours
    return row


def _own_of(duty: UUID, who: Who) -> list[UUID]:
    rows = pings.of_duty(duty)
    return [row.id for row in rows if queries.opened(row, who.door) is not None]


def _number(ids: list[UUID]) -> None:
    for place, ping_id in enumerate(ids, start=1):
        Ping.objects.filter(pk=ping_id).update(place=place)


def _enter(kind: str, duty: UUID, who: Who, now: datetime) -> None:
    audit.write(kind, actor=who.user_id, says={"cell": str(duty)}, now=now)
