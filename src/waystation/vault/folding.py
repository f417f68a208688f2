"""What a person's mail does to their ring, at the start of every request."""

import logging
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from waystation.base.errors import Overtaken, Refused, Tampered
from waystation.vault import audit, cells, letters, mail, notices, rotation, safety, seal, staff
from waystation.vault.domain import RING_SLOTS, Slot
from waystation.vault.doors import Profile
from waystation.vault.keyring import Keyring
from waystation.vault.letters import Ask, Drop, Epoch, Found, Grant, Letter, Taken, Word
from waystation.vault.staff import Door

log = logging.getLogger("waystation.alarm")
# Letters are read in this order: a key is given before it is changed, and taken away last.
ORDER = (Grant, Epoch, Taken, Drop, Ask, Word)
# A key that could not be changed because a mailbox is full is tried again on another day.
_tried: set[tuple[UUID, date]] = set()
TRIED_MAX = 1_000
# A holder may answer for 30 days, and the colleague be away for as long.
GRANT_STANDS_DAYS = 60


class Read(NamedTuple):
    """A mailbox as its owner reads it: the letters, and the marks of what says nothing."""

    letters: list[Found]
    junk: list[bytes]


def read(door: Door, profile: Profile) -> Read:
    """Open a person's mail, in the order in which it is to be followed; all of it stays there.

    Cost: 0.1 ms, and 0.3 ms a letter.
    """
    if profile.mailbox is None:
        return Read([], [])
    found, junk = [], []
    for place in mail.letters_in(profile.mailbox):
        try:
            letter = letters.opened(place.item, seed=door.seeds[:32], mailbox=profile.mailbox)
        except Tampered:
            junk.append(place.mark)
        else:
            found.append(Found(place.mark, letter))
    found.sort(key=lambda item: (ORDER.index(type(item.letter)), getattr(item.letter, "epoch", 0)))
    return Read(found, junk)


def fold(door: Door, profile: Profile, keyring: Keyring, *, now: datetime) -> Keyring:
    """Put the mail's keys into the ring, do what security ordered, and change one key that is due.

    Nothing in a mailbox keeps a person from their work: what proves nothing is thrown away.
    Returns the ring to go on with.

    Cost: about 0.4 ms without mail.
    """
    found = read(door, profile)
    if profile.is_duress:
        return keyring
    if found.junk or any(not isinstance(item.letter, Ask | Word) for item in found.letters):
        keyring = _follow(door, profile, now)
    return _turn(door, keyring, now)


@transaction.atomic
def _follow(door: Door, profile: Profile, now: datetime) -> Keyring:
    """Read ring and mail again under the write lock, so that no other request is undone."""
    _profile, keyring = staff.ring_of(door)
    mine, found = safety.digest_of(door.seeds), read(door, profile)
    done, held = list(found.junk), keyring
    fresh: list[UUID] = []
    orders: list[Found] = []
    for item in found.letters:
        if isinstance(item.letter, Ask):
            continue
        is_meant = isinstance(item.letter, Epoch) or safety.is_meant(item.letter, mine, profile)
        if not is_meant or _is_stale(item.letter, now):
            log.error("a letter without security's word was thrown away")
            done.append(item.mark)
        elif isinstance(item.letter, Drop):
            orders.append(item)
        elif not isinstance(item.letter, Word):
            keyring = _with(keyring, item.letter)
            fresh += [item.letter.cell] if _is_fresh(item.letter) else []
            done.append(item.mark)
    if keyring is not held:
        staff.keep_ring(door, keyring.slots())
    for cell in fresh:
        _renewed(cell, door, now)
    for item in orders:
        if isinstance(item.letter, Drop) and _is_dropped(item.letter, door, now):
            done += [item.mark, *_withdrawn(found.letters, item.letter)]
    if profile.mailbox is not None:
        mail.clear(profile.mailbox, done)
    return staff.ring_of(door)[1]


def _is_stale(letter: Letter, now: datetime) -> bool:
    """Say whether security's word for a grant is older than anybody needs to keep it."""
    return isinstance(letter, Grant) and now.toordinal() - letter.day > GRANT_STANDS_DAYS


def _is_fresh(letter: Letter) -> bool:
    return isinstance(letter, Grant) and letter.is_fresh


