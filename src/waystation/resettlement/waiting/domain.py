"""Who may fly next and why, and what a flight is. Pure: no Django, no clock, no keys."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

from waystation.resettlement.values import Pathway, Stay, Step, Text, Whose

SEATS = 10
OVERTAKEN_MAX = 3
SPEAK_EVERY = timedelta(days=7)
# The step by which a pathway says that a household is in a group for a flight, where it has one.
GROUP_STEP = "flight-group"

Hold = Literal["medical", "court", "exit", "papers", "wish", "other"]
# Why a household is not asked when the next flight is made up.
WhyNot = Literal["held", "papers", "escort", "child", "too many"]
# Why it is aboard the next flight or is not.
Why = Literal[
    "overtaken", "longest", "overtaken too", "fills", "together",
    "no seats", "would overtake", "others fill", "tied",
]  # fmt: skip
Warn = Literal["not the longest", "overtaken again", "empty seats"]
FlightState = Literal["formed", "called", "gone", "undone"]
Came = Literal["departed", "seat lost", "missed", "refused", "split"]
PaperState = Literal["missing", "asked for", "there", "not needed"]

HOLDS: tuple[Hold, ...] = get_args(Hold)
FLIGHT_STATES: tuple[FlightState, ...] = get_args(FlightState)
CAMES: tuple[Came, ...] = get_args(Came)
PAPER_STATES: tuple[PaperState, ...] = get_args(PaperState)
# A flight that is none of these still holds its households.
OVER: tuple[FlightState, ...] = ("gone", "undone")
# Of a household to which one of these happened nothing more is to be said about this flight.
LEFT_BEHIND: tuple[Came, ...] = ("seat lost", "missed", "refused")
PAPERS_READY: tuple[PaperState, ...] = ("there", "not needed")


class Waiter(msgspec.Struct, frozen=True, kw_only=True):
    """A household that waits for a flight.

    Attributes:
      since: from when its waiting counts.
      overtaken: by how many flights so far, those that are made up and have not left among them.
      why_not: why it cannot be asked now; empty: it can.
      goes_with: the codes of those it must travel with who have not left yet.
    """

    id: UUID
    code: str
    size: int
    since: date
    overtaken: int = 0
    why_not: tuple[WhyNot, ...] = ()
    goes_with: tuple[str, ...] = ()


class Verdict(msgspec.Struct, frozen=True):
    """What is said of one household when the next flight is made up."""

    waiter: Waiter
    aboard: bool
    why: Why | None


class Wish(NamedTuple):
    """For a filling: who is aboard whatever else, and who else may be."""

    first: tuple[int, ...]
    others: tuple[int, ...]


class Proposal(msgspec.Struct, frozen=True):
    """The next flight as the rule makes it up, with a word on every household that waits."""

    aboard: tuple[UUID, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def n_people(self) -> int:
        """Count those aboard."""
        return sum(verdict.waiter.size for verdict in self.verdicts if verdict.aboard)


class Seat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A household on a flight: no name and no code, so that nothing of it outlives its case.

    Attributes:
      since: from when its waiting counts.
      told_at, told_by: when it was told that the flight leaves, and by whom.
      task: what rings until it was told.
      came: what became of it.
    """

    household: UUID
    size: int
    since: date
    told_at: datetime | None = None
    told_by: str = ""
    task: UUID | None = None
    came: Came | None = None
    came_on: date | None = None


