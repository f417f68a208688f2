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
from waystation.dispatch.together.working import Watch, worked_out
from waystation.ledger import domain as book
from waystation.ledger.queries import balance
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
      Refused: nobody is to travel, too many, or nothing is on file to plan on.
    """
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
        rest_days=asked.rest_days,
        released=asked.released,
    )
    free_cents = max(0, balance(book.GENERAL))
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
    terms = msgspec.structs.replace(kept.together.terms, suppose=suppose)
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
    groups = queries.still_waiting(kept.candidates, keyring, now)
    if not groups:
        raise Refused(
            _("None of the groups of this plan waits any more."), hint=_("Begin a new plan.")
        )
    released = tuple(one.passage for one in groups if one.passage is not None)
    terms = msgspec.structs.replace(kept.together.terms, zero=_midnight(now), released=released)
    seen = routing.stamp()
    budget = max(0, balance(book.GENERAL) + terms.suppose.budget_cents)
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
    for nth, (one, steps) in enumerate(zip(kept.candidates, ways, strict=True)):
        if not steps:
            continue
        try:
            _refuse_broken([trouble.says for trouble in broken if trouble.nth in (nth, -1)])
            done[nth] = _propose(one, steps, kept.together.terms.template, keyring, now)
        except Refused as refused:
            failed.append(Failed(one.label, refused))
    made = msgspec.structs.replace(kept.together, passages=tuple(sorted(done.items())))
    with transaction.atomic():
        swap(row, made, keyring, on=now.date())
        says = {"n": f"{len(done)}/{kept.n_groups}"}
        audit.write("groups proposed together", actor=keyring.user_id, says=says, now=now)
    return Done(tuple(done.values()), tuple(failed))


def approve_all(*, joint_id: UUID, keyring: Keyring, now: datetime) -> Done:
    """Lay one's hand on every passage of a plan that still waits for approval.

    Each is approved by itself, as on its own page: where one cannot be, it is named.

    Raises:
      Refused: nothing of the plan has been proposed.
    """
    kept = queries.joint(joint_id, keyring)
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


def refuse_unproposable(kept: queries.KeptJoint) -> None:
    """Refuse to propose a plan that is not done, not sound, supposed, or overtaken.

    Raises:
      Refused: it says which.
    """
    if kept.together.after is not None:
        raise Refused(
            _("A copy is only to compare; it cannot be proposed."),
            hint=_("Change the network first, then plan again."),
        )
    if kept.found is None:
        raise Refused(
            _("This plan is not done yet."), hint=_("Wait until it is, or start it again.")
        )
    if kept.found.faults:
        raise Refused(
            _("The check found %(n)d faults in this plan.") % {"n": len(kept.found.faults)},
            hint=_("Plan again; if it stays so, tell those who look after the system."),
        )
    if queries.is_stale(kept):
        raise queries.stale()


def _refuse_broken(says: list[str]) -> None:
    if says:
        raise Refused("; ".join(says), hint=_("Plan again with the network as it is now."))


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
    work = partial(_work, row_id=row.id, cell=row.cell, laid=laid, terms=terms)
    if at_once:
        work(running.Run())
    else:
        running.start(row.id, work, partial(_fail, row.id))


def _work(run: running.Run, *, row_id: UUID, cell: UUID, laid: Laid, terms: Terms) -> None:
    """Plan in the background and seal what came of it to the compartment, without a key of it."""
    watch = Watch(run.tell, run.is_stopped)
    found = worked_out(laid, seconds=terms.seconds, seed=terms.seed, watch=watch)
    box = boxes.seal_to_cell(cell, msgspec.msgpack.encode(found), about=row_id)
    JointRow.objects.filter(pk=row_id, state="running").update(state="done", box=box)


def _fail(row_id: UUID) -> None:
    JointRow.objects.filter(pk=row_id, state="running").update(state="failed")


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
