"""Reads of safeguarding: the children of a household, what was decided, what is open."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases.models import HouseholdRow, PersonRow
from waystation.cases.parts import Kept
from waystation.cases.person import Person
from waystation.cases.queries import find, people_by_id
from waystation.cases.safeguarding import assessing, domain
from waystation.cases.safeguarding.assessing import Assessment, Why
from waystation.cases.safeguarding.domain import Clearance, Companion, Standing, Traveller
from waystation.cases.safeguarding.indicators import Asked, Concern
from waystation.vault.keyring import Keyring


class ChildView(NamedTuple):
    """A child of a household: who looks after them, and what was found and decided.

    `assessments` are all of them, the latest last.
    """

    id: UUID
    person: Person
    standing: Standing
    assessments: tuple[Kept[Assessment], ...]
    companion: Kept[Companion] | None
    clearance: Clearance | None

    @property
    def is_flagged(self) -> bool:
        """Say whether no parent or guardian of theirs is in the household."""
        return self.standing != "cared for"

    @property
    def latest(self) -> Kept[Assessment] | None:
        """Give the latest assessment."""
        return self.assessments[-1] if self.assessments else None


def people_in(household_id: UUID, keyring: Keyring) -> list[Traveller]:
    """List everybody of a household.

    Raises:
      Refused: there is no such household among the reader's.
    """
    people = people_by_id(find(HouseholdRow, household_id, keyring), keyring)
    return domain.travellers([(tuple(people), tuple(people.values()))])


def household_of(child: UUID, keyring: Keyring, today: date) -> UUID:
    """Say in which household a child is.

    Raises:
      Refused: there is no such child among the reader's.
    """
    case = find(PersonRow, child, keyring).case
    if child not in {view.id for view in children(case, keyring, today)}:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return case


def children(household_id: UUID, keyring: Keyring, today: date) -> list[ChildView]:
    """List the children of a household, those whom nobody looks after first.

    Raises:
      Refused: there is no such household among the reader's.
    """
    people = people_in(household_id, keyring)
    young = [one for one in people if one.person.is_child_on(today)]
    if not young:
        return []
    made = parts.listed(household_id, Assessment, keyring)
    named = parts.listed(household_id, Companion, keyring)
    may = _clearances(made, named, today)
    views = [
        ChildView(
            id=one.id,
            person=one.person,
            standing=domain.standing_of(one.id, people, today),
            assessments=tuple(kept for kept in made if kept.value.child == one.id),
            companion=_companion_of(one.id, named),
            clearance=may.get(one.id),
        )
        for one in young
    ]
    return sorted(views, key=lambda view: not view.is_flagged)


def flagged(household_id: UUID, keyring: Keyring, today: date) -> list[tuple[UUID, Standing]]:
    """List the children of a household whom no parent or guardian in it looks after."""
    return domain.unaccompanied(people_in(household_id, keyring), today)


def to_open(household_id: UUID, keyring: Keyring, today: date) -> list[tuple[UUID, Why]]:
    """List the children who need a best-interests assessment and have none, and why."""
    found = flagged(household_id, keyring, today)
    if not found:
        return []
    known = [kept.value for kept in parts.listed(household_id, Assessment, keyring)]
    return assessing.to_open(found, known, today)


def needs_assessment(household_id: UUID, keyring: Keyring, today: date) -> list[UUID]:
    """List the children who need a best-interests assessment and have none."""
    return [child for child, _why in to_open(household_id, keyring, today)]


def clearances(household_id: UUID, keyring: Keyring, today: date) -> dict[UUID, Clearance]:
    """Say which children of a household may travel without a parent, and with whom."""
    made = parts.listed(household_id, Assessment, keyring)
    return _clearances(made, parts.listed(household_id, Companion, keyring), today)


def n_stopping(household_id: UUID, keyring: Keyring) -> int:
    """Count the open concerns that hold a household's next leg."""
    return sum(kept.value.at_once for kept in open_concerns(household_id, keyring))


def open_concerns(household_id: UUID, keyring: Keyring) -> list[Kept[Concern]]:
    """List the concerns of a household that somebody still has to look into."""
    return [kept for kept in concerns(household_id, keyring) if kept.value.is_open]


def concerns(household_id: UUID, keyring: Keyring) -> list[Kept[Concern]]:
    """List the concerns of a household: open ones first, then the latest."""
    found = parts.listed(household_id, Concern, keyring)
    found.sort(key=lambda kept: kept.first_at, reverse=True)
    return sorted(found, key=lambda kept: not kept.value.is_open)


def asked(household_id: UUID, keyring: Keyring) -> list[Kept[Asked]]:
    """List when a household was asked for signs of exploitation, the latest first."""
    return parts.listed(household_id, Asked, keyring)[::-1]


def assessment(part_id: UUID, keyring: Keyring) -> Kept[Assessment]:
    """Read one best-interests assessment.

    Raises:
      Refused: there is no such assessment among the reader's.
    """
    return parts.read(part_id, Assessment, keyring)


def as_seen(kept: Kept[Assessment], n_changes: int) -> Assessment:
    """Give an assessment as it stood after so many changes."""
    stood = [*(was.value for was in kept.before), kept.value]
    return stood[min(n_changes, len(kept.before))]


def _companion_of(child: UUID, named: Sequence[Kept[Companion]]) -> Kept[Companion] | None:
    """Find the companion a child has now, or had last."""
    theirs = [kept for kept in named if kept.value.child == child]
    theirs.sort(key=lambda kept: (kept.value.ended_on is None, kept.first_at))
    return theirs[-1] if theirs else None


def _clearances(
    made: Sequence[Kept[Assessment]], named: Sequence[Kept[Companion]], today: date
) -> dict[UUID, Clearance]:
    return assessing.clearances(
        (kept.value for kept in made), (kept.value for kept in named), today
    )
