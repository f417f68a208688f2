"""Changes to casework: hear tips, make contact, form and dissolve groups."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base import events
from waystation.base.errors import Refused
from waystation.base.ids import new_code
from waystation.cases import domain, noticing, tip_clock
from waystation.cases.domain import Contact, Group, Household, Person, Reason, Tip
from waystation.cases.models import GroupRow, HouseholdRow, PersonRow, TipRow
from waystation.cases.queries import find, held
from waystation.cases.wording import called, sentences
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, begin, fill_all, open_all, open_row, swap

BATCH = 500
# A household to take in: what is known of it, its people, and the case compartment it goes to.
Family = tuple[Household, Sequence[Person], UUID]


def hear_tip(
    *,
    tip: Tip,
    cell: UUID | None = None,
    is_real: bool = True,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Put a tip on file, in the worker's first case compartment if none is named; see `hear_tips`.

    Raises:
      Refused: as `hear_tips`.
    """
    cell = cell or keyring.cell("cases")
    return hear_tips(tips=[tip], cell=cell, is_real=is_real, keyring=keyring, now=now)[0]


@transaction.atomic
def hear_tips(
    *,
    tips: Sequence[Tip],
    cell: UUID,
    is_real: bool = True,
    keyring: Keyring,
    now: datetime,
) -> list[UUID]:
    """Put tips on file in a case compartment and let the others know that they came.

    Args:
      is_real: one that is invented calls nobody if it waits too long.

    Raises:
      Refused: one was heard in the future, or the compartment is not the worker's.
    """
    if any(tip.heard_at > now for tip in tips):
        raise Refused(
            _("The tip was heard later than now."), hint=_("Give the time at which it was heard.")
        )
    rows = [TipRow(cell=cell) for _tip in tips]
    begin(rows, keyring, on=now.date())
    filled = list(zip(rows, tips, strict=True))
    if is_real:
        filled = [
            (row, tip_clock.started(tip, row.id, cell=cell, keyring=keyring, now=now))
            for row, tip in filled
        ]
    fill_all(filled, keyring, on=now.date())
    TipRow.objects.bulk_create(rows, batch_size=BATCH)
    for row in rows:
        events.record("tip.heard", subject=row.id, cell=cell, on=now.date())
    return [row.id for row in rows]


