"""What a tip, a household and a group are, and the rules they stand under. Pure: no keys."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from waystation.cases.person import SEXES as SEXES
from waystation.cases.person import Person as Person
from waystation.cases.person import Sex as Sex

Urgency = Literal["immediate", "high", "medium", "low"]
Danger = Literal["yes", "no", "unknown"]
# The Admiralty code: who says it and what is said are judged apart, each by a person.
SourceGrade = Literal["A", "B", "C", "D", "E", "F"]
WordGrade = Literal[1, 2, 3, 4, 5, 6]
TipState = Literal["new", "checking", "accepted", "referred", "kept", "not ours", "false"]
Channel = Literal["form", "phone", "partner", "person"]
# Why a tip ended as it did, beside the words of whoever ended it.
TipEnd = Literal[
    "not reachable", "declined", "too little", "later", "outside", "helped", "mistake", "trap",
    "over",
]  # fmt: skip
# What a tip turned out to be, once somebody knows.
Outcome = Literal["true", "partly", "false", "unknown"]
HouseholdState = Literal["heard", "contacted", "waiting", "grouped", "moving", "arrived"]
GroupState = Literal["forming", "ready", "planned", "moving", "arrived"]
# Where the case work stands; travelling has its own states.
Step = Literal["registered", "assessed", "planned", "acting", "following", "closed"]
Risk = Literal["immediate", "high", "medium", "low"]

STEPS: tuple[Step, ...] = get_args(Step)
RISKS: tuple[Risk, ...] = get_args(Risk)
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
DANGERS: tuple[Danger, ...] = get_args(Danger)
SOURCE_GRADES: tuple[SourceGrade, ...] = get_args(SourceGrade)
WORD_GRADES: tuple[WordGrade, ...] = get_args(WordGrade)
TIP_STATES: tuple[TipState, ...] = get_args(TipState)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
HOUSEHOLD_STATES: tuple[HouseholdState, ...] = get_args(HouseholdState)
GROUP_STATES: tuple[GroupState, ...] = get_args(GroupState)

CANNOT_JUDGE: tuple[SourceGrade, WordGrade] = ("F", 6)
# From each state of a tip to those a person may put it in. No state is an end: people err.
TIP_MOVES: dict[TipState, tuple[TipState, ...]] = {
    "new": ("checking", "accepted", "referred", "kept", "not ours", "false"),
    "checking": ("accepted", "referred", "kept", "not ours", "false"),
    "accepted": ("checking",),
    "referred": ("checking",),
    "kept": ("checking",),
    "not ours": ("checking",),
    "false": ("checking",),
}
TIP_OPEN: tuple[TipState, ...] = ("new", "checking", "accepted")
# A tip that is put in one of these ends there for one of these reasons.
TIP_ENDS: dict[TipState, tuple[TipEnd, ...]] = {
    "referred": ("outside", "helped"),
    "kept": ("not reachable", "declined", "too little", "later"),
    "not ours": ("not reachable", "declined", "outside", "helped"),
    "false": ("mistake", "trap", "over"),
}
WAITING: tuple[HouseholdState, ...] = ("heard", "contacted", "waiting")
# These may join a group; those on the way or there cannot be left behind any more.
MAY_LEAVE: tuple[HouseholdState, ...] = ("contacted", "waiting")
GONE: tuple[HouseholdState, ...] = ("moving", "arrived")
# A group counts on these: on where they stand, and that whoever opens it can open them.
IN_GROUP: tuple[HouseholdState, ...] = ("grouped", "moving")

FIRST_CONTACT_MIN: dict[Urgency, int] = {
    "immediate": 60,
    "high": 6 * 60,
    "medium": 24 * 60,
    "low": 72 * 60,
}
CHANGES_MAX = 40
PEOPLE_MAX = 40


class Change(msgspec.Struct, frozen=True, kw_only=True, tag="change/1"):
    """One field that a person changed: what it was, what it is now, and why."""

    at: datetime
    by: UUID
    what: str
    was: str
    became: str
    reason: str


class Receipt(msgspec.Struct, frozen=True, kw_only=True, tag="receipt/1"):
    """Where whoever holds a tip's twelve words looks for answers, and the key to seal them to.

    `mark` is the same in everything they write under these words, and in nothing else.
    """

    box: UUID
    reply_digest: bytes
    mark: bytes


class Addition(msgspec.Struct, frozen=True, kw_only=True, tag="addition/1"):
    """What the source of a tip wrote later under the same twelve words."""

    at: datetime
    text: str


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag="answer/1"):
    """What was answered to the source of a tip."""

    at: datetime
    by: UUID
    text: str


class Tip(msgspec.Struct, frozen=True, kw_only=True, tag="tip/1"):
    """Word that somebody, somewhere, needs to leave.

    `place` is a slug of the gazetteer, or empty where the source named none. `reach` is how the
    source says they can be reached; `receipt` is there if it came by the public page. `source` is
    who says so in the register of sources, `taken_by` who of us wrote it down. `same_as` names tips
    that speak of the same people, `not_same` those of which a person said that they do not.
    `watch` is the alarm that rings if nobody reaches them within the target.
    """

    heard_at: datetime
    place: str
    words: str
    people_estimate: int | None = None
    danger_now: Danger = "unknown"
    source_alias: str = ""
    source_grade: SourceGrade = CANNOT_JUDGE[0]
    word_grade: WordGrade = CANNOT_JUDGE[1]
    urgency: Urgency = "medium"
    state: TipState = "new"
    household: UUID | None = None
    contacted_at: datetime | None = None
    history: tuple[Change, ...] = ()
    keep_until: date | None = None
    keep_reason: str = ""
    reach: str = ""
    receipt: Receipt | None = None
    answers: tuple[Answer, ...] = ()
    additions: tuple[Addition, ...] = ()
    channel: Channel = "person"
    taken_by: str = ""
    source: UUID | None = None
    ended: TipEnd | None = None
    outcome: Outcome | None = None
    same_as: tuple[UUID, ...] = ()
    not_same: tuple[UUID, ...] = ()
    watch: UUID | None = None

    def __post_init__(self) -> None:
        _known("danger", self.danger_now, DANGERS)
        _known("source grade", self.source_grade, SOURCE_GRADES)
        _known("word grade", self.word_grade, WORD_GRADES)
        _known("urgency", self.urgency, URGENCIES)
        _known("state of a tip", self.state, TIP_STATES)
        _known("way a tip came", self.channel, CHANNELS)

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to check it or to make contact."""
        return self.contacted_at is None and self.state in TIP_OPEN


