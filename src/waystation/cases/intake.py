"""The public page's work: keys are laid ready, sealed messages kept, taken in and answered.

Whoever sends needs no account and the server no key: `send` is the one verb without a keyring.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base import events, watches
from waystation.base.errors import Later, Refused, Tampered
from waystation.cases import intake_ends, intake_rules, services, tip_clock
from waystation.cases.domain import Answer, Tip
from waystation.cases.intake_forms import Sent
from waystation.cases.intake_rules import Message
from waystation.cases.models import IntakeBox, IntakeKey, TipRow
from waystation.cases.queries import find
from waystation.vault import arming, audit, intake_keep
from waystation.vault import intake as keys
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row, swap

# When a member's session makes a new key for everybody, so that it never comes to be old.
RENEW_AFTER = timedelta(days=3)
LATER_S = 3_600


class Taken(NamedTuple):
    """What was taken in at once: how many tips, and how many that could not be read."""

    n: int
    n_unreadable: int


@dataclass
class _Source:
    """The tip of one source: its row if it is on file, and what it says now."""

    tip: Tip
    row: TipRow | None = None
    is_changed: bool = False


@transaction.atomic
def open_line(*, cell: UUID, keyring: Keyring, now: datetime) -> None:
    """Let strangers write to a case compartment by the public page.

    Raises:
      Refused: another compartment receives already, or this one is not the worker's.
    """
    keyring.current(cell)
    others = IntakeKey.objects.filter(state="weekly").exclude(cell=cell)
    if others.exists():
        raise Refused(
            _("Another compartment receives what comes by the public page."),
            hint=_("Its holders have to close it first."),
        )
    _lay_ready(cell, keyring, now)
    audit.write("public page", actor=keyring.user_id, says={"note": "opened"}, now=now)


def close_line(*, keyring: Keyring, now: datetime) -> None:
    """Take no more messages by the public page; what came already waits to be taken in.

    Raises:
      Refused: another compartment receives them, or none.
    """
    cell = line_of(keyring)
    with transaction.atomic():
        IntakeKey.objects.filter(cell=cell).exclude(state="used").delete()
        audit.write("public page", actor=keyring.user_id, says={"note": "closed"}, now=now)
    intake_ends.sweep(now=now)


def line_of(keyring: Keyring) -> UUID:
    """Name the worker's compartment that receives by the public page.

    Raises:
      Refused: none of theirs does.
    """
    mine = IntakeKey.objects.filter(state="weekly", cell__in=keyring.cells_of("cases"))
    cell = mine.values_list("cell", flat=True).first()
    if cell is None:
        raise Refused(
            _("None of your compartments receives by the public page."),
            hint=_("Ask whoever holds the one that does."),
        )
    return cell


def tend(*, keyring: Keyring, now: datetime) -> None:
    """Do what a member's session does in passing: lay keys ready, and let end what has its time."""
    intake_ends.sweep(now=now)
    mine = keyring.cells_of("cases")
    receiving = IntakeKey.objects.filter(state="weekly", cell__in=mine).values_list("cell")
    for (cell,) in receiving.distinct():
        keys.keep_up(cell, keyring)
        with transaction.atomic():
            _lay_ready(cell, keyring, now)


@transaction.atomic
def send(*, sent: Sent, now: datetime) -> bool:
    """Keep a sealed message and let the holders know that one came; say whether its key was good.

    A one-time key is good once. The same message sent twice, because its sender never heard that
    it had come, is kept once.

    Raises:
      Refused: the answer key is none.
      Later: too many messages wait unread.
    """
    if IntakeBox.objects.filter(pk=sent.id).exists():
        return True
    key = IntakeKey.objects.filter(pk=sent.key).exclude(state="used").first()
    if key is None:
        return False
    if not keys.is_public(sent.reply_public):
        raise Refused(_("The message is damaged."), hint=_("Load the page again."))
    if IntakeBox.objects.filter(state="new").count() >= intake_rules.UNREAD_MAX:
        raise Later(
            _("Too many messages wait here just now."),
            hint=_("Try again in an hour."),
            wait_s=LATER_S,
        )
    IntakeKey.objects.filter(pk=sent.key, state="free").update(state="used")
    IntakeBox.objects.create(
        id=sent.id,
        cell=key.cell,
        day=now.date(),
        key=sent.key,
        reply_public=sent.reply_public,
        box=sent.box,
        answers=keys.answer_filler(),
    )
    events.record("tip.heard", subject=UUID(bytes=sent.id), cell=key.cell, on=now.date())
    _ring(key.cell, now.date())
    return True


