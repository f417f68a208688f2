"""Telephones and cards that are lent out: where each is, what may be done with it next. Pure."""

from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

import msgspec

DeviceKind = Literal["phone", "sim", "other"]
DeviceState = Literal["in stock", "lent", "returned", "wiped", "lost"]
Lending = Literal["bought", "hand out", "take back", "wipe", "lose", "settle"]
KINDS: tuple[DeviceKind, ...] = get_args(DeviceKind)
STATES: tuple[DeviceState, ...] = get_args(DeviceState)

# What may be done with a device in each state, and the state after it.
MOVES: dict[DeviceState, dict[Lending, DeviceState]] = {
    "in stock": {"hand out": "lent", "lose": "lost"},
    "lent": {"take back": "returned", "lose": "lost"},
    "returned": {"wipe": "wiped", "lose": "lost"},
    "wiped": {"hand out": "lent", "lose": "lost"},
    # Even if it turns up again it was out of sight: somebody says what was done, then it is wiped.
    "lost": {"settle": "lost", "take back": "returned"},
}
ACTS_MAX = 200


class DeviceAct(msgspec.Struct, frozen=True, kw_only=True):
    """What was done with a device, when and by whom; `code` is of the household it was about."""

    at: datetime
    name: str
    what: Lending
    code: str = ""
    note: str = ""


class Device(msgspec.Struct, frozen=True, kw_only=True, tag="device/1"):
    """A telephone or a card for one; `label` is what stands on its back.

    While it is lent, `household` and `person` say who has it, `loan` is the part that says so in
    their case, and `watch` rings if it is not back in time. Until it is wiped they stay, so that
    it is known whom a loss touches; after a loss, until somebody says that this was dealt with.
    """

    kind: DeviceKind
    label: str
    number: str = ""
    serial: str = ""
    state: DeviceState = "in stock"
    household: UUID | None = None
    code: str = ""
    person: UUID | None = None
    loan: UUID | None = None
    lent_on: date | None = None
    due_back: date | None = None
    lost_at: datetime | None = None
    settled: bool = False
    watch: UUID | None = None
    acts: tuple[DeviceAct, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of device: {self.kind!r}; one of {KINDS}")
        if self.state not in STATES:
            raise ValueError(f"no such state of a device: {self.state!r}; one of {STATES}")

    @property
    def needs_somebody(self) -> bool:
        """Say whether it is lost and nobody has dealt with that yet."""
        return self.state == "lost" and not self.settled

    def is_late_on(self, today: date) -> bool:
        """Say whether it should have come back before this day."""
        return self.state == "lent" and self.due_back is not None and self.due_back < today


def moves_of(device: Device) -> tuple[Lending, ...]:
    """List what may be done with a device now; a loss is dealt with before anything else."""
    if device.state == "lost":
        return ("settle",) if device.needs_somebody else ("take back",)
    return tuple(MOVES[device.state])


def in_order(device: Device) -> tuple[int, str]:
    """Give the sort key of devices: lost ones nobody dealt with, lent, not wiped, then the rest."""
    rank = {"lent": 1, "returned": 2, "wiped": 3, "in stock": 3, "lost": 4}[device.state]
    return (0 if device.needs_somebody else rank), device.label
