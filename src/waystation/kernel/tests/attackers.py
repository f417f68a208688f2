"""Cells drawn at random, and attackers who try to name their inner places from their promises.

An attacker knows the gates, a gazetteer with decoys, every coordinate, the modes and their speeds,
the rounding, and 200 other cells drawn in the same way with their inner places.
"""

from typing import NamedTuple

import numpy as np

from waystation.kernel.cells import NONE, Grid, Promises, Scale, even_promises, promises, rungs
from waystation.kernel.planner import Net, Query
from waystation.kernel.tests.nets import int32

DAY = 1440
KMH = np.array([3.5, 9.0, 32.0])  # on foot, by wagon, by rail
WINDING = 1.25
REGION_KM = (240, 160)
ANY_TIME, BY_NIGHT, TWICE = np.arange(0, DAY, 15), np.arange(0, 540, 15), np.array([480, 1200])
FINEST = Grid(block_min=720, first=(1, 1, 1), ratio=(100, 100, 100), rows=3)
DEFAULT = Scale(block_min=720, first=300, ratio=1000)


class Kind(NamedTuple):
    """What cells are like."""

    n_listed: int = 24  # places in the gazetteer, decoys included
    n_inner: int = 6
    n_gates: int = 4
    on_foot: bool = False  # one known speed and no timetables: the easiest prey
    central: float = 0.0  # how much teams prefer places between the gates


class Cell(NamedTuple):
    """A cell and what is public about it; the net's places are the gates, then the inner ones."""

    gates: np.ndarray  # (g, 2) km
    listed: np.ndarray  # (n, 2) km
    is_inner: np.ndarray  # (n,)
    net: Net
    query: Query


def draw(seed: int, kind: Kind) -> Cell:
    """Draw gates, a gazetteer, the inner places among it, and legs to the four nearest places."""
    rng = np.random.default_rng(seed)
    gates = rng.random((kind.n_gates, 2)) * REGION_KM
    listed = rng.random((kind.n_listed, 2)) * REGION_KM
    weight = np.exp(kind.central * centrality(gates, listed))
    inner = rng.choice(kind.n_listed, kind.n_inner, replace=False, p=weight / weight.sum())
    inner.sort()
    at = np.concatenate([gates, listed[inner]])
    km = np.linalg.norm(at[:, None] - at[None], axis=2)
    near = {tuple(sorted((a, int(b)))) for a in range(len(at)) for b in np.argsort(km[a])[1:5]}
    rides = []
    for a, b in sorted(pair for pair in near if pair[1] >= kind.n_gates):
        modes = [0] if kind.on_foot else [m for m in range(3) if rng.random() < (1, 0.5, 0.2)[m]]
        for mode in modes:
            minutes = max(15, int(np.ceil(km[a, b] * WINDING / KMH[mode] * 60)))
            by_night = not kind.on_foot and mode < 2 and minutes <= 540 and rng.random() < 0.4
            risk = int(km[a, b] * (3 + 9 * mode) * rng.uniform(0.7, 1.4))
            cents = int(km[a, b] * (0, 4, 7)[mode] * rng.uniform(0.8, 1.2))
            table = 2 if mode == 2 else int(by_night)
            rides += [(a, b, minutes, risk, cents, table), (b, a, minutes, risk, cents, table)]
    src, dst, minutes, risk, cents, table = (int32(column) for column in zip(*rides, strict=True))
    tables = (ANY_TIME, BY_NIGHT, TWICE)
    ptr = int32(np.cumsum([0] + [t.size for t in tables]))
    net = Net(
        len(at), src, dst, minutes, np.stack([risk, cents], axis=1), table, ptr,
        int32(np.concatenate(tables)), np.full(src.size, -1, np.int32), np.empty((0, 0), np.bool_),
    )  # fmt: skip
    everywhere = np.ones(len(at), np.bool_)
    query = Query(0, int32([1]), 0, int32([DAY] * len(at)), everywhere, np.ones(src.size, np.bool_))
    is_inner = np.isin(np.arange(kind.n_listed), inner)
    return Cell(gates, listed, is_inner, net, query)


