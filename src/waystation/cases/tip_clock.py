"""The clock of a tip: an alarm that rings if nobody makes contact within the target."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from waystation.cases import alarms
from waystation.cases.domain import FIRST_CONTACT_MIN, Tip
from waystation.vault.keyring import Keyring


def started(tip: Tip, tip_id: UUID, *, cell: UUID, keyring: Keyring, now: datetime) -> Tip:
    """Give a tip with the alarm set for when its first contact is late.

    A tip that is closed, reached or late already gets none: the board says so by itself.
    """
    due_at = tip.heard_at + timedelta(minutes=FIRST_CONTACT_MIN[tip.urgency])
    if not tip.is_open or due_at <= now:
        return tip
    watch = alarms.arm(
        household_id=None, what="tip", about=tip_id, cell=cell, due_at=due_at, keyring=keyring
    )
    return replace(tip, watch=watch)


def stopped(tip: Tip) -> Tip:
    """Give a tip whose alarm rings no more."""
    alarms.answer(tip.watch)
    return replace(tip, watch=None)


def followed(tip: Tip, tip_id: UUID, *, cell: UUID, keyring: Keyring, now: datetime) -> Tip:
    """Give a changed tip with the alarm that its urgency and state ask for now."""
    return started(stopped(tip), tip_id, cell=cell, keyring=keyring, now=now)
