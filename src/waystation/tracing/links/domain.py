"""What a seeker reads without an account: how the search stands, in rounds that tell nothing. Pure.

What is written is the same for a search that found nobody, a no, a yes that was taken back and one
that ran out. It is written for all seekers at once, so that no moment tells of anybody.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

import msgspec

from waystation.base.blocks import Document, Language
from waystation.tracing.asking.showing import LOOKING, RANK, Shown
from waystation.tracing.requests.domain import is_child
from waystation.tracing.values import Match, Request

LINKS_MAX = 4


class First(msgspec.Struct, frozen=True, kw_only=True):
    """Texts that are good until a day; afterwards those of the paper count."""

    until: date
    documents: tuple[Document, ...]


class SearchPaper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What lies in the box of a seeker's link: the usual texts, and those that count until a day.

    The usual ones say that the search goes on.
    """

    documents: tuple[Document, ...]
    until: date
    first: First | None = None


class SeekerLink(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="seeker/1"):
    """What stays here of a link; its secret does not. `shown` is what lies under it now."""

    language: Language
    digest: bytes
    public: bytes
    proof: bytes
    made_on: date
    by: str
    ends_on: date
    shown: Shown = LOOKING


class LinkView(msgspec.Struct, frozen=True):
    """A link as a page shows it."""

    id: UUID
    link: SeekerLink
    written_on: date
    is_good: bool


def round_of(day: date) -> date:
    """Give the day on which the round of a day's week begins: its Monday."""
    return day - timedelta(days=day.weekday())


def is_due(written_on: Iterable[date], today: date) -> bool:
    """Say whether a round is due: something was written before this week began."""
    return any(day < round_of(today) for day in written_on)


def is_less(now: Shown, was: Shown, today: date) -> bool:
    """Say whether a seeker is to be shown less than lies under their link: that does not wait."""
    return RANK[now.says] < RANK[was.on(today).says]


def may_have_link(request: Request, today: date) -> bool:
    """Say whether a seeker may read for themselves how it stands.

    A child does not, and somebody of our cases hears it from their own worker.
    """
    is_open = request.may_search_on(today)
    return is_open and request.origin is None and not is_child(request, today)


def first_words(matches: Iterable[Match]) -> tuple[str, ...]:
    """Give the messages that passed to the seeker, the oldest first."""
    words = [
        word
        for match in matches
        for word in match.words
        if word.side == "sought" and word.passed_at is not None
    ]
    return tuple(word.text for word in sorted(words, key=lambda word: word.said_at))
