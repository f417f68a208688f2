"""Reads of one person's record, opened with the reader's own keyring."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.cases import parts, queries, timeline
from waystation.cases.domain import Household
from waystation.cases.kin import Kin
from waystation.cases.models import HouseholdRow, PersonRow
from waystation.cases.parts import Kept
from waystation.cases.person import Edit, Person
from waystation.cases.queries import find, held, open_person
from waystation.cases.recording import OldEdits
from waystation.cases.records.domain import Request, Tree, tree
from waystation.cases.records.wording import FIELDS, field_words, old_value
from waystation.cases.timeline import Entry
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row

# What may stand on a paper that others may find. All else was written to protect somebody, or
# stands in a household's time line because it concerns more than one person.
PRINTED = (
    "consent/1", "free passage/1", "referral/1", "request/1", "screening/1", "record request/1",
)  # fmt: skip


class Relative(msgspec.Struct, frozen=True):
    """Somebody a person is tied to; `person` is None where the reader cannot open their record."""

    kin: Kin
    person: Person | None
    code: str
    here: bool


class Was(msgspec.Struct, frozen=True):
    """One change to a record: when, by whom, why, and what each field said until then."""

    at: datetime
    name: str
    why: str
    said: tuple[tuple[str, str], ...]


class Record(msgspec.Struct, frozen=True):
    """A person's record as its page shows it."""

    id: UUID
    person: Person
    household_id: UUID
    household: Household
    cell: UUID
    place_name: str
    nth: int
    relatives: tuple[Relative, ...]
    today: date


class Drawn(msgspec.Struct, frozen=True):
    """A family tree with the people on it; `n_alone` counts those who are tied to nobody."""

    tree: Tree
    people: dict[UUID, Person]
    elsewhere: frozenset[UUID]
    ties: tuple[tuple[UUID, Relative], ...]
    n_alone: int


def record(person_id: UUID, keyring: Keyring, today: date) -> Record:
    """Read one person's record.

    Raises:
      Refused: there is no such person among the reader's.
      Tampered: the record was put back to what it was, or is not one of its household.
    """
    row = find(PersonRow, person_id, keyring)
    household = open_row(find(HouseholdRow, row.household_id, keyring), Household, keyring)
    if household.manifest.get(row.id) != row.revision:
        raise Tampered("a household's members are not those written in it")
    person = open_person(row, keyring)
    names = queries.place_names(keyring)
    return Record(
        id=row.id,
        person=person,
        household_id=row.household_id,
        household=household,
        cell=row.cell,
        place_name=names.get(household.place, household.place),
        nth=household.people.index(row.id) + 1 if row.id in household.people else 0,
        relatives=relatives(person, row.household_id, keyring),
        today=today,
    )


def relatives(person: Person, household_id: UUID, keyring: Keyring) -> tuple[Relative, ...]:
    """Read those a person is tied to, those of their own household first."""
    return _relatives([person], household_id, keyring)[0]


def drawn(people: Sequence[tuple[UUID, Person]], household_id: UUID, keyring: Keyring) -> Drawn:
    """Lay out a household's family, with those of other households they are tied to."""
    here = dict(people)
    found = _relatives([person for _id, person in people], household_id, keyring)
    ties = [(one[0], tie) for one, theirs in zip(people, found, strict=True) for tie in theirs]
    others = {one.kin.to: one.person for _id, one in ties if one.person and not one.here}
    tied = {key: value for key, value in here.items() if value.kin}
    known = tied | {key: value for key, value in others.items() if key not in here}
    laid = tree(list(known), {key: value.kin for key, value in known.items()})
    return Drawn(
        laid, known, frozenset(known.keys() - here.keys()), tuple(ties), len(here) - len(tied)
    )


def changes(person_id: UUID, person: Person, household_id: UUID, keyring: Keyring) -> list[Was]:
    """Tell every change to a record, the latest first, with what it said before."""
    put_aside = parts.listed(household_id, OldEdits, keyring)
    edits = [edit for kept in put_aside if kept.value.person == person_id
             for edit in kept.value.edits]  # fmt: skip
    return [_told(edit) for edit in reversed([*edits, *person.history])]


def requests(person_id: UUID, household_id: UUID, keyring: Keyring) -> list[Kept[Request]]:
    """List what somebody asked about their record, the latest first."""
    kept = parts.listed(household_id, Request, keyring)
    return [one for one in reversed(kept) if one.value.person == person_id]


def request(request_id: UUID, person_id: UUID, keyring: Keyring) -> Kept[Request]:
    """Read one request of a person.

    Raises:
      Refused: there is no such person or request among the reader's, or it is another's.
    """
    find(PersonRow, person_id, keyring)
    kept = parts.read(request_id, Request, keyring)
    if kept.value.person != person_id:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return kept


def about(person_id: UUID, household_id: UUID, keyring: Keyring) -> list[Entry]:
    """Tell what was written in the case about one person, the latest first."""
    theirs = {
        row.id for row, part in parts.opened(household_id, keyring) if _names(part.body, person_id)
    }
    return [one for one in timeline.timeline(household_id, keyring) if one.part in theirs]


def printed(entries: Sequence[Entry]) -> list[Entry]:
    """Leave out what is not put on a paper that others may find."""
    return [one for one in entries if one.kind in PRINTED]


def _relatives(
    people: Sequence[Person], household_id: UUID, keyring: Keyring
) -> list[tuple[Relative, ...]]:
    """Read those some people are tied to, with one look at the rows of all of them."""
    rows = _rows([kin.to for person in people for kin in person.kin], keyring)
    opened = {one: open_person(row, keyring) for one, row in rows.items()}
    homes = {row.household_id for row in rows.values()}
    codes = {
        row.id: home.code
        for row, home in open_all(
            held(HouseholdRow, keyring).filter(pk__in=homes), Household, keyring
        )
    }

    def relative(kin: Kin) -> Relative:
        here = kin.case == household_id
        return Relative(kin, opened.get(kin.to), codes.get(kin.case, ""), here)

    found = [[relative(kin) for kin in person.kin] for person in people]
    return [tuple(sorted(theirs, key=lambda one: not one.here)) for theirs in found]


def _told(edit: Edit) -> Was:
    said = tuple(
        (str(FIELDS.get(what, what)), field_words(what, old_value(what, body)))
        for what, body in edit.was.items()
    )
    return Was(edit.at, edit.name, edit.why, said)


def _names(body: msgspec.Raw, person_id: UUID) -> bool:
    """Say whether a part names a person as whom it is about."""
    held_in = msgspec.msgpack.decode(body)
    return str(person_id) in (held_in.get("person"), held_in.get("subject"))


def _rows(ids: Sequence[UUID], keyring: Keyring) -> dict[UUID, PersonRow]:
    """Find the rows of people that the reader can open; of destroyed cases there are none."""
    rows = {row.id: row for row in held(PersonRow, keyring).filter(pk__in=ids)}
    keyring.expect(row.case for row in rows.values())
    return {key: row for key, row in rows.items() if keyring.has_shred(row.case)}