def _with(keyring: Keyring, letter: Letter) -> Keyring:
    """Give the ring as a letter leaves it; the same one if it says nothing new."""
    held = {slot.cell: slot for slot in keyring.slots()}
    slot = held.get(letter.cell) if isinstance(letter, Grant | Epoch | Taken) else None
    if isinstance(letter, Taken) and slot is not None and slot.epoch <= letter.epoch:
        return keyring.without(letter.cell)
    if isinstance(letter, Grant) and slot is None and len(held) == RING_SLOTS:
        log.error("a compartment did not fit into a full ring")
        return keyring
    if isinstance(letter, Grant) and (slot is None or slot.epoch < letter.epoch):
        return keyring.with_slot(letters.slot_of(letter))
    if isinstance(letter, Epoch) and slot is not None and _follows(letter, slot, keyring.user_id):
        return keyring.with_slot(
            Slot(slot.cell, slot.purpose, letter.epoch, letter.key, slot.epoch, slot.key)
        )
    return keyring


def _follows(letter: Epoch, slot: Slot, user_id: UUID) -> bool:
    anchor = letters.anchor_of(slot.key, user_id)
    proof = letters.follows(anchor, letter.cell, letter.epoch, letter.key)
    return slot.epoch == letter.since < letter.epoch and seal.same(proof, letter.mac)


def _is_dropped(order: Drop, door: Door, now: datetime) -> bool:
    """Leave a person out of a compartment as ordered; False while this ring cannot do it yet."""
    _profile, keyring = staff.ring_of(door)
    if not keyring.holds(order.cell):
        return True
    try:
        readers = cells.book_of(order.cell, keyring).readers
        at = next((reader.at for reader in readers if reader.user_id == order.user_id), None)
        if at is not None and at > order.epoch:
            # Another holder followed this order, and the person was given it again since.
            return True
        if at is not None:
            leave_out(order.cell, order.user_id, door=door, now=now)
        else:
            notices.write(notices.Rotated(order.cell, order.user_id), now=now)
    except Overtaken:
        return False
    except (Refused, Tampered):
        # It cannot be done with this ring; others were ordered to as well.
        log.error("a compartment's key could not be changed as ordered")
    return True


def _withdrawn(found: list[Found], order: Drop) -> list[bytes]:
    """List what was asked for a person before they were to be left out."""
    return [
        item.mark
        for item in found
        if isinstance(item.letter, Ask)
        and (item.letter.cell, item.letter.user_id) == (order.cell, order.user_id)
        and item.letter.epoch <= order.epoch
    ]


def _renewed(cell: UUID, door: Door, now: datetime) -> None:
    """Change the key of a new compartment, which the officer who founded it has seen."""
    try:
        rotation.rotate(cell, door=door, now=now)
    except (Refused, Overtaken, Tampered):
        log.error("a new compartment keeps the key it was founded with")


@transaction.atomic
def leave_out(cell: UUID, person: UUID, *, door: Door, now: datetime) -> Keyring:
    """Change a compartment's key so that a person reads it no more, and tell security it is done.

    Raises:
      Refused: this ring does not hold the compartment.
      Overtaken: somebody else gave it a new key first.
    """
    keyring = rotation.rotate(cell, door=door, now=now, without=[person])
    notices.write(notices.Rotated(cell, person), now=now)
    _say_rotated(cell, keyring, door, now)
    return keyring


def _turn(door: Door, keyring: Keyring, now: datetime) -> Keyring:
    """Change the key of one compartment that has had it for a week; the next request does more."""
    for cell, _days in cells.overdue(now.date(), keyring.cells):
        if (cell, now.date()) not in _tried:
            try:
                return _turn_one(cell, door, now)
            except Overtaken:
                continue
            except (Refused, Tampered):
                log.error("a compartment's weekly key could not be changed")
                _tried.add((cell, now.date()))
                continue
    if len(_tried) > TRIED_MAX:
        _tried.clear()
    return keyring


@transaction.atomic
def _turn_one(cell: UUID, door: Door, now: datetime) -> Keyring:
    # Under the write lock: another request of the same person may just have done it.
    if not cells.overdue(now.date(), [cell]):
        return staff.ring_of(door)[1]
    keyring = rotation.rotate(cell, door=door, now=now)
    _say_rotated(cell, keyring, door, now)
    return keyring


def _say_rotated(cell: UUID, keyring: Keyring, door: Door, now: datetime) -> None:
    named = {"cell": cells.name_of(cell, keyring) or cells.purpose_of(cell)}
    audit.write("rotated", actor=door.user_id, says=named, now=now)
