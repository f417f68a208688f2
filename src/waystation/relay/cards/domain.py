"""What a paper card says: a code of two words for each thing its guide can tell us. Pure.

A code is kept as two numbers of the list of words, so that it can be said in words or in digits.
Which lines of "all is well" are said by somebody who is forced is known here and to the guide; the
paper does not show it.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.dispatch.domain import STAGE_ENDS, StageOfPassage
from waystation.relay.orders.domain import ends_at

Code = tuple[int, int]

WELL, FORCED = "well", "forced"
# One line each, in the order in which they stand on the paper.
ONCE = ("received", "declined", "taken over", "handed on", "late", "problem", "danger")
# Four lines that look alike; chance decides which two are said by somebody who is forced.
ALL_WELL = (WELL, WELL, FORCED, FORCED)
LETTERS = "abcd"
N_WORDS = 2 * (len(ONCE) + len(ALL_WELL))
WRONG_MAX = 3
# Two words of one card never begin alike, so that none is heard for another.
BEGINNING = {"en": 3, "ko": 2}


class Line(msgspec.Struct, frozen=True):
    """One line of a card: what it means, the code that is said for it, and when it was said."""

    what: str
    code: Code
    said_at: datetime | None = None


class Card(msgspec.Struct, frozen=True, kw_only=True, tag="card/1"):
    """The lines of one paper card, for one stage and one guide.

    `given`: the guide has it, and knows by heart which letters are for somebody who is forced.
    `doubted`: the guide may be in other hands. `wrong` counts what was said about this stage and
    stands in none of the lines. `waits` holds the places of the lines said before their turn.
    """

    stage: UUID
    guide: str
    made_at: datetime
    lines: tuple[Line, ...]
    given: bool = False
    doubted: bool = False
    wrong: int = 0
    waits: tuple[int, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Say whether it is not believed any longer: wrong words came, or its guide may be lost."""
        return self.doubted or self.wrong >= WRONG_MAX

    @property
    def forced_letters(self) -> str:
        """Give the letters of the lines that somebody says who is forced."""
        well = self.lines[len(ONCE) :]
        marked = zip(LETTERS, well, strict=True)
        return "".join(letter for letter, line in marked if line.what == FORCED)


class Window(NamedTuple):
    """From when to when the words of a card count."""

    opens_at: datetime
    ends_at: datetime

    def holds(self, moment: datetime) -> bool:
        """Say whether a moment lies in it."""
        return self.opens_at <= moment < self.ends_at


def draw(
    *,
    listed: Mapping[str, Sequence[str]],
    taken: Collection[Code],
    shunned: Collection[int] = (),
    made_at: datetime,
    stage: UUID,
    guide: str,
) -> Card:
    """Draw a card: no word twice on it, and no code that another open card has.

    Args:
      listed: the words by language, each list in the order of its numbers from 1.
      taken: the codes of all cards that are open now.
      shunned: numbers of words that are not to be heard by chance.
    """
    while True:
        numbers = _numbers(listed, shunned)
        codes = list(zip(numbers[::2], numbers[1::2], strict=True))
        if not set(codes) & set(taken):
            break
    meanings = [*ONCE, *_shuffled(ALL_WELL)]
    lines = tuple(Line(what, code) for what, code in zip(meanings, codes, strict=True))
    return Card(stage=stage, guide=guide, made_at=made_at, lines=lines)


def window(stage: StageOfPassage) -> Window:
    """Say when words about a stage count: once its guide may know of it, till its order would end.

    A card that is found too early or too late says nothing.
    """
    return Window(stage.depart - timedelta(hours=stage.lead_h), ends_at(stage))


def is_over(card: Card, stage: StageOfPassage, now: datetime) -> bool:
    """Say whether a card has served: its stage is over, its time, or its guide's part in it."""
    gone = stage.guide != card.guide or is_declined(card)
    return gone or stage.state in STAGE_ENDS or now >= ends_at(stage)


def is_declined(card: Card) -> bool:
    """Say whether its guide said that they cannot do it."""
    said = [nth for nth, line in enumerate(card.lines) if line.what == "declined" and line.said_at]
    return bool(set(said) - set(card.waits))


def place_of(card: Card, code: Code) -> int | None:
    """Find the line a code stands in; None: in none of this card."""
    return next((nth for nth, line in enumerate(card.lines) if line.code == code), None)


def is_near(card: Card, code: Code) -> bool:
    """Say whether one of a code's two words stands on a card: then its guide was misheard."""
    return bool(set(code) & {number for line in card.lines for number in line.code})


def hears(card: Card, stage: StageOfPassage, at: datetime) -> bool:
    """Say whether a line counts that was said at a moment; which one it is makes no difference."""
    return not card.is_silent and stage.state not in STAGE_ENDS and window(stage).holds(at)


def verb(what: str, stage: StageOfPassage, *, taken: bool) -> str:
    """Say what a line tells of a stage, in the verbs of a phone.

    A forced word tells what "all is well" tells, so that nobody who looks on sees another thing.

    Args:
      taken: the guide before left the people alone, so nobody was met.
    """
    return {
        "received": "accepted",
        "taken over": "taken" if taken else "met",
        "handed on": "left" if stage.apart and not stage.last else "handed_over",
        FORCED: WELL,
    }.get(what, what)


def said(card: Card, nth: int, at: datetime, *, waits: bool = False) -> Card:
    """Strike a line that was said; it counts once. `waits`: its turn has not come."""
    line = msgspec.structs.replace(card.lines[nth], said_at=at)
    waiting = tuple(one for one in card.waits if one != nth) + ((nth,) if waits else ())
    lines = (*card.lines[:nth], line, *card.lines[nth + 1 :])
    return msgspec.structs.replace(card, lines=lines, waits=waiting)


def wronged(card: Card) -> Card:
    """Count a wrong word."""
    return msgspec.structs.replace(card, wrong=card.wrong + 1)


def emptied(card: Card) -> Card:
    """Take every word off a card that has served; what was said stands on its stage."""
    return msgspec.structs.replace(card, lines=(), waits=())


def _numbers(listed: Mapping[str, Sequence[str]], shunned: Collection[int]) -> list[int]:
    found: list[int] = []
    begun: set[str] = set()
    some_list = next(iter(listed.values()))
    while len(found) < N_WORDS:
        number = 1 + secrets.randbelow(len(some_list))
        begins = {words[number - 1][: BEGINNING[tongue]] for tongue, words in listed.items()}
        if number not in shunned and not begins & begun:
            found.append(number)
            begun |= begins
    return found


def _shuffled(lines: Sequence[str]) -> list[str]:
    shuffled = list(lines)
    secrets.SystemRandom().shuffle(shuffled)
    return shuffled
