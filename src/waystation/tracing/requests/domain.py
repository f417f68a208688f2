"""What may be done with a request, what stands in its way, and how it came to be as it is. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args
from uuid import UUID

import msgspec
from msgspec.structs import replace

from waystation.tracing.values import Agreed, Report, Request, WhyClosed

What = Literal[
    "opened", "changed", "identity", "agreed", "taken back", "report", "paused", "resumed",
    "closed", "reopened", "undone",
]  # fmt: skip
# What a request may stand at in a list; "searching" is the only one that is searched.
Stands = Literal["searching", "to do", "run out", "paused", "closed"]
Lack = Literal[
    "closed", "paused", "consent", "run out", "taken back", "identity", "guardian",
    "best interests", "nothing known",
]  # fmt: skip
Death = Literal["", "one report", "two reports", "contradicted"]

WHATS: tuple[What, ...] = get_args(What)
STANDS: tuple[Stands, ...] = get_args(Stands)
LACKS: tuple[Lack, ...] = get_args(Lack)
# A yes is asked for again, so that nobody is looked for who no longer wants it.
LONGEST = timedelta(days=365)
ASK_AGAIN_BEFORE = timedelta(days=30)
RING_AT = time(8, 0)
# What may be taken back by one press; a yes that was taken back is asked for anew instead.
UNDOABLE: tuple[What, ...] = tuple(what for what in WHATS if what not in ("opened", "taken back"))
REPORTS_MAX = 24
SOURCES_NEEDED = 2


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One change: who made it, when, why, and what the fields it changed said before."""

    at: datetime
    by: UUID
    name: str
    what: What
    why: str = ""
    was: dict[str, msgspec.Raw] = {}


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="held request/1"):
    """A request as it lies in its row, with every step that led there.

    `watch` is the alarm that rings before the seeker's yes runs out; `links` are the links by which
    the seeker reads how it stands: one that is put back after it ended is noticed. `sent` is the
    paper it came by, if it did: the same paper makes no second request.
    """

    request: Request
    steps: tuple[Step, ...] = ()
    watch: UUID | None = None
    links: tuple[UUID, ...] = ()
    sent: UUID | None = None


class RequestView(msgspec.Struct, frozen=True):
    """A request as a page shows it, with what was done and the links of its seeker."""

    id: UUID
    revision: int
    request: Request
    steps: tuple[Step, ...] = ()
    links: tuple[UUID, ...] = ()

    @property
    def last(self) -> Step | None:
        """Give the last step, if it can be taken back."""
        last = self.steps[-1] if self.steps else None
        if last is None or last.what not in UNDOABLE or not last.was:
            return None
        # Whatever else the step did: no press brings back a yes that was taken back by it.
        agreed = self.request.agreed
        is_gone = agreed is not None and agreed.withdrawn_at is not None
        return None if is_gone and last.what == "closed" and "agreed" in last.was else last


def is_child(request: Request, today: date) -> bool:
    """Say whether the seeker is under 18, or may be."""
    return request.seeker.birth.is_child_on(today) is True


def lacks(request: Request, today: date) -> list[Lack]:
    """List what stands in the way of searching, the first to be seen to first; none: it may be."""
    found: list[Lack] = []
    if request.state != "open":
        found.append("closed" if request.state == "closed" else "paused")
    if request.agreed is None:
        found.append("consent")
    elif request.agreed.withdrawn_at is not None:
        found.append("taken back")
    elif not request.agreed.stands_on(today):
        found.append("run out")
    if request.identity is None:
        found.append("identity")
    if is_child(request, today):
        found += _of_a_child(request)
    if not is_known(request):
        found.append("nothing known")
    return found


def _of_a_child(request: Request) -> list[Lack]:
    missing: list[Lack] = []
    if not request.guardian.strip():
        missing.append("guardian")
    if not request.best_interests.strip():
        missing.append("best interests")
    return missing


def is_known(request: Request) -> bool:
    """Say whether anything is known of the sought that could find them."""
    one = request.sought
    homes = any(home.is_known for home in one.homes)
    return bool(one.names or one.birth.is_known or homes or one.relatives or one.marks)


def stands(request: Request, today: date) -> Stands:
    """Say how a request stands on a day."""
    if request.state == "closed":
        return "closed"
    if request.state == "paused":
        return "paused"
    found = lacks(request, today)
    if not found:
        return "searching"
    return "run out" if "run out" in found or "taken back" in found else "to do"


def changed(
    held: Held, request: Request, *, what: What, why: str, by: UUID, name: str, at: datetime
) -> Held:
    """Put a new request in an old one's place; each field that changed is kept as it was."""
    was = {
        field: msgspec.Raw(msgspec.msgpack.encode(old))
        for field in Request.__struct_fields__
        if (old := getattr(held.request, field)) != getattr(request, field)
    }
    if not was:
        return held
    step = Step(at=at, by=by, name=name, what=what, why=why, was=was)
    return replace(held, request=request, steps=(*held.steps, step))


def before(view: RequestView) -> Request | None:
    """Give the request as it was before its last step; None where that step cannot be undone."""
    if view.last is None:
        return None
    fields = msgspec.msgpack.decode(
        msgspec.msgpack.encode(view.request), type=dict[str, msgspec.Raw]
    )
    merged = msgspec.msgpack.encode(fields | view.last.was)
    return msgspec.msgpack.decode(merged, type=Request)


def shortened(held: Held) -> Held | None:
    """Forget what the oldest step that keeps something changed; None if none keeps anything."""
    for nth, step in enumerate(held.steps):
        if step.was:
            bare = replace(step, was={})
            return replace(held, steps=(*held.steps[:nth], bare, *held.steps[nth + 1 :]))
    return None


def death(reports: Iterable[Report]) -> Death:
    """Say what reports say of a death: nothing is certain before two sources that are not one.

    A word of life against it leaves both standing: somebody has to ask on.
    """
    told = list(reports)
    sources = {" ".join(one.source.split()).casefold() for one in told if one.says == "dead"}
    if not sources:
        return ""
    if any(one.says == "alive" for one in told):
        return "contradicted"
    return "one report" if len(sources) < SOURCES_NEEDED else "two reports"


def ask_again_on(agreed: Agreed, today: date) -> date:
    """Say on which day to ask the seeker again: a month before it runs out, or at once."""
    left = agreed.until - today
    return today if left <= ASK_AGAIN_BEFORE else agreed.until - ASK_AGAIN_BEFORE


def closed(request: Request, why: WhyClosed, on: date) -> Request:
    """Give a request that is closed."""
    return replace(request, state="closed", why_closed=why, closed_on=on)


def reopened(request: Request) -> Request:
    """Give a request that is open once more."""
    return replace(request, state="open", why_closed=None, closed_on=None)


def newest_first(views: Sequence[RequestView]) -> list[RequestView]:
    """Put requests in order: the latest opened first, then by code."""
    return sorted(views, key=lambda view: (-view.request.opened_on.toordinal(), view.request.code))
