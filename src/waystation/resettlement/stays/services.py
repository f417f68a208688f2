"""Changes to where a household stands after its arrival."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import course as casework
from waystation.cases import parts
from waystation.cases.domain import Household, standing
from waystation.cases.models import HouseholdRow
from waystation.cases.queries import find
from waystation.resettlement.book.queries import open_pathways, tables
from waystation.resettlement.models import StayRow
from waystation.resettlement.stays import domain, noticing, queries, reminding
from waystation.resettlement.stays.domain import StayBefore
from waystation.resettlement.stays.noticing import react as on_change
from waystation.resettlement.stays.queries import StayView
from waystation.resettlement.values import Done, Member, Pathway, Stay, Step, StepView
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap

__all__ = ["on_change"]


@transaction.atomic
def begin(
    *,
    household_id: UUID,
    pathway: str,
    on: date,
    place: str = "",
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Begin a pathway with a household that has arrived; gives the id of its stay.

    One that ended before is kept in the case, and the new one takes its place, with what was done
    and is a step of both.

    Args:
      pathway: the code of one that is open; its newest version is taken.
      on: the day of the fact that begins it.
      place: where the household is; empty: where its record says.

    Raises:
      Refused: the household has not arrived, is on a pathway already, or there is no such pathway
        or household; or the day is still to come.
    """
    case = find(HouseholdRow, household_id, keyring)
    household = open_row(case, Household, keyring)
    if standing(household, now.date()) != "arrived":
        raise Refused(
            _("The household %(code)s has not arrived.") % {"code": household.code},
            hint=_("A pathway begins once they are safe: note the arrival first."),
        )
    _must_be_past(on, now.date())
    before = queries.find_stay(household_id, keyring)
    if before is not None and before.stay.state != "ended":
        raise Refused(
            _("The household %(code)s is on a pathway already.") % {"code": household.code},
            hint=_("End that one first, with a reason."),
        )
    chosen = next((one for one in open_pathways(keyring) if one.code == pathway), None)
    if chosen is None:
        raise Refused(
            _("There is no such pathway that can be begun."), hint=_("Choose one from the list.")
        )
    new = _first(household, chosen, on, place)
    if before is not None:
        old = StayBefore.of(before.stay)
        parts.put(household_id=household_id, value=old, keyring=keyring, now=now)
        new = domain.carried_over(before.stay, new, chosen)
        write(household_id, domain.moved_on(new, chosen), keyring, now)
        return household_id
    new = domain.moved_on(new, chosen)
    row = add(StayRow(id=household_id, cell=case.cell, case=case.case), new, keyring, on=now.date())
    casework.note_rows(
        household_id=household_id, revisions={row.id: row.revision}, keyring=keyring, now=now
    )
    write(household_id, new, keyring, now)
    return row.id


def _first(household: Household, pathway: Pathway, on: date, place: str) -> Stay:
    """Give a stay on which nothing is done yet."""
    return Stay(
        code=household.code,
        place=place or household.place,
        pathway=pathway.code,
        version=pathway.version,
        begun_on=on,
        members=tuple(Member(person=one) for one in household.people),
        facts={pathway.begins: on},
    )


