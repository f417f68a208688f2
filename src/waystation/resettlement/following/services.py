"""Changes to following: checks, crises and their cards, support offered, and who would help."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import alarms, course, parts, tasks
from waystation.cases.consent import queries as people
from waystation.cases.consent.queries import Member
from waystation.cases.parts import Kept
from waystation.resettlement.following import domain, queries
from waystation.resettlement.following.domain import (
    Crisis,
    CrisisPlan,
    FollowUp,
    Offered,
    PutOff,
    Willing,
)
from waystation.resettlement.following.queries import Check
from waystation.resettlement.following.wording import WILLING
from waystation.resettlement.programmes.domain import Helper
from waystation.resettlement.programmes.services import people as helpers
from waystation.resettlement.stays import services as stays
from waystation.vault.keyring import Keyring

AFTER = "after a crisis"
# Nobody is asked to help while they could think that it is what is expected in return.
WILLING_AFTER = timedelta(days=90)


@transaction.atomic
def keep_follow_up(
    *, household_id: UUID, told: FollowUp, finishes: bool, keyring: Keyring, now: datetime
) -> UUID:
    """Keep what somebody told at a check; the same person again at it corrects what was kept.

    Args:
      told: its `months` are set here, by the check's own clock.
      finishes: that everybody who wanted to was asked, so the check is done and rings no more. A
        check of one person is done with what they told.

    Raises:
      Refused: the check is not open yet, its day is still to come, or there is no such check or
        person in the household.
    """
    today = now.date()
    people.member_of(household_id, told.person, keyring, today)
    check = _check(household_id, told.step, told.person, keyring, today)
    if not check.may_ask:
        raise Refused(
            _("This check is not open yet."),
            hint=_("Write a case note for now; the check opens on the day that stands with it."),
        )
    if told.on > today:
        raise _still_to_come(told.on)
    started = check.view.starts or told.on
    value = replace(told, months=domain.check_of(started, check.view.opens or told.on))
    before = _told_before(household_id, told.step, told.person, keyring)
    if before is None:
        part_id = parts.put(household_id=household_id, value=value, keyring=keyring, now=now)
    else:
        part_id = before.id
        if before.value != value:
            parts.change(part_id=part_id, was=before.value, value=value, keyring=keyring, now=now)
    if check.view.state != "done" and (finishes or check.view.person is not None):
        stays.note_done(
            household_id=household_id,
            step=told.step,
            on=told.on,
            person_id=check.view.person,
            keyring=keyring,
            now=now,
        )
    return part_id


@transaction.atomic
def put_off(
    *, household_id: UUID, step: str, next_on: date, note: str, keyring: Keyring, now: datetime
) -> UUID:
    """Set a later day for a check at which nobody could be reached; it rings on that day.

    The check stays open: nobody is dropped because they were not found.

    Raises:
      Refused: they were not tried on three days and by three ways since the check opened or was
        last put off, the day is past or too far off, nothing is said, or there is no such check.
    """
    today = now.date()
    check = _check(household_id, step, None, keyring, today)
    if check.view.state not in ("open", "late"):
        raise Refused(_("This check does not wait for anybody."), hint=_("Look at how it stands."))
    if not check.reach.is_enough:
        raise Refused(
            _("They were tried on %(days)d of 3 days and by %(ways)d of 3 ways.")
            % {"days": check.reach.n_days, "ways": check.reach.n_ways},
            hint=_("Try them on another day and in another way first, and write each try down."),
        )
    if not today < next_on <= today + domain.NEXT_WITHIN:
        raise Refused(
            _("The next day cannot be %(day)s.") % {"day": next_on.isoformat()},
            hint=_("Give a day after today and within three months."),
        )
    if not note.strip():
        raise Refused(
            _("It is not said what was tried."), hint=_("Write it in one line, without names.")
        )
    stays.put_off(
        household_id=household_id,
        step=step,
        until=next_on,
        person_id=check.view.person,
        keyring=keyring,
        now=now,
    )
    value = PutOff(step=step, on=today, next_on=next_on, note=note.strip())
    return parts.put(household_id=household_id, value=value, keyring=keyring, now=now)


@transaction.atomic
def keep_plan(*, household_id: UUID, plan: CrisisPlan, keyring: Keyring, now: datetime) -> UUID:
    """Keep what somebody wants done in a bad hour, in place of what they said before.

    Raises:
      Refused: it says neither what helps nor whom to call, or there is no such person in it.
    """
    people.member_of(household_id, plan.person, keyring, now.date())
    if not plan.helps and not plan.calls and plan.ended_on is None:
        raise Refused(
            _("It says neither what helps them nor whom to call."),
            hint=_("Write one of them down, in their own words."),
        )
    for kept in parts.listed(household_id, CrisisPlan, keyring):
        if kept.value.person == plan.person:
            if kept.value != plan:
                parts.change(part_id=kept.id, was=kept.value, value=plan, keyring=keyring, now=now)
            return kept.id
    return parts.put(household_id=household_id, value=plan, keyring=keyring, now=now)


@transaction.atomic
def call_for(
    *, household_id: UUID, person_id: UUID, words: str, keyring: Keyring, now: datetime
) -> UUID:
    """Call everybody who holds a case, at once, because somebody of it is in a crisis.

    Whoever is called is told that something rings and nothing else; what it is about opens with
    the key of the case alone.

    Args:
      words: where they are and who is with them.

    Raises:
      Refused: it is called for them already, nothing is said, or there is no such person in it.
    """
    today = now.date()
    people.member_of(household_id, person_id, keyring, today)
    if not words.strip():
        raise Refused(
            _("It is not said where they are."),
            hint=_("Write where they are and who is with them, so that whoever comes finds them."),
        )
    for kept in parts.listed(household_id, Crisis, keyring):
        if kept.value.person == person_id and kept.value.is_open:
            raise Refused(
                _("It is called for them already."),
                hint=_("Take it below if you are with them; then nobody else is called."),
            )
    watch = alarms.arm(
        household_id=household_id,
        what="crisis",
        about=person_id,
        cell=course.cell_of(household_id, keyring),
        due_at=now,
        keyring=keyring,
    )
    value = Crisis(person=person_id, at=now, words=words.strip(), watch=watch)
    return parts.put(household_id=household_id, value=value, keyring=keyring, now=now)


@transaction.atomic
def take(*, crisis_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take a crisis: nobody else is called, and whoever took it is with them again tomorrow.

    Raises:
      Refused: somebody took it already, or there is no such record.
    """
    kept = parts.read(crisis_id, Crisis, keyring)
    if not kept.value.is_open:
        raise Refused(
            _("%(who)s took it already.") % {"who": kept.value.taken_by or "–"},
            hint=_("Speak with them about what is needed."),
        )
    value = replace(kept.value, watch=None, taken_at=now, taken_by=keyring.alias)
    parts.change(part_id=kept.id, was=kept.value, value=value, keyring=keyring, now=now)
    alarms.answer(kept.value.watch)
    tasks.open_task(
        household_id=kept.case,
        what=AFTER,
        due_on=now.date() + timedelta(days=1),
        person_id=kept.value.person,
        keyring=keyring,
        now=now,
    )


