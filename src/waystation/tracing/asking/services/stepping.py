"""One step of a match as it is written: noted in the row, told to whom it concerns, and audited."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import alarms
from waystation.tracing.asking import domain, words
from waystation.tracing.asking.domain import NotNow
from waystation.tracing.asking.queries import Standing
from waystation.tracing.asking.steps import PassOn, Step
from waystation.tracing.asking.wording import HELPS, UNFIT, WHY_NOT
from waystation.tracing.papers import queries as papers
from waystation.tracing.papers import services as post
from waystation.tracing.papers.domain import ContactOpen, FirstWord, Over, Side
from waystation.tracing.values import Match, Origin
from waystation.vault import arming, audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import has_room, swap

# When a question that nobody put yet rings at the worker's: the next morning.
RING_AT = time(8, 0)


class Minor(NamedTuple):
    """What stands beside the yes of a child: who answers, and that it was found to be best."""

    is_child: bool = False
    guardian: str = ""
    best_interests: bool = False


def take(view: Standing, step: Step, *, keyring: Keyring, now: datetime) -> Match:
    """Take one step of a match and let its consequences follow, in the caller's transaction.

    Raises:
      Refused: this step cannot be taken now, and what would help.
      Overtaken: somebody else changed the match meanwhile.
    """
    was = view.match
    try:
        match = domain.step(was, step, at=now, by=keyring.user_id, name=keyring.alias)
    except NotNow as error:
        raise Refused(str(WHY_NOT[error.why]), hint=str(HELPS[error.why])) from None
    match = _with_words(view, match, keyring, now)
    if not has_room(match):
        raise Refused(str(WHY_NOT["full"]), hint=str(HELPS["full"]))
    swap(view.row, match, keyring, on=now.date())
    _tell(view, was, match, keyring, now)
    return match


def origin_of(view: Standing, side: Side) -> Origin | None:
    """Say in whose case one side is; None: nobody's, the tracing office speaks with them itself."""
    if side == "seeker":
        return view.request.origin
    return view.origin or view.match.sought_at


def key_of(origin: Origin, keyring: Keyring) -> bytes:
    """Give the key by which the compartment that is asked is known, so that nobody else answers."""
    return papers.pinned(keyring).key_of(keyring.cell("tracing"), origin.cell)


def ring(origin: Origin, now: datetime) -> UUID:
    """Set an alarm with the worker who is to ask: it rings the next morning until they did."""
    due_at = datetime.combine(_day_after(now), RING_AT, UTC)
    body = msgspec.msgpack.encode(alarms.Alarm(origin.household, "task", origin.person))
    return arming.arm(cell=origin.cell, body=body, due_at=due_at)


def write(
    view: Standing,
    side: Side,
    body: msgspec.Struct,
    *,
    paper_id: UUID | None = None,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Send a paper to the compartment in whose case one side is; nothing where there is none."""
    origin = origin_of(view, side)
    if origin is None:
        return
    post.send(
        to=origin.cell,
        sender=keyring.cell("tracing"),
        body=body,
        about=view.match.thread,
        paper_id=paper_id,
        keyring=keyring,
        now=now,
    )


def must_be_fit(text: str) -> None:
    """Refuse a message that holds an obvious address, number or account.

    Raises:
      Refused: it does, and what.
    """
    found = words.unfit(text)
    if found:
        raise Refused(
            _("This message seems to hold: %(what)s.")
            % {"what": ", ".join(str(UNFIT[kind]) for kind in found)},
            hint=_(
                "Take it out: no address or number passes between the two sides. "
                "How they meet is planned with both of them later."
            ),
        )


def _with_words(view: Standing, match: Match, keyring: Keyring, now: datetime) -> Match:
    """Hand on what waits, if the contact is open and the search itself still stands."""
    waiting = [word for word in match.words if word.passed_at is None]
    today = now.date()
    if not waiting or not domain.is_open(match, today) or not view.may_go_on(today):
        return match
    for word in waiting:
        to: Side = "seeker" if word.side == "sought" else "sought"
        origin = origin_of(view, to)
        if origin is not None:
            body = FirstWord(
                text=word.text, side=word.side, household=origin.household, person=origin.person
            )
            write(view, to, body, keyring=keyring, now=now)
        audit.write(
            "family message passed",
            actor=keyring.user_id,
            says={"id": str(view.id), "to": to},
            now=now,
        )
    return domain.step(match, PassOn(), at=now, by=keyring.user_id, name=keyring.alias)


def _tell(view: Standing, was: Match, match: Match, keyring: Keyring, now: datetime) -> None:
    """Tell both sides' workers what concerns them, and let alarms rest that are answered."""
    today = now.date()
    sides: tuple[Side, ...] = ("sought", "seeker")
    opened = match.state == "contact" and was.state != "contact"
    closed = was.state == "contact" and match.state != "contact"
    for side in sides:
        _rest(was, match, side)
        origin = origin_of(view, side)
        if origin is None:
            continue
        if opened:
            body = ContactOpen(household=origin.household, person=origin.person)
            write(view, side, body, keyring=keyring, now=now)
        elif closed or _is_no_longer_asked(was, match, side):
            over = Over(household=origin.household, person=origin.person)
            write(view, side, over, keyring=keyring, now=now)
    kind = "contact opened" if opened else "contact closed" if closed else ""
    if kind and (opened or domain.is_open(was, today) or closed):
        audit.write(kind, actor=keyring.user_id, says={"id": str(view.id)}, now=now)


def _is_no_longer_asked(was: Match, match: Match, side: Side) -> bool:
    if was.state in domain.RESTING:
        # They were told when it ended.
        return False
    if side == "sought":
        return was.state == "asked" and match.state == "ended"
    asked = was.seeker_asked
    waits = asked.asked_on is not None and was.seeker_yes is None
    return (
        waits
        and match.seeker_asked.nth == asked.nth
        and (match.seeker_asked.asked_on is None or match.state == "ended")
        and match.seeker_asked.turn == asked.turn
    )


def _rest(was: Match, match: Match, side: Side) -> None:
    before = was.sought_asked if side == "sought" else was.seeker_asked
    after = match.sought_asked if side == "sought" else match.seeker_asked
    if before.watch is not None and before.watch != after.watch:
        alarms.answer(before.watch)


def _day_after(now: datetime) -> date:
    return (now + timedelta(days=1)).date()