def summed_up(cell: Cell, rounding: Grid | Scale) -> Promises:
    """Let the cell's holder give out its promises."""
    gates = int32(range(len(cell.gates)))
    if isinstance(rounding, Grid):
        return promises(cell.net, cell.query, gates, rounding)
    km = np.linalg.norm(cell.gates[:, None] - cell.gates[None], axis=2)[:, :, None]
    base = np.ceil(np.array([720, 200, 500]) + km * (21, 10, 5)).astype(np.int32)
    return even_promises(cell.net, cell.query, gates, rounding, base)


def _detours(cell: Cell) -> np.ndarray:
    return np.linalg.norm(cell.gates[:, None] - cell.listed[None], axis=2)


def centrality(gates: np.ndarray, listed: np.ndarray) -> np.ndarray:
    """Score places by how little they lie off the lines between gates: public knowledge."""
    km = np.linalg.norm(gates[:, None] - listed[None], axis=2)
    one, other = np.triu_indices(len(gates), 1)
    apart = np.linalg.norm(gates[one] - gates[other], axis=1)
    return -np.log((km[one] + km[other]) / np.maximum(apart, 1)[:, None]).mean(axis=0)


def _heard(cell: Cell, made: Promises, rounding: Grid | Scale):
    """List pairs with a promise: gates, the least minutes promised, and the rung below."""
    least = made.figures[..., 0].min(axis=(2, 3)).astype(float)
    one, other = np.nonzero((least < NONE) & ~np.eye(len(cell.gates), dtype=bool))
    minutes = least[one, other]
    if isinstance(rounding, Scale) or not minutes.size:
        return one, other, minutes, minutes / 4
    steps = rungs(rounding.first[0], rounding.ratio[0], int(minutes.max()))
    return one, other, minutes, steps[np.maximum(np.searchsorted(steps, minutes) - 1, 0)]


