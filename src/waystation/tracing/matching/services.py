"""Searching all requests at once, what officers do with what was found, and the limits on it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.tracing.matching import domain, queries
from waystation.tracing.matching.domain import (
    Found,
    Hit,
    Line,
    Looked,
    LookedAt,
    Outside,
    Pooled,
    Searched,
    Turn,
)
from waystation.tracing.matching.linker import Linker
from waystation.tracing.models import MatchRow, SearchRow, Voice
from waystation.tracing.register import queries as register
from waystation.tracing.requests import domain as requesting
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests.domain import RequestView
from waystation.tracing.values import Match, Profile
from waystation.vault import audit, notices
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_all, swap, token_of

AUDITED: dict[Turn, str] = {
    "review": "candidate reviewed",
    "set aside": "candidate set aside",
    "undo": "candidate reopened",
}
OUTSIDE_HITS = 10
Held: TypeAlias = Mapping[UUID, tuple[MatchRow, Match]]


def look(*, keyring: Keyring, now: datetime) -> Looked:
    """Search the register and all requests for whom any request looks for, both ways.

    The index is built here of what was opened and goes when this is done. What is found is kept as
    candidates for an officer to look at; nobody is told. A request is searched only while the
    seeker's yes stands and their identity was made sure of, and not once they are over the limit.

    Cost: as `Linker`, once for each entry and request, and 3 µs a pair that shares a key.

    Raises:
      Refused: the officer holds no tracing compartment.
      Tampered: something opened was not written by whom it says.
    """
    today = now.date()
    entries = register.entries(keyring, today)
    everything = requests.requests(keyring)
    open_now = [view for view in everything if not requesting.lacks(view.request, today)]
    pool = [Pooled(view.entry.profile, entry=view.id, origin=view.entry.origin) for view in entries]
    pool += [
        Pooled(
            domain.of_seeker(view.request),
            request=view.id,
            origin=view.request.origin,
            tie=view.request.relation,
        )
        for view in open_now
    ]
    with transaction.atomic():
        allowed, n_refused = _counted(open_now, everything, keyring, now)
    found = _searched(allowed, pool, today)
    with transaction.atomic():
        rows = MatchRow.objects.filter(cell=keyring.cell("tracing"))
        held = {row.id: (row, match) for row, match in open_all(rows, Match, keyring)}
        again = {_match_id(one, keyring): one for one in found}
        n_new, n_changed = _kept(again, held, keyring, now)
        n_gone = _forgotten(
            held,
            stays=set(again),
            standing={view.id for view in open_now},
            anew={view.id for view in allowed},
        )
        _noted(LookedAt(at=now, n_entries=len(entries), n_requests=len(open_now)), keyring, now)
    return Looked(len(entries), len(open_now), n_new, n_changed, n_gone, n_refused)


def _searched(views: Sequence[RequestView], pool: Sequence[Pooled], today: date) -> list[Found]:
    linker = Linker([one.profile for one in pool], today=today, ties=[one.tie for one in pool])
    sought = [domain.described(view.request) for view in views]
    linker.learn(sought)
    found: list[Found] = []
    for view, query in zip(views, sought, strict=True):
        # Whom it may not be is left out after the search: a household, and the seeker.
        most = domain.CANDIDATES_EACH * 2
        candidates = linker.find(query, sought_as=view.request.relation, most=most)
        found += domain.found_of(view, candidates, pool)
    return domain.each_pair_once(found)


def _counted(
    views: Sequence[RequestView],
    everything: Sequence[RequestView],
    keyring: Keyring,
    now: datetime,
) -> tuple[list[RequestView], int]:
    """Count what is asked anew, and leave out the requests of a seeker who is over the limit."""
    searched = [of for _row, of in queries.lines(Searched, keyring)]
    done = {(of.request, of.revision): of.refused for of in searched}
    allowed, n_refused = [], 0
    for view in views:
        refused = done.get((view.id, view.revision))
        if refused is None:
            seeker = domain.seeker_of(view)
            n = domain.n_changes(everything, searched, seeker, now)
            refused = n > domain.CHANGES_MAX
            one = _search(view, seeker, refused, keyring, now)
            searched.append(one)
            add(_row(keyring), Line(one), keyring, on=now.date())
            if refused:
                _alarm(view.id, n, domain.WINDOW, keyring, now)
        elif refused:
            seeker = domain.seeker_of(view)
            refused = domain.n_changes(everything, searched, seeker, now) > domain.CHANGES_MAX
        n_refused += refused
        if not refused:
            allowed.append(view)
    return allowed, n_refused


def _search(
    view: RequestView, seeker: UUID, refused: bool, keyring: Keyring, now: datetime
) -> Searched:
    return Searched(
        request=view.id,
        seeker=seeker,
        revision=view.revision,
        by=keyring.user_id,
        name=keyring.alias,
        at=now,
        terms=domain.described(view.request),
        refused=refused,
    )


def _alarm(subject: UUID, n: int, window: timedelta, keyring: Keyring, now: datetime) -> None:
    """Enter a refused search in the chain, and leave security word of it."""
    says = {"of": str(subject), "n": str(n), "days": str(window.days)}
    audit.write("search refused", actor=keyring.user_id, says=says, now=now)
    notices.write(notices.TooOften(keyring.user_id), now=now)


def _kept(
    found: Mapping[UUID, Found], held: Held, keyring: Keyring, now: datetime
) -> tuple[int, int]:
    """Write what was found: new candidates, and those found before as they are now."""
    n_new = n_changed = 0
    for match_id, one in found.items():
        if match_id not in held:
            row = MatchRow(id=match_id, cell=keyring.cell("tracing"), case=one.request)
            add(row, _fresh(one), keyring, on=now.date())
            n_new += 1
            continue
        row, match = held[match_id]
        now_is = domain.renewed(match, one, by=keyring.user_id, name=keyring.alias, at=now)
        if now_is != match:
            swap(row, now_is, keyring, on=now.date())
            n_changed += 1
    return n_new, n_changed


def _match_id(found: Found, keyring: Keyring) -> UUID:
    """Name a pair always alike, so that the database itself refuses to keep it twice.

    By the person, not by their entry: whoever was taken out and put in again is not found anew.
    It comes of the compartment's own secret, so that nobody else can tell who stands behind it.
    """
    case, other = found.request, found.other
    if other is not None:
        # Of two requests that find one another there is one match, in whichever case.
        case, other = sorted((case, other))
    person = other or (found.sought_at.person if found.sought_at else found.entry)
    if person is None:
        raise ValueError("a pair has somebody on both sides")
    row = MatchRow(id=case, cell=keyring.cell("tracing"), case=case)
    return UUID(bytes=token_of(person, row, keyring))


def _fresh(found: Found) -> Match:
    return Match(
        request=found.request,
        entry=found.entry,
        other=found.other,
        sought_at=found.sought_at,
        thread=new_id(),
        bits=found.bits,
        verdict=found.verdict,
        because=found.because,
    )


def _forgotten(held: Held, *, stays: set[UUID], standing: set[UUID], anew: set[UUID]) -> int:
    """Delete candidates nobody looked at that are found no more, or whose request rests.

    Whoever left the register is found no more. What was not searched because of the limit stays as
    it was; what an officer has taken up stays too: how it ends is said with the asking.
    """
    gone = [
        match_id
        for match_id, (_row, match) in held.items()
        if match.state == "candidate"
        and match_id not in stays
        and (match.request in anew or match.request not in standing)
    ]
    MatchRow.objects.filter(pk__in=gone).delete()
    return len(gone)


def _noted(looked: LookedAt, keyring: Keyring, now: datetime) -> None:
    before = next(iter(queries.lines(LookedAt, keyring)), None)
    if before is None:
        add(_row(keyring), Line(looked), keyring, on=now.date())
    else:
        swap(before[0], Line(looked), keyring, on=now.date())


def _row(keyring: Keyring) -> SearchRow:
    return SearchRow(id=new_id(), cell=keyring.cell("tracing"))


@transaction.atomic
def turn(*, match_id: UUID, turn: Turn, says: str = "", keyring: Keyring, now: datetime) -> None:
    """Say that a candidate is the same person, set it aside, or take the last of these back.

    Nobody is told by it: a reviewed match waits until somebody asks the one who was found.

    Args:
      says: why it is set aside.

    Raises:
      Refused: it stands elsewhere by now, no reason is given, or there is no such match.
      Overtaken: somebody else was faster.
    """
    row = queries.find(match_id, keyring)
    match = queries.match(match_id, keyring).match
    if turn == "set aside" and not says.strip():
        raise Refused(_("It is not said why this is somebody else."), hint=_("Write one sentence."))
    done = domain.turned(match, turn, by=keyring.user_id, name=keyring.alias, at=now, says=says)
    if done is None:
        raise Refused(
            _("This candidate is no longer where it was."), hint=_("Load the page again.")
        )
    swap(row, done, keyring, on=now.date())
    audit.write(AUDITED[turn], actor=keyring.user_id, says={"of": str(match_id)}, now=now)


def ask_outside(*, terms: Profile, why: str, keyring: Keyring, now: datetime) -> UUID:
    """Ask for a search of the register without a request; it waits for a second officer.

    Raises:
      Refused: nothing is said to search by, no reason is given, or the officer asked too often.
    """
    if not (terms.names or terms.relatives or terms.marks):
        raise Refused(
            _("Nothing is said by which anybody could be found."),
            hint=_("Write a name, a relative's name or a mark."),
        )
    if not why.strip():
        raise Refused(
            _("It is not said what this search is for."),
            hint=_("Write one sentence; the second officer reads it."),
        )
    mine = [of for _row_, of in queries.lines(Outside, keyring) if of.by == keyring.user_id]
    n = sum(of.at > now - domain.OUTSIDE_WINDOW and not of.refused for of in mine)
    asked = Outside(
        terms=terms,
        why=why.strip(),
        by=keyring.user_id,
        name=keyring.alias,
        at=now,
        refused=n >= domain.OUTSIDE_MAX,
    )
    row = _row(keyring)
    with transaction.atomic():
        add(row, Line(asked), keyring, on=now.date())
        if asked.refused:
            _alarm(row.id, n + 1, domain.OUTSIDE_WINDOW, keyring, now)
        else:
            _second(row, keyring)
            says = {"of": str(row.id)}
            audit.write("outside search asked", actor=keyring.user_id, says=says, now=now)
    if asked.refused:
        # Only now: a refusal inside would take the word to security back with it.
        raise _too_often()
    return row.id


def _too_often() -> Refused:
    n, days = domain.OUTSIDE_MAX, domain.OUTSIDE_WINDOW.days
    says = ngettext(
        "You asked for %(n)d search outside requests in %(days)d days already.",
        "You asked for %(n)d searches outside requests in %(days)d days already.",
        n,
    )
    return Refused(
        says % {"n": n, "days": days},
        hint=_("Security was told. Open a request for whom you look for, or wait."),
    )


def run_outside(*, search_id: UUID, keyring: Keyring, now: datetime) -> int:
    """Run a search another officer asked for, as their second; gives how many it found.

    Raises:
      Refused: it is the asker's own, it was run or taken back, or there is no such search.
    """
    row, asked = _waiting(search_id, keyring)
    people = register.entries(keyring, now.date())
    linker = Linker([view.entry.profile for view in people], today=now.date())
    hits = tuple(
        Hit(
            entry=people[one.at].id,
            bits=one.bits,
            verdict=one.verdict,
            because=one.because,
        )
        for one in linker.find(asked.terms, most=OUTSIDE_HITS)
        if one.verdict is not None
    )
    done = replace(asked, run_by=keyring.user_id, run_name=keyring.alias, run_at=now, hits=hits)
    with transaction.atomic():
        _second(row, keyring)
        swap(row, Line(done), keyring, on=now.date())
        says = {"of": str(search_id), "n": str(len(hits))}
        audit.write("outside search run", actor=keyring.user_id, says=says, now=now)
    return len(hits)


@transaction.atomic
def drop_outside(*, search_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take a search back that nobody ran, or refuse it as the second officer.

    Raises:
      Refused: it was run or taken back, or there is no such search.
    """
    row, asked = _waiting(search_id, keyring)
    swap(row, Line(replace(asked, taken_back=True)), keyring, on=now.date())
    says = {"of": str(search_id)}
    audit.write("outside search refused", actor=keyring.user_id, says=says, now=now)


def _waiting(search_id: UUID, keyring: Keyring) -> tuple[SearchRow, Outside]:
    row, asked = queries.outside_row(search_id, keyring)
    if not asked.waits:
        raise Refused(
            _("This search was run or taken back already."), hint=_("Load the page again.")
        )
    return row, asked


def _second(row: SearchRow, keyring: Keyring) -> None:
    """Put the officer's hand on a search; the database refuses a second hand of the same person."""
    token = token_of(keyring.user_id, row, keyring)
    try:
        with transaction.atomic():
            Voice.objects.create(about=row.id, actor=token)
    except IntegrityError:
        raise Refused(
            _("A search outside requests needs a second officer."),
            hint=_("Ask a colleague to look at it and to run it."),
        ) from None


def forget_terms(*, request_id: UUID, keyring: Keyring) -> None:
    """Empty what a request was searched by, before the request is destroyed; the count stays."""
    for row, of in queries.lines(Searched, keyring):
        if of.request == request_id:
            # The day stays as well: the count lives no longer for it.
            swap(row, Line(replace(of, terms=Profile())), keyring, on=of.at.date())
