"""What a piece told in public must be before it is published, and what ends it. Pure."""

import hashlib
import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, get_args

import msgspec

from waystation.cases.telling.domain import CHANNELS as CHANNELS
from waystation.cases.telling.domain import Channel, Form, Use

State = Literal[
    "draft", "reviewed", "consented", "embargoed", "blocked", "published", "expired", "withdrawn",
]  # fmt: skip
Kind = Use
# What a picture shows: a photograph shows no face unless that was agreed to.
Picture = Literal["none", "drawing", "no face", "face"]
Point = Literal["place", "days", "scars", "jobs", "family", "others"]

STATES: tuple[State, ...] = get_args(State)
KINDS: tuple[Kind, ...] = get_args(Kind)
PICTURES: tuple[Picture, ...] = get_args(Picture)
POINTS: tuple[Point, ...] = get_args(Point)
HOLDS: tuple[State, ...] = ("embargoed", "blocked")
# Still on its way: may be written anew, and held.
OPEN: tuple[State, ...] = ("draft", "reviewed", "consented")
OVER: tuple[State, ...] = ("expired", "withdrawn")

TITLE_MAX, LINE_MAX, TEXT_MAX = 120, 300, 6_000
LONGEST = timedelta(days=5 * 365)
LINK_LASTS = timedelta(days=7)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_MAX = 50
GONE = "gone-"
# The longest side of a public picture, in points, and the most bytes it may have.
PICTURE_SIDE, PICTURE_MAX = 1_200, 400_000


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A piece in one language; `changed` says which details are not as they were."""

    title: str
    text: str
    changed: str = ""
    alt: str = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True, tag="piece/1"):
    """A piece as it is written, before it is public.

    `names` says whether the person's own name stands in it; otherwise it is a pseudonym.
    `picture_key` opens the sealed picture.
    """

    kind: Kind
    slug: str
    en: Words
    ko: Words
    until: date
    channels: tuple[Channel, ...] = ("site",)
    names: bool = False
    picture: Picture = "none"
    picture_type: str = ""
    picture_key: bytes = b""
    is_historical: bool = False
    source: str = ""
    by: str = ""
    review: "Review | None" = None

    def words(self, language: str) -> Words:
        """Give the piece in a language."""
        return self.ko if language == "ko" else self.en


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """That a second person looked at every point by which somebody could be known."""

    by: str
    on: date
    points: tuple[Point, ...]
    note: str = ""


def forms_of(draft: Draft) -> tuple[Form, ...]:
    """List the forms that a consent has to allow for this piece."""
    found: list[Form] = ["name" if draft.names else "pseudonym"]
    if draft.picture in ("drawing", "face"):
        found.append("drawing" if draft.picture == "drawing" else "face")
    return tuple(found)


def uses_of(draft: Draft) -> tuple[Use, ...]:
    """List the uses that a consent has to allow: a photograph is a portrait, whatever it shows."""
    photographed = draft.picture in ("no face", "face")
    return tuple(dict.fromkeys((draft.kind, *(("portrait",) if photographed else ()))))


def digest_of(draft: Draft, picture: bytes) -> bytes:
    """Digest what somebody approves: every word and the picture, not who reviewed it."""
    said = msgspec.structs.replace(draft, review=None, by="", picture_key=b"")
    return hashlib.sha256(b"piece" + msgspec.msgpack.encode(said) + picture).digest()


def gone_slug(slug: str) -> str:
    """Give what is kept of an address that was withdrawn: enough to say that it is gone."""
    return GONE + hashlib.sha256(b"gone-story" + slug.encode()).hexdigest()[:40]


def is_slug(text: str) -> bool:
    """Say whether a text can be a piece's address."""
    fits = SLUG.fullmatch(text) is not None and len(text) <= SLUG_MAX
    return fits and not text.startswith(GONE)


def joined(codes: Iterable[str]) -> str:
    """Write a few codes into one plain column."""
    return ",".join(codes)


def parted(column: str) -> tuple[str, ...]:
    """Read what `joined` wrote."""
    return tuple(column.split(",")) if column else ()
