"""The planner against its slow twin, against hand-worked nets and against its own rules."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.bench import time_queries
from waystation.kernel.planner import INF, NO_LIMITS, Front, Limits, Net, Query, plan, why_empty
from waystation.kernel.tests.nets import int32, random_limits, random_net
from waystation.kernel.tests.oracle import best_figures

DAY = 1440
HORIZON_MIN = 5 * DAY
any_seed = st.integers(0, 2**32 - 1)
many = settings(max_examples=250, deadline=None)
some = settings(max_examples=120, deadline=None)


def net_of(n_places: int, *legs: tuple[int, int, int, int, int, list[int]]) -> Net:
    """Build a net from legs (from, to, minutes, risk, cost, departures)."""
    src, dst, duration, risk, cost, tables = zip(*legs, strict=True)
    return Net(
        n_places,
        *(int32(column) for column in (src, dst, duration, risk, cost, range(len(legs)))),
        departures_ptr=int32(np.cumsum([0] + [len(table) for table in tables])),
        departures=int32([minute for table in tables for minute in table]),
    )


def query_of(net: Net, **changes) -> Query:
    """Ask from place 0 at minute 0 to the last place; every place is a house unless changed."""
    plain = Query(
        start=0,
        targets=int32([net.n_places - 1]),
        start_min=0,
        max_wait_min=int32([DAY] * net.n_places),
        alive_place=np.ones(net.n_places, np.bool_),
        alive_leg=np.ones(len(net.src), np.bool_),
    )
    return plain._replace(**changes)


def vectors(front: Front) -> list[tuple[int, ...]]:
    return [tuple(row) for row in front.costs.tolist()]


def routes(front: Front) -> list[list[tuple[int, int]]]:
    """List each route as (leg, departure) pairs."""
    boarded = list(zip(front.legs.tolist(), front.departs.tolist(), strict=True))
    return [boarded[first:end] for first, end in pairwise(front.leg_ptr.tolist())]


def without_leg(net: Net, leg: int) -> Net:
    columns = {name: np.delete(getattr(net, name), leg) for name in Net._fields[1:7]}
    return net._replace(**columns)


# Ripley 0, Sardinia 1 (limited, 30 minutes), Wilmington 2, Sandusky 3.
RIPLEY = net_of(
    4,
    (0, 1, 60, 10, 5, [480, 600]),  # leg 0
    (1, 3, 90, 10, 5, [680, 1200]),  # leg 1
    (0, 2, 120, 2, 9, [1320]),  # leg 2
    (2, 3, 60, 2, 9, [300]),  # leg 3
    (0, 3, 30, 90, 3, [700]),  # leg 4
)
CHANGE_AT_SARDINIA = {"max_wait_min": int32([DAY, 30, DAY, DAY]), "start_min": 400}


def test_the_hand_worked_net_gives_its_three_routes():
    front = plan(RIPLEY, query_of(RIPLEY, **CHANGE_AT_SARDINIA))

    # Leg 4 leaves 700, arrives 730: risk 90, cost 3.
    # Sardinia: leg 0 at 480 arrives 540, next boat 680: 140 minutes, more than 30. At 600 it
    # arrives 660, boards 680 and is there 770: risk 20, cost 10.
    # Wilmington: 1320 + 120 = 1440; 300 of the next day is 1740; there 1800: risk 4, cost 18.
    assert vectors(front) == [(730, 90, 3), (770, 20, 10), (1800, 4, 18)]
    assert routes(front) == [[(4, 700)], [(0, 600), (1, 680)], [(2, 1320), (3, 1740)]]
    assert front.finished


def test_a_connection_missed_by_one_minute_is_no_route():
    waits = {**CHANGE_AT_SARDINIA, "max_wait_min": int32([DAY, 19, DAY, DAY])}

    front = plan(RIPLEY, query_of(RIPLEY, **waits))

    assert vectors(front) == [(730, 90, 3), (1800, 4, 18)]  # 660 + 19 = 679, the boat leaves 680.


def test_circling_may_bridge_a_wait_at_a_limited_place():
    # 0 -> 1 arrives 100; 1 -> 3 leaves 200 and 1 allows 30 minutes. Going 1 -> 2 -> 1 takes
    # 100..140, 150..190 and meets it: arrival 210, risk 1 + 1 + 1 + 1.
    net = net_of(
        4, (0, 1, 10, 1, 0, [90]), (1, 2, 40, 1, 0, [100]), (2, 1, 40, 1, 0, [150]),
        (1, 3, 10, 1, 0, [200]),
    )  # fmt: skip

    front = plan(net, query_of(net, max_wait_min=int32([DAY, 30, 30, 0])))

    assert vectors(front) == [(210, 4, 0)]
    assert routes(front) == [[(0, 90), (1, 100), (2, 150), (3, 200)]]


def test_a_start_that_is_a_target_gives_one_route_without_legs():
    front = plan(RIPLEY, query_of(RIPLEY, targets=int32([3, 0]), start_min=77))

    assert vectors(front) == [(77, 0, 0)]
    assert routes(front) == [[]]


def test_routes_with_equal_figures_are_kept_once():
    net = net_of(2, (0, 1, 10, 1, 1, [0]), (0, 1, 10, 1, 1, [0]))

    front = plan(net, query_of(net))

    assert vectors(front) == [(10, 1, 1)]


@many
@given(any_seed)
def test_the_planner_equals_its_slow_twin(seed):
    rng = np.random.default_rng(seed)
    net, query = random_net(rng)
    limits = random_limits(rng, query) if rng.random() < 0.5 else NO_LIMITS

    front = plan(net, query, limits=limits)

    # A route beyond the horizon beats none within it, so the fronts are equal up to there.
    until = query.start_min + HORIZON_MIN
    within = [vector for vector in vectors(front) if vector[0] <= until]
    assert within == best_figures(net, query, limits, HORIZON_MIN)
    assert front.finished


@some
@given(any_seed)
def test_every_route_can_be_travelled_and_adds_up(seed):
    rng = np.random.default_rng(seed)
    net, query = random_net(rng)

    front = plan(net, query)

    for figures, route in zip(vectors(front), routes(front), strict=True):
        place, now, risk, cost = query.start, query.start_min, 0, 0
        for leg, depart in route:
            first, end = net.departures_ptr[net.timetable[leg] :][:2]
            wait = max(query.max_wait_min[place], DAY if place == query.start else 0)
            assert net.src[leg] == place
            assert depart % DAY in net.departures[first:end]
            assert now <= depart <= now + wait
            assert query.alive_leg[leg]
            assert query.alive_place[[place, net.dst[leg]]].all()
            place, now = int(net.dst[leg]), depart + int(net.duration_min[leg])
            risk, cost = risk + int(net.risk[leg]), cost + int(net.cost[leg])
        assert (now, risk, cost) == figures
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
    limits = random_limits(rng, query)

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
    columns = {name: getattr(net, name)[order] for name in Net._fields[1:7]}
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


def test_nothing_passes_a_closed_place_or_starts_or_ends_there():
    closed = np.ones(4, np.bool_)
    closed[1] = False
    front = plan(RIPLEY, query_of(RIPLEY, **CHANGE_AT_SARDINIA, alive_place=closed))
    at_start = plan(RIPLEY, query_of(RIPLEY, start=1, alive_place=closed))
    at_end = plan(RIPLEY, query_of(RIPLEY, targets=int32([1]), alive_place=closed))

    assert vectors(front) == [(730, 90, 3), (1800, 4, 18)]
    assert vectors(at_start) == vectors(at_end) == []
    assert at_start.finished
    assert at_end.finished


def long_net(n_steps: int) -> tuple[Net, Query]:
    """Build a chain in which each step is either dear or risky, twice as much as the one before.

    So all 2 ** n_steps routes are as quick, their risk and cost add up to 2 ** n_steps - 1, no
    two are equal and none beats another.
    """
    legs = []
    for at in range(n_steps):
        legs += [(at, at + 1, 1, 2**at, 0, [at]), (at, at + 1, 1, 0, 2**at, [at])]
    net = net_of(n_steps + 1, *legs)
    return net, query_of(net)


def test_a_search_that_runs_out_of_labels_says_so():
    net, query = long_net(10)

    front = plan(net, query, max_labels=500)

    assert not front.finished
    assert len(front.costs) < 2**10
    assert front.labels_made >= 498  # Two more might not have fitted.


def test_a_search_that_outgrows_its_first_arrays_loses_nothing():
    net, query = long_net(13)

    front = plan(net, query)

    assert front.finished
    assert vectors(front) == [(13, risk, 2**13 - 1 - risk) for risk in range(2**13)]


def test_why_empty_names_the_one_limit_that_is_too_tight():
    # Routes: (730, 90, 3), (770, 20, 10), (1800, 4, 18). Under 50 risk and 5 cents none fits:
    # with risk open, 90 is needed; with the budget open, 10 cents are the least.
    why = why_empty(
        RIPLEY,
        query_of(RIPLEY, **CHANGE_AT_SARDINIA),
        limits=Limits(worst_risk=50, budget_cents=5),
    )

    loosen = (("worst_risk", 90), ("budget_cents", 10))
    assert why == (True, True, loosen, True)  # Joined, reachable, what to loosen, finished.


def test_why_empty_names_no_limit_when_two_stand_in_the_way():
    why = why_empty(RIPLEY, query_of(RIPLEY), limits=Limits(700, 1, 1))

    assert why.reachable
    assert why.loosen == ()


def test_why_empty_tells_missed_connections_from_missing_legs():
    limits = Limits(budget_cents=5)
    missed = net_of(3, (0, 1, 10, 1, 1, [0]), (1, 2, 10, 1, 1, [21]))
    waits = query_of(missed, max_wait_min=int32([DAY, 10, DAY]))
    backwards = query_of(missed, start=2, targets=int32([0]))

    assert why_empty(missed, waits, limits=limits) == (True, False, (), True)
    assert why_empty(missed, backwards, limits=limits) == (False, False, (), True)


def test_time_queries_counts_what_each_query_found():
    timings = time_queries(RIPLEY, [query_of(RIPLEY, **CHANGE_AT_SARDINIA)])

    assert timings.n_routes == [3]
    assert timings.finished == [True]
    assert timings.cpu_ms[0] > 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"dst": int32([1, 3, 2, 4, 3])}, r"dst\[3\] is 4; it must be in 0..3"),
        ({"risk": int32([1, -2, 0, 0, 0])}, r"risk\[1\] is -2"),
        ({"cost": np.zeros(5)}, "cost must be an array of int32, not float64"),
        ({"cost": int32([1, 2])}, r"cost must have shape \(5,\), not \(2,\)"),
        ({"cost": int32([2**29, 0, 0, 0, 0])}, "the largest cost is 536870912"),
        ({"timetable": int32([0, 1, 2, 3, 5])}, r"timetable\[4\] is 5"),
        ({"departures_ptr": int32([0, 2, 4, 5, 6, 9])}, "departures_ptr must run from 0 to 7"),
        ({"departures_ptr": int32([0, 2, 1, 5, 6, 7])}, r"departures_ptr\[2\] is 1"),
        ({"departures": int32([600, 480, 0, 1, 2, 3, 4])}, r"departures\[1\] is 480, earlier"),
        ({"departures": int32([480, 1440, 0, 1, 2, 3, 4])}, r"departures\[1\] is 1440"),
        ({"n_places": 0}, "n_places is 0"),
    ],
)
def test_a_net_that_would_be_misread_is_refused(change, says):
    with pytest.raises(ValueError, match=says):
        plan(RIPLEY._replace(**change), query_of(RIPLEY))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"start": 4}, "start is 4; it must be in 0..3"),
        ({"start": 1.0}, "start must be a whole number, not 1.0"),
        ({"targets": int32([])}, "targets is empty"),
        ({"targets": int32([0, -1])}, r"targets\[1\] is -1"),
        ({"start_min": -1}, "start_min is -1"),
        ({"start_min": 2**30 - 5000}, "the largest duration_min plus a day's wait is 1560"),
        ({"max_wait_min": int32([0, 0, -3, 0])}, r"max_wait_min\[2\] is -3"),
        ({"alive_place": int32([1, 1, 1, 1])}, "alive_place must be an array of bool, not int32"),
        ({"alive_leg": np.ones(4, np.bool_)}, r"alive_leg must have shape \(5,\)"),
    ],
)
def test_a_query_that_would_be_misread_is_refused(change, says):
    with pytest.raises(ValueError, match=says):
        plan(RIPLEY, query_of(RIPLEY, **change))


def test_limits_and_label_counts_out_of_range_are_refused():
    query = query_of(RIPLEY)

    with pytest.raises(ValueError, match="budget_cents is -1"):
        plan(RIPLEY, query, limits=Limits(budget_cents=-1))
    with pytest.raises(ValueError, match="worst_risk is 1073741825"):
        why_empty(RIPLEY, query, limits=Limits(worst_risk=INF + 1))
    with pytest.raises(ValueError, match="max_labels is 0"):
        plan(RIPLEY, query, max_labels=0)


def test_read_only_and_strided_arrays_are_taken_as_they_are():
    backwards = int32(np.arange(5)[::-1])[::-1]
    backwards.flags.writeable = False

    front = plan(RIPLEY._replace(timetable=backwards), query_of(RIPLEY, **CHANGE_AT_SARDINIA))

    assert vectors(front) == [(730, 90, 3), (770, 20, 10), (1800, 4, 18)]
