"""Watches over orders and phones are set while keys are at hand, and answered when word came."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.base import tokens, watches
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.tokens import Pair
from waystation.dispatch import alarms
from waystation.dispatch import queries as dispatch
from waystation.dispatch.domain import Alarm, StageOfPassage
from waystation.relay.models import OrderRow, WatchingRow
from waystation.relay.watching import domain, queries
from waystation.relay.watching.domain import DECOY, Due, Marks, Reply, Watching
from waystation.vault import arming, audit, boxes, cells
from waystation.vault.arming import Answers
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap

SEED_BYTES = 16


class Armed(NamedTuple):
    """What an order's phone shows: the seeds of two chains, and what is awaited until when."""

    seeds: tuple[bytes, bytes]
    dues: tuple[tuple[str, datetime], ...]
    gap_h: int


@transaction.atomic
def arm_for_order(
    *,
    order: OrderRow,
    stage_id: UUID,
    stage: StageOfPassage,
    code: str,
    taken: bool,
    release_at: datetime,
    keyring: Keyring,
    now: datetime,
) -> Armed:
    """Set the watches of an order, each among decoys, and one over its phone's silence.

    The stage's own alarm, set when the passage was approved, learns what the phone can show.

    Args:
      taken: the stage before ends apart, so that nobody meets at the start of this one.
    """
    dues = domain.dues_of(stage, taken=taken, release_at=release_at)
    watching = Watching(
        stage=stage_id,
        passage=dispatch.passage_of(stage_id, keyring),
        mailbox=order.phone_id,
        code=code,
        number=stage.number,
        guide=stage.guide_name,
        seeds=_seeds(),
        dues=(*(Due(*due, new_id()) for due in dues[:-1]), Due(*dues[-1], stage.watch or stage_id)),
    )
    _set(watching, watching.dues, keyring)
    add(WatchingRow(cell=order.cell, order=order), watching, keyring, on=now.date())
    _watch_silence(watching, order.cell, release_at)
    return Armed(watching.seeds, dues, domain.gap_h(stage))


@transaction.atomic
def rearm_for_order(
    *,
    order: OrderRow,
    stage_id: UUID,
    stage: StageOfPassage,
    code: str,
    taken: bool,
    release_at: datetime,
    keyring: Keyring,
    now: datetime,
) -> Armed:
    """Set the watches of an order anew because its times changed.

    While the same words are awaited in the same order, the seeds stay: a token that was shown
    before the change was read still counts, and what was answered stays answered.
    """
    kept = queries.watching_of(order.id, keyring)
    dues = domain.dues_of(stage, taken=taken, release_at=release_at)
    if kept is None:
        return arm_for_order(
            order=order, stage_id=stage_id, stage=stage, code=code, taken=taken,
            release_at=release_at, keyring=keyring, now=now,
        )  # fmt: skip
    row, was = kept
    watching = _retimed(was, dues, keyring)
    new = {due.watch for due in watching.dues} - {due.watch for due in was.dues}
    last = watching.dues[-1]
    alarms.move(last.watch, last.at, keyring)
    _set(watching, [due for due in watching.dues if due.watch in new or due == last], keyring)
    swap(row, watching, keyring, on=now.date())
    return Armed(watching.seeds, dues, domain.gap_h(stage))


@transaction.atomic
def arm_for_recall(
    *, order: OrderRow, stage: StageOfPassage, code: str, keyring: Keyring, now: datetime
) -> None:
    """Ring unless the guide answers within ten minutes that the stage is called off.

    The order's other watches fall silent: nobody is to be there any more.
    """
    kept = queries.watching_of(order.id, keyring)
    if kept is None:
        return
    row, watching = kept
    _end(watching, keyring)
    pair = Pair(tokens.recall(watching.seeds[0]), tokens.recall(watching.seeds[1]))
    says = _alarm(watching, "recall")
    recall = alarms.arm(
        cell=row.cell,
        alarm=msgspec.structs.replace(says, code=code, guide=stage.guide_name),
        due_at=now + domain.RECALL_WITHIN,
        exact=True,
        taught=lambda one, nth: _answers(one, nth, watching, pair, None),
    )
    swap(row, msgspec.structs.replace(watching, recall=recall), keyring, on=now.date())


