"""An office with a register, mailboxes and lists of readers: Allan keeps it, two hold the cases."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from waystation.vault import cells, folding, mail, register, safety, staff
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring
from waystation.vault.register import Member

NOW = datetime(1855, 10, 26, 12, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
NEXT_WEEK = NOW + timedelta(days=7)
PASSPHRASE = "a passphrase of their own, long enough"


class Office:
    """Security, gazetteer and two compartments of cases; who holds what stands in `seat`."""

    def __init__(self) -> None:
        mail.make_boxes(8)
        self.slots = {
            "security": cells.found("security", on=NOW.date(), name="Security"),
            "gazetteer": cells.found("gazetteer", on=NOW.date(), name="Places"),
            "north": cells.found("cases", on=NOW.date(), name="North"),
            "south": cells.found("cases", on=NOW.date(), name="South"),
        }
        self.every = Keyring.of(UUID(int=0), list(self.slots.values()))
        for name, slot in self.slots.items():
            register.enter_compartment(
                slot.cell, slot.purpose, name.title(), keyring=self.every, now=NOW
            )
        self.ids: dict[str, UUID] = {}
        self.seat("allan", "security officer", "security", "gazetteer")
        self.seat("harriet", "field manager", "gazetteer", "north")
        self.seat("william", "case worker", "gazetteer", "north", "south")
        self.seat("esther", "case worker")

    def seat(self, name: str, role: str, *holds: str) -> UUID:
        """Let somebody in who holds some compartments."""
        taken = {member.mailbox for _row, member in register.members(self.every)}
        mailbox = mail.draw(taken)
        slots = [self.slots[held] for held in holds]
        self.ids[name] = user_id = staff.admit(
            name=name, alias=name.title(), role=role, passphrase=PASSPHRASE, slots=slots,
            mailbox=mailbox, safety=safety.pin(),
        )  # fmt: skip
        reader = cells.reader_of(user_id, mailbox)
        for slot in slots:
            cells.add_reader(slot.cell, reader, self.every)
        held = {slot.cell: NOW.date() for slot in slots}
        member = Member(user_id, name.title(), role, mailbox, reader.key_digest, held)
        register.enter(member, keyring=self.every, now=NOW)
        return user_id

    def cell(self, name: str) -> UUID:
        """Name a compartment."""
        return self.slots[name].cell

    def promote(self, name: str) -> None:
        """Make somebody a security officer in the register."""
        row, member = register.member(self.ids[name], self.every)
        changed = msgspec.structs.replace(member, role="security officer")
        register.change(row, changed, keyring=self.every, now=NOW)

    def visit(self, name: str, now: datetime = NOW) -> Who:
        """Let somebody open a page: their mail is folded in, and here they are."""
        door = staff.try_door(name, PASSPHRASE)
        profile, keyring = staff.ring_of(door)
        keyring = folding.fold(door, profile, keyring, now=now)
        return Who(door.user_id, profile.alias, profile.role, keyring, door, profile)
