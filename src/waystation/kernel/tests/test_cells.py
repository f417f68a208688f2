"""Promises between gates: they can be kept, have one shape, and join into one plan."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.cells import (
    NONE,
    Grid,
    Promises,
    Scale,
    even_promises,
    in_minutes,
    joined,
    promises,
    rounded_up,
    rungs,
    way_through,
)
from waystation.kernel.planner import Net, Query, plan
from waystation.kernel.tests.nets import int32

DAY = 1440
FINE = Grid(block_min=360, first=(1, 1, 1), ratio=(100, 100, 100), rows=4)
COARSE = Scale(block_min=360, first=200, ratio=400)


def random_cell(rng: np.random.Generator) -> tuple[Net, Query, int]:
    """Draw gates 0..g-1, own places and inner places; own rides come first. Every place a house.

    Own rides join the start, the gates and the target; inner ones join gates by inner places.
    """
    g, n_inner = int(rng.integers(2, 4)), int(rng.integers(2, 5))
    start, target, n = g, g + 1, g + 2 + n_inner
    own = [(start, gate) for gate in range(g)] + [(gate, target) for gate in range(g)]
    own = [pair for pair in own if rng.random() < 0.6] + [(start, 0), (g - 1, target)]
    inner = [(a, b) for a in (*range(g), *range(g + 2, n)) for b in (*range(g), *range(g + 2, n))]
    inner = [(a, b) for a, b in inner if a != b and max(a, b) >= g and rng.random() < 0.45]
    src, dst = np.array(own + inner).T
    m = src.size
    tables = [np.unique(rng.choice(np.arange(0, DAY, 60), 3)) for _ in range(m)]
    risk = rng.integers(0, 50, m)
    net = Net(
        n_places=n,
        src=int32(src),
        dst=int32(dst),
        duration_min=int32(rng.choice([30, 60, 200, 600], m)),
        sums=int32(np.stack([risk, np.abs(40 - risk + rng.integers(-9, 10, m))], axis=1)),
        timetable=int32(range(m)),
        departures_ptr=int32(np.cumsum([0] + [table.size for table in tables])),
        departures=int32(np.concatenate(tables)),
        calendar=int32([-1] * m),
        open_days=np.empty((0, 0), np.bool_),
    )
    query = Query(
        start=start,
        targets=int32([target]),
        start_min=int(rng.integers(0, DAY)),
        max_wait_min=int32([DAY] * n),
        alive_place=np.ones(n, np.bool_),
        alive_leg=np.arange(m) >= len(own),
        wait_risk_per_day=int(rng.choice([0, 0, 30])),
    )
    return net, query, len(own)


def part_of(net: Net, rides: slice) -> Net:
    """Keep some rides of a net."""
    columns = ("src", "dst", "duration_min", "sums", "timetable", "calendar")
    return net._replace(**{name: getattr(net, name)[rides] for name in columns})


def two_level(net: Net, query: Query, n_own: int, made: Promises):
    """Plan over own rides and promises: the joint net and its front."""
    joint = joined(part_of(net, slice(0, n_own)), [made])
    asked = query._replace(alive_leg=np.ones(joint.net.src.size, np.bool_))
    return joint, plan(joint.net, asked)


def test_figures_are_raised_to_their_rungs():
    figures = int32([[0, 31, 30], [1, 30, 61]])

    raised = rounded_up(figures, Grid(720, (30, 30, 30), (100, 200, 200), 1))

    assert rungs(30, 200, 121).tolist() == [0, 30, 60, 120, 240]
    assert raised.tolist() == [[0, 60, 30], [30, 30, 120]]


def test_who_comes_before_the_promised_minute_bears_the_wait():
    raised = rounded_up(int32([[30, 5, 0]]), Grid(720, (1440, 1, 1), (100, 100, 100), 1), 144)

    # 1410 minutes early at 144 a day: 141 units.
    assert raised.tolist() == [[1440, 146, 0]]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_a_joint_route_can_be_kept_and_is_no_better_than_an_open_one(seed, is_even):
    net, query, n_own = random_cell(np.random.default_rng(seed))
    gates = int32(range(query.start))
    base = np.full((gates.size, gates.size, 3), 300, np.int32)
    if is_even:
        made = even_promises(net, query, gates, COARSE, base)
    else:
        made = promises(net, query, gates, FINE)

    joint, front = two_level(net, query, n_own, made)

    flat = plan(net, query._replace(alive_leg=np.ones(net.src.size, np.bool_))).costs
    for row in front.costs:
        assert (flat <= row).all(axis=1).any()
    for ride, depart in zip(front.legs.tolist(), front.departs.tolist(), strict=True):
        if joint.source[ride] == 0:
            pair = int32([joint.net.src[ride], joint.net.dst[ride]])
            found = in_minutes(way_through(net, query, pair, depart % DAY, None)).astype(int)
            promised = [joint.net.duration_min[ride], *joint.net.sums[ride]]
            # Who comes early waits at the gate, and the promise holds with that.
            found[:, 1] -= (found[:, 0] - promised[0]) * query.wait_risk_per_day // DAY
            assert (found <= promised).all(axis=1).any()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_even_promises_hold_nothing_of_a_cell_but_nine_rungs_and_which_gates_are_joined(seed):
    net, query, _ = random_cell(np.random.default_rng(seed))
    gates = int32(range(query.start))
    base = int32(np.random.default_rng(seed).integers(100, 900, (gates.size, gates.size, 3)))

    made = even_promises(net, query, gates, COARSE, base)

    is_joined = made.figures[..., 0, 0] < NONE
    multiples = {
        tuple((made.figures[at] * 100 // base[at[:2]]).ravel().tolist())
        for at in zip(*np.nonzero(is_joined), strict=True)
    }
    assert made.figures.shape == (gates.size, gates.size, 4, 3, 3)
    assert (made.figures[~is_joined] == NONE).all()
    assert len(multiples) <= 1
    assert set().union(*multiples) <= {200 * 4**nth for nth in range(12)}


def test_every_pair_and_hour_has_equally_many_rows():
    rng = np.random.default_rng(3)
    net, query, _ = random_cell(rng)

    made = promises(net, query, int32(range(query.start)), FINE)

    first = made.figures[..., 0, :]
    repeats = (made.figures == first[..., None, :]).all(axis=-1)
    assert made.figures.shape[3] == 4
    assert repeats[..., 0].all()
    assert np.array_equal(made.leave_min, [0, 360, 720, 1080])


def test_a_gate_where_nobody_can_wait_is_refused():
    net, query, _ = random_cell(np.random.default_rng(0))
    wait = query.max_wait_min.copy()
    wait[1] = 120

    with pytest.raises(ValueError, match="gate 1 is no house"):
        promises(net, query._replace(max_wait_min=wait), int32([0, 1]), FINE)


def test_a_ride_with_a_calendar_is_refused():
    net, query, _ = random_cell(np.random.default_rng(0))
    monday = net._replace(calendar=int32([0] * net.src.size), open_days=np.ones((1, 9), np.bool_))

    with pytest.raises(ValueError, match="has a calendar"):
        promises(monday, query, int32([0, 1]), FINE)


def test_a_block_that_does_not_divide_the_day_is_refused():
    net, query, _ = random_cell(np.random.default_rng(0))

    with pytest.raises(ValueError, match="block_min is 700"):
        promises(net, query, int32([0, 1]), FINE._replace(block_min=700))


def test_promises_are_begun_on_their_days_only():
    net, query, n_own = random_cell(np.random.default_rng(0))
    made = promises(net, query, int32(range(query.start)), FINE)

    joint = joined(part_of(net, slice(0, n_own)), [made], [(1, 2)])

    promised = joint.source == 0
    assert joint.net.open_days.tolist() == [[False, True, True]]
    assert (joint.net.calendar[promised] == 0).all()
    assert (joint.net.calendar[~promised] == -1).all()
