"""Planning for all at once: starting a run, stopping it, copying it, proposing what it found."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch import running
from waystation.dispatch import services as dispatch
from waystation.dispatch.mixing import services as mixing
from waystation.dispatch.models import JointRow
from waystation.dispatch.paying import refuse_not_in_force, template_on
from waystation.dispatch.together import packing, queries
from waystation.dispatch.together.domain import (
    GROUPS_MAX,
    Candidate,
    Step,
    Suppose,
    Terms,
    Together,
)
from waystation.dispatch.together.laid import Laid, ways_of
from waystation.dispatch.together.refusals import refuse_broken, refuse_unproposable
from waystation.dispatch.together.working import Watch, worked_out
from waystation.ledger import chart
from waystation.ledger.queries import free_of
from waystation.routing import queries as routing
from waystation.routing import services as planner
from waystation.routing.knowing import Known
from waystation.vault import audit, boxes
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, has_room, swap

SEEDS = 2**31


class Asked(NamedTuple):
    """Who is to be planned for, where to, from when, and how long the search may take."""

    groups: tuple[UUID, ...]
    released: tuple[UUID, ...]
    targets: tuple[str, ...]
    ready_at: datetime
    days: int
    seconds: int
    rest_days: int
    template: str
    draws: bool = True


class _Ground(NamedTuple):
    """What a plan stands on: the network, its mark, and what may be set aside."""

    known: Known
    seen: str
    budget_cents: int


class _Run(NamedTuple):
    """Which plan a search is for, and in which of its revisions it was asked."""

    row: UUID
    cell: UUID
    revision: int


class Failed(NamedTuple):
    """A group whose way was not proposed or approved, and why."""

    label: str
    why: Refused


class Done(NamedTuple):
    """What was done for the groups of a plan, and for whom it failed."""

    passages: tuple[UUID, ...]
    failed: tuple[Failed, ...]


def plan_all(*, asked: Asked, keyring: Keyring, now: datetime, at_once: bool = False) -> UUID:
    """Begin to plan for many groups at once, in the background; says under which id.

    With `at_once` it comes back only when the plan is done.

    Raises:
      Refused: nobody is to travel, too many, nothing is on file to plan on, or its budget is not
        in force.
    """
    refuse_not_in_force(asked.template, now)
    seen, known = routing.stamp(), routing.known(keyring)
    groups = queries.candidates(
        asked.groups,
        asked.released,
        targets=asked.targets,
        ready_at=asked.ready_at,
        keyring=keyring,
        now=now,
    )
    if not 1 <= len(groups) <= GROUPS_MAX:
        raise Refused(
            _("%(n)d groups cannot be planned at once.") % {"n": len(groups)},
            hint=_("Choose one or more, at most %(most)d.") % {"most": GROUPS_MAX},
        )
    if asked.draws:
        groups = [_drawn(one, known, keyring, now) for one in groups]
    terms = Terms(
        zero=_midnight(now),
        days=asked.days,
        seconds=asked.seconds,
        seed=secrets.randbelow(SEEDS),
        template=asked.template,
        per_person=dict(template_on(asked.template, now).per_person),
        rest_days=asked.rest_days,
        released=asked.released,
    )
    free_cents = max(0, free_of(chart.GENERAL))
    on = _Ground(known, seen, free_cents)
    return _begin(groups, terms, on, keyring, now, at_once=at_once)


def copy(
    *,
    joint_id: UUID,
    suppose: Suppose,
    keyring: Keyring,
    now: datetime,
    at_once: bool = False,
) -> UUID:
    """Plan once more for the groups of a plan, with something supposed to be otherwise.

    The copy is compared with the plan; nothing of it can be proposed.

    Raises:
      Refused: nothing is supposed, or there is no such plan.
    """
    kept = queries.joint(joint_id, keyring)
    if not suppose:
        raise Refused(
            _("Nothing is supposed to be otherwise."),
            hint=_("Name a bed, a guide, days away or a sum."),
        )
    # What was proposed of the plan is what its copy plans once more: it takes nothing beside it.
    released = (*kept.together.terms.released, *kept.proposed.values())
    terms = msgspec.structs.replace(kept.together.terms, suppose=suppose, released=released)
    budget = max(0, kept.together.budget_cents + suppose.budget_cents)
    on = _Ground(routing.known(keyring), routing.stamp(), budget)
    return _begin(kept.candidates, terms, on, keyring, now, after=joint_id, at_once=at_once)


def resume(*, joint_id: UUID, keyring: Keyring, now: datetime, at_once: bool = False) -> None:
    """Plan again for the same groups, as far as they still wait, with the network as it is now.

    What was proposed meanwhile is a commitment like any other: it stays. `at_once` as `plan_all`.

    Raises:
      Refused: it runs already, or none of its groups waits any more.
    """
    row = queries.row_of(joint_id, keyring)
    kept = queries.opened(row, keyring)
    if kept.state == "running":
        raise Refused(_("This plan is being made."), hint=_("Wait, or stop it first."))
    if running.progress(row.id) is not None:
        raise Refused(_("The search is still stopping."), hint=_("Press it again in a moment."))
    groups = queries.still_waiting(kept.candidates, keyring, now)
    if not groups:
        raise Refused(
            _("None of the groups of this plan waits any more."), hint=_("Begin a new plan.")
        )
    released = tuple(one.passage for one in groups if one.passage is not None)
    terms = msgspec.structs.replace(kept.together.terms, zero=_midnight(now), released=released)
    seen = routing.stamp()
    budget = max(0, free_of(chart.GENERAL) + terms.suppose.budget_cents)
    laid = queries.lay(routing.known(keyring), groups, terms, budget_cents=budget, keyring=keyring)
    again = msgspec.structs.replace(
        kept.together,
        terms=terms,
        groups=packing.packed(groups),
        legs=packing.packed(laid.legs),
        n_groups=len(groups),
        n_people=sum(one.people for one in groups),
        seen=seen,
        budget_cents=budget,
        passages=(),
    )
    with transaction.atomic():
        swap(row, again, keyring, on=now.date())
        JointRow.objects.filter(pk=row.id).update(state="running", box=b"")
    _run(row, laid, terms, at_once=at_once)


def cancel(*, joint_id: UUID, keyring: Keyring) -> None:
    """Stop a run; what it has found so far is lost.

    Raises:
      Refused: there is no such plan.
    """
    row = queries.row_of(joint_id, keyring)
    running.cancel(row.id)
    JointRow.objects.filter(pk=row.id, state="running").update(state="cancelled")


def propose_all(*, joint_id: UUID, keyring: Keyring, now: datetime) -> Done:
    """Propose the way of every group that travels; two others approve each before anybody moves.

    Each is proposed by itself: where one cannot be, it is named, and the others go on.

    Raises:
      Refused: the plan is not done, is a copy, or stands on a network that has changed.
    """
    row = queries.row_of(joint_id, keyring)
    kept = queries.opened(row, keyring)
    refuse_unproposable(kept)
    laid, joint = queries.laid(joint_id, keyring)
    done, failed = dict(kept.proposed), []
    ways = [[] if nth in done else way for nth, way in enumerate(ways_of(laid, joint))]
    broken = queries.troubles(kept, ways, keyring)
    going = [one for one in enumerate(zip(kept.candidates, ways, strict=True)) if one[1][1]]
    # Who was released goes first: others may be planned on the guides that they give up.
    for nth, (one, steps) in sorted(going, key=lambda each: each[1][0].passage is None):
        try:
            refuse_broken([trouble.says for trouble in broken if trouble.nth in (nth, -1)])
            done[nth] = _propose(one, steps, kept.together.terms.template, keyring, now)
        except Refused as refused:
            failed.append(Failed(one.label, refused))
    with transaction.atomic():
        _keep_proposed(kept, done, keyring, now)
        says = {"n": f"{len(done)}/{kept.n_groups}"}
        audit.write("groups proposed together", actor=keyring.user_id, says=says, now=now)
    return Done(tuple(done.values()), tuple(failed))


def approve_all(
    *, joint_id: UUID, seen: str | None = None, keyring: Keyring, now: datetime
) -> Done:
    """Lay one's hand on every passage of a plan that still waits for approval.

    Each is approved by itself, as on its own page: where one cannot be, it is named.

    Args:
      seen: the mark of what was proposed as the approver saw it; None: they saw it otherwise.

    Raises:
      Refused: nothing of the plan has been proposed, or something else than was seen.
    """
    kept = queries.joint(joint_id, keyring)
    if seen is not None and seen != kept.mark:
        raise Refused(
            _("Other ways are proposed now than you saw."), hint=_("Load the page again.")
        )
    if not kept.together.passages:
        raise Refused(
            _("Nothing of this plan has been proposed yet."),
            hint=_("Wait for the field manager."),
        )
    labels = [one.label for one in kept.candidates]
    done, failed = [], []
    for nth, passage_id in kept.together.passages:
        try:
            dispatch.approve(passage_id=passage_id, keyring=keyring, now=now)
            done.append(passage_id)
        except Refused as refused:
            failed.append(Failed(labels[nth], refused))
    return Done(tuple(done), tuple(failed))


def _keep_proposed(
    kept: queries.KeptJoint, done: dict[int, UUID], keyring: Keyring, now: datetime
) -> None:
    """Keep which passages are of a plan, beside those that another window proposed meanwhile."""
    row = queries.row_of(kept.id, keyring)
    held = queries.opened(row, keyring)
    if held.together.groups != kept.together.groups:
        return  # It was asked anew meanwhile; these passages stand by themselves.
    passages = tuple(sorted((held.proposed | done).items()))
    swap(row, msgspec.structs.replace(held.together, passages=passages), keyring, on=now.date())


def _midnight(now: datetime) -> datetime:
    return datetime(now.year, now.month, now.day, tzinfo=UTC)


def _drawn(one: Candidate, known: Known, keyring: Keyring, now: datetime) -> Candidate:
    """Draw a way by lot where a threat is declared; where none can be drawn, the search chooses."""
    drawn = mixing.draw(question=one.question, known=known, keyring=keyring, now=now)
    return one if drawn is None else msgspec.structs.replace(one, drawn=drawn)


def _begin(
    groups: Sequence[Candidate],
    terms: Terms,
    on: _Ground,
    keyring: Keyring,
    now: datetime,
    *,
    after: UUID | None = None,
    at_once: bool = False,
) -> UUID:
    laid = queries.lay(on.known, groups, terms, budget_cents=on.budget_cents, keyring=keyring)
    body = Together(
        terms=terms,
        groups=packing.packed(groups),
        legs=packing.packed(laid.legs),
        n_groups=len(groups),
        n_people=sum(one.people for one in groups),
        made_by=keyring.user_id,
        made_at=now,
        seen=on.seen,
        budget_cents=on.budget_cents,
        after=after,
    )
    if not has_room(body):
        raise Refused(
            _("This plan is too large to be kept."), hint=_("Plan for fewer groups at once.")
        )
    with transaction.atomic():
        row = JointRow(cell=keyring.cell("passages"), state="running")
        add(row, body, keyring, on=now.date())
    _run(row, laid, terms, at_once=at_once)
    return row.id


def _run(row: JointRow, laid: Laid, terms: Terms, *, at_once: bool) -> None:
    # What is found counts in the places of the groups that were asked: it belongs to no later ask.
    asked = _Run(row.id, row.cell, row.revision)
    work = partial(_work, asked=asked, laid=laid, terms=terms)
    if at_once:
        work(running.Run())
    else:
        running.start(row.id, work, partial(_end, asked, state="failed"))


def _work(run: running.Run, *, asked: _Run, laid: Laid, terms: Terms) -> None:
    """Plan in the background and seal what came of it to the compartment, without a key of it."""
    watch = Watch(run.tell, run.is_stopped)
    found = worked_out(laid, seconds=terms.seconds, seed=terms.seed, watch=watch)
    box = boxes.seal_to_cell(asked.cell, msgspec.msgpack.encode(found), about=asked.row)
    _end(asked, state="done", box=box)


def _end(asked: _Run, **ends: str | bytes) -> None:
    rows = JointRow.objects.filter(pk=asked.row, state="running", revision=asked.revision)
    rows.update(**ends)


def _propose(
    one: Candidate, steps: Sequence[Step], template: str, keyring: Keyring, now: datetime
) -> UUID:
    """Keep a group's way as a plan of its own and propose it: anew, or for the rest of its way."""
    # Until it sets out a group is at home; what it waits there is no part of its way.
    question = msgspec.structs.replace(one.question, start_at=steps[0].depart)
    with transaction.atomic():
        plan_id = planner.make_plan(
            question=question,
            along=[step.leg for step in steps],
            departs=[step.depart for step in steps],
            drawn=one.drawn,
            keyring=keyring,
            now=now,
        )
        if one.passage is not None and one.carried:
            return dispatch.carry_on(
                passage_id=one.passage,
                plan_id=plan_id,
                route_no=0,
                needs=one.needs,
                keyring=keyring,
                now=now,
            )
        if one.passage is not None:
            dispatch.withdraw(passage_id=one.passage, keyring=keyring, now=now)
        return dispatch.propose(
            plan_id=plan_id,
            route_no=0,
            needs=one.needs or _children(one.question.children),
            template=template,
            keyring=keyring,
            now=now,
        )


def _children(n: int) -> str:
    return _("%(n)d children") % {"n": n} if n else ""
