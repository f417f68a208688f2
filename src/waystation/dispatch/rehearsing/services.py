"""Rehearsals: beginning one, going on with it after a stop, stopping it, forgetting it."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch import running
from waystation.dispatch.models import BatchRow, RehearsalRow
from waystation.dispatch.rehearsing import engines, packing, queries, scripts
from waystation.dispatch.rehearsing.domain import LEAST, MOST, Asked, Rehearsal, Task, tasks
from waystation.dispatch.rehearsing.engines import Cluster, Engine
from waystation.dispatch.rehearsing.queries import Played
from waystation.dispatch.together.laid import Laid
from waystation.kernel.joint.net import SAMPLE_H
from waystation.kernel.rehearse.batch import Batch, planned_h, travelling
from waystation.kernel.rehearse.script import Script
from waystation.vault import boxes
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, has_room

SEEDS = 2**31


class Work(NamedTuple):
    """What a run in the background holds: figures and names, and no key."""

    row: UUID
    cell: UUID
    laid: Laid
    script: Script
    tasks: Sequence[Task]
    of: int


def rehearse(*, asked: Asked, keyring: Keyring, now: datetime) -> UUID:
    """Begin to play a plan for all, or the passages under way, many times over.

    Raises:
      Refused: nobody is to travel, too few or too many replicates, or the cluster is not set up.
    """
    if not LEAST <= asked.replicates <= MOST:
        raise Refused(
            _("%(n)d replicates cannot be played.") % {"n": asked.replicates},
            hint=_("Ask for %(least)d to %(most)d.") % {"least": LEAST, "most": MOST},
        )
    engine_of(asked)
    seed = secrets.randbelow(SEEDS)
    played, script = _laid_out(asked, seed, keyring, now)
    if not travelling(script):
        raise Refused(
            _("Nobody is to travel in this plan."), hint=_("Rehearse a plan in which groups leave.")
        )
    body = Rehearsal(
        asked=asked,
        zero=played.laid.zero,
        made_at=now,
        seed=seed,
        mark=scripts.mark(script),
        labels=_goes(played.labels, script),
        sizes=_goes(script.groups.size.tolist(), script),
        left_out=played.left_out,
        planned=scripts.planned(script, planned_h(script).tolist(), SAMPLE_H),
    )
    if not has_room(body):
        raise Refused(_("This plan is too large to be kept."), hint=_("Rehearse fewer groups."))
    todo = tasks(asked.replicates)
    with transaction.atomic():
        row = RehearsalRow(cell=keyring.cell("passages"), state="running", n_batches=len(todo))
        add(row, body, keyring, on=now.date())
    _run(Work(row.id, row.cell, played.laid, script, todo, len(todo)), engine_of(asked))
    return row.id


def resume(*, rehearsal_id: UUID, keyring: Keyring) -> None:
    """Go on with a rehearsal that stopped, from the batches that are done.

    Raises:
      Refused: it runs, is still stopping or is over, or the plan or the network is another one
        by now.
    """
    row = queries.row_of(rehearsal_id, keyring)
    kept = queries.rehearsal(rehearsal_id, keyring)
    if kept.state in ("running", "done"):
        raise Refused(_("This rehearsal runs or is over."), hint=_("Look at what came of it."))
    if kept.state == queries.STOPPING:
        raise Refused(
            _("This rehearsal is still stopping."), hint=_("Press “Resume” again in a moment.")
        )
    body = kept.rehearsal
    played, script = _laid_out(body.asked, body.seed, keyring, body.made_at)
    if scripts.mark(script) != body.mark:
        raise Refused(
            _("The plan or the network has changed since this rehearsal began."),
            hint=_("Begin a new one."),
        )
    done = set(row.batches.values_list("number", flat=True))
    todo = [task for task in tasks(body.asked.replicates) if task.number not in done]
    # Somebody may have stopped it in the very moment in which the last batch was played.
    RehearsalRow.objects.filter(pk=row.id).update(state="running" if todo else "done")
    if not todo:
        return
    work = Work(row.id, row.cell, played.laid, script, todo, row.n_batches)
    _run(work, engine_of(body.asked))


def cancel(*, rehearsal_id: UUID, keyring: Keyring) -> None:
    """Stop a rehearsal; the batches that are done are kept.

    Raises:
      Refused: there is no such rehearsal.
    """
    row = queries.row_of(rehearsal_id, keyring)
    running.cancel(row.id)
    RehearsalRow.objects.filter(pk=row.id, state="running").update(state="cancelled")


def forget(*, rehearsal_id: UUID, keyring: Keyring) -> None:
    """Delete a rehearsal with all its figures.

    Raises:
      Refused: there is no such rehearsal.
    """
    row = queries.row_of(rehearsal_id, keyring)
    running.cancel(row.id)
    row.delete()


def engine_of(asked: Asked) -> Engine:
    """Say where a rehearsal is played.

    Raises:
      Refused: on the cluster, and that is not set up.
    """
    if not asked.on_cluster:
        return engines.processes()
    return engines.cluster(
        Cluster(
            settings.CLUSTER_ADDRESS,
            settings.CLUSTER_CA,
            settings.CLUSTER_CERT,
            settings.CLUSTER_KEY,
        )
    )


def _laid_out(asked: Asked, seed: int, keyring: Keyring, now: datetime) -> tuple[Played, Script]:
    known = queries.known(keyring)
    if asked.joint is None:
        played = queries.under_way(known, keyring, now)
    else:
        played = queries.of_plan(asked.joint, known, keyring)
    return played, scripts.script(played.laid, played.joint, known, asked, seed)


def _goes(values: Sequence[object], script: Script) -> tuple:  # type: ignore[type-arg]
    """Keep what belongs to groups that travel."""
    n_legs = script.joint.n_legs.tolist()
    return tuple(value for value, n in zip(values, n_legs, strict=True) if n >= 0)


def _run(work: Work, engine: Engine) -> None:
    running.start(work.row, partial(_play, work=work, engine=engine), partial(_fail, work.row))


def _play(run: running.Run, *, work: Work, engine: Engine) -> None:
    """Play in the background, and seal each batch to the compartment as it comes."""
    done = work.of - len(work.tasks)
    run.tell(done, work.of)
    for number, came in engine(work.script, work.tasks):
        value = (
            packing.figures(came, work.laid, work.script.joint.n_legs >= 0)
            if isinstance(came, Batch)
            else packing.weakest(came, work.laid)
        )
        box = boxes.seal_to_cell(work.cell, packing.packed(value), about=work.row)
        BatchRow.objects.create(rehearsal_id=work.row, number=number, box=box)
        done += 1
        run.tell(done, work.of)
    RehearsalRow.objects.filter(pk=work.row, state="running").update(state="done")


def _fail(row_id: UUID) -> None:
    RehearsalRow.objects.filter(pk=row_id, state="running").update(state="failed")
