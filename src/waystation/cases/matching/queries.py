"""Records that may be of one person, looked for in the reader's own visit and kept nowhere."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.domain import Household
from waystation.cases.matching.domain import Different, Found, Mention, Merge, Proposal, find, weigh
from waystation.cases.models import HouseholdRow, PersonRow
from waystation.cases.parts import Kept
from waystation.cases.person import Person
from waystation.cases.queries import HouseholdView
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row


class Side(msgspec.Struct, frozen=True):
    """One of two records that are compared."""

    id: UUID
    case: UUID
    code: str
    place_name: str
    stands: str
    person: Person
    today: date

    @property
    def age(self) -> int | None:
        """Give the age today."""
        return self.person.age_on(self.today)


class Pair(msgspec.Struct, frozen=True):
    """Two records that may be of one person, and what says so."""

    one: Side
    other: Side
    proposal: Proposal


class Doubles(msgspec.Struct, frozen=True):
    """What a search for doubles found."""

    pairs: tuple[Pair, ...]
    found: Found


def doubles(keyring: Keyring, today: date) -> Doubles:
    """Look for doubles among all people of the reader's compartments.

    Cost: 10,000 people in the time `cases.doubles_10000_s` of the benchmarks tells.
    """
    views = cases.households(keyring, today)
    sides = {side.id: side for view in views for side in _sides(view, today)}
    found = find([mention for view in views for mention in mentions(view, today)])
    apart = {
        frozenset((kept.value.one, kept.value.other))
        for of_case in parts.everywhere(Different, keyring).values()
        for kept in of_case
    }
    pairs = tuple(
        Pair(sides[one.first], sides[one.second], one)
        for one in found.proposals
        if frozenset((one.first, one.second)) not in apart
    )
    return Doubles(pairs, found)


def side(person_id: UUID, keyring: Keyring, today: date) -> Side:
    """Read one record that is to be compared.

    Raises:
      Refused: there is no such record among the reader's, or it was put together with another.
    """
    row = cases.find(PersonRow, person_id, keyring)
    view = cases.household(row.case, keyring, today)
    for found in _sides(view, today):
        if found.id == person_id:
            return found
    raise Refused(
        _("This record was put together with another already."),
        hint=_("Look at the list of what was put together."),
    )


def proposal(one: Side, other: Side, keyring: Keyring, today: date) -> Proposal | None:
    """Say what speaks for two records being of one person; None where one of them has no name.

    What is rare is told from what is common by all the reader's records.
    """
    views = cases.households(keyring, today)
    everybody = [mention for view in views for mention in mentions(view, today)]
    return weigh(everybody, one.id, other.id)


def merges(keyring: Keyring) -> list[Kept[Merge]]:
    """List what was put together and not taken apart again, the latest first."""
    found = [
        kept
        for case, of_case in parts.everywhere(Merge, keyring).items()
        for kept in of_case
        if kept.value.stays_case == case and kept.value.undone_at is None
    ]
    return sorted(found, key=lambda kept: kept.first_at, reverse=True)


def called(merge: Merge, keyring: Keyring) -> tuple[str, str]:
    """Name the household of the record that stays and that of the one that went."""
    codes = []
    for case in (merge.stays_case, merge.goes_case):
        row = cases.held(HouseholdRow, keyring).filter(pk=case).first()
        keyring.expect([case])
        there = row is not None and keyring.has_shred(case)
        codes.append(open_row(row, Household, keyring).code if row and there else "–")
    return codes[0], codes[1]


def mentions(view: HouseholdView, today: date) -> Iterator[Mention]:
    """Give what the records of a household say, so that it can be compared."""
    household = view.household
    told_on = min(today, household.arrived_on or household.waiting_since)
    for person_id, person in zip(household.people, view.people, strict=True):
        others = [one for one in view.people if one is not person]
        yield Mention(
            person=person_id,
            house=view.id,
            names=tuple(name.text for name in person.names),
            sex=person.sex,
            birth_year=_year(person, told_on),
            born_on=person.birth.solar(),
            place=household.place,
            companions=tuple(name.text for one in others for name in one.names),
            papers=tuple(paper.number for paper in person.documents if paper.number),
        )


def _year(person: Person, told_on: date) -> int | None:
    """Give the year of birth, by the middle of the days it can have been; or from the age told."""
    span = person.birth.span()
    if span:
        return date.fromordinal((span[0].toordinal() + span[1].toordinal()) // 2).year
    age = person.birth.age_years
    return None if age is None else told_on.year - age


def _sides(view: HouseholdView, today: date) -> Iterator[Side]:
    for person_id, person in zip(view.household.people, view.people, strict=True):
        yield Side(
            id=person_id,
            case=view.id,
            code=view.household.code,
            place_name=view.place_name,
            stands=view.stands,
            person=person,
            today=today,
        )
