"""What the office and a guide say to each other about one stage. Pure."""

from collections.abc import Collection
from datetime import datetime

import msgspec

OFFICE, GUIDE = "office", "guide"


class Said(msgspec.Struct, frozen=True, kw_only=True, tag="said/1"):
    """A few words of the office (and whose) or of the guide; `go`: come for the people now.

    `read`: somebody of the office has seen the guide's words, by answering or by saying so.
    """

    by: str
    at: datetime
    text: str
    alias: str = ""
    go: bool = False
    read: bool = False


def is_known(text: str, at: datetime, said: Collection[Said]) -> bool:
    """Say whether a guide's very words of one moment were heard already."""
    return any((one.by, one.at, one.text) == (GUIDE, at, text) for one in said)


def is_unread(said: Said) -> bool:
    """Say whether these are a guide's words that nobody of the office has seen."""
    return said.by == GUIDE and not said.read
