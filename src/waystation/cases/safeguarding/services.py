"""Changes to safeguarding: open, write and decide assessments; companions; concerns."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import alarms, hands, parts, tasks
from waystation.cases.complaints import services as complaints
from waystation.cases.complaints.domain import AskedToPay, Complaint
from waystation.cases.complaints.services import Filed
from waystation.cases.parts import Kept
from waystation.cases.safeguarding import assessing, queries
from waystation.cases.safeguarding.assessing import FINDINGS, Assessment, Panelist, State, Why
from waystation.cases.safeguarding.domain import Companion
from waystation.cases.safeguarding.indicators import Asked, Concern, concerns_of
from waystation.cases.safeguarding.wording import NEEDS, called
from waystation.vault import audit
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring

# The codes of the tasks opened here; their words stand in `cases.timeline_words`.
BEST_INTERESTS, LOOK_INTO = "best interests", "look into a sign"


@transaction.atomic
def open_needed(*, household_id: UUID, keyring: Keyring, now: datetime) -> list[UUID]:
    """Open an assessment for each child whom nobody looks after and who has none.

    Raises:
      Refused: there is no such household among the writer's.
    """
    wanted = queries.to_open(household_id, keyring, now.date())
    return [_open(household_id, child, why, keyring, now) for child, why in wanted]


@transaction.atomic
def open_assessment(
    *, household_id: UUID, child: UUID, why: Why, keyring: Keyring, now: datetime
) -> UUID:
    """Open an assessment of what is best for a child, for whatever reason.

    Until it is decided the child goes nowhere without a parent, whatever was decided before.

    Raises:
      Refused: they are no child of this household, or one is under way.
    """
    views = {view.id: view for view in queries.children(household_id, keyring, now.date())}
    if child not in views:
        raise Refused(
            _("This is no child of this household."), hint=_("Pick a child from the list.")
        )
    if any(kept.value.is_under_way() for kept in views[child].assessments):
        raise Refused(
            _("An assessment of this child is under way."), hint=_("Go on with that one.")
        )
    return _open(household_id, child, why, keyring, now)


@transaction.atomic
def write(
    *,
    part_id: UUID,
    was: Assessment,
    findings: dict[str, str],
    panel: Sequence[Panelist] = (),
    keyring: Keyring,
    now: datetime,
) -> None:
    """Write what was found; whoever writes can no longer be the one who signs.

    Raises:
      Refused: it is not being gathered or before the panel, or it was changed meanwhile.
    """
    if was.state not in ("gathering", "panel"):
        raise Refused(
            _("Nothing is written into an assessment that is %(state)s.")
            % {"state": called(was.state, "state")},
            hint=_("Send it back first, or open a new one."),
        )
    fields: dict[str, Any] = {"panel": tuple(panel)} if was.state == "panel" else dict(findings)
    unknown = fields.keys() - {*FINDINGS, "panel"}
    if unknown:
        raise ValueError(f"an assessment has no {sorted(unknown)}")
    _sign_as_writer(part_id, keyring)
    new = replace(was, **fields)
    parts.change(part_id=part_id, was=was, value=new, keyring=keyring, now=now)


@transaction.atomic
def move(
    *,
    part_id: UUID,
    to: State,
    was: Assessment | None = None,
    fields: dict[str, Any] | None = None,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Take an assessment a step further, if everything it needs is there.

    Args:
      was: what they saw who take the step; nobody signs what was changed meanwhile.
      fields: decision, reasons, review_on, sent_back or review, as the step needs them.

    Raises:
      Refused: there is no such step, with everything it still needs, or, where it is decided, by
        somebody who wrote any of it.
    """
    kept = queries.assessment(part_id, keyring)
    if was is not None and was != kept.value:
        raise Refused(
            _("Somebody changed this meanwhile."),
            hint=_("Look at what it says now, then change it again."),
        )
    step = assessing.move_to(kept.value, to)
    if step is None:
        raise Refused(
            _("An assessment that is %(now)s does not become %(then)s.")
            % {"now": called(kept.value.state, "state"), "then": called(to, "state")},
            hint=_("Load it again and choose one of the steps offered there."),
        )
    wanted = replace(kept.value, state=to, **(fields or {}))
    missing = assessing.missing(step, wanted, now.date())
    if missing:
        says = ", ".join(str(NEEDS[need]) for need in missing)
        raise Refused(_("Missing: %(what)s.") % {"what": says}, hint=_("Write it, then go on."))
    if step.second:
        wanted = _decide(kept, wanted, keyring, now)
    elif to == "reviewed":
        wanted = replace(wanted, watch=_watch_anew(kept, wanted, keyring))
    else:
        _sign_as_writer(part_id, keyring)
    parts.change(part_id=part_id, was=kept.value, value=wanted, keyring=keyring, now=now)


