"""Reads of how people fare after an arrival: checks, wellbeing, crises, cohorts, and who helps."""

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.contact.domain import ContactTry
from waystation.cases.models import HouseholdRow, PartRow
from waystation.cases.parts import Kept, Part, Value
from waystation.cases.person import Person
from waystation.cases.queries import HouseholdView
from waystation.cases.screening import queries as screening
from waystation.cases.screening import quiet
from waystation.cases.screening.queries import Answered
from waystation.resettlement import pathways
from waystation.resettlement.book.queries import tables
from waystation.resettlement.following import cohorting, domain
from waystation.resettlement.following.cohorting import Cohorts, Lived
from waystation.resettlement.following.domain import (
    Crisis,
    CrisisPlan,
    FollowUp,
    Offered,
    PutOff,
    Reach,
    Willing,
)
from waystation.resettlement.following.wording import WILLING
from waystation.resettlement.stays import queries as stays
from waystation.resettlement.stays.queries import StayView
from waystation.resettlement.values import StepView
from waystation.vault.keyring import Keyring

CHECK, FLIGHT = "check", "flight"
Opened = list[tuple[PartRow, Part]]


class Check(NamedTuple):
    """A check of the pathway: where it stands, who was asked, and how hard somebody tried."""

    view: StepView
    asked: tuple[UUID, ...]
    reach: Reach
    put_off: PutOff | None

    @property
    def since(self) -> date:
        """Give the day from which tries count: that of opening, or of the last later date."""
        opens = self.view.opens or self.view.starts or date.min
        return self.put_off.on + timedelta(days=1) if self.put_off else opens

    @property
    def may_ask(self) -> bool:
        """Say whether somebody may write down what they told at it."""
        return self.view.state in ("open", "late", "done")


class Lives(NamedTuple):
    """One person of a household, and what is kept of how they fare."""

    id: UUID
    person: Person
    told: tuple[Kept[FollowUp], ...]
    plan: Kept[CrisisPlan] | None
    willing: Kept[Willing] | None
    was_offered: bool


class Page(NamedTuple):
    """All that the page of a household's following shows."""

    view: HouseholdView
    stay: StayView | None
    checks: tuple[Check, ...]
    people: tuple[Lives, ...]
    crises: tuple[Kept[Crisis], ...]

    @property
    def open_crises(self) -> list[Kept[Crisis]]:
        """List the crises that nobody took yet."""
        return [kept for kept in self.crises if kept.value.is_open]


class Screened(NamedTuple):
    """What one person answered to questionnaires, the oldest first."""

    id: UUID
    person: Person
    answered: tuple[Answered, ...]
    is_child: bool


class Wellbeing(NamedTuple):
    """What the page of wellbeing shows; `from_on`: from when on anybody may be offered anything."""

    view: HouseholdView
    people: tuple[Screened, ...]
    from_on: date | None


class Alumnus(NamedTuple):
    """Somebody who would help others, with the household they are of."""

    kept: Kept[Willing]
    view: HouseholdView
    person: Person

    @property
    def ways(self) -> list[str]:
        """Say in the reader's language how they would help."""
        return [str(WILLING[way]) for way in self.kept.value.ways]


def page(household_id: UUID, keyring: Keyring, today: date) -> Page:
    """Read all that the page of a household's following shows.

    Raises:
      Refused: there is no such household among the reader's.
      Tampered: something was lost, or put back to what it was before.
    """
    view = cases.household(household_id, keyring, today)
    found = parts.opened(household_id, keyring)
    stay = stays.find_stay(household_id, keyring)
    return Page(
        view=view,
        stay=stay,
        checks=_checks(stay, found, keyring, today) if stay else (),
        people=_people(view, found),
        crises=tuple(parts.of_kind(found, Crisis)),
    )


def checks(household_id: UUID, keyring: Keyring, today: date) -> tuple[Check, ...]:
    """List the checks of a household's pathway, in their order.

    Raises:
      Refused: there is no such household among the reader's, or it has no pathway yet.
    """
    stay = stays.stay(household_id, keyring)
    return _checks(stay, parts.opened(household_id, keyring), keyring, today)


def of_household(
    household_id: UUID, part_id: UUID, kind: type[Value], keyring: Keyring
) -> Kept[Value]:
    """Read something that was written in a household's case.

    Raises:
      Refused: there is no such household among the reader's, or nothing of that kind in its case.
    """
    cases.find(HouseholdRow, household_id, keyring)
    kept = parts.read(part_id, kind, keyring)
    if kept.case != household_id:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return kept


