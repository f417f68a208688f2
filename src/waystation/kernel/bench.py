"""Warms and measures the planner, on the command line too; alone in looking at files."""

import argparse
import gzip
import json
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from time import thread_time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel import instances
from waystation.kernel.constrained import cheapest
from waystation.kernel.graph import cut, graph_of
from waystation.kernel.joint.warming import warm_joint
from waystation.kernel.lattice import warm_lattice
from waystation.kernel.mix.warming import warm_mix
from waystation.kernel.planner import INF, MAX_LABELS, Front, Net, Query, plan, run, why_empty
from waystation.kernel.proof import prove
from waystation.kernel.retime import Waits, timings
from waystation.kernel.windows import DAY
from waystation.kernel.work import first_work, front_of, no_front

MOST_LABELS = 100_000_000
GZIP = b"\x1f\x8b"


class Timings(NamedTuple):
    """What some queries cost, one entry a query."""

    cpu_ms: list[float]  # of this thread, so that other work on the machine does not count
    n_routes: list[int]
    labels_made: list[int]
    finished: list[bool]


def warm() -> None:
    """Load all that questions need, so that nobody in the field waits for it; compile what is new.

    Run in each process that answers queries.

    Cost: 43 s of CPU if nothing is stored, else about 1 s.
    """
    for part in WARMING:
        part()


def compile_all() -> None:
    """Compile the planner and store it on disk, on two processors at once; run at install."""
    with get_context("spawn").Pool(len(WARMING)) as pool:
        for waiting in [pool.apply_async(part) for part in _PARTS]:
            waiting.get()
    # Both may have compiled a part they share; what one then stored over is made good here.
    warm()


def _warm_search() -> None:
    """Compile the search for the product's three objectives and a fallback's two; re-timing."""
    for n_objectives in (3, 2):
        net, query = _three_places(n_objectives)
        plan(net, query)
    net, query = _three_places(3)
    why_empty(net, query, limits=(INF, INF, 1))
    waits = Waits(np.array([1, 2, 3], np.int32), np.full(3, DAY, np.int32))
    timings(net, np.array([0, 1], np.int32), waits, start_min=0, latest_min=DAY)


def _warm_proof() -> None:
    """Compile the proof, and the search with a hint added for waiting risk by house."""
    # Three rides side by side of which no plane touches the middle one: all steps have work.
    arcs = np.array([[0, 1, 30, 1, 10], [0, 1, 30, 6, 6], [0, 1, 30, 10, 1]], np.int64)
    net = instances.plain_net(2, arcs)._replace(
        timetable=np.zeros(3, np.int32),
        departures_ptr=np.array([0, 2], np.int32),
        departures=np.array([60, 120], np.int32),
    )
    prove(net, anywhere(net, 0, 1), eps=0.0, n_threads=1)
    plan(*_three_places(4))


WARMING = (_warm_search, _warm_proof)
_PARTS = (*WARMING, warm_joint, warm_mix, warm_lattice)


def _three_places(n_objectives: int) -> tuple[Net, Query]:
    net = Net(
        n_places=3,
        src=np.array([0, 1], np.int32),
        dst=np.array([1, 2], np.int32),
        duration_min=np.array([30, 30], np.int32),
        sums=np.ones((2, n_objectives - 1), np.int32),
        timetable=np.array([0, 0], np.int32),
        departures_ptr=np.array([0, 2], np.int32),
        departures=np.array([60, 120], np.int32),
        calendar=np.full(2, -1, np.int32),
        open_days=np.empty((0, 0), np.bool_),
    )
    return net, anywhere(net, 0, 2)._replace(max_wait_min=np.array([1440, 40, 0], np.int32))


def anywhere(net: Net, start: int, target: int) -> Query:
    """Ask for the ways between two places of which every one is open and a house."""
    return Query(
        start=start,
        targets=np.array([target], np.int32),
        start_min=0,
        max_wait_min=np.full(net.n_places, 1440, np.int32),
        alive_place=np.ones(net.n_places, np.bool_),
        alive_leg=np.ones(len(net.src), np.bool_),
    )


