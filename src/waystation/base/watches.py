"""Watches: an alarm that rings although nobody who could read it is signed in.

The worker that rings them holds no key. It sees a due time and sealed bytes; what the alarm says
is opened by a signed-in person whose ring holds the cell. A page is written in the transaction that
makes it due, so it is there exactly once whatever is killed when; word of it is sent afterwards.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet

from waystation.base import rounds, tokens
from waystation.base.models import Page, Watch
from waystation.base.moments import BUCKET, bucket

# After the first call: how long nobody may take it before the next one, and whose turn it then is.
GAPS = (timedelta(0), BUCKET, timedelta(minutes=30), timedelta(minutes=45), timedelta(0))
TIERS = ("duty", "duty", "beyond", "beyond", "duty")
CALLS_ALL = len(TIERS)
# What a phone showed brings a page too: the numbers of calls are 1 to 5.
REPLY, LATE, DANGER = 0, 6, 7
LATE_BY = timedelta(hours=2)
# A phone with an order is silent if it asked nothing for so long.
SILENCE = timedelta(hours=6)
# How many are rung in one transaction, and from when on a round counts as late.
AT_ONCE, TARDY = 100, timedelta(minutes=5)

BOX_BYTES = 1_394
TIER_BYTES = 16 + BOX_BYTES
REPLIES_BYTES = 2 * BOX_BYTES
WAITING = ("armed", "ringing", "taken")
NAMES = {"answer": REPLY, "late": LATE, "danger": DANGER}


class Parts(NamedTuple):
    """What a watch holds besides its alarm.

    `tiers`: the compartment that is called after the first two calls, and its sealed alarm;
    `codes` as `tokens.codes` writes them; `replies`: what they bring, in the same order.
    """

    tiers: bytes = b""
    codes: bytes = b""
    replies: bytes = b""


class Call(NamedTuple):
    """Somebody to be called: for which compartment, at which step; `loud`: whatever the hour."""

    page: UUID
    duty: UUID
    step: int
    loud: bool


def arm(
    *,
    watch_id: UUID,
    cell: UUID,
    alarm: bytes,
    due_at: datetime,
    calls: int = 1,
    parts: Parts | None = None,
    exact: bool = False,
) -> Watch:
    """Set a watch: if nobody answers it by the due time, the alarm rings.

    What is not given is filled with noise of the same size.

    Args:
      calls: how many times somebody is called until it is taken, 1 to `CALLS_ALL`.
      exact: due to the minute: for what has no time-table that a dump could show.
    """
    due_at, parts = due_at if exact else bucket(due_at), parts or Parts()
    return Watch.objects.create(
        id=watch_id,
        cell=cell,
        alarm=alarm,
        due_at=due_at,
        next_at=due_at,
        calls=calls,
        tiers=parts.tiers or cell.bytes + secrets.token_bytes(BOX_BYTES),
        codes=parts.codes or secrets.token_bytes(tokens.CODES_BYTES),
        replies=parts.replies or secrets.token_bytes(REPLIES_BYTES),
    )


def teach(watch_id: UUID, *, codes: bytes, replies: bytes) -> bool:
    """Let a phone answer a watch that was set without one; says whether it still waits."""
    waiting = Watch.objects.filter(pk=watch_id, state__in=WAITING)
    return waiting.update(codes=codes, replies=replies) == 1


def move(watch_id: UUID, due_at: datetime) -> bool:
    """Let a watch that waits be due at another time; says whether it still waited.

    What rings already begins again: nobody is late by the new time.
    """
    due_at = bucket(due_at)
    waiting = Watch.objects.filter(pk=watch_id, state__in=WAITING)
    moved = waiting.update(state="armed", step=0, due_at=due_at, next_at=due_at) == 1
    if moved:
        _calls_of([watch_id]).delete()
    return moved


def put_off(watch_id: UUID, now: datetime) -> bool:
    """Let a watch be due two hours later; says whether it still waited."""
    watch = Watch.objects.filter(pk=watch_id, state__in=WAITING).first()
    return watch is not None and move(watch_id, max(watch.due_at, now) + LATE_BY)


def ring_now(watch_id: UUID, now: datetime) -> bool:
    """Make a watch due since the last quarter; the next round of the worker calls.

    Says whether it was armed: what rings already goes on ringing.
    """
    due_at = bucket(now) - BUCKET
    armed = Watch.objects.filter(pk=watch_id, state="armed")
    armed.filter(due_at__gt=due_at).update(due_at=due_at, next_at=due_at)
    return armed.exists()


def lay_reply(watch_id: UUID, *, cell: UUID, body: bytes, step: int = REPLY) -> None:
    """Lay a sealed reply ready, in place of an earlier one of the same kind."""
    Page.objects.filter(watch=watch_id, step=step).delete()
    Page.objects.create(watch=watch_id, step=step, cell=cell, body=body)


def answer(watch_id: UUID) -> bool:
    """Clear a watch because word came; says whether it was still armed or ringing.

    What a phone may yet show for it is kept as long as the watch: word of danger or of force that
    was on its way still brings its reply.
    """
    return _answer([watch_id]) == 1


def deafen(watch_id: UUID) -> bool:
    """Leave nothing of what a phone could show for a watch; says whether there is such a watch."""
    return _deafen([watch_id]) == 1


def take(watch_id: UUID) -> bool:
    """Note that somebody has it, so that nobody else is called; says whether it was ringing."""
    with transaction.atomic():
        mine = Watch.objects.filter(pk=watch_id, state="ringing")
        taken = mine.update(state="taken", next_at=None) == 1
        if taken:
            _calls_of([watch_id]).delete()
    return taken


def is_set(watch_id: UUID) -> bool:
    """Say whether a watch waits for an answer."""
    return Watch.objects.filter(pk=watch_id).exclude(state="answered").exists()


def take_away(watch_ids: Iterable[UUID]) -> None:
    """Delete watches, so that nothing is left of the days on which they rang."""
    gone = list(watch_ids)
    Page.objects.filter(watch__in=gone).delete()
    Watch.objects.filter(pk__in=gone).delete()


def forget_answered(before: datetime) -> int:
    """Delete the watches that were answered and were due before a moment; says how many."""
    return Watch.objects.filter(state="answered", due_at__lt=before).delete()[0]


def ring_due(now: datetime, *, steady: datetime | None = None) -> int:
    """Ring what is due, call the next tier where nobody took it; says how many began to ring.

    This is all the worker does. Cost: below 1 ms a watch.

    Args:
      now: by which things are due; the later one of two clocks that disagree.
      steady: the one that nobody can set, by which the wait for the next tier goes.
    """
    began = 0
    while True:
        pages = _ring_some(now, steady or now)
        began += sum(page.step == 1 for page in pages)
        if not pages:
            return began


def ringing(cells: Iterable[UUID]) -> list[Watch]:
    """List the watches that ring in the given cells and that nobody took, longest due first."""
    return list(Watch.objects.filter(state="ringing", cell__in=list(cells)).order_by("due_at"))


def unanswered(cells: Iterable[UUID]) -> list[Watch]:
    """List the watches that rang in the given cells, taken or not, longest due first."""
    rang = Watch.objects.filter(state__in=["ringing", "taken"], cell__in=list(cells))
    return list(rang.order_by("due_at"))


def replies(cells: Iterable[UUID]) -> list[Page]:
    """List what phones showed, sealed: all is well, or it is not. Nobody without keys can tell."""
    return list(Page.objects.filter(step__in=[REPLY, LATE, DANGER], cell__in=list(cells)))


def beyond(cells: Iterable[UUID]) -> list[Page]:
    """List the calls that came to the given cells because nobody of another took an alarm."""
    called = Page.objects.filter(step__in=[3, 4], cell__in=list(cells)).order_by("watch", "-step")
    return list({page.watch: page for page in called}.values())


def reword(page_id: UUID, body: bytes) -> None:
    """Put another sealed reply of the same size in the place of one."""
    Page.objects.filter(pk=page_id).update(body=body)


def put_away(page_ids: Iterable[UUID]) -> None:
    """Delete replies that were read."""
    Page.objects.filter(pk__in=list(page_ids)).delete()


def n_ringing(cells: Iterable[UUID]) -> int:
    """Count what rings, was taken or came in from phones for the given cells; opens nothing."""
    cells = list(cells)
    rang = Watch.objects.filter(state__in=["ringing", "taken"], cell__in=cells).count()
    return rang + Page.objects.filter(step__in=[0, 3, 4, 6, 7], cell__in=cells).count()


def to_call() -> list[Call]:
    """List the pages of which no carrier took word yet, in the order in which they came due."""
    waiting = Page.objects.filter(pinged=False).order_by("step", "id")
    shown = waiting.values_list("id", "cell", "step")
    return [Call(page, cell, step, step not in (REPLY, 1, LATE)) for page, cell, step in shown]


def note_called(page_ids: Iterable[UUID]) -> None:
    """Note that a carrier took word that something rings; it was not told what.

    Called after the word was taken: whoever dies in between sends it twice, never not at all.
    """
    Page.objects.filter(pk__in=list(page_ids)).update(pinged=True)


@transaction.atomic
def show(token: bytes, now: datetime) -> None:
    """Act on a token that a phone showed, or that somebody read aloud; a wrong one does nothing.

    It answers its watch and the earlier ones of its order, puts it off by two hours, or makes it
    ring at once. The sealed reply that belongs to it is laid ready for whoever holds the
    compartment. Nothing here knows which of the two chains the token is of.
    """
    found = _matches(tokens.shown(token))
    watches = Watch.objects.in_bulk([watch_id for watch_id, _match in found])
    shown = [watch_id for watch_id, match in found if match.what in ("answer", "earlier")]
    _answer(shown)
    _deafen(shown)
    urgent = [(watches[one], match) for one, match in found if match.what == "danger"]
    first = min((watch.due_at for watch, _match in urgent), default=None)
    for watch_id, match in found:
        watch = watches[watch_id]
        if match.what == "earlier" or (match.what == "danger" and watch.due_at != first):
            continue
        start = match.place * BOX_BYTES
        body = bytes(watch.replies)[start : start + BOX_BYTES]
        lay_reply(watch_id, cell=watch.cell, body=body, step=NAMES[match.what])
        if match.what == "late":
            codes = tokens.without_late(bytes(watch.codes))
            Watch.objects.filter(pk=watch_id).update(codes=codes)
            put_off(watch_id, now)
        elif match.what == "danger":
            ring_now(watch_id, now)


def _matches(shown: tokens.Shown) -> list[tuple[UUID, tokens.Match]]:
    """Hold a token against every watch; as danger only if it is nothing else.

    What waits comes first; of what somebody cleared before the token came, only what was late to
    say that all is well or not, or danger.
    """
    for states in (WAITING, ("answered",)):
        rows = Watch.objects.filter(state__in=states).values_list("id", "codes")
        kept = [(watch_id, bytes(codes)) for watch_id, codes in rows.iterator()]
        for match in (tokens.match, tokens.match_danger):
            found = [(one, what) for one, codes in kept if (what := match(codes, one, shown))]
            if states != WAITING:
                found = [(one, what) for one, what in found if what.what in ("answer", "danger")]
            if found:
                return found
    return []


def silence_of(mailbox: UUID) -> UUID:
    """Name the watch over a phone's silence: who moves it holds no key to note a random name."""
    return UUID(bytes=uuid5(mailbox, "silence").bytes, version=4)