@transaction.atomic
def contact_household(
    *,
    household: Household,
    people: Sequence[Person],
    tip_id: UUID | None = None,
    cell: UUID | None = None,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Put a household on file with which somebody is now in contact, from an accepted tip or not.

    A code is drawn for it, and it counts as contacted. From a tip, it lies in the tip's
    compartment, and the clock of first contact stops for it and for the tips that speak of the
    same people.

    Args:
      household: what is known of it; its `contact` holds the words agreed.
      cell: the case compartment it goes to without a tip; None means the worker's first.

    Raises:
      Refused: they wait since a day to come, no words were agreed, nobody is in it or too many
        are, it goes with a household that is not there, the tip is not accepted or its people were
        reached before, or there is no such tip.
    """
    if household.waiting_since > now.date():
        raise Refused(
            _("They cannot have been waiting since %(day)s: that day is still to come.")
            % {"day": household.waiting_since.isoformat()},
            hint=_("Give today or an earlier day."),
        )
    codes = {other.code for other in _known_households(keyring)}
    _check_family(household, people, codes)
    made = replace(household, code=_new_code(codes), tip=tip_id, state="contacted")
    if tip_id is None:
        cell = cell or keyring.cell("cases")
        household_id = take_in(families=[(made, people, cell)], keyring=keyring, now=now)[0]
        noticing.people_changed(household_id=household_id, keyring=keyring, now=now)
        return household_id

    row = find(TipRow, tip_id, keyring)
    tip = open_row(row, Tip, keyring)
    if tip.state != "accepted" or tip.household is not None or tip.contacted_at is not None:
        raise Refused(
            _("Contact can be made once for each accepted tip."),
            hint=_("Accept the tip first, or open the household that came of it."),
        )
    household_id = take_in(families=[(made, people, row.cell)], keyring=keyring, now=now)[0]
    done = replace(tip_clock.stopped(tip), household=household_id, contacted_at=now)
    swap(row, done, keyring, on=now.date())
    _note_reached(tip.same_as, keyring, now)
    noticing.people_changed(household_id=household_id, keyring=keyring, now=now)
    return household_id


def note_contact(*, household_id: UUID, contact: Contact, keyring: Keyring, now: datetime) -> None:
    """Note the first contact with a household that was only heard of.

    Raises:
      Refused: it was in contact before, or there is no such household.
    """
    row = find(HouseholdRow, household_id, keyring)
    household = open_row(row, Household, keyring)
    if household.state != "heard":
        raise Refused(
            _("Somebody has been in contact with this household before."),
            hint=_("Use the words agreed then."),
        )
    met = replace(household, contact=contact, state="contacted")
    swap(row, met, keyring, on=now.date())


@transaction.atomic
def take_in(*, families: Iterable[Family], keyring: Keyring, now: datetime) -> list[UUID]:
    """Take many households with their people into sealed rows, all of them or none.

    Cost: 374 households with 750 people in about 90 ms, on a busy machine.

    Raises:
      Refused: a compartment is not the worker's.
    """
    given = list(families)
    rows = [HouseholdRow(cell=cell) for _household, _people, cell in given]
    begin(rows, keyring, on=now.date())
    keyring.expect(row.case for row in rows)
    persons: list[tuple[PersonRow, Person]] = []
    households: list[tuple[HouseholdRow, Household]] = []
    for row, (household, people, _cell) in zip(rows, given, strict=True):
        own = [PersonRow(cell=row.cell, case=row.case, household=row) for _person in people]
        manifest = {member.id: member.revision for member in own}
        listed = replace(household, people=tuple(manifest), manifest=manifest)
        persons += zip(own, people, strict=True)
        households.append((row, listed))
    fill_all(households, keyring, on=now.date())
    members = fill_all(persons, keyring, on=now.date())
    HouseholdRow.objects.bulk_create(rows, batch_size=BATCH)
    PersonRow.objects.bulk_create(members, batch_size=BATCH)
    return [row.id for row in rows]


@transaction.atomic
def form_group(
    *, household_ids: Sequence[UUID], label: str = "", keyring: Keyring, now: datetime
) -> UUID:
    """Form a group of households that are to travel together, ready to be planned.

    Args:
      label: what the group is called; empty means the next free number.

    Raises:
      Refused: with every reason why these households are no group, or one of them is not there.
      Overtaken: one of them was changed meanwhile.
    """
    today = now.date()
    chosen = _members(tuple(dict.fromkeys(household_ids)), keyring)
    reasons = domain.may_group(list(chosen.values()), _known_households(keyring), today)
    rows = list(chosen)
    reasons += [
        Reason("apart", chosen[row].code, chosen[rows[0]].code)
        for row in rows
        if row.cell != rows[0].cell
    ]
    if reasons:
        raise Refused(sentences(reasons), hint=_("Change the choice, then form the group again."))

    group = Group(
        label=label or _next_label(keyring),
        place=chosen[rows[0]].place,
        households=tuple(row.id for row in rows),
        formed_on=today,
    )
    for row, household in chosen.items():
        swap(row, replace(household, state="grouped"), keyring, on=today)
    return add(GroupRow(cell=rows[0].cell), group, keyring, on=today).id


@transaction.atomic
def dissolve_group(*, group_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Undo a group; its households wait again.

    Raises:
      Refused: it is on the way or has arrived, or there is no such group.
    """
    row, group = _open_group(group_id, keyring)
    _must_stand(group, "forming", "ready")
    for member, household in _members(group.households, keyring).items():
        swap(member, replace(household, state="waiting"), keyring, on=now.date())
    row.delete()


@transaction.atomic
def change_group(
    *, group_id: UUID, was: Group, group: Group, keyring: Keyring, now: datetime
) -> None:
    """Put a group down anew with other households; those taken out wait again.

    Whether these may be a group is for `grouping.services` to say.

    Raises:
      Refused: it was changed meanwhile, is no longer ready, or there is no such group.
    """
    row, stands = _open_group(group_id, keyring)
    _must_stand(stands, "forming", "ready")
    if stands != was:
        raise Refused(
            _("Somebody changed this group meanwhile."), hint=_("Look at who is in it now.")
        )
    out = [one for one in was.households if one not in group.households]
    into = [one for one in group.households if one not in was.households]
    for ids, state in ((out, "waiting"), (into, "grouped")):
        for member, household in _members(ids, keyring).items():
            swap(member, replace(household, state=state), keyring, on=now.date())
    swap(row, group, keyring, on=now.date())


@transaction.atomic
def note_planned(*, group_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Bind a group to the passage that is proposed for it; it can be in no other.

    Raises:
      Refused: it is bound already, on the way or there, or there is no such group.
    """
    row, group = _open_group(group_id, keyring)
    _must_stand(group, "ready")
    swap(row, replace(group, state="planned"), keyring, on=now.date())


@transaction.atomic
def note_free(*, group_id: UUID, place: str, keyring: Keyring, now: datetime) -> None:
    """Let a group go from a passage that was withdrawn or stood down, where it stands now.

    Raises:
      Refused: it is in no passage, or there is no such group.
    """
    row, group = _open_group(group_id, keyring)
    _must_stand(group, "planned", "moving")
    for member, household in _members(group.households, keyring).items():
        back = replace(household, state="grouped", place=place)
        swap(member, back, keyring, on=now.date())
    swap(row, replace(group, state="ready", place=place), keyring, on=now.date())


@transaction.atomic
def note_moving(*, group_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that a group and its households have left; to say so twice changes nothing.

    Raises:
      Refused: it is not ready or has arrived, or there is no such group.
    """
    _carry_on(group_id, "moving", after=("ready", "planned"), keyring=keyring, now=now)


@transaction.atomic
def note_arrival(*, group_id: UUID, on: date, keyring: Keyring, now: datetime) -> None:
    """Note that a group and its households have arrived; to say so twice changes nothing.

    Word of leaving may never have reached here, so a group that never left may arrive as well.

    Raises:
      Refused: it is not ready, or there is no such group.
    """
    after = ("ready", "planned", "moving")
    _carry_on(group_id, "arrived", after=after, on=on, keyring=keyring, now=now)


def _carry_on(
    group_id: UUID,
    state: Literal["moving", "arrived"],
    *,
    after: Sequence[str],
    on: date | None = None,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Put a group and its households into a later state together."""
    row, group = _open_group(group_id, keyring)
    if group.state == state:
        return
    _must_stand(group, *after)
    for member, household in _members(group.households, keyring).items():
        swap(member, replace(household, state=state, arrived_on=on), keyring, on=now.date())
    swap(row, replace(group, state=state, arrived_on=on), keyring, on=now.date())


def _note_reached(tip_ids: Sequence[UUID], keyring: Keyring, now: datetime) -> None:
    """Stop the clocks of tips whose people were reached by another one."""
    for row, tip in open_all(held(TipRow, keyring).filter(pk__in=tip_ids), Tip, keyring):
        if tip.contacted_at is None:
            reached = replace(tip_clock.stopped(tip), contacted_at=now)
            swap(row, reached, keyring, on=now.date())


def _check_family(household: Household, people: Sequence[Person], codes: set[str]) -> None:
    if household.contact is None or not household.contact.phrase:
        raise Refused(
            _("No words were agreed with this household."),
            hint=_("Give the words by which both sides will know each other."),
        )
    if not 1 <= len(people) <= domain.PEOPLE_MAX:
        raise Refused(
            _("A household of %(n)d people cannot be put on file.") % {"n": len(people)},
            hint=_("Give between 1 and %(n)d people.") % {"n": domain.PEOPLE_MAX},
        )
    for code in household.goes_with:
        if code not in codes:
            raise Refused(
                _("There is no household %(code)s among yours.") % {"code": code},
                hint=_("Check the code on the household's page."),
            )


def _known_households(keyring: Keyring) -> list[Household]:
    rows = open_all(held(HouseholdRow, keyring), Household, keyring)
    return [household for _row, household in rows]


def _members(household_ids: Sequence[UUID], keyring: Keyring) -> dict[HouseholdRow, Household]:
    """Open households in the order asked for; one that is missing is refused."""
    rows = [find(HouseholdRow, household_id, keyring) for household_id in household_ids]
    return {row: open_row(row, Household, keyring) for row in rows}


def _open_group(group_id: UUID, keyring: Keyring) -> tuple[GroupRow, Group]:
    row = find(GroupRow, group_id, keyring)
    return row, open_row(row, Group, keyring)


def _must_stand(group: Group, *states: str) -> None:
    if group.state not in states:
        raise Refused(
            _("%(group)s is %(state)s; this cannot be done now.")
            % {"group": group.label, "state": called(group.state, "group")},
            hint=_("Load the group again to see how it stands."),
        )


def _next_label(keyring: Keyring) -> str:
    """Number groups among those the worker sees: the highest number so far and one."""
    labels = (open_row(row, Group, keyring).label for row in held(GroupRow, keyring))
    numbers = (label.rpartition(" ")[2] for label in labels)
    highest = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return _("Group %(n)d") % {"n": highest + 1}


def _new_code(taken: set[str]) -> str:
    """Draw a code that no household of the worker's has."""
    while (code := new_code("H")) in taken:
        pass
    return code
