"""What a match goes through before anybody is asked, and how much may be searched. Pure.

Who may be whom is worked out by `linker`; from "reviewed" on only `asking` goes on.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec
from msgspec.structs import replace

from waystation.cases.person import INVERSE, KinKind
from waystation.tracing.requests.domain import RequestView
from waystation.tracing.values import (
    RELATIVES_MAX,
    Act,
    Match,
    MatchState,
    Origin,
    Profile,
    Reason,
    Relative,
    Request,
    Verdict,
)

Turn = Literal["review", "set aside", "undo"]

# How often what one seeker asks may change in so many days. Whoever hunts somebody tries one guess
# after the other; whoever looks for their child rarely knows more from one week to the next.
CHANGES_MAX, WINDOW = 12, timedelta(days=30)
# How many searches outside one's own requests one officer may ask for in a week.
OUTSIDE_MAX, OUTSIDE_WINDOW = 5, timedelta(days=7)
HANDS_NEEDED = 2
# A search is kept so long after it was made, run or refused, sealed, then deleted.
KEPT_FOR = timedelta(days=90)
# Of one request so many candidates are kept at the most.
CANDIDATES_EACH = 15
# A match that was set aside comes back only if it says so many bits more than it did then.
CHANGED_BITS = 2.0
# Said by the machine where it brings a match back; `wording` puts it in words.
EVIDENCE_CHANGED = "evidence changed"
AGREED_ANEW = "agreed anew"
SAID_OTHERWISE = "said otherwise"
SEEKER_SAYS_YES, SEEKER_SAYS_NO = "seeker says yes", "seeker says no"
# These belong to both of two who are this to one another.
_SAME_PARENTS: tuple[KinKind, ...] = ("sibling",)
_TURNS: dict[Turn, tuple[tuple[MatchState, ...], MatchState]] = {
    "review": (("candidate",), "reviewed"),
    "set aside": (("candidate", "reviewed"), "set aside"),
    "undo": (("reviewed", "set aside", "ended"), "candidate"),
}


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be the one: their place among all that were looked at, and why."""

    at: int
    bits: float
    verdict: Verdict | None
    because: tuple[Reason, ...]


class Searched(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="searched/1"):
    """That a request was searched as it stood then, or was not because of the limit.

    `terms` are empty again once the request is destroyed.
    """

    request: UUID
    seeker: UUID
    revision: int
    by: UUID
    name: str
    at: datetime
    terms: Profile = Profile()
    refused: bool = False


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the register whom a search outside all requests found."""

    entry: UUID
    bits: float
    verdict: Verdict
    because: tuple[Reason, ...]


class Outside(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="outside/1"):
    """A search of the register without a request: asked for by one officer, run by a second."""

    terms: Profile
    why: str
    by: UUID
    name: str
    at: datetime
    run_by: UUID | None = None
    run_name: str = ""
    run_at: datetime | None = None
    hits: tuple[Hit, ...] = ()
    taken_back: bool = False
    refused: bool = False

    @property
    def waits(self) -> bool:
        """Say whether a second officer is still to say yes or no."""
        return self.run_at is None and not (self.taken_back or self.refused)


class LookedAt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="looked/1"):
    """When all requests were last searched, among how many people, and what was there to search.

    `of` is the same as long as nothing changed of what a search reads.
    """

    at: datetime
    n_entries: int
    n_requests: int
    n_refused: int = 0
    of: bytes = b""


class Line(msgspec.Struct, frozen=True, tag="search/1"):
    """What one row about searching holds: the table does not tell them apart."""

    of: Searched | Outside | LookedAt


class Looked(NamedTuple):
    """What came of searching all requests."""

    n_entries: int
    n_requests: int
    n_new: int
    n_changed: int
    n_gone: int
    n_refused: int


class Found(NamedTuple):
    """A pair the arithmetic found, before it is written: whose request, and who it may be."""

    request: UUID
    entry: UUID | None
    other: UUID | None
    sought_at: Origin | None
    bits: float
    verdict: Verdict
    because: tuple[Reason, ...]
    agreed_at: datetime | None = None
    stands_since: datetime | None = None


class Pooled(NamedTuple):
    """One of all who may be somebody's sought: in the register, or the seeker of a request."""

    profile: Profile
    entry: UUID | None = None
    request: UUID | None = None
    origin: Origin | None = None
    tie: KinKind | None = None
    agreed_at: datetime | None = None
    stands_since: datetime | None = None