@transaction.atomic
def end_for_order(
    *, order_id: UUID, keyring: Keyring, now: datetime, unanswered: bool = False
) -> None:
    """Let the watches of an order that is over ring no more, and the one over its phone's silence.

    The stage's own alarm stays: it falls silent when the stage is handed over or called off. Of a
    phone that is lost nothing is ended: its watches are to ring.

    Args:
      unanswered: its time ran out; a call back that nobody answered goes on ringing.
    """
    kept = queries.watching_of(order_id, keyring)
    if kept is None:
        return
    row, watching = kept
    _end(watching, keyring)
    if watching.recall and not unanswered:
        alarms.answer(watching.recall, keyring)
    row.delete()
    watches.take_away([watches.silence_of(watching.mailbox)])
    others = queries.watchings_of_phone(watching.mailbox, keyring)
    if others:
        _watch_silence(others[0], row.cell, now)


@transaction.atomic
def word_came(*, order_id: UUID, verb: str, at: datetime, keyring: Keyring) -> None:
    """Answer what a word answers, because it was read here and its token perhaps never came.

    Args:
      at: when it was spoken.
    """
    kept = queries.watching_of(order_id, keyring)
    if kept is None:
        return
    watching = kept[1]
    if verb == "stood_down" and watching.recall:
        alarms.answer(watching.recall, keyring)
        return
    for due in domain.answered_by(watching.dues, verb, at):
        if watches.is_set(due.watch):
            alarms.answer(due.watch, keyring)