@transaction.atomic
def note_offered(*, household_id: UUID, person_id: UUID, keyring: Keyring, now: datetime) -> UUID:
    """Note that support was offered to somebody; whether they took it is theirs to tell.

    Raises:
      Refused: it was noted today, or there is no such person in the household.
    """
    today = now.date()
    people.member_of(household_id, person_id, keyring, today)
    value = Offered(person=person_id, on=today)
    if any(kept.value == value for kept in parts.listed(household_id, Offered, keyring)):
        raise Refused(
            _("That support was offered is noted for today."), hint=_("Once a day is enough.")
        )
    return parts.put(household_id=household_id, value=value, keyring=keyring, now=now)


@transaction.atomic
def note_willing(*, household_id: UUID, willing: Willing, keyring: Keyring, now: datetime) -> UUID:
    """Note how somebody who came earlier would help others, in place of what they said before.

    Raises:
      Refused: they are a child, came less than 90 days ago, or are nobody of the household.
    """
    today = now.date()
    who = people.member_of(household_id, willing.person, keyring, today)
    _must_be_free_to_help(who, today)
    for kept in parts.listed(household_id, Willing, keyring):
        if kept.value.person == willing.person and kept.value.ended_on is None:
            value = replace(willing, since=kept.value.since)
            parts.change(part_id=kept.id, was=kept.value, value=value, keyring=keyring, now=now)
            return kept.id
    return parts.put(household_id=household_id, value=willing, keyring=keyring, now=now)


