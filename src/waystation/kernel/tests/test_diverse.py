"""Routes that a person can tell apart: worked by hand, and against pairwise comparison."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.diverse import BALANCED, DIFFERS, Ways, apart_from, balanced, pick
from waystation.kernel.tests.nets import int32


def ways_of(*routes: list[tuple[int, int, int]]) -> Ways:
    """Build routes of steps (leg, minutes, house or -1)."""
    steps = [step for route in routes for step in route]
    columns = int32(steps).reshape(-1, 3).T
    return Ways(int32(np.cumsum([0] + [len(route) for route in routes])), *columns)


def by_pairs(ways: Ways, one: int, other: int) -> float:
    """Compare two routes step by step."""
    a, b = (range(ways.ptr[nth], ways.ptr[nth + 1]) for nth in (one, other))

    def unlike(what, weight) -> float:
        whole = sum(weight[s] for s in (*a, *b))
        ours = sum(weight[s] for s in a if what[s] in {what[t] for t in b})
        theirs = sum(weight[s] for s in b if what[s] in {what[t] for t in a})
        return 1 - (ours + theirs) / whole if whole else 0.0

    legs = unlike(ways.leg, ways.minutes)
    stays = (ways.house >= 0).astype(int)
    if not any(stays[s] for s in (*a, *b)):
        return legs
    return (legs + unlike(ways.house, stays)) / 2


# By road (legs 1, 2 with a night at house 7), by rail (3), and by road with a detour (1, 4, 5).
ROAD, RAIL = [(1, 60, 7), (2, 60, -1)], [(3, 30, -1)]
DETOUR = [(1, 60, 7), (4, 30, 8), (5, 30, -1)]


def test_half_the_way_and_a_house_in_common():
    ways = ways_of(ROAD, RAIL, DETOUR)

    # Road and detour share leg 1 (60 of 120 minutes each) and one of 1 + 2 stays: 1/2 and 1/3.
    assert apart_from(ways, 0).tolist() == pytest.approx([0, 1, (1 / 2 + 1 / 3) / 2])


def test_the_best_of_each_kind_and_the_balanced_one_always_stay():
    costs = int32([[100, 9, 90], [200, 0, 80], [300, 8, 0], [150, 3, 40], [151, 3, 41]])
    same = ways_of(*[ROAD] * 5)

    picked = pick(costs, same, most=4)

    assert picked.routes.tolist() == [0, 3, 1, 2]
    assert picked.best_in.tolist() == [0, BALANCED, 1, 2]
    assert picked.apart.tolist() == [0, 0, 0, 0]


def test_routes_that_hardly_differ_are_left_out_and_different_ones_come_by_difference():
    costs = int32([[100, 0, 0], [120, 5, 5], [130, 6, 6], [140, 7, 7]])
    later = [(1, 60, 7), (2, 61, -1)]

    picked = pick(costs, ways_of(ROAD, later, DETOUR, RAIL), most=4)

    # The first is best in all and balanced; rail shares nothing, the detour half; `later` is ROAD.
    assert picked.routes.tolist() == [0, 2, 3]
    assert picked.best_in.tolist() == [0, DIFFERS, DIFFERS]
    assert picked.apart.tolist() == pytest.approx([5 / 12, 5 / 12, 1])


def test_the_balanced_route_is_near_the_best_everywhere():
    # Measured between best and worst: 0 + 1 + 1, 1/2 + 0.1 + 0.1, 1 + 0 + 0.
    assert balanced(int32([[1000, 10, 10], [1050, 1, 1], [1100, 0, 0]]), start_min=900) == 1


def test_no_routes_give_an_empty_list_and_too_short_a_list_is_refused():
    empty = pick(np.empty((0, 3), np.int32), ways_of())

    assert empty.routes.tolist() == []
    with pytest.raises(ValueError, match="most is 3"):
        pick(int32([[1, 1, 1]]), ways_of(ROAD), most=3)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_dissimilarity_is_that_of_comparing_step_by_step(seed):
    rng = np.random.default_rng(seed)
    routes = [
        [
            (int(rng.integers(0, 6)), int(rng.integers(0, 90)), int(rng.integers(-1, 4)))
            for _ in range(n)
        ]
        for n in rng.integers(0, 5, int(rng.integers(1, 6)))
    ]
    ways = ways_of(*routes)

    for one in range(len(routes)):
        expected = [by_pairs(ways, one, other) for other in range(len(routes))]
        assert apart_from(ways, one).tolist() == pytest.approx(expected)
