"""The cheapest way within limits, beside cspy: `python -m bench.limited '{…}'` is one of its runs.

cspy runs in a process of its own: it works with threads, and CPU time would count them all.
"""

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec
import numpy as np

from bench import nets
from bench.figures import Figure, beside
from waystation.kernel.bounds import INF, least_sums, legs_by_head
from waystation.kernel.planner import Net, plan

ROOT = Path(__file__).resolve().parent.parent
PART = "The cheapest way within limits, beside cspy"
ROUNDS, GIVE_UP_S = 3, 60
# family, places, limited figures beside the cost, and how far above their least the limits lie
CASES = (
    ("grid", 400, 1, 1.3), ("grid", 900, 1, 1.3), ("net", 300, 1, 1.5), ("net", 1_000, 1, 1.5),
    ("grid", 900, 2, 1.3), ("net", 300, 2, 1.5),
)  # fmt: skip
EXPLAINED = (
    "Within limits: the least of the last figure while the others stay within limits, on nets "
    "without timetables and with one ride a pair, which is all that cspy takes. Ours finds the "
    "whole front and takes the cheapest of it; the two optima are compared before a figure is "
    f"written. By the wall, best of {ROUNDS}, building cspy's graph not counted; each in a process "
    "of its own.",
)


class Instance(msgspec.Struct, frozen=True):
    """A net and its limits; both programs make it anew from this."""

    family: str
    places: int
    n_limits: int
    factor: float


class Solved(msgspec.Struct, frozen=True):
    """The optimum, None where there is none, and the seconds it took."""

    optimum: int | None
    wall_s: float


def made(instance: Instance) -> tuple[nets.World, tuple[int, ...]]:
    """Give the net with one ride a pair, and the limits of all figures but the last."""
    found = nets.world(instance.family, instance.places, instance.n_limits + 1, seed=7)
    net = found.net
    pair = net.src.astype(np.int64) * net.n_places + net.dst
    kept = np.sort(np.unique(pair, return_index=True)[1])
    arrays = {
        name: np.ascontiguousarray(getattr(net, name)[kept])
        for name in ("src", "dst", "duration_min", "sums", "timetable", "calendar")
    }
    net = net._replace(**arrays)
    ptr, legs = legs_by_head(net.dst, np.ones(net.src.size, np.bool_), net.n_places)
    ends = np.array([found.target], np.int32)
    columns = [net.duration_min, *net.sums.T][: instance.n_limits]
    least = [least_sums(net.src, np.ascontiguousarray(c), ptr, legs, ends) for c in columns]
    limits = tuple(int(instance.factor * int(x[found.start])) for x in least)
    return found._replace(net=net), limits


def ours(instance: Instance) -> Solved:
    """Solve an instance with the planner."""
    world, limits = made(instance)
    query = nets.query(world)
    took, found = [], None
    for _ in range(ROUNDS + 1):  # The first loads compiled code.
        began = perf_counter()
        front = plan(world.net, query, limits=(*limits, INF))
        took.append(perf_counter() - began)
        found = int(front.costs[:, -1].min()) if len(front.costs) else None
    return Solved(found, min(took[1:]))


def theirs(instance: Instance) -> Solved:
    """Solve an instance with cspy, in this process."""
    from cspy import BiDirectional

    world, limits = made(instance)
    graph = _graph(world.net, world.start, world.target)
    took, optimum = [], None
    for _ in range(ROUNDS):
        search = BiDirectional(graph, [float(x) for x in limits], [0.0] * len(limits))
        began = perf_counter()
        search.run()
        took.append(perf_counter() - began)
        optimum = None if search.total_cost is None else round(search.total_cost)
    return Solved(optimum, min(took))


def _graph(net: Net, start: int, target: int) -> Any:
    import networkx

    graph = networkx.DiGraph(directed=True, n_res=net.sums.shape[1])
    names = {start: "Source", target: "Sink"}
    figures = np.stack([net.duration_min, *net.sums.T], axis=1).astype(np.float64)
    for src, dst, row in zip(net.src.tolist(), net.dst.tolist(), figures, strict=True):
        if dst != start and src != target:
            ends = (names.get(src, src), names.get(dst, dst))
            graph.add_edge(*ends, res_cost=row[:-1], weight=float(row[-1]))
    return graph


def measure() -> Iterator[Figure]:
    """Solve every instance with both, and refuse to go on where they differ.

    Raises:
      RuntimeError: another optimum.
    """
    for case in CASES:
        instance = Instance(*case)
        mine, other = ours(instance), apart(instance)
        if mine.optimum != other.optimum:
            raise RuntimeError(f"cspy finds {other.optimum}, we {mine.optimum}, on {case}")
        name = f"{instance.family}_{instance.places}_{instance.n_limits}_limits"
        yield Figure(
            name=f"kernel.within_{name}_ms",
            value=round(mine.wall_s * 1e3, 3),
            unit="ms",
            better="lower",
            target=None,
            conditions={
                "part": PART,
                "what": f"same optimum {mine.optimum}; ours gives the whole front",
                "instance": msgspec.to_builtins(instance),
                "peer_ms": round(other.wall_s * 1e3, 3),
            },
            **beside(f"cspy {version('cspy')}", mine.wall_s, other.wall_s),
        )


def apart(instance: Instance) -> Solved:
    """Solve an instance with cspy in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.limited", msgspec.json.encode(instance).decode()],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        timeout=GIVE_UP_S,
    )
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Solved)


if __name__ == "__main__":
    solved = theirs(msgspec.json.decode(sys.argv[1], type=Instance))
    sys.stdout.buffer.write(msgspec.json.encode(solved) + b"\n")
