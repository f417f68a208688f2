"""The demo's courses, helpers and goals after arrival; everybody and everything here is invented.

St. Catharines in Canada West had schools and benevolent societies of those who had come earlier;
who teaches here, on which day and for whom, nobody did.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from waystation.cases import queries as cases
from waystation.cases.queries import HouseholdView
from waystation.resettlement.programmes.domain import (
    AgeBand,
    Goal,
    GoalKind,
    Helper,
    HelperKind,
    Sex,
    Wish,
)
from waystation.resettlement.programmes.queries import courses as read
from waystation.resettlement.programmes.seats import Answer, Course, Question, series
from waystation.resettlement.programmes.services import beside, courses, people
from waystation.vault.keyring import Keyring

HelperSaid = tuple[str, HelperKind, Sex, AgeBand, int]
COURSES = (
    Course(
        title="Reading and writing", kind="course", topic="language", language="en",
        place="the school house, North Street", seats=6, teacher="Miss Wren", childcare=True,
    ),
    Course(
        title="Wages, contracts and whom to ask", kind="workshop", topic="rights", language="en",
        place="the chapel", seats=12, teacher="Squire Oak", refund=True,
    ),
    Course(
        title="A house for the winter", kind="workshop", topic="housing", language="en",
        place="the chapel", seats=10, childcare=True, refund=True,
    ),
    Course(
        title="Sunday supper", kind="event", topic="culture", language="en",
        place="the hall by the canal", seats=40, childcare=True,
    ),
)  # fmt: skip
# The alias, who they are, women or men, how old, and how many days the vetting still counts.
HELPERS: tuple[HelperSaid, ...] = (
    ("Heron", "mentor", "female", "45-59", 300),
    ("Cedar", "came earlier", "male", "30-44", 200),
    ("Marigold", "came earlier", "female", "18-29", 120),
    ("Lantern", "volunteer", "male", "60+", -12),
)
GOALS: tuple[tuple[str, GoalKind, str], ...] = (
    ("I want to read a letter without anybody's help.", "study", "go to the school house"),
    ("I want wages paid in my own hand.", "work", "ask at the cooper's shop"),
    ("I want to hear of my sister.", "family", "say to the worker where she was last"),
    ("I want to sleep through a night.", "rest", ""),
)
CARDS = 7
ANSWERS: tuple[tuple[Question, Answer, int], ...] = (
    ("understood", "yes", 4),
    ("understood", "partly", 3),
    ("useful", "yes", 5),
    ("useful", "partly", 2),
    ("welcome", "yes", 7),
)


def furnish(households: Sequence[UUID], keyring: Keyring, now: datetime) -> None:
    """Put courses, those who help, goals and two who stand beside somebody into the demo.

    Args:
      households: some that have arrived, all of one compartment.
    """
    read_in = (cases.household(one, keyring, now.date()) for one in households)
    views = [view for view in read_in if _grown(view)]
    if not views:
        return
    made = [_course(course, nth, views[0], keyring, now) for nth, course in enumerate(COURSES)]
    helpers = [_helper(said, views[0], keyring, now) for said in HELPERS]
    for nth, view in enumerate(views):
        grown = _grown(view)
        courses.enrol(
            course_id=made[nth % len(made)],
            household_id=view.id,
            people=grown,
            keyring=keyring,
            now=now,
        )
        words, kind, step = GOALS[nth % len(GOALS)]
        by = now.date() + timedelta(days=14 + nth)
        goal = Goal(words=words, kind=kind, person=grown[0], next_step=step, by=by)
        kept = beside.say_goal(household_id=view.id, goal=goal, keyring=keyring, now=now)
        if nth % 5 == 4:
            beside.judge(goal_id=kept, judged="yes", keyring=keyring, now=now)
        if nth < len(helpers) - 1:
            _pair(view, grown[0], helpers[nth], keyring, now)
    courses.count_cards(course_id=made[0], cards=ANSWERS, n=CARDS, keyring=keyring, now=now)
    seated = [guest.seat.nr for guest in read.page(made[0], keyring, now.date()).seated]
    courses.attend(course_id=made[0], number=0, came=seated[:-1], keyring=keyring, now=now)


def _course(course: Course, nth: int, view: HouseholdView, keyring: Keyring, now: datetime) -> UUID:
    made = courses.make(course=course, cell=view.cell, keyring=keyring, now=now)
    days = series(now.date() + timedelta(days=2 * nth), 4 - nth, 7, "18:00-20:00")
    courses.add_sessions(course_id=made, sessions=days, keyring=keyring, now=now)
    return made


def _helper(
    said: tuple[str, HelperKind, Sex, AgeBand, int],
    view: HouseholdView,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    alias, kind, sex, age, days = said
    today = now.date()
    helper = Helper(
        alias=alias, kind=kind, sex=sex, age=age, languages=("en",), place="St. Catharines",
        trained_on=today - timedelta(days=90), vetted_on=today - timedelta(days=80),
        vetted_until=today + timedelta(days=days), review_on=today + timedelta(days=60),
    )  # fmt: skip
    return people.admit(helper=helper, cell=view.cell, keyring=keyring, now=now)


def _pair(view: HouseholdView, person: UUID, helper: UUID, keyring: Keyring, now: datetime) -> None:
    wish = Wish(language="en", sex="female")
    asked = beside.wish_for(
        household_id=view.id, person_id=person, wish=wish, keyring=keyring, now=now
    )
    beside.pair(support_id=asked, helper_id=helper, limits_read=True, keyring=keyring, now=now)
    beside.note_contact(support_id=asked, how="met", on=now.date(), keyring=keyring, now=now)


def _grown(view: HouseholdView) -> list[UUID]:
    known = zip(view.household.people, view.people, strict=True)
    return [one for one, person in known if not person.is_child_on(view.today)]
