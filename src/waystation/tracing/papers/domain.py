"""What compartments write to one another about a search: papers of one size. Pure: no keys."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID

import msgspec

from waystation.cases.kin import KinKind
from waystation.tracing.values import Agreed, Origin, Request

Value = TypeVar("Value", bound=msgspec.Struct, covariant=True)
Said = Literal["yes", "no", "later", "alive only", "not asked"]
Side = Literal["sought", "seeker"]

# Every paper has one size, whatever it says.
ROOM = 16_380
SIGNATURE_BYTES = 64
HEAD = 4
# A paper that was read stays so long, so that a second reading can be told from a first.
KEPT_DAYS = 90


class Pin(msgspec.Struct, frozen=True, tag="pin/1"):
    """The signing key by which a compartment was first seen: a paper a compartment has to itself.

    It is itself signed, so whoever holds only the database can take it away and not change it.
    """

    cell: UUID
    sign_public: bytes


class RequestSent(msgspec.Struct, frozen=True, kw_only=True, tag="request sent/1"):
    """A case worker sends what one of their people is searching for."""

    request: Request


class SeekerStands(msgspec.Struct, frozen=True, kw_only=True, tag="seeker stands/1"):
    """What a seeker of a case agrees to now, and of which compartment their case is now.

    `origin` is as it was when their request was sent; without `agreed` nothing is searched for
    them any more.
    """

    origin: Origin
    agreed: Agreed | None = None
    moved_to: Origin | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True, tag="question/1"):
    """Somebody's own worker is to ask them something; nothing here says where the seeker is.

    `nth` counts the questions of one match, so that an old answer counts for no new question.
    `kin` (what the seeker says to be to them) and `seeker_name` are there only where the seeker
    allowed them to be told. `watch` is the alarm that rings until it was asked.
    """

    household: UUID
    person: UUID
    nth: int
    kin: KinKind | None = None
    seeker_name: str = ""
    watch: UUID | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag="answer/1"):
    """What the sought said, as their worker wrote it down; a later one takes its place.

    `turn` grows with each answer to one question. `ask_on` is the day on which "later" comes back.
    """

    nth: int
    turn: int
    said: Said
    agreed: Agreed | None = None
    ask_on: date | None = None
    is_child: bool = False
    guardian: str = ""
    best_interests: bool = False


class SeekerAsked(msgspec.Struct, frozen=True, kw_only=True, tag="seeker asked/1"):
    """A seeker's own worker is to ask once more whether they want what there is.

    `offers` is all that may be said: that contact is wanted, or that word of life came.
    """

    household: UUID
    person: UUID
    nth: int
    offers: Literal["contact", "alive"]
    sought_name: str = ""
    watch: UUID | None = None


class SeekerAnswer(msgspec.Struct, frozen=True, kw_only=True, tag="seeker answer/1"):
    """What the seeker said to that; a later one takes its place."""

    nth: int
    turn: int
    said: Literal["yes", "no"]
    agreed: Agreed | None = None
    is_child: bool = False
    guardian: str = ""
    best_interests: bool = False


class FirstWord(msgspec.Struct, frozen=True, kw_only=True, tag="first word/1"):
    """A message from one side of an open contact to the other: words, and no address ever.

    `household` and `person` say to whom it goes where it goes to a case worker.
    """

    text: str
    side: Side
    household: UUID | None = None
    person: UUID | None = None


class ContactOpen(msgspec.Struct, frozen=True, kw_only=True, tag="contact open/1"):
    """Both sides said yes: words pass from now on, until one of them says otherwise."""

    household: UUID
    person: UUID


class Over(msgspec.Struct, frozen=True, kw_only=True, tag="over/1"):
    """What was asked is no longer asked, or a contact is closed; it does not say why."""

    household: UUID
    person: UUID


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed: from whom to whom, about what, when, of what kind, and the body."""

    sender: UUID
    about: UUID
    at: datetime
    kind: str
    body: msgspec.Raw


class Paper(msgspec.Struct, Generic[Value], frozen=True, kw_only=True):
    """A paper as whoever it goes to reads it; its signature was checked."""

    id: UUID
    to: UUID
    sender: UUID
    about: UUID
    at: datetime
    value: Value


def kind_of(kind: type[msgspec.Struct]) -> str:
    """Give the word by which a kind of paper is told from others: the tag of its struct."""
    tag = kind.__struct_config__.tag
    assert isinstance(tag, str), f"{kind.__name__} needs a tag"
    return tag


def statement(place: UUID, to: UUID, body: bytes) -> bytes:
    """Give the words a compartment signs: they hold for this place and this reader alone."""
    return b"ws1/paper" + place.bytes + to.bytes + body


def filled(signed: bytes) -> bytes:
    """Bring a signed body to the one size of papers.

    Raises:
      ValueError: it is longer than a paper.
    """
    if len(signed) > ROOM - HEAD:
        raise ValueError(f"{len(signed)} bytes do not fit on a paper of {ROOM - HEAD}")
    return len(signed).to_bytes(HEAD, "big") + signed + bytes(ROOM - HEAD - len(signed))


def unfilled(paper: bytes) -> tuple[bytes, bytes]:
    """Give the signature and the body of a paper.

    Raises:
      ValueError: it is none.
    """
    size = int.from_bytes(paper[:HEAD], "big")
    if len(paper) != ROOM or not SIGNATURE_BYTES < size <= ROOM - HEAD:
        raise ValueError("this is no paper")
    if paper[HEAD + size :].strip(b"\0"):
        raise ValueError("a paper has something written behind its end")
    signed = paper[HEAD : HEAD + size]
    return signed[:SIGNATURE_BYTES], signed[SIGNATURE_BYTES:]
