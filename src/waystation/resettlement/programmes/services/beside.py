"""Changes of one-to-one support: goals, wishes, who stands beside whom, and how it ends."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import parts, tasks
from waystation.cases import queries as cases
from waystation.cases.models import HouseholdRow
from waystation.cases.parts import Kept
from waystation.resettlement.models import HelperRow
from waystation.resettlement.programmes import domain, queries
from waystation.resettlement.programmes.domain import (
    Beside,
    EndWhy,
    Goal,
    Helper,
    How,
    Judged,
    Meeting,
    Support,
    Wish,
)
from waystation.resettlement.programmes.wording import BAR_HINTS, BARS
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap


@transaction.atomic
def say_goal(*, household_id: UUID, goal: Goal, keyring: Keyring, now: datetime) -> UUID:
    """Write down a goal in the person's own words.

    Raises:
      Refused: the person is not of the household, or there is no such household.
    """
    _must_be_of(household_id, goal.person, keyring)
    return parts.put(household_id=household_id, value=goal, keyring=keyring, now=now)


@transaction.atomic
def change_goal(*, goal_id: UUID, was: Goal, goal: Goal, keyring: Keyring, now: datetime) -> None:
    """Write a goal anew, as the person now says it.

    Raises:
      Refused: as `say_goal`; or somebody changed it meanwhile.
    """
    _must_be_of(parts.read(goal_id, Goal, keyring).case, goal.person, keyring)
    parts.change(part_id=goal_id, was=was, value=goal, keyring=keyring, now=now)


@transaction.atomic
def judge(*, goal_id: UUID, judged: Judged, keyring: Keyring, now: datetime) -> None:
    """Note what the person says of a goal: reached, in part, let go; empty takes that back.

    Raises:
      Refused: there is no such goal among the writer's.
    """
    was = parts.read(goal_id, Goal, keyring).value
    goal = replace(was, judged=judged, judged_on=now.date() if judged else None)
    parts.change(part_id=goal_id, was=was, value=goal, keyring=keyring, now=now)


@transaction.atomic
def wish_for(
    *, household_id: UUID, person_id: UUID, wish: Wish, keyring: Keyring, now: datetime
) -> UUID:
    """Note that a person wishes for somebody beside them, and whom.

    Raises:
      Refused: the person is a child or not of the household, or has wished or has somebody.
    """
    person = queries.person_of(household_id, person_id, keyring, now.date())
    if person.is_child_on(now.date()):
        raise Refused(
            _("Nobody is put beside a child."),
            hint=_("Write the wish down for the grown-up who cares for the child."),
        )
    if any(
        kept.value.person == person_id and kept.value.is_open
        for kept in parts.listed(household_id, Support, keyring)
    ):
        raise Refused(
            _("This person has wished for somebody already, or has somebody."),
            hint=_("Change that wish, or say first when it ends."),
        )
    asked = Support(person=person_id, wish=wish, asked_on=now.date())
    return parts.put(household_id=household_id, value=asked, keyring=keyring, now=now)


@transaction.atomic
def change_wish(*, support_id: UUID, wish: Wish, keyring: Keyring, now: datetime) -> None:
    """Write anew whom a person wishes beside them.

    Raises:
      Refused: it ended, or there is no such wish among the writer's.
    """
    kept = _standing(support_id, keyring, "wished", "beside", "paused", "ending")
    _change(kept, replace(kept.value, wish=wish), keyring, now)


@transaction.atomic
def pair(
    *, support_id: UUID, helper_id: UUID, limits_read: bool, keyring: Keyring, now: datetime
) -> None:
    """Put a helper beside the person who wished for one: chosen by a person, never by itself.

    Raises:
      Refused: the limits were not read to both, somebody is there already, the helper cannot be
        asked (their vetting lapsed, say) or lies in another compartment.
    """
    today = now.date()
    kept = _standing(support_id, keyring, "wished")
    if not limits_read:
        raise Refused(
            _("The limits were not read to both."),
            hint=_("Read them aloud to both together, then tick that it was done."),
        )
    row, helper = _helper(helper_id, keyring)
    if row.cell != kept.cell:
        raise Refused(
            _("This helper and this case lie in different compartments."),
            hint=_("Pick a helper of the same compartment."),
        )
    why = domain.bar(helper, today, queries.n_beside(helper, keyring))
    if why:
        raise Refused(
            _("%(alias)s cannot be asked: %(why)s.") % {"alias": helper.alias, "why": BARS[why]},
            hint=str(BAR_HINTS[why]),
        )
    paired = replace(
        kept.value,
        helper=helper_id,
        alias=helper.alias,
        languages=helper.languages,
        began_on=today,
    )
    _change(kept, paired, keyring, now)
    stands = Beside(household=kept.case, support=support_id, since=today)
    swap(row, replace(helper, beside=(*helper.beside, stands)), keyring, on=today)
    _set_next(kept.case, paired, domain.next_contact(paired, today), keyring, now)


@transaction.atomic
def note_contact(
    *, support_id: UUID, how: How, on: date, note: str = "", keyring: Keyring, now: datetime
) -> None:
    """Note that the two were in touch, or that it was tried; by when again becomes a task.

    Raises:
      Refused: nobody stands beside them, or the day is before it began or still to come.
    """
    kept = _standing(support_id, keyring, "beside", "ending")
    began = kept.value.began_on or on
    if not began <= on <= now.date():
        raise Refused(
            _("They cannot have been in touch on %(day)s.") % {"day": on.isoformat()},
            hint=_("Give a day from %(day)s until today.") % {"day": began.isoformat()},
        )
    met = Meeting(support=support_id, on=on, how=how, note=note.strip())
    parts.put(household_id=kept.case, value=met, keyring=keyring, now=now)
    _set_next(kept.case, kept.value, domain.next_contact(kept.value, now.date(), how), keyring, now)


@transaction.atomic
def pause(*, support_id: UUID, until: date, keyring: Keyring, now: datetime) -> None:
    """Let it rest until a day; on that day it rings.

    Raises:
      Refused: nobody stands beside them, it ends, or the day is past or too far off.
    """
    kept = _standing(support_id, keyring, "beside")
    if not now.date() < until <= now.date() + domain.PAUSE_MAX:
        raise Refused(
            _("It cannot rest until %(day)s.") % {"day": until.isoformat()},
            hint=_("Give a day within the next half year; after that it is better ended."),
        )
    _change(kept, replace(kept.value, paused_until=until), keyring, now)
    _set_next(kept.case, kept.value, until, keyring, now)


@transaction.atomic
def go_on(*, support_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Go on after a rest, or take back that it ends.

    Raises:
      Refused: it neither rests nor is said to end.
    """
    kept = _standing(support_id, keyring, "paused", "ending")
    goes_on = replace(kept.value, paused_until=None, said_on=None, ends_on=None, why="")
    _change(kept, goes_on, keyring, now)
    _set_next(kept.case, goes_on, domain.next_contact(goes_on, now.date()), keyring, now)


