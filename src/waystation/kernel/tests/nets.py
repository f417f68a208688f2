"""Small random nets in which waits, midnights and ties matter."""

import numpy as np

from waystation.kernel.planner import INF, Net, Query

# Few different minutes, so that arrivals meet departures, tie and miss by one.
MINUTES = (0, 1, 59, 60, 119, 120, 480, 720, 721, 1200, 1380, 1439)
DURATIONS = (0, 1, 60, 61, 119, 600, 1440, 1500)
LIMITED = (0, 1, 59, 60, 61, 180, 720, 1438, 1439)
HOUSES = (1440, 1441, 2880, 4320)


def int32(values) -> np.ndarray:
    """Make an array of the kernel's only number type."""
    return np.array(values, np.int32)


def random_net(rng: np.random.Generator, n_objectives: int = 0) -> tuple[Net, Query]:
    """Draw a net of 2 to 8 places, with parallel legs, dead ends, closed days and places."""
    n, n_tables = int(rng.integers(2, 9)), int(rng.integers(1, 6))
    m = int(rng.integers(n, 6 * n + 1))
    sizes = rng.choice([0, 1, 2, 3, 3, 4, 4], n_tables)
    tables = [np.sort(rng.choice(MINUTES, size)) for size in sizes]
    src = rng.integers(0, n, m)
    # Mostly a chain of short steps, so that routes have many legs.
    step = np.where(rng.random(m) < 0.7, rng.integers(1, 3, m), rng.integers(1, n, m))
    start_min = int(rng.choice([0, 59, 700, 1439, 1440 * 17 + 61]))
    open_days = rng.random((int(rng.integers(0, 3)), int(rng.integers(0, 7)))) < 0.5
    if rng.random() < 0.5:  # The calendars begin before the start or end after it.
        closed = np.zeros((len(open_days), max(0, start_min // 1440 - 1)), np.bool_)
        open_days = np.concatenate([closed, open_days], axis=1)
    dated = rng.random(m) < rng.choice([0.0, 0.2, 0.6])
    calendar = np.where(
        dated & (len(open_days) > 0), rng.integers(0, max(1, len(open_days)), m), -1
    )
    net = Net(
        n_places=n,
        src=int32(src),
        dst=int32((src + step) % n),
        duration_min=int32(rng.choice(DURATIONS, m)),
        sums=random_sums(rng, m, n_objectives or int(rng.choice([2, 3, 3, 3, 4, 5]))),
        timetable=int32(rng.integers(0, n_tables, m)),
        departures_ptr=int32(np.cumsum([0] + [len(table) for table in tables])),
        departures=int32(np.concatenate(tables)),
        calendar=int32(calendar),
        open_days=open_days,
    )
    return net, random_query(rng, net, start_min)


def random_sums(rng: np.random.Generator, m: int, n_objectives: int) -> np.ndarray:
    """Draw small figures, so that they tie, of which what is safe is dear."""
    sums = rng.integers(0, 10, (m, n_objectives - 1))
    if n_objectives > 2:
        sums[:, 1] = np.abs(9 - sums[:, 0] + rng.integers(-3, 4, m))
    sums[:, 2:] //= 3
    return int32(sums)


def random_query(rng: np.random.Generator, net: Net, start_min: int) -> Query:
    """Draw a question, in which half of the time waiting is free."""
    n, m = net.n_places, len(net.src)
    limited = rng.random(n) < rng.choice([0.0, 0.4, 0.8, 1.0])
    wait = np.where(limited, rng.choice(LIMITED, n), rng.choice(HOUSES, n))
    start = int(rng.integers(0, n))
    nearest = 0 if rng.random() < 0.1 else 1  # Now and then the start is a target.
    return Query(
        start=start,
        targets=int32((start - rng.integers(nearest, 3, rng.integers(1, 3))) % n),
        start_min=start_min,
        max_wait_min=int32(wait),
        alive_place=rng.random(n) > rng.choice([0.0, 0.0, 0.1]),
        alive_leg=rng.random(m) > rng.choice([0.0, 0.0, 0.15]),
        wait_risk_per_day=int(rng.choice([0, 0, 1, 3, 20])),
    )


def random_limits(rng: np.random.Generator, net: Net, query: Query) -> tuple[int, ...]:
    """Draw limits, each open half of the time."""
    least = [query.start_min] + [0] * net.sums.shape[1]
    most = [5000] + [40] * net.sums.shape[1]
    return tuple(
        int(rng.choice([INF, low + rng.integers(0, high)]))
        for low, high in zip(least, most, strict=True)
    )


def any_minute_net(rng: np.random.Generator) -> tuple[Net, Query]:
    """Draw a net whose rides leave at any minute, with 4 to 12 places."""
    n = int(rng.integers(4, 13))
    m = 4 * n
    net, query = random_net(rng, int(rng.integers(2, 4)))
    src = rng.integers(0, n, m)
    net = net._replace(
        n_places=n,
        src=int32(src),
        dst=int32((src + rng.integers(1, 4, m)) % n),
        duration_min=int32(rng.integers(0, 9, m)),
        sums=random_sums(rng, m, net.sums.shape[1] + 1),
        timetable=int32([-1] * m),
        departures_ptr=int32([0]),
        departures=int32([]),
        calendar=int32([-1] * m),
        open_days=np.empty((0, 0), np.bool_),
    )
    return net, random_query(rng, net, query.start_min)