@transaction.atomic
def reply(
    *,
    stage_id: UUID,
    stage: StageOfPassage,
    code: str,
    forced: bool,
    believed: bool = True,
    by: UUID,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Lay ready what a code word said on a paper card: all is well, or somebody is forced.

    One reply for the passages and one for security, whichever it was: nobody without keys can tell.

    Args:
      believed: the card counts; if not, "all is well" is a reply that says nothing.
    """
    says = "duress" if forced else "well"
    passage, cell = dispatch.passage_of(stage_id, keyring), keyring.cell("passages")
    told = Reply(says, code=code, number=stage.number, passage=passage, by=by, at=now)
    if not (believed or forced):
        told = DECOY
    _lay(cell, told)
    try:
        _lay(cells.only("security"), told if forced else DECOY)
    except Refused:
        # An organisation of one has no security compartment yet.
        return


@transaction.atomic
def take(*, watch_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that somebody has an alarm: nobody else is called, and it still waits to be resolved.

    Raises:
      Refused: it does not ring, or is not the reader's.
    """
    one = queries.ring(watch_id, keyring)
    if alarms.take(watch_id, keyring):
        audit.write("alarm taken", actor=keyring.user_id, says=_about(one), now=now)


@transaction.atomic
def resolve(*, watch_id: UUID, outcome: str, keyring: Keyring, now: datetime) -> UUID | None:
    """Say how an alarm ended; it falls silent. Gives the passage it was about.

    Raises:
      Refused: it does not ring, or is not the reader's.
    """
    one = queries.ring(watch_id, keyring)
    alarms.answer(watch_id, keyring)
    says = _about(one) | {"note": outcome}
    audit.write("alarm resolved", actor=keyring.user_id, says=says, now=now)
    return one.passage


@transaction.atomic
def put_away(*, page_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Put a reply away that was read, and the decoys that lie beside it.

    Of a word that the reader just typed nobody may learn whether it was forced, not even they: it
    is sealed anew either way, and a forced one stays for the others. That it was done is noted
    alike for every reply.

    Raises:
      Refused: there is no such reply among the reader's.
    """
    one = queries.reply(page_id, keyring, now=now)
    audit.write("reply read", actor=keyring.user_id, says=_about(one), now=now)
    typed = queries.typed(page_id, keyring, now=now)
    if typed is None or typed.reply is None:
        watches.put_away([one.page, *queries.decoys(keyring)])
        return
    is_forced = typed.reply.says == "duress"
    left = msgspec.structs.replace(typed.reply, away=True) if is_forced else DECOY
    body = boxes.seal_to_cell(typed.cell, msgspec.msgpack.encode(left), about=typed.watch)
    watches.reword(typed.page, body)


def _retimed(
    was: Watching,
    dues: Sequence[tuple[str, datetime]],
    keyring: Keyring,
) -> Watching:
    """Silence the old watches of an order and give it new due times; what was answered stays so."""
    same = [due.verb for due in was.dues] == [verb for verb, _at in dues]
    answered = {nth for nth, due in enumerate(was.dues) if not watches.is_set(due.watch)}
    _end(was, keyring)
    again = [
        Due(*due, was.dues[nth].watch if same and nth in answered else new_id())
        for nth, due in enumerate(dues[:-1])
    ]
    again.append(Due(*dues[-1], was.dues[-1].watch))
    for gone in {due.watch for due in was.dues} - {due.watch for due in again}:
        # What its phone shows is for the new one now, and must not be heard twice.
        alarms.deafen(gone, keyring)
    return msgspec.structs.replace(was, seeds=was.seeds if same else _seeds(), dues=tuple(again))


def _set(watching: Watching, dues: Sequence[Due], keyring: Keyring) -> None:
    """Set the watches of some due times; the stage's own alarm is taught, or set if it has none."""
    pairs = tokens.pairs(watching.seeds, len(watching.dues))
    shown = dict(zip(watching.dues, domain.marks(pairs, watching.seeds), strict=True))
    cell = keyring.cell("passages")
    for due in dues:
        mark = shown[due]

        def taught(one: UUID, nth: int, mark: Marks = mark) -> Answers:
            return _answers(one, nth, watching, mark.answer, mark)

        if watches.is_set(due.watch):
            alarms.teach(due.watch, taught, keyring)
            continue
        watches.take_away([due.watch])
        alarms.arm(
            cell=cell,
            alarm=_alarm(watching, domain.SAYS.get(due.verb, "silent")),
            due_at=due.at,
            watch_id=due.watch,
            taught=taught,
        )


def _answers(
    watch_id: UUID, nth: int, watching: Watching, pair: Pair, mark: Marks | None
) -> Answers:
    """Write what a phone can show for a watch or its nth decoy, in an order drawn by chance."""
    swapped = bool(secrets.randbelow(2))
    codes = tokens.codes(
        watch_id,
        swapped=swapped,
        answer=tokens.for_decoys(pair, nth),
        late=tokens.for_decoys(mark.late, nth) if mark else None,
        danger=tokens.for_decoys(mark.danger, nth) if mark else None,
    )
    both = [
        DECOY if nth else Reply(says, watching.code, watching.number, watching.passage)
        for says in ("well", "duress")
    ]
    first, second = (msgspec.msgpack.encode(one) for one in (both[::-1] if swapped else both))
    return Answers(codes, (first, second))


def _alarm(watching: Watching, what: str) -> Alarm:
    return Alarm(
        watching.code, watching.number, watching.guide, what=what, passage=watching.passage
    )


def _watch_silence(watching: Watching, cell: UUID, since: datetime) -> None:
    """Watch that a phone goes on asking; every turn of it moves the watch ahead, without a key."""
    watch_id = watches.silence_of(watching.mailbox)
    if watches.is_set(watch_id):
        return
    watches.take_away([watch_id])
    arming.arm(
        cell=cell,
        body=msgspec.msgpack.encode(_alarm(watching, "unseen")),
        due_at=since + watches.SILENCE,
        watch_id=watch_id,
        calls=watches.CALLS_ALL,
        beyond=alarms.beyond(cell, watching.code),
    )


def _end(watching: Watching, keyring: Keyring) -> None:
    for due in watching.dues[:-1]:
        alarms.answer(due.watch, keyring)


def _about(one: queries.Rings | queries.Replied) -> dict[str, str]:
    """Say of which passage an alarm or a reply was, in the words of the audit chain."""
    return {"of": one.passage.hex[:8]} if one.passage else {}


def _lay(cell: UUID, told: Reply) -> None:
    about = new_id()
    body = boxes.seal_to_cell(cell, msgspec.msgpack.encode(told), about=about)
    watches.lay_reply(about, cell=cell, body=body)


def _seeds() -> tuple[bytes, bytes]:
    return secrets.token_bytes(SEED_BYTES), secrets.token_bytes(SEED_BYTES)
