"""Reads of matches and of what was searched, opened with the officer's own keyring."""

from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import BinaryField
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.tracing.matching import domain
from waystation.tracing.matching.domain import Line, LookedAt, Outside, Searched
from waystation.tracing.models import MatchRow, RegisterRow, RequestRow, SearchRow
from waystation.tracing.papers import queries as papers
from waystation.tracing.register import queries as register
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests.domain import RequestView
from waystation.tracing.values import Match, Profile
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row

# What is sealed begins with a key or a nonce drawn for this one time.
HEAD_BYTES = 256
Of = TypeVar("Of", Searched, Outside, LookedAt)


class MatchView(NamedTuple):
    """A match as a page shows it."""

    id: UUID
    revision: int
    request: UUID
    match: Match


class Beside(NamedTuple):
    """A match with both its records: whom the seeker tells of, and who was found.

    `found` is None where they are no longer in the register, or their request was destroyed.
    """

    view: MatchView
    request: RequestView
    sought: Profile
    found: Profile | None
    other_code: str = ""


class OutsideView(NamedTuple):
    """A search outside all requests and its last day; `found` are its hits who are still there."""

    id: UUID
    search: Outside
    is_mine: bool
    until: date
    found: tuple[tuple[domain.Hit, Profile], ...] = ()


def matches(keyring: Keyring) -> list[MatchView]:
    """List all matches of the reader's tracing compartment, those that say most first.

    Raises:
      Refused: the reader holds no tracing compartment.
    """
    rows = MatchRow.objects.filter(cell=keyring.cell("tracing"))
    found = [_view(row, match) for row, match in open_all(rows, Match, keyring)]
    return sorted(found, key=lambda view: (-view.match.bits, view.id))


def match(match_id: UUID, keyring: Keyring) -> MatchView:
    """Read one match.

    Raises:
      Refused: there is no such match in the reader's compartment.
    """
    row = find(match_id, keyring)
    return _view(row, open_row(row, Match, keyring))


def find(match_id: UUID, keyring: Keyring) -> MatchRow:
    """Find a match's row.

    Raises:
      Refused: there is none, or it lies elsewhere; the answer is the same, so nobody learns which.
    """
    mine = MatchRow.objects.filter(cell__in=keyring.cells_of("tracing"))
    row = mine.filter(pk=match_id).first()
    if row is not None:
        keyring.expect([row.case])
    if row is None or not keyring.has_shred(row.case):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return row


def beside(match_id: UUID, keyring: Keyring, today: date) -> Beside:
    """Read a match with both its records, to be looked at side by side.

    Raises:
      Refused: there is no such match in the reader's compartment.
    """
    view = match(match_id, keyring)
    request = requests.request(view.match.request, keyring)
    sought = domain.described(request.request)
    if view.match.entry is not None:
        entry = register.entry(view.match.entry, keyring, today)
        return Beside(view, request, sought, entry.entry.profile if entry else None)
    other = next((one for one in requests.requests(keyring) if one.id == view.match.other), None)
    if other is None:
        return Beside(view, request, sought, None)
    return Beside(view, request, sought, domain.of_seeker(other.request), other.request.code)


def all_beside(keyring: Keyring, today: date) -> list[Beside]:
    """List the matches nobody has looked at yet, and those set aside, with both their records.

    Cost: opens the whole register and all requests once.
    """
    people = {view.id: view.entry.profile for view in register.entries(keyring, today)}
    asked = {view.id: view for view in requests.requests(keyring)}
    found = []
    for view in matches(keyring):
        request, other = asked.get(view.match.request), asked.get(view.match.other or view.id)
        if request is None:
            continue
        sought = domain.described(request.request)
        its = people.get(view.match.entry or view.id)
        if other is not None:
            found.append(Beside(view, request, sought, other.request.seeker, other.request.code))
        else:
            found.append(Beside(view, request, sought, its))
    return found


def lines(kind: type[Of], keyring: Keyring) -> list[tuple[SearchRow, Of]]:
    """Open what was searched, of one kind.

    Raises:
      Refused: the reader holds no tracing compartment.
    """
    rows = SearchRow.objects.filter(cell=keyring.cell("tracing"))
    opened = ((row, line.of) for row, line in open_all(rows, Line, keyring))
    return [(row, of) for row, of in opened if isinstance(of, kind)]


def fingerprint(keyring: Keyring, today: date) -> bytes:
    """Give 32 bytes that change with whatever a search of this day would read.

    Nothing is opened: what is sealed anew begins with other bytes, even if it says the same.
    """
    mine, seen = keyring.cells_of("tracing"), sha256(today.isoformat().encode())
    for rows, sealed in ((RegisterRow.objects, "box"), (RequestRow.objects, "body")):
        head = Substr(sealed, 1, HEAD_BYTES, output_field=BinaryField())
        of_row = rows.filter(cell__in=mine).order_by("pk").values_list("pk", head)
        for row_id, begins in of_row.iterator():
            seen.update(row_id.bytes + sha256(begins).digest())
    for (of, other), key in sorted(papers.pinned(keyring).known.items()):
        seen.update(of.bytes + other.bytes + key)
    return seen.digest()


def last_look(keyring: Keyring) -> datetime | None:
    """Say when all requests were last searched."""
    looked = (of.at for _row, of in lines(LookedAt, keyring))
    return max(looked, default=None)


def refused_requests(keyring: Keyring) -> frozenset[UUID]:
    """Name the requests that are not searched as they stand now, because of the limit."""
    standing = {view.id: view.revision for view in requests.requests(keyring)}
    return frozenset(
        of.request
        for _row, of in lines(Searched, keyring)
        if of.refused and standing.get(of.request) == of.revision
    )


def outside(keyring: Keyring, today: date) -> list[OutsideView]:
    """List the searches outside all requests, the latest first, with who was found by them."""
    people = {view.id: view.entry.profile for view in register.entries(keyring, today)}
    found = [
        OutsideView(
            row.id,
            of,
            of.by == keyring.user_id,
            row.day + domain.KEPT_FOR,
            tuple((hit, people[hit.entry]) for hit in of.hits if hit.entry in people),
        )
        for row, of in lines(Outside, keyring)
    ]
    return sorted(found, key=lambda view: view.search.at, reverse=True)


def outside_row(search_id: UUID, keyring: Keyring) -> tuple[SearchRow, Outside]:
    """Find a search outside all requests.

    Raises:
      Refused: there is no such search in the reader's compartment.
    """
    mine = SearchRow.objects.filter(cell__in=keyring.cells_of("tracing"))
    row = mine.filter(pk=search_id).first()
    of = open_row(row, Line, keyring).of if row is not None else None
    if row is None or not isinstance(of, Outside):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return row, of


def _view(row: MatchRow, match: Match) -> MatchView:
    return MatchView(row.id, row.revision, row.case, match)