@transaction.atomic
def name_companion(
    *, household_id: UUID, companion: Companion, keyring: Keyring, now: datetime
) -> UUID:
    """Name a guardian or companion for a child, and put one in the place of another.

    Raises:
      Refused: no name, or one flees who is no adult of the reader's, this is no child of the
        household, or two others were not asked.
    """
    today = now.date()
    views = {view.id: view for view in queries.children(household_id, keyring, today)}
    if companion.child not in views:
        raise Refused(
            _("This is no child of this household."), hint=_("Pick a child from the list.")
        )
    people = {one.id: one.person for one in queries.people_in(household_id, keyring)}
    who = people.get(companion.person) if companion.person else None
    if companion.person and (who is None or who.is_child_on(today)):
        raise Refused(
            _("A companion is an adult of this household, or somebody of ours."),
            hint=_("Pick one from the list, or write the name."),
        )
    if not companion.person and not companion.name.strip():
        raise Refused(_("The companion has no name."), hint=_("Pick one, or write an alias."))
    if not companion.stands:
        raise Refused(
            _("Two others have to be asked about a companion."),
            hint=_("Nobody speaks for themselves; write down two different people."),
        )
    before = views[companion.child].companion
    if before is not None and before.value.ended_on is None:
        end_companion(part_id=before.id, why=_("another was named"), keyring=keyring, now=now)
    return parts.put(household_id=household_id, value=companion, keyring=keyring, now=now)


@transaction.atomic
def end_companion(*, part_id: UUID, why: str, keyring: Keyring, now: datetime) -> None:
    """Note that somebody is a child's companion no more; without another the child waits.

    Raises:
      Refused: no reason, they are it no more, or there is no such record.
    """
    kept = parts.read(part_id, Companion, keyring)
    if not why.strip():
        raise Refused(_("This needs a reason."), hint=_("Write it in a few words."))
    if kept.value.ended_on is not None:
        raise Refused(_("They are the companion no more."), hint=_("Name another one."))
    ended = replace(kept.value, ended_on=now.date(), ended_why=why.strip())
    parts.change(part_id=part_id, was=kept.value, value=ended, keyring=keyring, now=now)


@transaction.atomic
def note_signs(
    *,
    household_id: UUID,
    asked: Asked,
    about: str,
    named: str = "",
    says: str = "",
    who: Who,
    now: datetime,
) -> Filed | None:
    """Note that the questions were asked; each sign opens a task, “asked to pay” rings at once.

    Where a colleague is pointed at, nothing is written into the case, which that colleague may
    read: it goes to those who hear complaints and are not named. Gives what was filed then.

    Args:
      about: nobody, outside, partner or colleague.
      named: who that is; says: what was seen or said.

    Raises:
      Refused: a sign without words, a colleague or partner without a name, somebody who is not of
        the household, or as `complaints.services.complain`.
    """
    people = {one.id for one in queries.people_in(household_id, who.keyring)}
    if asked.person is not None and asked.person not in people:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    if asked.signs and not says.strip():
        raise Refused(
            _("A sign was ticked and nothing is said of it."),
            hint=_("Write what was seen or said, in plain words."),
        )
    if about in ("colleague", "partner") and not named.strip():
        raise Refused(_("It is not said who it is."), hint=_("Write the name they go by here."))
    if asked.signs and about == "colleague":
        return _to_those_who_hear(asked, named, says, who, now)
    _write_signs(household_id, asked, about, says, who.keyring, now)
    if "money" in asked.signs:
        _ring_for_money(named if about == "partner" else "", says, who, now)
    return None


@transaction.atomic
def close_concern(*, part_id: UUID, found: str, keyring: Keyring, now: datetime) -> None:
    """Note what came of looking into a sign.

    Raises:
      Refused: nothing is said, it is closed already, or it is urgent and the closer noted it.
    """
    kept = parts.read(part_id, Concern, keyring)
    if not kept.value.is_open:
        raise Refused(_("This was looked into before."), hint=_("Load the page again."))
    if not found.strip():
        raise Refused(_("Nothing is said yet."), hint=_("Write what you found, in a few words."))
    if kept.value.at_once:
        _lay_second(kept, keyring)
    done = replace(kept.value, found=found.strip(), closed_by=keyring.alias, closed_on=now.date())
    parts.change(part_id=part_id, was=kept.value, value=done, keyring=keyring, now=now)
    _finish(kept.value.task, found, keyring, now)


