"""What casework knows of a group before a stage begins: reasons, consents, names. Reads nothing."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from waystation.cases.consent.domain import (
    Consent,
    Permission,
    Subject,
    Vital,
    permits,
    said_no_at,
    vital,
)
from waystation.cases.domain import Reason
from waystation.cases.grouping.domain import LIMITS
from waystation.cases.person import Person
from waystation.dispatch.domain import StageOfPassage
from waystation.dispatch.starting.domain import Share

# A name of one or two letters stands in half of all words.
NAME_MIN, NAME_MIN_HANGUL = 3, 2
_WORD = re.compile(r"\w+")


class Home(NamedTuple):
    """A household of the group: its people, what they answered, and where a life hangs on it.

    `grounds` come with the moment from which two people may have stood behind each.
    """

    id: UUID
    code: str
    people: tuple[tuple[UUID, Person], ...]
    answers: tuple[Consent, ...]
    grounds: tuple[tuple[Vital, datetime], ...]


class Group(NamedTuple):
    """A group as the rule looks at it; `reasons` are casework's, for all its stages."""

    homes: tuple[Home, ...]
    reasons: tuple[Reason, ...]


def reasons_of(group: Group, stage: StageOfPassage) -> tuple[Reason, ...]:
    """Pick the reasons of casework that bear on one stage."""
    return tuple(
        reason
        for reason in group.reasons
        if reason.kind not in LIMITS or reason.other == str(stage.number)
    )


def shares(group: Group, stage: StageOfPassage, today: date) -> tuple[Share, ...]:
    """Name those of a group who have not agreed, through the stage, to its guide being told.

    The guide may be written by name or by mark. Where two people found that a life hangs on it,
    that stands in for a consent as long as it lasts.
    """
    day = max(today, stage.arrive.date())
    found = []
    for home in group.homes:
        for row, person in home.people:
            who = Subject(row, person.is_child_on(day))
            said = [permits(home.answers, who, "share", to, day) for to in _called(stage)]
            if any(isinstance(one, Permission) for one in said) or _life(home, row, stage, day):
                continue
            whys = [one.why for one in said if not isinstance(one, Permission)]
            asked = [why for why in whys if why != "never asked"]
            found.append(Share(home.code, asked[0] if asked else "never asked"))
    return tuple(dict.fromkeys(found))


def holds_a_name(text: str, people: Iterable[Person]) -> bool:
    """Say whether a text for a guide holds a name of somebody, in whole or any part of it."""
    words = _words(text)
    # Korean parts a name or not as it likes, so it is looked for over the gaps between words too.
    spoken = "".join(words)
    for person in people:
        for name in person.names:
            for part in _words(name.text):
                if "가" <= part[0] <= "힣":
                    # Korean writes a particle onto the name.
                    if len(part) >= NAME_MIN_HANGUL and part in spoken:
                        return True
                elif len(part) >= NAME_MIN and part in words:
                    return True
    return False


def _life(home: Home, person: UUID, stage: StageOfPassage, day: date) -> bool:
    """Say whether two people found, after any no, that a life hangs on it."""
    for to in _called(stage):
        no_at = said_no_at(home.answers, person, "share", to)
        later = [one for one, at in home.grounds if no_at is None or at > no_at]
        if vital(later, person, "share", to, day) is not None:
            return True
    return False


def _called(stage: StageOfPassage) -> Sequence[str]:
    return (stage.guide_name, stage.guide)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())