def described(request: Request) -> Profile:
    """Give the sought as they would stand in the register: with the seeker among their relatives.

    Whoever looks for a sister tells of her parents too by telling of their own.
    """
    return _with_family(request.sought, request.seeker, INVERSE[request.relation])


def of_seeker(request: Request) -> Profile:
    """Give the seeker as they would be looked for: with the sought among their relatives."""
    return _with_family(request.seeker, request.sought, request.relation)


def _with_family(one: Profile, other: Profile, kind: KinKind) -> Profile:
    """Write somebody among another's relatives, and what follows from that for the family."""
    beside = Relative(kind=kind, names=other.names, sex=other.sex, birth=other.birth)
    more = [beside] if other.names else []
    if kind in _SAME_PARENTS:
        more += [relative for relative in other.relatives if relative.kind == "parent"]
    elif kind == "parent":
        # A parent's other children are brothers and sisters, and their spouse a parent as a rule.
        more += _as(other.relatives, ("child",), "sibling")
        more += _as(other.relatives, ("spouse",), "parent")
    elif kind == "child":
        more += _as(other.relatives, ("sibling",), "child")
        spouses = _as(other.relatives, ("parent",), "spouse")
        more += [it for it in spouses if {it.sex, one.sex} == {"female", "male"}]
    elif kind == "spouse":
        more += [relative for relative in other.relatives if relative.kind == "child"]
    told = {(relative.kind, name.text) for relative in one.relatives for name in relative.names}
    own = {name.text for name in one.names}
    fresh = [
        relative
        for relative in more
        if not any((relative.kind, name.text) in told for name in relative.names)
        and not any(name.text in own for name in relative.names)
    ]
    parting = one.parting if one.parting.year or one.parting.place.is_known else other.parting
    relatives = (*one.relatives, *fresh)[:RELATIVES_MAX]
    return replace(one, relatives=relatives, parting=parting)


def _as(relatives: Iterable[Relative], kinds: tuple[KinKind, ...], kind: KinKind) -> list[Relative]:
    return [replace(relative, kind=kind) for relative in relatives if relative.kind in kinds]


def are_strangers(request: Request, request_id: UUID, other: Pooled) -> bool:
    """Say whether somebody may be looked at for a request: not the seeker, nor of their home."""
    if other.request == request_id:
        return False
    mine, its = request.origin, other.origin
    return mine is None or its is None or mine.household != its.household


def found_of(
    view: RequestView, candidates: Sequence[Candidate], pool: Sequence[Pooled]
) -> list[Found]:
    """Take the candidates of a request that are worth showing, the likeliest first."""
    kept: list[Found] = []
    for one in candidates:
        other = pool[one.at]
        if one.verdict is None or not are_strangers(view.request, view.id, other):
            continue
        said = (one.bits, one.verdict, one.because)
        who = (other.entry, other.request, other.origin)
        since = (other.agreed_at, other.stands_since)
        kept.append(Found(view.id, *who, *said, *since))
    return kept[:CANDIDATES_EACH]


def each_pair_once(found: Iterable[Found]) -> list[Found]:
    """Keep of two requests that find one another the likelier direction only."""
    best: dict[object, Found] = {}
    for one in found:
        key: object = (one.request, one.entry)
        if one.other is not None:
            key = frozenset((one.request, one.other))
        if key not in best or one.bits > best[key].bits:
            best[key] = one
    return list(best.values())


def renewed(
    match: Match,
    found: Found,
    agreed_at: Mapping[UUID, datetime],
    *,
    by: UUID,
    name: str,
    at: datetime,
) -> Match:
    """Give a match that was found before as it is now; the same one where nothing is to change.

    What is in somebody's hands stays as they left it. What was set aside comes back only if there
    is clearly more to be said for it than when it was set aside; what one side ended, once that
    side agreed anew.

    Args:
      agreed_at: when the seeker of each request that is searched agreed.
    """
    there = _there(match, found, agreed_at)
    said = replace(there, bits=found.bits, verdict=found.verdict, because=found.because)
    if match.state == "candidate":
        return said
    if match.state == "set aside" and found.bits >= match.bits + CHANGED_BITS:
        act = Act(at=at, by=by, name=name, to="candidate", says=EVIDENCE_CHANGED)
        return replace(said, state="candidate", acts=(*match.acts, act))
    if match.state == "ended" and _agreed_anew(match, found, agreed_at):
        return begun_again(said, Act(at=at, by=by, name=name, to="candidate", says=AGREED_ANEW))
    return there if match.state in ("set aside", "reviewed", "no", "ended") else match


