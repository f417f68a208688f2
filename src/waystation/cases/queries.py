"""Reads of casework, opened with the reader's own keyring.

A long list is read in two steps: `lines` opens the households, which is all that its order needs,
and `with_people` opens the people of those that are shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar, Union, cast
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.cases import domain
from waystation.cases.domain import FirstContact, Group, Household, Person, Tip
from waystation.cases.models import GroupRow, HouseholdRow, PersonRow, TipRow
from waystation.cases.person import PersonAsBefore
from waystation.network import queries as network
from waystation.vault import files
from waystation.vault.files import FileView
from waystation.vault.keyring import Keyring
from waystation.vault.opening import Bare, open_all, open_bare, open_row, shut
from waystation.vault.rows import CaseRow, SealedRow

Row = TypeVar("Row", bound=SealedRow)
# A row of a person, whenever it was written.
AnyPerson = cast(type[Person | PersonAsBefore], Union[Person, PersonAsBefore])  # noqa: UP007


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
    today: date
    files: tuple[FileView, ...] = ()

    @property
    def size(self) -> int:
        """Count its people."""
        return len(self.people)

    @property
    def n_children(self) -> int:
        """Count its children."""
        return domain.n_children(self.people, self.today)


class Line(msgspec.Struct, frozen=True):
    """A household in a long list: its people are counted, not opened."""

    id: UUID
    cell: UUID
    household: Household
    place_name: str
    stands: str
    waited_days: int
    today: date

    @property
    def size(self) -> int:
        """Count its people."""
        return len(self.household.people)

    @property
    def waits(self) -> bool:
        """Say whether no group has taken it yet and the work on its case goes on."""
        return self.stands in domain.WAITING and self.household.step != "closed"


class GroupView(msgspec.Struct, frozen=True):
    """A group with everybody in it: what a plan is made for."""

    id: UUID
    cell: UUID
    group: Group
    place_name: str
    households: tuple[HouseholdView, ...]
    today: date

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
        return domain.n_children(self.people, self.today)

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
    if row is None or is_destroyed(row, keyring):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return row


def n_shut(keyring: Keyring) -> int:
    """Count the cases of the reader that nobody can open any more, because their key is gone.

    A case that was destroyed leaves no row. These came back with an older backup, or the key store
    is not the whole one.
    """
    return shut(HouseholdRow, keyring) + shut(TipRow, keyring)


def tips(
    keyring: Keyring, now: datetime, *, names: Mapping[str, str] | None = None
) -> list[TipView]:
    """List the tips in the order in which they want checking, closed ones last.

    Args:
      names: the names of places, if the caller has opened them anyway.
    """
    names = place_names(keyring) if names is None else names
    opened = open_bare(held(TipRow, keyring), Tip, keyring)
    keyring.expect(row.value.household for row in opened if row.value.household)
    views = [_tip_view(row.id, left_alone(row.value, keyring), now, names) for row in opened]
    return sorted(views, key=lambda view: domain.to_check_first(view.tip))


def tip(tip_id: UUID, keyring: Keyring, now: datetime) -> TipView:
    """Read one tip.

    Raises:
      Refused: there is no such record among the reader's.
    """
    row = find(TipRow, tip_id, keyring)
    value = left_alone(open_row(row, Tip, keyring), keyring)
    return _tip_view(row.id, value, now, place_names(keyring))


def opened_households(keyring: Keyring) -> list[Bare[Household]]:
    """Open every household without its people, for a page that makes several lists of them."""
    return open_bare(held(HouseholdRow, keyring), Household, keyring)


def lines(
    keyring: Keyring,
    today: date,
    *,
    names: Mapping[str, str] | None = None,
    households: Iterable[Bare[Household]] | None = None,
) -> list[Line]:
    """List every household heard of by a day, most urgent and longest waiting first, unopened.

    Args:
      names: as for `tips`.
      households: those to be listed, if the caller has opened them anyway.
    """
    names = place_names(keyring) if names is None else names
    known = [
        _line(row, row.value, today, names)
        for row in (opened_households(keyring) if households is None else households)
        if row.value.waiting_since <= today and (row.value.people or not row.value.merged)
    ]
    return sorted(known, key=lambda line: domain.most_urgent_first(line.household))


def waiting_lines(keyring: Keyring, today: date) -> list[Line]:
    """List the households no group has taken yet, as `lines`."""
    return [line for line in lines(keyring, today) if line.waits]


def with_people(found: Sequence[Line], keyring: Keyring) -> list[HouseholdView]:
    """Open the people of some lines of a list, in its order.

    Raises:
      Tampered: a member's row is missing, or one is there that was not written here.
    """
    people = _people({line.id: line.household for line in found}, keyring)
    return [
        HouseholdView(
            id=line.id,
            cell=line.cell,
            household=line.household,
            place_name=line.place_name,
            people=people[line.id],
            stands=line.stands,
            waited_days=line.waited_days,
            today=line.today,
        )
        for line in found
    ]


def households(keyring: Keyring, today: date) -> list[HouseholdView]:
    """List every household heard of by a day with its people; for a long list see `lines`."""
    return with_people(lines(keyring, today), keyring)


def waiting(keyring: Keyring, today: date) -> list[HouseholdView]:
    """List the households no group has taken yet with their people; see `waiting_lines`."""
    return with_people(waiting_lines(keyring, today), keyring)


def household(household_id: UUID, keyring: Keyring, today: date) -> HouseholdView:
    """Read one household with its people.

    Raises:
      Refused: there is no such record among the reader's.
    """
    row = find(HouseholdRow, household_id, keyring)
    value = open_row(row, Household, keyring)
    (view,) = with_people([_line(row, value, today, place_names(keyring))], keyring)
    filed = tuple(files.listed(row.case, keyring))
    manifest = view.household.manifest
    of_people = {*view.household.people, *view.household.merged}
    expected = {one: manifest[one] for one in manifest.keys() - of_people}
    if expected != {file.id: file.revision for file in filed}:
        raise Tampered("a case's files are not those written in it")
    records = everybody_of(row, keyring) if value.merged else view.people
    photos = {person.photo for person in records}
    return msgspec.structs.replace(view, files=tuple(f for f in filed if f.id not in photos))


def people_by_id(row: HouseholdRow, keyring: Keyring) -> dict[UUID, Person]:
    """Read the people of one household by their ids, in their order.

    Raises:
      Tampered: a member's row is missing, or one is there that was not written here.
    """
    value = open_row(row, Household, keyring)
    return dict(zip(value.people, _people({row.id: value}, keyring)[row.id], strict=True))


def everybody_of(row: HouseholdRow, keyring: Keyring) -> tuple[Person, ...]:
    """Read every record of one household, last those that went into another; see `people_by_id`."""
    value = open_row(row, Household, keyring)
    whole = msgspec.structs.replace(value, people=(*value.people, *value.merged), merged=())
    return _people({row.id: whole}, keyring)[row.id]


def by_code(code: str, keyring: Keyring) -> list[Household]:
    """Find the households of the reader that go by a code; codes are drawn, so it is one at most.

    Cost: it opens every household there is, without its people.
    """
    opened = open_all(held(HouseholdRow, keyring), Household, keyring)
    return [household for _row, household in opened if household.code == code]


def open_person(row: PersonRow, keyring: Keyring) -> Person:
    """Open one person's row, as it is written today or as it was written before.

    Raises:
      Tampered: as `open_row`.
    """
    value = open_row(row, AnyPerson, keyring)
    return value.now() if isinstance(value, PersonAsBefore) else value


def groups(keyring: Keyring, today: date, *, still_open: bool = False) -> list[GroupView]:
    """List the groups, the youngest first; `still_open` leaves out those that have arrived."""
    found = open_all(held(GroupRow, keyring), Group, keyring)
    wanted = [one for one in found if not (still_open and one[1].state == "arrived")]
    views = _group_views(wanted, keyring, today)
    return sorted(views, key=lambda view: (view.group.formed_on, view.group.label), reverse=True)


def group_detail(group_id: UUID, keyring: Keyring, today: date) -> GroupView:
    """Read one group with everybody in it.

    Raises:
      Refused: there is no such record among the reader's.
    """
    row = find(GroupRow, group_id, keyring)
    return _group_views([(row, open_row(row, Group, keyring))], keyring, today)[0]


def place_names(keyring: Keyring) -> dict[str, str]:
    """Give the name of each place by its slug."""
    return {place.slug: place.name for place in network.places(keyring)}


def _tip_view(tip_id: UUID, tip: Tip, now: datetime, names: Mapping[str, str]) -> TipView:
    return TipView(
        id=tip_id,
        tip=tip,
        place_name=names.get(tip.place, tip.place) or _("place not said"),
        clock=domain.first_contact(tip, now),
    )


def _line(
    row: HouseholdRow | Bare[Household], value: Household, today: date, names: Mapping[str, str]
) -> Line:
    return Line(
        id=row.id,
        cell=row.cell,
        household=value,
        place_name=names.get(value.place, value.place),
        stands=domain.standing(value, today),
        waited_days=domain.waited_days(value, today),
        today=today,
    )


def _group_views(
    opened: Sequence[tuple[GroupRow, Group]], keyring: Keyring, today: date
) -> list[GroupView]:
    names = place_names(keyring)
    ids = [household_id for _row, group in opened for household_id in group.households]
    # Those who arrived may have gone to another compartment since.
    bound = {one for _row, group in opened if group.state != "arrived" for one in group.households}
    found = open_all(held(HouseholdRow, keyring).filter(pk__in=ids), Household, keyring)
    of_groups = [_line(row, value, today, names) for row, value in found]
    members = {view.id: view for view in with_people(of_groups, keyring)}
    keyring.expect(ids)
    if any(keyring.has_shred(household_id) for household_id in bound - members.keys()):
        raise Tampered("a household is missing from its group")
    return [
        GroupView(
            id=row.id,
            cell=row.cell,
            group=group,
            place_name=names.get(group.place, group.place),
            households=tuple(members[one] for one in group.households if one in members),
            today=today,
        )
        for row, group in opened
    ]


def left_alone(tip: Tip, keyring: Keyring) -> Tip:
    """Take a tip for one without a household, if that was destroyed elsewhere."""
    if tip.household is None:
        return tip
    keyring.expect([tip.household])
    return tip if keyring.has_shred(tip.household) else msgspec.structs.replace(tip, household=None)


def is_destroyed(row: SealedRow, keyring: Keyring) -> bool:
    """Say whether a row belongs to a case whose key is gone."""
    if isinstance(row, CaseRow):
        keyring.expect([row.case])
        return not keyring.has_shred(row.case)
    return False


def _people(opened: Mapping[UUID, Household], keyring: Keyring) -> dict[UUID, tuple[Person, ...]]:
    """Read the people of many households at once, checked against what each household lists."""
    rows: dict[UUID, dict[UUID, PersonRow]] = defaultdict(dict)
    for person in PersonRow.objects.filter(household__in=list(opened)):
        rows[person.household_id][person.id] = person
    keyring.expect(opened)
    for household_id, value in opened.items():
        there = {member.id: member.revision for member in rows[household_id].values()}
        listed = (*value.people, *value.merged)
        if there != {member: value.manifest.get(member) for member in listed}:
            raise Tampered("a household's members are not those written in it")
    return {
        household_id: tuple(
            open_person(rows[household_id][member], keyring) for member in value.people
        )
        for household_id, value in opened.items()
    }
