"""What a guide may say, and what it means for a stage. Pure."""

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.dispatch.domain import NOTES, Report

CHAIN = ("planned", "ordered", "accepted", "met", "handed over")
# What only a guide who has the people can say.
WITH_PEOPLE = ("met", "handed over")
# A word as a phone writes it, and as a stage takes it: who takes people over that the guide before
# left has met them, and who leaves them has handed them over.
VERBS = {
    "accepted": "accepted",
    "declined": "declined",
    "met": "met",
    "taken": "met",
    "handed_over": "handed over",
    "handed over": "handed over",
    "left": "handed over",
    "pick_up": "pick-up",
} | {note: note for note in NOTES}
# What is not written on the stage: a few words to the office, the answer to a stand-down.
WORDS, STOOD_DOWN = "words", "stood_down"
# What a guide warns of in three taps, and the kind of danger it is put on file as, if one fits.
WARNED = {
    "checkpoint": "checkpoint",
    "search": "search",
    "informer": "betrayal",
    "closed": "closed way",
    "followed": "pursuit",
    "weather": "weather",
    "other": "",
}
WHERE = ("here", "ahead", "behind", "meeting")
# A stage is kept in one row; what moves it must fit in, however much a phone has told before.
TOLD_MAX_BYTES, REPORT_BYTES = 40_000, 64
_WARNING = re.compile(r"#(\w+)\.(\w+)(?: (.*))?", re.DOTALL)


class Warned(NamedTuple):
    """A danger a guide told of: one of `WARNED`, one of `WHERE`, and words of their own."""

    what: str
    where: str
    words: str

    @property
    def kind(self) -> str:
        """Give the kind of danger it is put on file as; empty where none fits."""
        return WARNED[self.what]


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a guide reported, as the phone wrote it."""

    order: UUID
    verb: str
    at: datetime
    words: str = ""

    def __post_init__(self) -> None:
        if self.verb not in (*VERBS, WORDS, STOOD_DOWN):
            raise ValueError("no verb a guide may use")
        if self.at.tzinfo is None:
            raise ValueError("a time without its offset")
        try:
            self.at.astimezone(UTC)
        except OverflowError:
            raise ValueError("a time that no clock shows") from None

    @property
    def what(self) -> str:
        """Say what a stage takes it for."""
        return VERBS.get(self.verb, self.verb)


def word(plain: bytes) -> Word:
    """Read a guide's word.

    Raises:
      ValueError: it is no JSON of that shape, or a verb that no guide may use.
    """
    try:
        return msgspec.json.decode(plain, type=Word)
    except msgspec.MsgspecError as error:
        raise ValueError("not a report") from error


def fits(state: str, verb: str, *, reached: bool = True) -> str:
    """Say whether a word moves a stage "now", is "past" already, or came "early".

    Args:
      state: also "stood down"; word of such a stage waits, so that somebody sees it and calls.
      reached: the guide before handed the people over, or there is none; until then nobody can
        have met them, or the guide before is late with that word.
    """
    if state not in CHAIN:
        return "early"
    if verb in NOTES:
        return "now"
    if verb == "declined":
        return {"planned": "past", "ordered": "now", "accepted": "now"}.get(state, "early")
    steps = CHAIN.index(verb) - CHAIN.index(state)
    if steps <= 0:
        return "past"
    return "now" if steps == 1 and (reached or verb not in WITH_PEOPLE) else "early"


def is_full(reports: Collection[Report]) -> bool:
    """Say whether so much was told of a stage that only what moves it still goes in."""
    return sum(REPORT_BYTES + len(one.words.encode()) for one in reports) > TOLD_MAX_BYTES


def meanings(said: Word, *, last: bool) -> tuple[str, ...]:
    """Say what a word reports: the last guide's words at the hand-over also say where they wait."""
    if said.what == "handed over" and last and said.words:
        return ("handed over", "pick-up")
    return (said.what,)


def warned(words: str) -> Warned:
    """Read what a guide warned of: its two marks, then words of their own.

    Words without such marks are a warning of something else, here.
    """
    found = _WARNING.fullmatch(words.strip())
    if found is None or found[1] not in WARNED or found[2] not in WHERE:
        return Warned("other", "here", words.strip())
    return Warned(found[1], found[2], (found[3] or "").strip())


def is_known(said: Word, reports: Collection[Report]) -> bool:
    """Say whether this very word stands on the stage already."""
    return any((r.what, r.at, r.words) == (said.what, said.at, said.words) for r in reports)


def heard_at(said: Word, reports: Collection[Report], now: datetime) -> datetime:
    """Say when a word was spoken: by the phone's clock, unless that runs ahead of ours.

    Two words of one kind at one moment are told apart by a microsecond, so that neither is lost.
    """
    at = min(said.at.astimezone(UTC), now)
    taken = {report.at for report in reports if report.what == said.what}
    while at in taken:
        at += timedelta(microseconds=1)
    return at
