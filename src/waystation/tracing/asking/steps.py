"""What can be done with a match after its review; `domain.step` says what comes of it. Pure."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from waystation.tracing.papers.domain import Said, Side
from waystation.tracing.values import Agreed

SeekerSaying = Literal["yes", "no"]


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """The sought is asked, by a compartment known by this key (empty: in person, at the desk).

    `paper` is the id of the question that goes there.
    """

    key: bytes = b""
    paper: UUID | None = None
    watch: UUID | None = None
    words: str = ""


class SoughtSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What the sought said; see `papers.domain.Answer`.

    `said_at` is when it was written down; None: this moment.
    """

    nth: int
    turn: int
    said: Said
    said_at: datetime | None = None
    agreed: Agreed | None = None
    ask_on: date | None = None
    is_child: bool = False
    guardian: str = ""
    best_interests: bool = False
    words: str = ""


class AskSeeker(msgspec.Struct, frozen=True, kw_only=True):
    """The seeker is asked once more: for contact, or whether they want to hear the word of life."""

    key: bytes = b""
    paper: UUID | None = None
    watch: UUID | None = None
    words: str = ""


class SeekerSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What the seeker said to that."""

    nth: int
    turn: int
    said: SeekerSaying
    agreed: Agreed | None = None
    is_child: bool = False
    guardian: str = ""
    best_interests: bool = False
    words: str = ""


class Withdraw(msgspec.Struct, frozen=True, kw_only=True):
    """One side takes its yes back, or is no longer there: it is over at once.

    Only what that side agrees to after `since` can begin it anew; None: after this moment.
    """

    side: Side
    since: datetime | None = None
    words: str = ""


class End(msgspec.Struct, frozen=True, kw_only=True):
    """An officer ends it."""

    words: str = ""


class Say(msgspec.Struct, frozen=True, kw_only=True):
    """One side gives a message; it waits until the contact is open."""

    side: Side
    text: str
    words: str = "message taken down"


class PassOn(msgspec.Struct, frozen=True, kw_only=True):
    """What waits is handed to the other side."""

    words: str = "message passed"


Step = Ask | SoughtSaid | AskSeeker | SeekerSaid | Withdraw | End | Say | PassOn
