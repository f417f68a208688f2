"""Reminds of every step that has a last day: a task in the case, which rings without a key.

Four reminders for one step (it opens, 30 days, 7 days, a day are left) would be four alarms that
people learn to wave away. So there is one task, due with as much time left as the window allows;
its alarm rings from the end of that day until somebody takes it. Once the last safe day is past the
task becomes an urgent one, which rings at once and goes the whole way up.
"""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.cases import tasks
from waystation.resettlement import pathways
from waystation.resettlement.book.queries import tables
from waystation.resettlement.stays import domain, queries
from waystation.resettlement.values import Ahead, Pathway, Stay, Step
from waystation.vault.keyring import Keyring


def settled(household_id: UUID, new: Stay, keyring: Keyring, now: datetime) -> Stay:
    """Give a stay with the windows of what is open, each with the task that reminds of it.

    Tasks of what is done, ended or due on another day are finished; call it in the transaction
    that writes the stay.
    """
    today, known = now.date(), tables(keyring)
    pathway = queries.pathway_in(known, new)
    wanted: list[Ahead] = []
    if new.state != "ended":
        people = queries.people_in(household_id, new, keyring)
        views = pathways.course(pathway, known, stay=new, people=people, today=today)
        wanted = domain.windows(views)
    open_now = {kept.id for kept in tasks.still_open(household_id, keyring)}
    had = {(one.step, one.person): one for one in new.ahead}
    ahead = []
    for one in wanted:
        before = had.pop((one.step, one.person), None)
        ahead.append(_reminded(household_id, pathway, one, before, open_now, keyring, now))
    for gone in had.values():
        _finish(gone.task, _why(new, gone), open_now, keyring, now)
    closing = [one.closes for one in ahead if one.closes]
    mark = domain.mark_of(pathway, known)
    return replace(new, ahead=tuple(ahead), next_due=min(closing, default=None), reckoned=mark)


def _reminded(
    household_id: UUID,
    pathway: Pathway,
    one: Ahead,
    before: Ahead | None,
    open_now: set[UUID],
    keyring: Keyring,
    now: datetime,
) -> Ahead:
    """Give a window with its task: the one it had, if its days are the same, or a new one."""
    step = domain.step_of(pathway, one.step)
    due = domain.remind_on(one, step) if step else None
    if before is not None and (before.opens, before.closes) == (one.opens, one.closes):
        one = replace(one, until=before.until)
    is_late = domain.is_late(one, now.date())
    if before is not None:
        same = (before.opens, before.closes, before.rings) == (one.opens, one.closes, is_late)
        if same and (before.task in open_now if due else before.task is None):
            return before
        _finish(before.task, _("set anew: its days changed"), open_now, keyring, now)
    if due is None or step is None:
        return one
    due = min(max(due, now.date()), now.date() + tasks.DUE_WITHIN)
    return _open(household_id, step, replace(one, rings=is_late), due, keyring, now)


def later(
    household_id: UUID, was: Stay, one: Ahead, until: date, keyring: Keyring, now: datetime
) -> Ahead:
    """Give a window with a task of a later day instead of the one it has.

    Raises:
      Refused: the day is past.
    """
    open_now = {kept.id for kept in tasks.still_open(household_id, keyring)}
    step = domain.step_of(queries.pathway_of(was, keyring), one.step)
    if step is None:
        return one
    _finish(one.task, _("put off"), open_now, keyring, now)
    one = replace(one, rings=False, until=until)
    return _open(household_id, step, one, until, keyring, now)


def _open(
    household_id: UUID, step: Step, one: Ahead, due: date, keyring: Keyring, now: datetime
) -> Ahead:
    task = tasks.open_task(
        household_id=household_id,
        what=step.title.told(get_language() or "en"),
        due_on=due,
        person_id=one.person,
        urgent=one.rings,
        keyring=keyring,
        now=now,
    )
    return replace(one, task=task)


def _finish(
    task: UUID | None, came: str, open_now: set[UUID], keyring: Keyring, now: datetime
) -> None:
    if task is not None and task in open_now:
        tasks.finish_task(part_id=task, came=came, keyring=keyring, now=now)


def _why(new: Stay, gone: Ahead) -> str:
    """Say what came of a reminder that is no longer needed."""
    done: date | None = next(
        (one.on for one in new.done if (one.step, one.person) == (gone.step, gone.person)), None
    )
    if done is not None:
        return _("done on %(day)s") % {"day": done.isoformat()}
    return _("no longer part of their pathway")
