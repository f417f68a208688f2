"""Reads of the public page: what it offers, what waits unread, and how the line stands."""

from datetime import datetime, timedelta
from typing import NamedTuple

from waystation.base.errors import Refused
from waystation.cases import intake_rules
from waystation.cases.intake import RENEW_AFTER, line_of
from waystation.cases.intake_ends import line_trouble
from waystation.cases.intake_rules import Offer
from waystation.cases.models import IntakeBox, IntakeKey
from waystation.vault import intake as keys
from waystation.vault.keyring import Keyring


class Found(NamedTuple):
    """What somebody finds under their receipt; filler of the same size under any other."""

    is_known: bool
    answers: bytes
    signer: bytes


class Line(NamedTuple):
    """How the public page stands for a worker.

    `stands` is "mine", "elsewhere" or "closed". `trouble` says what ails it: "stale", "one key for
    all", or nothing. `n_shared` counts unread messages that share the key for everybody.
    """

    stands: str
    trouble: str = ""
    n_ready: int = 0
    n_unread: int = 0
    n_shared: int = 0
    signer: bytes = b""


def offer(now: datetime) -> Offer | None:
    """Pick a key for one message: any one-time key, or the one for everybody if there is none.

    None means that nobody takes messages just now.
    """
    common = IntakeKey.objects.filter(state="weekly").order_by("-day").first()
    oldest = now.date() - timedelta(days=intake_rules.KEY_DAYS_MAX)
    if common is None or common.day <= oldest:
        return None
    free = IntakeKey.objects.filter(state="free", cell=common.cell, day__gt=oldest)
    key = free.order_by("?").first() or common
    return Offer(
        id=bytes(key.id),
        public=bytes(key.public),
        signature=bytes(key.signature),
        signer=keys.signer(key.cell),
        day=key.day,
    )


def is_offered(key_id: bytes) -> bool:
    """Say whether a message sealed to this key would be kept now."""
    return IntakeKey.objects.filter(pk=key_id).exclude(state="used").exists()


def look(message_id: bytes) -> Found:
    """Find the answers that wait under a receipt."""
    box = IntakeBox.objects.filter(pk=message_id).first()
    if box is None:
        return Found(False, keys.answer_filler(), bytes(32))
    return Found(True, bytes(box.answers), keys.signer(box.cell))


def unread(keyring: Keyring) -> int:
    """Count what came by the public page to the worker's compartments and waits to be taken in."""
    mine = keyring.cells_of("cases")
    return IntakeBox.objects.filter(state="new", cell__in=mine).count()


def line(keyring: Keyring, now: datetime) -> Line:
    """Say how the public page stands."""
    trouble = line_trouble(now)
    try:
        cell = line_of(keyring)
    except Refused:
        stands = "closed" if trouble == "closed" else "elsewhere"
        return Line(stands, n_unread=unread(keyring))
    new = IntakeBox.objects.filter(state="new", cell=cell)
    one_time = IntakeKey.objects.filter(cell=cell, state="used").values("id")
    return Line(
        stands="mine",
        trouble=trouble,
        n_ready=IntakeKey.objects.filter(cell=cell, state="free").count(),
        n_unread=new.count(),
        n_shared=new.exclude(key__in=one_time).count(),
        signer=keys.signer(cell),
    )


def needs_tending(keyring: Keyring, now: datetime) -> bool:
    """Say whether a member's session has something to do for the public page in passing."""
    found = line(keyring, now)
    if found.stands != "mine":
        return False
    mine = IntakeKey.objects.filter(state="weekly", cell__in=keyring.cells_of("cases"))
    is_due = mine.filter(day__lte=now.date() - RENEW_AFTER).exists()
    return is_due or found.n_ready < intake_rules.KEYS_READY or bool(found.trouble)
