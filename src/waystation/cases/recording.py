"""Changes to the record of a person: what it said before stays in it, with who, when and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused, Tampered
from waystation.cases import noticing, parts, person
from waystation.cases.domain import PEOPLE_MAX, Household
from waystation.cases.kin import DESCENT, KIN_MAX, Kin, KinKind, back, is_above
from waystation.cases.models import HouseholdRow, PersonRow
from waystation.cases.person import Edit, Person
from waystation.cases.queries import find, held, open_person
from waystation.vault.keyring import Keyring
from waystation.vault.opening import fill, open_row, swap

# So many changes stay in the record itself; older ones are put aside in the case.
EDITS_MAX = 20


class OldEdits(msgspec.Struct, frozen=True, kw_only=True, tag="old edits/1"):
    """Changes to a person's record that are no longer kept in the record itself."""

    person: UUID
    edits: tuple[Edit, ...]


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """What `other` is to `one`: `kind="parent"` says that the other is a parent of the one."""

    one: UUID
    other: UUID
    kind: KinKind
    informal: bool = False
    hard: bool = False
    evidence: str = ""


@transaction.atomic
def change_person(
    *,
    person_id: UUID,
    was: Person,
    value: Person,
    why: str = "",
    keyring: Keyring,
    now: datetime,
) -> None:
    """Change what is written about somebody; each old value is kept.

    Only the fields in which `value` differs from `was` are written, so two colleagues who change
    different things do not stand in each other's way. Ties are made by `tie`, not here.

    Args:
      was: the record as the writer saw it.

    Raises:
      Refused: a field was changed meanwhile, or there is no such person among the writer's.
      Overtaken: it was changed this very moment; read again.
      Tampered: the record was put back to what it was before.
    """
    row = find(PersonRow, person_id, keyring)
    stands = open_person(row, keyring)
    fields = {
        what: getattr(value, what)
        for what in Person.__struct_fields__
        if what not in ("kin", "history") and getattr(value, what) != getattr(was, what)
    }
    if any(getattr(stands, what) != getattr(was, what) for what in fields):
        raise Refused(
            _("Somebody changed this meanwhile."),
            hint=_("Look at what it says now, then change it again."),
        )
    new = person.changed(
        stands, by=keyring.user_id, name=keyring.alias, at=now, why=why.strip(), **fields
    )
    if new != stands:
        _write({row: new}, keyring, now)


@transaction.atomic
def add_person(*, household_id: UUID, value: Person, keyring: Keyring, now: datetime) -> UUID:
    """Put one more person into a household; gives the person's id.

    Raises:
      Refused: the household is full, or there is no such household.
      Overtaken: the household was changed meanwhile.
    """
    row = find(HouseholdRow, household_id, keyring)
    household = open_row(row, Household, keyring)
    if len(household.people) >= PEOPLE_MAX:
        raise Refused(
            _("This household has %(n)d people already.") % {"n": PEOPLE_MAX},
            hint=_("Put them on file as a household that travels with this one."),
        )
    new = PersonRow(cell=row.cell, case=row.case, household=row)
    fill(new, value, keyring, on=now.date()).save(force_insert=True)
    manifest = household.manifest | {new.id: new.revision}
    listed = replace(household, people=(*household.people, new.id), manifest=manifest)
    swap(row, listed, keyring, on=now.date())
    noticing.people_changed(household_id=household_id, keyring=keyring, now=now)
    return new.id


def tie(*, tie: Tie, keyring: Keyring, now: datetime) -> None:
    """Write down what two people are to each other, on both of them; see `tie_all`."""
    tie_all(ties=[tie], keyring=keyring, now=now)


@transaction.atomic
def tie_all(*, ties: Sequence[Tie], keyring: Keyring, now: datetime) -> None:
    """Write down many ties at once, each on both people, whichever households they are in.

    A tie that stands already between two people is put in the place of the old one.

    Raises:
      Refused: somebody is tied to themselves or would be their own forebear, has too many ties,
        or is not among the writer's.
      Overtaken: somebody was changed meanwhile.
    """
    ids = {person_id for one in ties for person_id in (one.one, one.other)}
    rows = _rows(ids, keyring)
    people = {row.id: open_person(row, keyring) for row in rows.values()}
    known = people | _forebears(people, keyring)
    ties_of = {person_id: value.kin for person_id, value in known.items()}
    for one in ties:
        kin = Kin(
            to=one.other,
            case=rows[one.other].household_id,
            kind=one.kind,
            informal=one.informal,
            hard=one.hard,
            evidence=one.evidence.strip(),
        )
        _must_fit(one, ties_of)
        mirrored = back(kin, to=one.one, case=rows[one.one].household_id)
        people[one.one] = _tied(people[one.one], kin, keyring, now)
        people[one.other] = _tied(people[one.other], mirrored, keyring, now)
        ties_of |= {one.one: people[one.one].kin, one.other: people[one.other].kin}
    _write({rows[person_id]: value for person_id, value in people.items()}, keyring, now)


