"""The register: who works here, and who holds which compartment. Sealed to security alone."""

import re
from datetime import date, datetime
from typing import Literal, TypeVar
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.vault.cells import Reader
from waystation.vault.keyring import Keyring
from waystation.vault.models import RegisterRow
from waystation.vault.opening import add, open_row, swap


class Member(msgspec.Struct, frozen=True, tag="member/1"):
    """A colleague: what they are called and do, where their mail goes, and what they hold.

    `cells` says since when; `asked` since when a holder has been asked to give, `declined` when
    one said no. An empty `key_digest` is somebody invited who has not joined, or whose key was
    not compared yet.
    """

    user_id: UUID
    alias: str
    role: str
    mailbox: UUID
    key_digest: bytes = b""
    cells: dict[UUID, date] = {}
    asked: dict[UUID, date] = {}
    declined: dict[UUID, date] = {}
    exception: str = ""
    invitation: str = ""

    @property
    def reader(self) -> Reader:
        """Give the colleague's entry for a compartment's list of readers."""
        return Reader(self.user_id, self.mailbox, self.key_digest)

    def __repr__(self) -> str:
        return "<Member>"


class Compartment(msgspec.Struct, frozen=True, tag="compartment/1"):
    """A compartment as security knows it: its name, and whose removal still awaits a new key."""

    cell: UUID
    purpose: str
    name: str
    awaits: dict[UUID, date] = {}


class Said(msgspec.Struct, frozen=True, tag="said/1"):
    """What one ring opened of all cases at its last sign-in, as that session counted it."""

    opened: int
    total: int
    on: date


class Figures(msgspec.Struct, frozen=True, tag="figures/1"):
    """The last daily count: what the register says each person opens, and what they counted."""

    on: date | None = None
    counted: dict[UUID, tuple[int, int]] = {}
    said: dict[UUID, Said] = {}


class Alarm(msgspec.Struct, frozen=True, tag="alarm/1"):
    """Somebody signed in under duress, or families were searched for too often at their desk.

    It stays until the security officer has answered it.
    """

    user_id: UUID
    on: date
    what: Literal["duress", "searches"] = "duress"


class Line(msgspec.Struct, frozen=True, tag="line/1"):
    """One line of the register, whatever it is about: the table does not tell them apart."""

    of: Member | Compartment | Figures | Alarm


Of = TypeVar("Of", Member, Compartment, Figures, Alarm)


def lines(kind: type[Of], keyring: Keyring) -> list[tuple[RegisterRow, Of]]:
    """Open all lines of one kind; none for a ring without the security compartment."""
    rows = RegisterRow.objects.filter(cell__in=keyring.cells_of("security"))
    opened = ((row, open_row(row, Line, keyring).of) for row in rows)
    return [(row, of) for row, of in opened if isinstance(of, kind)]


def write(
    of: Member | Compartment | Figures | Alarm, *, keyring: Keyring, now: datetime
) -> RegisterRow:
    """Put a new line into the register."""
    row = RegisterRow(cell=keyring.cell("security"))
    return add(row, Line(of), keyring, on=now.date())


def rewrite(
    row: RegisterRow,
    of: Member | Compartment | Figures | Alarm,
    *,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Put another line in the place of one.

    Raises:
      Overtaken: somebody changed it since it was read.
    """
    swap(row, Line(of), keyring, on=now.date())


def strike(row: RegisterRow) -> None:
    """Delete a line."""
    RegisterRow.objects.filter(pk=row.pk).delete()


def members(keyring: Keyring) -> list[tuple[RegisterRow, Member]]:
    """List all colleagues, by what they are called."""
    return sorted(lines(Member, keyring), key=lambda kept: (_spoken(kept[1].alias), kept[0].id))


def compartments(keyring: Keyring) -> list[tuple[RegisterRow, Compartment]]:
    """List all compartments, by purpose and name."""
    found = lines(Compartment, keyring)
    return sorted(found, key=lambda kept: (kept[1].purpose, _spoken(kept[1].name), kept[0].id))


def member(user_id: UUID, keyring: Keyring) -> tuple[RegisterRow, Member]:
    """Find one colleague.

    Raises:
      Refused: nobody has that id, or the keyring does not open the register.
    """
    for row, of in lines(Member, keyring):
        if of.user_id == user_id:
            return row, of
    raise Refused(_("There is no such colleague."), hint=_("Pick somebody from the register."))


def compartment(cell: UUID, keyring: Keyring) -> tuple[RegisterRow, Compartment]:
    """Find one compartment.

    Raises:
      Refused: there is none of that id in the register.
    """
    for row, of in lines(Compartment, keyring):
        if of.cell == cell:
            return row, of
    raise Refused(_("There is no such compartment."), hint=_("Pick one from the register."))


def enter(of: Member, *, keyring: Keyring, now: datetime) -> UUID:
    """Enter a colleague."""
    return write(of, keyring=keyring, now=now).id


def change(row: RegisterRow, of: Member, *, keyring: Keyring, now: datetime) -> None:
    """Change what the register says of a colleague; raises Overtaken if somebody was faster."""
    rewrite(row, of, keyring=keyring, now=now)


def enter_compartment(
    cell: UUID, purpose: str, name: str, *, keyring: Keyring, now: datetime
) -> UUID:
    """Enter a compartment, so that security can name what it does not hold."""
    return write(Compartment(cell, purpose, name), keyring=keyring, now=now).id


def _spoken(name: str) -> list[tuple[int, str]]:
    """Order names as people do: “Cases 2” before “Cases 10”."""
    return [
        (int(part), "") if part.isdecimal() else (0, part.casefold())
        for part in re.split(r"([0-9]+)", name)
    ]
