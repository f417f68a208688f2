"""What programmes say no more of a household whose case is destroyed."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from waystation.cases import queries as cases
from waystation.resettlement.models import CourseRow, HelperRow
from waystation.resettlement.programmes.domain import Helper
from waystation.resettlement.programmes.seats import Course, Seat
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, swap

NOBODY = UUID(int=0)


def forget(*, case: UUID, keyring: Keyring, now: datetime) -> None:
    """Take a household out of every course and from every helper before its case is destroyed.

    Of a seat its number stays, of nobody: how many came to a course stays true.
    """
    for row, course in open_all(cases.held(CourseRow, keyring), Course, keyring):
        if any(seat.household == case for seat in course.enrolled):
            left = tuple(
                _empty(seat, now) if seat.household == case else seat for seat in course.enrolled
            )
            swap(row, replace(course, enrolled=left), keyring, on=now.date())
    for of_helper, helper in open_all(cases.held(HelperRow, keyring), Helper, keyring):
        if any(one.household == case for one in helper.beside):
            beside = tuple(one for one in helper.beside if one.household != case)
            swap(of_helper, replace(helper, beside=beside), keyring, on=now.date())


def _empty(seat: Seat, now: datetime) -> Seat:
    today = now.date()
    return Seat(
        nr=seat.nr, household=NOBODY, person=NOBODY, asked_on=today, is_told=True, left_on=today
    )