def heard(mailbox: UUID, now: datetime) -> None:
    """Move a phone's silence watch ahead, because the phone asked something just now.

    One that somebody cleared is set again: the next silence rings as well.
    """
    due_at, watch_id = bucket(now + SILENCE), silence_of(mailbox)
    behind = Watch.objects.filter(pk=watch_id, due_at__lt=due_at)
    if behind.update(state="armed", step=0, due_at=due_at, next_at=due_at):
        _calls_of([watch_id]).delete()


def nobody_rings(now: datetime, *, real_now: datetime) -> bool:
    """Say whether an alarm is due and does not ring, because the process that rings is not there.

    Args:
      now: the organisation's time, by which alarms are due.
      real_now: the machine's, by which that process leaves word.
    """
    silent = rounds.silent_for(real_now)
    if silent is not None and silent < rounds.ALIVE:
        return False
    return Watch.objects.filter(state="armed", due_at__lte=now - rounds.ALIVE).exists()


@transaction.atomic
def _ring_some(now: datetime, steady: datetime) -> list[Page]:
    """Make the next call of some watches that are due, each with its page or not at all."""
    due = Watch.objects.filter(
        Q(state="armed", next_at__lte=now) | Q(state="ringing", next_at__lte=steady)
    )
    # Nobody else writes until this transaction ends, so what is read here is what is claimed.
    held = due.select_for_update().defer("codes", "replies").order_by("next_at", "id")[:AT_ONCE]
    pages, claims = [], defaultdict(list)
    for watch in held:
        claims[watch.step, _next_at(watch, steady)].append(watch.pk)
        pages.append(_page(watch))
    for (step, next_at), watch_ids in claims.items():
        mine = Watch.objects.filter(pk__in=watch_ids, step=step)
        if mine.update(step=step + 1, state="ringing", next_at=next_at) != len(watch_ids):
            raise DatabaseError("somebody else was faster; the round is made again")
    Page.objects.bulk_create(pages)
    return pages


