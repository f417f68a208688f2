"""Where waiting is less safe in one house than in another: what is found, and what is promised."""

from datetime import date, timedelta
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.network.domain import Calendar, Closure, House, Place
from waystation.routing import asking
from waystation.routing.answers import Way, covering
from waystation.routing.arrays import in_arrays
from waystation.routing.asking import ask
from waystation.routing.searching import gap_between, search
from waystation.routing.tests.ripley import READY, known, leg, question

# Ripley at 400; the wagon at 480 or, the next day, at 1920 is 60 minutes from Sardinia, where the
# only train leaves at 680: 140 minutes there, or 1580 there and none at the start.
WAGON = leg("wagon", "ripley", "sardinia", 60, 0.01, 50, [480])
TRAIN = leg("train", "sardinia", "sandusky", 90, 0.01, 50, [680])


def asked(rates: dict[str, int], net=None, **changes):
    """Write a question down with risks of waiting of one's own, in units a day."""
    found = in_arrays(net or known(WAGON, TRAIN), question(**changes))
    per_day = [rates.get(place.slug, 0) for place in found.known.places]
    waits = found.waits._replace(risk_per_day=np.array(per_day, np.int32))
    return replace(found, waits=waits)


def figures(found) -> list[tuple[int, ...]]:
    return [way.costs for way in found.ways]


def searched(one, **more):
    return search(one, **({"max_labels": 10_000, "proving": True, "eps": 0.0} | more))


def test_each_house_counts_at_its_own_rate():
    # 80 minutes at the start and 140 at Sardinia; 1005 units each for the two legs.
    found = searched(asked({"ripley": 144, "sardinia": 1_440}))

    assert figures(found) == [(770, 2 * 1_005 + 8 + 140, 200)]
    assert found.finished


def test_what_is_promised_of_routes_not_found_is_no_more_than_is_known():
    # All else equal the least rate is 0: no bound is nearer than a route without waiting risk.
    found = searched(asked({"ripley": 144, "sardinia": 1_440}))

    assert found.gap == pytest.approx(148 / 2_010)


def test_at_one_rate_for_all_nothing_is_missing():
    slugs = ("ripley", "sardinia", "wilmington", "sandusky")
    found = searched(asked(dict.fromkeys(slugs, 144)))

    assert (found.gap, found.finished) == (0.0, True)
    assert figures(found) == [(770, 2_010 + 22, 200)]


def test_a_limit_of_risk_that_only_the_waits_break_is_told_with_what_is_enough(monkeypatch):
    def at_our_rates(net, wanted):
        return asked({"sardinia": 1_440}, net, max_risk_p=wanted.max_risk_p)

    monkeypatch.setattr(asking, "in_arrays", at_our_rates)

    # 2010 units of moving are 1.99 %, 2150 with the wait 2.127 %.
    with pytest.raises(asking.NoRoute) as no:
        ask(known(WAGON, TRAIN), question(max_risk_p=0.02))

    assert no.value.hint == "Raise the risk limit to 2.13 % or more."
    assert len(ask(known(WAGON, TRAIN), question(max_risk_p=0.0213))[1]) == 1


def test_a_gap_is_the_worst_over_all_bounds_of_the_nearest_way():
    ways = [Way(None, None, costs, None) for costs in ((110, 50, 40), (120, 20, 40))]
    bounds = np.array([(110, 50, 40), (110, 40, 40), (120, 10, 50)], np.int32)

    # From minute 100: 50 / 40 = 1.25 against 20 / 10 minutes; and 20 / 10 units is twice.
    assert gap_between(bounds, ways, 100) == 1.0
    assert gap_between(bounds[:2], ways, 100) == 0.25
    assert gap_between(bounds[:1], ways, 100) == 0.0
    assert gap_between(bounds, [], 100) is None


