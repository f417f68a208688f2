"""The six steps as one table, what is written in them, and what each needs. Pure: no keys.

Source: Inter-Agency Guidelines for Case Management and Child Protection, 2014: six steps, risk
levels that set the follow-up, a supervisor's approval of plan and closure.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

from waystation.cases.domain import RISKS, STEPS, Danger, Household, Risk, Step

Basis = Literal["consent", "vital interest", "legitimate interest"]
Answered = Literal["waiting", "approved", "sent back", "replaced"]
WhyClosed = Literal["goals met", "wish", "moved away", "lost contact", "in other hands", "died"]
NoteKind = Literal["visit", "call", "message", "hand-over", "other"]
ReferralState = Literal["asked", "accepted", "declined", "done"]
TransferState = Literal["offered", "accepted", "declined"]
# What a step can need before it is left; each has its sentence in `wording.NEEDS`.
Need = Literal[
    "worker", "contact way", "language", "danger", "who travels", "basis", "duplicates",
    "risk", "health", "needs", "caregivers", "indicators", "best interests",
    "goals", "options", "safety plan", "consents", "approval",
    "came of it", "review",
    "closing reason", "told", "consents reviewed", "tasks done", "closing approval",
    "why again",
]  # fmt: skip

BASES: tuple[Basis, ...] = get_args(Basis)
NOTE_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)
WHY_CLOSED: tuple[WhyClosed, ...] = get_args(WhyClosed)
NEEDS: tuple[Need, ...] = get_args(Need)

# Within how many days somebody looks again.
REVIEW_DAYS: dict[Risk, int] = {"immediate": 1, "high": 7, "medium": 14, "low": 30}
ASSESS_DAYS: dict[Danger, int] = {"yes": 1, "unknown": 3, "no": 3}
# How long a plan may wait for its approval before that rings.
APPROVAL_WAIT = timedelta(days=1)
SAMPLE_SHARE_PCT = 5


class Move(NamedTuple):
    """A way from one step to another: what must be there, and whether a supervisor has to agree."""

    now: Step
    then: Step
    needs: tuple[Need, ...]
    second: bool = False


CLOSING: tuple[Need, ...] = (
    "closing reason",
    "told",
    "consents reviewed",
    "tasks done",
    "closing approval",
)
# The one table that the rules and the screens read.
MOVES: tuple[Move, ...] = (
    Move(
        "registered",
        "assessed",
        ("worker", "contact way", "language", "danger", "who travels", "basis", "duplicates"),
    ),
    Move(
        "assessed",
        "planned",
        ("risk", "health", "needs", "caregivers", "indicators", "best interests"),
    ),
    Move("planned", "acting", ("goals", "options", "safety plan", "consents", "approval"), True),
    Move("acting", "following", ("came of it",)),
    Move("acting", "planned", ("review",)),
    Move("following", "planned", ("review",)),
    *(Move(step, "closed", CLOSING, True) for step in STEPS if step != "closed"),
    Move("closed", "assessed", ("why again",)),
)


class Registration(msgspec.Struct, frozen=True, kw_only=True, tag="registration/1"):
    """What is asked when a household is put on file: how to speak, how safe, on what grounds."""

    language: str
    danger: Danger
    others: str
    basis: Basis
    duplicates: str


class Assessment(msgspec.Struct, frozen=True, kw_only=True, tag="assessment/1"):
    """What was found out about a household, and how great the risk is, with reasons."""

    risk: Risk
    reasons: str
    health: str
    needs: str
    caregivers: str

    def __post_init__(self) -> None:
        _known("risk", self.risk, RISKS)


class Plan(msgspec.Struct, frozen=True, kw_only=True, tag="plan/1"):
    """What the people want in their own words, and how it is to be done safely."""

    goals: tuple[str, ...]
    options: str
    safety: str
    consents: str
    state: Answered = "waiting"
    answer: str = ""
    answered_by: str = ""
    watch: UUID | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True, tag="review/1"):
    """What somebody found who looked again, and whether the plan still holds."""

    says: str
    how: NoteKind
    risk: Risk
    holds: bool


class Closure(msgspec.Struct, frozen=True, kw_only=True, tag="closure/1"):
    """Why the work on a case is to end, and how its people were told."""

    why: WhyClosed
    says: str
    told: str
    consents: str
    state: Answered = "waiting"
    answer: str = ""
    answered_by: str = ""
    watch: UUID | None = None


class Note(msgspec.Struct, frozen=True, kw_only=True, tag="note/1"):
    """What somebody saw, heard or did; `person` where it is about one of them alone."""

    kind: NoteKind
    says: str
    on: date
    person: UUID | None = None


class Conference(msgspec.Struct, frozen=True, kw_only=True, tag="conference/1"):
    """What several colleagues decided about a case together, and who disagreed."""

    on: date
    present: tuple[str, ...]
    topics: str
    decision: str
    dissent: str = ""
    next_on: date | None = None


class Referral(msgspec.Struct, frozen=True, kw_only=True, tag="request/1"):
    """Another organisation that is asked to help, and on what grounds it was told of them."""

    organisation: str
    service: str
    person: UUID
    basis: str
    state: ReferralState = "asked"
    came: str = ""


class Transfer(msgspec.Struct, frozen=True, kw_only=True, tag="transfer/1"):
    """A case that is to go to another compartment; it stays here until it is accepted there."""

    to: UUID
    to_name: str
    why: str
    agreed: str
    state: TransferState = "offered"
    answer: str = ""


class StepTaken(msgspec.Struct, frozen=True, kw_only=True, tag="step/1"):
    """A step that was taken, and why, where that is not plain."""

    now: Step
    then: Step
    why: str = ""

    @property
    def is_back(self) -> bool:
        """Say whether it leads back to an earlier step."""
        return STEPS.index(self.then) < STEPS.index(self.now)


class Charge(msgspec.Struct, frozen=True, kw_only=True, tag="charge/1"):
    """Who looks after a case from now on."""

    worker: UUID
    alias: str


class Papers(msgspec.Struct, frozen=True, kw_only=True):
    """The latest of what is written in a case, as far as the steps ask for it."""

    registration: Registration | None = None
    assessment: Assessment | None = None
    plan: Plan | None = None
    closure: Closure | None = None
    reviewed_since_plan: bool = False
    indicators_asked: bool = False
    bia_missing: bool = False
    n_open_tasks: int = 0
    has_arrived: bool = False
    why_again: str = ""


def moves_from(step: Step) -> tuple[Move, ...]:
    """List the ways on from a step, the next one first."""
    return tuple(move for move in MOVES if move.now == step)


def move_to(now: Step, then: Step) -> Move | None:
    """Find the way between two steps; None: there is none."""
    return next((move for move in moves_from(now) if move.then == then), None)


def missing(move: Move, household: Household, papers: Papers) -> tuple[Need, ...]:
    """Name everything that a move still needs, in the order of the table."""
    there = met(household, papers)
    return tuple(need for need in move.needs if need not in there)


def met(household: Household, papers: Papers) -> frozenset[Need]:
    """Name the needs that are met by what is written."""
    answers: dict[Need, object] = {
        "worker": household.worker,
        "contact way": household.contact,
        "tasks done": papers.n_open_tasks == 0,
        "why again": papers.why_again.strip(),
        "indicators": papers.indicators_asked,
        "best interests": not papers.bia_missing,
        "review": papers.reviewed_since_plan,
        "came of it": papers.has_arrived or papers.reviewed_since_plan,
    }
    answers |= _of_registration(papers.registration) | _of_assessment(papers.assessment)
    answers |= _of_plan(papers.plan) | _of_closure(papers.closure)
    return frozenset(need for need, answer in answers.items() if answer)


def _of_registration(found: Registration | None) -> dict[Need, object]:
    if found is None:
        return {}
    return {
        "language": found.language,
        "danger": found.danger,
        "who travels": found.others,
        "basis": found.basis,
        "duplicates": found.duplicates,
    }


def _of_assessment(found: Assessment | None) -> dict[Need, object]:
    if found is None:
        return {}
    return {
        "risk": found.reasons,
        "health": found.health,
        "needs": found.needs,
        "caregivers": found.caregivers,
    }


def _of_plan(found: Plan | None) -> dict[Need, object]:
    if found is None:
        return {}
    return {
        "goals": found.goals,
        "options": found.options,
        "safety plan": found.safety,
        "consents": found.consents,
        "approval": found.state == "approved",
    }


def _of_closure(found: Closure | None) -> dict[Need, object]:
    if found is None:
        return {}
    return {
        "closing reason": found.says,
        "told": found.told,
        "consents reviewed": found.consents,
        "closing approval": found.state == "approved",
    }


def review_on(risk: Risk, today: date) -> date:
    """Say by which day somebody has to look again."""
    return today + timedelta(days=REVIEW_DAYS[risk])


def sample(cases: Iterable[UUID], month: date) -> list[UUID]:
    """Pick five in a hundred cases for a month, rounded up: the same ones for whoever asks.

    The month and the case's own id decide, so nobody chooses which files are looked at, and a new
    case changes the choice by one at most.
    """
    seed = f"{month:%Y-%m}".encode()
    drawn = sorted(cases, key=lambda case: hashlib.sha256(seed + case.bytes).digest())
    return drawn[: -(-len(drawn) * SAMPLE_SHARE_PCT // 100)]


def _known(what: str, value: object, allowed: Sequence[object]) -> None:
    if value not in allowed:
        raise ValueError(f"no such {what}: {value!r}; one of {allowed}")
