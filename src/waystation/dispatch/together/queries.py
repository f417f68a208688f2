"""Reads of plans for all: who could travel, what was asked, what came of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple, TypedDict
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import queries as cases
from waystation.cases.domain import URGENCIES
from waystation.cases.grouping import queries as grouping
from waystation.cases.grouping.domain import NO_BOAT, NO_FOOT, NO_NIGHT, limits_of
from waystation.cases.grouping.wording import sentences
from waystation.cases.models import GroupRow
from waystation.cases.queries import GroupView
from waystation.dispatch import queries as passages
from waystation.dispatch import running
from waystation.dispatch.blast import queries as blast
from waystation.dispatch.domain import OPEN_STATES
from waystation.dispatch.models import JointRow
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.rest import question_of_rest
from waystation.dispatch.together import checking
from waystation.dispatch.together.arrays import laid_out
from waystation.dispatch.together.committed import Committed
from waystation.dispatch.together.domain import Candidate, Found, Step, Terms, Together
from waystation.dispatch.together.laid import Laid
from waystation.dispatch.together.packing import candidates as unpacked_candidates
from waystation.dispatch.together.packing import joint_of, names
from waystation.dispatch.together.supposing import supposed
from waystation.kernel.joint.net import Joint
from waystation.routing import queries as routing
from waystation.routing.domain import Lost, Question
from waystation.routing.knowing import Known
from waystation.vault import boxes
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

# A plan's row says what came of its run; one that nobody runs any more has stopped.
STOPPED = "stopped"
COMMITTED = (*OPEN_STATES, "proposed")
MOST_SHOWN = 50
LOOKED_AT = 60


class KeptJoint(NamedTuple):
    """A plan for all, where it stands, and what came of it once it is done."""

    id: UUID
    state: str
    together: Together
    found: Found | None

    @property
    def candidates(self) -> list[Candidate]:
        """Read who is to travel, in the plan's order."""
        return unpacked_candidates(self.together.groups)

    @property
    def n_deferred(self) -> int:
        """Count the groups that stay where they are."""
        return len(self.found.deferred) if self.found else 0

    @property
    def n_groups(self) -> int:
        """Count the groups that were to travel."""
        return self.together.n_groups

    @property
    def n_lost(self) -> float:
        """Sum up the people lost to be expected."""
        return sum(self.found.lost) if self.found else 0.0

    @property
    def proposed(self) -> dict[int, UUID]:
        """Give the passage proposed for each candidate."""
        return dict(self.together.passages)

    @property
    def mark(self) -> str:
        """Give a mark of what is proposed, which is another one once anything else is."""
        return sha256(msgspec.msgpack.encode(self.together.passages)).hexdigest()[:16]


class _Pressing(TypedDict):
    urgency: str
    waited_days: int
    no_night: bool


class Offer(NamedTuple):
    """Who could be planned for: groups that wait, and passages that could be released.

    `held` says of a group why casework holds it back now.
    """

    groups: list[GroupView]
    passages: list[KeptPassage]
    held: dict[UUID, str]


def joint(joint_id: UUID, keyring: Keyring) -> KeptJoint:
    """Open one plan for all.

    Raises:
      Refused: there is none of that id, or the keyring does not hold its compartment.
    """
    return opened(row_of(joint_id, keyring), keyring)


def row_of(joint_id: UUID, keyring: Keyring) -> JointRow:
    """Find the row of a plan for all.

    Raises:
      Refused: as `joint`.
    """
    row = JointRow.objects.filter(pk=joint_id, cell__in=keyring.cells_of("passages")).first()
    if row is None:
        raise Refused(_("There is no such plan."), hint=_("Pick one from the list of plans."))
    return row


def joints(keyring: Keyring, most: int = MOST_SHOWN) -> list[KeptJoint]:
    """List the plans for all, newest first."""
    rows = JointRow.objects.filter(cell__in=keyring.cells_of("passages")).order_by("-day")[:most]
    found = [opened(row, keyring) for row in rows]
    return sorted(found, key=lambda kept: kept.together.made_at, reverse=True)


