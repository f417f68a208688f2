"""Reads of the consents of a match, at the tracing desk, and of the questions of a case worker."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases.models import HouseholdRow
from waystation.cases.parts import Kept
from waystation.tracing.asking import domain, showing
from waystation.tracing.asking.domain import Living, Next
from waystation.tracing.asking.showing import Shown
from waystation.tracing.models import MatchRow, RegisterRow, RequestRow
from waystation.tracing.papers import queries as papers
from waystation.tracing.papers.domain import (
    Answer,
    ContactOpen,
    FirstWord,
    Over,
    Paper,
    Question,
    Said,
    SeekerAnswer,
    SeekerAsked,
    Side,
)
from waystation.tracing.register import queries as register
from waystation.tracing.requests import domain as requesting
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests.domain import Held
from waystation.tracing.values import Agreed, Entry, Match, Origin, Profile, Request
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row

# What asking goes on from; before that a match is the review's.
ASKED_OF = frozenset(
    ("reviewed", "asked", "yes", "later", "no", "alive only", "seeker asked", "contact", "ended")
)
# The order of the officer's list: what can be done today first.
ORDER: tuple[Next, ...] = (
    "tell of life", "ask the seeker", "ask", "ask again", "lapsed", "open", "wait for the seeker",
    "wait for the sought", "wait for the day", "stopped", "over",
)  # fmt: skip


class Asked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="asked/1"):
    """What one of our people answered about a search, as it lies in their case.

    `words` are their own. `thread` is all that ties it to a match; the case learns no more.
    """

    person: UUID
    side: Side
    paper: UUID
    thread: UUID
    tracing: UUID
    nth: int
    turn: int
    said: Said
    offers: str = ""
    words: str = ""
    agreed: Agreed | None = None
    ask_on: date | None = None
    guardian: str = ""


class Passed(msgspec.Struct, frozen=True, kw_only=True, tag="family word/1"):
    """A message of one's family that their worker gave to them, or took down for it."""

    person: UUID
    thread: UUID
    text: str
    came: bool


class Standing(NamedTuple):
    """A match with its request and the sought, as the officer's pages show it."""

    row: MatchRow
    match: Match
    request: Request
    sought: Profile | None
    origin: Origin | None
    is_child: bool
    next: Next

    @property
    def id(self) -> UUID:
        """Give the id of the match."""
        return self.row.id

    def may_go_on(self, today: date) -> bool:
        """Say whether the search itself stands today, and the sought is still there."""
        is_there = self.sought is not None and self.next != "stopped"
        return is_there and self.request.may_search_on(today)


class ToAsk(NamedTuple):
    """What a case worker is to ask or tell: the paper, and of whom it is."""

    paper: Paper[Question] | Paper[SeekerAsked]
    side: Side


class Board(NamedTuple):
    """What lies on a case worker's page: to ask, messages to hand on, what opened, what is over."""

    to_ask: tuple[ToAsk, ...]
    words: tuple[Paper[FirstWord], ...]
    opened: tuple[Paper[ContactOpen], ...]
    over: tuple[Paper[Over], ...]

    def __len__(self) -> int:
        return len(self.to_ask) + len(self.words) + len(self.opened) + len(self.over)


def find(match_id: UUID, keyring: Keyring) -> MatchRow:
    """Find a match that was reviewed.

    Raises:
      Refused: there is none, or it lies elsewhere; the answer is the same.
    """
    row = MatchRow.objects.filter(pk=match_id, cell__in=keyring.cells_of("tracing")).first()
    if row is not None:
        keyring.expect([row.case])
    if row is None or not keyring.has_shred(row.case):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return row


def standing(
    match_id: UUID, keyring: Keyring, today: date, *, in_any_state: bool = False
) -> Standing:
    """Read how far the consents of one match are.

    Raises:
      Refused: there is no such match in the reader's compartment, or nobody reviewed it yet and
        only what was reviewed is asked for.
    """
    row = find(match_id, keyring)
    match = open_row(row, Match, keyring)
    if match.state not in ASKED_OF and not in_any_state:
        raise Refused(
            _("Nobody has reviewed this candidate yet."),
            hint=_("Compare the two records first; the list of candidates leads there."),
        )
    return _pool([match], keyring, today).standing(row, match, today)


def matches(keyring: Keyring, today: date) -> list[Standing]:
    """List every match that was reviewed, what can be done today first."""
    held = [(row, match) for row, match in everything(keyring) if match.state in ASKED_OF]
    pool = _pool([match for _row, match in held], keyring, today)
    found = [pool.standing(row, match, today) for row, match in held]
    return sorted(found, key=lambda one: (ORDER.index(one.next), one.request.code, one.id))


def everything(keyring: Keyring) -> list[tuple[MatchRow, Match]]:
    """Open every match in any state: one that ended may have been reviewed before, and asked."""
    rows = MatchRow.objects.filter(cell__in=keyring.cells_of("tracing"))
    return open_all(rows, Match, keyring)


def living(found: Iterable[Match], keyring: Keyring, today: date) -> Living:
    """Say who of the sought of some matches is still there.

    It runs at the desk alone: nothing that a seeker does makes it run.
    """
    return _pool(list(found), keyring, today).living


