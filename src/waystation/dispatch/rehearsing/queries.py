"""Reads of rehearsals, opened with the reader's own keyring."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db.models import Count
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch import queries as passages
from waystation.dispatch import running
from waystation.dispatch.domain import OPEN_STATES, STAGE_ENDS, StageOfPassage
from waystation.dispatch.mixing import queries as mixing
from waystation.dispatch.models import RehearsalRow
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.rehearsing import packing
from waystation.dispatch.rehearsing.domain import Figures, Rehearsal, Weakest
from waystation.dispatch.together import queries as together
from waystation.dispatch.together.domain import Terms, to_hours
from waystation.dispatch.together.laid import Laid, legs_at
from waystation.kernel.joint.net import DAY_H, I32, Joint
from waystation.routing import queries as routing
from waystation.routing.knowing import Known
from waystation.vault import boxes
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

STOPPED, STOPPING = "stopped", "stopping"
REHEARSED = (*OPEN_STATES, "proposed")
MOST_SHOWN = 50
# Passages under way are played so far beyond the last planned arrival.
BEYOND_DAYS = 14
DAYS_MAX = 90


class KeptRehearsal(NamedTuple):
    """A rehearsal, where it stands, and how many of its batches are done."""

    id: UUID
    state: str
    rehearsal: Rehearsal
    done: int
    of: int

    @property
    def is_under_way(self) -> bool:
        """Say whether something is being played, be it the last before it stops."""
        return self.state in ("running", STOPPING)


class Came(NamedTuple):
    """What came of a rehearsal so far: figures of the finished batches, and the weakest points."""

    figures: Figures | None
    weakest: Weakest | None


class Played(NamedTuple):
    """A plan to rehearse, in arrays: what each group is called, and who was left out."""

    laid: Laid
    joint: Joint
    labels: tuple[str, ...]
    left_out: tuple[str, ...]


def row_of(rehearsal_id: UUID, keyring: Keyring) -> RehearsalRow:
    """Find the row of a rehearsal.

    Raises:
      Refused: there is none of that id, or the keyring does not hold its compartment.
    """
    cells = keyring.cells_of("passages")
    row = RehearsalRow.objects.filter(pk=rehearsal_id, cell__in=cells).first()
    if row is None:
        raise Refused(_("There is no such rehearsal."), hint=_("Pick one from the list."))
    return row


def rehearsal(rehearsal_id: UUID, keyring: Keyring) -> KeptRehearsal:
    """Open one rehearsal.

    Raises:
      Refused: as `row_of`.
    """
    row = row_of(rehearsal_id, keyring)
    return _opened(row, row.batches.count(), keyring)


def rehearsals(keyring: Keyring, most: int = MOST_SHOWN) -> list[KeptRehearsal]:
    """List the rehearsals, newest first."""
    rows = RehearsalRow.objects.filter(cell__in=keyring.cells_of("passages")).order_by("-day")
    counted = rows.annotate(n_done=Count("batches"))[:most]
    found = [_opened(row, row.n_done, keyring) for row in counted]
    return sorted(found, key=lambda kept: kept.rehearsal.made_at, reverse=True)


def came(rehearsal_id: UUID, keyring: Keyring) -> Came:
    """Open what came of a rehearsal so far.

    Raises:
      Refused: as `row_of`.

    Cost: 1 ms a batch.
    """
    row = row_of(rehearsal_id, keyring)
    figures, weakest = [], None
    for one in row.batches.order_by("number"):
        plain = boxes.open_for_cell(row.cell, bytes(one.box), about=row.id, keyring=keyring)
        value = packing.unpacked(plain)
        if isinstance(value, Figures):
            figures.append(value)
        else:
            weakest = value
    return Came(packing.joined(figures) if figures else None, weakest)


def of_plan(joint_id: UUID, known: Known, keyring: Keyring) -> Played:
    """Lay a plan for all out, to be rehearsed.

    Raises:
      Refused: it is not done, or the network has changed since.
    """
    laid, joint = together.laid(joint_id, keyring)
    labels = tuple(one.label for one in together.joint(joint_id, keyring).candidates)
    return Played(laid, joint, labels, ())


def under_way(known: Known, keyring: Keyring, now: datetime) -> Played:
    """Lay the passages under way and proposed out, each from where its group stands.

    A passage that cannot be travelled as it stands, because a timetable changed or a leg is
    halted, or that ends beyond the days that are played, is left out and named.

    Raises:
      Refused: nothing is under way.
    """
    found = [kept for kept in passages.passages(keyring) if kept.passage.state in REHEARSED]
    moving = [(kept, _ahead(kept)) for kept in found]
    moving = [(kept, stages) for kept, stages in moving if stages]
    if not moving:
        raise Refused(
            _("No passage is under way."), hint=_("Propose one, or rehearse a plan for all.")
        )
    zero = datetime(now.year, now.month, now.day, tzinfo=UTC)
    last = max(stages[-1].arrive for _kept, stages in moving)
    days = min(DAYS_MAX, max(1, (last - zero) // timedelta(days=1) + BEYOND_DAYS))
    terms = Terms(
        zero=zero,
        days=days,
        seconds=0,
        seed=0,
        template=moving[0][0].passage.template,
        released=tuple(kept.id for kept in found),
    )
    asks = together.candidates(
        (), [kept.id for kept, _stages in moving],
        targets=(), ready_at=now, keyring=keyring, now=now,
    )  # fmt: skip
    laid = together.lay(known, asks, terms, budget_cents=0, keyring=keyring)
    return _laid_out(laid, moving)


def threatened(keyring: Keyring) -> tuple[int, float]:
    """Give the worst that is declared of any corridor: legs watched at a time, chance to catch."""
    beliefs = [kept.threat.belief for kept in mixing.threats(keyring) if kept.threat.stands]
    most = [max((one.otherwise, *one.caught.values())) for one in beliefs]
    return max((one.k for one in beliefs), default=0), max(most, default=0.0)


def known(keyring: Keyring) -> Known:
    """Open what is believed of the network's dangers."""
    return routing.known(keyring)