def newest(keyring: Keyring) -> KeptJoint | None:
    """Find the newest plan for all that is done, copies left out; None if there is none."""
    done = (one for one in joints(keyring) if one.state == "done" and not one.together.after)
    return next(done, None)


def opened(row: JointRow, keyring: Keyring) -> KeptJoint:
    """Open a row with what came of it."""
    box = bytes(row.box)
    found = None
    if row.state == "done" and box:
        plain = boxes.open_for_cell(row.cell, box, about=row.id, keyring=keyring)
        found = msgspec.msgpack.decode(plain, type=Found)
    is_lost = row.state == "running" and running.progress(row.id) is None
    return KeptJoint(
        row.id, STOPPED if is_lost else row.state, open_row(row, Together, keyring), found
    )


def offer(keyring: Keyring, now: datetime) -> Offer:
    """List the groups that are ready to be planned for, and the passages that could be released.

    Of very many groups only the first ones are held against casework here; each is once more when
    it is proposed.
    """
    groups = _ready(keyring, now)
    held = {
        view.id: sentences(reasons)
        for view in groups[:LOOKED_AT]
        if (reasons := grouping.may_travel(view.id, keyring, now.date()))
    }
    return Offer(groups, [one for one in passages.passages(keyring) if _is_committed(one)], held)


def candidates(
    group_ids: Collection[UUID],
    released: Collection[UUID],
    *,
    targets: tuple[str, ...],
    ready_at: datetime,
    keyring: Keyring,
    now: datetime,
) -> list[Candidate]:
    """Say who is to travel: waiting groups, and passages whose commitments are given up.

    Raises:
      Refused: one of them is not there any more, or not the reader's.
    """
    groups = {view.id: view for view in _ready(keyring, now)}
    under_way = {kept.id: kept for kept in passages.passages(keyring) if _is_committed(kept)}
    if set(group_ids) - groups.keys() or set(released) - under_way.keys():
        raise Refused(
            _("One of these groups cannot be planned for any more."),
            hint=_("Open the form again and look at who waits."),
        )
    found = [_of_group(groups[one], targets, ready_at, now) for one in group_ids]
    return found + [_of_passage(under_way[one], keyring, now) for one in released]


def still_waiting(found: Sequence[Candidate], keyring: Keyring, now: datetime) -> list[Candidate]:
    """Look again at those a plan was made for: who still waits, how many they are, from when."""
    groups = {view.id: view for view in _ready(keyring, now)}
    under_way = {kept.id: kept for kept in passages.passages(keyring) if _is_committed(kept)}
    again = []
    for one in found:
        if one.passage in under_way:
            again.append(_of_passage(under_way[one.passage], keyring, now))
        elif one.passage is None and one.question.group in groups:
            view = groups[one.question.group]
            fresh = _of_group(view, one.question.targets, one.question.start_at, now)
            again.append(msgspec.structs.replace(fresh, drawn=one.drawn))
    return again


def n_to_approve(kept: KeptJoint, keyring: Keyring) -> int:
    """Count the passages of a plan that still wait for the reader's approval."""
    opened = (passages.passage(one, keyring) for _nth, one in kept.together.passages)
    return sum(one.passage.state == "proposed" and not one.mine for one in opened)


def committed(released: Collection[UUID], keyring: Keyring) -> list[Committed]:
    """List the passages that stay as they are."""
    return [
        Committed(kept.passage.people, [one.stage for one in kept.stages])
        for kept in passages.passages(keyring)
        if _is_committed(kept) and kept.id not in released
    ]


def lay(
    known: Known,
    groups: Sequence[Candidate],
    terms: Terms,
    *,
    budget_cents: int,
    keyring: Keyring,
) -> Laid:
    """Write the network as it is now, and these groups, down for the kernel.

    Raises:
      Refused: as `arrays.laid_out`.
    """
    return laid_out(
        known,
        groups,
        committed(terms.released, keyring),
        terms,
        budget_cents=budget_cents,
        caps=blast.caps(keyring),
    )


