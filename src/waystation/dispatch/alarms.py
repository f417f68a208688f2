"""Alarms about passages: they ring although nobody is signed in who could read them.

Every one stands among decoys that ring, are taken and fall silent with it; which of them is true
stands sealed in the alarms themselves.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace

from waystation.base import watches
from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.base.models import Page, Watch
from waystation.base.tokens import DECOYS_MAX
from waystation.dispatch.domain import Alarm
from waystation.dispatch.domain import Beyond as BeyondSays
from waystation.vault import arming, boxes, cells
from waystation.vault.arming import Answers, Beyond
from waystation.vault.keyring import Keyring

DECOY = Alarm("", 0, "", what="decoy")
# Gives what a phone can show for a watch: its id, and the how many-eth decoy it is (0: none).
Taught = Callable[[UUID, int], Answers]


class Rung(NamedTuple):
    """An alarm that rang; `alarm` is None where it is not what was written here."""

    watch: UUID
    alarm: Alarm | None
    due_at: datetime
    taken: bool


def arm(
    *,
    cell: UUID,
    alarm: Alarm,
    due_at: datetime,
    watch_id: UUID | None = None,
    taught: Taught | None = None,
    exact: bool = False,
) -> UUID:
    """Set an alarm with its decoys and give its id; the passages' key alone reads what it says.

    If nobody takes it, the security officer is told of which passage. `exact` as for a watch.
    """
    watch_id = watch_id or new_id()
    decoys = tuple(new_id() for _n in range(1 + secrets.randbelow(DECOYS_MAX)))
    told_beyond, nothing = beyond(cell, alarm.code), beyond(cell, DECOY.code)
    true = replace(alarm, decoys=decoys)
    told = [(watch_id, true, told_beyond)] + [(decoy, DECOY, nothing) for decoy in decoys]
    secrets.SystemRandom().shuffle(told)
    for one, says, further in told:
        nth = decoys.index(one) + 1 if one in decoys else 0
        arming.arm(
            cell=cell,
            body=msgspec.msgpack.encode(says),
            due_at=due_at,
            watch_id=one,
            calls=watches.CALLS_ALL,
            beyond=further,
            answers=taught(one, nth) if taught else None,
            exact=exact,
        )
    return watch_id


def teach(watch_id: UUID, taught: Taught, keyring: Keyring) -> bool:
    """Let a phone answer an alarm that was set before the phone was known, and its decoys."""
    nth = {one: n for n, one in enumerate(_with_decoys(watch_id, keyring))}
    cell = keyring.cell("passages")
    return _each(watch_id, keyring, lambda one: arming.teach(cell, one, taught(one, nth[one])))


def beyond(cell: UUID, code: str) -> Beyond | None:
    """Say who is called beyond a compartment's holders: security, where there is one."""
    try:
        further = cells.only("security")
    except Refused:
        return None
    return Beyond(further, msgspec.msgpack.encode(BeyondSays(code)))


def answer(watch_id: UUID, keyring: Keyring) -> bool:
    """Let an alarm ring no more, and its decoys; says whether it was still set."""
    return _each(watch_id, keyring, watches.answer)


def deafen(watch_id: UUID, keyring: Keyring) -> bool:
    """Leave nothing of what a phone could show for an alarm; says whether there is one."""
    return _each(watch_id, keyring, watches.deafen)


def take(watch_id: UUID, keyring: Keyring) -> bool:
    """Note that somebody has it, so that nobody else is called; says whether it was ringing."""
    return _each(watch_id, keyring, watches.take)


def move(watch_id: UUID, due_at: datetime, keyring: Keyring) -> bool:
    """Let an alarm and its decoys be due at another time; says whether it still waited."""
    return _each(watch_id, keyring, lambda one: watches.move(one, due_at))


def put_off(watch_id: UUID, *, now: datetime, keyring: Keyring) -> bool:
    """Let an alarm and its decoys be due two hours later; says whether it still waited."""
    return _each(watch_id, keyring, lambda one: watches.put_off(one, now))


def ring_now(watch_id: UUID, *, now: datetime, keyring: Keyring) -> bool:
    """Make an alarm ring in the worker's next round, and its decoys; says whether it was armed."""
    return _each(watch_id, keyring, lambda one: watches.ring_now(one, now))


def rung(keyring: Keyring) -> list[Rung]:
    """Open the alarms that ring or were taken in the reader's passages, longest due first."""
    found = []
    for watch in watches.unanswered(keyring.cells_of("passages")):
        alarm = opened(watch, keyring)
        if alarm is None or alarm.what != DECOY.what:
            found.append(Rung(watch.id, alarm, watch.due_at, watch.state == "taken"))
    return found


def from_beyond(keyring: Keyring) -> list[str]:
    """List the passages of which the reader is told because nobody else took the alarm."""
    codes = set()
    for page in watches.beyond(keyring.cells_of("security")):
        body = _body(page, keyring)
        code = body.code if body else "?"
        codes |= {code} if code else set()
    return sorted(codes)


def opened(watch: Watch, keyring: Keyring) -> Alarm | None:
    """Open an alarm; None: it is not what was written here."""
    try:
        box = bytes(watch.alarm)
        body = boxes.open_for_cell(watch.cell, box, about=watch.id, keyring=keyring)
        return msgspec.msgpack.decode(body, type=Alarm)
    except (Tampered, msgspec.MsgspecError):
        return None


def _body(page: Page, keyring: Keyring) -> BeyondSays | None:
    try:
        box = bytes(page.body)
        body = boxes.open_for_cell(page.cell, box, about=page.watch, keyring=keyring)
        return msgspec.msgpack.decode(body, type=BeyondSays)
    except (Tampered, msgspec.MsgspecError):
        return None


def _with_decoys(watch_id: UUID, keyring: Keyring) -> list[UUID]:
    """Name an alarm and its decoys; nothing if there is no such alarm."""
    watch = Watch.objects.filter(pk=watch_id).first()
    if watch is None:
        return []
    alarm = opened(watch, keyring)
    return [watch_id, *(alarm.decoys if alarm else ())]


def _each(watch_id: UUID, keyring: Keyring, act: Callable[[UUID], bool]) -> bool:
    """Do to an alarm's decoys what is done to it; says what came of the alarm itself."""
    done = [act(one) for one in _with_decoys(watch_id, keyring)]
    return bool(done) and done[0]