@transaction.atomic
def end_willing(*, willing_id: UUID, keyring: Keyring, now: datetime) -> None:
    """End that somebody would help others; no reason is asked, and nothing follows from it.

    If they were handed on, nobody new is put beside them any more.

    Raises:
      Refused: it ended already, or there is no such record.
    """
    kept = _standing(willing_id, keyring)
    value = replace(kept.value, ended_on=now.date())
    parts.change(part_id=kept.id, was=kept.value, value=value, keyring=keyring, now=now)
    if kept.value.helper is not None:
        helpers.resign(helper_id=kept.value.helper, keyring=keyring, now=now)


@transaction.atomic
def hand_on(*, willing_id: UUID, alias: str, keyring: Keyring, now: datetime) -> UUID:
    """Tell whoever pairs people of somebody who would help, by an alias they chose.

    They are trained and vetted like everybody else before they stand beside anybody. Of the case
    nothing goes along but languages and what they wish to do.

    Raises:
      Refused: they were handed on or ended it, the alias is taken, or there is no such record.
    """
    kept = _standing(willing_id, keyring)
    if kept.value.handed_on is not None:
        raise Refused(
            _("They are on the list of helpers already."), hint=_("Look for their alias there.")
        )
    offers = [str(WILLING[way]) for way in kept.value.ways]
    made = helpers.admit(
        helper=Helper(
            alias=alias.strip(),
            kind="came earlier",
            languages=kept.value.languages,
            offers="; ".join([*offers, *filter(None, [kept.value.words])]),
        ),
        cell=kept.cell,
        keyring=keyring,
        now=now,
    )
    value = replace(kept.value, handed_on=now.date(), helper=made)
    parts.change(part_id=kept.id, was=kept.value, value=value, keyring=keyring, now=now)
    return made


def _check(
    household_id: UUID, step: str, person_id: UUID | None, keyring: Keyring, today: date
) -> Check:
    for check in queries.checks(household_id, keyring, today):
        view = check.view
        if view.step.code == step and (view.person is None or person_id in (None, view.person)):
            return check
    raise Refused(_("There is no such record."), hint=_("Pick it from your list."))


def _told_before(
    household_id: UUID, step: str, person_id: UUID, keyring: Keyring
) -> Kept[FollowUp] | None:
    found = parts.listed(household_id, FollowUp, keyring)
    return next(
        (one for one in found if (one.value.step, one.value.person) == (step, person_id)), None
    )


def _standing(willing_id: UUID, keyring: Keyring) -> Kept[Willing]:
    kept = parts.read(willing_id, Willing, keyring)
    if kept.value.ended_on is not None:
        raise Refused(_("This ended already."), hint=_("Load the page to see how it stands."))
    return kept


def _must_be_free_to_help(who: Member, today: date) -> None:
    if who.person.is_child_on(today):
        raise Refused(
            _("Children are not asked to help others."), hint=_("Ask them once they are 18.")
        )
    arrived = who.household.household.arrived_on
    if arrived is None or today < arrived + WILLING_AFTER:
        raise Refused(
            _("They are asked 90 days after their arrival, not before."),
            hint=_("Nobody is to think that help is expected in return."),
        )


def _still_to_come(on: date) -> Refused:
    return Refused(
        _("The day %(day)s is still to come.") % {"day": on.isoformat()},
        hint=_("Give the day on which it was, or today."),
    )
