"""Reads of programmes: goals, who stands beside whom, those who help, and courses."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow
from waystation.cases.parts import Kept, Written
from waystation.cases.person import Person
from waystation.cases.queries import HouseholdView
from waystation.cases.tasks import Task
from waystation.resettlement.models import HelperRow
from waystation.resettlement.programmes import domain
from waystation.resettlement.programmes.domain import Candidate, Goal, Helper, Meeting, Support
from waystation.resettlement.programmes.queries import courses
from waystation.resettlement.programmes.queries.courses import CourseLine
from waystation.resettlement.programmes.seats import Course
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row


class PersonBeside(NamedTuple):
    """Who stands beside somebody of a household, as their own plan says it."""

    support: UUID
    person: UUID
    alias: str
    languages: tuple[str, ...]
    since: date
    next_on: date | None
    ends_on: date | None
    is_paused: bool


class Coming(NamedTuple):
    """A day that is coming for somebody of a household.

    `kind` is a code of `wording.KINDS`: a session of a course, a workshop or an event, or
    "contact" with whoever stands beside them. `waits` says that they have no seat yet.
    """

    on: date
    kind: str
    topic: str
    title: str
    place: str
    hours: str
    language: str
    person: UUID
    waits: bool
    course: UUID | None


class HelperLine(NamedTuple):
    """A helper in a list: how many they stand beside, and why they cannot be asked."""

    id: UUID
    cell: UUID
    helper: Helper
    n_beside: int
    bar: domain.Bar


class HelperPage(NamedTuple):
    """A helper with the households of those they stand beside."""

    line: HelperLine
    households: list[tuple[UUID, str]]


class SupportView(NamedTuple):
    """One wish for support, or one who stands beside: with whom, since when, by when again."""

    kept: Kept[Support]
    name: str
    next_on: date | None
    met: list[Kept[Meeting]]
    lapsed: bool = False

    @property
    def is_forgotten(self) -> bool:
        """Say whether somebody stands beside them and no next day is set."""
        return self.kept.value.state in ("beside", "paused", "ending") and self.next_on is None


class SupportPage(NamedTuple):
    """All that the page of a household's support shows."""

    view: HouseholdView
    people: list[tuple[UUID, Person]]
    goals: list[Kept[Goal]]
    supports: list[SupportView]
    coming: list[Coming]
    offered: list[CourseLine]


def goals(
    household_id: UUID, keyring: Keyring, *, written: Written | None = None
) -> list[Kept[Goal]]:
    """List the goals of a household and its people, open ones first, then as they were said.

    Args:
      written: as for `parts.listed`.

    Raises:
      Refused: there is no such household among the reader's.
    """
    found = parts.listed(household_id, Goal, keyring, written=written)
    return sorted(found, key=lambda kept: not kept.value.is_open)


def people_beside(
    household_id: UUID, keyring: Keyring, *, written: Written | None = None
) -> list[PersonBeside]:
    """List who stands beside the people of a household now.

    Args:
      written: as for `parts.listed`.

    Raises:
      Refused: there is no such household among the reader's.
    """
    return _beside(parts.opened(household_id, keyring) if written is None else written)


def coming(
    household_id: UUID, keyring: Keyring, today: date, *, written: Written | None = None
) -> list[Coming]:
    """List what is coming for the people of a household, the soonest first.

    Args:
      written: as for `parts.listed`.

    Raises:
      Refused: there is no such household among the reader's.
    """
    beside = people_beside(household_id, keyring, written=written)
    found = [
        Coming(
            one.next_on, "contact", "", one.alias, "", "", next(iter(one.languages), ""),
            one.person, False, None,
        )
        for one in beside
        if one.next_on and one.next_on >= today and not one.is_paused
    ]  # fmt: skip
    for row, course in courses.opened(keyring):
        if any(seat.household == household_id for seat in course.enrolled):
            found += _sessions_of(row.id, course, household_id, keyring, today)
    return sorted(found, key=lambda one: (one.on, one.title))


def person_of(household_id: UUID, person_id: UUID, keyring: Keyring, today: date) -> Person:
    """Read one person of a household.

    Raises:
      Refused: there is no such household among the reader's, or nobody of that id in it.
    """
    people = cases.people_by_id(cases.find(HouseholdRow, household_id, keyring), keyring)
    if person_id not in people:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return people[person_id]


def support_page(household_id: UUID, keyring: Keyring, today: date) -> SupportPage:
    """Read all that the page of a household's support shows.

    Raises:
      Refused: there is no such household among the reader's.
    """
    view = cases.household(household_id, keyring, today)
    people = list(zip(view.household.people, view.people, strict=True))
    names = {one: person.name or "–" for one, person in people}
    mine = [line for line in courses.listed(keyring, today) if line.cell == view.cell]
    return SupportPage(
        view=view,
        people=people,
        goals=goals(household_id, keyring),
        supports=_with_lapsed(_supports(household_id, names, keyring), keyring, today),
        coming=coming(household_id, keyring, today),
        offered=[line for line in mine if not line.course.is_over_on(today)],
    )


