"""When to leave each place of a route: against every timing there is, and worked by hand."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.planner import Net
from waystation.kernel.retime import Timing, Waits, retime, timings
from waystation.kernel.tests.nets import int32

DAY = 1440


def chain(*rides: tuple[int, list[int]], closed: tuple[int, ...] = ()) -> Net:
    """Join rides (minutes, departures) into one way 0 -> 1 -> 2 ...; the last is shut on days."""
    m = len(rides)
    open_days = np.ones((1, 30), np.bool_)
    open_days[0, list(closed)] = False
    return Net(
        n_places=m + 1,
        src=int32(range(m)),
        dst=int32(range(1, m + 1)),
        duration_min=int32([minutes for minutes, _ in rides]),
        sums=np.zeros((m, 2), np.int32),
        timetable=int32(range(m)),
        departures_ptr=int32(np.cumsum([0] + [len(table) for _, table in rides])),
        departures=int32([minute for _, table in rides for minute in table]),
        calendar=int32([-1] * (m - 1) + [0 if closed else -1]),
        open_days=open_days,
    )


def all_timings(net: Net, waits: Waits, start_min: int, latest: int, rest: list[int]):
    """Try every departure of every ride on every day: the unbeaten (arrival, risk)."""
    trips = []
    for ride in range(len(net.src)):
        first, end = net.departures_ptr[ride : ride + 2]
        row = net.calendar[ride]
        days = [d for d in range(latest // DAY + 1) if row < 0 or net.open_days[row, d]]
        trips.append([d * DAY + int(m) for d in days for m in net.departures[first:end]])
    found = set()
    for departs in product(*trips):
        now, risk, is_kept = start_min, 0, True
        for ride, depart in enumerate(departs):
            stay = depart - now
            most = max(int(waits.max_min[ride]), DAY if ride == 0 else 0)
            is_kept = is_kept and rest[ride] <= stay <= most and stay >= 0
            risk += stay * int(waits.risk_per_day[ride])
            now = depart + int(net.duration_min[ride])
        if is_kept and now <= latest:
            found.add((now, -(-risk // DAY)))
    return sorted(
        f for f in found if not any(g != f and g[0] <= f[0] and g[1] <= f[1] for g in found)
    )


# Ripley 0 (a day of waiting costs 1440), Red Oak 1 (144), Sandusky 2; boats at 480 and 720.
RIVER = chain((60, [480, 600, 900]), (30, [480, 720]))
SAFER_AT_RED_OAK = Waits(int32([1440, 144, 0]), int32([DAY, 2 * DAY, 0]))


def test_the_wait_is_spent_where_waiting_is_safest():
    found = timings(RIVER, int32([0, 1]), SAFER_AT_RED_OAK, start_min=470, latest_min=2 * DAY)

    # Leaving 480 waits 10 minutes at Ripley (10 units); Red Oak 540..720 is 180 minutes at a tenth
    # (18 units). Leaving 600 would wait 130 at Ripley. Later arrivals only wait more.
    assert [(t.arrive_min, t.wait_risk, t.departs.tolist()) for t in found] == [
        (750, 28, [480, 720])
    ]


def test_a_later_arrival_is_listed_when_it_is_safer():
    calm_start = Waits(int32([0, 1440, 0]), int32([DAY, DAY, 0]))

    found = timings(RIVER, int32([0, 1]), calm_start, start_min=0, latest_min=2 * DAY)

    # The 600 boat waits 60 minutes at Red Oak, the 480 one 180, the 900 one 960 to the next day.
    assert [(t.arrive_min, t.wait_risk) for t in found] == [(750, 60)]
    late = timings(RIVER, int32([0, 1]), calm_start, start_min=601, latest_min=3 * DAY)
    assert [(t.arrive_min, t.wait_risk) for t in late] == [(1950, 960), (2190, 60)]


def test_a_longest_stay_beyond_a_day_is_kept_to_the_minute():
    shut = chain((60, [480]), (30, [720]), closed=(0, 1))

    # There at 540; the boat of day 2 leaves at 3600: 3060 minutes.
    kept = retime(shut, int32([0, 1]), Waits(int32([0, 0, 0]), int32([0, 3060, 0])), start_min=480,
                  latest_min=3 * DAY)  # fmt: skip
    too_long = retime(shut, int32([0, 1]), Waits(int32([0, 0, 0]), int32([0, 3059, 0])),
                      start_min=481 - 1, latest_min=3 * DAY)  # fmt: skip

    assert kept is not None
    assert kept.departs.tolist() == [480, 3600]
    # One day later is another chance: the start is a house for a day, so 480 + 1440 is in time.
    assert too_long is not None
    assert too_long.departs.tolist() == [1920, 3600]


def test_a_route_that_cannot_be_timed_has_no_timing():
    waits = Waits(int32([0, 0, 0]), int32([0, 59, 0]))

    assert retime(RIVER, int32([0, 1]), waits, start_min=0, latest_min=9 * DAY) is None
    assert retime(RIVER, int32([0, 1]), SAFER_AT_RED_OAK, start_min=470, latest_min=749) is None


def test_a_route_without_rides_is_there_at_once():
    found = retime(RIVER, int32([]), SAFER_AT_RED_OAK, start_min=7, latest_min=7)

    assert found == Timing(7, 0, found.departs)


def test_rides_that_do_not_join_up_are_refused():
    with pytest.raises(ValueError, match="ride 0 does not begin where"):
        retime(RIVER, int32([1, 0]), SAFER_AT_RED_OAK, start_min=0, latest_min=DAY)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_timings_are_those_of_trying_every_departure(seed):
    rng = np.random.default_rng(seed)
    m = int(rng.integers(1, 4))
    tables = [
        np.unique(rng.choice([0, 1, 59, 60, 480, 720, 1439], rng.integers(1, 4))) for _ in range(m)
    ]
    net = chain(
        *((int(rng.choice([0, 1, 60, 600, 1500])), table.tolist()) for table in tables),
        closed=(1,) if rng.random() < 0.5 else (),
    )
    waits = Waits(
        int32(rng.integers(0, 4000, m + 1)),
        int32(rng.choice([0, 60, 720, 1440, 1500, 2880], m + 1)),
    )
    start, latest = int(rng.choice([0, 59, 700])), int(rng.choice([2, 3, 4])) * DAY
    rest = rng.choice([0, 0, 0, 61, 700], m).tolist()

    found = timings(
        net, int32(range(m)), waits, start_min=start, latest_min=latest, least_stay_min=int32(rest)
    )

    assert [(t.arrive_min, t.wait_risk) for t in found] == all_timings(
        net, waits, start, latest, rest
    )