def _open(household_id: UUID, child: UUID, why: Why, keyring: Keyring, now: datetime) -> UUID:
    task = tasks.open_task(
        household_id=household_id,
        what=BEST_INTERESTS,
        due_on=now.date(),
        person_id=child,
        urgent=True,
        keyring=keyring,
        now=now,
    )
    opened = Assessment(child=child, why=why, task=task)
    return parts.put(household_id=household_id, value=opened, keyring=keyring, now=now)


def _decide(
    kept: Kept[Assessment], wanted: Assessment, keyring: Keyring, now: datetime
) -> Assessment:
    """Sign a decision as somebody who wrote none of it, and set the day to look again."""
    _lay_second(kept, keyring)
    watch = _watch_anew(kept, wanted, keyring)
    _finish(kept.value.task, called(wanted.decision, "decision"), keyring, now)
    says = {"of": kept.value.kind, "id": str(kept.id)[:8]}
    audit.write("best interests decided", actor=keyring.user_id, says=says, now=now)
    return replace(wanted, decided_on=now.date(), signed_by=keyring.alias, watch=watch)


def _watch_anew(kept: Kept[Assessment], wanted: Assessment, keyring: Keyring) -> UUID:
    alarms.answer(kept.value.watch)
    assert wanted.review_on is not None
    return alarms.arm(
        household_id=kept.case,
        what="bia",
        about=kept.id,
        cell=kept.cell,
        due_at=_morning(wanted.review_on),
        keyring=keyring,
    )


def _sign_as_writer(part_id: UUID, keyring: Keyring) -> None:
    """Lay a writer's hand on what they wrote, so that they cannot sign it as another."""
    if not hands.is_mine(part_id, keyring):
        hands.lay(part_id, keyring)


def _lay_second(kept: Kept[Any], keyring: Keyring) -> None:
    """Lay a hand that is not the writer's, who wrote it first or changed it at any time."""
    # A hand is bound to its compartment; after a case moved, the names still tell who wrote.
    wrote = {was.name for was in kept.before} | {kept.name}
    is_writer = keyring.user_id in (kept.first_by, kept.by) or keyring.alias in wrote
    if is_writer or hands.is_mine(kept.id, keyring):
        raise Refused(
            _("You wrote this yourself."),
            hint=_("Another colleague who holds this compartment has to look at it and sign."),
        )
    hands.lay(kept.id, keyring)


def _write_signs(
    household_id: UUID, asked: Asked, about: Any, says: str, keyring: Keyring, now: datetime
) -> None:
    parts.put(household_id=household_id, value=asked, keyring=keyring, now=now)
    for concern in concerns_of(asked, about=about, says=says.strip()):
        task = tasks.open_task(
            household_id=household_id,
            what=LOOK_INTO,
            due_on=now.date(),
            person_id=asked.person,
            urgent=concern.at_once,
            keyring=keyring,
            now=now,
        )
        noted = replace(concern, task=task)
        parts.put(household_id=household_id, value=noted, keyring=keyring, now=now)


def _to_those_who_hear(asked: Asked, named: str, says: str, who: Who, now: datetime) -> Filed:
    signs = "; ".join(called(sign, "sign") for sign in asked.signs)
    complaint = Complaint(
        at=now,
        by=who.alias,
        whom="colleague",
        about=named.strip(),
        words=f"{signs}\n{says.strip()}",
        urgent=True,
    )
    return complaints.complain(complaint=complaint, who=who)


def _ring_for_money(partner: str, says: str, who: Who, now: datetime) -> None:
    """Tell security at once; suspend the partner where the writer's keys open the network."""
    halted = False
    if partner and who.keyring.cells_of("network"):
        complaints.halt_partner(partner, who.keyring, now)
        halted = True
    word = AskedToPay(at=now, by=who.alias, partner=partner, says=says.strip(), halted=halted)
    complaints.tell_security(word)


def _finish(task: UUID | None, came: str, keyring: Keyring, now: datetime) -> None:
    """Finish the task that goes with something, unless somebody did that by hand."""
    if task is not None and parts.read(task, tasks.Task, keyring).value.is_open:
        tasks.finish_task(part_id=task, came=came, keyring=keyring, now=now)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
