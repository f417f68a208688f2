"""A drawn intake over ten years, done with the real services; run by `bench.arrivals`.

Households come by lot over four and a half years, wait, fly in tens, go through every step of their
pathway and five years of looking again. Each act is the service a case worker's button calls.
"""

import heapq
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import NamedTuple
from uuid import UUID

from waystation.cases import services as cases
from waystation.cases.birth import Birth
from waystation.cases.domain import Contact, Household
from waystation.cases.person import Name, Person
from waystation.resettlement.following import services as following
from waystation.resettlement.following.domain import FollowUp
from waystation.resettlement.programmes.seats import Course, Session
from waystation.resettlement.programmes.services import courses
from waystation.resettlement.stays import handing
from waystation.resettlement.stays import queries as stays
from waystation.resettlement.stays import services as staying
from waystation.resettlement.values import StepView
from waystation.resettlement.waiting import desks, preparing
from waystation.resettlement.waiting import queries as flights
from waystation.resettlement.waiting import services as flying
from waystation.resettlement.waiting.domain import SEATS, Paper
from waystation.vault.keyring import Keyring

FIRST = date(2014, 6, 2)
ARRIVALS = timedelta(days=1_640)
LAST = FIRST + timedelta(days=3_652)
PLACE = "first-safe-place"
PATHWAY = "korea"
# So many households of each size in a hundred.
SIZES = {1: 46, 2: 22, 3: 15, 4: 10, 5: 4, 6: 2, 7: 1}
FLIGHT_EVERY = timedelta(days=7)
# A flight that is not full leaves once somebody has waited so long.
PATIENCE = timedelta(days=60)
# Who came of age so shortly before the end is not through the steps of grown people.
JUST_GROWN = timedelta(days=400)
MISS, HOLD = 0.02, 0.05
COURSE_SEATS, COURSE_IN = 40, timedelta(days=30)


class Event(NamedTuple):
    """What is to happen on a day; `nth` keeps events of one day in the order they were planned."""

    on: date
    nth: int
    what: str
    about: UUID | None = None
    size: int = 0


class Open(NamedTuple):
    """A course that people are enrolled in until its day."""

    id: UUID
    on: date
    taken: int = 0


class Found(NamedTuple):
    """What came of an intake."""

    people: int
    households: int
    flights: int
    steps: int
    dues: int
    left_behind: int
    waited_days: int


