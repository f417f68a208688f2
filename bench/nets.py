"""Seeded nets to measure on: a grid, a random net, and a relay of houses with nights and days."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.planner import Net, Query

DAY = 1_440
FAMILIES = ("grid", "net", "relay")
NEIGHBOURS = 6
LONG_LEG_H = 4
ANY_MINUTE = -1  # in place of a timetable
NIGHT, DAYLIGHT = (20 * 60, 8 * 60), (6 * 60, 12 * 60)
# km/h, dollars a km, weight of risk, only by night.
MODES = ((80.0, 0.30, 1.0, False), (50.0, 0.12, 1.6, False), (4.5, 0.01, 0.7, True))
WALK, WALK_MAX_KM = 2, 45
MAP_KM = (3_000, 1_200)
NET_WINDOW, NET_LEGS_MAX = 20, 10
BANDS = ((1, 33), (34, 66), (67, 100))
INT32 = NDArray[np.int32]


class World(NamedTuple):
    """A net with one far pair of places, and the least a question needs."""

    net: Net
    start: int
    target: int
    start_min: int
    km: NDArray[np.float64]  # (n, 2) where each place lies; for the eye, the planner sees none


def world(family: str, n_places: int, k: int, seed: int, every_min: int = 1) -> World:
    """Make the net of a family with about `n_places` places and k objectives, 2 to 4."""
    if family == "relay":
        return relay(n_places, k, seed, every_min)
    return {"grid": grid, "net": net}[family](n_places, k, seed)


def query(made: World, *, lost: tuple[int, ...] = ()) -> Query:
    """Ask from the one end of a world to the other, without the places that were lost."""
    n = made.net.n_places
    alive = np.ones(n, np.bool_)
    alive[list(lost)] = False
    return Query(
        start=made.start,
        targets=np.array([made.target], np.int32),
        start_min=made.start_min,
        max_wait_min=np.full(n, DAY, np.int32),
        alive_place=alive,
        alive_leg=np.ones(made.net.src.size, np.bool_),
    )


def grid(n_places: int, k: int, seed: int) -> World:
    """Streets: a square of places, each joined both ways to its four neighbours, always open."""
    rng = np.random.default_rng(seed)
    side = round(n_places**0.5)
    here = np.arange(side * side).reshape(side, side)
    one_way = ((here[:, :-1], here[:, 1:]), (here[:-1], here[1:]))
    src = np.concatenate([a.ravel() for pair in one_way for a in pair])
    dst = np.concatenate([a.ravel() for b, a in one_way for a in (a, b)])
    figures = rng.integers(1, 11, (src.size, k), dtype=np.int32)
    km = np.stack(np.divmod(here.ravel(), side), axis=1).astype(np.float64)
    return _always_open(src, dst, figures, km, ends=(0, side * side - 1))


def net(n_places: int, k: int, seed: int) -> World:
    """A ring with short cuts, in the manner of netMaker: what is dear in one figure is cheap in
    another, so fronts are long.

    Source: Skriver and Andersen, 2000, section 5, for the shape; the numbers drawn are our own.
    """
    rng = np.random.default_rng(seed)
    ring = rng.permutation(n_places)
    n_legs = rng.integers(1, NET_LEGS_MAX + 1, n_places)
    at = np.repeat(np.arange(n_places), n_legs)
    step = rng.integers(1, NET_WINDOW // 2 + 1, at.size) * rng.choice((-1, 1), at.size)
    src = np.concatenate((ring, ring[at]))
    dst = np.concatenate((np.roll(ring, -1), ring[(at + step) % n_places]))
    lows, highs = np.array([BANDS[i % 3] for i in range(k)]).T
    figures = rng.permuted(rng.integers(lows, highs + 1, (src.size, k)), axis=1).astype(np.int32)
    turn = 2 * np.pi * np.argsort(ring) / n_places
    km = np.stack((np.cos(turn), np.sin(turn)), axis=1)
    return _always_open(src, dst, figures, km, ends=(int(ring[0]), int(ring[n_places // 2])))


def _always_open(src: INT32, dst: INT32, figures: INT32, km: object, ends: object) -> World:
    made = Net(
        n_places=len(km),
        src=src.astype(np.int32),
        dst=dst.astype(np.int32),
        duration_min=np.ascontiguousarray(figures[:, 0]),
        sums=np.ascontiguousarray(figures[:, 1:]),
        timetable=np.full(src.size, ANY_MINUTE, np.int32),
        departures_ptr=np.zeros(1, np.int32),
        departures=np.empty(0, np.int32),
        calendar=np.full(src.size, -1, np.int32),
        open_days=np.empty((0, 0), np.bool_),
    )
    return World(made, *ends, start_min=0, km=km)


class Relay(NamedTuple):
    """The legs of a relay net before they become timetables."""

    km: NDArray[np.float64]
    src: INT32
    dst: INT32
    figures: INT32  # (m, 4) minutes, risk in 1e-5 nepers, tenths of a dollar, 1 if over 4 hours
    opens: INT32  # minute of the day from which it may be boarded
    for_min: INT32  # minutes it stays open; DAY means always


def relay(n_places: int, k: int, seed: int, every_min: int = 1) -> World:
    """Places over 3,000 x 1,200 km, each with legs to its six nearest by train, cart and foot.

    Feet go by night; of the others some go by night, some by day, some always; all leave at minutes
    that `every_min` divides.
    """
    legs = relay_legs(n_places, seed)
    windows = (NIGHT, DAYLIGHT) if every_min == 1 else (NIGHT, DAYLIGHT, (0, DAY - 1))
    tables = [_minutes(*window) for window in windows]
    tables = [table[table % every_min == 0] for table in tables]
    timetable = np.where(legs.opens == NIGHT[0], 0, 1)
    timetable[legs.for_min == DAY] = ANY_MINUTE if every_min == 1 else 2
    made = Net(
        n_places=n_places,
        src=legs.src,
        dst=legs.dst,
        duration_min=np.ascontiguousarray(legs.figures[:, 0]),
        sums=np.ascontiguousarray(legs.figures[:, 1:k]),
        timetable=timetable.astype(np.int32),
        departures_ptr=np.cumsum([0, *map(len, tables)]).astype(np.int32),
        departures=np.concatenate(tables).astype(np.int32),
        calendar=np.full(legs.src.size, -1, np.int32),
        open_days=np.empty((0, 0), np.bool_),
    )
    west, east = int(legs.km[:, 0].argmin()), int(legs.km[:, 0].argmax())
    return World(made, west, east, start_min=8 * 60, km=legs.km)


def relay_legs(n_places: int, seed: int) -> Relay:
    """Draw a relay net; the order of the draws is part of what a seed means."""
    rng = np.random.default_rng(seed)
    km = rng.random((n_places, 2)) * np.array(MAP_KM)
    near, apart = _nearest(km)
    draw = rng.random
    rows = []
    for src in range(n_places):
        for dst, far in zip(near[src].tolist(), apart[src].tolist(), strict=True):
            for mode, (speed, fare, danger, by_night) in enumerate(MODES):
                if far > WALK_MAX_KM if mode == WALK else draw() < 0.25:
                    continue
                slow, risky, dear = 0.8 + 0.7 * draw(), 0.2 + 2.8 * draw(), 0.7 + 0.9 * draw()
                figures = (
                    max(5, int(far / speed * 60 * slow)),
                    max(1, int(1000 * far / 100 * 0.01 * danger * risky)),
                    max(1, int(far * fare * dear * 10)),
                    int(far / speed > LONG_LEG_H),
                )
                window = NIGHT if by_night or draw() < 0.15 else None
                if window is None:
                    # Open by day or always: both begin at six.
                    window = (DAYLIGHT[0], DAYLIGHT[1] if draw() < 0.5 else DAY)
                rows.append((src, dst, *figures, *window))
    table = np.array(rows, np.int32)
    return Relay(km, table[:, 0].copy(), table[:, 1].copy(), table[:, 2:6], *table[:, 6:].T)


def _nearest(km: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find the six nearest of each place, and how far they are, nearest first."""
    near = np.empty((len(km), NEIGHBOURS), np.int64)
    apart = np.empty((len(km), NEIGHBOURS))
    east, north = km.T
    for first in range(0, len(km), 500):
        rows = slice(first, first + 500)
        square = (east[rows, None] - east) ** 2 + (north[rows, None] - north) ** 2
        some = np.argpartition(square, NEIGHBOURS, axis=1)[:, : NEIGHBOURS + 1]
        found = np.take_along_axis(square, some, axis=1)
        order = np.argsort(found, axis=1)[:, 1:]
        near[rows] = np.take_along_axis(some, order, axis=1)
        apart[rows] = np.sqrt(np.take_along_axis(found, order, axis=1))
    return near, apart


def _minutes(opens: int, for_min: int) -> INT32:
    """List the minutes of the day of a window, both ends included."""
    return np.sort((opens + np.arange(for_min + 1)) % DAY).astype(np.int32)
