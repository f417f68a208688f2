"""What somebody allows to be told of them, and when it may be asked. Pure: no clock, no keys."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

Use = Literal["story", "portrait", "quote"]
Channel = Literal["site", "card", "print", "newsletter", "partner"]
Form = Literal["name", "pseudonym", "face", "voice", "drawing"]
# "world" covers every other; what stands on the web is read everywhere.
Region = Literal["world", "africa", "americas", "asia", "europe", "oceania"]
Assent = Literal["yes", "no"]
WhyNot = Literal[
    "not arrived", "too early", "nobody in charge", "own case worker", "fundraiser", "said no",
    "not their language", "no interpreter", "guardian missing", "child said no",
]  # fmt: skip

USES: tuple[Use, ...] = get_args(Use)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
FORMS: tuple[Form, ...] = get_args(Form)
REGIONS: tuple[Region, ...] = get_args(Region)

COOLING_OFF = timedelta(days=90)
LONGEST = timedelta(days=365)
ASK_AGAIN_BEFORE = timedelta(days=14)
# These are read from anywhere.
WORLDWIDE: tuple[Channel, ...] = ("site", "card")


class Telling(msgspec.Struct, frozen=True, kw_only=True, tag="telling/1"):
    """What one person agreed to have told of them, and how they were asked.

    Every use goes with every channel, form and region named here; for another choice they are
    asked once more. `mark` is the only thing about it that is known outside the case.
    """

    person: UUID
    mark: UUID
    uses: tuple[Use, ...]
    channels: tuple[Channel, ...]
    forms: tuple[Form, ...]
    regions: tuple[Region, ...]
    given_on: date
    valid_until: date
    language: str
    interpreter: str = ""
    asked_by: str = ""
    wish: str = ""
    as_child: bool = False
    assent: Assent | None = None
    guardian: UUID | None = None
    guardian_alias: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_how: str = ""
    watches: tuple[UUID, ...] = ()

    def __post_init__(self) -> None:
        for what, said, known in (
            ("use", self.uses, USES),
            ("channel", self.channels, CHANNELS),
            ("form", self.forms, FORMS),
            ("region", self.regions, REGIONS),
        ):
            if not said or not set(said) <= set(known):
                raise ValueError(f"no such {what}: {said!r}; some of {known}")
        if not timedelta() <= self.valid_until - self.given_on <= LONGEST:
            raise ValueError(f"a consent lasts 0 to {LONGEST.days} days")

    @property
    def has_guardian(self) -> bool:
        """Say whether somebody answered for the child."""
        return self.guardian is not None or bool(self.guardian_alias.strip())


class Seen(msgspec.Struct, frozen=True, kw_only=True, tag="telling seen/1"):
    """That somebody saw a piece about them, in their language, and what they said to it."""

    person: UUID
    mark: UUID
    digest: bytes
    answer: Literal["yes", "no"]
    language: str
    interpreter: str = ""
    on: date


class Asking(NamedTuple):
    """The circumstances in which somebody would be asked."""

    arrived_on: date | None
    worker: UUID | None
    asker: UUID
    role: str
    languages: tuple[str, ...]
    is_child: bool
    said_no: bool


class Scope(NamedTuple):
    """What a piece needs: the consent must cover all of it."""

    uses: tuple[str, ...]
    channels: tuple[str, ...]
    forms: tuple[str, ...]


def may_ask_from(arrived_on: date) -> date:
    """Say from which day on somebody may be asked: never in the first weeks of safety."""
    return arrived_on + COOLING_OFF


def why_not(telling: Telling, asking: Asking) -> WhyNot | None:
    """Say why an answer does not count as freely given; None: it does.

    Whoever decides about somebody's help, and whoever lives from the story, may not be the one who
    asks for it.
    """
    if asking.said_no:
        return "said no"
    if asking.arrived_on is None or asking.arrived_on > telling.given_on:
        return "not arrived"
    if telling.given_on < may_ask_from(asking.arrived_on):
        return "too early"
    return _who(asking) or _language(telling, asking) or _child(telling, asking)


def ends_on(telling: Telling, adult_on: date | None) -> date:
    """Say until which day it counts: a child's ends the day before they come of age."""
    if not telling.as_child or adult_on is None:
        return telling.valid_until
    return min(telling.valid_until, max(telling.given_on, adult_on - timedelta(days=1)))


def ask_again_on(telling: Telling) -> date:
    """Say on which day to ask again: two weeks before it ends, or on the day it was given."""
    return max(telling.given_on, telling.valid_until - ASK_AGAIN_BEFORE)


def covers(
    need: Scope, *, uses: Iterable[str], channels: Iterable[str], forms: Iterable[str],
    regions: Iterable[str],
) -> bool:  # fmt: skip
    """Say whether what was allowed covers all that a piece needs."""
    fits = all(
        set(asked) <= set(given) for asked, given in zip(need, (uses, channels, forms), strict=True)
    )
    return fits and (not set(need.channels) & set(WORLDWIDE) or "world" in set(regions))


def _who(asking: Asking) -> WhyNot | None:
    if asking.role == "fundraiser":
        return "fundraiser"
    if asking.worker is None:
        return "nobody in charge"
    return "own case worker" if asking.worker == asking.asker else None


def _language(telling: Telling, asking: Asking) -> WhyNot | None:
    if asking.languages and telling.language not in asking.languages:
        return "not their language"
    return None if telling.interpreter.strip() else "no interpreter"


def _child(telling: Telling, asking: Asking) -> WhyNot | None:
    if not asking.is_child:
        return None
    if not telling.has_guardian:
        return "guardian missing"
    return None if telling.assent == "yes" else "child said no"