class Intake:
    """Ten years of arrivals; `run` plays them, `check` looks whether anything was lost."""

    def __init__(self, people: int, keyring: Keyring, seed: int = 10) -> None:
        self.people, self.keyring = people, keyring
        self.chance = Random(seed)  # noqa: S311
        self.events: list[Event] = []
        self.numbers = count()
        self.sizes: dict[UUID, int] = {}
        # Who turns 18 has the steps of grown people from that day on.
        self.adult_on: dict[UUID, date] = {}
        self.prepared: set[UUID] = set()
        self.boarded: Counter[UUID] = Counter()
        self.course: Open | None = None
        self.enrolled: dict[UUID, int] = {}
        self.n_left_behind = self.n_dues = self.n_steps = 0
        self.waits: list[int] = []
        self.today = FIRST
        for size in self._drawn_sizes():
            on = FIRST + timedelta(days=self.chance.randrange(ARRIVALS.days))
            self.plan("arrive", on, size=size)
        self.flies_on: date | None = None

    @property
    def now(self) -> datetime:
        """Give the moment at which everything of the day is done."""
        return datetime.combine(self.today, time(9), UTC)

    def plan(self, what: str, on: date, about: UUID | None = None, size: int = 0) -> None:
        """Let something happen on a day."""
        heapq.heappush(self.events, Event(on, next(self.numbers), what, about, size))

    def run(self, until: date = LAST) -> None:
        """Play everything that happens up to a day."""
        while self.events and self.events[0].on <= until:
            event = heapq.heappop(self.events)
            self.today = event.on
            getattr(self, f"_{event.what}")(event)
        self.today = until

    def check(self) -> Found:
        """Look whether a step, a household or somebody's due was lost; say what there was."""
        found = stays.stays(self.keyring)
        assert {view.household_id for view in found} == set(self.sizes)
        for view in found:
            assert view.stay.size == self.sizes[view.household_id], "a household was split"
            course = stays.steps_of(view, self.keyring, self.today)
            undone = [
                one.step.code
                for one in course
                if one.state != "done"
                and (one.person is None or self.adult_on[one.person] < self.today - JUST_GROWN)
            ]
            assert not undone, f"steps were lost: {undone}"
            self.n_steps += len(course)
        assert not stays.forgotten(self.keyring, self.today), "something lapsed"
        assert set(self.boarded.values()) == {1}, "a household flew twice or not at all"
        assert set(self.boarded) == set(self.sizes)
        over = flights.flights(self.keyring)
        assert all(one.flight.n_people <= SEATS for one in over), "a flight above ten"
        return Found(
            people=sum(self.sizes.values()),
            households=len(self.sizes),
            flights=len(over),
            steps=self.n_steps,
            dues=self.n_dues,
            left_behind=self.n_left_behind,
            waited_days=max(self.waits),
        )

    def _drawn_sizes(self) -> Iterator[int]:
        left = self.people
        while left:
            (size,) = self.chance.choices(list(SIZES), list(SIZES.values()))
            yield min(size, left)
            left -= min(size, left)

    def _arrive(self, event: Event) -> None:
        said = {"keyring": self.keyring, "now": self.now}
        people = [self._person(nth) for nth in range(event.size)]
        contact = Contact(at=self.now, how="at the gate", phrase="the geese fly early")
        made = cases.contact_household(
            household=Household(
                place=PLACE, waiting_since=self.today, contact=contact, state="arrived",
                arrived_on=self.today,
            ),
            people=people,
            **said,
        )  # fmt: skip
        self.sizes[made] = event.size
        staying.begin(household_id=made, pathway=PATHWAY, on=self.today, **said)
        members = stays.stay(made, self.keyring).stay.members
        for member, person in zip(members, people, strict=True):
            adult_on = person.birth.adult_on()
            assert adult_on is not None
            self.adult_on[member.person] = adult_on
        self.plan("prepare", self.today + timedelta(days=self.chance.randint(5, 40)), made)

    def _person(self, nth: int) -> Person:
        """Draw somebody: the first of a household is grown up."""
        ages = (19, 66) if nth == 0 else (1, 70)
        born = self.today - timedelta(days=365 * self.chance.randint(*ages) + 200)
        birth = Birth(calendar="solar", year=born.year, month=born.month, day=born.day)
        sex = self.chance.choice(("female", "male"))
        return Person(names=(Name(f"Traveller {self.chance.randrange(10**6)}"),), birth=birth,
                      sex=sex)  # fmt: skip

    def _prepare(self, event: Event) -> None:
        """Interview them, see to their papers, speak with them; some are held for a month."""
        about = {"household_id": event.about, "keyring": self.keyring, "now": self.now}
        staying.note_done(step="interview", on=self.today, **about)
        listed = desks.desk(event.about, self.keyring, self.today).listed
        there = [Paper(key=one.paper.key, person=one.paper.person, state="there") for one in listed]
        preparing.save_papers(papers=there, **about)
        preparing.note_talk(**about)
        self.prepared.add(event.about)
        self._let_fly()
        if self.chance.random() < HOLD:
            preparing.hold(why="medical", **about)
            self.plan("let_go", self.today + timedelta(days=30), event.about)

    def _let_go(self, event: Event) -> None:
        preparing.hold(household_id=event.about, why="", keyring=self.keyring, now=self.now)

    def _let_fly(self) -> None:
        """See to it that flights are made up on the next day for that: once a week."""
        if self.flies_on is None:
            since = (self.today - FIRST) % FLIGHT_EVERY
            self.flies_on = self.today - since + FLIGHT_EVERY
            self.plan("fly", self.flies_on)

    def _fly(self, _event: Event) -> None:
        """Make up flights and let them leave; as long as somebody waits, again in a week."""
        self.flies_on = None
        while self._flew():
            pass
        if self.prepared - set(self.boarded):
            self._let_fly()

    def _flew(self) -> bool:
        said = {"keyring": self.keyring, "now": self.now}
        for bench, proposal in flights.proposals(self.keyring, self.today):
            ready = bench.ready
            longest = self.today - ready[0].since if ready else timedelta()
            if not proposal.aboard or (proposal.n_people < SEATS and longest < PATIENCE):
                continue
            flight = flying.form(household_ids=proposal.aboard, **said)
            flying.call(flight_id=flight, leaves_at=self.now + timedelta(hours=6), **said)
            for household in proposal.aboard:
                self._board(flight, household)
            return True
        return False

    def _board(self, flight: UUID, household: UUID) -> None:
        about = {
            "flight_id": flight, "household_id": household, "keyring": self.keyring,
            "now": self.now,
        }  # fmt: skip
        flying.note_told(**about)
        if self.chance.random() < MISS:
            self.n_left_behind += 1
            flying.note_came(came="missed", who="Letitia", **about)
            return
        flying.note_came(came="departed", **about)
        self.boarded[household] += 1
        begun = stays.stay(household, self.keyring).stay.begun_on
        self.waits.append((self.today - begun).days)
        self.plan("go_on", self.today, household)

    def _go_on(self, event: Event) -> None:
        """Do every step of a household that is open, and come back when the next one is."""
        assert event.about is not None
        view = stays.stay(event.about, self.keyring)
        steps = stays.steps_of(view, self.keyring, self.today)
        waits = [step for step in steps if step.state != "done" and step.starts is not None]
        if not waits:
            assert all(step.state == "done" for step in steps), "a step that never opens"
            self._come_back(event.about)
            return
        ready = [one for one in waits if _ready_on(one) <= self.today]
        for one in ready:
            self._do(event.about, one)
        soon = self.today + timedelta(days=self.chance.choice((1, 3, 7)))
        later = [_ready_on(one) for one in waits] + self._grown_up(event.about)
        self.plan("go_on", soon if ready else min(later), event.about)

    def _come_back(self, household: UUID) -> None:
        """Look at a household again once the next of its children is grown up."""
        to_come = self._grown_up(household)
        if to_come:
            self.plan("go_on", min(to_come), household)

    def _grown_up(self, household: UUID) -> list[date]:
        """List the days to come on which children of a household are grown up."""
        members = stays.stay(household, self.keyring).stay.members
        days = [self.adult_on[member.person] for member in members]
        return [day for day in days if day > self.today]

    def _do(self, household: UUID, view: StepView) -> None:
        step, said = view.step, {"keyring": self.keyring, "now": self.now}
        if step.kind == "check":
            self._ask(household, view)
        elif step.kind == "hand-over":
            first = stays.stay(household, self.keyring).stay.members[0].person
            handing.hand_over(
                household_id=household, step=step.code, on=self.today, to="Hana centre",
                packet=(), said_by=view.person or first, **said,
            )  # fmt: skip
        else:
            staying.note_done(
                household_id=household, step=step.code, on=self.today, person_id=view.person,
                **said,
            )  # fmt: skip
        if step.kind == "course":
            self._take_course(household)
        if step.sets == "settled":
            self._compute_dues(household)

    def _ask(self, household: UUID, view: StepView) -> None:
        """Ask everybody of a household how they are; the check is done with the last of them."""
        members = [one.person for one in stays.stay(household, self.keyring).stay.members]
        for person in [view.person] if view.person else members:
            following.keep_follow_up(
                household_id=household,
                told=FollowUp(person=person, step=view.step.code, on=self.today, months=3,
                              ladder=self.chance.randint(3, 9)),
                finishes=person == members[-1],
                keyring=self.keyring,
                now=self.now,
            )  # fmt: skip

    def _take_course(self, household: UUID) -> None:
        """Enrol a household in the next course; a new one is made where none has seats left."""
        said = {"keyring": self.keyring, "now": self.now}
        people = [one.person for one in stays.stay(household, self.keyring).stay.members]
        if self.course is None or self.course.taken + len(people) > COURSE_SEATS:
            on = self.today + COURSE_IN
            course = Course(
                title="Trains and cash machines", kind="course", topic="cash machines",
                language="ko", place=PLACE, seats=COURSE_SEATS, sessions=(Session(on=on),),
            )  # fmt: skip
            self.course = Open(courses.make(course=course, **said), on)
            self.plan("attend", on, self.course.id)
        courses.enrol(course_id=self.course.id, household_id=household, people=people, **said)
        self.course = self.course._replace(taken=self.course.taken + len(people))
        self.enrolled[self.course.id] = self.course.taken

    def _attend(self, event: Event) -> None:
        """Note that everybody was there who has a seat."""
        assert event.about is not None
        came = range(1, self.enrolled[event.about] + 1)
        courses.attend(
            course_id=event.about, number=0, came=came, keyring=self.keyring, now=self.now
        )
        if self.course is not None and self.course.id == event.about:
            self.course = None

    def _compute_dues(self, household: UUID) -> None:
        for due in stays.dues_of(household, self.keyring, self.today):
            told = due.told
            explained = getattr(told, "rule", None) or getattr(told, "why", None)
            assert explained, f"{due.benefit.code} is not explained"
            self.n_dues += 1


def _ready_on(view: StepView) -> date:
    """Say on which day a step can be done: once it is open, and as long as it takes after that."""
    assert view.starts is not None
    on = view.opens or view.starts
    return on + timedelta(days=view.least_days or 0)
