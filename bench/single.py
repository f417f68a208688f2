"""One figure at a time, where other libraries can stand beside us: plain shortest ways."""

from collections.abc import Callable, Iterator
from importlib.metadata import version
from time import thread_time
from typing import Any, NamedTuple

import networkx
import numpy as np
import rustworkx
import scipy.sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from bench import nets
from bench.figures import Figure, beside
from waystation.kernel.bounds import INF, least_sums, legs_by_head

INT32 = NDArray[np.int32]
PART = "Shortest ways by one figure, beside others"
CASES = (("grid", 10_000), ("net", 10_000), ("relay", 10_000), ("grid", 90_000))
ROUNDS = 7
EXPLAINED = (
    "Shortest ways: the least minutes from every place to one place, waits aside, as the planner "
    "needs them for its bounds. All libraries get the same rides and give the whole tree; their "
    "distances are compared place by place before a figure is written. Building a library's own "
    f"graph and asking it are timed apart, CPU of one thread, best of {ROUNDS} (networkx: of 2). "
    "SciPy takes one ride a pair, so the shortest of each is picked while building; rustworkx "
    "reads the weights through a call for each ride, which is part of its asking.",
)


class Rides(NamedTuple):
    """Directed rides with one weight each, and the place all ways lead to."""

    n_places: int
    src: INT32
    dst: INT32
    weight: INT32
    target: int


class Library(NamedTuple):
    """How a library makes its graph of rides, and finds the least weight from each place."""

    name: str
    build: Callable[[Rides], Any]
    ask: Callable[[Rides, Any], NDArray[np.int64]]
    rounds: int = ROUNDS


def ours_build(rides: Rides) -> Any:
    """List the rides by the place they lead to."""
    return legs_by_head(rides.dst, np.ones(rides.src.size, np.bool_), rides.n_places)


def ours_ask(rides: Rides, built: Any) -> NDArray[np.int64]:
    """Ask the planner's own bounds."""
    ends = np.array([rides.target], np.int32)
    return least_sums(rides.src, rides.weight, *built, ends).astype(np.int64)


def scipy_build(rides: Rides) -> Any:
    """Make a sparse matrix, backwards, with the least of parallel rides."""
    pair = rides.dst.astype(np.int64) * rides.n_places + rides.src
    order = np.lexsort((rides.weight, pair))
    first = np.flatnonzero(np.diff(pair[order], prepend=-1))
    kept = order[first]
    entries = (rides.weight[kept].astype(np.float64), (rides.dst[kept], rides.src[kept]))
    return scipy.sparse.csr_matrix(entries, shape=(rides.n_places,) * 2)


def scipy_ask(rides: Rides, built: Any) -> NDArray[np.int64]:
    """Ask SciPy."""
    found = dijkstra(built, indices=rides.target)
    return np.where(np.isinf(found), INF, found).astype(np.int64)


def rustworkx_build(rides: Rides) -> Any:
    """Make a rustworkx graph, backwards."""
    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(rides.n_places))
    weights = rides.weight.astype(np.float64).tolist()
    graph.add_edges_from(list(zip(rides.dst.tolist(), rides.src.tolist(), weights, strict=True)))
    return graph


def rustworkx_ask(rides: Rides, built: Any) -> NDArray[np.int64]:
    """Ask rustworkx; it leaves the target itself out."""
    found = rustworkx.digraph_dijkstra_shortest_path_lengths(built, rides.target, float)
    return _spread(rides, dict(found) | {rides.target: 0.0})


def networkx_build(rides: Rides) -> Any:
    """Make a networkx graph, backwards, with the least of parallel rides."""
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(rides.n_places))
    order = np.argsort(-rides.weight, kind="stable")  # The last one given stays: the least.
    columns = (rides.dst[order], rides.src[order], rides.weight[order])
    graph.add_weighted_edges_from(zip(*(column.tolist() for column in columns), strict=True))
    return graph


def networkx_ask(rides: Rides, built: Any) -> NDArray[np.int64]:
    """Ask networkx."""
    return _spread(rides, networkx.single_source_dijkstra_path_length(built, rides.target))


def _spread(rides: Rides, found: dict[int, float]) -> NDArray[np.int64]:
    least = np.full(rides.n_places, INF, np.int64)
    least[list(found)] = list(found.values())
    return least


OURS = Library("ours", ours_build, ours_ask)
PEERS = (
    Library("SciPy", scipy_build, scipy_ask),
    Library("rustworkx", rustworkx_build, rustworkx_ask),
    Library("networkx", networkx_build, networkx_ask, rounds=2),
)


def measure() -> Iterator[Figure]:
    """Ask every library on every net, and refuse to go on if two of them differ.

    Raises:
      RuntimeError: a library found other distances than ours.
    """
    for family, n_places in CASES:
        made = nets.world(family, n_places, 2, seed=7)
        net = made.net
        rides = Rides(net.n_places, net.src, net.dst, net.duration_min, made.target)
        build_ms, ask_ms, least = _timed(OURS, rides)
        yield _figure(f"{family}_{n_places}_build", build_ms, {})
        for peer in PEERS:
            their_build_ms, their_ask_ms, theirs = _timed(peer, rides)
            if not np.array_equal(least, theirs):
                raise RuntimeError(f"{peer.name} finds other distances on {family} {n_places}")
            held = {
                "peer": peer.name,
                "ours_build_ms": round(build_ms, 3),
                "peer_build_ms": round(their_build_ms, 3),
                "peer_ms": round(their_ask_ms, 3),
            }
            yield _figure(f"{family}_{n_places}_beside_{peer.name.lower()}", ask_ms, held)


def _timed(library: Library, rides: Rides) -> tuple[float, float, NDArray[np.int64]]:
    """Give the least milliseconds to build and to ask, and the answer."""
    builds, asks = [], []
    for _ in range(library.rounds):
        began = thread_time()
        built = library.build(rides)
        builds.append(thread_time() - began)
        began = thread_time()
        found = library.ask(rides, built)
        asks.append(thread_time() - began)
    return min(builds) * 1e3, min(asks) * 1e3, found


def _figure(name: str, ours_ms: float, held: dict[str, Any]) -> Figure:
    what = "listing the rides, once a question"
    more: dict[str, Any] = {}
    target = None
    if held:
        peer = f"{held['peer']} {version(held['peer'].lower())}"
        what = f"asking; building: ours {held['ours_build_ms']:.2g} ms, "
        what += f"theirs {held['peer_build_ms']:.3g} ms; same distances everywhere"
        more = beside(peer, ours_ms, held["peer_ms"])
        target = held["peer_ms"]
    return Figure(
        name=f"kernel.shortest_{name}_ms",
        value=round(ours_ms, 3),
        unit="ms",
        better="lower",
        target=target,
        conditions={"part": PART, "what": what} | held,
        **more,
    )
