"""The proof against a plain oracle: what is stated of unseen routes holds for every one of them."""

from itertools import pairwise, product

import numpy as np
import pytest

from waystation.kernel.boxes import open_corners
from waystation.kernel.hull import best_mixture
from waystation.kernel.net import Net, Query
from waystation.kernel.planes import plane
from waystation.kernel.planner import INF
from waystation.kernel.proof import Proven, prove
from waystation.kernel.slots import live_rides
from waystation.kernel.tests.nets import any_minute_net, int32, random_limits, random_net
from waystation.kernel.tests.oracle import best_figures

DAY = 1440
HORIZON_MIN = 4 * DAY


def departs(net: Net, query: Query, place: int, leg: int, minute: int, last: int) -> list[int]:
    """List the minutes at which the leg may be boarded by whoever came at that minute."""
    is_house = place == query.start or query.max_wait_min[place] >= DAY
    until = last if is_house else min(last, minute + int(query.max_wait_min[place]))
    table, row = net.timetable[leg], net.calendar[leg]
    of_day = net.departures[net.departures_ptr[table] : net.departures_ptr[table + 1]].tolist()
    days = [day for day in range(minute // DAY, until // DAY + 1) if is_open(net, row, day)]
    return [t for day in days for m in of_day if minute <= (t := day * DAY + m) <= until]


def is_open(net: Net, row: int, day: int) -> bool:
    return row < 0 or (day < net.open_days.shape[1] and bool(net.open_days[row, day]))


def true_gap(proven: Proven, query: Query, best: list[tuple[int, ...]]) -> float:
    """Work out how much better the best of all routes is than the best returned for it."""
    start = np.zeros(proven.costs.shape[1], np.int64)
    start[0] = query.start_min
    worst = 0.0
    for figures in np.array(best, np.int64).reshape(-1, start.size) - start:
        mine = proven.costs - start
        # A figure of nought is met by nought only.
        ratio = np.where(mine == 0, 0.0, mine / np.maximum(figures, 1e-9))
        worst = max(worst, ratio.max(axis=1).min(initial=np.inf) - 1)
    return worst


def assert_real(net: Net, query: Query, limits: tuple[int, ...], proven: Proven) -> None:
    """Ride every returned route again: it departs, waits, arrives and costs as it says."""
    for row, (first, end) in zip(proven.costs, pairwise(proven.leg_ptr.tolist()), strict=True):
        place, minute, waited = query.start, query.start_min, 0
        sums = np.zeros(net.sums.shape[1], np.int64)
        for leg, depart in zip(proven.legs[first:end], proven.departs[first:end], strict=True):
            assert place == net.src[leg]
            assert query.alive_leg[leg]
            assert query.alive_place[place]
            assert query.alive_place[net.dst[leg]]
            assert depart in departs(net, query, place, leg, minute, int(depart))
            waited += int(depart) - minute
            place, minute = int(net.dst[leg]), int(depart + net.duration_min[leg])
            sums += net.sums[leg]
        sums[0] += -(-waited * query.wait_risk_per_day // DAY)
        assert place in query.targets
        assert row.tolist() == [minute, *sums.tolist()]
        assert all(a <= b for a, b in zip(row, limits or row, strict=True))


def varied(rng: np.random.Generator) -> tuple[Net, Query, tuple[int, ...]]:
    """Draw a small net, in which now and then all leaves on quarter-hours or all are houses."""
    net, query = random_net(rng)
    if rng.random() < 0.3:
        net = net._replace(departures=int32(net.departures // 15 * 15))
    if rng.random() < 0.3:
        query = query._replace(max_wait_min=int32([DAY] * net.n_places), wait_risk_per_day=0)
    return net, query, random_limits(rng, net, query) if rng.random() < 0.6 else ()


def hold_to_oracle(seed: int) -> Proven:
    rng = np.random.default_rng(seed)
    net, query, limits = varied(rng)
    eps = float(rng.choice([0.0, 0.05, 0.2]))
    budget = {"max_planes": 5, "max_labels": 20} if rng.random() < 0.2 else {}
    before = [np.copy(column) for column in (*net[1:], *query)]

    proven = prove(net, query, limits=limits, eps=eps, n_threads=1, **budget)

    assert_real(net, query, limits, proven)
    assert (
        true_gap(proven, query, best_figures(net, query, limits, HORIZON_MIN)) <= proven.gap + 1e-9
    )
    assert proven.finished == (proven.gap <= eps)
    assert all(map(np.array_equal, before, (*net[1:], *query)))
    return proven


def test_no_route_of_a_small_net_is_better_than_stated():
    gaps = np.array([hold_to_oracle(seed).gap for seed in range(60)])

    assert (gaps == 0).any()
    assert np.isfinite(gaps).mean() > 0.7


@pytest.mark.soak
@pytest.mark.long
def test_no_route_of_many_small_nets_is_better_than_stated():
    for seed in range(1_000, 1_500):
        hold_to_oracle(seed)


def test_every_plane_lies_below_every_route():
    for seed in range(2_000, 2_040):
        rng = np.random.default_rng(seed)
        net, query, _ = varied(rng)
        caps = np.full(net.sums.shape[1] + 1, INF - 1 - query.start_min)
        live = live_rides(net, query, caps)
        for figures in best_figures(net, query, (), HORIZON_MIN) if live else ():
            weights = rng.integers(0, 2_000, caps.size)
            under_way = np.array(figures) - query.start_min * (np.arange(caps.size) == 0)

            of = plane(live, weights, np.zeros(live.is_target.size))

            assert of.bound <= weights @ under_way


def line(*legs: tuple[int, ...]) -> tuple[Net, Query]:
    """Build a net of houses from legs (from, to, minutes, risk, cost), each leaving at noon."""
    src, dst, minutes, *sums = zip(*legs, strict=True)
    n = max(dst) + 1
    net = Net(
        n_places=n,
        src=int32(src),
        dst=int32(dst),
        duration_min=int32(minutes),
        sums=int32(np.transpose(sums)),
        timetable=int32([0] * len(src)),
        departures_ptr=int32([0, 1]),
        departures=int32([720]),
        calendar=int32([-1] * len(src)),
        open_days=np.empty((0, 0), np.bool_),
    )
    query = Query(
        start=0,
        targets=int32([n - 1]),
        start_min=0,
        max_wait_min=int32([DAY] * n),
        alive_place=np.ones(n, np.bool_),
        alive_leg=np.ones(len(src), np.bool_),
    )
    return net, query


def test_the_hand_worked_net_gives_all_three_routes_and_a_gap_within_what_was_asked():
    # Straight: noon 720 + 60 = 780, risk 90. By 1: 720 + 60, noon of the next day 2160 + 60 = 2220,
    # risk 2 + 2, cost 9 + 9. The slow one: 720 + 600 = 1320, risk 30, cost 4.
    net, query = line((0, 2, 60, 90, 3), (0, 1, 60, 2, 9), (1, 2, 60, 2, 9), (0, 2, 600, 30, 4))

    proven = prove(net, query, eps=0.01)

    assert proven.costs.tolist() == [[780, 90, 3], [1320, 30, 4], [2220, 4, 18]]
    assert proven.legs.tolist() == [0, 3, 1, 2]
    assert proven.departs.tolist() == [720, 720, 720, 2160]
    assert proven.gap <= 0.01
    assert proven.finished


def test_limits_that_no_route_keeps_are_proven_empty():
    net, query = line((0, 2, 60, 90, 3), (0, 1, 60, 2, 9), (1, 2, 60, 2, 9), (0, 2, 600, 30, 4))

    proven = prove(net, query, limits=(INF, 29, 17))  # 30 is too risky, 18 too dear.

    assert len(proven.costs) == 0
    assert proven.gap == 0
    assert proven.finished


def test_a_group_that_is_there_already_gets_one_route_without_legs():
    net, query = line((0, 1, 60, 1, 1))
    there = query._replace(targets=int32([0, 1]), start_min=77)

    proven, too_late = prove(net, there), prove(net, there, limits=(76, INF, INF))

    assert proven.costs.tolist() == [[77, 0, 0]]
    assert proven.leg_ptr.tolist() == [0, 0]
    assert len(too_late.costs) == 0
    assert too_late.gap == 0


def test_a_ride_at_any_minute_is_one_with_every_minute_in_its_timetable():
    any_minute, query = any_minute_net(np.random.default_rng(8))
    spelled_out = any_minute._replace(
        timetable=int32([0] * len(any_minute.src)),
        departures_ptr=int32([0, DAY]),
        departures=int32(range(DAY)),
    )

    one, two = (prove(made, query) for made in (spelled_out, any_minute))

    assert one.costs.tolist() == two.costs.tolist()
    assert one.gap == two.gap


def test_limits_for_some_figures_only_are_refused():
    net, query = line((0, 1, 60, 1, 1))

    with pytest.raises(ValueError, match="limits has 2 entries"):
        prove(net, query, limits=(INF, 5))


def test_the_answer_does_not_depend_on_the_number_of_threads():
    net, query, limits = varied(np.random.default_rng(7))

    one, two = (prove(net, query, limits=limits, n_threads=n) for n in (1, 2))

    assert one.costs.tolist() == two.costs.tolist()
    assert one.gap == two.gap


def test_the_open_corners_are_above_exactly_what_is_not_covered():
    rng = np.random.default_rng(3)
    for _ in range(20):
        routes, caps = rng.integers(0, 7, (4, 3)), np.array([6, 6, 6])
        eps = float(rng.choice([0.0, 0.3]))
        weights, bounds = rng.integers(0, 3, (2, 3)), rng.integers(0, 12, 2)

        corners = open_corners(routes, eps, caps, weights, bounds)

        for y in product(range(7), repeat=3):
            is_open = bool((np.array(y) < corners).all(axis=1).any())
            covered = bool((routes <= (1 + eps) * np.array(y)).all(axis=1).any())
            below_planes = bool((weights @ np.array(y) < bounds).any())
            assert not (is_open and covered)
            assert is_open or covered or below_planes


def test_no_other_mixture_lifts_the_lowest_point_higher():
    rng = np.random.default_rng(4)
    for _ in range(20):
        points = rng.uniform(0.5, 2.0, (int(rng.integers(1, 9)), 3))

        shares, least = best_mixture(points)

        others = rng.dirichlet(np.ones(3), 500)
        assert least == pytest.approx((points @ shares).min())
        assert (others @ points.T).min(axis=1).max() <= least + 1e-6