def take_in(*, keyring: Keyring, now: datetime) -> Taken:
    """Open all that came by the public page and put it on file as tips; their keys are destroyed.

    What somebody writes under words they used before is added to their tip. Everything that waits
    is opened at once, because those who shared a key lose it together. What lies in the key store
    goes last: cut off before, the next sweep does it.
    """
    n, n_all, spent = 0, 0, set[bytes]()
    with transaction.atomic():
        new = IntakeBox.objects.filter(state="new", cell__in=keyring.cells_of("cases"))
        for cell in set(new.values_list("cell", flat=True)):
            came = [(box, _opened(box, keyring)) for box in new.filter(cell=cell)]
            read = [(box, message) for box, message in came if message is not None]
            _put_on_file(cell, read, keyring, now)
            _empty(cell, [(box, message is not None) for box, message in came], keyring)
            spent |= {bytes(box.key) for box, _message in came}
            n, n_all = n + len(read), n_all + len(came)
            shared = IntakeKey.objects.filter(id__in=spent, cell=cell, state="weekly").exists()
            IntakeKey.objects.filter(id__in=spent, cell=cell).delete()
            if shared:
                _lay_ready(cell, keyring, now)
            watches.take_away(_watches_of(cell, now.date()))
    intake_keep.destroy(spent)
    return Taken(n, n_all - n)


@transaction.atomic
def answer(*, tip_id: UUID, text: str, keyring: Keyring, now: datetime) -> None:
    """Seal an answer to whoever holds the receipt of a tip.

    Raises:
      Refused: it is empty or too long, there were too many, the tip did not come by the public
        page, its receipt has ended, or there is no such tip.
      Tampered: the key to answer to is not the one its sender sealed with the tip.
    """
    row = find(TipRow, tip_id, keyring)
    tip = open_row(row, Tip, keyring)
    _may_answer(tip, text)
    box = box_of(tip)
    if box is None or tip.receipt is None:
        raise Refused(
            _("Nobody can read an answer to this tip any more."),
            hint=_("Use the way by which its source says they can be reached."),
        )
    public = bytes(box.reply_public)
    if not keys.is_own_reply(public, tip.receipt.reply_digest):
        raise Tampered("the key to answer to is not its sender's")
    said = (*tip.answers, Answer(at=now, by=keyring.user_id, text=text.strip()))
    answered = replace(tip, answers=said)
    if not intake_rules.has_room(answered):
        raise _no_room(tip)
    swap(row, answered, keyring, on=now.date())
    body = intake_rules.write_answers(said)
    # Signed by the compartment the source wrote to, even if the case went to another since.
    sealed = keys.seal_answer(box.cell, public, body, about=bytes(box.id), keyring=keyring)
    IntakeBox.objects.filter(pk=box.id).update(answers=sealed, day=now.date())


def box_of(tip: Tip) -> IntakeBox | None:
    """Find where a tip's answers wait for its source; None if it has none or it has ended."""
    return _boxes_of(tip).first()


def _boxes_of(tip: Tip) -> QuerySet[IntakeBox]:
    return IntakeBox.objects.filter(pk=tip.receipt.box.bytes if tip.receipt else b"")


def _may_answer(tip: Tip, text: str) -> None:
    longest = intake_rules.ANSWER_MAX
    if not 1 <= len(text.strip()) <= longest:
        raise Refused(
            _("An answer of %(n)d characters cannot be sent.") % {"n": len(text.strip())},
            hint=_("Write between 1 and %(n)d characters.") % {"n": longest},
        )
    if len(tip.answers) >= intake_rules.ANSWERS_MAX:
        raise _no_room(tip)


def _no_room(tip: Tip) -> Refused:
    return Refused(
        _("This tip was answered %(n)d times; there is no room for more.")
        % {"n": len(tip.answers)},
        hint=_("Use the way by which its source says they can be reached."),
    )


def _ring(cell: UUID, today: date) -> None:
    """Let the keyless worker send word that something waits: once a day until it is taken in.

    Whether somebody is in danger stands sealed in the message, so word is sent of any. The watch
    is due since the day began: it is not to tell when somebody wrote.
    """
    due_at, watch_id = datetime.combine(today, time(0), UTC), _watch_of(cell, today)
    if not watches.is_set(watch_id):
        arming.arm(cell=cell, body=b"", due_at=due_at, watch_id=watch_id)


