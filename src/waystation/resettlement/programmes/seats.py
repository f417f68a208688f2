"""Courses, workshops and events: days, seats, and a waiting list in the order of asking. Pure."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec
from msgspec.structs import replace

CourseKind = Literal["course", "workshop", "event"]
Topic = Literal[
    "culture", "subway", "cash machines", "language", "rights", "housing", "fraud", "driving",
    "parenting", "other",
]  # fmt: skip
Answer = Literal["yes", "partly", "no"]
Question = Literal["understood", "useful", "welcome"]
What = Literal["seat", "cancelled"]

COURSE_KINDS: tuple[CourseKind, ...] = get_args(CourseKind)
TOPICS: tuple[Topic, ...] = get_args(Topic)
ANSWERS: tuple[Answer, ...] = get_args(Answer)
QUESTIONS: tuple[Question, ...] = get_args(Question)
SEATS_MAX = 60
SESSIONS_MAX = 60
ASKED_MAX = 200
# Fewer cards than this could be told apart, so nobody is shown what they say.
CARDS_SHOWN_FROM = 5
NO_SESSION = -1


class Tell(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who has to hear that a session does not take place; `task` rings if nobody tells them."""

    nr: int
    task: UUID | None = None
    told_on: date | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One day of a course; once attendance is noted, `came` lists the numbers of who was there."""

    on: date
    hours: str = ""
    cancelled_on: date | None = None
    why: str = ""
    is_noted: bool = False
    came: tuple[int, ...] = ()
    tell: tuple[Tell, ...] = ()


class Seat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who asked to come; numbers follow the order of asking. No name stands here.

    Attributes:
      children: how many children they bring.
      refund: whether their way there is paid back.
      is_told: whether they know that they have a seat; `task` rings until they do.
    """

    nr: int
    household: UUID
    person: UUID
    asked_on: date
    children: int = 0
    refund: bool = False
    is_told: bool = False
    task: UUID | None = None
    left_on: date | None = None


class Course(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="course/1"):
    """A course, a workshop or an event.

    Attributes:
      interpreter: into which language and by whom, an alias; empty: nobody interprets.
      cards: how many anonymous cards gave which answer, by "question answer"; `n_cards` in all.
    """

    title: str
    kind: CourseKind
    topic: Topic
    language: str
    place: str
    seats: int
    teacher: str = ""
    childcare: bool = False
    interpreter: str = ""
    refund: bool = False
    sessions: tuple[Session, ...] = ()
    enrolled: tuple[Seat, ...] = ()
    n_cards: int = 0
    cards: dict[str, int] = {}

    @property
    def held(self) -> tuple[Session, ...]:
        """List the sessions that were not cancelled."""
        return tuple(one for one in self.sessions if one.cancelled_on is None)

    def is_over_on(self, today: date) -> bool:
        """Say whether its last session is past."""
        return bool(self.sessions) and max(one.on for one in self.sessions) < today


class Standing(NamedTuple):
    """Who has a seat, and who waits for one, both in the order of asking."""

    seated: tuple[Seat, ...]
    waiting: tuple[Seat, ...]

    def place_of(self, nr: int) -> int:
        """Say at which place of the waiting list somebody stands; 0: not on it."""
        return next((place for place, one in enumerate(self.waiting, 1) if one.nr == nr), 0)


class ToTell(NamedTuple):
    """Something that somebody of a course has to hear, and about which session."""

    seat: Seat
    what: What
    number: int
    session: Session | None


def standing(course: Course, there: Collection[UUID]) -> Standing:
    """Say who has a seat: the first who asked, of those who did not leave.

    Args:
      there: the households that there still are; a destroyed case holds no seat.
    """
    asked = [one for one in course.enrolled if one.left_on is None and one.household in there]
    return Standing(tuple(asked[: course.seats]), tuple(asked[course.seats :]))


def to_tell(course: Course, there: Collection[UUID]) -> list[ToTell]:
    """List who has to hear what: a seat that came free, a session that does not take place."""
    stands = standing(course, there)
    told = [ToTell(one, "seat", NO_SESSION, None) for one in stands.seated if not one.is_told]
    by_nr = {one.nr: one for one in course.enrolled if one.household in there}
    for number, session in enumerate(course.sessions):
        told += [
            ToTell(by_nr[tell.nr], "cancelled", number, session)
            for tell in session.tell
            if tell.told_on is None and tell.nr in by_nr
        ]
    return told


def asked(course: Course, seat: Seat) -> Course:
    """Give a course with one more who asked, at the end of the order."""
    nr = max((one.nr for one in course.enrolled), default=0) + 1
    return replace(course, enrolled=(*course.enrolled, replace(seat, nr=nr)))


def with_seat(course: Course, seat: Seat) -> Course:
    """Give a course with one seat written anew."""
    changed = tuple(seat if one.nr == seat.nr else one for one in course.enrolled)
    return replace(course, enrolled=changed)


def with_session(course: Course, number: int, session: Session) -> Course:
    """Give a course with one session written anew."""
    changed = tuple(
        session if place == number else one for place, one in enumerate(course.sessions)
    )
    return replace(course, sessions=changed)


def series(first: date, n: int, every_days: int, hours: str) -> tuple[Session, ...]:
    """Lay out sessions from a first day on, so many days apart."""
    return tuple(
        Session(on=first + timedelta(days=every_days * nth), hours=hours) for nth in range(n)
    )


def next_term(course: Course, first: date) -> Course:
    """Copy a course for another term: the same, with its days moved and nobody in it."""
    moved: tuple[Session, ...] = ()
    if course.held:
        away = first - min(one.on for one in course.held)
        moved = tuple(Session(on=one.on + away, hours=one.hours) for one in course.held)
    return replace(course, sessions=moved, enrolled=(), n_cards=0, cards={})


def card_key(question: Question, answer: Answer) -> str:
    """Give the word under which the cards with one answer to one question are counted."""
    return f"{question} {answer}"


def counted(course: Course, cards: Iterable[tuple[Question, Answer, int]], n: int) -> Course:
    """Give a course with more cards counted.

    Raises:
      ValueError: a question has more answers than there are cards.
    """
    total = dict(course.cards)
    answers: dict[str, int] = {}
    for question, answer, count in cards:
        answers[question] = answers.get(question, 0) + count
        key = card_key(question, answer)
        total[key] = total.get(key, 0) + count
    if any(count > n for count in answers.values()):
        raise ValueError("more answers than cards")
    return replace(course, cards=total, n_cards=course.n_cards + n)