def support(support_id: UUID, keyring: Keyring, today: date) -> tuple[HouseholdView, SupportView]:
    """Read one wish for support, or one who stands beside, and the household it is about.

    Raises:
      Refused: there is no such record among the reader's.
    """
    kept = parts.read(support_id, Support, keyring)
    view = cases.household(kept.case, keyring, today)
    people = zip(view.household.people, view.people, strict=True)
    names = {one: person.name or "–" for one, person in people}
    (found,) = (one for one in _supports(kept.case, names, keyring) if one.kept.id == kept.id)
    return view, found


def candidates(kept: Kept[Support], keyring: Keyring, today: date) -> list[Candidate]:
    """Hold every helper of a case's compartment against a wish; see `domain.held_against`."""
    here = [one for one in all_helpers(keyring) if one.cell == kept.cell]
    counted = [(one.id, one.helper, n_beside(one.helper, keyring)) for one in here]
    return domain.held_against(counted, kept.value.wish, today)


class _Bare(NamedTuple):
    id: UUID
    cell: UUID
    helper: Helper


def all_helpers(keyring: Keyring) -> list[_Bare]:
    """Open every helper of the reader's compartments."""
    found = open_all(cases.held(HelperRow, keyring), Helper, keyring)
    return [_Bare(row.id, row.cell, helper) for row, helper in found]


def helpers(keyring: Keyring, today: date) -> list[HelperLine]:
    """List those who stand beside newcomers: who cannot be asked and why stands with them."""
    found = [_helper_line(one, keyring, today) for one in all_helpers(keyring)]
    return sorted(found, key=lambda one: (one.bar == "ended", one.helper.alias.casefold()))


def helper(helper_id: UUID, keyring: Keyring, today: date) -> HelperPage:
    """Read one helper and whom they stand beside.

    Raises:
      Refused: there is no such helper among the reader's.
    """
    row = cases.find(HelperRow, helper_id, keyring)
    value = open_row(row, Helper, keyring)
    ids = [one.household for one in value.beside]
    rows = cases.held(HouseholdRow, keyring).filter(pk__in=ids)
    codes = [(case.id, case_is.code) for case, case_is in open_all(rows, Household, keyring)]
    line = _helper_line(_Bare(row.id, row.cell, value), keyring, today)
    return HelperPage(line, sorted(codes, key=lambda one: one[1]))


def n_beside(helper: Helper, keyring: Keyring) -> int:
    """Count those a helper stands beside; a case that was destroyed counts no more."""
    cases_of = {one.household for one in helper.beside}
    keyring.expect(cases_of)
    return sum(keyring.has_shred(one.household) for one in helper.beside)


def _supports(household_id: UUID, names: Mapping[UUID, str], keyring: Keyring) -> list[SupportView]:
    opened = parts.opened(household_id, keyring)
    met = parts.of_kind(opened, Meeting)
    due = _next_days(parts.of_kind(opened, Task))
    found = [
        SupportView(
            kept,
            names.get(kept.value.person, "–"),
            due.get(kept.value.person) if kept.value.is_open else None,
            [one for one in reversed(met) if one.value.support == kept.id],
        )
        for kept in parts.of_kind(opened, Support)
    ]
    return sorted(found, key=lambda one: not one.kept.value.is_open)


def _with_lapsed(found: list[SupportView], keyring: Keyring, today: date) -> list[SupportView]:
    """Mark those beside whom somebody stands whose vetting counts no more."""
    lapsed = {one.id for one in helpers(keyring, today) if one.bar == "vetting lapsed"}
    return [
        one._replace(lapsed=one.kept.value.is_open and one.kept.value.helper in lapsed)
        for one in found
    ]


def _next_days(found: Iterable[Kept[Task]]) -> dict[UUID, date]:
    """Give by when each person and whoever stands beside them are in touch again."""
    return {
        kept.value.person: kept.value.due_on
        for kept in found
        if kept.value.is_open and kept.value.what == domain.CONTACT and kept.value.person
    }


def _beside(opened: Written) -> list[PersonBeside]:
    due = _next_days(parts.of_kind(opened, Task))
    found = []
    for kept in parts.of_kind(opened, Support):
        said = kept.value
        if said.is_open and said.helper is not None and said.began_on:
            found.append(
                PersonBeside(
                    kept.id, said.person, said.alias, said.languages, said.began_on,
                    due.get(said.person), said.ends_on, said.paused_until is not None,
                )
            )  # fmt: skip
    return found


def _sessions_of(
    course_id: UUID, course: Course, household_id: UUID, keyring: Keyring, today: date
) -> list[Coming]:
    stands = courses.standing(course, keyring)
    waiting = {seat.nr for seat in stands.waiting}
    mine = [s for s in (*stands.seated, *stands.waiting) if s.household == household_id]
    return [
        Coming(
            session.on, course.kind, course.topic, course.title, course.place, session.hours,
            course.language, seat.person, seat.nr in waiting, course_id,
        )
        for session in course.held
        if session.on >= today
        for seat in mine
    ]  # fmt: skip


def _helper_line(one: _Bare, keyring: Keyring, today: date) -> HelperLine:
    n = n_beside(one.helper, keyring)
    return HelperLine(one.id, one.cell, one.helper, n, domain.bar(one.helper, today, n))
