"""What hazards keeps: word of danger, how passages went, halts and checks. Pure."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from waystation.hazards.belief import Belief, faded
from waystation.hazards.rates import (
    HALF_LIFE_DAYS,
    HALF_LIVES,
    HUNTED,
    SEVERITIES,
    SOURCE_GRADES,
    WEIGHT,
    WORD_GRADES,
)

CHANGES_MAX = 40


class Change(msgspec.Struct, frozen=True, kw_only=True, tag="hazard-change/1"):
    """One thing a person changed on a report: what it was, what it is now, and why."""

    at: datetime
    by: str
    what: str
    was: str
    became: str
    reason: str


class Hazard(msgspec.Struct, frozen=True, kw_only=True, tag="hazard/1"):
    """Word of a danger: an incident at a place, on a leg or in a circle, or a law with its scope.

    `scope` is the region or country code of a law, "" for an incident; `on` is the first day that
    `precision` leaves open, `until` the last on which it counts. `origin` is "" for history, else
    "partner", "staff" or "public alert". The grades are "" and 0 where nobody judged: then the
    word counts in full. `via` is through whom it reached us, `partner` whom it endangers.
    """

    slug: str
    on: date
    precision: str
    kind: str
    place: str = ""
    scope: str = ""
    text: str = ""
    effect: str = ""
    evidence: str = ""
    source: str = ""
    leg: str = ""
    partner: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_km: float = 0.0
    until: date | None = None
    heard_at: datetime | None = None
    origin: str = ""
    first_hand: bool = False
    via: str = ""
    source_grade: str = ""
    word_grade: int = 0
    severity: str = ""
    taken_by: str = ""
    alert: str = ""
    withdrawn: bool = False
    history: tuple[Change, ...] = ()

    @property
    def share(self) -> float:
        """Give what fresh word of it on the spot counts: kind, grades and severity multiplied."""
        graded = SOURCE_GRADES.get(self.source_grade, 1.0) * WORD_GRADES.get(self.word_grade, 1.0)
        return WEIGHT.get(self.kind, HUNTED) * graded * SEVERITIES.get(self.severity, 1.0)

    @property
    def half_life_days(self) -> int:
        """Give after how many days it counts half."""
        return HALF_LIVES.get(self.kind, HALF_LIFE_DAYS)

    def counts(self, day: date) -> float:
        """Give what it counts on a day on the spot; 0 before, after its end, or if withdrawn."""
        if self.withdrawn or self.on > day or (self.until is not None and self.until < day):
            return 0.0
        return self.share * faded((day - self.on).days, self.half_life_days)


class Outcome(msgspec.Struct, frozen=True, kw_only=True, tag="outcome/1"):
    """How one passage over a leg, or one look at it, went; `what` is of PASSED or "all quiet".

    `weight` is the trust in whoever says so; `mark` tells the passage apart, so that it counts
    once; `was` keeps what was said of it before.
    """

    leg: str
    what: str
    on: date
    weight: float = 1.0
    dark: bool | None = None
    mark: UUID | None = None
    was: tuple[str, ...] = ()


class Near(msgspec.Struct, frozen=True):
    """A hazard and how far it lies from a leg or place; a law has distance 0."""

    hazard: Hazard
    km: float


class Passed(msgspec.Struct, frozen=True):
    """An outcome as it bears on a leg: its share, and the class's danger it was exposed to."""

    outcome: Outcome
    share: float = 1.0
    danger: float | None = None


class Because(msgspec.Struct, frozen=True):
    """One reason for a risk: `text` takes `value` in its braces; `factor` is what it multiplies."""

    kind: str
    text: str
    value: str
    factor: float


class LegRisk(msgspec.Struct, frozen=True):
    """The chance of being caught on a leg, with the interval of what we believe and its reasons.

    1 - exp(-product of the factors) is `risk_p`, the value to plan with. `n_words` and
    `last_word_on` speak of every incident, passage and look on file, also of those too old to
    count.
    """

    risk_p: float
    low_p: float
    high_p: float
    because: tuple[Because, ...]
    last_word_on: date | None
    n_words: int
    mean_p: float = 0.0
    stale: float = 1.0


class Evidence(msgspec.Struct, frozen=True):
    """All that bears on one leg or house on a day, weighed: the belief and its reasons."""

    laws: tuple[Because, ...]
    because: tuple[Because, ...]
    belief: Belief
    last_on: date | None
    n_words: int


class Halt(msgspec.Struct, frozen=True, kw_only=True, tag="halt/1"):
    """Nobody may be sent over a leg, through a place or with a partner until a person lifts it.

    `what` is "leg", "place" or "partner"; a leg halts in both directions. `by` names who halted,
    or is "" where the rule did; `report` is the report that made it.
    """

    what: str
    slug: str
    since: datetime
    why: str
    by: str = ""
    by_id: UUID | None = None
    report: UUID | None = None
    lifted_at: datetime | None = None
    lifted_by: str = ""
    lifted_why: str = ""


class Check(msgspec.Struct, frozen=True, kw_only=True, tag="check/1"):
    """One look at a leg or house: when, by whom, and what was found."""

    at: datetime
    by: str
    said: str
    words: str = ""


class Watched(msgspec.Struct, frozen=True, kw_only=True, tag="watched/1"):
    """The looks at one leg or house, newest last; `every_days` None takes the interval by law."""

    what: str
    slug: str
    every_days: int | None = None
    checks: tuple[Check, ...] = ()


class Due(msgspec.Struct, frozen=True):
    """What is known of when a leg or house was last looked at, and when it is due again.

    `overdue` counts whole intervals since it was due, as a fraction; never looked at is due now.
    """

    what: str
    slug: str
    law: str
    every_days: int
    last: Check | None
    passed_on: date | None
    due_on: date
    overdue: float


def first_day(text: str) -> date:
    """Read a date as precise as it is written, as the first day it leaves open.

    "1855-10-26", "1855-10", "1855" and "1850s" are understood.

    Raises:
      ValueError: the text is none of these.
    """
    parts = text.removesuffix("s").split("-")
    if len(parts) > 3 or not all(p.isascii() and p.isdigit() for p in parts) or len(parts[0]) != 4:
        raise ValueError(f"‘{text}’ is not a date like 1855-10-26, 1855-10, 1855 or 1850s")
    year, month, day = (*map(int, parts), 1, 1)[:3]
    return date(year, month, day)
