"""Alarms about cases: they ring although nobody is signed in who could read them.

What an alarm says is sealed to the case's compartment; the process that rings it holds no key.
"""

from datetime import datetime
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

from waystation.base import watches
from waystation.base.errors import Tampered
from waystation.base.models import Page, Watch
from waystation.vault import arming, boxes
from waystation.vault.keyring import Keyring

What = Literal[
    "task", "review", "consent", "assent18", "loan", "tip", "approval", "contact", "bia",
    "complaint", "crisis",
]  # fmt: skip
WHATS: tuple[What, ...] = get_args(What)
# Where somebody may be in danger, the holders are called a second time, whatever the hour.
CALLS: dict[What, int] = {"contact": 2, "crisis": 3}
# What somebody presses, rather than a time-table, rings to the minute.
AT_ONCE: tuple[What, ...] = ("crisis",)


class Alarm(msgspec.Struct, frozen=True, tag="case alarm/1"):
    """What a watch says when it rings: of which case, what for, and about which record."""

    household: UUID | None
    what: str
    about: UUID | None


class Rung(NamedTuple):
    """An alarm that rings; `alarm` is None where it is not what was written here."""

    watch: UUID
    alarm: Alarm | None
    due_at: datetime


def arm(
    *,
    household_id: UUID | None,
    what: What,
    about: UUID | None,
    cell: UUID,
    due_at: datetime,
    keyring: Keyring,
) -> UUID:
    """Set an alarm for all who hold a compartment; gives its id, to be kept in a sealed record.

    Raises:
      Refused: the writer does not hold the compartment.
      ValueError: an alarm outside the closed list.
    """
    if what not in WHATS:
        raise ValueError(f"no such alarm: {what!r}; the closed list is alarms.WHATS")
    keyring.current(cell)
    body = msgspec.msgpack.encode(Alarm(household_id, what, about))
    return arming.arm(
        cell=cell, body=body, due_at=due_at, calls=CALLS.get(what, 1), exact=what in AT_ONCE
    )


def answer(watch_id: UUID | None) -> bool:
    """Let an alarm ring no more; says whether it was still set."""
    return watch_id is not None and watches.answer(watch_id)


def ringing(keyring: Keyring) -> list[Rung]:
    """Open the alarms that ring in the reader's case compartments, longest due first."""
    rung = watches.ringing(keyring.cells_of("cases"))
    # Some ring without a word: the public page's own, which its holders see on their board.
    return [_opened(watch, keyring) for watch in rung if watch.alarm]


def carry_over(*, case: UUID, here: UUID, there: UUID, keyring: Keyring) -> int:
    """Take a case's alarms along to another compartment; returns how many.

    Call it in the transaction that moves the case.

    Raises:
      Refused: the keyring does not hold the compartment they lie in.
    """
    found = _of(case, here, keyring)
    for watch, alarm in found:
        box = _sealed(alarm, there, watch.id)
        Watch.objects.filter(pk=watch.pk).update(
            cell=there, alarm=box, tiers=there.bytes + bytes(watch.tiers)[16:]
        )
        Page.objects.filter(watch=watch.pk).update(cell=there, body=box)
    return len(found)


def forget(*, case: UUID, cell: UUID, keyring: Keyring) -> int:
    """Delete the alarms of a case that is destroyed; returns how many."""
    found = _of(case, cell, keyring)
    watches.take_away(watch.pk for watch, _alarm in found)
    return len(found)


def _of(case: UUID, cell: UUID, keyring: Keyring) -> list[tuple[Watch, Alarm]]:
    """Open a compartment's alarms and keep those of one case: no watch shows whose it is."""
    waiting = Watch.objects.filter(cell=cell).exclude(state="answered")
    opened = ((watch, _opened(watch, keyring).alarm) for watch in waiting if watch.alarm)
    return [
        (watch, alarm)
        for watch, alarm in opened
        if alarm is not None and case in (alarm.household, alarm.about)
    ]


def _sealed(alarm: Alarm, cell: UUID, watch_id: UUID) -> bytes:
    return boxes.seal_to_cell(cell, msgspec.msgpack.encode(alarm), about=watch_id)


def _opened(watch: Watch, keyring: Keyring) -> Rung:
    try:
        box = bytes(watch.alarm)
        body = boxes.open_for_cell(watch.cell, box, about=watch.id, keyring=keyring)
        alarm = msgspec.msgpack.decode(body, type=Alarm)
    except (Tampered, msgspec.MsgspecError):
        return Rung(watch.id, None, watch.due_at)
    return Rung(watch.id, alarm, watch.due_at)
