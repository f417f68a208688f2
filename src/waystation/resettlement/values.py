"""What the months after an arrival are made of: rules, pathways, and where a household stands.

Pure values. A country is data: nothing here knows one.
"""

from datetime import date
from typing import Literal, get_args
from uuid import UUID

import msgspec

Status = Literal["in force", "historic", "proposed", "unconfirmed"]
Unit = Literal[
    "days", "weeks", "months", "years", "hours", "people", "percent", "acres",
    "KRW", "USD", "CAD", "GBP", "THB",
]  # fmt: skip
Whose = Literal["person", "household"]
Owner = Literal["worker", "person", "official", "partner"]
StepKind = Literal["step", "flight", "course", "check", "hand-over"]
StepState = Literal["done", "open", "late", "to come", "unknown"]
StayState = Literal["waiting", "flying", "settling", "ended"]
# Why somebody may be due more than others; one ground counts for each person, the largest.
Ground = Literal["elder", "disability", "long illness", "child of one parent", "born on the way"]

STATUSES: tuple[Status, ...] = get_args(Status)
UNITS: tuple[Unit, ...] = get_args(Unit)
TIMES: tuple[Unit, ...] = ("days", "weeks", "months", "years")
# Longer than anybody's life; what counts for longer is a slip of the pen.
LONGEST: dict[Unit, int] = {"days": 36_525, "weeks": 5_218, "months": 1_200, "years": 100}
LARGEST, AGE_MOST = 10**12, 150
GROUNDS: tuple[Ground, ...] = get_args(Ground)
STEP_KINDS: tuple[StepKind, ...] = get_args(StepKind)
STAY_STATES: tuple[StayState, ...] = get_args(StayState)


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in every language that a newcomer reads here."""

    en: str
    ko: str

    def __post_init__(self) -> None:
        if not self.en.strip() or not self.ko.strip():
            raise ValueError("a text needs its words in English and in Korean")

    def told(self, language: str) -> str:
        """Give the words in a language."""
        return self.ko if language == "ko" else self.en


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One figure of a law or a practice, with the days between which it holds and its source.

    Attributes:
      value: in whole units.
      size_from, size_to: of how many people a household is to which it applies; 0: any.
      valid_from: the first day on which it may hold; None: since ever.
      sure_from: the first day on which it surely holds, where the change is known by month or
        year only; None: the same as `valid_from`.
      valid_to: the last day on which it holds; None: until the next of its code.
      basis: the fact whose day decides, such as the day of entry.
      checked_on: when somebody last read the source; None: never verified.
    """

    code: str
    jurisdiction: str
    value: int
    unit: Unit
    source: str
    basis: str
    status: Status = "in force"
    size_from: int = 0
    size_to: int = 0
    valid_from: date | None = None
    sure_from: date | None = None
    valid_to: date | None = None
    checked_on: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if not self.code or not self.source or not self.basis:
            raise ValueError(f"the rule {self.code!r} needs a code, a source and a basis")
        if self.value < 0:
            raise ValueError(f"the rule {self.code} is below nought: {self.value}")
        if self.value > LONGEST.get(self.unit, LARGEST):
            raise ValueError(f"the rule {self.code} is too large: {self.value} {self.unit}")
        if self.size_from < 0 or (self.size_to and self.size_to < self.size_from):
            raise ValueError(f"the rule {self.code} is for households of no size")
        if self.sure_from and (self.valid_from is None or self.sure_from < self.valid_from):
            raise ValueError(f"the rule {self.code} is sure before it may hold")
        if self.valid_to and self.valid_from and self.valid_to < self.valid_from:
            raise ValueError(f"the rule {self.code} ends before it begins")


class Known(msgspec.Struct, frozen=True, tag="known"):
    """What a rule says on a day."""

    value: int
    rule: Rule


class Uncertain(msgspec.Struct, frozen=True, tag="uncertain"):
    """What rules may say on a day that lies within a boundary nobody knows to the day.

    `why` is a code of `wording.WHY`.
    """

    may: tuple[Known, ...]
    why: str


class Unknown(msgspec.Struct, frozen=True, tag="unknown"):
    """That no rule says anything for a day; `why` is a code of `wording.WHY`."""

    why: str


Told = Known | Uncertain | Unknown


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For whom a step or a benefit is; what is not said does not matter.

    `on` names the fact on whose day the age counts; empty: the day on which it is asked, for a
    benefit the day that decides.
    """

    sex: Literal["female", "male", ""] = ""
    age_from: int = 0
    age_under: int = 0
    ground: Ground | Literal[""] = ""
    size_from: int = 0
    on: str = ""

    def __post_init__(self) -> None:
        ages = (self.age_from, self.age_under)
        if not all(0 <= age <= AGE_MOST for age in ages):
            raise ValueError(f"an age lies between 0 and {AGE_MOST} years: {ages}")
        if self.age_under and self.age_under <= self.age_from:
            raise ValueError(f"nobody is {self.age_from} and under {self.age_under}")


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a pathway, such as the waiting or the course."""

    code: str
    name: Text


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that happens on a pathway, for a person or for the household.

    Attributes:
      after: the fact from whose day its clock runs; that a step is done is a fact of its code.
      opens, closes, takes: codes of rules that count from there: from when it may be done, by when
        it must, and how long it takes; empty: at once, no end, nobody can tell.
      usual_days: how long it takes as far as is told (least, most), where no rule says.
      hard: what is hard about it, said plainly.
      sets: a further fact that is set with it, such as the day of entry.
    """

    code: str
    stage: str
    title: Text
    says: Text
    after: str
    of: Whose = "household"
    kind: StepKind = "step"
    owner: Owner = "worker"
    opens: str = ""
    closes: str = ""
    takes: str = ""
    usual_days: tuple[int, int] | None = None
    condition: Condition | None = msgspec.field(default=None, name="for")
    hard: Text | None = None
    brings: Text | None = None
    documents: tuple[Text, ...] = ()
    if_missed: Text | None = None
    sets: str = ""


class Benefit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is due by a rule: to a person or to the household.

    Attributes:
      rule: the code of the rule that says how much.
      one_of: among the benefits of one such word only the largest is due to a person.
      paid: how and when it comes, in words.
      is_debt: that it must be paid back, though never to us: shown, never added.
      each: that it comes again and again; empty: once.
      is_most: that the rule says the most there can be, not what everybody gets.
    """

    code: str
    title: Text
    rule: str
    paid: Text
    of: Whose = "household"
    condition: Condition | None = msgspec.field(default=None, name="for")
    one_of: str = ""
    is_debt: bool = False
    each: Literal["", "month", "year"] = ""
    is_most: bool = False


