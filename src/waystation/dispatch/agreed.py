"""What approvers agreed to stage by stage, and what the office said in place of data. Pure."""

import hashlib
from datetime import UTC, datetime

import msgspec

# What may be said in place of data: that somebody looked at the way again, and that the people of
# the group agreed to guides being told what an order says.
LOOKED, AGREED_TO = SAYABLE = ("looked", "agreed to")
# So long may a word be.
SAID_MAX = 200


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """What an approver saw of one stage, as far as a change of it asks them again.

    `way` digests what is on file of the leg, `beds` and `nights` are the limits of the house at its
    end (-1: none is needed), `n_words` counts the word of danger heard near it. How a stage is told
    and handed on is not among them: the field manager settles that alone.
    """

    number: int
    leg: str
    depart: datetime
    arrive: datetime
    guide: str
    guide_name: str
    people: int
    needs: str
    risk_p: float
    way: bytes
    beds: int
    nights: int
    n_words: int


_NEVER = datetime.min.replace(tzinfo=UTC)
NO_FACTS = Facts(0, "", _NEVER, _NEVER, "", "", 0, "", 0.0, b"", -1, -1, 0)


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """One approval: when it was given, by which hand, and a mark of each stage as it was then.

    `hand` is the row of the hand. Without `marks` nobody kept what was seen, and no change shows.
    """

    at: datetime
    hand: int
    marks: tuple[bytes, ...] = ()


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A word that a person of the office gave where no data says it; `what` is of SAYABLE."""

    what: str
    by: str
    at: datetime
    words: str


def mark_of(facts: Facts) -> bytes:
    """Give a short mark of what was seen, which is another one once anything of it changed."""
    return hashlib.sha256(msgspec.msgpack.encode(facts)).digest()[:8]
