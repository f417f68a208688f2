"""Small random nets in which waits, midnights and ties matter."""

import numpy as np

from waystation.kernel.planner import INF, Limits, Net, Query

# Few different minutes, so that arrivals meet departures, tie and miss by one.
MINUTES = (0, 1, 59, 60, 119, 120, 480, 720, 721, 1200, 1380, 1439)
DURATIONS = (0, 1, 60, 61, 119, 600, 1440, 1500)
LIMITED = (0, 1, 59, 60, 61, 180, 720, 1438, 1439)
HOUSES = (1440, 1441, 2880, 4320)


def int32(values) -> np.ndarray:
    """Make an array of the kernel's only number type."""
    return np.array(values, np.int32)


def random_net(rng: np.random.Generator) -> tuple[Net, Query]:
    """Draw a net of 2 to 8 places, with parallel legs, dead ends and closed places."""
    n, n_tables = int(rng.integers(2, 9)), int(rng.integers(1, 6))
    m = int(rng.integers(n, 6 * n + 1))
    sizes = rng.choice([0, 1, 2, 3, 3, 4, 4], n_tables)
    tables = [np.sort(rng.choice(MINUTES, size)) for size in sizes]
    src = rng.integers(0, n, m)
    # Mostly a chain of short steps, so that routes have many legs.
    step = np.where(rng.random(m) < 0.7, rng.integers(1, 3, m), rng.integers(1, n, m))
    risk = rng.integers(0, 10, m)
    net = Net(
        n_places=n,
        src=int32(src),
        dst=int32((src + step) % n),
        duration_min=int32(rng.choice(DURATIONS, m)),
        risk=int32(risk),
        cost=int32(np.abs(9 - risk + rng.integers(-3, 4, m))),  # What is safe is dear.
        timetable=int32(rng.integers(0, n_tables, m)),
        departures_ptr=int32(np.cumsum([0] + [len(table) for table in tables])),
        departures=int32(np.concatenate(tables)),
    )
    limited = rng.random(n) < rng.choice([0.0, 0.4, 0.8, 1.0])
    wait = np.where(limited, rng.choice(LIMITED, n), rng.choice(HOUSES, n))
    start = int(rng.integers(0, n))
    nearest = 0 if rng.random() < 0.1 else 1  # Now and then the start is a target.
    query = Query(
        start=start,
        targets=int32((start - rng.integers(nearest, 3, rng.integers(1, 3))) % n),
        start_min=int(rng.choice([0, 59, 700, 1439, 1440 * 17 + 61])),
        max_wait_min=int32(wait),
        alive_place=rng.random(n) > rng.choice([0.0, 0.0, 0.1]),
        alive_leg=rng.random(m) > rng.choice([0.0, 0.0, 0.15]),
    )
    return net, query


def random_limits(rng: np.random.Generator, query: Query) -> Limits:
    """Draw limits, each open half of the time."""
    return Limits(
        latest_arrival_min=int(rng.choice([INF, query.start_min + rng.integers(0, 5000)])),
        worst_risk=int(rng.choice([INF, rng.integers(0, 40)])),
        budget_cents=int(rng.choice([INF, rng.integers(0, 40)])),
    )
