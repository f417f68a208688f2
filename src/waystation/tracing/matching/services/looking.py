"""Searching all requests at once, and the limits on what one seeker may ask."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from waystation.base.ids import new_id
from waystation.tracing.matching import domain, queries
from waystation.tracing.matching.domain import Found, Line, Looked, LookedAt, Pooled, Searched
from waystation.tracing.matching.linker import Linker
from waystation.tracing.matching.services.noting import alarm, row_of
from waystation.tracing.models import MatchRow
from waystation.tracing.register import queries as register
from waystation.tracing.register import services as registering
from waystation.tracing.register.domain import EntryView
from waystation.tracing.requests import domain as requesting
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests.domain import RequestView
from waystation.tracing.values import Match, Profile
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_all, swap, token_of

Held: TypeAlias = Mapping[UUID, tuple[MatchRow, Match]]


def look(*, keyring: Keyring, now: datetime, if_changed: bool = False) -> Looked:
    """Search the register and all requests for whom any request looks for, both ways.

    The index is built here of what was opened and goes when this is done. What is found is kept as
    candidates for an officer to look at; nobody is told. A request is searched only while the
    seeker's yes stands and their identity was made sure of, and not once they are over the limit.
    The compartments that signed the register are known from here on by the keys they have now.

    Args:
      if_changed: look only if anything changed since the last time on this day.

    Cost: as `Linker`, once for each entry and request, and 3 µs a pair that shares a key.

    Raises:
      Refused: the officer holds no tracing compartment.
      Tampered: something opened was not written by whom it says.
    """
    today = now.date()
    of = queries.fingerprint(keyring, today)
    before = next((was for _row, was in queries.lines(LookedAt, keyring)), None)
    if if_changed and before is not None and before.of == of:
        with transaction.atomic():
            _noted(replace(before, at=now), keyring, now)
        return Looked(before.n_entries, before.n_requests, 0, 0, 0, before.n_refused)
    entries = register.entries(keyring, today)
    if registering.know(entries=entries, keyring=keyring, now=now):
        # A key that was noted is something new itself; what it comes after is read after it.
        of, entries = queries.fingerprint(keyring, today), register.entries(keyring, today)
    everything = requests.requests(keyring)
    open_now = [view for view in everything if not requesting.lacks(view.request, today)]
    with transaction.atomic():
        allowed, n_refused = _counted(open_now, everything, keyring, now)
    found = _searched(allowed, _pooled(entries, open_now), today)
    with transaction.atomic():
        rows = MatchRow.objects.filter(cell=keyring.cell("tracing"))
        held = {row.id: (row, match) for row, match in open_all(rows, Match, keyring)}
        again = {_match_id(one, keyring): one for one in found}
        agreed_at = {
            view.id: view.request.agreed.noted_at for view in open_now if view.request.agreed
        }
        n_new, n_changed = _kept(again, held, agreed_at, keyring, now)
        n_gone = _forgotten(
            held,
            stays=set(again),
            standing={view.id for view in open_now},
            anew={view.id for view in allowed},
        )
        looked = LookedAt(
            at=now, n_entries=len(entries), n_requests=len(open_now), n_refused=n_refused, of=of
        )
        _noted(looked, keyring, now)
    return Looked(len(entries), len(open_now), n_new, n_changed, n_gone, n_refused)


def _pooled(entries: Sequence[EntryView], open_now: Sequence[RequestView]) -> list[Pooled]:
    """Put everybody together who may be somebody's sought."""
    pool = [
        Pooled(
            view.entry.profile,
            entry=view.id,
            origin=view.entry.origin,
            agreed_at=view.entry.agreed_at,
            stands_since=view.entry.stands_since,
        )
        for view in entries
    ]
    pool += [
        Pooled(
            domain.of_seeker(view.request),
            request=view.id,
            origin=view.request.origin,
            tie=view.request.relation,
        )
        for view in open_now
    ]
    return pool


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
    n_steps, n_searches = domain.n_steps(everything, now), domain.n_searches(searched, now)
    allowed, n_refused = [], 0
    for view in views:
        refused = done.get((view.id, view.revision))
        if refused is not False:
            seeker, is_new = domain.seeker_of(view), refused is None
            # By whichever is more: a request that was destroyed and opened anew does not begin
            # from nothing.
            n = max(n_steps[seeker], n_searches[seeker])
            refused = n > domain.CHANGES_MAX
            if is_new:
                one = _search(view, seeker, refused, keyring, now)
                add(row_of(keyring), Line(one), keyring, on=now.date())
                n_searches[seeker] += not refused
            if is_new and refused:
                alarm(view.id, n, domain.WINDOW, keyring, now)
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


def _kept(
    found: Mapping[UUID, Found],
    held: Held,
    agreed_at: Mapping[UUID, datetime],
    keyring: Keyring,
    now: datetime,
) -> tuple[int, int]:
    """Write what was found: new candidates, and those found before as they are now."""
    n_new = n_changed = 0
    for match_id, one in found.items():
        if match_id not in held:
            row = MatchRow(id=match_id, cell=keyring.cell("tracing"), case=one.request)
            since = domain.since_of(one.other, one, agreed_at)
            add(row, _fresh(one, since), keyring, on=now.date())
            n_new += 1
            continue
        row, match = held[match_id]
        now_is = domain.renewed(
            match, one, agreed_at, by=keyring.user_id, name=keyring.alias, at=now
        )
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


def _fresh(found: Found, since: datetime | None) -> Match:
    return Match(
        request=found.request,
        entry=found.entry,
        other=found.other,
        sought_at=found.sought_at,
        sought_since=since,
        thread=new_id(),
        bits=found.bits,
        verdict=found.verdict,
        because=found.because,
    )


def _forgotten(held: Held, *, stays: set[UUID], standing: set[UUID], anew: set[UUID]) -> int:
    """Delete candidates nobody looked at that are found no more, or whose request rests.

    Whoever left the register is found no more. What was not searched because of the limit stays as
    it was; what an officer has taken up stays too: how it ends is said with the asking. Somebody
    who was asked once stays, so that what they answered is not forgotten.
    """
    gone = [
        match_id
        for match_id, (_row, match) in held.items()
        if match.state == "candidate"
        and match.sought_asked.nth == 0
        and match_id not in stays
        and (match.request in anew or match.request not in standing)
    ]
    MatchRow.objects.filter(pk__in=gone).delete()
    return len(gone)


def _noted(looked: LookedAt, keyring: Keyring, now: datetime) -> None:
    before = next(iter(queries.lines(LookedAt, keyring)), None)
    if before is None:
        add(row_of(keyring), Line(looked), keyring, on=now.date())
    else:
        swap(before[0], Line(looked), keyring, on=now.date())


def forget_terms(*, request_id: UUID, keyring: Keyring) -> None:
    """Empty what a request was searched by, before the request is destroyed; the count stays."""
    for row, of in queries.lines(Searched, keyring):
        if of.request == request_id:
            # The day stays as well: the count lives no longer for it.
            swap(row, Line(replace(of, terms=Profile())), keyring, on=of.at.date())