class Flight(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="flight/1"):
    """Households that fly together.

    Attributes:
      leaves_at: when it leaves, once that is known; until then it waits for word.
      called_at: when word came that it leaves.
      passed_over: who waited longer than somebody aboard when it was made up, and could have come.
      counted: whether those were noted as overtaken, because it left.
      by_hand: why it is another than the rule's, or parts those who must travel together.
      before: who was aboard before each change, the latest last.
    """

    label: str
    place: str
    seats: tuple[Seat, ...]
    formed_on: date
    state: FlightState = "formed"
    leaves_at: datetime | None = None
    called_at: datetime | None = None
    passed_over: tuple[UUID, ...] = ()
    counted: bool = False
    by_hand: str = ""
    before: tuple[tuple[UUID, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.state not in FLIGHT_STATES:
            raise ValueError(f"no such state of a flight: {self.state!r}")
        if self.n_people > SEATS:
            raise ValueError(f"a flight of {self.n_people}: there are {SEATS} seats")

    @property
    def n_people(self) -> int:
        """Count those aboard."""
        return sum(seat.size for seat in self.seats)

    @property
    def households(self) -> tuple[UUID, ...]:
        """List who is aboard."""
        return tuple(seat.household for seat in self.seats)

    @property
    def is_open(self) -> bool:
        """Say whether somebody still counts on it."""
        return self.state not in OVER

    @property
    def may_change(self) -> bool:
        """Say whether others may still be put aboard: before word came that it leaves."""
        return self.state == "formed" and all(seat.came is None for seat in self.seats)

    def seat_of(self, household: UUID) -> Seat | None:
        """Find a household's seat."""
        return next((seat for seat in self.seats if seat.household == household), None)


class Paper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paper for the journey: which of the pathway's, whose, and whether it is there."""

    key: str
    person: UUID | None = None
    state: PaperState = "missing"


class Papers(msgspec.Struct, frozen=True, kw_only=True, tag="journey papers/1"):
    """The check list of the papers a household travels with."""

    papers: tuple[Paper, ...] = ()


class HandOver(msgspec.Struct, frozen=True, kw_only=True, tag="hand-over/1"):
    """What was handed to officials, to whom, and on whose consent; it names nobody.

    Attributes:
      people: whose papers they are; each agreed, or two people found that a life hangs on it.
      papers: what was handed over, in words.
      bases: on what ground for each, in the order of `people`.
    """

    receiver: str
    people: tuple[UUID, ...]
    papers: tuple[str, ...]
    why: str
    on: date
    bases: tuple[str, ...]


class Asked(NamedTuple):
    """A paper that a pathway asks for before the flight."""

    key: str
    step: Step
    number: int


def why_not(stay: Stay, *, lone: bool) -> tuple[WhyNot, ...]:
    """Say why a household that waits cannot be put on a flight.

    Args:
      lone: whether there is a child in it and no adult.
    """
    found: list[tuple[WhyNot, bool]] = [
        ("held", bool(stay.held)),
        ("papers", stay.papers_on is None),
        ("escort", stay.escort and not stay.escort_name),
        ("child", lone and not (stay.guardian_name or stay.escort_name)),
        ("too many", stay.size > SEATS),
    ]
    return tuple(why for why, holds in found if holds)


def in_order(waiters: Iterable[Waiter]) -> list[Waiter]:
    """Sort those who wait: the longest first, by code where two came on one day."""
    return sorted(waiters, key=lambda one: (one.since, one.code, one.id))


def first_of(ready: Sequence[Waiter]) -> Waiter | None:
    """Say who is aboard before anybody else is asked.

    That is whoever was overtaken three times, the longest waiting of them; else whoever has waited
    longest.
    """
    overtaken = [one for one in ready if one.overtaken >= OVERTAKEN_MAX]
    return next(iter(in_order(overtaken or ready)), None)


def wishes(ready: Sequence[Waiter]) -> list[Wish]:
    """List how a flight may be begun so that nobody is overtaken a fourth time.

    The first wish has one household aboard and nobody who came after the next one that was
    overtaken three times; the second has that one aboard too; and so on, as long as they fit.

    Args:
      ready: those who can be asked, in order.
    """
    first = first_of(ready)
    if first is None:
        return []
    at = {one.id: nth for nth, one in enumerate(ready)}
    others = [one for one in ready if one.overtaken >= OVERTAKEN_MAX and one.id != first.id]
    found, aboard = [], [first]
    for left_out in [*others, None]:
        if sum(one.size for one in aboard) > SEATS:
            break
        taken = tuple(at[one.id] for one in aboard)
        free = tuple(
            at[one.id]
            for one in ready
            if one is not left_out and one not in aboard
            if left_out is None or one.since <= left_out.since
        )
        found.append(Wish(taken, free))
        if left_out is not None:
            aboard.append(left_out)
    return found


def passed_over(ready: Iterable[Waiter], aboard: Iterable[UUID]) -> tuple[UUID, ...]:
    """List who could have come, stays behind, and has waited longer than somebody aboard."""
    on_it = set(aboard)
    everybody = list(ready)
    latest = max((one.since for one in everybody if one.id in on_it), default=None)
    return tuple(
        one.id
        for one in in_order(everybody)
        if one.id not in on_it and latest is not None and one.since < latest
    )


def explained(waiters: Iterable[Waiter], aboard: Iterable[UUID]) -> Proposal:
    """Say of every household why it is aboard or is not."""
    everybody, on_it = in_order(waiters), set(aboard)
    ready = [one for one in everybody if not one.why_not]
    first = first_of(ready)
    often = [one for one in ready if one.overtaken >= OVERTAKEN_MAX and one is not first]
    verdicts = [Verdict(one, one.id in on_it, _why(one, first, often, on_it)) for one in everybody]
    return Proposal(tuple(one.id for one in everybody if one.id in on_it), tuple(verdicts))


def _why(
    one: Waiter, first: Waiter | None, often: Sequence[Waiter], on_it: set[UUID]
) -> Why | None:
    if one.why_not or first is None:
        return None
    if one is first:
        return "overtaken" if one.overtaken >= OVERTAKEN_MAX else "longest"
    if one.id in on_it:
        return "overtaken too" if one in often else "fills"
    if one.size > SEATS - first.size:
        return "no seats"
    # What those leave who were overtaken three times; one of them who stays bars who came later.
    left = SEATS - first.size - sum(other.size for other in often if other.id in on_it)
    barred = any(other.id not in on_it and other.since < one.since for other in often)
    return "would overtake" if barred or one.size > left else "others fill"


def warnings(
    ready: Sequence[Waiter], chosen: Iterable[UUID], by_rule: Iterable[UUID]
) -> dict[Warn, tuple[Waiter, ...]]:
    """Say how a flight made up by hand is worse than the rule's, and for whom.

    Args:
      ready: those who can be asked, the chosen among them.
      by_rule: whom the rule puts aboard.
    """
    on_it, rule = set(chosen), set(by_rule)
    first = first_of([one for one in ready if one.id in rule])
    late = set(passed_over(ready, on_it))
    found: dict[Warn, tuple[Waiter, ...]] = {}
    if first is not None and first.id not in on_it:
        found["not the longest"] = (first,)
    again = tuple(one for one in ready if one.id in late and one.overtaken >= OVERTAKEN_MAX)
    if again:
        found["overtaken again"] = again
    sizes = {one.id: one.size for one in ready}
    if sum(sizes.get(one, 0) for one in on_it) < sum(sizes.get(one, 0) for one in rule):
        found["empty seats"] = tuple(one for one in ready if one.id in rule - on_it)
    return found


def speak_by(stay: Stay) -> date:
    """Say by which day somebody speaks with a household that waits: every week."""
    return (stay.seen_on or stay.begun_on) + SPEAK_EVERY


def flight_step(pathway: Pathway, stay: Stay) -> Step | None:
    """Find the next flight of a pathway; None where there is none, or no more."""
    done = _done(stay)
    flights = [step for step in pathway.steps if step.kind == "flight"]
    return next((step for step in flights if step.code not in done), None)


def group_step(pathway: Pathway, stay: Stay) -> Literal["none", "open", "done"]:
    """Say how the step stands by which a household is in a group; none: its pathway has none."""
    if all(step.code != GROUP_STEP for step in pathway.steps):
        return "none"
    return "done" if GROUP_STEP in _done(stay) else "open"


def waiting_steps(pathway: Pathway, stay: Stay) -> tuple[Step, ...]:
    """List what comes before the next flight, and the flight; empty where there is none."""
    flight = flight_step(pathway, stay)
    return pathway.steps[: pathway.steps.index(flight) + 1] if flight else ()


def reached(pathway: Pathway, stay: Stay) -> tuple[Step | None, Step | None]:
    """Say which step before the flight was done last, and which comes next."""
    done = _done(stay)
    steps = waiting_steps(pathway, stay)
    last = next((step for step in reversed(steps) if step.code in done), None)
    after = steps[steps.index(last) + 1 :] if last else steps
    return last, next(iter(after), None)


def asked_papers(pathway: Pathway, stay: Stay) -> list[Asked]:
    """List the papers that a pathway asks for before the flight, each once: where it is first."""
    found: dict[tuple[Text, Whose], Asked] = {}
    for step in waiting_steps(pathway, stay):
        for nth, text in enumerate(step.documents):
            found.setdefault((text, step.of), Asked(f"{step.code}/{nth}", step, nth))
    return list(found.values())


def check_list(pathway: Pathway, stay: Stay, kept: Papers) -> tuple[Paper, ...]:
    """Give the papers that a household needs, with what is known of each.

    What the pathway no longer asks for is left out.
    """
    known: Mapping[tuple[str, UUID | None], Paper] = {
        (paper.key, paper.person): paper for paper in kept.papers
    }
    wanted = [
        (asked.key, person)
        for asked in asked_papers(pathway, stay)
        for person in (
            [member.person for member in stay.members] if asked.step.of == "person" else [None]
        )
    ]
    return tuple(known.get(one, Paper(key=one[0], person=one[1])) for one in wanted)


def are_ready(papers: Sequence[Paper]) -> bool:
    """Say whether every paper is there that is needed."""
    return all(paper.state in PAPERS_READY for paper in papers)


def _done(stay: Stay) -> set[str]:
    """List the steps that are done, for the household or for somebody of it."""
    return {one.step for one in stay.done} | set(stay.facts)
