"""What a question to the planner costs on the historical network of 1855."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from time import perf_counter, thread_time
from typing import Any, NamedTuple
from unittest import mock

from bench.figures import Figure, middle
from waystation.kernel import bench as kernel
from waystation.kernel.planner import Front, Net, Query
from waystation.kernel.planner import plan as search
from waystation.routing import asking, searching
from waystation.routing.asking import Known
from waystation.routing.domain import Question
from waystation.testing import history

PART = "The network of 1855"
REPEATS = 7
FRESH_RUNS = 5
START_AT = datetime(1855, 10, 26, 12, tzinfo=UTC)
ANY = "any destination"
# From, to, people: ways of the books and others that cross the whole map.
PAIRS = (
    ("chestertown-md", "philadelphia-pa", 11),
    ("chestertown-md", ANY, 11),
    ("cambridge-md", "st-catharines-on", 5),
    ("richmond-va", "st-catharines-on", 4),
    ("norfolk-va", "new-bedford-ma", 2),
    ("washington-dc", "montreal-qc", 3),
    ("baltimore-md", "boston-ma", 2),
    ("covington-ky", "sandwich-on", 8),
    ("ripley-oh", "amherstburg-malden-on", 6),
    ("cairo-il", "chicago-il", 1),
)
EXPLAINED = (
    f"Planning: {len(PAIRS)} questions on the historical network with all word of danger, each "
    f"asked {REPEATS} times; the medians of each, then the median and the worst of those. `ask` is "
    "all of it: weighing the evidence, timetables, search, routes. The kernel is the search "
    "alone, in CPU time of its thread, compiled code loaded before.",
    "First query: `waystation plan --network …` as a new process, start of Python and loading of "
    "compiled code included, compiled before as `make` does.",
)


class Cost(NamedTuple):
    """What one question cost: the kernel's own CPU, all of it by the wall, and its routes."""

    kernel_ms: float
    ask_ms: float
    n_routes: int


def measure() -> list[Figure]:
    """Ask every question and give the figures."""
    network = history.network()
    known = Known(
        places=network.places,
        houses=network.houses,
        legs=network.legs,
        hazards=history.hazards(),
    )
    kernel.warm()
    costs = [_cost(known, _question(known, *pair)) for pair in PAIRS]
    fronts = [cost.n_routes for cost in costs]
    kernel_ms, ask_ms = [c.kernel_ms for c in costs], [c.ask_ms for c in costs]
    size = f"{len(known.places)} places, {len(known.legs)} legs, {len(known.hazards)} hazards"

    def figure(name: str, value: float, what: str, target: float | None = None) -> Figure:
        held = {"part": PART, "what": what}
        is_ms = name.endswith("_ms")
        return Figure(
            name=name,
            value=round(value, 3),
            unit="ms" if is_ms else "routes",
            better="lower" if is_ms else "higher",
            target=target,
            conditions=held,
        )

    fresh = f"`waystation plan`, new process, median of {FRESH_RUNS}"
    return [
        figure("kernel.history_median_ms", middle(kernel_ms), f"CPU of the search; {size}", 10),
        figure("kernel.history_worst_ms", max(kernel_ms), "CPU, the slowest of the ten", 50),
        figure("routing.ask_median_ms", middle(ask_ms), "question to routes, in all", 100),
        figure("routing.ask_worst_ms", max(ask_ms), "the slowest of the ten", 250),
        figure("cli.first_query_ms", _fresh(), fresh, 1_000),
        figure("routing.front_median", middle(fronts), "best routes a question, median of the ten"),
        figure("routing.front_largest", max(fronts), "most of the ten"),
    ]


def _question(known: Known, start: str, end: str, people: int) -> Question:
    ends = tuple(place.slug for place in known.places if place.kind == "destination")
    targets = ends if end == ANY else (end,)
    return Question(start=start, targets=targets, people=people, start_at=START_AT)


def _cost(known: Known, question: Question) -> Cost:
    searched_ms: list[float] = []

    def watched(net: Net, query: Query, **asked: Any) -> Front:
        began = thread_time()
        front = search(net, query, **asked)
        searched_ms.append((thread_time() - began) * 1e3)
        return front

    asked_ms = []
    with mock.patch.object(searching, "plan", watched):
        for _ in range(REPEATS):
            began = perf_counter()
            _, routes = asking.ask(known, question)
            asked_ms.append((perf_counter() - began) * 1e3)
    return Cost(middle(searched_ms), middle(asked_ms), len(routes))


def _fresh() -> float:
    start, end, people = PAIRS[0]
    words = ["--from", start, "--to", end, "--people", str(people), "--start", "1855-10-26T12:00"]
    command = [sys.executable, "-m", "waystation.cli.main", "plan", "--network", str(history.DATA)]
    # As users have it: Python keeps its bytecode. The run that writes it is not counted.
    as_usual = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    took = []
    for _ in range(FRESH_RUNS + 1):
        began = perf_counter()
        subprocess.run([*command, *words, "--json"], check=True, capture_output=True, env=as_usual)
        took.append((perf_counter() - began) * 1e3)
    return middle(took[1:])
