"""Rides out of legs that change with the hour, and rules in a row, against plain simulation."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.planner import Net, Query, plan
from waystation.kernel.rides import (
    NO_TAG,
    InARow,
    Legs,
    RestAfter,
    remembering,
    rides_of,
    told_back,
    with_tags,
    without_useless,
)
from waystation.kernel.tests.nets import int32
from waystation.kernel.tests.oracle import unbeaten

DAY = 1440
some = settings(max_examples=100, deadline=None)
any_seed = st.integers(0, 2**32 - 1)
NO_CALENDAR = np.empty((0, 0), np.bool_)


def legs_of(n_places: int, *legs: tuple[int, int, list[tuple[int, int, int, int]]]) -> Legs:
    """Build legs (from, to, [(minute, duration, risk, cost), ...])."""
    rows = [row for _, _, table in legs for row in table]
    return Legs(
        n_places=n_places,
        src=int32([leg[0] for leg in legs]),
        dst=int32([leg[1] for leg in legs]),
        departures_ptr=int32(np.cumsum([0] + [len(table) for _, _, table in legs])),
        departures=int32([row[0] for row in rows]),
        duration_min=int32([row[1] for row in rows]),
        sums=int32([row[2:] for row in rows]).reshape(-1, 2),
        calendar=int32([-1] * len(legs)),
        open_days=NO_CALENDAR,
    )


def all_houses(net: Net, **changes) -> Query:
    """Ask from place 0 at minute 0 to the last place, every place a house."""
    plain = Query(
        start=0,
        targets=int32([net.n_places - 1]),
        start_min=0,
        max_wait_min=int32([DAY] * net.n_places),
        alive_place=np.ones(net.n_places, np.bool_),
        alive_leg=np.ones(net.src.size, np.bool_),
    )
    return plain._replace(**changes)


def trips_of(net: Net, leg_of_ride) -> list[tuple[int, ...]]:
    found = []
    for ride in range(net.src.size):
        first, end = net.departures_ptr[net.timetable[ride] :][:2]
        figures = (int(net.duration_min[ride]), *net.sums[ride].tolist())
        found += [(int(leg_of_ride[ride]), int(m), *figures) for m in net.departures[first:end]]
    return sorted(found)


def random_legs(rng: np.random.Generator) -> Legs:
    n = int(rng.integers(2, 6))
    legs = []
    for _ in range(int(rng.integers(1, 9))):
        minutes = np.unique(rng.choice([0, 60, 61, 480, 700, 1380, 1439], rng.integers(0, 6)))
        table = [
            (
                int(m),
                int(rng.choice([0, 60, 120, 700])),
                int(rng.integers(0, 3)),
                int(rng.integers(0, 3)),
            )
            for m in minutes
        ]
        legs.append((int(rng.integers(0, n)), int(rng.integers(0, n)), table))
    return legs_of(n, *legs)


def test_departures_with_equal_figures_are_one_ride():
    night = [(0, 60, 1, 5), (60, 60, 1, 5), (720, 90, 8, 5), (1380, 60, 1, 5)]

    rides = rides_of(legs_of(3, (0, 1, night), (1, 2, [])))

    # The noon departure is slower and riskier: a ride of its own. A leg without departures is none.
    assert rides.leg_of_ride.tolist() == [0, 0]
    assert rides.net.duration_min.tolist() == [60, 90]
    assert rides.net.departures.tolist() == [0, 60, 1380, 720]


@some
@given(any_seed)
def test_every_departure_of_every_leg_is_one_of_its_rides(seed):
    legs = random_legs(np.random.default_rng(seed))

    rides = rides_of(legs)

    leg = np.repeat(np.arange(legs.src.size), np.diff(legs.departures_ptr))
    columns = (leg, legs.departures, legs.duration_min, *legs.sums.T)
    assert trips_of(rides.net, rides.leg_of_ride) == sorted(
        zip(*(column.tolist() for column in columns), strict=True)
    )


def test_a_slower_dearer_earlier_departure_is_useless_between_houses_only():
    table = [(480, 600, 2, 2), (600, 60, 2, 1), (660, 300, 1, 9)]
    legs = legs_of(2, (0, 1, table))

    between_houses = without_useless(legs, np.array([True, True]))
    to_a_change = without_useless(legs, np.array([True, False]))
    waiting_costs = without_useless(legs, np.array([True, True]), wait_risk_per_day=1440)

    assert between_houses.departures.tolist() == [600, 660]
    assert to_a_change.departures.tolist() == [480, 600, 660]
    assert waiting_costs.departures.tolist() == [480, 600, 660]  # 540 more minutes of waiting.


@some
@given(any_seed)
def test_dropping_useless_departures_changes_no_front(seed):
    legs = random_legs(np.random.default_rng(seed))
    whole, fewer = (
        rides_of(legs).net,
        rides_of(without_useless(legs, np.ones(legs.n_places, bool))).net,
    )

    front = plan(whole, all_houses(whole))

    assert plan(fewer, all_houses(fewer)).costs.tolist() == front.costs.tolist()


def kept_to(rule, history: list[tuple[int, int]], stays: list[tuple[int, int]]) -> bool:
    """Say plainly whether rides in order, each after a stay (place, minutes), keep a rule."""
    if isinstance(rule, InARow):
        tags = [rule.last_tag] * rule.so_far + [int(rule.tag[ride]) for ride, _ in history]
        runs = "".join(chr(65 + tag) if tag != NO_TAG else " " for tag in tags)
        return all(chr(65 + t) * (int(most) + 1) not in runs for t, most in enumerate(rule.most))
    used = rule.so_far
    for (ride, _), (place, minutes) in zip(history, stays, strict=True):
        if rule.may_rest[place] and minutes >= rule.rest_min:
            used = 0
        if used > 0 and used + rule.amount[ride] > rule.most:
            return False
        used += int(rule.amount[ride])
    return True


def simulated(net: Net, query: Query, rules, last: int):
    """Walk every way there is, ride by ride, dropping those that break a rule."""
    found, ends = set(), set(query.targets.tolist())

    def walk(place, minute, sums, history, stays):
        if place in ends:
            found.add((minute, *sums))
            return
        wait = int(query.max_wait_min[place])
        wait = max(wait, DAY) if place == query.start else wait
        until = last if wait >= DAY else min(last, minute + wait)
        for ride in np.flatnonzero((net.src == place) & query.alive_leg).tolist():
            first, end = net.departures_ptr[net.timetable[ride] :][:2]
            row = int(net.calendar[ride])
            for day in (d for d in range(last // DAY + 1) if row < 0 or net.open_days[row, d]):
                for depart in (net.departures[first:end] + day * DAY).tolist():
                    then = [*history, (ride, depart)], [*stays, (place, depart - minute)]
                    arrive = depart + int(net.duration_min[ride])
                    if (
                        minute <= depart <= until
                        and arrive <= last
                        and all(kept_to(rule, *then) for rule in rules)
                    ):
                        more = tuple(
                            a + b for a, b in zip(sums, net.sums[ride].tolist(), strict=True)
                        )
                        walk(int(net.dst[ride]), arrive, more, *then)

    walk(query.start, query.start_min, (0, 0), [], [])
    return unbeaten(list(found))


def small_net(rng: np.random.Generator) -> Net:
    """Draw 3 to 5 places and rides of five hours and more, so that few fit into two days."""
    n, m = int(rng.integers(3, 6)), int(rng.integers(4, 9))
    src = rng.integers(0, n - 1, m)
    tables = [np.unique(rng.choice([0, 360, 480, 720, 1200], 2)) for _ in range(m)]
    return Net(
        n_places=n,
        src=int32(src),
        dst=int32((src + rng.integers(1, 3, m)) % n),
        duration_min=int32(rng.choice([300, 361, 480, 720], m)),
        sums=int32(rng.integers(0, 6, (m, 2))),
        timetable=int32(range(m)),
        departures_ptr=int32(np.cumsum([0] + [table.size for table in tables])),
        departures=int32(np.concatenate(tables)),
        calendar=int32(rng.integers(-1, 2, m)),
        open_days=rng.random((2, 3)) < 0.7,
    )


def random_rules(rng: np.random.Generator, net: Net, query: Query):
    m, kinds = net.src.size, int(rng.integers(1, 4))
    tag, most = rng.integers(-1, kinds, m), rng.integers(1, 3, kinds)
    houses = (query.max_wait_min >= DAY) & (rng.random(net.n_places) < 0.8)
    by_rides = RestAfter(
        int32([1] * m), int(rng.integers(1, 3)), 400, houses, int(rng.integers(0, 2))
    )
    by_minutes = RestAfter(net.duration_min, int(rng.choice([400, 700, 1000])), 200, houses)
    guide = InARow(int32(rng.integers(0, 3, m)), int32([1, 1, 1]), 0, 1)
    every = [InARow(int32(tag), int32(most)), by_rides, by_minutes, guide]
    return [every[nth] for nth in rng.permutation(4)[: rng.integers(1, 4)]]


@some
@given(any_seed)
def test_fronts_under_rules_are_those_of_plain_simulation(seed):
    rng = np.random.default_rng(seed)
    net = small_net(rng)
    wait = int32(np.where(rng.random(net.n_places) < 0.3, 300, DAY))
    query = all_houses(net, max_wait_min=wait, start_min=int(rng.choice([0, 400])))
    rules, last = random_rules(rng, net, query), 2 * DAY

    remembered = remembering(net, query, rules)
    front = plan(remembered.net, remembered.query, limits=(last, 2**30, 2**30))

    assert [tuple(row) for row in front.costs.tolist()] == simulated(net, query, rules, last)
    told, rest_min = told_back(remembered, front)
    for nth, (first, end) in enumerate(pairwise(told.leg_ptr.tolist())):
        rides, departs = told.legs[first:end], told.departs[first:end]
        arrive = (departs + net.duration_min[rides]).tolist()
        stays = list(
            zip(net.src[rides].tolist(), departs - [query.start_min, *arrive][:-1], strict=True)
        )
        history = list(zip(rides.tolist(), departs.tolist(), strict=True))
        assert all(kept_to(rule, history, stays) for rule in rules)
        assert all(stay >= rest for (_, stay), rest in zip(stays, rest_min[first:end], strict=True))
        assert (arrive[-1], *net.sums[rides].sum(axis=0).tolist()) == tuple(
            told.costs[nth].tolist()
        )


def river(*tags: int) -> tuple[Net, Query]:
    """Three stretches of an hour, each at any hour, 0 -> 1 -> 2 -> 3."""
    hours = list(range(0, DAY, 60))
    table = [(minute, 60, 1, 1) for minute in hours]
    net = rides_of(legs_of(4, *((at, at + 1, table) for at in range(3)))).net
    return net, all_houses(net)


def test_the_next_guide_must_differ_from_the_last():
    net, query = river()
    # Thomas (0) leads the first two stretches; on the second Harriet (1) may stand in.
    copied, ride, tag = with_tags(net, int32([0, 1, 3, 3]), int32([0, 0, 1]))
    asked = query._replace(alive_leg=np.ones(4, np.bool_))

    remembered = remembering(copied, asked, [InARow(tag, int32([1, 1]))])
    front, _ = told_back(remembered, plan(remembered.net, remembered.query))

    assert ride.tolist() == [0, 1, 1, 2]
    assert tag.tolist() == [0, 0, 1, NO_TAG]
    assert front.legs.tolist() == [0, 2, 3]


def test_a_group_rests_after_two_rides_and_says_so():
    net, query = river()
    rule = RestAfter(int32([1, 1, 1]), 2, 480, np.array([False, False, True, False]))

    remembered = remembering(net, query, [rule])
    front, rest_min = told_back(remembered, plan(remembered.net, remembered.query))

    # 0-60, 60-120, then eight hours at place 2: 600 is a full hour.
    assert front.costs.tolist() == [[660, 3, 3]]
    assert front.departs.tolist() == [0, 60, 600]
    assert rest_min.tolist() == [0, 0, 480]


def test_a_rest_where_nobody_can_stay_is_refused():
    net, query = river()
    rule = RestAfter(int32([1, 1, 1]), 2, 480, np.ones(4, np.bool_))

    with pytest.raises(ValueError, match=r"may_rest\[2\] is set, but that place is no house"):
        remembering(net, query._replace(max_wait_min=int32([DAY, DAY, 60, DAY])), [rule])


def test_rules_that_leave_no_way_give_an_empty_front():
    net, query = river()

    remembered = remembering(net, query, [InARow(int32([0, 0, 0]), int32([2]))])

    assert plan(remembered.net, remembered.query).costs.shape == (0, 3)
