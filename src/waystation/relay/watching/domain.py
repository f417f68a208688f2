"""What word is awaited of a stage until when, and what the replies to it say. Pure."""

from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.base.moments import bucket
from waystation.base.tokens import Pair, danger, late
from waystation.dispatch.domain import GRACE, StageOfPassage

# A stage this long is asked for a word on the way, at least so many hours apart and so often.
LONG, GAP_H, WORDS_MAX = timedelta(hours=8), 6, 3
# How late such a word may come.
WORD_GRACE = timedelta(hours=1)
# How soon a guide must answer that their stage is called off.
RECALL_WITHIN = timedelta(minutes=10)
# Who typed a word said under duress may still have the caller on the line.
HIDDEN = timedelta(minutes=15)
# What a due time asks for, and what its alarm then says; the last is the stage's own alarm.
SAYS = {"accepted": "accepted", "met": "met", "taken": "met", "well": "well"}
SAME = {"taken": "met", "left": "handed_over"}


class Due(msgspec.Struct, frozen=True):
    """A word that is awaited, until when, and the watch that rings if it does not come."""

    verb: str
    at: datetime
    watch: UUID


class Watching(msgspec.Struct, frozen=True, kw_only=True, tag="watching/1"):
    """What watches stand for an order; the last due time is the stage's own alarm.

    `code`, `number` and `guide` are those of the passage and its stage, as the alarms say them.
    """

    stage: UUID
    passage: UUID
    mailbox: UUID
    code: str
    number: int
    guide: str
    seeds: tuple[bytes, bytes]
    dues: tuple[Due, ...]
    recall: UUID | None = None


class Reply(msgspec.Struct, frozen=True, tag="reply/1"):
    """What a token brings: that all is "well", that somebody is under "duress", or a "decoy".

    `by` typed the word of a paper card, at the time `at`; of a phone's token nobody is noted.
    `away`: whoever typed it put it away before they could be told what it says.
    """

    says: str
    code: str = ""
    number: int = 0
    passage: UUID | None = None
    by: UUID | None = None
    at: datetime | None = None
    away: bool = False


class Marks(NamedTuple):
    """What a phone can show for one due time: that the word came, that it is late, danger."""

    answer: Pair
    late: Pair
    danger: Pair


DECOY = Reply("decoy")


def dues_of(
    stage: StageOfPassage, *, taken: bool, release_at: datetime
) -> tuple[tuple[str, datetime], ...]:
    """List what word is awaited of a stage until when, in the order in which it is due.

    The order is to be taken half way between its release and the departure; a long stage sends
    word on the way. All fall on quarters of an hour, as watches do.

    Args:
      taken: the stage before ends apart, so nobody meets at the start of this one.
    """
    waits = max(timedelta(0), stage.depart - release_at)
    dues = [
        ("accepted", release_at + waits / 2),
        ("taken" if taken else "met", stage.depart + GRACE),
    ]
    gap = timedelta(hours=gap_h(stage))
    word_at = stage.depart + gap
    while gap and word_at + WORD_GRACE < stage.arrive:
        dues.append(("well", word_at + WORD_GRACE))
        word_at += gap
    ends = "left" if stage.apart and not stage.last else "handed_over"
    dues.append((ends, stage.arrive + GRACE))
    return tuple((verb, bucket(at)) for verb, at in dues)


def gap_h(stage: StageOfPassage) -> int:
    """Say every how many hours a stage sends word that all is well; 0: it is short."""
    lasts = stage.arrive - stage.depart
    if lasts <= LONG:
        return 0
    return max(GAP_H, ceil(lasts / timedelta(hours=1) / (WORDS_MAX + 1)))


def marks(pairs: list[Pair], seeds: tuple[bytes, bytes]) -> list[Marks]:
    """Give what a phone can show for each due time of an order."""
    ring = Pair(danger(seeds[0]), danger(seeds[1]))
    return [Marks(pair, Pair(late(pair.well), late(pair.duress)), ring) for pair in pairs]


def answered_by(dues: tuple[Due, ...], verb: str, at: datetime) -> list[Due]:
    """List the due times that a word spoken at a moment answers: its own and all before.

    Of several words on the way its own is the first that was not due yet: the same word again, or
    its token before it, never answers for a later one.
    """
    same = SAME.get(verb, verb)
    own = [nth for nth, due in enumerate(dues) if SAME.get(due.verb, due.verb) == same]
    if not own:
        return []
    coming = [nth for nth in own if at <= dues[nth].at]
    return list(dues[: (coming[0] if coming else own[-1]) + 1])
