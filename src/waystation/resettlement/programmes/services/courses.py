"""Changes of courses: their days, who comes, who has to be told, and what the cards say."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import domain as casework
from waystation.cases import queries as cases
from waystation.cases import tasks
from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow
from waystation.resettlement.models import CourseRow
from waystation.resettlement.programmes import seats
from waystation.resettlement.programmes.queries import courses as queries
from waystation.resettlement.programmes.seats import Course, Seat, Session, Tell
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, has_room, open_row, swap

TELL = "course told"


class Bring(NamedTuple):
    """What whoever comes needs: children looked after, and the way there paid for."""

    children: int = 0
    refund: bool = False


@transaction.atomic
def make(*, course: Course, cell: UUID | None = None, keyring: Keyring, now: datetime) -> UUID:
    """Make a course, a workshop or an event; nobody is in it yet.

    Args:
      cell: the case compartment whose people it is for; None means the writer's first.

    Raises:
      Refused: the compartment is not the writer's.
    """
    row = CourseRow(cell=cell or keyring.cell("cases"))
    return add(row, replace(course, enrolled=()), keyring, on=now.date()).id


@transaction.atomic
def change(*, course_id: UUID, course: Course, keyring: Keyring, now: datetime) -> None:
    """Write anew what a course is and where; its days and its people stay.

    Raises:
      Refused: fewer seats than people who have one, or there is no such course.
    """
    row, was = _open(course_id, keyring)
    n = len(queries.standing(was, keyring).seated)
    if course.seats < n:
        raise Refused(
            _("There cannot be %(seats)d seats: %(n)d people have one.")
            % {"seats": course.seats, "n": n},
            hint=_("A seat once given is not taken away. Give at least as many."),
        )
    kept = replace(
        course, sessions=was.sessions, enrolled=was.enrolled, cards=was.cards, n_cards=was.n_cards
    )
    _put(row, kept, keyring, now)


@transaction.atomic
def add_sessions(
    *, course_id: UUID, sessions: Sequence[Session], keyring: Keyring, now: datetime
) -> None:
    """Add days to a course.

    Raises:
      Refused: a day is past or there already, there are too many, or there is no such course.
    """
    row, course = _open(course_id, keyring)
    there = {(one.on, one.hours) for one in course.held}
    for one in sessions:
        if one.on < now.date():
            raise Refused(
                _("No session can be on %(day)s: that day is past.") % {"day": one.on.isoformat()},
                hint=_("Give today or a later day."),
            )
        if (one.on, one.hours) in there:
            raise Refused(
                _("There is a session on %(day)s already.") % {"day": one.on.isoformat()},
                hint=_("Give another day or other hours."),
            )
    if len(course.sessions) + len(sessions) > seats.SESSIONS_MAX:
        raise Refused(
            _("A course has at most %(n)d sessions.") % {"n": seats.SESSIONS_MAX},
            hint=_("Copy it for the next term instead."),
        )
    both = sorted(sessions, key=lambda one: one.on)
    _put(row, replace(course, sessions=(*course.sessions, *both)), keyring, now)


@transaction.atomic
def copy(*, course_id: UUID, first: date, keyring: Keyring, now: datetime) -> UUID:
    """Copy a course for the next term, with its days moved and nobody in it.

    Raises:
      Refused: the first day is past, or there is no such course.
    """
    row, course = _open(course_id, keyring)
    if first < now.date():
        raise Refused(
            _("No session can be on %(day)s: that day is past.") % {"day": first.isoformat()},
            hint=_("Give today or a later day."),
        )
    copied = seats.next_term(course, first)
    return add(CourseRow(cell=row.cell), copied, keyring, on=now.date()).id


@transaction.atomic
def enrol(
    *,
    course_id: UUID,
    household_id: UUID,
    people: Sequence[UUID],
    bring: Bring = Bring(),
    keyring: Keyring,
    now: datetime,
) -> list[int]:
    """Note that people of a household asked to come; gives their places on the waiting list, or 0.

    Raises:
      Refused: they have not arrived, lie in another compartment, asked already, or the course is
        over, or there is no such course or household.
    """
    today = now.date()
    row, course = _open(course_id, keyring)
    _must_be_open(course, today)
    _must_be_enrollable(row, course, household_id, people, keyring, today)
    for person_id in people:
        seat = Seat(
            nr=0,
            household=household_id,
            person=person_id,
            asked_on=today,
            children=bring.children if person_id == people[0] else 0,
            refund=bring.refund,
        )
        course = seats.asked(course, seat)
    numbers = [one.nr for one in course.enrolled[-len(people) :]]
    stands = queries.standing(course, keyring)
    for one in stands.seated:
        # They sit before whoever writes this down, and hear it now.
        if one.nr in numbers:
            course = seats.with_seat(course, replace(one, is_told=True))
    _put(row, course, keyring, now)
    return [stands.place_of(nr) for nr in numbers]


@transaction.atomic
def leave(*, course_id: UUID, nr: int, keyring: Keyring, now: datetime) -> None:
    """Note that somebody does not come any more; the next who asked gets the seat, to be told.

    Raises:
      Refused: they are not in the course, or there is no such course.
    """
    row, course = _open(course_id, keyring)
    seat = _seat(course, nr)
    _finish(seat.task, keyring, now)
    left = replace(seat, left_on=now.date(), task=None)
    _put(row, seats.with_seat(course, left), keyring, now)


@transaction.atomic
def cancel(*, course_id: UUID, number: int, why: str, keyring: Keyring, now: datetime) -> None:
    """Cancel a session: everybody who has a seat is to be told, each a task of their case.

    Raises:
      Refused: it was held or cancelled, its day is past, or there is no such session.
    """
    row, course = _open(course_id, keyring)
    session = _session(course, number)
    if session.is_noted or session.on < now.date():
        raise Refused(
            _("The session on %(day)s is past.") % {"day": session.on.isoformat()},
            hint=_("Only what is still to come can be cancelled."),
        )
    tell = tuple(
        Tell(nr=seat.nr, task=_ask_to_tell(seat, keyring, now))
        for seat in queries.standing(course, keyring).seated
    )
    gone = replace(session, cancelled_on=now.date(), why=why.strip(), tell=tell)
    _put(row, seats.with_session(course, number, gone), keyring, now)


@transaction.atomic
def note_told(*, course_id: UUID, nr: int, number: int, keyring: Keyring, now: datetime) -> None:
    """Note that somebody was told: of a session that is cancelled, or (-1) of their seat.

    Raises:
      Refused: there was nothing to tell them, or there is no such course.
    """
    row, course = _open(course_id, keyring)
    waits = queries.to_tell(course, keyring)
    if not any(one.seat.nr == nr and one.number == number for one in waits):
        raise Refused(
            _("There is nothing to tell them."),
            hint=_("Load the page again to see how it stands."),
        )
    if number == seats.NO_SESSION:
        seat = _seat(course, nr)
        _finish(seat.task, keyring, now)
        course = seats.with_seat(course, replace(seat, is_told=True, task=None))
    else:
        session = course.sessions[number]
        for one in session.tell:
            if one.nr == nr:
                _finish(one.task, keyring, now)
        tell = tuple(
            replace(one, told_on=now.date(), task=None) if one.nr == nr else one
            for one in session.tell
        )
        course = seats.with_session(course, number, replace(session, tell=tell))
    _put(row, course, keyring, now)


@transaction.atomic
def attend(
    *, course_id: UUID, number: int, came: Collection[int], keyring: Keyring, now: datetime
) -> None:
    """Note who was there on a day; noted once more, the later note counts.

    Raises:
      Refused: the day is still to come, the session was cancelled, somebody has no seat, or there
        is no such session.
    """
    row, course = _open(course_id, keyring)
    session = _session(course, number)
    if session.on > now.date():
        raise Refused(
            _("The session on %(day)s is still to come.") % {"day": session.on.isoformat()},
            hint=_("Note on its day or later who was there."),
        )
    seated = {one.nr for one in queries.standing(course, keyring).seated}
    if not set(came) <= seated | set(session.came):
        raise Refused(
            _("Somebody who is noted as there has no seat."),
            hint=_("Load the page again to see who has one."),
        )
    noted = replace(session, is_noted=True, came=tuple(sorted(came)))
    _put(row, seats.with_session(course, number, noted), keyring, now)


@transaction.atomic
def count_cards(
    *,
    course_id: UUID,
    cards: Iterable[tuple[seats.Question, seats.Answer, int]],
    n: int,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Count anonymous cards that came in: how many, and how many gave which answer.

    Raises:
      Refused: a question has more answers than there are cards, or there is no such course.
    """
    row, course = _open(course_id, keyring)
    try:
        counted = seats.counted(course, cards, n)
    except ValueError:
        raise Refused(
            _("A question has more answers than there are cards: %(n)d.") % {"n": n},
            hint=_("Count the cards again."),
        ) from None
    _put(row, counted, keyring, now)


