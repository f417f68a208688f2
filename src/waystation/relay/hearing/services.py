"""Word of guides is opened and acted on; one bad report never holds up another."""

import logging
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from waystation.base import events
from waystation.base.errors import Overtaken, Refused, Tampered
from waystation.dispatch import queries as dispatch
from waystation.dispatch.domain import NOTES, StageOfPassage
from waystation.dispatch.services import note
from waystation.hazards import services as hazards
from waystation.hazards.domain import Hazard
from waystation.relay.hearing import domain, queries, wording
from waystation.relay.hearing.domain import Word
from waystation.relay.hearing.queries import Heard
from waystation.relay.models import OrderRow, ReportRow
from waystation.relay.orders import queries as orders
from waystation.relay.orders.domain import Order
from waystation.relay.orders.queries import KeptOrder
from waystation.relay.orders.services import call_back, destroy, hold_back
from waystation.relay.talk import services as talk
from waystation.relay.watching import services as watching
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

log = logging.getLogger("waystation.alarm")


class Collected(NamedTuple):
    """What became of the reports that were read."""

    taken: int
    early: int
    unreadable: int


def collect(*, keyring: Keyring, now: datetime) -> Collected:
    """Read what the phones sent and move the stages on; one bad report never holds up another.

    A finished stage's order is destroyed, and so is one whose time is over; the guides of a passage
    that was called off are called back. A word that comes before its turn waits and is tried again;
    one that is forged or cannot be read, or whose order was edited, is kept aside for a person.

    Raises:
      Tampered: the keys of the compartment are not its own; every report stays as it was.
    """
    counts = {"taken": 0, "early": 0, "unreadable": 0}
    for one in queries.heard(keyring):
        state = _take(one, keyring, now)
        if state != one.row.state:
            counts[state] += 1
    _call_back(keyring, now)
    _hold_back(keyring, now)
    _forget_ended(keyring, now)
    return Collected(**counts)


@transaction.atomic
def take_word(
    *, stage_id: UUID, verb: str, at: datetime, keyring: Keyring, now: datetime, words: str = ""
) -> str:
    """Act on a guide's word that came in another way: said on any phone, read from a card.

    Returns "taken", or "early" if its turn has not come; then nothing was written.

    Raises:
      Refused: there is no such stage, or its passage does not move.
      ValueError: a verb that no guide may use.
    """
    said = Word(order=stage_id, verb=verb, at=at, words=words)
    return _move(stage_id, said, orders.order_of(stage_id, keyring), keyring, now)


def _take(one: Heard, keyring: Keyring, now: datetime) -> str:
    """Act on one report, unless another reader was faster, and return what it is now."""
    was = one.row.state
    mine = ReportRow.objects.filter(pk=one.row.pk)
    try:
        with transaction.atomic():
            # Claimed before anything is read, so that two readers never do one thing twice.
            if not mine.filter(state=was).update(state="taken"):
                return was
            state = _act_on(one.row, one.said, keyring, now)
            # What was taken stands on its stage, so its box goes.
            mine.update(state=state, box=b"" if state == "taken" else bytes(one.row.box))
            return state
    except (Refused, Overtaken):
        state = "early"
    except Tampered:
        log.error("tampered")
        state = "unreadable"
    mine.filter(state=was).update(state=state)
    return state


def _act_on(row: ReportRow, said: Word | None, keyring: Keyring, now: datetime) -> str:
    """Do what a report says and return what becomes of it."""
    mine = OrderRow.objects.filter(pk=said.order, phone=row.phone_id).first() if said else None
    if said is None or mine is None:
        return "unreadable"
    order = open_row(mine, Order, keyring)
    if said.verb == domain.STOOD_DOWN:
        if order.state == "called back":
            destroy(KeptOrder(mine, order), "stood down", keyring, now)
        return "taken"
    if said.verb == domain.WORDS:
        if order.state == "sent":
            talk.hear(order=mine, text=said.words, at=said.at, keyring=keyring, now=now)
        return "taken"
    if order.state == "declined" and said.what == "declined":
        return "taken"
    if _is_replaced(order, said, keyring):
        return "early"
    return _move(order.stage, said, KeptOrder(mine, order), keyring, now)


