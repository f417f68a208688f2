"""Reads of where households stand after their arrival."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.cases import tasks
from waystation.cases.birth import ABOUT_YEARS, Birth
from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow
from waystation.cases.queries import find, held, opened_households, people_by_id
from waystation.resettlement import dues, pathways
from waystation.resettlement.book.queries import tables
from waystation.resettlement.models import StayRow
from waystation.resettlement.stays import domain
from waystation.resettlement.values import Due, Newcomer, Pathway, Range, Stay, StepView, Tables
from waystation.vault.keyring import Keyring
from waystation.vault.opening import Bare, open_bare, open_row

NOT_WRITTEN = "the stay of a household is not the one written in it"
# Own records tell how long something takes once this many households went through it in a year.
ENOUGH = 10
YEAR = timedelta(days=365)


class StayView(msgspec.Struct, frozen=True):
    """Where a household stands, with the ids of its rows: both are the household's."""

    id: UUID
    household_id: UUID
    cell: UUID
    stay: Stay


class Reckoned(NamedTuple):
    """All that follows on a day from a household's stay and its people.

    `ranges` says how long steps took those before; the course takes it in.
    """

    pathway: Pathway
    people: tuple[Newcomer, ...]
    ranges: dict[str, Range]
    course: list[StepView]
    dues: list[Due]


def stay(household_id: UUID, keyring: Keyring) -> StayView:
    """Read where a household stands.

    Raises:
      Refused: there is no such household among the reader's, or it has no pathway yet.
      Tampered: the row is lost, or was put back to what it was before.
    """
    found = find_stay(household_id, keyring)
    if found is None:
        raise Refused(
            _("This household has no pathway yet."),
            hint=_("Begin one from the page After arrival."),
        )
    return found


def find_stay(household_id: UUID, keyring: Keyring) -> StayView | None:
    """Read where a household stands; None if it has no pathway yet. See `stay`."""
    case = find(HouseholdRow, household_id, keyring)
    noted = open_row(case, Household, keyring).others.get(household_id)
    row = StayRow.objects.filter(pk=household_id).first()
    if (row.revision if row else None) != noted:
        raise Tampered(NOT_WRITTEN)
    if row is None:
        return None
    return StayView(row.id, row.id, row.cell, open_row(row, Stay, keyring))


def stays(keyring: Keyring, households: Iterable[Bare[Household]] | None = None) -> list[StayView]:
    """List every stay of the reader, whatever its state, by the household's code.

    Cost: it opens the stays and the households, no person and no part.

    Args:
      households: all of the reader, if the caller has opened them anyway.

    Raises:
      Tampered: as `stay`, for the first that is not what its household says.
    """
    noted = {
        one.id: revision
        for one in (opened_households(keyring) if households is None else households)
        if (revision := one.value.others.get(one.id)) is not None
    }
    opened = open_bare(held(StayRow, keyring), Stay, keyring)
    if {one.id: one.revision for one in opened} != noted:
        raise Tampered(NOT_WRITTEN)
    found = [StayView(one.id, one.id, one.cell, one.value) for one in opened]
    return sorted(found, key=lambda view: view.stay.code)


def listed_in(household_id: UUID, keyring: Keyring) -> tuple[str, tuple[UUID, ...]]:
    """Give a household's code and whom its record lists, whether or not the stay counts them.

    Raises:
      Refused: there is no such household among the reader's.
    """
    household = open_row(find(HouseholdRow, household_id, keyring), Household, keyring)
    return household.code, household.people


def newcomers(view: StayView, keyring: Keyring, today: date) -> tuple[Newcomer, ...]:
    """Give what rules may ask of the people of a household, as their records say today.

    Raises:
      Refused: there is no such household among the reader's.
    """
    return people_in(view.household_id, view.stay, keyring)


def people_in(household_id: UUID, value: Stay, keyring: Keyring) -> tuple[Newcomer, ...]:
    """Give what rules may ask of the people that a stay counts; see `newcomers`."""
    people = people_by_id(find(HouseholdRow, household_id, keyring), keyring)
    return tuple(
        Newcomer(
            id=member.person,
            born=born(people[member.person].birth),
            sex=people[member.person].sex,
            grounds=member.grounds,
        )
        for member in value.members
        if member.person in people
    )


def born(birth: Birth) -> tuple[date, date] | None:
    """Give the first and the last day of a birth; a guess is taken as far off as it may be."""
    span = birth.span()
    if span is None or not birth.about:
        return span
    slack = timedelta(days=366 * ABOUT_YEARS)
    return span[0] - slack, span[1] + slack


def pathway_of(value: Stay, keyring: Keyring) -> Pathway:
    """Give the pathway that a household is on, in its version.

    Raises:
      Refused: the organisation's book holds no such pathway.
    """
    return pathway_in(tables(keyring), value)