def laid(joint_id: UUID, keyring: Keyring) -> tuple[Laid, Joint]:
    """Give a finished plan in arrays, with the network as it is now.

    Raises:
      Refused: it is not done, or the network has changed since it was asked.
    """
    kept = joint(joint_id, keyring)
    if kept.found is None:
        raise Refused(
            _("This plan is not done yet."), hint=_("Wait until it is, or start it again.")
        )
    known = routing.known(keyring)
    budget_cents = kept.together.budget_cents
    found = lay(
        known, kept.candidates, kept.together.terms, budget_cents=budget_cents, keyring=keyring
    )
    if list(found.legs) != names(kept.together.legs):
        raise stale()
    return found, joint_of(kept.found, found.groups)


def troubles(
    kept: KeptJoint, ways: Sequence[Sequence[Step]], keyring: Keyring
) -> list[checking.Trouble]:
    """Check the ways of a plan on the records as they are now; nothing: it is sound."""
    terms = kept.together.terms
    # Whoever was released and stays where they are keeps what they were promised.
    stay = {one.passage for one, steps in zip(kept.candidates, ways, strict=True) if not steps}
    return checking.troubles(
        supposed(routing.known(keyring), terms.suppose),
        kept.candidates,
        ways,
        committed(set(terms.released) - stay, keyring),
        terms,
        budget_cents=kept.together.budget_cents,
    )


def stale() -> Refused:
    """Say that a plan stands on a network that has changed."""
    return Refused(
        _("The network has changed since this plan was made."),
        hint=_("Press “Plan again”; what was proposed of it stays."),
    )


def is_stale(kept: KeptJoint) -> bool:
    """Say whether anything a plan stands on has changed since it was asked."""
    return kept.together.seen != routing.stamp()


def _ready(keyring: Keyring, now: datetime) -> list[GroupView]:
    groups = cases.groups(keyring, now.date(), still_open=True)
    return [view for view in groups if view.group.state == "ready" and view.size]


def _is_committed(kept: KeptPassage) -> bool:
    return kept.passage.state in COMMITTED and any(
        one.stage.state not in ("handed over", "stood down") for one in kept.stages
    )


def _of_group(
    view: GroupView, targets: tuple[str, ...], ready_at: datetime, now: datetime
) -> Candidate:
    limits = limits_of(view.people, now.date())
    question = Question(
        start=view.group.place,
        targets=targets,
        people=view.size,
        children=view.n_children,
        start_at=max(ready_at, now),
        group=view.id,
        group_label=view.group.label,
        cannot_walk=NO_FOOT in limits,
        cannot_cross_water=NO_BOAT in limits,
    )
    return Candidate(question=question, label=view.group.label, **_pressing(view, now))


def _pressing(view: GroupView, now: datetime) -> _Pressing:
    """Say how urgent a group is, since when it waits, and whether it cannot travel in the dark."""
    urgencies = (one.household.urgency for one in view.households)
    return {
        "urgency": min(urgencies, key=URGENCIES.index, default="medium"),
        "waited_days": max((one.waited_days for one in view.households), default=0),
        "no_night": NO_NIGHT in limits_of(view.people, now.date()),
    }


def _of_passage(kept: KeptPassage, keyring: Keyring, now: datetime) -> Candidate:
    """Ask for the rest of a passage's way: from the end of its stage under way, if there is one."""
    stages = [one.stage for one in kept.stages]
    asked = routing.plan(kept.passage.plan, keyring).plan.question
    moves = any(stage.state == "met" for stage in stages)
    is_open = kept.passage.state in OPEN_STATES
    question = (
        question_of_rest(asked, stages, lost=Lost(), from_end=moves, now=now)
        if is_open
        else msgspec.structs.replace(asked, start_at=max(asked.start_at, now))
    )
    pressing = _Pressing(urgency="medium", waited_days=0, no_night=False)
    group_id = kept.passage.group
    if group_id and cases.held(GroupRow, keyring).filter(pk=group_id).exists():
        pressing = _pressing(cases.group_detail(group_id, keyring, now.date()), now)
    if kept.passage.state == "moving":
        # Half way nobody is in no hurry.
        pressing["urgency"] = min(pressing["urgency"], "high", key=URGENCIES.index)
    return Candidate(
        question=question,
        label=kept.passage.group_label or kept.passage.code,
        needs=stages[-1].needs,
        passage=kept.id,
        carried=is_open,
        **pressing,
    )