def _is_replaced(order: Order, said: Word, keyring: Keyring) -> bool:
    """Say whether a word would move a stage that another order stands for by now."""
    if order.state == "sent" or said.what in NOTES:
        return False
    return orders.order_of(order.stage, keyring) is not None


def _move(
    stage_id: UUID, said: Word, kept: KeptOrder | None, keyring: Keyring, now: datetime
) -> str:
    """Write a word on its stage if its turn has come, and end the order that it ends."""
    row = dispatch.stage_row(stage_id, keyring)
    stage = open_row(row, StageOfPassage, keyring)
    apart = said.what in domain.WITH_PEOPLE
    reached = not apart or queries.is_reached(row.passage_id, stage, keyring)
    when = domain.fits(stage.state, said.what, reached=reached)
    if when == "early" or (said.what in NOTES and domain.is_full(stage.reports)):
        return "early"
    if when == "now" and not domain.is_known(said, stage.reports):
        _write(stage_id, stage, said, keyring, now)
    if kept is not None and kept.order.state == "sent":
        at = min(said.at, now)
        watching.word_came(order_id=kept.row.id, verb=said.verb, at=at, keyring=keyring)
        if said.what in ("handed over", "declined"):
            destroy(kept, "done" if said.what == "handed over" else "declined", keyring, now)
    return "taken"


def _write(
    stage_id: UUID, stage: StageOfPassage, said: Word, keyring: Keyring, now: datetime
) -> None:
    """Write a word on its stage; a warning also where dangers are kept."""
    at, told = domain.heard_at(said, stage.reports, now), said.words
    if said.what == "hazard":
        warned = domain.warned(said.words)
        told = wording.warning(warned)
        _warn(stage, warned, at, keyring, now)
    for what in domain.meanings(said, last=stage.last):
        note(stage_id=stage_id, what=what, words=told, at=at, keyring=keyring, now=now)


def _warn(
    stage: StageOfPassage, warned: domain.Warned, at: datetime, keyring: Keyring, now: datetime
) -> None:
    """Put a guide's warning on file as first-hand word of danger; what the rules halt is halted.

    It holds up nobody: a leg that is not on file any more, or a reader who does not hold the
    network, leaves it on the stage alone.
    """
    if not warned.kind or not keyring.cells_of("network"):
        return
    meeting = warned.where == "meeting"
    word = Hazard(
        slug="",
        on=at.date(),
        precision="day",
        kind=warned.kind,
        text=wording.warning(warned),
        heard_at=at,
        origin="partner",
        first_hand=True,
        via=stage.guide_name,
        place=stage.to_place if meeting else "",
        leg="" if meeting else stage.leg,
    )
    try:
        with transaction.atomic():
            hazards.report_danger(word=word, keyring=keyring, now=now)
    except Refused:
        log.info("a warning stands on its stage alone")


def _call_back(keyring: Keyring, now: datetime) -> None:
    """Call back the guides of passages that were called off since the last look."""
    held = keyring.cells_of("passages")
    for event in events.claim("passage.stood_down", now=now, cells=held):
        try:
            with transaction.atomic():
                call_back(passage_id=event.subject, why="stood down", keyring=keyring, now=now)
                events.finish(event)
        except Tampered:
            log.error("tampered")
        except (Refused, Overtaken):
            # A phone given up, or another reader at this moment: it is offered again.
            continue


def _hold_back(keyring: Keyring, now: datetime) -> None:
    """Take back what lies ready for stages that were halted since the last look."""
    halted = events.claim("hazards.halted", now=now, cells=keyring.cells_of("network"))
    if not halted:
        return
    try:
        with transaction.atomic():
            hold_back(keyring=keyring, now=now)
            for event in halted:
                events.finish(event)
    except Tampered:
        log.error("tampered")
    except (Refused, Overtaken):
        # Another reader at this moment: what was halted is offered again.
        return


def _forget_ended(keyring: Keyring, now: datetime) -> None:
    """Destroy the orders whose time is over; an edited row holds up no other."""
    for row in orders.live_rows(keyring):
        try:
            kept = KeptOrder(row, open_row(row, Order, keyring))
            if kept.order.expires_at <= now:
                with transaction.atomic():
                    destroy(kept, "ended", keyring, now)
        except Tampered:
            log.error("tampered")
        except (Refused, Overtaken):
            # Its stage is gone, or another reader did the same at this moment.
            continue