def _watch_of(cell: UUID, day: date) -> UUID:
    """Name the one watch of a day: `send` holds no key to note a random name anywhere."""
    return UUID(bytes=uuid5(cell, day.isoformat()).bytes, version=4)


def _watches_of(cell: UUID, today: date) -> list[UUID]:
    """Name the watches of all days from which something can still wait."""
    days = (today - timedelta(days=ago) for ago in range(intake_rules.BOX_DAYS + 1))
    return [_watch_of(cell, day) for day in days]


def _put_on_file(
    cell: UUID, read: Sequence[tuple[IntakeBox, Message]], keyring: Keyring, now: datetime
) -> None:
    """Make tips of messages, or add them to the one whose source wrote it under the same words."""
    sources, new = _sources(cell, keyring), []
    for box, message in read:
        source = sources.get(message.mark)
        added = source and intake_rules.added_to(
            source.tip,
            message,
            by=keyring.user_id,
            reason=_("The source wrote again."),
            came_on=box.day,
            now=now,
        )
        if source and added:
            source.tip, source.is_changed = added, True
        else:
            first = UUID(bytes=bytes(box.id))
            source = _Source(intake_rules.tip_of(message, first, came_on=box.day, now=now))
            sources[message.mark] = source
            new.append(source)
    for source in sources.values():
        if source.row is not None and source.is_changed:
            row_id = source.row.id
            timed = tip_clock.followed(source.tip, row_id, cell=cell, keyring=keyring, now=now)
            swap(source.row, timed, keyring, on=now.date())
            # Its answers wait where they are, for as long again.
            _boxes_of(source.tip).update(day=now.date())
    services.hear_tips(tips=[one.tip for one in new], cell=cell, keyring=keyring, now=now)


def _sources(cell: UUID, keyring: Keyring) -> dict[bytes, _Source]:
    """Give the tips that came by the public page by their sources' marks: the newest of each."""
    held = open_all(TipRow.objects.filter(cell=cell), Tip, keyring)
    oldest_first = sorted(held, key=lambda one: one[1].heard_at)
    return {tip.receipt.mark: _Source(tip, row) for row, tip in oldest_first if tip.receipt}


def _opened(box: IntakeBox, keyring: Keyring) -> Message | None:
    """Open a message; None if it is none of ours, or says another answer key than lies with it."""
    about, public = bytes(box.id), bytes(box.reply_public)
    try:
        body = keys.open_tip(box.cell, bytes(box.key), bytes(box.box), about=about, keyring=keyring)
        message = intake_rules.read_message(body)
    except (Tampered, ValueError):
        return None
    return message if keys.is_own_reply(public, message.reply) else None


def _empty(cell: UUID, came: Sequence[tuple[IntakeBox, bool]], keyring: Keyring) -> None:
    """Leave of opened messages only the word that each was read, where its answers will lie."""
    said = [
        (bytes(box.reply_public), bytes(box.id), intake_rules.write_answers((), is_readable=good))
        for box, good in came
    ]
    sealed = keys.seal_answers(cell, said, keyring=keyring)
    left = zip(came, sealed, keys.tip_fillers(len(came)), strict=True)
    for (box, _good), answers, filler in left:
        box.state, box.box, box.answers = "read", filler, answers
    changed = [box for box, _good in came]
    # All are there already: each is written over.
    IntakeBox.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["state", "box", "answers"],
    )


def _lay_ready(cell: UUID, keyring: Keyring, now: datetime) -> None:
    """Fill up the one-time keys, and see that there is a young key for when they run out."""
    today = now.date()
    n_free = IntakeKey.objects.filter(cell=cell, state="free").count()
    common = IntakeKey.objects.filter(cell=cell, state="weekly").order_by("-day").first()
    is_young = common is not None and common.day > today - RENEW_AFTER
    missing = max(0, intake_rules.KEYS_READY - n_free)
    made = keys.make_keys(cell, missing + (not is_young), keyring, on=today)
    if not is_young:
        IntakeKey.objects.filter(cell=cell, state="weekly").delete()
    states = ["free"] * missing + ["weekly"] * (not is_young)
    IntakeKey.objects.bulk_create(
        IntakeKey(**one._asdict(), cell=cell, day=today, state=state)
        for one, state in zip(made, states, strict=True)
    )
