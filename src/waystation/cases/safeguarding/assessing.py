"""Best-interests assessment and determination: six states, what each move needs, who signs. Pure.

Source: UNHCR, 2021, Best Interests Procedure Guidelines; the states are this organisation's own.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

from waystation.cases.safeguarding.domain import Clearance, Companion, Standing

Kind = Literal["BIA", "BID"]
State = Literal["opened", "gathering", "drafted", "panel", "decided", "reviewed"]
# Why it is made. The last three need a determination, with a panel.
Why = Literal[
    "unaccompanied", "separated", "danger", "durable solution", "care for now", "apart from parents"
]
Decision = Literal["travel", "wait", "family first", "other care"]
Opinion = Literal["agrees", "dissents"]

STATES: tuple[State, ...] = get_args(State)
WHYS: tuple[Why, ...] = get_args(Why)
DECISIONS: tuple[Decision, ...] = get_args(Decision)
OPINIONS: tuple[Opinion, ...] = get_args(Opinion)
NEED_PANEL: tuple[Why, ...] = ("durable solution", "care for now", "apart from parents")
PANEL_MIN, DISCIPLINES_MIN, PANEL_MAX = 3, 2, 9
# A decision stands so long at most; then somebody looks again.
REVIEW_AFTER_MAX = timedelta(days=90)
FINDINGS = ("wishes", "family", "safety", "care", "advice")


class Panelist(msgspec.Struct, frozen=True, kw_only=True):
    """One of those who weighed it: by which name, from which discipline, and what they think."""

    name: str
    discipline: str
    opinion: Opinion
    says: str = ""


class Assessment(msgspec.Struct, frozen=True, kw_only=True, tag="best-interests/1"):
    """What is best for one child, and how it was found.

    Attributes:
      wishes: what the child says and wants, in the child's own words as far as possible.
      family: who and where they are, and whether they can be reached.
      safety: what threatens the child here, on the way and there.
      care: who looks after the child now, health, school, what they need.
      advice: what is proposed, and which other ways were weighed.
      reasons: why it was decided so; `signed_by` by whose hand, who wrote none of it.
    """

    child: UUID
    why: Why
    state: State = "opened"
    wishes: str = ""
    family: str = ""
    safety: str = ""
    care: str = ""
    advice: str = ""
    panel: tuple[Panelist, ...] = ()
    decision: Decision | None = None
    reasons: str = ""
    decided_on: date | None = None
    signed_by: str = ""
    review_on: date | None = None
    sent_back: str = ""
    review: str = ""
    task: UUID | None = None
    watch: UUID | None = None

    @property
    def kind(self) -> Kind:
        """Say whether a signed assessment is enough or a determination by a panel is needed."""
        return "BID" if self.why in NEED_PANEL else "BIA"

    def stands_on(self, day: date) -> bool:
        """Say whether something is decided that nobody has to look at again before this day."""
        decided = self.state in ("decided", "reviewed") and self.review_on is not None
        return decided and self.review_on is not None and day <= self.review_on

    def is_under_way(self) -> bool:
        """Say whether it was begun and nothing is decided yet."""
        return self.state not in ("decided", "reviewed")


class Move(NamedTuple):
    """A step an assessment may take: between which states, what must be there, who signs."""

    start: State
    to: State
    needs: tuple[str, ...] = ()
    only: Kind | None = None
    second: bool = False


_DECIDED = ("decision", "reasons", "review day")
MOVES = (
    Move("opened", "gathering"),
    Move("gathering", "drafted", FINDINGS),
    Move("drafted", "gathering", ("what is missing",)),
    Move("drafted", "decided", _DECIDED, only="BIA", second=True),
    Move("drafted", "panel", only="BID"),
    Move("panel", "drafted", ("what is missing",)),
    Move("panel", "decided", ("panel of three", "two disciplines", *_DECIDED), "BID", second=True),
    Move("decided", "reviewed", ("what was found", "review day")),
    Move("reviewed", "reviewed", ("what was found", "review day")),
)


def moves_of(assessment: Assessment) -> list[Move]:
    """List the steps an assessment may take from where it stands."""
    kind = assessment.kind
    return [move for move in MOVES if move.start == assessment.state and move.only in (None, kind)]


def move_to(assessment: Assessment, state: State) -> Move | None:
    """Find the step to a state; None: there is no such step from here."""
    return next((move for move in moves_of(assessment) if move.to == state), None)


def missing(move: Move, assessment: Assessment, today: date) -> list[str]:
    """Name everything a step still needs; nothing missing means it may be taken."""
    return [need for need in move.needs if not _is_there(need, assessment, today)]


def _is_there(need: str, assessment: Assessment, today: date) -> bool:
    if need in FINDINGS:
        return bool(getattr(assessment, need).strip())
    if need == "panel of three":
        return len({one.name.casefold().strip() for one in assessment.panel}) >= PANEL_MIN
    if need == "two disciplines":
        return len({one.discipline.casefold() for one in assessment.panel}) >= DISCIPLINES_MIN
    if need == "review day":
        return _is_soon(assessment.review_on, today)
    return bool({
        "decision": assessment.decision,
        "reasons": assessment.reasons.strip(),
        "what is missing": assessment.sent_back.strip(),
        "what was found": assessment.review.strip(),
    }[need])  # fmt: skip


def _is_soon(review_on: date | None, today: date) -> bool:
    return review_on is not None and today < review_on <= today + REVIEW_AFTER_MAX


def to_open(
    flagged: Iterable[tuple[UUID, Standing]], known: Sequence[Assessment], day: date
) -> list[tuple[UUID, Why]]:
    """List the children who need an assessment and have none under way or in force."""
    cared = {one.child for one in known if one.is_under_way() or one.stands_on(day)}
    return [
        (child, "separated" if standing == "separated" else "unaccompanied")
        for child, standing in flagged
        if child not in cared
    ]


def clearances(
    assessments: Iterable[Assessment], companions: Iterable[Companion], day: date
) -> dict[UUID, Clearance]:
    """List the children who may travel without a parent: decided so, and somebody goes along.

    The latest decision on a child is the one that holds, whatever was decided before.
    """
    with_them = {one.child: one for one in companions if one.stands}
    latest: dict[UUID, Assessment] = {}
    for one in assessments:
        before = latest.get(one.child)
        newer = before is None or (one.decided_on or date.max) >= (before.decided_on or date.max)
        if newer:
            latest[one.child] = one
    found = {}
    for child, one in latest.items():
        along = with_them.get(child)
        if along is None or one.decision != "travel" or not one.stands_on(day):
            continue
        assert one.review_on is not None
        found[child] = Clearance(child, along.person, along.name, one.review_on)
    return found