def time_queries(
    net: Net,
    queries: Sequence[Query],
    *,
    limits: Sequence[int] = (),
    eps: float = 0.0,
    max_labels: int = MAX_LABELS,
) -> Timings:
    """Answer each query once, one after the other, and say what each cost; warms up first."""
    warm()
    timings = Timings([], [], [], [])
    for query in queries:
        began = thread_time()
        front = plan(net, query, limits=limits, eps=eps, max_labels=max_labels)
        timings.cpu_ms.append((thread_time() - began) * 1e3)
        timings.n_routes.append(len(front.costs))
        timings.labels_made.append(front.labels_made)
        timings.finished.append(front.finished)
    return timings


def front(text: str, source: int, target: int) -> dict[str, object]:
    """Count the best ways between two nodes of a graph file, numbered as in the file.

    `total_cpu_s` is what answering cost once the file was read: bounds, search and routes;
    compiling is done before. Ways of which a figure reaches 2^30 are left out.
    """
    began = thread_time()
    net, base = instances.graph(text)
    base = 0 if 0 in (source, target) else base
    read_s = thread_time() - began
    for name, node in (("SOURCE", source), ("TARGET", target)):
        if not 0 <= node - base < net.n_places:
            last = net.n_places - 1 + base
            raise ValueError(f"{name} is {node}; the nodes of this file are {base}..{last}")
    limit = np.full(net.sums.shape[1] + 1, INF - 1, np.int64)
    two = instances.plain_net(2, np.array([[0, 1] + [1] * limit.size], np.int64))
    _timed(two, anywhere(two, 0, 1), limit)
    began = thread_time()
    found, search_s = _timed(net, anywhere(net, source - base, target - base), limit)
    return {
        "nodes": net.n_places,
        "arcs": len(net.src),
        "objectives": limit.size,
        "non_dominated": len(found.costs),
        "finished": found.finished,
        "labels_made": found.labels_made,
        "search_cpu_s": round(search_s, 6),
        "total_cpu_s": round(thread_time() - began, 6),
        "read_cpu_s": round(read_s, 6),
    }


def _timed(net: Net, query: Query, limit: NDArray[np.int64]) -> tuple[Front, float]:
    """Plan on a sound net and say what the search alone cost."""
    parts = cut(net, query, limit)
    if parts.first.max() >= INF:
        return no_front(limit.size, 0.0), 0.0
    graph, times, n_slots = graph_of(net, query, parts, 0.0)
    work = first_work(graph, n_slots, parts.first, MOST_LABELS)
    began = thread_time()
    work, finished = run(graph, times, work, MOST_LABELS)
    search_s = thread_time() - began
    return front_of(work, graph, parts, net.duration_min, 0.0, finished=finished), search_s


def rcsp(text: str) -> dict[str, object]:
    """Find the optimum of a constrained shortest path file."""
    task = instances.constrained(text)
    began = thread_time()
    best = cheapest(task)
    optimum: object = "infeasible" if best.cost is None else best.cost
    if not best.finished:
        optimum = "unknown"
    return {
        "optimum": optimum,
        "labels_made": best.labels_made,
        "total_cpu_s": round(thread_time() - began, 6),
    }


def main(words: Sequence[str] | None = None) -> int:
    """Answer one standard instance and write what was found as JSON."""
    parser = argparse.ArgumentParser(prog="python -m waystation.kernel.bench")
    kinds = parser.add_subparsers(dest="kind", required=True)
    ways = kinds.add_parser("front", help="all best ways in a graph with 2 to 5 costs")
    ways.add_argument("file", type=Path)
    ways.add_argument("source", type=int)
    ways.add_argument("target", type=int)
    kinds.add_parser("rcsp", help="cheapest path within limits").add_argument("file", type=Path)
    asked = parser.parse_args(words)
    try:
        raw = asked.file.read_bytes()
        text = (gzip.decompress(raw) if raw.startswith(GZIP) else raw).decode("ascii", "replace")
        answer = front(text, asked.source, asked.target) if asked.kind == "front" else rcsp(text)
    except (OSError, EOFError, ValueError) as error:
        sys.stderr.write(f"waystation: error: {error}\n")
        return 2
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
