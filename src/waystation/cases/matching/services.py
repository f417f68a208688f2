"""Putting two records of one person together, and taking them apart again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import noticing, parts, recording
from waystation.cases.domain import WAITING, Household
from waystation.cases.grouping import queries as grouping
from waystation.cases.matching import domain
from waystation.cases.matching.domain import Different, Merge, packed
from waystation.cases.models import HouseholdRow, PersonRow
from waystation.cases.person import Person
from waystation.cases.queries import find, held, open_person
from waystation.cases.recording import Tie
from waystation.cases.safeguarding import queries as safeguarding
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap


@transaction.atomic
def merge(
    *, stays: UUID, goes: UUID, chosen: Mapping[str, str], keyring: Keyring, now: datetime
) -> UUID:
    """Put two records of one person together; one stands for both, the other is kept beside it.

    Of names, languages, ties, needs and documents both are kept; of the rest what was chosen.

    Args:
      chosen: for each field of `domain.CHOSEN` "goes" to take the other record's value.

    Raises:
      Refused: it is one record, one of them went into another already, the one that goes is in a
        group or on the way, what keeps its household safe stands in its case alone, or there is no
        such record.
      Overtaken: one of them was changed meanwhile.
    """
    if stays == goes:
        raise Refused(
            _("These are not two records but one."), hint=_("Choose another to compare it with.")
        )
    row, other = find(PersonRow, stays, keyring), find(PersonRow, goes, keyring)
    _must_be_free(row, other, keyring)
    one, gone = open_person(row, keyring), open_person(other, keyring)
    fields = domain.joined(one, gone, chosen)
    at = _take_out(other, keyring, now)
    _rewrite(stays, one, fields, keyring, now)
    made = Merge(
        stays=stays,
        stays_case=row.case,
        goes=goes,
        goes_case=other.case,
        at=at,
        was={what: packed(getattr(one, what)) for what in fields},
        became={what: packed(value) for what, value in fields.items()},
        ties=_tie(one, gone, (stays, goes), keyring, now),
    )
    merge_id = parts.put(household_id=row.case, value=made, keyring=keyring, now=now)
    if other.case != row.case:
        pointer = replace(made, was={}, became={}, ties=())
        parts.put(household_id=other.case, value=pointer, keyring=keyring, now=now)
    noticing.people_changed(household_id=other.case, keyring=keyring, now=now)
    audit.write("merged", actor=keyring.user_id, says={"of": str(merge_id)}, now=now)
    return merge_id


@transaction.atomic
def unmerge(*, merge_id: UUID, keyring: Keyring, now: datetime) -> list[str]:
    """Take two records apart again; gives the fields that were changed since and stay as they are.

    Raises:
      Refused: it was undone before, the other record's case was destroyed, the household it came
        from is in a group, or there is no such merge among the reader's.
      Overtaken: one of them was changed meanwhile.
    """
    kept = parts.read(merge_id, Merge, keyring)
    made = kept.value
    if kept.case != made.stays_case:
        # The other case only points to it, and does not know what to put back.
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    if made.undone_at is not None:
        raise Refused(_("This was taken apart already."), hint=_("Load the list again."))
    row = find(PersonRow, made.stays, keyring)
    other = find(PersonRow, made.goes, keyring)
    if row.case != other.case:
        _must_be_waiting(other, keyring)
    _untie(made, open_person(row, keyring), keyring, now)
    one = open_person(find(PersonRow, made.stays, keyring), keyring)
    fields, changed_since = domain.put_back(one, made)
    _rewrite(made.stays, one, fields, keyring, now)
    _bring_back(other, made.at, keyring, now)
    undone = replace(made, undone_at=now)
    parts.change(part_id=merge_id, was=made, value=undone, keyring=keyring, now=now)
    noticing.people_changed(household_id=other.case, keyring=keyring, now=now)
    audit.write("taken apart", actor=keyring.user_id, says={"of": str(merge_id)}, now=now)
    return changed_since


@transaction.atomic
def set_apart(*, one: UUID, other: UUID, reason: str, keyring: Keyring, now: datetime) -> None:
    """Note that two records are of two people; they are not proposed again.

    Raises:
      Refused: there is no such record.
    """
    rows = [find(PersonRow, person_id, keyring) for person_id in (one, other)]
    said = Different(one=one, other=other, reason=reason.strip())
    for case in dict.fromkeys(row.case for row in rows):
        parts.put(household_id=case, value=said, keyring=keyring, now=now)


def _must_be_free(row: PersonRow, other: PersonRow, keyring: Keyring) -> None:
    for one in (row, other):
        household = open_row(find(HouseholdRow, one.case, keyring), Household, keyring)
        if one.id not in household.people:
            raise Refused(
                _("This record was put together with another already."),
                hint=_("Look at the list of what was put together."),
            )
    if row.case != other.case:
        _must_be_waiting(other, keyring)
        _must_keep_safe(row.case, other.case, keyring)


def _must_keep_safe(stays_case: UUID, goes_case: UUID, keyring: Keyring) -> None:
    """Refuse to take somebody out of the case whose notes keep them safe, unless both have them."""
    kept = [
        {one.value.other for one in grouping.kept_apart(case, keyring) if one.value.holds}
        for case in (stays_case, goes_case)
    ]
    if kept[1] - kept[0]:
        raise Refused(
            _("The household of the record that goes must not travel with another one."),
            hint=_("Write the same for the household of the record that stays, then go on."),
        )
    if safeguarding.n_stopping(goes_case, keyring):
        raise Refused(
            _("An urgent concern is open about the household of the record that goes."),
            hint=_("Look into it first, or let the record of this household stay."),
        )


def _must_be_waiting(row: PersonRow, keyring: Keyring) -> None:
    """Refuse to take somebody out of, or into, a household that a group counts on."""
    household = open_row(find(HouseholdRow, row.case, keyring), Household, keyring)
    if household.state not in WAITING and household.state != "arrived":
        raise Refused(
            _("The household %(code)s is in a group.") % {"code": household.code},
            hint=_("Let the record of the household that waits go into this one, or dissolve it."),
        )


def _rewrite(
    person_id: UUID, was: Person, fields: Mapping[str, Any], keyring: Keyring, now: datetime
) -> None:
    why = _("Two records put together, or taken apart.")
    value = replace(was, **fields)
    recording.change_person(
        person_id=person_id, was=was, value=value, why=why, keyring=keyring, now=now
    )


def _tie(
    one: Person, gone: Person, ids: tuple[UUID, UUID], keyring: Keyring, now: datetime
) -> tuple[UUID, ...]:
    """Tie the record that stays to those the other is tied to; gives whom it was not tied to.

    Whoever must never be parted from the other must not be from this one either.
    """
    stays, goes = ids
    known = {kin.to for kin in one.kin} | {stays, goes}
    reach = set(held(PersonRow, keyring).values_list("id", flat=True))
    new = [kin for kin in gone.kin if kin.to not in known and kin.to in reach]
    bound = {kin.to for kin in gone.kin if kin.hard} & reach
    firmer = [replace(kin, hard=True) for kin in one.kin if kin.to in bound and not kin.hard]
    ties = [
        Tie(
            one=stays,
            other=kin.to,
            kind=kin.kind,
            informal=kin.informal,
            hard=kin.hard,
            evidence=kin.evidence,
        )
        for kin in (*new, *firmer)
    ]
    recording.tie_all(ties=ties, keyring=keyring, now=now)
    return tuple(kin.to for kin in new)


def _untie(made: Merge, one: Person, keyring: Keyring, now: datetime) -> None:
    still = {kin.to for kin in one.kin}
    for other in made.ties:
        if other in still:
            recording.untie(one=made.stays, other=other, keyring=keyring, now=now)


def _take_out(row: PersonRow, keyring: Keyring, now: datetime) -> int:
    """Leave somebody out of the count of their household; gives the place they had."""
    of = find(HouseholdRow, row.case, keyring)
    household = open_row(of, Household, keyring)
    at = household.people.index(row.id)
    people = household.people[:at] + household.people[at + 1 :]
    without = replace(household, people=people, merged=(*household.merged, row.id))
    swap(of, without, keyring, on=now.date())
    return at


def _bring_back(row: PersonRow, at: int, keyring: Keyring, now: datetime) -> None:
    of = find(HouseholdRow, row.case, keyring)
    household = open_row(of, Household, keyring)
    people = (*household.people[:at], row.id, *household.people[at:])
    merged = tuple(one for one in household.merged if one != row.id)
    swap(of, replace(household, people=people, merged=merged), keyring, on=now.date())