@transaction.atomic
def untie(*, one: UUID, other: UUID, why: str = "", keyring: Keyring, now: datetime) -> None:
    """Take back what two people were said to be to each other, on both of them.

    The other's record may be gone, because their case was destroyed; then only this one changes.

    Raises:
      Refused: there is no tie between them, or no such person.
    """
    row = find(PersonRow, one, keyring)
    pairs = {row: other}
    there = held(PersonRow, keyring).filter(pk=other).first()
    if there is not None and keyring.has_shred(there.case):
        pairs[there] = one
    written = {}
    for own, to in pairs.items():
        value = open_person(own, keyring)
        rest = tuple(kin for kin in value.kin if kin.to != to)
        if rest == value.kin and own is row:
            raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
        written[own] = _edited(value, rest, why, keyring, now)
    _write(written, keyring, now)


def _rows(ids: Iterable[UUID], keyring: Keyring) -> dict[UUID, PersonRow]:
    wanted = set(ids)
    rows = {row.id: row for row in held(PersonRow, keyring).filter(pk__in=wanted)}
    keyring.expect(row.case for row in rows.values())
    if wanted - rows.keys() or any(not keyring.has_shred(row.case) for row in rows.values()):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return rows


def _forebears(people: dict[UUID, Person], keyring: Keyring) -> dict[UUID, Person]:
    """Open those from whom some people descend, as far up as their ties lead."""
    found: dict[UUID, Person] = {}
    todo = set(people)
    while todo:
        known = people | found
        named = {kin.to for one in todo for kin in known[one].kin if kin.kind in DESCENT}
        rows = held(PersonRow, keyring).filter(pk__in=named - known.keys())
        todo = {row.id for row in rows if keyring.has_shred(row.case)}
        found |= {row.id: open_person(row, keyring) for row in rows if row.id in todo}
    return found


def _must_fit(one: Tie, ties_of: dict[UUID, tuple[Kin, ...]]) -> None:
    if one.one == one.other:
        raise Refused(_("Nobody can be tied to themselves."), hint=_("Choose the other person."))
    if is_above(one.one, one.other, one.kind, ties_of):
        raise Refused(
            _("These two would each come before the other in the family."),
            hint=_("Look at the ties they have already, and which way round this one is."),
        )
    for person_id, other in ((one.one, one.other), (one.other, one.one)):
        others = {kin.to for kin in ties_of[person_id]} - {other}
        if len(others) >= KIN_MAX:
            raise Refused(
                _("Somebody here has %(n)d ties already.") % {"n": KIN_MAX},
                hint=_("Take back those that are no longer needed."),
            )


def _tied(value: Person, kin: Kin, keyring: Keyring, now: datetime) -> Person:
    """Put a tie in the place of an older one to the same person."""
    if kin in value.kin:
        return value
    rest = tuple(other for other in value.kin if other.to != kin.to)
    if len(rest) == len(value.kin):
        # Something new takes nothing away, so there is nothing old to keep.
        return replace(value, kin=(*rest, kin))
    return _edited(value, (*rest, kin), "", keyring, now)


def _edited(
    value: Person, kin: tuple[Kin, ...], why: str, keyring: Keyring, now: datetime
) -> Person:
    by, name = keyring.user_id, keyring.alias
    return person.changed(value, by=by, name=name, at=now, why=why.strip(), kin=kin)


def _write(written: dict[PersonRow, Person], keyring: Keyring, now: datetime) -> None:
    """Put new records in the place of old ones, and their revisions into their households."""
    revisions: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    before = {row.id: row.revision for row in written}
    for row, value in written.items():
        if len(value.history) > EDITS_MAX:
            old = OldEdits(person=row.id, edits=value.history[:-1])
            parts.put(household_id=row.household_id, value=old, keyring=keyring, now=now)
            value = replace(value, history=value.history[-1:])
        swap(row, value, keyring, on=now.date())
        revisions[row.household_id][row.id] = row.revision
    for household_id, changed in revisions.items():
        home = find(HouseholdRow, household_id, keyring)
        household = open_row(home, Household, keyring)
        # A record that was put back to what it was must not become true by being written on.
        if any(household.manifest.get(one) != before[one] for one in changed):
            raise Tampered("a household's members are not those written in it")
        manifest = household.manifest | changed
        swap(home, replace(household, manifest=manifest), keyring, on=now.date())
    for household_id in revisions:
        noticing.people_changed(household_id=household_id, keyring=keyring, now=now)
