"""Reads of reunions, each beside the match it stands on: only an open contact opens one."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.tracing.asking import queries as asking
from waystation.tracing.asking.domain import is_open, opened_at
from waystation.tracing.asking.queries import Standing
from waystation.tracing.models import ReunionRow
from waystation.tracing.papers import queries as papers
from waystation.tracing.papers.domain import Paper
from waystation.tracing.reunion import domain
from waystation.tracing.reunion.domain import FollowUp, Reunion, Reunited
from waystation.tracing.values import Word
from waystation.vault import cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row


class ReunionView(msgspec.Struct, frozen=True, kw_only=True):
    """A reunion as a page shows it.

    Attributes:
      request: the request it lies in.
      is_open: whether both sides' yes stands today; if not, nothing more is done or shown of it.
    """

    id: UUID
    revision: int
    request: UUID
    reunion: Reunion
    is_open: bool
    today: date

    @property
    def due(self) -> list[FollowUp]:
        """List the follow-ups that are due and not done."""
        return domain.due(self.reunion.follow_ups, self.today)

    @property
    def next_due(self) -> FollowUp | None:
        """Give the follow-up that comes first."""
        return domain.next_due(self.reunion.follow_ups)

    @property
    def must_end(self) -> bool:
        """Say whether the contact is closed and somebody has yet to end what was promised."""
        return not self.is_open and not self.reunion.ended


class Unbegun(NamedTuple):
    """A contact that is open and of which no reunion was begun."""

    match_id: UUID
    code: str


class Counted(NamedTuple):
    """People who found their family, as figures count them: never of whom."""

    paper: Paper[Reunited]
    mark: bytes
    people: int
    children: int
    year: int
    quarter: int


def reunions(
    keyring: Keyring, today: date, among: Iterable[Standing] | None = None
) -> list[ReunionView]:
    """List the reunions of the reader's tracing compartment, what is to be done soonest first.

    Args:
      among: all matches that were reviewed, if they were read already.

    Raises:
      Refused: the reader holds no tracing compartment.
    """
    rows = ReunionRow.objects.filter(cell=keyring.cell("tracing"))
    opened = open_all(rows, Reunion, keyring)
    contacts = _contacts(keyring, today, among) if opened else {}
    found = [_view(row, value, contacts.get(value.match), today) for row, value in opened]
    return sorted(found, key=_urgency)


def reunion(reunion_id: UUID, keyring: Keyring, today: date) -> ReunionView:
    """Read one reunion.

    Raises:
      Refused: there is no such reunion in the reader's compartment.
    """
    row = find(reunion_id, keyring)
    value = open_row(row, Reunion, keyring)
    return _view(row, value, contact(value.match, keyring, today), today)


def contact(match_id: UUID, keyring: Keyring, today: date) -> Standing | None:
    """Give a match if words may pass on it today; None where they may not, for whatever reason."""
    try:
        found = asking.standing(match_id, keyring, today)
    except Refused:
        return None
    return found if _is_open(found, today) else None


def unbegun(
    keyring: Keyring,
    today: date,
    begun: Iterable[ReunionView],
    among: Iterable[Standing] | None = None,
) -> list[Unbegun]:
    """List the contacts that are open today and have no reunion yet; `among` as `reunions`."""
    have = {view.reunion.match for view in begun}
    return [
        Unbegun(match_id, one.request.code)
        for match_id, one in _contacts(keyring, today, among).items()
        if match_id not in have
    ]


def messages(view: ReunionView, keyring: Keyring) -> list[Word]:
    """List the messages that passed from one side to the other, the oldest first."""
    found = contact(view.reunion.match, keyring, view.today)
    return [word for word in found.match.words if word.passed_at] if found else []


def find(reunion_id: UUID, keyring: Keyring) -> ReunionRow:
    """Find a reunion's row.

    Raises:
      Refused: there is none, or it lies elsewhere; the answer is the same, so nobody learns which.
    """
    mine = ReunionRow.objects.filter(cell__in=keyring.cells_of("tracing"))
    row = mine.filter(pk=reunion_id).first()
    if row is not None:
        keyring.expect([row.case])
    if row is None or not keyring.has_shred(row.case):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return row


def uncounted(keyring: Keyring) -> list[Counted]:
    """List what came to the passages' compartment to be counted and was not yet.

    Of one mark the last word counts; what another compartment than tracing says counts nothing.
    """
    found: dict[bytes, Counted] = {}
    for paper in papers.unread(Reunited, keyring):
        if cells.purpose_of(paper.sender) != "tracing":
            continue
        told = paper.value
        found[told.mark] = Counted(paper, told.mark, told.people, 0, told.year, told.quarter)
    return list(found.values())


def _contacts(
    keyring: Keyring, today: date, among: Iterable[Standing] | None
) -> dict[UUID, Standing]:
    found = asking.matches(keyring, today) if among is None else among
    return {one.id: one for one in found if _is_open(one, today)}


def _is_open(one: Standing, today: date) -> bool:
    """Say whether both sides' yes stands, and neither left: the register, or the search itself.

    A request that was closed because they found each other closes nothing; for any other reason
    it does, such as a seeker who is not who they say.
    """
    search = one.request.agreed
    gone = one.next != "open" or (search is not None and search.withdrawn_at is not None)
    gone = gone or (one.request.state == "closed" and one.request.why_closed != "found")
    return is_open(one.match, today) and not gone


def _view(row: ReunionRow, value: Reunion, on: Standing | None, today: date) -> ReunionView:
    return ReunionView(
        id=row.id,
        revision=row.revision,
        request=row.case,
        reunion=domain.since(value, opened_at(on.match)) if on else value,
        is_open=on is not None,
        today=today,
    )


def _urgency(view: ReunionView) -> tuple[bool, bool, date]:
    soonest = view.next_due
    return view.reunion.ended, not view.must_end, soonest.due if soonest else date.max
