"""How an organisation begins: its compartments with the decoy world beside them, and its seats."""

import secrets
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.vault import (
    audit,
    cells,
    decoys,
    mail,
    passphrases,
    recovery,
    register,
    safety,
    staff,
)
from waystation.vault.decoys import DECOYED, VIENNA, Start
from waystation.vault.domain import Slot
from waystation.vault.keyring import Keyring
from waystation.vault.models import Invitation, Organisation
from waystation.vault.staff import Stretched
from waystation.vault.upkeep import is_empty

ONE_OF_EACH = ("gazetteer", "network", "passages", "finance", "security", "giving", "tracing")
OFFICER = "security officer"


class Seat(NamedTuple):
    """Who is let in: the name to sign in with, what they are called, their role and passphrase."""

    name: str
    alias: str
    role: str
    passphrase: str

    def __repr__(self) -> str:
        return "<Seat>"


class Ground(NamedTuple):
    """Every compartment of a new organisation: by what it is for, of cases, and the decoys."""

    slots: dict[str, Slot]
    cases: tuple[Slot, ...]
    decoys: tuple[Slot, ...]
    names: dict[UUID, str]
    now: datetime

    @property
    def every(self) -> list[Slot]:
        """List the true compartments."""
        return [*self.slots.values(), *self.cases]

    @property
    def keyring(self) -> Keyring:
        """Open all of it, as long as the organisation is being founded."""
        return Keyring.of(new_id(), self.every)

    def __repr__(self) -> str:
        return f"<Ground of {len(self.every)} compartments>"


class Founded(NamedTuple):
    """Who founded the organisation, and the recovery code that is shown to them once."""

    user_id: UUID
    code: str

    def __repr__(self) -> str:
        return "<Founded>"


def found(
    officer: Seat, *, now: datetime, around: tuple[float, float] = VIENNA, language: str = "en"
) -> Founded:
    """Found an organisation: its compartments, and its security officer, who holds them all.

    They hold them until there is somebody for each kind of work; nothing else can, for a key that
    no ring holds is lost.

    Args:
      around: degrees north and east of a town near which the invented network is made to lie.
      language: of the recovery code.

    Raises:
      Refused: there is an organisation here already, or the passphrase is too short.
    """
    passphrases.check(officer.passphrase)
    paid = staff.stretch(staff.digest_of(officer.passphrase))
    with transaction.atomic():
        ground = lay_ground(now=now, around=around)
        seated = officer._replace(role=OFFICER)
        user_id = give_seat(seated, paid, ground=ground, slots=ground.every, exception=_("founder"))
        audit.write("founded", actor=user_id, says={"to": officer.alias}, now=now)
        return Founded(user_id, first_code(user_id, paid, language=language))


@transaction.atomic
def lay_ground(
    *, now: datetime, n_case_cells: int = 1, around: tuple[float, float] = VIENNA
) -> Ground:
    """Make an organisation's compartments, mailboxes and decoy world; nobody is in it yet.

    Raises:
      Refused: there is an organisation here already.
    """
    if not is_empty() or Organisation.objects.exists():
        raise founded_already()
    Invitation.objects.all().delete()
    Organisation.objects.create(escrow_public=b"")
    mail.make_boxes()
    ground = _compartments(n_case_cells, now)
    keyring = ground.keyring
    for slot in ground.every:
        register.enter_compartment(
            slot.cell, slot.purpose, ground.names[slot.cell], keyring=keyring, now=now
        )
    decoys.begin_everywhere(Start(decoys.keyring_of(ground.decoys), now, around))
    return ground


@transaction.atomic
def give_seat(
    seat: Seat, paid: Stretched, *, ground: Ground, slots: list[Slot], exception: str = ""
) -> UUID:
    """Let somebody in with compartments, while the organisation is being founded.

    `paid` is their passphrase, stretched.

    Raises:
      Refused: somebody signs in with that name already.
    """
    keyring, now = ground.keyring, ground.now
    mailbox = mail.draw({member.mailbox for _row, member in register.members(keyring)})
    user_id = staff.admit(
        name=seat.name,
        alias=seat.alias,
        role=seat.role,
        passphrase=paid,
        slots=[*slots, *ground.decoys],
        mailbox=mailbox,
        safety=safety.pin(),
    )
    reader = cells.reader_of(user_id, mailbox)
    for slot in slots:
        cells.add_reader(slot.cell, reader, keyring)
    member = register.Member(
        user_id=user_id,
        alias=seat.alias,
        role=seat.role,
        mailbox=mailbox,
        key_digest=reader.key_digest,
        cells=dict.fromkeys((slot.cell for slot in slots), now.date()),
        exception=exception,
    )
    register.enter(member, keyring=keyring, now=now)
    return user_id


def first_code(user_id: UUID, paid: Stretched, *, language: str) -> str:
    """Make the recovery code of somebody whose door was made a moment ago; shown once."""
    door = staff.door_behind(user_id, paid)
    assert door is not None
    return recovery.renew(door, language)


def founded_already() -> Refused:
    """Refuse to found a second organisation in one place."""
    return Refused(
        _("There is an organisation here already."),
        hint=_("Sign in; colleagues are invited by the security officer."),
    )


def _compartments(n_case_cells: int, now: datetime) -> Ground:
    """Make true and invented compartments in an order that tells nothing of which is which."""
    cases = [_("Cases %(n)d") % {"n": n + 1} for n in range(n_case_cells)]
    wanted = [(purpose, "", False) for purpose in ONE_OF_EACH]
    wanted += [("cases", name if n_case_cells > 1 else "", False) for name in cases]
    wanted += [(purpose, "", True) for purpose in DECOYED]
    secrets.SystemRandom().shuffle(wanted)
    made = {}
    for purpose, name, hidden in wanted:
        slot = cells.found(purpose, on=now.date(), name=name)
        made[slot._replace(hidden=hidden)] = name
    true = [slot for slot in made if not slot.hidden]
    case_slots = [slot for slot in true if slot.purpose == "cases"]
    return Ground(
        slots={slot.purpose: slot for slot in true if slot.purpose != "cases"},
        cases=tuple(sorted(case_slots, key=lambda slot: cases.index(made[slot] or cases[0]))),
        decoys=tuple(slot for slot in made if slot.hidden),
        names={slot.cell: name for slot, name in made.items()},
        now=now,
    )