def pathway_in(known: Tables, value: Stay) -> Pathway:
    """Give the pathway that a household is on out of tables; see `pathway_of`."""
    try:
        return pathways.pathway_of(known, value.pathway, value.version)
    except LookupError:
        raise Refused(
            _("The rules hold no pathway %(code)s of version %(n)d any more.")
            % {"code": value.pathway, "n": value.version},
            hint=_("Take its table back into the rules, or end this stay and begin another."),
        ) from None


def offered(value: Stay, keyring: Keyring) -> Pathway | None:
    """Give a newer version of the pathway that a household may take; None: there is none."""
    newest = max(
        (one for one in tables(keyring).pathways if one.code == value.pathway and one.is_open),
        key=lambda one: one.version,
        default=None,
    )
    return newest if newest is not None and newest.version > value.version else None


def reckoned(view: StayView, keyring: Keyring, today: date) -> Reckoned:
    """Say where every step of a stay stands and what is due, each row opened once.

    Raises:
      Refused: as `pathway_of` and `newcomers`.
    """
    book = tables(keyring)
    pathway = pathway_in(book, view.stay)
    people = newcomers(view, keyring, today)
    known = ranges(keyring, today, view.stay.pathway)
    course = pathways.course(
        pathway, book, stay=view.stay, people=people, today=today, ranges=known
    )
    found = dues.dues(pathway, book, stay=view.stay, people=people, today=today)
    return Reckoned(pathway, people, known, course, found)


def course_of(household_id: UUID, keyring: Keyring, today: date) -> list[StepView]:
    """Say where every step of a household stands, with how long it took those before.

    Raises:
      Refused: as `stay`.
    """
    view = stay(household_id, keyring)
    return steps_of(view, keyring, today, ranges(keyring, today, view.stay.pathway))


def steps_of(
    view: StayView, keyring: Keyring, today: date, known: dict[str, Range] | None = None
) -> list[StepView]:
    """Say where every step of a stay stands.

    Args:
      known: how long steps took those before, where that matters; see `ranges`.
    """
    book = tables(keyring)
    return pathways.course(
        pathway_in(book, view.stay),
        book,
        stay=view.stay,
        people=newcomers(view, keyring, today),
        today=today,
        ranges=known,
    )


def dues_of(household_id: UUID, keyring: Keyring, today: date) -> list[Due]:
    """Say what is due to a household and to each of its people.

    Raises:
      Refused: as `stay`.
    """
    view = stay(household_id, keyring)
    known = tables(keyring)
    return dues.dues(
        pathway_in(known, view.stay),
        known,
        stay=view.stay,
        people=newcomers(view, keyring, today),
        today=today,
    )


def ranges(keyring: Keyring, today: date, pathway: str = "") -> dict[str, Range]:
    """Say how long steps took for those who finished them in the last twelve months.

    A household counts once for a step, with whoever of it took longest; a step that fewer than ten
    households finished tells nothing, for one of them could be known again by it.

    Args:
      pathway: only of the households on this one; empty: of all.
    """
    return ranges_among(stays(keyring), keyring, today, pathway)


def ranges_among(
    found: Iterable[StayView], keyring: Keyring, today: date, pathway: str = ""
) -> dict[str, Range]:
    """Say how long steps took for those of some stays; see `ranges`."""
    known = {(one.code, one.version): one for one in tables(keyring).pathways}
    took: dict[str, list[int]] = defaultdict(list)
    for view in found:
        value = view.stay
        on = known.get((value.pathway, value.version))
        if on is None or (pathway and value.pathway != pathway):
            continue
        for step, days in domain.took(on, value, since=today - YEAR, until=today).items():
            took[step].append(days)
    return {step: domain.range_of(days) for step, days in took.items() if len(days) >= ENOUGH}


def forgotten(keyring: Keyring, today: date) -> list[tuple[StayView, StepView]]:
    """List the steps that somebody should be reminded of and of which no task reminds.

    Nothing should ever be in it. It works everything out anew from the records, not from what a
    stay says of itself.

    Cost: it opens every person and every part of those on a pathway; it is for looking, not for
    each page.
    """
    found = []
    for view in stays(keyring):
        if view.stay.state == "ended":
            continue
        open_now = {kept.id for kept in tasks.still_open(view.household_id, keyring)}
        reminded = {
            (one.step, one.person, one.opens, one.closes)
            for one in view.stay.ahead
            if one.task in open_now
        }
        for step in steps_of(view, keyring, today):
            for window in domain.windows([step]):
                key = (window.step, window.person, window.opens, window.closes)
                if domain.remind_on(window, step.step) and key not in reminded:
                    found.append((view, step))
    return found
