"""The planner against nets worked out by hand, and what it refuses."""

import numpy as np
import pytest

from waystation.kernel.bench import time_queries
from waystation.kernel.planner import INF, Net, Query, plan, why_empty
from waystation.kernel.tests.hands import DAY, net_of, query_of, routes, vectors
from waystation.kernel.tests.nets import int32

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


def test_a_ride_waits_for_the_next_day_its_calendar_opens():
    # Day 0 is closed, day 1 open, day 2 closed, day 3 the last: 90 minutes after midnight.
    open_days = np.array([[False, True, False, True]])
    net = net_of(2, (0, 1, 10, 1, 1, [90]))._replace(calendar=int32([0]), open_days=open_days)

    asked = [plan(net, query_of(net, start_min=at)) for at in (0, DAY + 91, 3 * DAY + 91)]

    assert [vectors(front) for front in asked] == [[(DAY + 100, 1, 1)], [(3 * DAY + 100, 1, 1)], []]


def test_at_a_limited_place_the_day_counts_where_calendars_do():
    # The bridge at 1 is manned on day 2 only and nobody may wait there for more than 30 minutes,
    # so the daily cart at 80 is taken on day 2: there at 2 * 1440 + 100 + 10.
    net = net_of(3, (0, 1, 10, 1, 0, [80]), (1, 2, 10, 1, 0, [100]))
    manned = np.array([[False, False, True]])
    net = net._replace(calendar=int32([-1, 0]), open_days=manned)

    front = plan(net, query_of(net, max_wait_min=int32([DAY, 30, DAY])))

    assert vectors(front) == [(2 * DAY + 110, 2, 0)]
    assert routes(front) == [[(0, 2 * DAY + 80), (1, 2 * DAY + 100)]]


def test_waiting_costs_risk_by_the_minute_and_is_rounded_up_once():
    # 100 minutes at the start and 140 at place 1, at 60 a day: 60 * 240 / 1440 = 10. Place 1 has
    # a second way on, at once but at risk 12: 3 + 12 + 60 * 100 / 1440 = 19.17, rounded up 20.
    net = net_of(
        3, (0, 1, 10, 3, 0, [100]), (1, 2, 10, 4, 0, [250]), (1, 2, 10, 12, 0, [110]),
    )  # fmt: skip

    front = plan(net, query_of(net, wait_risk_per_day=60))

    assert vectors(front) == [(120, 20, 0), (260, 17, 0)]


def test_a_start_that_is_a_target_gives_one_route_without_legs():
    front = plan(RIPLEY, query_of(RIPLEY, targets=int32([3, 0]), start_min=77))

    assert vectors(front) == [(77, 0, 0)]
    assert routes(front) == [[]]


def test_routes_with_equal_figures_are_kept_once():
    net = net_of(2, (0, 1, 10, 1, 1, [0]), (0, 1, 10, 1, 1, [0]))

    front = plan(net, query_of(net))

    assert vectors(front) == [(10, 1, 1)]


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


def any_minute(net: Net) -> Net:
    """Let every ride leave at any minute."""
    always = {"timetable": int32([-1] * len(net.src)), "departures_ptr": int32([0])}
    return net._replace(**always, departures=int32([]))


def test_a_net_without_timetables_is_a_plain_graph():
    front = plan(any_minute(RIPLEY), query_of(RIPLEY, start_min=5))

    # 0-3: 30 minutes, 90, 3. 0-1-3: 150, 20, 10. 0-2-3: 180, 4, 18.
    assert vectors(front) == [(35, 90, 3), (155, 20, 10), (185, 4, 18)]
    assert routes(front) == [[(4, 5)], [(0, 5), (1, 65)], [(2, 5), (3, 125)]]


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
        limits=(INF, 50, 5),
    )

    loosen = ((1, 90), (2, 10))
    assert why == (True, True, loosen, True)  # Joined, reachable, what to loosen, finished.


def test_why_empty_names_no_limit_when_two_stand_in_the_way():
    why = why_empty(RIPLEY, query_of(RIPLEY), limits=(700, 1, 1))

    assert why.reachable
    assert why.loosen == ()


def test_why_empty_tells_missed_connections_from_missing_legs():
    limits = (INF, INF, 5)
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
        ({"sums": int32([[1, 1], [-2, 0], [0, 0], [0, 0], [0, 0]])}, r"sums\[:, 0\]\[1\] is -2"),
        ({"sums": int32([[0, 2**29]] * 5)}, r"the largest sums\[:, 1\] is 536870912"),
        ({"sums": int32([1, 2, 3, 4, 5])}, r"sums must have 2 dimensions, not \(5,\)"),
        ({"sums": int32([[1] * 5] * 5)}, r"sums has 5 columns; it must have 1..4"),
        ({"calendar": int32([-1, 0, 0, 0, 0])}, r"calendar\[1\] is 0; it must be in -1..-1"),
        ({"open_days": np.ones(3, np.bool_)}, "open_days must have 2 dimensions"),
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
        ({"alive_leg": np.ones(4, np.bool_)}, "alive_leg must have length 5, not 4"),
        ({"wait_risk_per_day": -1}, "wait_risk_per_day is -1"),
    ],
)
def test_a_query_that_would_be_misread_is_refused(change, says):
    with pytest.raises(ValueError, match=says):
        plan(RIPLEY, query_of(RIPLEY, **change))


def test_limits_and_label_counts_out_of_range_are_refused():
    query = query_of(RIPLEY)

    with pytest.raises(ValueError, match=r"limits\[2\] is -1"):
        plan(RIPLEY, query, limits=(INF, INF, -1))
    with pytest.raises(ValueError, match=r"limits\[1\] is 1073741825"):
        why_empty(RIPLEY, query, limits=(INF, INF + 1, INF))
    with pytest.raises(ValueError, match="limits has 2 entries; it must have 3 or none"):
        plan(RIPLEY, query, limits=(INF, 5))
    with pytest.raises(ValueError, match=r"eps is -0\.1"):
        plan(RIPLEY, query, eps=-0.1)
    with pytest.raises(ValueError, match="max_labels is 0"):
        plan(RIPLEY, query, max_labels=0)


def test_read_only_and_strided_arrays_are_taken_as_they_are():
    backwards = int32(np.arange(5)[::-1])[::-1]
    backwards.flags.writeable = False

    front = plan(RIPLEY._replace(timetable=backwards), query_of(RIPLEY, **CHANGE_AT_SARDINIA))

    assert vectors(front) == [(730, 90, 3), (770, 20, 10), (1800, 4, 18)]