@transaction.atomic
def say_end(
    *, support_id: UUID, ends_on: date, why: EndWhy, keyring: Keyring, now: datetime
) -> None:
    """Say in advance on which day it ends and why; where that is today, it ends.

    Raises:
      Refused: nobody stands beside them, or the day is too soon for the reason.
    """
    today = now.date()
    kept = _standing(support_id, keyring, "beside", "paused", "ending")
    first = domain.first_end(why, today)
    if ends_on < first:
        raise Refused(
            _("It cannot end on %(day)s: nobody is left from one day to the next.")
            % {"day": ends_on.isoformat()},
            hint=_("Give %(day)s or a later day. Only their own wish, or danger, ends it at once.")
            % {"day": first.isoformat()},
        )
    said = replace(kept.value, said_on=today, ends_on=ends_on, why=why, paused_until=None)
    _change(kept, said, keyring, now)
    if ends_on <= today:
        _end(replace(kept, value=said), keyring, now)
        return
    _set_next(kept.case, said, domain.next_contact(said, today), keyring, now)


@transaction.atomic
def end(*, support_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that it ended, on or after the day that was said; a wish may end at any time.

    Raises:
      Refused: the day was not said or has not come.
    """
    kept = _standing(support_id, keyring, "wished", "ending")
    ends_on = kept.value.ends_on
    if ends_on is not None and ends_on > now.date():
        raise Refused(
            _("It ends on %(day)s, as was said.") % {"day": ends_on.isoformat()},
            hint=_("Wait for that day, or say another one."),
        )
    _end(kept, keyring, now)


def _end(kept: Kept[Support], keyring: Keyring, now: datetime) -> None:
    _change(kept, replace(kept.value, ended_on=now.date()), keyring, now)
    _finish(kept.case, kept.value.person, keyring, now)
    if kept.value.helper is None:
        return
    row = cases.held(HelperRow, keyring).filter(pk=kept.value.helper).first()
    if row is not None:
        helper = open_row(row, Helper, keyring)
        left = tuple(one for one in helper.beside if one.support != kept.id)
        swap(row, replace(helper, beside=left), keyring, on=now.date())


def _standing(support_id: UUID, keyring: Keyring, *states: str) -> Kept[Support]:
    kept = parts.read(support_id, Support, keyring)
    if kept.value.state not in states:
        raise Refused(
            _("This cannot be done as it stands now."),
            hint=_("Load the page again to see how it stands."),
        )
    return kept


def _change(kept: Kept[Support], value: Support, keyring: Keyring, now: datetime) -> None:
    parts.change(part_id=kept.id, was=kept.value, value=value, keyring=keyring, now=now)


def _set_next(
    household_id: UUID, support: Support, due_on: date, keyring: Keyring, now: datetime
) -> None:
    _finish(household_id, support.person, keyring, now)
    tasks.open_task(
        household_id=household_id,
        what=domain.CONTACT,
        person_id=support.person,
        due_on=max(due_on, now.date()),
        keyring=keyring,
        now=now,
    )


def _finish(household_id: UUID, person_id: UUID, keyring: Keyring, now: datetime) -> None:
    for kept in tasks.still_open(household_id, keyring):
        if kept.value.what == domain.CONTACT and kept.value.person == person_id:
            tasks.finish_task(part_id=kept.id, keyring=keyring, now=now)


def _must_be_of(household_id: UUID, person_id: UUID | None, keyring: Keyring) -> None:
    row = cases.find(HouseholdRow, household_id, keyring)
    if person_id is not None and person_id not in cases.people_by_id(row, keyring):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))


def _helper(helper_id: UUID, keyring: Keyring) -> tuple[HelperRow, Helper]:
    row = cases.find(HelperRow, helper_id, keyring)
    return row, open_row(row, Helper, keyring)
