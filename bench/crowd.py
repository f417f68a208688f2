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

from bench.console import COMMAND, Visitor, served, token_of
from bench.figures import Figure, middle

PART = "Fifty people at once"
PEOPLE, THINK_S, RUN_S, SETTLE_S = 50, 10.0, 60.0, 10.0
SEED = 1855
# People on file, over how many compartments, and the goal for the slowest of twenty.
A_CASE = 2
SIZES = ((1_400, 1, 300), (10_000, 10, 1_000))
ALONE = 10_000
ALONE_VISITS = 7
PAGES = {"people": "/people/", "tips": "/tips/"}
FIND = "/people/find/"
# Lists and searches in turn, as everybody asks for them.
TURNS = ("people", "find", "tips", "find")
EXPLAINED = (
    f"Fifty people at once: `waystation serve` as its own process, {PEOPLE} sessions of colleagues "
    "with one compartment each; a case is a tip, a household and its two people, synthetic. Of "
    "1,400 people everybody lists all, in one compartment; of 10,000 a tenth, which is what a ring "
    "may open. Each person asks for a list, reads it for "
    f"{THINK_S:.0f} s in the mean (exponential, seed {SEED}) and asks again, for {RUN_S:.0f} s "
    f"after {SETTLE_S:.0f} s of settling: people's list, a search for a name through all people of "
    "the ring, tips' list, and another search; by the wall, client and server on one machine. "
    "“Alone” is one person whose ring opens all 10,000, median of "
    f"{ALONE_VISITS}; fifty of those at once are more than two cores can open. Three ways were "
    "tried to come down: a list opens households only, and people for the one page that is shown; "
    "rows are opened without objects of the database layer, a quarter cheaper a row; the names of "
    "places are opened once a page and not twice. What is left is mostly one process for all: two "
    "would double its memory.",
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


def _at(n_people: int, compartments: int, goal_ms: int) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as folder:
        home = {"WAYSTATION_HOME": str(Path(folder) / "home")}
        cookies = filled(home, n_people // A_CASE, compartments=compartments)
        with served(home) as port:
            waits, failed = _worked(port, cookies)
    if failed:
        raise RuntimeError(f"{len(failed)} requests failed, the first: {failed[0]}")
    held = n_people // compartments
    return [
        *_figures("list", n_people, [*waits["people"], *waits["tips"]], held, goal_ms),
        *_figures("find", n_people, waits["find"], held, goal_ms),
    ]


def _figures(what: str, n_people: int, waits: list[float], held: int, goal_ms: int) -> list[Figure]:
    note = f"{len(waits):,} in {RUN_S:.0f} s, none failed"
    says = {
        "list": f"lists of {held // A_CASE:,} cases with {held:,} people",
        "find": f"searches for a name among {held:,} people",
    }[what]
    conditions = {"part": PART, "what": f"{n_people:,} people, {says}; {note}"}
    name = f"cases.people_{n_people}_{what}"
    return [
        Figure(name=f"{name}_p50_ms", value=round(middle(waits), 1), unit="ms", better="lower",
               target=None, conditions=conditions),
        Figure(name=f"{name}_p95_ms", value=round(slowest_of_twenty(waits), 1), unit="ms",
               better="lower", target=goal_ms, conditions=conditions),
    ]  # fmt: skip


def filled(home: dict[str, str], n_cases: int, *, compartments: int) -> list[str]:
    """Make a demo of so many cases more in a data directory, and give everybody's cookies."""
    env = os.environ | home
    subprocess.run([*COMMAND, "demo", "load"], check=True, capture_output=True, env=env)
    made = subprocess.run(
        [sys.executable, "-m", "waystation.testing.large", "--cases", str(n_cases),
         "--people", str(A_CASE), str(A_CASE), "--compartments", str(compartments),
         "--colleagues", str(PEOPLE), "--hold", "1"],
        check=True, capture_output=True, env=env,
    )  # fmt: skip
    cookies: list[str] = json.loads(made.stdout)["cookies"]
    return cookies


def slowest_of_twenty(waits: list[float]) -> float:
    """Give what nineteen of twenty waits stay within."""
    return sorted(waits)[min(len(waits) - 1, -(-len(waits) * 95 // 100) - 1)]


def _worked(port: int, cookies: list[str]) -> tuple[dict[str, list[float]], list[str]]:
    waits: dict[str, list[float]] = {what: [] for what in TURNS}
    failed: list[str] = []
    began = monotonic() + SETTLE_S
    ends = began + RUN_S

    def works(number: int, cookie: str) -> None:
        dice, visitor = random.Random(SEED + number), Visitor(port)  # noqa: S311
        visitor.cookies["ws"] = cookie
        sleep(dice.random() * SETTLE_S)
        turn, token = number, ""
        while monotonic() < ends:
            what = TURNS[turn % len(TURNS)] if token else "people"
            asked = perf_counter()
            try:
                if what == "find":
                    visitor.post(FIND, {"said": f"Quillmarsh-{dice.randint(0, 999):06d}"}, token)
                else:
                    page = visitor.get(PAGES[what])
                    token = token_of(page) if what == "people" else token
            except (OSError, RuntimeError) as error:
                failed.append(str(error))
                return
            if began <= monotonic() < ends:
                waits[what].append((perf_counter() - asked) * 1e3)
            turn += 1
            sleep(dice.expovariate(1 / THINK_S))

    threads = [threading.Thread(target=works, args=pair) for pair in enumerate(cookies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits, failed