@transaction.atomic
def count_anew(*, course_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Forget all cards that were counted, to count them again.

    Raises:
      Refused: there is no such course among the writer's.
    """
    row, course = _open(course_id, keyring)
    _put(row, replace(course, cards={}, n_cards=0), keyring, now)


def _open(course_id: UUID, keyring: Keyring) -> tuple[CourseRow, Course]:
    row = cases.find(CourseRow, course_id, keyring)
    return row, open_row(row, Course, keyring)


def _put(row: CourseRow, course: Course, keyring: Keyring, now: datetime) -> None:
    """Write a course; whoever has a seat now and does not know it yet is to be told."""
    for seat in queries.standing(course, keyring).seated:
        if not seat.is_told and seat.task is None:
            asked = replace(seat, task=_ask_to_tell(seat, keyring, now))
            course = seats.with_seat(course, asked)
    if not has_room(course):
        raise Refused(
            _("There is no room for more in this course."),
            hint=_("Copy it for the next term and go on there."),
        )
    swap(row, course, keyring, on=now.date())


def _ask_to_tell(seat: Seat, keyring: Keyring, now: datetime) -> UUID | None:
    if not cases.held(HouseholdRow, keyring).filter(pk=seat.household).exists():
        return None
    return tasks.open_task(
        household_id=seat.household,
        what=TELL,
        person_id=seat.person,
        due_on=now.date(),
        keyring=keyring,
        now=now,
    )


def _finish(task_id: UUID | None, keyring: Keyring, now: datetime) -> None:
    """Finish a task, unless it was finished in the case or went elsewhere with it."""
    if task_id is not None and queries.is_open_task(task_id, keyring):
        tasks.finish_task(part_id=task_id, keyring=keyring, now=now)


def _seat(course: Course, nr: int) -> Seat:
    for one in course.enrolled:
        if one.nr == nr and one.left_on is None:
            return one
    raise Refused(
        _("This person is not in the course."),
        hint=_("Load the page again to see who is."),
    )


def _session(course: Course, number: int) -> Session:
    if not 0 <= number < len(course.sessions) or course.sessions[number].cancelled_on:
        raise Refused(
            _("There is no such session, or it was cancelled."),
            hint=_("Load the page again to see how it stands."),
        )
    return course.sessions[number]


def _must_be_open(course: Course, today: date) -> None:
    if course.is_over_on(today):
        raise Refused(
            _("“%(title)s” is over.") % {"title": course.title},
            hint=_("Copy it for the next term, or add a day."),
        )


def _must_be_enrollable(
    row: CourseRow,
    course: Course,
    household_id: UUID,
    people: Sequence[UUID],
    keyring: Keyring,
    today: date,
) -> None:
    case = cases.find(HouseholdRow, household_id, keyring)
    household = open_row(case, Household, keyring)
    if case.cell != row.cell:
        raise Refused(
            _("This course and this case lie in different compartments."),
            hint=_("Make a course in the compartment of the case."),
        )
    if casework.standing(household, today) != "arrived":
        raise Refused(
            _("The household %(code)s has not arrived yet.") % {"code": household.code},
            hint=_("Enrol them from the day of their arrival on."),
        )
    if not people or not set(people) <= set(household.people):
        raise Refused(_("Nobody was chosen."), hint=_("Choose at least one person."))
    asked = {one.person for one in course.enrolled if one.left_on is None}
    if asked & set(people):
        raise Refused(
            _("Somebody of them has asked for a seat already."),
            hint=_("Choose only those who are not in the course."),
        )
    if len(course.enrolled) + len(people) > seats.ASKED_MAX:
        raise Refused(
            _("More than %(n)d have asked for a seat.") % {"n": seats.ASKED_MAX},
            hint=_("Copy it for the next term and go on there."),
        )
