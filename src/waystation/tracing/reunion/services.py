"""What is done with a reunion: each act only while both sides' yes stands, but for its end."""

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.tracing.asking.domain import opened_at
from waystation.tracing.models import ReunionRow
from waystation.tracing.papers import services as papers
from waystation.tracing.requests.queries import Alarm
from waystation.tracing.reunion import domain, queries
from waystation.tracing.reunion.domain import (
    FollowUp,
    Outcome,
    Plan,
    Reunion,
    Reunited,
    Side,
    Spoke,
    Step,
    Whose,
)
from waystation.vault import arming, cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap

RING_AT = time(9, 0)
MARK_BYTES = 8


@transaction.atomic
def begin(*, match_id: UUID, keyring: Keyring, now: datetime) -> UUID:
    """Begin a reunion on an open contact and promise to ask how both are; gives its id.

    Beginning twice gives the one there is.

    Raises:
      Refused: there is no such match in the reader's compartment, or its contact is not open today.
    """
    today = now.date()
    for view in queries.reunions(keyring, today):
        if view.reunion.match == match_id:
            return view.id
    found = queries.contact(match_id, keyring, today)
    if found is None:
        raise _closed()
    row = ReunionRow(cell=found.row.cell, case=found.match.request)
    value = Reunion(
        match=match_id,
        code=found.request.code,
        mark=secrets.token_bytes(MARK_BYTES),
        opened_on=today,
        follow_ups=tuple(_promised(row, due) for due in domain.first_dates(today)),
    )
    add(row, domain.noted(value, _step("begun", keyring, now)), keyring, on=today)
    return row.id


def decide(
    *, reunion_id: UUID, seen: int, whose: Whose, side: Side, keyring: Keyring, now: datetime
) -> None:
    """Write down what one side decided for itself; the other side's stays as it is.

    Args:
      seen: the revision the writer saw.

    Raises:
      Refused: the contact is closed, the reunion ended, or somebody changed it meanwhile.
    """
    if side.decided_on is not None and side.decided_on > now.date():
        raise _to_come(side.decided_on)
    _edit(reunion_id, seen, f"decided: {whose}", lambda was: replace(was, **{whose: side}),
          keyring, now)  # fmt: skip


def note_first_call(
    *, reunion_id: UUID, seen: int, on: date, says: str, keyring: Keyring, now: datetime
) -> None:
    """Write down that the two spoke, and how it was for them.

    Raises:
      Refused: the words by which each side knows the call are not agreed; or as `decide`.
    """

    def spoken(was: Reunion) -> Reunion:
        if not (was.seeker.words and was.sought.words):
            raise Refused(
                _("The agreed words of both sides are not noted."),
                hint=_("Ask each side for words by which they know the call, then note it."),
            )
        return replace(was, first_call=Spoke(on=on, says=says))

    if on > now.date():
        raise _to_come(on)
    _edit(reunion_id, seen, "first call", spoken, keyring, now)


def plan(*, reunion_id: UUID, seen: int, plan: Plan, keyring: Keyring, now: datetime) -> None:
    """Write down how they meet.

    Raises:
      Refused: a side does not want to meet, or has not decided what is told; or as `decide`.
    """

    def planned(was: Reunion) -> Reunion:
        if not was.may_meet:
            raise Refused(
                _("Not both sides have decided that they want to meet."),
                hint=_("Ask each side alone, and note what the other may know of their place."),
            )
        return replace(was, plan=plan)

    _edit(reunion_id, seen, "planned", planned, keyring, now)