class FactName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day from which something counts, and how people call it."""

    code: str
    name: Text


class Pathway(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The way from a first safe day to a life of one's own in one country, as dated data.

    Attributes:
      version: a household stays on the version it began with until it takes a new one.
      begins: the fact that begins it.
      decides, expects, hard, forever: for the choice of a country, side by side: who decides, what
        is expected of people, what is hard, and what cannot be undone.
    """

    code: str
    version: int
    jurisdiction: str
    name: Text
    begins: str
    decides: Text
    expects: Text
    hard: Text
    forever: Text
    facts: tuple[FactName, ...]
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    benefits: tuple[Benefit, ...] = ()
    is_open: bool = True


class Tables(msgspec.Struct, frozen=True):
    """All rules and pathways that an organisation goes by."""

    rules: tuple[Rule, ...]
    pathways: tuple[Pathway, ...]


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule may ask of a person: when they were born at the earliest and latest, and more."""

    id: UUID
    born: tuple[date, date] | None = None
    sex: Literal["female", "male", "unknown"] = "unknown"
    grounds: tuple[Ground, ...] = ()


class Range(msgspec.Struct, frozen=True):
    """How long something took for those before: the middle one and nine of ten, of so many."""

    middle_days: int
    most_days: int
    n: int


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """Where one step of one person or household stands on a day.

    Attributes:
      opens, closes: the first day and the last safe one; None where nobody can tell or there is
        none.
      least, most: within how many days it is usually over, from its start; None: nobody can tell.
      because: the rules that say so.
      unsure: codes of `wording.WHY`, where a rule or a birth leaves it open.
    """

    step: Step
    person: UUID | None
    state: StepState
    starts: date | None = None
    opens: date | None = None
    closes: date | None = None
    done_on: date | None = None
    least_days: int | None = None
    most_days: int | None = None
    because: tuple[Rule, ...] = ()
    unsure: tuple[str, ...] = ()


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """What one benefit comes to for one person or household.

    `not_added` says that another of the same kind is larger.
    """

    benefit: Benefit
    person: UUID | None
    told: Told
    on: date | None
    not_added: bool = False


class Done(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That a step was done: by whom it was noted, and for whom where it is a person's own."""

    step: str
    on: date
    by: UUID
    name: str
    person: UUID | None = None


class Member(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person of a household as its stay knows them: no name, no day of birth.

    `since` is the day on which it was noted that they belong to it, if they were not from the
    beginning.
    """

    person: UUID
    grounds: tuple[Ground, ...] = ()
    since: date | None = None


class Ahead(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The window of a step that is not done, as it was worked out when the stay was written last.

    Attributes:
      opens: the first day on which it may be done.
      closes: the last safe day, where there is one.
      task: the task in the case that reminds of it.
      rings: whether that task was made an urgent one because the step was late.
      until: to which day somebody put it off, because nobody could be reached.
    """

    step: str
    opens: date
    closes: date | None = None
    person: UUID | None = None
    task: UUID | None = None
    rings: bool = False
    until: date | None = None


class Stay(msgspec.Struct, frozen=True, kw_only=True, tag="stay/1"):
    """Where a household stands after its arrival, on which pathway, and what it has done of it.

    Attributes:
      code: what the household is called here.
      place: where it is, a slug of the gazetteer.
      facts: the days from which steps count, by fact.
      held: why it cannot fly now, a code of `waiting.wording.HOLDS`; empty: it can.
      escort: whether somebody medical must go with it; `escort_name` says who.
      guardian_name: who answers on the way for children who have no adult of their own with them.
      papers_on: since when all its papers for the journey are there.
      seen_on: when somebody last spoke with it while it waits.
      overtaken: by how many flights that left with people who had waited less.
      next_due: the first last safe day that is open.
      ahead: the windows of what is not done, so that a list of everybody opens nothing else.
      reckoned: the mark of the pathway and the rules by which `ahead` was worked out.
      away: people of its record who do not belong to it any more: they left, or they died.
      away_since: on which day that was noted of each of them.
    """

    code: str
    place: str
    pathway: str
    version: int
    begun_on: date
    members: tuple[Member, ...]
    state: StayState = "waiting"
    facts: dict[str, date] = {}
    done: tuple[Done, ...] = ()
    held: str = ""
    escort: bool = False
    escort_name: str = ""
    guardian_name: str = ""
    papers_on: date | None = None
    seen_on: date | None = None
    overtaken: int = 0
    flight: UUID | None = None
    next_due: date | None = None
    ended_on: date | None = None
    ended_why: str = ""
    ahead: tuple[Ahead, ...] = ()
    reckoned: str = ""
    away: tuple[UUID, ...] = ()
    away_since: dict[UUID, date] = {}

    @property
    def size(self) -> int:
        """Count its people."""
        return len(self.members)
