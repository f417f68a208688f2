"""`python -m bench.money`: many seeds of a book under random acts, its journals read by others.

Each seed has a fresh book. Some are played by a process that is killed and begun again; on
PostgreSQL some are written by several at once. A failure names its seed: `--first SEED --seeds 1`.
"""

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from bench import databases

# One seed in so many is killed, one is written by several, one is read by bean-check too.
KILLED, SHARED, BEANS = 25, 4, 20
# Killed about twice so often, looked at so often.
WRITERS, KILLS, LOOK_S = 4, 2, 0.01


class Task(NamedTuple):
    """One seed to play, how, and on which kind of database."""

    seed: int
    acts: int
    how: str
    postgres: bool
    journals: bool


def main() -> int:
    """Play the seeds and say what came of them."""
    args = _arguments()
    if not args.without_journals and shutil.which("hledger") is None:
        sys.stderr.write("hledger is not installed; install it, or say --without-journals\n")
        return 2
    if args.one:
        return _one(args)
    tasks = [
        Task(seed, args.events, _how(seed, args), args.postgres, not args.without_journals)
        for seed in range(args.first, args.first + args.seeds)
    ]
    began, tally, wrong = time.monotonic(), Counter(), []
    for number, (task, said, counted) in enumerate(_played(tasks, args.workers), start=1):
        tally += counted
        if said:
            wrong.append(said)
            sys.stdout.write(f"seed {task.seed} ({task.how}): {said}\n")
        if number % 20 == 0 or number == len(tasks):
            spent_s = time.monotonic() - began
            sys.stdout.write(f"{number} of {len(tasks)} seeds, {spent_s:,.0f} s\n")
            sys.stdout.flush()
    for what, n in sorted(tally.items()):
        sys.stdout.write(f"  {n:>9,} {what}\n")
    sys.stdout.write(f"{len(tasks)} seeds of {args.events} acts, {len(wrong)} wrong\n")
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.money", description="Random acts on books.")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--events", type=int, default=500, help="acts of each seed")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--postgres", action="store_true", help="on a server already running")
    parser.add_argument("--without-journals", action="store_true")
    parser.add_argument("--how", choices=("plain", "killed", "shared"), default="")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _how(seed: int, args: argparse.Namespace) -> str:
    if args.how:
        return str(args.how)
    if args.postgres and seed % SHARED == 0:
        return "shared"
    return "killed" if seed % KILLED == 0 else "plain"


def _played(tasks: list[Task], n_workers: int) -> Iterator[tuple[Task, str, Counter[str]]]:
    """Play the tasks, each worker a process with books of its own."""
    if not tasks:
        return
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="waystation-money-") as folder:
        prepared = Path(folder) / "founded"
        databases.found(prepared, postgres=tasks[0].postgres)
        begun = (prepared, tasks[0].postgres)
        with ProcessPoolExecutor(n_workers, context, databases.begin, begun) as pool:
            for played in as_completed([pool.submit(_play, task) for task in tasks]):
                yield played.result()


def _play(task: Task) -> tuple[Task, str, Counter[str]]:
    """Play one seed on a fresh book; says what was wrong, and counts what came of the acts."""
    from django.db import DatabaseError

    databases.afresh()
    try:
        if task.how == "killed":
            counted = _killed(task)
        else:
            counted = _within(task)
        if task.journals:
            _read_by_others(task)
    except (AssertionError, DatabaseError, LookupError, ValueError) as wrong:
        return task, f"{type(wrong).__name__}: {wrong}", Counter()
    return task, "", counted


def _within(task: Task) -> Counter[str]:
    from waystation.ledger.tests.simulator import Simulation
    from waystation.ledger.tests.writers import write_together

    if task.how == "shared":
        each = task.acts // WRITERS
        return write_together(task.seed, n_writers=WRITERS, n_acts=each)
    played = Simulation(task.seed)
    played.run(task.acts)
    return played.tally


def _killed(task: Task) -> Counter[str]:
    """Let another process play, kill it again and again, and see that it comes to the same."""
    from django.db import connection

    connection.close()
    chance, home = random.Random(task.seed), databases.home()  # noqa: S311
    (home / "noted").write_text("0")
    words = ["--one", "--first", str(task.seed), "--events", str(task.acts), "--home", str(home)]
    words += ["--without-journals"]
    n_kills, begun = 0, 0
    while True:
        playing = subprocess.Popen(
            [sys.executable, "-m", "bench.money", *words], env=databases.environment()
        )
        begun += chance.randint(1, task.acts // KILLS)
        while playing.poll() is None and int((home / "noted").read_text()) < begun:
            time.sleep(LOOK_S)
        time.sleep(chance.uniform(0, 2 * LOOK_S))
        if playing.poll() is None:
            playing.send_signal(signal.SIGKILL)
            n_kills += 1
        elif playing.returncode:
            raise AssertionError(f"after {n_kills} kills it ended with {playing.returncode}")
        else:
            return Counter({"killed": n_kills})
        playing.wait()


def _one(args: argparse.Namespace) -> int:
    """Play one seed on a book that may have been begun, noting each act before it is tried."""
    databases.enter(args.home)
    from waystation.ledger.tests.simulator import Simulation, Wrong

    noted = args.home / "noted"

    def note(step: int) -> None:
        partial = args.home / "noted.new"
        partial.write_text(str(step))
        partial.replace(noted)

    try:
        Simulation(args.first).run(args.events, begun=int(noted.read_text()), note=note)
    except Wrong as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    return 0


def _read_by_others(task: Task) -> None:
    """Write the book's journals and have them read: strictly, fund by fund, to the cent."""
    from bench import journals_read

    with tempfile.TemporaryDirectory(prefix="waystation-journals-") as folder:
        journals_read.by_hledger(Path(folder))
        if task.seed % BEANS == 0:
            with suppress(FileNotFoundError):
                journals_read.by_beancount(Path(folder))


if __name__ == "__main__":
    sys.exit(main())