class Contact(msgspec.Struct, frozen=True, kw_only=True, tag="contact/1"):
    """The words agreed at first contact, by which both sides know each other again."""

    at: datetime
    how: str
    phrase: str


class Household(msgspec.Struct, frozen=True, kw_only=True, tag="household/1"):
    """People who live and flee together; `code` is empty until one is drawn.

    `people` lists the rows of its members in order, `manifest` the revision of each of these rows
    and of every file of the case, `parts` that of whatever else is written in it, `others` that of
    rows which other capabilities keep of it: one that is lost, added, put under another household
    or put back to what it was before is noticed.
    `merged` lists rows of people who were found to be another record's person; they are counted
    there. `step`, `risk`, `next_due` and `worker` say how the case work stands, for lists.
    `goes_with` holds the codes of households it must travel with; a tie named by one side binds
    both. `keep_until` can lengthen the rule of `keeping.due_on`, never shorten it; `open_until` is
    the same from work that goes on after the arrival, written by the capability that does it.
    """

    code: str = ""
    place: str
    waiting_since: date
    urgency: Urgency = "medium"
    needs: str = ""
    contact: Contact | None = None
    tip: UUID | None = None
    state: HouseholdState = "heard"
    arrived_on: date | None = None
    goes_with: tuple[str, ...] = ()
    people: tuple[UUID, ...] = ()
    manifest: dict[UUID, int] = {}
    parts: dict[UUID, int] = {}
    others: dict[UUID, int] = {}
    merged: tuple[UUID, ...] = ()
    step: Step = "registered"
    risk: Risk | None = None
    next_due: date | None = None
    worker: UUID | None = None
    keep_until: date | None = None
    keep_reason: str = ""
    open_until: date | None = None

    def __post_init__(self) -> None:
        _known("urgency", self.urgency, URGENCIES)
        _known("state of a household", self.state, HOUSEHOLD_STATES)
        _known("step of a case", self.step, STEPS)
        if self.risk is not None:
            _known("risk", self.risk, RISKS)


class Group(msgspec.Struct, frozen=True, kw_only=True, tag="group/1"):
    """Households that travel together; which ones stands only in here.

    `before` lists who was in it until it was changed, the latest last, `undone` the changes that
    were taken back.
    """

    label: str
    place: str
    households: tuple[UUID, ...]
    formed_on: date
    state: GroupState = "ready"
    arrived_on: date | None = None
    before: tuple[tuple[UUID, ...], ...] = ()
    undone: tuple[tuple[UUID, ...], ...] = ()

    def __post_init__(self) -> None:
        _known("state of a group", self.state, GROUP_STATES)


