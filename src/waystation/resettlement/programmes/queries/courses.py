"""Reads of courses: who has a seat, who waits, who has to be told, and by what name."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow, PartRow
from waystation.cases.person import Person
from waystation.cases.tasks import Task
from waystation.resettlement.models import CourseRow
from waystation.resettlement.programmes import seats
from waystation.resettlement.programmes.seats import Course, Seat, Standing, ToTell
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row


class CourseLine(NamedTuple):
    """A course in a list."""

    id: UUID
    cell: UUID
    course: Course
    n_seated: int
    n_waiting: int
    n_to_tell: int
    next_on: date | None


class Guest(NamedTuple):
    """Somebody in a course as its page shows them; without a code their case lies elsewhere."""

    seat: Seat
    code: str
    name: str


class TellLine(NamedTuple):
    """Who has to hear what, with the code and name of the page."""

    tell: ToTell
    guest: Guest


class CoursePage(NamedTuple):
    """All that the page of a course shows."""

    line: CourseLine
    seated: list[Guest]
    waiting: list[Guest]
    to_tell: list[TellLine]


def listed(keyring: Keyring, today: date) -> list[CourseLine]:
    """List the courses: those with a day to come by that day, then those without, then the past."""
    lines = [_course_line(row, course, keyring, today) for row, course in opened(keyring)]
    return sorted(
        lines,
        key=lambda one: (
            one.course.is_over_on(today),
            one.next_on is None,
            one.next_on or today,
            one.course.title.casefold(),
        ),
    )


def page(course_id: UUID, keyring: Keyring, today: date) -> CoursePage:
    """Read one course with everybody in it.

    Raises:
      Refused: there is no such course among the reader's.
    """
    row = cases.find(CourseRow, course_id, keyring)
    value = open_row(row, Course, keyring)
    stands = standing(value, keyring)
    known = _known_people(value, keyring)
    guests = {seat.nr: _guest(seat, known) for seat in value.enrolled}
    return CoursePage(
        line=_course_line(row, value, keyring, today),
        seated=[guests[seat.nr] for seat in stands.seated],
        waiting=[guests[seat.nr] for seat in stands.waiting],
        to_tell=[TellLine(one, guests[one.seat.nr]) for one in to_tell(value, keyring)],
    )


def enrollable(
    course_id: UUID, code: str, keyring: Keyring
) -> tuple[UUID, list[tuple[UUID, Person]]]:
    """Find the household of a code that may come to a course, and its people.

    Raises:
      Refused: no household of that code lies in the course's compartment.
    """
    row = cases.find(CourseRow, course_id, keyring)
    wanted = code.strip().casefold()
    here = cases.held(HouseholdRow, keyring).filter(cell=row.cell)
    for case, household in open_all(here, Household, keyring):
        if household.code.casefold() == wanted and household.people:
            return case.id, list(cases.people_by_id(case, keyring).items())
    raise Refused(
        _("No household here is called %(code)s.") % {"code": code.strip()},
        hint=_("Look its code up in the list of newcomers."),
    )


def to_tell(course: Course, keyring: Keyring) -> list[ToTell]:
    """List who of a course has to hear what."""
    return seats.to_tell(course, there(course, keyring))


def standing(course: Course, keyring: Keyring) -> Standing:
    """Say who has a seat in a course and who waits; people of destroyed cases are gone."""
    return seats.standing(course, there(course, keyring))


def there(course: Course, keyring: Keyring) -> set[UUID]:
    """Pick the households of a course whose cases were not destroyed."""
    named = {seat.household for seat in course.enrolled}
    keyring.expect(named)
    return {one for one in named if keyring.has_shred(one)}


def is_open_task(task_id: UUID, keyring: Keyring) -> bool:
    """Say whether a task is still open and lies with the reader."""
    if not cases.held(PartRow, keyring).filter(pk=task_id).exists():
        return False
    return parts.read(task_id, Task, keyring).value.is_open


def opened(keyring: Keyring) -> list[tuple[CourseRow, Course]]:
    return open_all(cases.held(CourseRow, keyring), Course, keyring)


def _course_line(row: CourseRow, course: Course, keyring: Keyring, today: date) -> CourseLine:
    stands = standing(course, keyring)
    return CourseLine(
        id=row.id,
        cell=row.cell,
        course=course,
        n_seated=len(stands.seated),
        n_waiting=len(stands.waiting),
        n_to_tell=len(to_tell(course, keyring)),
        next_on=min((one.on for one in course.held if one.on >= today), default=None),
    )


def _known_people(course: Course, keyring: Keyring) -> dict[UUID, tuple[str, dict[UUID, Person]]]:
    """Read the code and the people of every household of a course that the reader still holds."""
    ids = {seat.household for seat in course.enrolled}
    rows = cases.held(HouseholdRow, keyring).filter(pk__in=ids)
    return {
        row.id: (household.code, cases.people_by_id(row, keyring))
        for row, household in open_all(rows, Household, keyring)
    }


def _guest(seat: Seat, known: Mapping[UUID, tuple[str, Mapping[UUID, Person]]]) -> Guest:
    code, people = known.get(seat.household, ("", {}))
    person = people.get(seat.person)
    return Guest(seat, code, (person.name if person else None) or "–")
