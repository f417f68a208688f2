"""The planner against its slow twin on random nets, and against its own rules."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from waystation.kernel.planner import Net, Query, plan
from waystation.kernel.tests.hands import DAY, routes, vectors
from waystation.kernel.tests.nets import any_minute_net, int32, random_limits, random_net
from waystation.kernel.tests.oracle import Vector, best_figures, least_figure, unbeaten

HORIZON_MIN = 5 * DAY
COLUMNS = ("src", "dst", "duration_min", "sums", "timetable", "calendar")
any_seed = st.integers(0, 2**32 - 1)
many = settings(max_examples=200, deadline=None)
some = settings(max_examples=60, deadline=None)


def without_leg(net: Net, leg: int) -> Net:
    columns = {name: np.delete(getattr(net, name), leg, axis=0) for name in COLUMNS}
    return net._replace(**columns)


def soon(net: Net, query: Query, **asked) -> list[Vector]:
    """Plan, and list the routes within the horizon: a later route beats none of them."""
    front = plan(net, query, **asked)
    assert front.finished
    return [vector for vector in vectors(front) if vector[0] <= query.start_min + HORIZON_MIN]


def compare(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net, query = random_net(rng)
    limits = random_limits(rng, net, query) if rng.random() < 0.5 else ()

    found = soon(net, query, limits=limits)

    assert found == best_figures(net, query, limits, HORIZON_MIN)


@many
@given(any_seed)
@example(492)  # A dated place at whose idle minutes an arrival was once taken for free.
def test_the_planner_equals_its_slow_twin(seed):
    compare(seed)


@pytest.mark.soak
@pytest.mark.long
@settings(max_examples=max(2_000, settings().max_examples), deadline=None)
@given(any_seed)
def test_the_planner_equals_its_slow_twin_thousands_of_times(seed):
    compare(seed)


@some
@given(any_seed, st.sampled_from((0.01, 0.05, 0.1, 0.5)))
def test_a_short_list_has_for_each_best_route_one_as_early_and_within_eps(seed, eps):
    rng = np.random.default_rng(seed)
    net, query = random_net(rng)
    net = net._replace(sums=net.sums * 7)  # Large enough for eps to matter.
    part = round(eps * 1000)

    everything = vectors(plan(net, query))
    few = vectors(plan(net, query, eps=eps))

    assert few == unbeaten(few)
    for best in everything:
        assert any(
            good[0] <= best[0]
            and all(1000 * a <= (1000 + part) * b for a, b in zip(good[1:], best[1:], strict=True))
            for good in few
        )


@some
@given(any_seed)
def test_no_slack_at_all_gives_the_whole_front(seed):
    net, query = random_net(np.random.default_rng(seed))

    assert vectors(plan(net, query, eps=0.0)) == vectors(plan(net, query))


@some
@given(any_seed)
def test_every_route_can_be_travelled_and_adds_up(seed):
    rng = np.random.default_rng(seed)
    net, query = random_net(rng)

    front = plan(net, query)

    for figures, route in zip(vectors(front), routes(front), strict=True):
        place, now, waited = query.start, query.start_min, 0
        for leg, depart in route:
            first, end = net.departures_ptr[net.timetable[leg] :][:2]
            wait = query.max_wait_min[place]
            is_house = wait >= DAY or place == query.start
            assert net.src[leg] == place
            assert depart % DAY in net.departures[first:end]
            assert net.calendar[leg] < 0 or net.open_days[net.calendar[leg], depart // DAY]
            assert now <= depart
            assert is_house or depart <= now + wait
            assert query.alive_leg[leg]
            assert query.alive_place[[place, net.dst[leg]]].all()
            waited += depart - now
            place, now = int(net.dst[leg]), depart + int(net.duration_min[leg])
        sums = net.sums[[leg for leg, _ in route]].sum(axis=0).tolist()
        sums[0] += -(-waited * query.wait_risk_per_day // DAY)
        assert (now, *sums) == figures
        assert place in query.targets
        assert query.alive_place[place]


@some
@given(any_seed)
def test_removing_a_leg_never_improves_any_best_figure(seed):
    rng = np.random.default_rng(seed)
    net, query = random_net(rng)
    leg = int(rng.integers(len(net.src)))

    before = plan(net, query).costs
    fewer = query._replace(alive_leg=np.delete(query.alive_leg, leg))
    after = plan(without_leg(net, leg), fewer).costs

    if len(after):
        assert (before.min(axis=0) <= after.min(axis=0)).all()


@some
@given(any_seed)
def test_a_dead_leg_is_the_same_as_no_leg(seed):
    rng = np.random.default_rng(seed)
    net, query = random_net(rng)
    leg = int(rng.integers(len(net.src)))
    dead = query.alive_leg.copy()
    dead[leg] = False

    masked = plan(net, query._replace(alive_leg=dead))
    fewer = query._replace(alive_leg=np.delete(query.alive_leg, leg))
    removed = plan(without_leg(net, leg), fewer)

    assert vectors(masked) == vectors(removed)


@some
@given(any_seed)
def test_a_limit_keeps_exactly_the_routes_within_it(seed):
    rng = np.random.default_rng(seed)
    net, query = random_net(rng)
    limits = random_limits(rng, net, query)

    limited = vectors(plan(net, query, limits=limits))

    # So loosening a limit never loses a route.
    everything = vectors(plan(net, query))
    fits = [v for v in everything if all(a <= b for a, b in zip(v, limits, strict=True))]
    assert limited == fits


@some
@given(any_seed)
def test_the_order_of_legs_and_the_numbers_of_places_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    net, query = random_net(rng)
    order = rng.permutation(len(net.src))
    renamed = int32(rng.permutation(net.n_places))
    back = np.argsort(renamed)
    columns = {name: getattr(net, name)[order] for name in COLUMNS}
    shuffled = net._replace(
        **{**columns, "src": renamed[columns["src"]], "dst": renamed[columns["dst"]]}
    )
    asked = query._replace(
        start=int(renamed[query.start]),
        targets=renamed[query.targets],
        max_wait_min=query.max_wait_min[back],
        alive_place=query.alive_place[back],
        alive_leg=query.alive_leg[order],
    )

    assert vectors(plan(shuffled, asked)) == vectors(plan(net, query))


@some
@given(any_seed)
def test_any_minute_means_the_same_as_a_timetable_of_all_minutes(seed):
    net, query = any_minute_net(np.random.default_rng(seed))
    spelt_out = net._replace(
        timetable=np.zeros_like(net.timetable),
        departures_ptr=int32([0, DAY]),
        departures=int32(range(DAY)),
    )

    assert vectors(plan(net, query)) == vectors(plan(spelt_out, query))


@some
@given(any_seed)
def test_each_best_figure_is_what_dijkstra_finds(seed):
    net, query = any_minute_net(np.random.default_rng(seed))
    query = query._replace(alive_place=np.ones_like(query.alive_place))

    costs = plan(net, query).costs

    for objective in range(net.sums.shape[1] + 1) if len(costs) else ():
        assert costs[:, objective].min() == least_figure(net, query, objective)
