"""What strangers may ask, what an event is, and who gets a place. Pure."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

# From each state to those a person may put an ask in; one that was decided can be taken up again.
MOVES: dict[str, tuple[str, ...]] = {
    "new": ("taken", "refused", "done"),
    "taken": ("done", "refused"),
    "refused": ("taken",),
    "done": ("taken",),
    "left": (),
}
# Nobody decides about these: an address confirms itself, and places are given in order.
BY_THEMSELVES = ("registration", "subscriber")
PEOPLE_MAX = 8
SEATS_MAX = 100_000
WORDS_MAX, ANSWER_MAX, FACT_MAX = 2_000, 4_000, 300
TITLE_MAX, TEXT_MAX, PLACE_MAX = 120, 6_000, 200
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Note(msgspec.Struct, frozen=True):
    """What was done about an ask: when, by whom, and what was written back."""

    at: datetime
    by: str
    state: str
    words: str = ""


class Said(msgspec.Struct, frozen=True, kw_only=True, tag="said/1"):
    """What a stranger asks, in one form for every kind.

    Attributes:
      facts: answers to the questions of its kind, by code.
      secret: of the link that was sent to them; whoever holds the compartment can send it anew.
      log: what was done about it since.
    """

    name: str = ""
    email: str
    language: str = "en"
    words: str = ""
    facts: dict[str, str] = {}
    secret: bytes = b""
    log: tuple[Note, ...] = ()

    def __repr__(self) -> str:
        return "<Said>"


class Planned(msgspec.Struct, frozen=True, kw_only=True, tag="event/1"):
    """An event as it is planned: what its columns say once it is published.

    Attributes:
      seats: None: as many as come.
    """

    kind: str
    title_en: str
    title_ko: str
    text_en: str = ""
    text_ko: str = ""
    place_en: str = ""
    place_ko: str = ""
    starts_at: datetime
    ends_at: datetime
    zone: str = "UTC"
    seats: int | None = None


class Place(NamedTuple):
    """One registration in the line for an event."""

    id: UUID
    people: int


def has_room(seats: int | None, taken: int, people: int) -> bool:
    """Say whether so many more fit in."""
    return seats is None or taken + people <= seats


def moves_up(seats: int | None, taken: int, waiting: Sequence[Place]) -> list[UUID]:
    """Name those on the waiting list who get a place now, in the order in which they came.

    The first who does not fit stops the line: nobody is overtaken because they come with others.
    """
    found = []
    for one in waiting:
        if not has_room(seats, taken, one.people):
            break
        taken += one.people
        found.append(one.id)
    return found


def in_language(english: str, korean: str, language: str) -> str:
    """Choose the words in a language; where there are none, those in the other."""
    return (korean or english) if language == "ko" else (english or korean)


def when(starts_at: datetime | None, ends_at: datetime | None, zone: str) -> str:
    """Say when an event is, in its own hours."""
    if starts_at is None or ends_at is None:
        return ""
    first, last = (at.astimezone(ZoneInfo(zone)) for at in (starts_at, ends_at))
    end = f"{last:%H:%M}" if first.date() == last.date() else f"{last.date()} {last:%H:%M}"
    return f"{first.date()} {first:%H:%M} – {end} ({zone})"


def written(secret: bytes) -> str:
    """Write the secret of a link as it stands in an address."""
    return urlsafe_b64encode(secret).decode().rstrip("=")


def read(secret: str) -> bytes:
    """Read the secret of a link; what is none becomes an empty one, which opens nothing."""
    try:
        return urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    except ValueError:
        return b""