def has_left(match: Match, keyring: Keyring, today: date) -> bool:
    """Say whether the sought of a match took themselves out of the register, or are no more.

    An entry that is there and cannot be believed is none that left: somebody changed what is
    stored, and the match waits until that was looked into.
    """
    mine = keyring.cells_of("tracing")
    if match.other is not None:
        return not RequestRow.objects.filter(pk=match.other, cell__in=mine).exists()
    assert match.entry is not None
    entries = RegisterRow.objects.filter(pk=match.entry, cell__in=mine, ends_on__gte=today)
    return not entries.exists()


def shown(request_id: UUID, keyring: Keyring, today: date) -> Shown:
    """Say what the seeker of a request sees today; see `showing.shown`.

    Raises:
      Refused: there is no such request in the reader's compartment.
    """
    request = requests.request(request_id, keyring).request
    rows = MatchRow.objects.filter(case=request_id, cell__in=keyring.cells_of("tracing"))
    found = [match for _row, match in open_all(rows, Match, keyring)]
    there = living(found, keyring, today)
    return showing.shown(request, found, today=today, living=there)


def n_unheard(keyring: Keyring) -> int:
    """Count the answers and messages that wait at the tracing desk."""
    waiting = papers.waiting(keyring)
    return sum(len(waiting.of(kind)) for kind in (Answer, SeekerAnswer, FirstWord))


def is_unheard(thread: UUID, keyring: Keyring) -> bool:
    """Say whether an answer of the sought about one match waits at the tracing desk."""
    return any(paper.about == thread for paper in papers.waiting(keyring).of(Answer))


def questions(keyring: Keyring) -> Board:
    """List what a case worker is to ask and to tell; what is over is not asked any more."""
    waiting = papers.waiting(keyring)
    over = tuple(waiting.of(Over))
    gone = {(paper.about, paper.value.person): paper.at for paper in over}
    asked = [ToAsk(paper, "sought") for paper in waiting.of(Question)]
    asked += [ToAsk(paper, "seeker") for paper in waiting.of(SeekerAsked)]
    latest = {(one.side, one.paper.about, one.paper.value.person): one for one in asked}
    to_ask = tuple(one for one in latest.values() if not _is_over(one, gone))
    words = tuple(paper for paper in waiting.of(FirstWord) if paper.value.household)
    return Board(to_ask, words, tuple(waiting.of(ContactOpen)), over)


def asked_before(keyring: Keyring) -> list[Paper[Question] | Paper[SeekerAsked]]:
    """List every question that was not put yet, those that are over as well."""
    waiting = papers.waiting(keyring)
    return [*waiting.of(Question), *waiting.of(SeekerAsked)]


def question(paper_id: UUID, keyring: Keyring) -> ToAsk:
    """Read one question that was not asked yet.

    Raises:
      Refused: there is none for this reader, or it is no longer to be asked.
    """
    found = [one for one in questions(keyring).to_ask if one.paper.id == paper_id]
    if not found:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return found[0]


def answered(keyring: Keyring) -> list[Kept[Asked]]:
    """List what the reader's people answered, the latest first."""
    found = [kept for held in parts.everywhere(Asked, keyring).values() for kept in held]
    return sorted(found, key=lambda kept: kept.at, reverse=True)


def messages(kept: Kept[Asked], keyring: Keyring) -> list[Kept[Passed]]:
    """List the messages that passed under the thread of an answer, the oldest first."""
    found = parts.listed(kept.case, Passed, keyring)
    return [one for one in found if one.value.thread == kept.value.thread]


def is_mine(household_id: UUID, keyring: Keyring) -> bool:
    """Say whether a household still lies in one of the reader's compartments."""
    mine = HouseholdRow.objects.filter(pk=household_id, cell__in=keyring.cells_of("cases"))
    return mine.exists()


def _is_over(one: ToAsk, gone: dict[tuple[UUID, UUID], datetime]) -> bool:
    at = gone.get((one.paper.about, one.paper.value.person))
    return at is not None and one.paper.at <= at


class _Pool(NamedTuple):
    """The requests, and the entries of the register, that some matches name."""

    requests: dict[UUID, Request]
    entries: dict[UUID, Entry]
    living: Living

    def standing(self, row: MatchRow, match: Match, today: date) -> Standing:
        """Put a match beside its request and whom it found, as they stand today."""
        sought, origin, is_child = None, None, False
        if match.entry in self.entries:
            entry = self.entries[match.entry]
            sought, origin, is_child = entry.profile, entry.origin, entry.is_child
        elif match.other in self.requests:
            other = self.requests[match.other]
            sought, origin = other.seeker, other.origin
            is_child = requesting.is_child(other, today)
        step = domain.next_step(match, today, self.living)
        request = self.requests[match.request]
        return Standing(row, match, request, sought, origin, is_child, step)


def _pool(found: Sequence[Match], keyring: Keyring, today: date) -> _Pool:
    entries = register.some({match.entry for match in found if match.entry}, keyring, today)
    named = {match.request for match in found} | {match.other for match in found if match.other}
    mine = RequestRow.objects.filter(cell__in=keyring.cells_of("tracing"))
    opened = open_all(mine.filter(pk__in=named), Held, keyring)
    held = {row.id: one.request for row, one in opened}
    there = {key for key, request in held.items() if request.may_search_on(today)}
    return _Pool(held, entries, Living(frozenset(entries) | there))
