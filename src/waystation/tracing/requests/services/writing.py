"""Changes of requests: opened, told anew, agreed to, paused, closed and taken back."""

from datetime import UTC, date, datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base import watches
from waystation.base.errors import Overtaken, Refused
from waystation.base.ids import new_code, new_id
from waystation.tracing.models import RequestRow, Voice
from waystation.tracing.requests import domain, noticing, queries
from waystation.tracing.requests.domain import Held, What
from waystation.tracing.requests.queries import Alarm
from waystation.tracing.requests.wording import LACKING
from waystation.tracing.values import Agreed, Identity, Report, Request, WhyClosed
from waystation.vault import arming
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, begin, has_room, open_row, swap

CODE = "Q"


@transaction.atomic
def open_request(
    *, request: Request, sent: UUID | None = None, keyring: Keyring, now: datetime
) -> UUID:
    """Begin a request: a case of its own, that can be destroyed whole; a code is drawn for it.

    Args:
      sent: the paper it came by, if a case worker sent it.

    Raises:
      Refused: the writer holds no tracing compartment, the seeker is a child and their guardian or
        best interests are missing, or the yes lasts too long.
    """
    made = replace(request, code=request.code or _new_code(keyring))
    _must_be_sound(made, now)
    row = RequestRow(id=new_id(), cell=keyring.cell("tracing"))
    begin([row], keyring, on=now.date())
    step = _step(keyring, now, "opened")
    held = _ringing(Held(request=made, steps=(step,), sent=sent), None, row, now)
    add(row, held, keyring, on=now.date())
    noticing.request_changed(request_id=row.id, keyring=keyring, now=now)
    return row.id


@transaction.atomic
def change(
    *,
    request_id: UUID,
    was: Request,
    value: Request,
    what: What = "changed",
    why: str = "",
    keyring: Keyring,
    now: datetime,
) -> None:
    """Write a request anew; what it said before is kept with who changed it, when and why.

    Args:
      was: the request as it was read, so that nobody's change is lost.

    Raises:
      Refused: there is no such request, or the new one may not be; see `open_request`.
      Overtaken: somebody changed it since it was read.
    """
    row = queries.find(request_id, keyring)
    held = open_row(row, Held, keyring)
    if held.request != was:
        raise Overtaken("the request was changed by somebody else")
    _must_be_sound(value, now)
    new = domain.changed(
        held, value, what=what, why=why.strip(), by=keyring.user_id, name=keyring.alias, at=now
    )
    if new is held:
        return
    if value.state != "closed":
        Voice.objects.filter(about=queries.destruction_of(request_id)).delete()
    new = _fitting(_ringing(new, held, row, now))
    swap(row, new, keyring, on=now.date())
    noticing.request_changed(request_id=row.id, keyring=keyring, now=now)


