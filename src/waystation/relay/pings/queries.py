"""Reads of ways: one's own, those of a phone, and as much of others' as their keeper may see."""

from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.base import pings
from waystation.base.errors import Refused, Tampered
from waystation.base.models import Ping
from waystation.base.pings import Way
from waystation.relay.models import PhoneRow
from waystation.relay.pings import domain, wording
from waystation.relay.pings.domain import Mine
from waystation.vault import personal
from waystation.vault.keyring import ASK, NOT_YOURS, Keyring
from waystation.vault.staff import Door


class Shown(NamedTuple):
    """One way as a page shows it; `mine` is empty for those of others and of phones."""

    row: Ping
    way: Way
    mine: Mine
    kind: wording.Kind
    standing: str

    @property
    def word(self) -> str:
        """What the other end knows whoever is called by."""
        if self.way.kind == pings.PUSH:
            return ""
        if self.way.kind == "mail":
            return f"{self.way.alias}@{self.way.host}"
        return f"+{self.way.alias}" if self.way.kind == "signal" else self.way.alias

    @property
    def hours(self) -> str:
        """The quiet hours by the owner's own clock; empty: there are none."""
        first, last = self.row.quiet_from_min, self.row.quiet_to_min
        if first is None or last is None:
            return ""
        offset = self.mine.offset_min
        from_, to = domain.to_local(first, offset), domain.to_local(last, offset)
        return f"{from_}–{to} {domain.offset_text(offset)}"


class Duty(NamedTuple):
    """A compartment somebody may be called for, and their own ways for it."""

    cell: UUID
    purpose: str
    ways: list[Shown]
    n_others: int

    @property
    def single(self) -> str:
        """The operator on whom all of one's ways depend; empty: there are two, or no way."""
        operators = [shown.way.operator for shown in self.ways]
        alone = bool(operators) and domain.is_one_operator(operators)
        return operators[0] if alone else ""


def called_for(keyring: Keyring) -> dict[UUID, str]:
    """Name the compartments that somebody holds and whose alarms ring, with their purposes."""
    purposes = domain.CALLED_FOR
    return {cell: purpose for purpose in purposes for cell in keyring.cells_of(purpose)}


def duties(*, door: Door, keyring: Keyring) -> list[Duty]:
    """List what somebody may be called for, with their own ways in their order.

    Cost: about 0.3 ms for each way of each of these compartments, for none says whose it is.
    """
    found = []
    for cell, purpose in called_for(keyring).items():
        rows = pings.of_duty(cell)
        own = [shown for row in rows if (shown := opened(row, door)) is not None]
        found.append(Duty(cell, purpose, own, len(rows) - len(own)))
    return found


def failing(*, door: Door, keyring: Keyring) -> list[Shown]:
    """List one's own ways that did not take the last call; for the board, so it opens no others."""
    rows = Ping.objects.filter(duty__in=called_for(keyring), n_failed__gt=0).order_by("id")
    return [shown for row in rows if (shown := opened(row, door)) is not None]


def opened(row: Ping, door: Door) -> Shown | None:
    """Open a way that is one's own; None: it is somebody else's, or a phone's."""
    note = personal.open_own(bytes(row.kept_for), about=row.id, door=door)
    if note is None:
        return None
    return _shown(row, msgspec.msgpack.decode(note, type=Mine))


def own(ping_id: UUID | None, *, door: Door, keyring: Keyring) -> Shown:
    """Find one of one's own ways.

    Raises:
      Refused: there is none with this id, or it is another's.
    """
    held = Ping.objects.filter(duty__in=called_for(keyring))
    row = held.filter(pk=ping_id).first() if ping_id is not None else None
    shown = opened(row, door) if row is not None else None
    if shown is None:
        raise Refused(NOT_YOURS, hint=ASK)
    return shown


def of_others(*, door: Door, keyring: Keyring) -> list[tuple[str, Shown]]:
    """List everybody else's ways but those of phones, each with its compartment's purpose.

    Whose they are nobody can see; a purpose is known for the compartments the reader holds.
    """
    known = called_for(keyring)
    rows = Ping.objects.exclude(duty__in=PhoneRow.objects.values("id")).order_by("duty", "id")
    return [
        (known.get(row.duty, ""), _shown(row, Mine()))
        for row in rows
        if personal.open_own(bytes(row.kept_for), about=row.id, door=door) is None
    ]


def phone_row(phone_id: UUID, keyring: Keyring) -> PhoneRow:
    """Find a phone of a compartment one holds.

    Raises:
      Refused: there is no such phone, or it is another's.
    """
    cells = keyring.cells_of("passages")
    row = PhoneRow.objects.filter(pk=phone_id, cell__in=cells).exclude(state="revoked").first()
    if row is None:
        raise Refused(NOT_YOURS, hint=ASK)
    return row


def of_phone(phone_id: UUID, keyring: Keyring) -> list[Shown]:
    """List the ways by which a phone is called when something lies in its mailbox.

    Raises:
      Refused: there is no such phone, or it is another's.
    """
    row = phone_row(phone_id, keyring)
    return [_shown(way, Mine()) for way in pings.of_duty(row.id)]


def _shown(row: Ping, mine: Mine) -> Shown:
    try:
        way = pings.read(row.target)
    except ValueError:
        raise Tampered("a way to call somebody is none that was written here") from None
    standing = domain.standing(
        taken_on=row.taken_on, n_failed=row.n_failed, failed_on=row.failed_on
    )
    return Shown(row, way, mine, wording.kind(way.kind), standing)
