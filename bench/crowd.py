"""Fifty people at work at once: how long a list of cases takes them, at two sizes."""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from time import monotonic, perf_counter, sleep

from bench.console import COMMAND, Visitor, served
from bench.figures import Figure, middle

PART = "Fifty people at once"
PEOPLE, THINK_S, RUN_S, SETTLE_S = 50, 10.0, 60.0, 10.0
SEED = 1855
# Cases on file, over how many compartments, and the goal for the slowest of twenty.
SIZES = ((1_400, 1, 300), (10_000, 10, 1_000))
ALONE = 10_000
ALONE_VISITS = 7
PAGES = {"people": "/people/", "tips": "/tips/"}
EXPLAINED = (
    f"Fifty people at once: `waystation serve` as its own process, {PEOPLE} sessions of colleagues "
    "with one compartment each; a case is a tip, a household and its two people, synthetic. Of "
    "1,400 cases everybody lists all, in one compartment; of 10,000 a tenth, which is what a ring "
    "may open. Each person asks for a list, reads it for "
    f"{THINK_S:.0f} s in the mean (exponential, seed {SEED}) and asks again, for {RUN_S:.0f} s "
    f"after {SETTLE_S:.0f} s of settling, people's list and tips' in turn; by the wall, client and "
    "server on one machine. “Alone” is one person whose ring opens all 10,000, median of "
    f"{ALONE_VISITS}; fifty of those at once are more than two cores can open.",
)


def measure() -> list[Figure]:
    """Serve organisations of both sizes to fifty people, and give the figures."""
    return [*(figure for size in SIZES for figure in _at(*size)), _alone()]


def _alone() -> Figure:
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as folder:
        home = {"WAYSTATION_HOME": str(Path(folder) / "home")}
        cookies = filled(home, ALONE, compartments=1)
        with served(home) as port:
            visitor, took = Visitor(port), []
            visitor.cookies["ws"] = cookies[0]
            for _ in range(ALONE_VISITS + 1):
                began = perf_counter()
                visitor.get(PAGES["people"])
                took.append((perf_counter() - began) * 1e3)
    held = {"part": PART, "what": f"people's list of {ALONE:,} cases in one ring, nobody else"}
    return Figure(
        name="cases.list_10000_alone_ms", value=round(middle(took[1:]), 1), unit="ms",
        better="lower", target=1_000, conditions=held,
    )  # fmt: skip


def _at(n_cases: int, compartments: int, goal_ms: int) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as folder:
        home = {"WAYSTATION_HOME": str(Path(folder) / "home")}
        cookies = filled(home, n_cases, compartments=compartments)
        with served(home) as port:
            waits, failed = _worked(port, cookies)
    if failed:
        raise RuntimeError(f"{len(failed)} requests failed, the first: {failed[0]}")
    note = f"{len(waits):,} lists in {RUN_S:.0f} s, none failed"
    half, most = middle(waits), slowest_of_twenty(waits)
    held = {"part": PART, "what": f"{n_cases:,} cases, {n_cases // compartments:,} a list; {note}"}
    return [
        Figure(name=f"cases.list_{n_cases}_p50_ms", value=round(half, 1), unit="ms",
               better="lower", target=None, conditions=held),
        Figure(name=f"cases.list_{n_cases}_p95_ms", value=round(most, 1), unit="ms",
               better="lower", target=goal_ms, conditions=held),
    ]  # fmt: skip


def filled(home: dict[str, str], n_cases: int, *, compartments: int) -> list[str]:
    """Make a demo of so many cases more in a data directory, and give everybody's cookies."""
    env = os.environ | home
    subprocess.run([*COMMAND, "demo", "load"], check=True, capture_output=True, env=env)
    made = subprocess.run(
        [sys.executable, "-m", "waystation.testing.large", "--cases", str(n_cases),
         "--people", "2", "2", "--compartments", str(compartments),
         "--colleagues", str(PEOPLE), "--hold", "1"],
        check=True, capture_output=True, env=env,
    )  # fmt: skip
    cookies: list[str] = json.loads(made.stdout)["cookies"]
    return cookies


def slowest_of_twenty(waits: list[float]) -> float:
    """Give what nineteen of twenty waits stay within."""
    return sorted(waits)[min(len(waits) - 1, -(-len(waits) * 95 // 100) - 1)]


def _worked(port: int, cookies: list[str]) -> tuple[list[float], list[str]]:
    waits: list[float] = []
    failed: list[str] = []
    began = monotonic() + SETTLE_S
    ends = began + RUN_S

    def works(number: int, cookie: str) -> None:
        dice, visitor = random.Random(SEED + number), Visitor(port)  # noqa: S311
        visitor.cookies["ws"] = cookie
        pages = list(PAGES.values())[number % 2 :] + list(PAGES.values())
        sleep(dice.random() * SETTLE_S)
        turn = 0
        while monotonic() < ends:
            asked = perf_counter()
            try:
                visitor.get(pages[turn % len(pages)])
            except (OSError, RuntimeError) as error:
                failed.append(str(error))
                return
            if began <= monotonic() < ends:
                waits.append((perf_counter() - asked) * 1e3)
            turn += 1
            sleep(dice.expovariate(1 / THINK_S))

    threads = [threading.Thread(target=works, args=pair) for pair in enumerate(cookies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits, failed