def _page(watch: Watch) -> Page:
    """Write the page of a watch's next call, to whoever's turn it is."""
    cell, body = watch.cell, bytes(watch.alarm)
    if TIERS[watch.step] == "beyond":
        cell, body = UUID(bytes=bytes(watch.tiers)[:16]), bytes(watch.tiers)[16:]
    return Page(watch=watch.pk, step=watch.step + 1, cell=cell, body=body)


def _next_at(watch: Watch, steady: datetime) -> datetime | None:
    """Say when the call after the next is due; None: there is none."""
    is_last = watch.step + 1 >= min(watch.calls, CALLS_ALL)
    return None if is_last else _begun(watch, steady) + GAPS[watch.step + 1]


def _begun(watch: Watch, steady: datetime) -> datetime:
    """Say from when the next gap counts.

    Neither a worker that was away nor a clock that was set ahead calls all tiers at once.
    """
    due_at = watch.next_at or steady
    if due_at - steady >= TARDY:
        return steady
    return due_at if steady - due_at < TARDY else bucket(steady)


def _answer(watch_ids: Sequence[UUID]) -> int:
    with transaction.atomic():
        waiting = Watch.objects.filter(pk__in=watch_ids, state__in=WAITING)
        n = waiting.update(state="answered", next_at=None)
        _calls_of(watch_ids).delete()
    return n


def _deafen(watch_ids: Sequence[UUID]) -> int:
    codes, replies = tokens.CODES_BYTES, REPLIES_BYTES
    return sum(
        Watch.objects.filter(pk=one).update(
            codes=secrets.token_bytes(codes), replies=secrets.token_bytes(replies)
        )
        for one in watch_ids
    )


def _calls_of(watch_ids: Sequence[UUID]) -> QuerySet[Page]:
    return Page.objects.filter(watch__in=watch_ids, step__range=(1, CALLS_ALL))