def scores(cell: Cell, made: Promises, rounding: Grid | Scale, speeds: np.ndarray) -> np.ndarray:
    """Score every listed place as each attacker would: (attackers, n), higher is likelier.

    Rows: least squares of detours over speeds; likelihood of detours within the rounding; the
    share that ways over one or two listed places have in explaining each promise; and the number
    of promises that a house there would have made shorter, against it.
    """
    one, other, minutes, below = _heard(cell, made, rounding)
    n, km = len(cell.listed), _detours(cell)
    if not minutes.size:
        return np.zeros((4, n))
    via = (km[one] + km[other])[:, :, None] * WINDING * 60 / speeds  # pairs, places, speeds
    off = ((via - minutes[:, None, None]) / minutes[:, None, None]) ** 2
    half = max(1, len(minutes) // 2)
    squares = -np.sort(off, axis=0)[:half].mean(axis=0).min(axis=1)
    low, high = below[:, None, None], minutes[:, None, None]
    inside = (via > low - 0.02 * high) & (via <= high * 1.01)
    waits = np.where(via <= low, 0.3 * np.exp(-np.maximum(low - via, 0) / 240), 0)
    likely = np.log(1e-3 + (inside + waits).mean(axis=2)).sum(axis=0)
    return np.stack([squares, likely, _explained(cell, one, other, minutes, below, speeds),
                     -(via < low - 60).sum(axis=(0, 2))])  # fmt: skip


def _explained(cell: Cell, one, other, minutes, below, speeds) -> np.ndarray:
    km, share = _detours(cell), np.zeros(len(cell.listed))
    between = np.linalg.norm(cell.listed[:, None] - cell.listed[None], axis=2)
    np.fill_diagonal(between, np.inf)
    for a, b, most, least in zip(one, other, minutes, below, strict=True):
        straight = np.linalg.norm(cell.gates[a] - cell.gates[b])
        parts, whole = np.zeros(len(cell.listed)), 0.0
        for speed in speeds:
            ways = (km[a] + km[b], km[a][:, None] + between + km[b][None])
            for of, way in zip((1.0, 0.5), ways, strict=True):
                took = way * WINDING * 60 / speed
                fits = (took > least - 45) & (took <= most + 1)
                weight = np.where(fits, of * np.exp(-2 * (way - straight) / straight), 0.0)
                whole += weight.sum()
                parts += weight if weight.ndim == 1 else weight.sum(axis=0) + weight.sum(axis=1)
        share += parts / whole if whole > 0 else 0.0
    return share


def clues(cell: Cell, made: Promises, rounding: Grid | Scale, speeds: np.ndarray) -> np.ndarray:
    """Give all that a trained attacker looks at: (n, clues); the first three are public."""
    one, other, minutes, _below = _heard(cell, made, rounding)
    km = _detours(cell)
    public = [
        centrality(cell.gates, cell.listed),
        -km.min(axis=0),
        -np.linalg.norm(cell.listed - cell.gates.mean(axis=0), axis=1),
    ]
    found = [*public, *scores(cell, made, rounding, speeds)]
    apart = np.linalg.norm(cell.gates[one] - cell.gates[other], axis=1)
    stretch = np.log((minutes / (720 + apart * 21)).max()) if minutes.size else 0.0
    for speed in speeds:
        via = (km[one] + km[other]) * WINDING * 60 / speed
        ratio = np.log((via + 60) / (minutes[:, None] + 60)) if minutes.size else np.zeros((1, 1))
        each = (-(ratio**2).mean(0), -np.abs(ratio).min(0), (np.abs(ratio) < 0.05).mean(0),
                (ratio < -0.02).mean(0))  # fmt: skip
        found += [np.broadcast_to(clue, len(cell.listed)) for clue in each]
    columns = np.stack(found, axis=1)
    columns = (columns - columns.mean(axis=0)) / (columns.std(axis=0) + 1e-9)
    return np.concatenate([columns, columns[:, :3] * stretch], axis=1)


def hits(score: np.ndarray, is_inner: np.ndarray) -> float:
    """Say which share of the places named is inner, if as many are named as there are."""
    named = np.argsort(-score, kind="stable")[: is_inner.sum()]
    return float(is_inner[named].mean())


def contest(kind: Kind, rounding: Grid | Scale, n_cells: int = 200) -> dict[str, np.ndarray]:
    """Let every attacker name places in `n_cells` cells: the share of hits in each cell."""
    speeds = KMH[:1] if kind.on_foot else KMH
    clued, told = [], []
    for seed in range(100_000, 100_000 + n_cells):
        cell = draw(seed, kind)
        clued.append(clues(cell, summed_up(cell, rounding), rounding, speeds))
        told.append(cell.is_inner - cell.is_inner.mean())
    x, y = np.concatenate(clued), np.concatenate(told)
    learnt = np.linalg.solve(x.T @ x + 50 * np.eye(x.shape[1]), x.T @ y)
    public = np.linalg.solve(x[:, :3].T @ x[:, :3] + 50 * np.eye(3), x[:, :3].T @ y)
    names = ("public", "learnt", "centrality", "squares", "likelihood", "explained", "ruled out")
    shares: dict[str, list[float]] = {name: [] for name in names}
    for seed in range(n_cells):
        cell = draw(seed, kind)
        made = summed_up(cell, rounding)
        seen = clues(cell, made, rounding, speeds)
        told_by = (seen[:, :3] @ public, seen @ learnt, centrality(cell.gates, cell.listed))
        for name, score in zip(
            names, (*told_by, *scores(cell, made, rounding, speeds)), strict=True
        ):
            shares[name].append(hits(score, cell.is_inner))
    return {name: np.array(share) for name, share in shares.items()}