class Reason(msgspec.Struct, frozen=True):
    """Why households cannot be a group: a kind of `wording.REASONS`, and whom it is about."""

    kind: str
    code: str = ""
    other: str = ""


class FirstContact(msgspec.Struct, frozen=True):
    """How long a tip waited, or has waited, for somebody to reach the people it is about."""

    waited_min: int
    target_min: int
    made: bool

    @property
    def is_late(self) -> bool:
        """Say whether the target of this urgency was missed."""
        return self.waited_min > self.target_min

    @property
    def left_min(self) -> int:
        """Count the minutes that are left until the target, or, once it is missed, those beyond."""
        return abs(self.target_min - self.waited_min)


def first_contact(tip: Tip, now: datetime) -> FirstContact | None:
    """Read the clock of first contact; None where the tip was closed without one."""
    if tip.contacted_at is None and not tip.is_open:
        return None
    waited = (tip.contacted_at or now) - tip.heard_at
    return FirstContact(
        waited_min=int(waited.total_seconds()) // 60,
        target_min=FIRST_CONTACT_MIN[tip.urgency],
        made=tip.contacted_at is not None,
    )


def to_check_first(tip: Tip) -> tuple[bool, bool, datetime]:
    """Give the sort key of tips: open ones, danger now, then the oldest. No grade is in it."""
    return not tip.is_open, tip.danger_now != "yes", tip.heard_at


def moves_of(tip: Tip) -> tuple[TipState, ...]:
    """List the states a tip may be put in; once a household came of it, none."""
    return () if tip.household else TIP_MOVES[tip.state]


def changed(tip: Tip, *, by: UUID, at: datetime, reason: str, **fields: Any) -> Tip:
    """Give a tip with new values, each old one kept in its history with who, when and why.

    The caller keeps the history below CHANGES_MAX entries.
    """
    new = tuple(
        Change(at=at, by=by, what=what, was=str(was), became=str(became), reason=reason)
        for what, became in fields.items()
        if (was := getattr(tip, what)) != became
    )
    return msgspec.structs.replace(tip, history=tip.history + new, **fields)


def standing(household: Household, today: date) -> HouseholdState:
    """Say how a household stands on a day: arrived from its day of arrival on."""
    if household.arrived_on is None:
        return household.state
    if household.arrived_on <= today:
        return "arrived"
    return "moving" if household.state == "arrived" else household.state


def waited_days(household: Household, today: date) -> int:
    """Count the days a household has waited, or did wait until it arrived."""
    until = min(today, household.arrived_on or today)
    return max(0, (until - household.waiting_since).days)


def most_urgent_first(household: Household) -> tuple[int, date, str]:
    """Give the sort key of households: urgency, then the longest wait. No grade is in it."""
    return URGENCIES.index(household.urgency), household.waiting_since, household.code


def ties(household: Household, known: Iterable[Household]) -> set[str]:
    """Name the households that must travel with this one, whichever side says so."""
    named_by = {other.code for other in known if household.code in other.goes_with}
    return named_by | set(household.goes_with)


def may_group(chosen: Sequence[Household], known: Sequence[Household], today: date) -> list[Reason]:
    """Give every reason why these households cannot travel as one group; none means they may.

    A tie to a household that is on its way or there holds nobody back. A tie to one that the
    reader does not see does: a family is not split because half of it is in other hands.

    Args:
      chosen: the households picked.
      known: every household the reader sees, the chosen ones among them.
    """
    if not chosen:
        return [Reason("nobody")]
    codes = {household.code for household in chosen}
    gone = {household.code for household in known if standing(household, today) in GONE}
    reasons = []
    for household in chosen:
        stands = standing(household, today)
        if household.place != chosen[0].place:
            reasons.append(Reason("elsewhere", household.code, chosen[0].code))
        if stands not in MAY_LEAVE:
            reasons.append(Reason(stands, household.code))
        left = ties(household, known) - codes - gone
        reasons += [Reason("split", household.code, other) for other in sorted(left)]
    return reasons


def n_children(people: Iterable[Person], on: date) -> int:
    """Count those who are children on a day."""
    return sum(person.is_child_on(on) for person in people)


def needs_of(households: Iterable[Household], people: Iterable[Person]) -> tuple[str, ...]:
    """List what a group needs, each need once, households before single people."""
    said = [household.needs for household in households] + [person.needs for person in people]
    return tuple(dict.fromkeys(need for need in said if need))


def _known(what: str, value: object, allowed: Sequence[object]) -> None:
    if value not in allowed:
        raise ValueError(f"no such {what}: {value!r}; one of {allowed}")
