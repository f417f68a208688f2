"""Questions on small random networks, answered by the planner and by its slow twin."""

from datetime import timedelta
from math import log1p

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.planner import INF, Net, Query
from waystation.kernel.tests.oracle import best_figures
from waystation.network.domain import House, Leg, Place
from waystation.routing.asking import Known, NoRoute, ask
from waystation.routing.domain import Question
from waystation.routing.refusing import midnight
from waystation.routing.tests.ripley import READY, leg

DAY = 1_440
HORIZON_MIN = 4 * DAY
NAMES = "abcdef"
# Few different values, so that arrivals meet departures, tie and miss by one.
MINUTES = st.sampled_from((0, 1, 399, 400, 401, 520, 521, 700, 1_439))
DURATIONS = st.sampled_from((1, 60, 119, 120, 121, 600, 1_500))
RISKS = st.sampled_from((0.0, 0.001, 0.01, 0.02, 0.05))
FEET = st.sampled_from(("foot", "wagon", "boat"))

one_leg = st.builds(
    lambda ends, minutes, risk_p, cents, departs, mode, capacity, oneway: leg(
        "", *ends, minutes, risk_p, cents, sorted(departs), mode=mode, capacity=capacity,
        oneway=oneway,
    ),
    st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True),
    DURATIONS,
    RISKS,
    st.integers(0, 5),
    st.sets(MINUTES, min_size=1, max_size=3),
    FEET,
    st.integers(1, 6),
    st.booleans(),
)  # fmt: skip
houses = st.dictionaries(
    st.sampled_from(NAMES), st.tuples(st.integers(0, 6), st.integers(0, 2)), max_size=6
)
questions = st.builds(
    Question,
    start=st.just("a"),
    targets=st.sampled_from((("f",), ("e", "f"), ("b",))),
    people=st.integers(1, 5),
    children=st.integers(0, 1),
    start_at=st.just(READY),
    max_cost_cents=st.sampled_from((None, None, 10, 25)),
    max_risk_p=st.sampled_from((None, None, 0.03)),
)


def arrays_of(legs: list[Leg], rooms, asked: Question) -> tuple[Net, Query, tuple[int, ...]]:
    """Say the same to the oracle, worked out from the rules as they are written."""
    ways = []
    for one in legs:
        ways.append((one.from_place, one.to_place, one))
        if not one.oneway:
            ways.append((one.to_place, one.from_place, one))
    carries = [
        one.capacity >= asked.people
        and not (asked.children and one.mode == "foot" and one.duration_min > 480)
        for _, _, one in ways
    ]
    waits = [120] * len(NAMES)
    for name, (beds, nights) in rooms.items():
        if beds >= asked.people and nights:
            waits[NAMES.index(name)] = nights * DAY

    def int32(values) -> np.ndarray:
        return np.array(list(values), np.int32)

    def nepers(p: float) -> int:
        return round(-log1p(-p) * 100_000)

    net = Net(
        n_places=len(NAMES),
        src=int32(NAMES.index(a) for a, _, _ in ways),
        dst=int32(NAMES.index(b) for _, b, _ in ways),
        duration_min=int32(one.duration_min for *_, one in ways),
        sums=int32((nepers(one.risk_p), one.cost_cents * asked.people) for *_, one in ways),
        timetable=int32(range(len(ways))),
        departures_ptr=int32(np.cumsum([0] + [len(one.departs) for *_, one in ways])),
        departures=int32(minute for *_, one in ways for minute in one.departs),
        calendar=int32(-1 for _ in ways),
        open_days=np.empty((0, 0), np.bool_),
    )
    query = Query(
        start=0,
        targets=int32(NAMES.index(name) for name in asked.targets),
        start_min=400,
        max_wait_min=int32(waits),
        alive_place=np.ones(len(NAMES), np.bool_),
        alive_leg=np.array(carries, np.bool_),
    )
    limits = (
        INF,
        INF if asked.max_risk_p is None else nepers(asked.max_risk_p),
        INF if asked.max_cost_cents is None else asked.max_cost_cents,
    )
    return net, query, limits


def compare(legs: list[Leg], rooms, asked: Question) -> None:
    named = [Leg(**{**_fields(one), "slug": f"leg-{n}"}) for n, one in enumerate(legs)]
    net = Known(
        places=tuple(Place(slug=name, name=name) for name in NAMES),
        houses=tuple(
            House(place=name, beds=beds, max_nights=nights, assumed=False)
            for name, (beds, nights) in rooms.items()
        ),
        legs=tuple(named),
    )
    slow = best_figures(*arrays_of(legs, rooms, asked), HORIZON_MIN)
    until = READY + timedelta(minutes=HORIZON_MIN)

    try:
        _, routes = ask(net, asked)
    except NoRoute:
        assert slow == []
        return

    zero = midnight(asked)
    found = [
        (
            int((route.arrive - zero).total_seconds()) // 60,
            round(-log1p(-route.risk_p) * 100_000),
            route.cost_cents,
        )
        for route in routes
        if route.arrive <= until
    ]
    assert sorted(found) == slow


def _fields(one: Leg) -> dict:
    return {name: getattr(one, name) for name in one.__struct_fields__}


@settings(max_examples=60, deadline=None)
@given(st.lists(one_leg, min_size=1, max_size=14), houses, questions)
def test_the_planner_finds_what_its_slow_twin_finds(legs, rooms, asked):
    compare(legs, rooms, asked)


@pytest.mark.long
@settings(max_examples=max(1_000, settings().max_examples), deadline=None)
@given(st.lists(one_leg, min_size=4, max_size=20), houses, questions)
def test_the_planner_finds_what_its_slow_twin_finds_a_thousand_times(legs, rooms, asked):
    compare(legs, rooms, asked)
