"""How a plan becomes a passage of stages, and what may happen to it. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import prod
from uuid import UUID

import msgspec

from waystation.dispatch.agreed import Agreed, Facts, Said
from waystation.routing.domain import Question, Route

APPROVALS_NEEDED = 2
# A stage that was to end so long ago is overdue; then its watch rings.
GRACE = timedelta(hours=2)
# A guide who is arrested earlier than so long before a stage knows nothing of it.
LEAD_H = 24

# What a stage may become, by what is reported. Anything else is refused.
STEPS = {
    ("planned", "ordered"): "ordered",
    ("ordered", "accepted"): "accepted",
    ("accepted", "met"): "met",
    ("met", "handed over"): "handed over",
    # A guide who cannot do it: the stage is free for another.
    ("ordered", "declined"): "planned",
    ("accepted", "declined"): "planned",
}
# Word that moves nothing but must be read.
NOTES = ("late", "problem", "pick-up", "danger", "hazard", "well")
OPEN_STATES = ("approved", "moving")
STAGE_ENDS = ("handed over", "stood down")
# How a stage with a problem is taken to have gone until somebody says better.
DOUBTED = "followed"
TROUBLES = ("problem", "danger")
# So that an order fits its box in every language; see `relay`.
NEEDS_MAX_BYTES = 130

# Plain words that are easy to say and hear; a pair is used once, by two people, and never again.
WORDS = (
    "almond anchor apron barley basket beacon birch bottle bridge brook button candle cedar "
    "chalk cherry clover copper cotton cradle daisy ember falcon feather ferry fiddle flint "
    "garden ginger harbor hazel honey ivory jasmine juniper kettle ladder lantern lemon linen "
    "maple marble meadow mill mitten nutmeg oatmeal orchard otter paddle pepper pigeon pilot "
    "plum pocket poplar quilt raven ribbon river rowan saddle sail sparrow spindle spruce "
    "stable summer thimble thistle timber trellis tulip umber valley velvet walnut wagon willow "
    "winter wren yarrow"
).split()


class Words(msgspec.Struct, frozen=True):
    """How two people who never met recognise each other: one asks, the other answers."""

    ask: str
    answer: str


class Report(msgspec.Struct, frozen=True):
    """What came of a stage, as its guide reported it."""

    what: str
    at: datetime
    words: str = ""


class StageOfPassage(msgspec.Struct, frozen=True, kw_only=True, tag="passage-stage/1"):
    """One stage: from where to where, in which window, by whom, recognised how.

    `cost_cents` is the fare for the whole group. `meet` is asked by this stage's guide when taking
    the group over, `hand` answered by them when handing it on. `guide_row` says where the guide's
    record lies. The order may be read from `lead_h` hours before the departure; `apart`: at the end
    nobody meets, the guide leaves the group and the next one comes for it.
    """

    number: int
    leg: str
    from_place: str
    to_place: str
    mode: str
    depart: datetime
    arrive: datetime
    wait_min: int
    risk_p: float
    low_p: float
    high_p: float
    cost_cents: int
    night: bool
    people: int
    needs: str
    last: bool
    meet: Words
    hand: Words
    guide: str = ""
    guide_name: str = ""
    guide_assumed: bool = False
    guide_row: UUID | None = None
    state: str = "planned"
    reports: tuple[Report, ...] = ()
    watch: UUID | None = None
    lead_h: int = LEAD_H
    apart: bool = False


class Passage(msgspec.Struct, frozen=True, kw_only=True, tag="passage/1"):
    """A group's way to safety, from proposal to arrival.

    `after` is the passage that this one carries on from where its group stood; the fund came along.
    `watch` is armed while a group on its way waits for the approvals. `agreed` are the approvals,
    `seen` what the last approver saw, `said` what was said in place of data.
    """

    code: str
    group: UUID | None
    group_label: str
    people: int
    children: int
    plan: UUID
    depart: datetime
    arrive: datetime
    risk_p: float
    cost_cents: int
    template: str = "rescue-1855"
    state: str = "proposed"
    fund: str = ""
    case_token: bytes = b""
    approvals: int = 0
    pick_up: str = ""
    arrived_at: datetime | None = None
    after: UUID | None = None
    watch: UUID | None = None
    agreed: tuple[Agreed, ...] = ()
    seen: tuple[Facts, ...] = ()
    said: tuple[Said, ...] = ()


def stages_of(
    route: Route,
    *,
    people: int,
    needs: str,
    spans: dict[str, tuple[float, float]],
    words: Sequence[Words],
) -> list[StageOfPassage]:
    """Cut a route into stages, each with its own words at both ends.

    Args:
      spans: low and high risk by leg.
      words: one pair for each hand-over, the first meeting and the arrival: stages + 1.
    """
    if len(words) != len(route.stages) + 1:
        raise ValueError(f"{len(words)} pairs of words for {len(route.stages)} stages")
    last = len(route.stages)
    return [
        StageOfPassage(
            number=number,
            leg=stage.leg,
            from_place=stage.from_place,
            to_place=stage.to_place,
            mode=stage.mode,
            depart=stage.depart,
            arrive=stage.arrive,
            wait_min=stage.wait_min,
            risk_p=stage.risk_p,
            low_p=spans[stage.leg][0],
            high_p=spans[stage.leg][1],
            cost_cents=stage.cost_cents,
            night=stage.night,
            people=people,
            needs=needs,
            last=number == last,
            meet=words[number - 1],
            hand=words[number],
        )
        for number, stage in enumerate(route.stages, start=1)
    ]


def passage_of(
    question: Question,
    stages: Sequence[StageOfPassage],
    *,
    code: str,
    plan: UUID,
    template: str,
    case_token: bytes,
) -> Passage:
    """Make the proposal of a passage from the question its plan answers and its stages."""
    return Passage(
        code=code,
        group=question.group,
        group_label=question.group_label,
        people=question.people,
        children=question.children,
        plan=plan,
        depart=stages[0].depart,
        arrive=stages[-1].arrive,
        risk_p=1 - prod(1 - stage.risk_p for stage in stages),
        cost_cents=sum(stage.cost_cents for stage in stages),
        template=template,
        case_token=case_token,
    )


class Ahead(msgspec.Struct, frozen=True):
    """The chance of being caught on all that is still to come, with its span."""

    risk_p: float
    low_p: float
    high_p: float


def ahead(stages: Sequence[StageOfPassage]) -> Ahead:
    """Put the risks of the stages still to come together; survival multiplies."""
    left = [stage for stage in stages if stage.state not in STAGE_ENDS]
    return Ahead(
        1 - prod(1 - stage.risk_p for stage in left),
        1 - prod(1 - stage.low_p for stage in left),
        1 - prod(1 - stage.high_p for stage in left),
    )


def next_state(state: str, what: str) -> str | None:
    """Say what a stage becomes when something is reported; None if that cannot happen now."""
    return STEPS.get((state, what))


def moved_by(passage: Passage, what: str, words: str) -> Passage:
    """Give a passage as it is after a word of one of its guides."""
    if what == "pick-up":
        return msgspec.structs.replace(passage, pick_up=words)
    if passage.state == "approved":
        return msgspec.structs.replace(passage, state="moving")
    return passage


def is_unpaid(stage: StageOfPassage) -> bool:
    """Say whether a stage was handed over and neither the rescue nor the general fund paid it."""
    money = [report.what for report in stage.reports if report.what in ("unpaid", "paid")]
    return bool(money) and money[-1] == "unpaid"


def stands_at(stages: Sequence[StageOfPassage]) -> str:
    """Say where a group is as far as anybody reported: where the last hand-over took place."""
    done = [stage for stage in stages if stage.state == "handed over"]
    return done[-1].to_place if done else stages[0].from_place


class Alarm(msgspec.Struct, frozen=True, tag="alarm/1"):
    """What a watch says when it rings: of which stage nobody has heard, and whom to call.

    `what` is one of `alarm_words.SAYS`; a "decoy" says nothing and is only there to hide how many
    others there are. `decoys` are those that stand beside this one and fall silent with it.
    """

    code: str
    stage: int
    guide: str
    what: str = "silent"
    passage: UUID | None = None
    decoys: tuple[UUID, ...] = ()


class Beyond(msgspec.Struct, frozen=True, tag="beyond/1"):
    """What those are told who are called because nobody of the passages took an alarm."""

    code: str


def is_overdue(stage: StageOfPassage, now: datetime) -> bool:
    """Say whether a stage should have begun or ended by now and did not.

    One whose guide was never told is overdue as soon as it should have left.
    """
    if stage.state in STAGE_ENDS:
        return False
    return now > (stage.depart if stage.state == "planned" else stage.arrive + GRACE)


def came_of(stage: StageOfPassage) -> str:
    """Say how a stage went, in the words of a leg's evidence; empty while nobody travelled it.

    A stage with a problem counts as one that was followed until a person says what it was: that
    errs towards danger, and a word of it can be taken back.
    """
    troubled = any(report.what in TROUBLES for report in stage.reports)
    if stage.state == "handed over":
        return DOUBTED if troubled else "clean"
    return DOUBTED if troubled and stage.state == "met" else ""


def was_travelled(stage: StageOfPassage) -> bool:
    """Say whether a group set out on a stage, whatever came of it."""
    return any(report.what == "met" for report in stage.reports)


def strip_state(stage: StageOfPassage) -> str:
    """Say how the strip map draws a stage."""
    if stage.state == "handed over":
        return "travelled"
    if stage.state == "stood down" or any(r.what in TROUBLES for r in stage.reports):
        return "halted"
    return "under_way" if stage.state == "met" else "to_come"
