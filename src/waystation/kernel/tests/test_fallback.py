"""What is left if a guide does not come or a house is lost: by hand, and by planning anew."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.fallback import (
    BY_PASS,
    DEAD_END,
    PLACE_LOST,
    RETREAT,
    RIDE_LOST,
    Fallback,
    Way,
    fallbacks,
)
from waystation.kernel.planner import Net, Query, plan
from waystation.kernel.tests.nets import int32, random_net

DAY = 1440
HOURLY = list(range(0, DAY, 60))


def net_of(n_places: int, *rides: tuple[int, int, int, int, int]) -> Net:
    """Build a net of rides (from, to, minutes, risk, cost) that leave every hour."""
    src, dst, minutes, risk, cost = (int32(column) for column in zip(*rides, strict=True))
    return Net(
        n_places, src, dst, minutes, np.stack([risk, cost], axis=1), int32([0] * len(rides)),
        int32([0, 24]), int32(HOURLY), int32([-1] * len(rides)), np.empty((0, 0), np.bool_),
    )  # fmt: skip


def from_0(net: Net, **changes) -> Query:
    plain = Query(
        start=0,
        targets=int32([net.n_places - 1]),
        start_min=0,
        max_wait_min=int32([DAY] * net.n_places),
        alive_place=np.ones(net.n_places, np.bool_),
        alive_leg=np.ones(net.src.size, np.bool_),
    )
    return plain._replace(**changes)


def alone(net: Net) -> np.ndarray:
    return int32([-1] * net.src.size)


# 0 -> 1 -> 2 -> 4 is the route, an hour each; 1 -> 3 -> 4 goes round, 2 -> 1 leads back.
RIVER = net_of(
    5, (0, 1, 60, 5, 1), (1, 2, 60, 5, 1), (2, 4, 60, 5, 1),
    (1, 3, 120, 1, 9), (3, 4, 60, 1, 9), (2, 1, 60, 2, 0),
)  # fmt: skip
ROUTE, DEPARTS = int32([0, 1, 2]), int32([0, 60, 120])


def test_each_stage_has_its_by_pass_retreat_or_dead_end():
    found = fallbacks(RIVER, from_0(RIVER), ROUTE, DEPARTS, alone(RIVER))

    kinds = [(f.stage, f.lost, f.kind, f.back_to) for f in found]
    assert kinds == [
        (0, RIDE_LOST, DEAD_END, -1),  # Place 0 has one guide.
        (0, PLACE_LOST, DEAD_END, -1),
        (1, RIDE_LOST, BY_PASS, -1),
        (1, PLACE_LOST, BY_PASS, -1),
        (2, RIDE_LOST, RETREAT, 1),
        (2, PLACE_LOST, DEAD_END, 1),  # The destination itself is lost: back to the house before.
    ]
    # Left: 60 to 180, risk 10, cost 2. Round: 60-180, 180-240: an hour later, 8 less, 16 more.
    assert found[2].earliest == Way((3, 4), (60, 180), (60, -8, 16))
    # Left: 120 to 180, risk 5, cost 1. Back by 180, round by 300, there 360.
    assert found[4].earliest == Way((5, 3, 4), (120, 180, 300), (180, -1, 17))
    assert found[5].back == Way((5,), (120,), (60, 2, 0))


def test_rides_of_one_guide_are_lost_together():
    by_guide = int32([0, 1, 2, 1, 3, 4])  # Who leads 1 -> 2 also leads 1 -> 3.

    found = fallbacks(RIVER, from_0(RIVER), ROUTE, DEPARTS, by_guide)

    assert found[2] == Fallback(1, RIDE_LOST, DEAD_END, -1, None, None, None)


def test_the_safest_way_on_may_be_another_than_the_earliest():
    net = net_of(3, (0, 2, 30, 9, 9), (0, 2, 60, 8, 1), (0, 1, 60, 1, 1), (1, 2, 60, 1, 1))

    found = fallbacks(net, from_0(net), int32([0]), int32([60]), alone(net))[0]

    assert found.earliest == Way((1,), (60,), (30, -1, -8))
    assert found.safest == Way((2, 3), (60, 120), (90, -7, -7))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_fallback_is_what_planning_anew_gives(seed):
    net, query = random_net(np.random.default_rng(seed))
    front = plan(net, query)
    if not len(front.costs) or front.leg_ptr[1] == 0:
        return
    rides, departs = front.legs[: front.leg_ptr[1]], front.departs[: front.leg_ptr[1]]
    together = int32(np.random.default_rng(seed).integers(-1, 5, net.src.size))

    for found in fallbacks(net, query, rides, departs, together):
        ride, depart = int(rides[found.stage]), int(departs[found.stage])
        alive, places = query.alive_leg.copy(), query.alive_place.copy()
        if found.lost == PLACE_LOST:
            places[net.dst[ride]] = False
        else:
            alive[ride] = False
            alive &= (together != together[ride]) | (together[ride] < 0)
        again = plan(net, query._replace(start=int(net.src[ride]), start_min=depart,
                                         alive_leg=alive, alive_place=places)).costs  # fmt: skip
        assert (found.kind == DEAD_END) == (len(again) == 0)
        if found.earliest and found.safest:
            left, end = rides[found.stage :], int(front.costs[0, 0])
            waited = end - depart - int(net.duration_min[left].sum())
            risk = int(net.sums[left, 0].sum()) - (-waited * query.wait_risk_per_day // DAY)
            assert end + found.earliest.extra[0] == again[:, 0].min()
            assert risk + found.safest.extra[1] == again[:, 1].min()