@transaction.atomic
def undo(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take the last change back; doing so once more brings it again.

    Raises:
      Refused: the last change is none that can be taken back.
    """
    view = queries.request(request_id, keyring)
    old = domain.before(view)
    if old is None:
        raise Refused(
            _("The last change cannot be taken back."),
            hint=_("Change the request, or ask the seeker again."),
        )
    change(
        request_id=request_id, was=view.request, value=old, what="undone", keyring=keyring, now=now
    )


def pause(*, request_id: UUID, why: str, keyring: Keyring, now: datetime) -> None:
    """Stop searching for a while; nothing is lost.

    Raises:
      Refused: it is not open, or there is no such request.
    """
    was = _in_state(request_id, "open", keyring)
    value = replace(was, state="paused")
    _put(request_id, was, value, "paused", why, keyring, now)


def resume(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Go on searching.

    Raises:
      Refused: it is not paused, or there is no such request.
    """
    was = _in_state(request_id, "paused", keyring)
    _put(request_id, was, replace(was, state="open"), "resumed", "", keyring, now)


def close(
    *, request_id: UUID, why: WhyClosed, note: str = "", keyring: Keyring, now: datetime
) -> None:
    """Close a request, with a reason; nobody hears anything more by it.

    What it led to rests until it is opened again; a reunion goes on where the reason is "found".

    Raises:
      Refused: it is closed already, a death is given as the reason on less than two independent
        sources, or there is no such request.
    """
    was = queries.request(request_id, keyring).request
    if was.state == "closed":
        raise Refused(_("This request is closed already."), hint=_("Look at its history."))
    if why == "died" and domain.death(was.reports) != "two reports":
        raise Refused(
            _("A death is only believed on the word of two independent sources."),
            hint=_("Note both reports first, each with its source."),
        )
    value = domain.closed(was, why, now.date())
    if why == "taken back" and was.agreed is not None and was.agreed.withdrawn_at is None:
        value = replace(value, agreed=replace(was.agreed, withdrawn_at=now))
    _put(request_id, was, value, "closed", note, keyring, now)


def reopen(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Open a closed request once more; a yes that was taken back has to be asked for again.

    Raises:
      Refused: it is not closed, or there is no such request.
    """
    was = _in_state(request_id, "closed", keyring)
    _put(request_id, was, domain.reopened(was), "reopened", "", keyring, now)


def renew(*, request_id: UUID, agreed: Agreed, keyring: Keyring, now: datetime) -> None:
    """Note that the seeker agreed, or agreed again, to being helped in the search.

    Raises:
      Refused: it lasts too long or is of a day to come, or the seeker is a child and their guardian
        or best interests are missing; or there is no such request.
    """
    was = queries.request(request_id, keyring).request
    _put(request_id, was, replace(was, agreed=agreed), "agreed", "", keyring, now)


def take_back(*, request_id: UUID, how: str, keyring: Keyring, now: datetime) -> None:
    """Note that the seeker no longer agrees: nothing is searched or told from now on.

    Raises:
      Refused: there is no yes to take back, or no such request.
    """
    was = queries.request(request_id, keyring).request
    if was.agreed is None or was.agreed.withdrawn_at is not None:
        raise Refused(
            _("There is no consent here to take back."), hint=_("Look at how it stands now.")
        )
    value = replace(was, agreed=replace(was.agreed, withdrawn_at=now))
    _put(request_id, was, value, "taken back", how, keyring, now)


def identify(*, request_id: UUID, how: str, keyring: Keyring, now: datetime) -> None:
    """Note that one of us made sure who the seeker is; nothing is searched before.

    Raises:
      Refused: it is not said how, or there is no such request.
    """
    if not how.strip():
        raise Refused(
            _("It is not said how you know who the seeker is."),
            hint=_("Write it in a few words, such as who vouched for them."),
        )
    was = queries.request(request_id, keyring).request
    identity = Identity(how=how.strip(), by=keyring.user_id, at=now)
    _put(request_id, was, replace(was, identity=identity), "identity", "", keyring, now)


def note_report(*, request_id: UUID, report: Report, keyring: Keyring, now: datetime) -> None:
    """Note word that the sought is alive or dead; of a death one report is shown as one report.

    Raises:
      Refused: it names no source, is of a day to come, there are too many, or no such request.
    """
    was = queries.request(request_id, keyring).request
    if not report.source.strip():
        raise Refused(_("The report names no source."), hint=_("Write who said it, or where."))
    _must_be_past(report.heard_on, now)
    if len(was.reports) >= domain.REPORTS_MAX:
        raise Refused(
            _("There are %(n)s reports already.") % {"n": len(was.reports)},
            hint=_("Write what is new into the last news."),
        )
    value = replace(was, reports=(*was.reports, report))
    _put(request_id, was, value, "report", "", keyring, now)


@transaction.atomic
def note_links(
    *, request_id: UUID, links: tuple[UUID, ...], keyring: Keyring, now: datetime
) -> None:
    """Note which links a request has, so that one that is put back is noticed.

    Raises:
      Refused: there is no such request.
    """
    row = queries.find(request_id, keyring)
    held = open_row(row, Held, keyring)
    swap(row, replace(held, links=links), keyring, on=now.date())


def _put(
    request_id: UUID,
    was: Request,
    value: Request,
    what: What,
    why: str,
    keyring: Keyring,
    now: datetime,
) -> None:
    change(
        request_id=request_id, was=was, value=value, what=what, why=why, keyring=keyring, now=now
    )


def _in_state(request_id: UUID, state: str, keyring: Keyring) -> Request:
    was = queries.request(request_id, keyring).request
    if was.state != state:
        raise Refused(
            _("This request is not as it was when you read it."),
            hint=_("Load the page to see how it stands."),
        )
    return was


def _must_be_sound(request: Request, now: datetime) -> None:
    """Refuse a yes that cannot be, and a child for whom nobody answers."""
    agreed = request.agreed
    if agreed is None or agreed.withdrawn_at is not None:
        return
    _must_be_past(agreed.given_on, now)
    if not agreed.given_on <= agreed.until <= agreed.given_on + domain.LONGEST:
        raise Refused(
            _("A yes lasts at most %(days)s days.") % {"days": domain.LONGEST.days},
            hint=_("Choose an earlier day; the seeker is asked again before it."),
        )
    lacking = [
        lack for lack in domain.lacks(request, now.date()) if lack in ("guardian", "best interests")
    ]
    if lacking:
        raise Refused(
            _("The seeker is a child: %(what)s.") % {"what": LACKING[lacking[0]]},
            hint=_("Write who answers for the child, and why searching is best for them."),
        )


def _must_be_past(day: date, now: datetime) -> None:
    if day > now.date():
        raise Refused(
            _("This day is still to come: %(day)s.") % {"day": day},
            hint=_("Give the day on which it was said."),
        )


def _ringing(held: Held, was: Held | None, row: RequestRow, now: datetime) -> Held:
    """Let the alarm follow the yes: it rings a month before that runs out, while it is open."""
    agreed = held.request.agreed
    live = agreed is not None and agreed.withdrawn_at is None and held.request.state != "closed"
    before = was.request if was else None
    same = before is not None and (before.agreed, before.state) == (agreed, held.request.state)
    if same:
        return held
    if held.watch is not None:
        watches.answer(held.watch)
    if not live or agreed is None:
        return replace(held, watch=None)
    day = domain.ask_again_on(agreed, now.date())
    due = datetime.combine(day, domain.RING_AT, UTC)
    body = msgspec.msgpack.encode(Alarm(row.id, "ask again"))
    watch = arming.arm(cell=row.cell, body=body, due_at=due)
    return replace(held, watch=watch)


def _fitting(held: Held) -> Held:
    """Forget the oldest changes, as far as a row has no room for them."""
    while not has_room(held):
        shorter = domain.shortened(held)
        if shorter is None:
            raise Refused(
                _("This request has become too long."), hint=_("Shorten the story or the news.")
            )
        held = shorter
    return held


def _step(keyring: Keyring, now: datetime, what: What) -> domain.Step:
    return domain.Step(at=now, by=keyring.user_id, name=keyring.alias, what=what)


def _new_code(keyring: Keyring) -> str:
    taken = {view.request.code for view in queries.requests(keyring)}
    while (code := new_code(CODE)) in taken:
        pass
    return code
