"""Planning with a risk of waiting and a longest stay for each house: right, and how complete."""

from heapq import heappop, heappush
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.planner import INF, Net, Query
from waystation.kernel.retime import Waits, plan_by_house
from waystation.kernel.tests.nets import int32
from waystation.kernel.tests.oracle import unbeaten

DAY = 1440
LAST = 5 * DAY
EVERY_TWO_HOURS = np.arange(0, DAY, 120)
some = settings(max_examples=12, deadline=None)


def draw(rng: np.random.Generator, *, rates, stays) -> tuple[Net, Query, Waits]:
    """Draw 5 to 8 houses along a way, two to four rides each, with few departures a day."""
    n = int(rng.integers(5, 9))
    m = int(rng.integers(2 * n, 4 * n))
    src = rng.integers(0, n - 1, m)
    dst = (src + rng.integers(1, 3, m)) % n
    tables = [np.unique(rng.choice(EVERY_TWO_HOURS, rng.integers(1, 4))) for _ in range(m)]
    net = Net(
        n_places=n,
        src=int32(src),
        dst=int32(dst),
        duration_min=int32(rng.choice([60, 120, 240, 480], m)),
        sums=int32(np.stack([rng.integers(50, 600, m), rng.integers(0, 40, m)], axis=1)),
        timetable=int32(range(m)),
        departures_ptr=int32(np.cumsum([0] + [table.size for table in tables])),
        departures=int32(np.concatenate(tables)),
        calendar=int32([-1] * m),
        open_days=np.empty((0, 0), np.bool_),
    )
    waits = Waits(int32(rng.choice(rates, n)), int32(rng.choice(stays, n)))
    query = Query(0, int32([n - 1]), int(rng.choice([0, 480])), waits.max_min,
                  np.ones(n, np.bool_), np.ones(m, np.bool_))  # fmt: skip
    return net, query, waits


def by_trying(net: Net, query: Query, waits: Waits) -> list[tuple[int, int, int]]:
    """Try every departure within every stay; compare only at one place at one minute."""
    kept: dict[tuple[int, int], list[tuple[int, int]]] = {}
    found = set()
    heap = [(query.start_min, 0, 0, query.start)]  # Risk in units a day, so that it is whole.
    while heap:
        minute, risk, cost, place = heappop(heap)
        here = kept.setdefault((place, minute), [])
        if any(r <= risk and c <= cost for r, c in here):
            continue
        here.append((risk, cost))
        if place in query.targets:
            found.add((minute, -(-risk // DAY), cost))
            continue
        most = max(int(waits.max_min[place]), DAY if place == query.start else 0)
        for ride in np.flatnonzero(net.src == place).tolist():
            first, end = net.departures_ptr[ride : ride + 2]
            for day in range(minute // DAY, LAST // DAY + 1):
                for depart in (net.departures[first:end] + day * DAY).tolist():
                    arrive = depart + int(net.duration_min[ride])
                    if minute <= depart <= minute + most and arrive <= LAST:
                        waited = (depart - minute) * int(waits.risk_per_day[place])
                        then = (risk + int(net.sums[ride, 0]) * DAY + waited,
                                cost + int(net.sums[ride, 1]))  # fmt: skip
                        heappush(heap, (arrive, *then, int(net.dst[ride])))
    return unbeaten(list(found))


def excess(found: list[tuple[int, ...]], best: tuple[int, ...], start_min: int) -> float:
    """Say by how much the nearest route found is worse than a best one, in its worst figure."""
    least = np.maximum(np.array(best) - (start_min, 0, 0), 1)
    got = np.array(found) - (start_min, 0, 0)
    return float((got / least).max(axis=1).min() - 1)


@some
@given(st.integers(0, 2**32 - 1))
def test_every_route_is_real_and_keeps_every_stay(seed):
    net, query, waits = draw(
        np.random.default_rng(seed), rates=[20, 100, 600], stays=[DAY, 2 * DAY]
    )

    front = plan_by_house(net, query, waits, limits=(LAST, INF, INF))

    truth = np.array(by_trying(net, query, waits)).reshape(-1, 3)
    for nth, (first, end) in enumerate(pairwise(front.leg_ptr.tolist())):
        rides, departs = front.legs[first:end], front.departs[first:end]
        ends = departs + net.duration_min[rides]
        stays = departs - np.concatenate([[query.start_min], ends[:-1]])
        waited = int((stays * waits.risk_per_day[net.src[rides]]).sum())
        figures = (ends[-1], net.sums[rides, 0].sum() - (-waited // DAY), net.sums[rides, 1].sum())
        assert (stays >= 0).all()
        assert (stays <= waits.max_min[net.src[rides]]).all()
        assert tuple(front.costs[nth]) == figures
        assert (truth <= front.costs[nth]).all(axis=1).any()


@some
@given(st.integers(0, 2**32 - 1))
def test_with_one_rate_and_long_stays_nothing_is_missing(seed):
    net, query, waits = draw(np.random.default_rng(seed), rates=[100], stays=[9 * DAY])

    front = plan_by_house(net, query, waits, limits=(LAST, INF, INF))

    assert [tuple(row) for row in front.costs.tolist()] == by_trying(net, query, waits)


@some
@given(st.integers(0, 2**32 - 1))
def test_limits_leave_out_just_what_they_forbid(seed):
    net, query, waits = draw(np.random.default_rng(seed), rates=[20, 300], stays=[9 * DAY])
    whole = plan_by_house(net, query, waits, limits=(LAST, INF, INF)).costs
    if not len(whole):
        return
    worst = int(np.median(whole[:, 1]))

    within = plan_by_house(net, query, waits, limits=(LAST, worst, INF)).costs

    assert (within[:, 1] <= worst).all()
    kept = whole[whole[:, 1] <= worst]
    assert all((within <= row).all(axis=1).any() for row in kept)


@pytest.mark.soak
@pytest.mark.long
@pytest.mark.parametrize("stays", [[9 * DAY], [DAY, 2 * DAY, 3 * DAY]])
def test_the_gap_to_trying_everything_is_as_it_is_written_down(stays):
    exact, n_best, beyond, worst, nets = 0, 0, 0, 0.0, 0
    for seed in range(330):
        net, query, waits = draw(
            np.random.default_rng(seed), rates=[20, 50, 100, 300, 600], stays=stays
        )
        truth = by_trying(net, query, waits)
        if not truth:
            continue
        front = plan_by_house(net, query, waits, limits=(LAST, INF, INF))
        found = [tuple(row) for row in front.costs.tolist()]
        off = [excess(found, best, query.start_min) for best in truth]
        nets, exact, n_best = nets + 1, exact + (found == truth), n_best + len(truth)
        beyond, worst = beyond + sum(e > 0.05 for e in off), max(worst, *off)

    assert nets > 300
    assert exact / nets > 0.86
    assert beyond / n_best < 0.02
    assert worst < 0.3
