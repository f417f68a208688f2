"""What a worker does, in this process, another one or on another machine: it knows arrays alone."""

import os
import threading
from collections.abc import Sequence
from multiprocessing import parent_process

from waystation.kernel.rehearse.batch import Batch, batch
from waystation.kernel.rehearse.replanner import Planner
from waystation.kernel.rehearse.script import Script
from waystation.kernel.rehearse.weakest import Point, points


class Bench:
    """A script and what was worked out of its field, kept by a process for batch after batch."""

    script: Script | None = None
    planner: Planner | None = None


def set_up(script: Script) -> None:
    """Keep a script in this process, a child of another that it does not outlive."""
    Bench.script, Bench.planner = script, Planner(script.field)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.join,), daemon=True).start()


def play_kept(replicates: Sequence[int]) -> Batch:
    """Play replicates of the script this process keeps."""
    assert Bench.script is not None
    return batch(Bench.script, replicates, Bench.planner)


def weigh_kept(most: int) -> list[Point]:
    """Find the weakest points of the script this process keeps."""
    assert Bench.script is not None
    return list(points(Bench.script, most))


def play_given(script: Script, replicates: Sequence[int]) -> Batch:
    """Play replicates of a script that came along."""
    return batch(script, replicates)


def weigh_given(script: Script, most: int) -> list[Point]:
    """Find the weakest points of a script that came along."""
    return list(points(script, most))


def _end_with(wait: object) -> None:
    """Wait for the parent to end, and end too, in the middle of whatever is being done."""
    assert callable(wait)
    wait()
    os._exit(1)
