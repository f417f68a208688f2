"""A storm over the worker: killed at any moment, its clock moved, its database locked.

Real processes on a database of their own; nothing is simulated but the machine's clock, which the
workers are told wrongly. What the worker did is read from the database afterwards.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
# Locked for so long, about once in so long; killed so long after the first round began, or, one
# in ten, while it still starts.
LOCK_S, LOCK_EVERY_S, LIFE_S, STILLBORN = 0.3, 3.0, (0.1, 9.0), 0.1
LOOK_S = 0.25
# The last tier comes 24 seconds after the first; afterwards whatever is still due has its time.
REST_S, PATIENCE_S = 45, 240
CALLS = range(1, 6)


class Storm(NamedTuple):
    """What came of it; all that is missed, doubled or false is wrong."""

    n_due: int
    n_answered: int
    missed: int
    tiers_missed: int
    doubled: int
    false: int
    latest_s: float
    kills: int
    locks: int


def storm(
    folder: Path,
    *,
    n: int,
    window_s: float,
    jumps: bool = True,
    control: str = "",
    lead_s: float = 20,
    patience_s: float = PATIENCE_S,
) -> Storm:
    """Let two workers ring n watches while they are killed, locked out and told a wrong time.

    Args:
      window_s: over which most watches are due; the clock is an hour behind from the third quarter
        of it on, and an hour ahead in the last.
      control: one of `bench.storming.CONTROLS`: a worker that must be caught.
      patience_s: how long what is still due at the end may take.
    """
    _begin(folder, "fill", "--n", str(n), "--window", str(window_s), "--lead", str(lead_s)).wait()
    told = json.loads((folder / "storm.json").read_text())
    if control:
        _unguarded(folder)
    chance, seen = random.Random(1855), {}  # noqa: S311
    words = ("work", "--control", control) if control else ("work",)
    workers = [[_begin(folder, *words), 0.0] for _worker in range(2)]
    phones, n_kills, n_locks = _begin(folder, "phones"), 0, 0
    for at_s in _looks(folder, told["begin"], window_s, patience_s):
        _move_clock(folder, at_s / window_s if jumps else 0.0)
        for pair in workers:
            has_begun = (folder / f"begun-{pair[0].pid}").exists()
            if not pair[1] and (has_begun or chance.random() < STILLBORN * LOOK_S):
                pair[1] = time.time() + chance.uniform(*LIFE_S)
            if at_s < window_s and pair[1] and time.time() > pair[1]:
                pair[0].send_signal(signal.SIGKILL)
                pair[0].wait()
                n_kills += 1
                pair[:] = [_begin(folder, *words), 0.0]
        if at_s < window_s and chance.random() < LOOK_S / LOCK_EVERY_S:
            n_locks += _locked(folder)
        for watch in _called(folder):
            seen.setdefault(watch, time.time() - told["begin"])
    for pair in workers:
        pair[0].kill()
        pair[0].wait()
    phones.wait()
    return _judge(folder, told["watches"], seen, n_kills, n_locks)


def _looks(folder: Path, begin: float, window_s: float, patience_s: float) -> Iterator[float]:
    """Come round every quarter of a second until all is over; gives seconds since the begin."""
    over = begin + window_s + REST_S
    while time.time() < over or (time.time() < over + patience_s and _is_due(folder)):
        yield time.time() - begin
        time.sleep(LOOK_S)


def _is_due(folder: Path) -> bool:
    """Say whether anything is due that nobody has called for yet."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    with sqlite3.connect(folder / "db.sqlite3", timeout=20) as live:
        asked = live.execute("SELECT 1 FROM base_watch WHERE next_at <= ? LIMIT 1", [now])
        return asked.fetchone() is not None


def _judge(
    folder: Path, notes: list[dict], seen: dict[str, float], n_kills: int, n_locks: int
) -> Storm:
    """Compare what stands in the database with what should."""
    with sqlite3.connect(folder / "db.sqlite3", timeout=20) as live:
        states = dict(live.execute("SELECT id, state FROM base_watch"))
        pages = Counter(live.execute("SELECT watch, step FROM base_page"))
    rung = [one for one in notes if one["kind"] != "far" and states[one["id"]] != "answered"]
    answered = {one["id"] for one in notes if states[one["id"]] == "answered"}
    far = {one["id"] for one in notes if one["kind"] == "far"}
    late = [seen[one["id"]] - one["due_s"] for one in rung if one["id"] in seen]
    return Storm(
        n_due=len(rung),
        n_answered=len(answered),
        missed=sum((one["id"], 1) not in pages for one in rung),
        tiers_missed=sum((one["id"], step) not in pages for one in rung for step in CALLS[1:]),
        doubled=sum(number - 1 for number in pages.values()),
        false=sum(watch in answered | far for watch, step in pages if step in CALLS),
        latest_s=round(max(late, default=0.0), 1),
        kills=n_kills,
        locks=n_locks,
    )


def _begin(folder: Path, *words: str) -> "subprocess.Popen[bytes]":
    """Start one of the processes, with nothing in its environment but where all of this lies."""
    env = {"WAYSTATION_HOME": str(folder), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    env["DJANGO_SETTINGS_MODULE"] = "waystation.config.settings"
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-m", "bench.storming", *words], env=env, stdout=quiet, stderr=quiet
    )


def _called(folder: Path) -> list[str]:
    """List the watches that were called for at least once."""
    with sqlite3.connect(folder / "db.sqlite3", timeout=20) as live:
        return [watch for (watch,) in live.execute("SELECT watch FROM base_page WHERE step = 1")]


def _locked(folder: Path) -> int:
    """Lock everybody out of the database for a moment."""
    live = sqlite3.connect(folder / "db.sqlite3", timeout=5, isolation_level=None)
    with suppress(sqlite3.OperationalError):
        live.execute("BEGIN EXCLUSIVE")
        time.sleep(LOCK_S)
        live.execute("COMMIT")
    live.close()
    return 1


def _move_clock(folder: Path, part: float) -> None:
    """Say how wrong the machine's clock is in this part of the window."""
    offset_s = -3_600 if 0.5 <= part < 0.75 else 3_600 if 0.75 <= part < 1.0 else 0
    partial = folder / "offset.new"
    partial.write_text(str(offset_s))
    partial.replace(folder / "offset")


def _unguarded(folder: Path) -> None:
    """Take away what forbids a second page, so that a worker with a mistake can write it."""
    with sqlite3.connect(folder / "db.sqlite3", timeout=20) as live:
        live.execute("ALTER TABLE base_page RENAME TO old_page")
        live.execute("CREATE TABLE base_page AS SELECT * FROM old_page WHERE 0")