def wellbeing(household_id: UUID, keyring: Keyring, today: date) -> Wellbeing:
    """Read what the people of a household answered to questionnaires.

    Raises:
      Refused: there is no such household among the reader's.
    """
    view = cases.household(household_id, keyring, today)
    people = []
    for one, person in zip(view.household.people, view.people, strict=True):
        _member, answered = screening.of(one, keyring, today)
        people.append(Screened(one, person, tuple(answered[::-1]), person.is_child_on(today)))
    from_on = quiet.from_on(view.household, household_id, keyring)
    return Wellbeing(view, tuple(people), from_on)


def last_came(household_id: UUID, keyring: Keyring) -> date | None:
    """Give the day on which a household last came anywhere by a flight of its pathway."""
    stay = stays.find_stay(household_id, keyring)
    if stay is None:
        return None
    pathway = stays.pathway_of(stay.stay, keyring)
    flights = {step.code for step in pathway.steps if step.kind == FLIGHT}
    return max((done.on for done in stay.stay.done if done.step in flights), default=None)


def cohorts(keyring: Keyring, today: date, months: int) -> Cohorts:
    """Tell how people fare at one check, by year of arrival and pathway.

    Cost: it opens every part of every case of the reader.

    Raises:
      ValueError: there is no such check.
    """
    told: dict[UUID, dict[int, FollowUp]] = defaultdict(dict)
    for found in parts.everywhere(FollowUp, keyring).values():
        for one in domain.in_time([kept.value for kept in found]):
            told[one.person][one.months] = one
    people = [
        Lived(
            household=view.household_id,
            year=view.stay.begun_on.year,
            pathway=view.stay.pathway,
            months_here=int((today - view.stay.begun_on).days / domain.DAYS_A_MONTH),
            told=told.get(member.person, {}),
        )
        for view in stays.stays(keyring)
        for member in view.stay.members
    ]
    return cohorting.cohorts(people, months)


def alumni(keyring: Keyring, today: date) -> list[Alumnus]:
    """List who would help others and did not end it, those first who wait to be paired.

    Cost: it opens every part of every case of the reader.
    """
    found = []
    for case, kept in parts.everywhere(Willing, keyring).items():
        standing = [one for one in kept if one.value.ended_on is None]
        if standing:
            view = cases.household(case, keyring, today)
            people = dict(zip(view.household.people, view.people, strict=True))
            found += [
                Alumnus(one, view, people[one.value.person])
                for one in standing
                if one.value.person in people
            ]
    return sorted(found, key=lambda one: (one.kept.value.handed_on is not None, one.kept.first_at))


def pathway_names(keyring: Keyring, language: str) -> dict[str, str]:
    """Give the name of each pathway by its code."""
    return {one.code: one.name.told(language) for one in tables(keyring).pathways}


def _checks(stay: StayView, found: Opened, keyring: Keyring, today: date) -> tuple[Check, ...]:
    known = tables(keyring)
    pathway = pathways.pathway_of(known, stay.stay.pathway, stay.stay.version)
    people = stays.newcomers(stay, keyring, today)
    views = pathways.course(pathway, known, stay=stay.stay, people=people, today=today)
    told = [kept.value for kept in parts.of_kind(found, FollowUp)]
    later = [kept.value for kept in parts.of_kind(found, PutOff)]
    tries = [kept.value for kept in parts.of_kind(found, ContactTry)]
    shown = []
    for view in views:
        if view.step.kind != CHECK:
            continue
        code = view.step.code
        put_off = next((one for one in reversed(later) if one.step == code), None)
        check = Check(
            view=view,
            asked=tuple(dict.fromkeys(one.person for one in told if one.step == code)),
            reach=Reach(0, 0),
            put_off=put_off,
        )
        shown.append(check._replace(reach=domain.reach(tries, check.since)))
    return tuple(shown)


def _people(view: HouseholdView, found: Opened) -> tuple[Lives, ...]:
    told = parts.of_kind(found, FollowUp)
    plans = [one for one in parts.of_kind(found, CrisisPlan) if one.value.ended_on is None]
    willing = [one for one in parts.of_kind(found, Willing) if one.value.ended_on is None]
    offered = {one.value.person for one in parts.of_kind(found, Offered)}
    return tuple(
        Lives(
            id=one,
            person=person,
            told=tuple(
                sorted((k for k in told if k.value.person == one), key=lambda k: k.value.on)
            ),
            plan=next((k for k in plans if k.value.person == one), None),
            willing=next((k for k in willing if k.value.person == one), None),
            was_offered=one in offered,
        )
        for one, person in zip(view.household.people, view.people, strict=True)
    )