def _there(match: Match, found: Found, agreed_at: Mapping[UUID, datetime]) -> Match:
    """Give a match with its sought as they stand in the register now, or in their own request."""
    since = since_of(match.other, found, agreed_at)
    there = replace(match, sought_since=since)
    if match.other is None:
        # Of two requests each may be found by the other; that is no other match.
        there = replace(there, entry=found.entry, sought_at=found.sought_at)
    if since == match.sought_since or said_no(match):
        return there
    # What was asked before they agreed anew is answered by nothing.
    return replace(there, sought_asked=replace(match.sought_asked, asked_on=None))


def since_of(
    other: UUID | None, found: Found, agreed_at: Mapping[UUID, datetime]
) -> datetime | None:
    """Say since when the sought agrees to be found: by their entry, or by their own request."""
    return found.stands_since or found.agreed_at if other is None else agreed_at.get(other)


def _agreed_anew(match: Match, found: Found, agreed_at: Mapping[UUID, datetime]) -> bool:
    """Say whether the side that took its yes back agreed once more since that.

    Whoever was only put into the register again did not.
    """
    if match.taken_back is None or match.taken_back_at is None:
        return False
    asks = match.request if match.taken_back == "seeker" else match.other
    at = found.agreed_at if asks is None else agreed_at.get(asks)
    return at is not None and at > match.taken_back_at


def begun_again(match: Match, act: Act) -> Match:
    """Make a match that rested a candidate again: no yes counts any more, and a no still does."""
    sought = replace(match.sought_asked, watch=None)
    if not said_no(match):
        sought = replace(sought, asked_on=None)
    return replace(
        match,
        state="candidate",
        taken_back=None,
        taken_back_at=None,
        sought_yes=None,
        seeker_yes=None,
        sought_asked=sought,
        seeker_asked=replace(match.seeker_asked, asked_on=None, watch=None),
        acts=(*match.acts, act),
    )


def said_no(match: Match) -> bool:
    """Say whether the last thing the sought said was no, whatever came of the match since."""
    return last_word(match) == "no"


def last_word(match: Match) -> MatchState | None:
    """Say what the sought said last, whatever came of the match since; None: nothing."""
    said = [act.to for act in match.acts if act.to in ("yes", "no", "later", "alive only")]
    return said[-1] if said else None


def turned(
    match: Match, turn: Turn, *, by: UUID, name: str, at: datetime, says: str = ""
) -> Match | None:
    """Take one step with a match that is in nobody's hands; None where it cannot be taken now.

    What an officer ended can be taken back too; what one side ended needs that side's yes.
    """
    allowed, to = _TURNS[turn]
    if match.state not in allowed or match.taken_back is not None:
        return None
    act = Act(at=at, by=by, name=name, to=to, says=says.strip())
    if match.state == "ended":
        return begun_again(match, act)
    return replace(match, state=to, acts=(*match.acts, act))


def seeker_of(view: RequestView) -> UUID:
    """Name the seeker of a request, the same for all requests of one: a case's person, or a name.

    Two seekers of one name and one year of birth, outside our cases, count as one.
    """
    request = view.request
    if request.origin is not None:
        return request.origin.person
    name = unicodedata.normalize("NFC", request.seeker.name or "").casefold()
    if not name.strip():
        return view.id
    return uuid5(NAMESPACE_OID, f"{' '.join(name.split())} {request.seeker.birth.year}")


def n_steps(views: Iterable[RequestView], now: datetime) -> Counter[UUID]:
    """Count by seeker how often what they ask changed within the window, by the requests' steps."""
    since = now - WINDOW
    return Counter(
        seeker_of(view)
        for view in views
        for step in view.steps
        if step.at > since and step.what in ("opened", "changed", "undone")
    )


def n_searches(searched: Iterable[Searched], now: datetime) -> Counter[UUID]:
    """Count by seeker how often something new was searched for them within the window."""
    since = now - WINDOW
    return Counter(one.seeker for one in searched if one.at > since and not one.refused)