def test_of_very_many_ways_those_stay_that_cover_the_rest():
    ways = [Way(None, None, (100 + n, 1_000 - n, 5), None) for n in range(300)]

    few = covering(ways, 0, 100)

    assert 0 < len(few) <= 100
    for way in ways:
        assert any(all(a <= 1.05 * b for a, b in zip(k.costs, way.costs, strict=True)) for k in few)


NAMES = "abcd"
one_leg = st.tuples(
    st.permutations(NAMES).map(lambda names: names[:2]),
    st.sampled_from((30, 60, 600)),
    st.sampled_from((0.0, 0.001, 0.01)),
    st.integers(0, 5),
    st.sets(st.sampled_from((0, 399, 400, 520, 700, 1_439)), min_size=1, max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(one_leg, min_size=2, max_size=7),
    st.lists(st.integers(0, 800), min_size=4, max_size=4),
)
def test_no_route_is_better_than_what_is_promised(drawn, rates):
    # The twin tries every chain of different places, each departure of five days, one by one.
    legs = [
        leg(f"l{n}", *ends, minutes, risk, cents, sorted(departs))
        for n, (ends, minutes, risk, cents, departs) in enumerate(drawn)
    ]
    net = known(
        *legs,
        places=tuple(Place(slug=name, name=name) for name in NAMES),
        houses=tuple(House(place=n, beds=9, max_nights=9, assumed=False) for n in NAMES),
    )
    one = asked(
        dict(zip(NAMES, rates, strict=True)), net, start="a", targets=("d",), start_at=READY
    )

    found = searched(one)

    every = _every(one)
    assert bool(found.ways) == bool(every)
    for route in every:
        assert any(_within(way.costs, route, found.gap) for way in found.ways)


def _within(way, route, gap) -> bool:
    own = (way[0] - 400, *way[1:])
    other = (route[0] - 400, *route[1:])
    return all(a <= (1 + gap) * max(b, 1) + 1e-6 for a, b in zip(own, other, strict=True))


def _every(one):
    """List (arrival, risk, cost) of all ways that pass no place twice, in five days."""
    net, found, goal = one.net, [], one.index["d"]
    todo = [(one.index["a"], 400, 0.0, 0, frozenset((one.index["a"],)))]
    while todo:
        place, now, risk, cost, seen = todo.pop()
        if place == goal:
            found.append((now, ceil(risk - 1e-9), cost))
            continue
        for ride in np.flatnonzero(net.src == place).tolist():
            head = int(net.dst[ride])
            begin, end = net.departures_ptr[net.timetable[ride] :][:2]
            for day in range(5) if head not in seen else ():
                for minute in net.departures[begin:end].tolist():
                    go = day * 1_440 + minute
                    if go < now or (place == one.index["a"] and go - now > 1_440):
                        continue
                    waited = int(one.waits.risk_per_day[place]) * (go - now) / 1_440
                    todo.append((
                        head, go + int(net.duration_min[ride]),
                        risk + waited + int(net.sums[ride, 0]), cost + int(net.sums[ride, 1]),
                        seen | {head},
                    ))  # fmt: skip
    return found


def test_a_house_closed_later_on_the_way_shelters_nobody_then():
    # The wagon goes on the tenth day only, the train two days later; the house is shut between.
    tenth, day = READY.date() + timedelta(days=10), timedelta(days=1)
    wagon = replace(WAGON, calendar=Calendar(closed=(
        Closure(READY.date(), tenth - day), Closure(tenth + day, date(1856, 6, 1)))))  # fmt: skip
    train = replace(TRAIN, calendar=Calendar(closed=(Closure(READY.date(), tenth + day),)))

    def routes(*closed):
        house = House(place="sardinia", beds=6, max_nights=9, assumed=False,
                      calendar=Calendar(closed=closed))  # fmt: skip
        return search(in_arrays(known(wagon, train, houses=(house,)), question()),
                      max_labels=10_000, proving=True, eps=0.0).ways  # fmt: skip

    assert [way.costs[0] for way in routes()] == [12 * 1_440 + 770]
    assert routes(Closure(tenth + day, tenth + day)) == []