def _opened(row: RehearsalRow, done: int, keyring: Keyring) -> KeptRehearsal:
    runs, state = running.progress(row.id) is not None, row.state
    if state == "running" and not runs:
        state = STOPPED
    elif state == "cancelled" and runs:
        state = STOPPING
    return KeptRehearsal(row.id, state, open_row(row, Rehearsal, keyring), done, row.n_batches)


def _ahead(kept: KeptPassage) -> list[StageOfPassage]:
    """List the stages that nobody has begun: one that is under way is taken to go well."""
    return [one.stage for one in kept.stages if one.stage.state not in (*STAGE_ENDS, "met")]


def _laid_out(laid: Laid, moving: list[tuple[KeptPassage, list[StageOfPassage]]]) -> Played:
    """Write passages down as a plan for all: the groups of `laid`, each on its own stages."""
    at = legs_at(laid)
    ways, stays, left_out = [], [], []
    for nth, (kept, stages) in enumerate(moving):
        hours = [to_hours(stage.depart, laid.zero, up=False) for stage in stages]
        found = [at.get((s.leg, hour % DAY_H)) for s, hour in zip(stages, hours, strict=True)]
        found[0] = _out_of(laid, int(laid.groups.start[nth]), stages[0].leg, hours[0])
        legs = [leg for leg in found if leg is not None]
        if len(legs) < len(found) or hours[0] < 0 or _ends(laid, legs, hours) > laid.field.n_hours:
            left_out.append(kept.passage.code)
        else:
            ways.append((legs, hours))
            stays.append(nth)
    if not ways:
        raise Refused(
            _("No passage under way can be travelled as it stands."),
            hint=_("Re-plan them first."),
        )
    groups = laid.groups._replace(
        size=laid.groups.size[stays],
        start=laid.groups.start[stays],
        ready_h=np.array([hours[0] for _legs, hours in ways], dtype=np.int32),
        needs=laid.groups.needs[stays],
        kind=laid.groups.kind[stays],
        defer_cost=laid.groups.defer_cost[stays],
    )
    longest = max(len(legs) for legs, _hours in ways)
    joint = Joint(
        legs=_table([legs for legs, _hours in ways], longest),
        hours=_table([hours for _legs, hours in ways], longest),
        n_legs=np.array([len(legs) for legs, _hours in ways], dtype=np.int32),
        cost=np.zeros(len(ways)),
    )
    kept_on = [moving[nth][0].passage for nth in stays]
    labels = tuple(one.group_label or one.code for one in kept_on)
    return Played(laid._replace(groups=groups), joint, labels, tuple(left_out))


def _ends(laid: Laid, legs: list[int], hours: list[int]) -> int:
    """Give the hour at which a way ends."""
    return hours[-1] + int(laid.field.duration_h[legs[-1]])


def _out_of(laid: Laid, start: int, slug: str, hour: int) -> int | None:
    """Find a leg out of the place where a group begins: that is a place of its own."""
    out = np.flatnonzero(laid.field.src == start).tolist()
    opens = laid.departs_min[hour % DAY_H]
    return next((leg for leg in out if laid.legs[leg] == slug and opens[leg] >= 0), None)


def _table(rows: list[list[int]], longest: int) -> I32:
    return np.array([row + [0] * (longest - len(row)) for row in rows], dtype=np.int32)
