"""Changes to groups: formed, changed and taken back; and who is kept apart from whom."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases import services as acts
from waystation.cases.domain import Group, Household
from waystation.cases.grouping import domain, queries
from waystation.cases.grouping.domain import UNDO_MAX, Apart, ApartWhy, Arrangement, Party
from waystation.cases.grouping.out import sees_ways, ways_out
from waystation.cases.grouping.wording import help_with, sentences
from waystation.cases.models import GroupRow, HouseholdRow
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row


@transaction.atomic
def form_groups(
    *, arrangement: Sequence[Sequence[UUID]], keyring: Keyring, now: datetime
) -> list[UUID]:
    """Form several groups at once, all of them or none; an empty one is left out.

    Raises:
      Refused: as `form_group`, or no group has anybody in it.
    """
    wanted = [households for households in arrangement if households]
    if not wanted:
        raise Refused(_("Nobody is in any group."), hint=_("Put a household into one of them."))
    return [form_group(household_ids=one, keyring=keyring, now=now) for one in wanted]


@transaction.atomic
def form_group(*, household_ids: Sequence[UUID], keyring: Keyring, now: datetime) -> UUID:
    """Form a group of households that are to travel together, if they may.

    Raises:
      Refused: with every reason why they may not, or one of them is not there.
      Overtaken: one of them was changed meanwhile.
    """
    chosen = tuple(dict.fromkeys(household_ids))
    _must_fit(queries.parties(chosen, keyring, now.date()), keyring, now)
    return acts.form_group(household_ids=chosen, keyring=keyring, now=now)


def change_group(
    *,
    group_id: UUID,
    was: Arrangement,
    household_ids: Sequence[UUID],
    keyring: Keyring,
    now: datetime,
) -> None:
    """Put other households into a group; what it was before can be brought back.

    Args:
      was: who was in it when the writer looked.

    Raises:
      Refused: with every reason why these may not travel together, the group was changed
        meanwhile or is bound to a passage, or there is no such group.
    """
    group = _group(group_id, keyring)
    if group.households != was:
        raise Refused(
            _("Somebody changed this group meanwhile."), hint=_("Look at who is in it now.")
        )
    before = (*group.before, group.households)[-UNDO_MAX:]
    became = replace(
        group, households=tuple(dict.fromkeys(household_ids)), before=before, undone=()
    )
    _put(group_id, group, became, keyring, now)


def undo(*, group_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back the last change of a group.

    Raises:
      Refused: there is none, or those households may no longer travel together; see `change_group`.
    """
    group = _group(group_id, keyring)
    if not group.before:
        raise Refused(_("There is nothing to take back."), hint=_("Change the group by hand."))
    undone = (*group.undone, group.households)
    became = replace(group, households=group.before[-1], before=group.before[:-1], undone=undone)
    _put(group_id, group, became, keyring, now)


def redo(*, group_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Do again what was taken back last.

    Raises:
      Refused: nothing was, or those households may no longer travel together; see `change_group`.
    """
    group = _group(group_id, keyring)
    if not group.undone:
        raise Refused(_("There is nothing to do again."), hint=_("Change the group by hand."))
    before = (*group.before, group.households)
    became = replace(group, households=group.undone[-1], before=before, undone=group.undone[:-1])
    _put(group_id, group, became, keyring, now)


@transaction.atomic
def keep_apart(
    *,
    household_id: UUID,
    other_id: UUID,
    why: ApartWhy,
    reason: str,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Lay down that two households must not travel together; it is written in both cases.

    Returns what binds the two notes.

    Raises:
      Refused: it is the same household, they are kept apart already, they must travel together, no
        reason is given, or one of them is not there.
    """
    if household_id == other_id:
        raise Refused(
            _("A household cannot be kept apart from itself."),
            hint=_("Whoever is to travel apart is put on file as a household of their own first."),
        )
    if not reason.strip():
        raise Refused(_("This needs a reason."), hint=_("Write in a few words what is known."))
    one, other = (_household(of, keyring) for of in (household_id, other_id))
    (party,) = queries.parties([household_id], keyring, now.date())
    if other_id in party.apart:
        raise Refused(_("These two are kept apart already."), hint=_("Look at the list below."))
    if other_id in party.bound:
        raise Refused(
            _("%(code)s and %(other)s must travel together, it says on file.")
            % {"code": one.code, "other": other.code},
            hint=_("Have that tie taken off their record first."),
        )
    note = Apart(bond=new_id(), other=other_id, code=other.code, why=why, reason=reason.strip())
    parts.put(household_id=household_id, value=note, keyring=keyring, now=now)
    back = replace(note, other=household_id, code=one.code)
    parts.put(household_id=other_id, value=back, keyring=keyring, now=now)
    return note.bond


@transaction.atomic
def end_apart(
    *, household_id: UUID, bond: UUID, reason: str, keyring: Keyring, now: datetime
) -> None:
    """Let two households travel together again; that they were kept apart stays on file.

    Raises:
      Refused: no reason is given, it ended before, or one of the two cases is not the writer's.
    """
    if not reason.strip():
        raise Refused(_("This needs a reason."), hint=_("Write in a few words what is known."))
    (mine,) = _standing(household_id, bond, keyring) or (None,)
    if mine is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    both = [mine]
    if queries.is_there(mine.value.other, keyring):
        both += _standing(mine.value.other, bond, keyring)
    for kept in both:
        ended = replace(kept.value, ended_on=now.date(), ended_why=reason.strip())
        parts.change(part_id=kept.id, was=kept.value, value=ended, keyring=keyring, now=now)


def _standing(household_id: UUID, bond: UUID, keyring: Keyring) -> list[parts.Kept[Apart]]:
    found = queries.kept_apart(household_id, keyring)
    return [kept for kept in found if kept.value.bond == bond and kept.value.holds]


@transaction.atomic
def _put(group_id: UUID, was: Group, became: Group, keyring: Keyring, now: datetime) -> None:
    if not became.households:
        raise Refused(_("A group without anybody is none."), hint=_("Dissolve it instead."))
    found = queries.parties(became.households, keyring, now.date())
    # Those who are in it already may of course be in it.
    free = [replace(one, stands="waiting") if one.id in was.households else one for one in found]
    _must_fit(free, keyring, now)
    acts.change_group(group_id=group_id, was=was, group=became, keyring=keyring, now=now)


def _must_fit(found: Sequence[Party], keyring: Keyring, now: datetime) -> None:
    carries = 0
    if found and sees_ways(keyring):
        limits = frozenset[str]().union(*(party.limits for party in found))
        carries = ways_out(keyring)(found[0].place)(limits)
    codes = queries.codes(keyring, now.date())
    reasons = domain.may_form(found, codes, carries=carries)
    if reasons:
        raise Refused(sentences(reasons), hint=help_with(reasons))


def _group(group_id: UUID, keyring: Keyring) -> Group:
    return open_row(cases.find(GroupRow, group_id, keyring), Group, keyring)


def _household(household_id: UUID, keyring: Keyring) -> Household:
    return open_row(cases.find(HouseholdRow, household_id, keyring), Household, keyring)
