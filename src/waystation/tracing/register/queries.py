"""Reads of the register: by tracing officers whole, by a case worker only what is of their case."""

import logging
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.consent import queries as consents
from waystation.cases.consent.domain import Permission, Refusal, Subject, permits
from waystation.cases.parts import Kept
from waystation.cases.person import Person
from waystation.cases.queries import HouseholdView
from waystation.tracing.models import RegisterRow
from waystation.tracing.papers import queries as papers
from waystation.tracing.papers.queries import Sealed
from waystation.tracing.register.domain import EntryView, LooksFor, Registered
from waystation.tracing.values import Entry
from waystation.vault.keyring import Keyring

log = logging.getLogger("waystation.tracing")


class Row(NamedTuple):
    """How one of a household stands in the search for families.

    `may` is what they agree to today, or why nothing may be done.
    """

    id: UUID
    person: Person
    is_child: bool
    may: Permission | Refusal
    entered: Kept[Registered] | None
    looks: list[Kept[LooksFor]]

    @property
    def agrees(self) -> bool:
        """Say whether they agree to tracing today."""
        return isinstance(self.may, Permission)


def page(household_id: UUID, keyring: Keyring, today: date) -> tuple[HouseholdView, list[Row]]:
    """Read how everybody of a household stands: who may be found, and who looks for whom.

    Raises:
      Refused: there is no such household among the reader's.
    """
    view = cases.household(household_id, keyring, today)
    answers = consents.answers(household_id, keyring)
    standing, looks = registered(household_id, keyring), looking(household_id, keyring)
    rows = []
    for one, person in zip(view.household.people, view.people, strict=True):
        subject = Subject(one, person.is_child_on(today))
        may = permits(answers, subject, "tracing", "", today)
        own = [kept for kept in looks if kept.value.person == one]
        rows.append(Row(one, person, subject.is_child, may, standing.get(one), own))
    return view, rows


def entries(keyring: Keyring, today: date) -> list[EntryView]:
    """List who agreed to be found and still agrees; nobody whose day has passed.

    An entry that does not open, or that another compartment signed than the one it says it is of,
    was written by none of us: it is left out and counted in the log.

    Cost: about 0.3 ms an entry.

    Raises:
      Refused: the reader holds no tracing compartment.
      Tampered: what the compartment noted of others' keys was changed.
    """
    keyring.cell("tracing")
    return _opened(list(_rows(keyring, today).order_by("id")), keyring, today)


def entry(entry_id: UUID, keyring: Keyring, today: date) -> EntryView | None:
    """Read one entry; None where there is none, its day has passed, or nobody of us wrote it."""
    found = _opened(list(_rows(keyring, today).filter(pk=entry_id)), keyring, today)
    return found[0] if found else None


def n_entries(keyring: Keyring, today: date) -> int:
    """Count the entries whose day has not passed; none is opened, so none is believed either."""
    return _rows(keyring, today).count()


def some(ids: Iterable[UUID], keyring: Keyring, today: date) -> dict[UUID, Entry]:
    """Read the entries of some ids; who is not there any more, or whose day passed, is left out."""
    rows = list(_rows(keyring, today).filter(pk__in=list(ids)))
    return {view.id: view.entry for view in _opened(rows, keyring, today)}


def registered(household_id: UUID, keyring: Keyring) -> dict[UUID, Kept[Registered]]:
    """Give who of a household stands in the register now, by person.

    Raises:
      Refused: there is no such household among the reader's.
    """
    found = parts.listed(household_id, Registered, keyring)
    return {kept.value.person: kept for kept in found if kept.value.ended_on is None}


def standing(household_id: UUID, person_id: UUID, keyring: Keyring) -> Kept[Registered]:
    """Give how somebody of a household stands in the register.

    Raises:
      Refused: they do not, or there is no such household among the reader's.
    """
    kept = registered(household_id, keyring).get(person_id)
    if kept is None:
        raise Refused(
            _("This person is not in the register."), hint=_("Load the page to see who is.")
        )
    return kept


def looking(household_id: UUID, keyring: Keyring) -> list[Kept[LooksFor]]:
    """List for whom those of a household look, as it was sent to the tracing desk.

    Raises:
      Refused: there is no such household among the reader's.
    """
    return parts.listed(household_id, LooksFor, keyring)


def _rows(keyring: Keyring, today: date) -> QuerySet[RegisterRow]:
    return RegisterRow.objects.filter(cell__in=keyring.cells_of("tracing"), ends_on__gte=today)


def _opened(rows: list[RegisterRow], keyring: Keyring, today: date) -> list[EntryView]:
    sealed = [Sealed(row.id, row.cell, bytes(row.box)) for row in rows]
    read = papers.opened(sealed, Entry, keyring)
    found = [
        EntryView(row.id, _on(paper.value, today))
        for row, paper in zip(rows, read, strict=True)
        if paper is not None
        if (paper.sender, row.ends_on) == (paper.value.origin.cell, paper.value.until)
    ]
    if len(found) < len(rows):
        log.error("%d entries of the register are not what was written", len(rows) - len(found))
    return found


def _on(entry: Entry, today: date) -> Entry:
    """Give an entry without those of their kin whose own yes has run out since it was written."""
    kin = entry.profile.relatives
    left = tuple(one for one in kin if one.until is None or one.until >= today)
    if left == kin:
        return entry
    return replace(entry, profile=replace(entry.profile, relatives=left))