def note_follow_up(
    *,
    reunion_id: UUID,
    seen: int,
    due: date,
    reached: bool,
    says: str,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Write down that somebody asked how they are; whom nobody reached is tried a week later.

    Raises:
      Refused: none is open for that day; or as `decide`.
    """
    row, today = queries.find(reunion_id, keyring), now.date()

    def asked(was: Reunion) -> Reunion:
        waiting = [one for one in was.follow_ups if one.is_open and one.due == due]
        if not waiting:
            raise Refused(
                _("No follow-up waits for this day."), hint=_("Load the page to see which do.")
            )
        _hush(waiting[0])
        later = max(today, due) + timedelta(days=domain.AGAIN_DAYS)
        again = FollowUp(due=later) if reached else _promised(row, later)
        return replace(
            was,
            follow_ups=domain.with_tried(
                was.follow_ups, due, on=today, reached=reached, says=says, again=again
            ),
        )

    _edit(reunion_id, seen, "asked how they are", asked, keyring, now)


def note_outcome(
    *, reunion_id: UUID, seen: int, outcome: Outcome, keyring: Keyring, now: datetime
) -> None:
    """Write down what came of it; how many people found their family goes to the figures.

    Nothing goes there but the number and the quarter, and a changed number takes the place of
    the one before.

    Raises:
      Refused: its day is still to come; or as `decide`.
    """
    if outcome.on > now.date():
        raise _to_come(outcome.on)

    def came(was: Reunion) -> Reunion:
        people = 0 if outcome.came == "apart" else outcome.people
        if people != (was.counted or 0):
            _count(was, people, outcome.on, keyring, now)
        return replace(was, outcome=outcome, counted=people)

    _edit(reunion_id, seen, "outcome", came, keyring, now)


@transaction.atomic
def end(*, reunion_id: UUID, why: str, keyring: Keyring, now: datetime) -> None:
    """End a reunion with a reason, and what was promised with it; a closed contact stops nobody.

    Raises:
      Refused: no reason, it ended already, or there is no such reunion.
    """
    row = queries.find(reunion_id, keyring)
    was = open_row(row, Reunion, keyring)
    if was.ended:
        raise _over()
    if not why.strip():
        raise Refused(_("It is not said why it ends."), hint=_("Write it in one line."))
    for one in was.follow_ups:
        _hush(one)
    quiet = tuple(replace(one, watch=None) for one in was.follow_ups)
    new = replace(was, ended_on=now.date(), ended_why=why.strip(), follow_ups=quiet)
    swap(row, domain.noted(new, _step("ended", keyring, now)), keyring, on=now.date())


@transaction.atomic
def take_up_again(*, reunion_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Go on with a reunion that was ended; what is still open of it rings again.

    Raises:
      Refused: the contact is closed, or the reunion has not ended.
    """
    row, today = queries.find(reunion_id, keyring), now.date()
    was = open_row(row, Reunion, keyring)
    if not was.ended:
        raise Refused(_("This reunion has not ended."), hint=_("Load the page again."))
    was = _on_open_contact(was, keyring, today)
    follow_ups = tuple(
        _promised(row, max(one.due, today)) if one.is_open else one for one in was.follow_ups
    )
    new = replace(was, ended_on=None, ended_why="", follow_ups=follow_ups)
    swap(row, domain.noted(new, _step("taken up again", keyring, now)), keyring, on=today)


@transaction.atomic
def mark_counted(*, counted: list[queries.Counted], keyring: Keyring, now: datetime) -> None:
    """Note that figures took in what came to be counted."""
    papers.mark_read([one.paper for one in counted], keyring=keyring, now=now)


@transaction.atomic
def _edit(
    reunion_id: UUID,
    seen: int,
    what: str,
    make: Callable[[Reunion], Reunion],
    keyring: Keyring,
    now: datetime,
) -> None:
    """Write a reunion anew as something makes it of what it is, if it may be touched at all."""
    row = queries.find(reunion_id, keyring)
    was = _on_open_contact(open_row(row, Reunion, keyring), keyring, now.date())
    if was.ended:
        raise _over()
    if row.revision != seen:
        raise Refused(
            _("Somebody changed this meanwhile."),
            hint=_("Look at what it says now, then change it again."),
        )
    new = domain.noted(make(was), _step(what, keyring, now))
    swap(row, new, keyring, on=now.date())


def _on_open_contact(was: Reunion, keyring: Keyring, today: date) -> Reunion:
    """Give a reunion as it counts today, with nothing decided under an earlier yes."""
    found = queries.contact(was.match, keyring, today)
    if found is None:
        raise _closed()
    return domain.since(was, opened_at(found.match))


def _promised(row: ReunionRow, due: date) -> FollowUp:
    """Make a follow-up with the alarm that rings from the morning of its day."""
    body = msgspec.msgpack.encode(Alarm(row.case, "follow-up"))
    due_at = datetime.combine(due, RING_AT, UTC)
    return FollowUp(due=due, watch=arming.arm(cell=row.cell, body=body, due_at=due_at))


def _hush(one: FollowUp) -> None:
    if one.watch is not None:
        watches.answer(one.watch)


def _count(was: Reunion, people: int, on: date, keyring: Keyring, now: datetime) -> None:
    """Send how many found their family to whoever makes figures: a number, and nothing of whom."""
    told = Reunited(mark=was.mark, people=people, year=on.year, quarter=(on.month + 2) // 3)
    papers.send(
        to=cells.only("passages"),
        sender=keyring.cell("tracing"),
        body=told,
        about=new_id(),
        keyring=keyring,
        now=now,
    )


def _step(what: str, keyring: Keyring, now: datetime) -> Step:
    return Step(now, keyring.user_id, keyring.alias, what)


def _closed() -> Refused:
    return Refused(
        _("Contact is not open: one side's yes does not stand today."),
        hint=_("Nothing is passed on. Speak with that side, and ask again only if they want it."),
    )


def _over() -> Refused:
    return Refused(_("This reunion has ended."), hint=_("Take it up again first."))


def _to_come(on: date) -> Refused:
    return Refused(
        _("The day %(day)s is still to come.") % {"day": on.isoformat()},
        hint=_("Give the day on which it was, or today."),
    )