@transaction.atomic
def note_done(
    *,
    household_id: UUID,
    step: str,
    on: date,
    person_id: UUID | None = None,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Note that a step was done; what counts from there begins, and its reminder ends.

    After the last flight of a pathway the household no longer waits.

    Raises:
      Refused: there is no such step for them, it is done already, its day is still to come or lies
        before the day from which it counts; or it is a hand-over, which the person closes.
    """
    view = queries.stay(household_id, keyring)
    if _step(queries.pathway_of(view.stay, keyring), step).kind == "hand-over":
        raise Refused(
            _("A hand-over is done once the person says that it happened."),
            hint=_("Open the hand-over and write down what they said."),
        )
    done = Done(step=step, on=on, by=keyring.user_id, name=keyring.alias, person=person_id)
    finish(view, done, keyring, now)


@transaction.atomic
def undo_done(
    *,
    household_id: UUID,
    step: str,
    person_id: UUID | None = None,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Take back that a step was done; what counted from there no longer does.

    Raises:
      Refused: it is not done, or there is no such household among the writer's.
    """
    was = queries.stay(household_id, keyring).stay
    on_it = queries.pathway_of(was, keyring)
    found = next((d for d in was.done if (d.step, d.person) == (step, person_id)), None)
    if found is None:
        raise Refused(_("This step is not done."), hint=_("Load the page to see how it stands."))
    write(household_id, domain.without(was, on_it, found), keyring, now)


@transaction.atomic
def note_fact(
    *, household_id: UUID, fact: str, on: date | None, keyring: Keyring, now: datetime
) -> None:
    """Note on which day something was from which steps count; None: that nobody knows.

    Raises:
      Refused: the pathway knows no such fact, or its day is still to come.
    """
    was = queries.stay(household_id, keyring).stay
    on_it = queries.pathway_of(was, keyring)
    if fact not in {one.code for one in on_it.facts} | {on_it.begins}:
        raise Refused(_("Nothing counts from this."), hint=_("Pick it from the list."))
    if on is not None:
        _must_be_past(on, now.date())
    facts = {code: day for code, day in was.facts.items() if code != fact}
    if on is not None:
        facts[fact] = on
    write(household_id, replace(was, facts=facts), keyring, now)


def hold(
    *, household_id: UUID, why: str, escort: bool | None = None, keyring: Keyring, now: datetime
) -> None:
    """Note why a household cannot fly now, and whether somebody medical must go with it.

    Args:
      why: a code of `waiting.wording.HOLDS`.
      escort: None: as it was.

    Raises:
      Refused: no reason, or there is no such stay.
    """
    if not why:
        raise Refused(_("It is not said why they cannot fly."), hint=_("Choose a reason."))
    _edit(household_id, lambda was: _held(was, why, escort), keyring, now)


def let_go(
    *, household_id: UUID, escort: bool | None = None, keyring: Keyring, now: datetime
) -> None:
    """Note that nothing keeps a household from flying any more.

    Args:
      escort: whether somebody medical must go with it; None: as it was.
    """
    _edit(household_id, lambda was: _held(was, "", escort), keyring, now)


@transaction.atomic
def change(*, household_id: UUID, was: Stay, stay: Stay, keyring: Keyring, now: datetime) -> None:
    """Write where a household stands anew, over what the writer saw.

    Raises:
      Refused: somebody changed it meanwhile, or there is no such stay.
    """
    if queries.stay(household_id, keyring).stay != was:
        raise Refused(
            _("Somebody changed this meanwhile."),
            hint=_("Look at what it says now, then change it again."),
        )
    write(household_id, stay, keyring, now)


@transaction.atomic
def take_version(*, household_id: UUID, version: int, keyring: Keyring, now: datetime) -> None:
    """Take a newer version of the pathway, because the household wants it.

    What is done stays done, where the new version has that step.

    Raises:
      Refused: it is not the one that is offered.
    """
    was = queries.stay(household_id, keyring).stay
    offered = queries.offered(was, keyring)
    if offered is None or offered.version != version:
        raise Refused(
            _("This version is not offered."), hint=_("Load the page to see which one is.")
        )
    new = replace(was, version=version)
    on_it = queries.pathway_of(new, keyring)
    write(household_id, domain.moved_on(new, on_it), keyring, now)


@transaction.atomic
def end(*, household_id: UUID, why: str, on: date, keyring: Keyring, now: datetime) -> None:
    """End a stay with a reason; what is still open on it is no longer to be done.

    Raises:
      Refused: no reason, it ended already, or its day is still to come.
    """
    was = queries.stay(household_id, keyring).stay
    if was.state == "ended":
        raise Refused(_("This pathway has ended already."), hint=_("Take it up again first."))
    if not why.strip():
        raise Refused(_("It is not said why it ends."), hint=_("Write it in one line."))
    _must_be_past(on, now.date())
    ended = replace(was, state="ended", ended_on=on, ended_why=why.strip())
    write(household_id, ended, keyring, now)


@transaction.atomic
def take_up_again(*, household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Go on with a stay that was ended; what is open on it is to be done again.

    Raises:
      Refused: it has not ended.
    """
    was = queries.stay(household_id, keyring).stay
    if was.state != "ended":
        raise Refused(_("This pathway has not ended."), hint=_("Load the page again."))
    on_it = queries.pathway_of(was, keyring)
    again = replace(was, state=domain.state_of(on_it, was), ended_on=None, ended_why="")
    write(household_id, again, keyring, now)


@transaction.atomic
def put_off(
    *,
    household_id: UUID,
    step: str,
    until: date,
    person_id: UUID | None = None,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Be reminded of a step on a later day, because nobody could be reached; it stays open.

    Raises:
      Refused: nothing reminds of this step, or the day is past or after its last safe day; the
        last day of a check or a hand-over is our own and may be put off.
    """
    was = queries.stay(household_id, keyring).stay
    found = next((one for one in was.ahead if (one.step, one.person) == (step, person_id)), None)
    if found is None or found.task is None:
        raise Refused(_("Nothing reminds of this step."), hint=_("Load the page again."))
    kind = _step(queries.pathway_of(was, keyring), step).kind
    if found.closes is not None and until > found.closes and kind not in domain.FOLLOWED:
        raise Refused(
            _("The last safe day of this step is %(day)s.") % {"day": found.closes.isoformat()},
            hint=_("Give that day or one before it."),
        )
    later = reminding.later(household_id, was, found, until, keyring, now)
    ahead = tuple(later if one == found else one for one in was.ahead)
    write(household_id, replace(was, ahead=ahead), keyring, now)


@transaction.atomic
def look_again(*, keyring: Keyring, now: datetime, at_most: int | None = None) -> int:
    """Work out days anew and set every reminder that is missing; gives how many stays changed.

    A step that is late rings at once.

    Args:
      at_most: only of so many stays of which it is known that they want it; None: of all.
    """
    book = tables(keyring)
    marks = {(one.code, one.version): domain.mark_of(one, book) for one in book.pathways}
    wanted = []
    for view in queries.stays(keyring):
        mark = marks.get((view.stay.pathway, view.stay.version))
        if view.stay.state == "ended" or mark is None:
            continue
        if at_most is None or domain.wants_looking(view.stay, mark, now.date()):
            wanted.append(view)
    n_changed = 0
    for view in wanted[:at_most]:
        new = reminding.settled(view.household_id, view.stay, keyring, now)
        if new != view.stay:
            _put(view.household_id, new, keyring, now)
            noticing.stay_changed(household_id=view.household_id, keyring=keyring, now=now)
            n_changed += 1
    return n_changed


@transaction.atomic
def finish(view: StayView, done: Done, keyring: Keyring, now: datetime) -> None:
    """Write down a step as done, of whatever kind, if that can be; see `note_done`."""
    _must_be_past(done.on, now.date())
    if view.stay.state == "ended":
        raise Refused(_("This pathway has ended."), hint=_("Take it up again first."))
    found = _where(done, view, keyring, now)
    if found.state == "done":
        raise Refused(
            _("This step is done already."), hint=_("Load the page to see how it stands.")
        )
    if found.starts is not None and done.on < found.starts:
        raise Refused(
            _("This step counts from %(day)s; it cannot have been done before.")
            % {"day": found.starts.isoformat()},
            hint=_("Give the day on which it was done, or correct the day from which it counts."),
        )
    on_it = queries.pathway_of(view.stay, keyring)
    write(view.household_id, domain.with_done(view.stay, on_it, done), keyring, now)


def _where(done: Done, view: StayView, keyring: Keyring, now: datetime) -> StepView:
    """Find where a step of somebody stands."""
    for one in queries.steps_of(view, keyring, now.date()):
        if (one.step.code, one.person) == (done.step, done.person):
            return one
    raise Refused(
        _("This step is none of theirs."), hint=_("Pick it from the list of their pathway.")
    )


def _step(on_it: Pathway, code: str) -> Step:
    found = domain.step_of(on_it, code)
    if found is None:
        raise Refused(
            _("This step is none of theirs."), hint=_("Pick it from the list of their pathway.")
        )
    return found


def _held(was: Stay, why: str, escort: bool | None) -> Stay:
    return replace(was, held=why, escort=was.escort if escort is None else escort)


@transaction.atomic
def _edit(
    household_id: UUID, make: Callable[[Stay], Stay], keyring: Keyring, now: datetime
) -> None:
    """Write a stay anew as something makes it of what it is."""
    write(household_id, make(queries.stay(household_id, keyring).stay), keyring, now)


@transaction.atomic
def write(household_id: UUID, new: Stay, keyring: Keyring, now: datetime) -> None:
    """Write a stay in its row, with its windows worked out anew and a reminder for each."""
    _put(household_id, reminding.settled(household_id, new, keyring, now), keyring, now)
    noticing.stay_changed(household_id=household_id, keyring=keyring, now=now)


def _put(household_id: UUID, new: Stay, keyring: Keyring, now: datetime) -> None:
    row = swap(find(StayRow, household_id, keyring), new, keyring, on=now.date())
    revised, until = {row.id: row.revision}, domain.kept_until(new, now.date())
    casework.note_rows(
        household_id=household_id, revisions=revised, open_until=until, keyring=keyring, now=now
    )


def _must_be_past(on: date, today: date) -> None:
    if on > today:
        raise Refused(
            _("The day %(day)s is still to come.") % {"day": on.isoformat()},
            hint=_("Give the day on which it was, or today."),
        )
