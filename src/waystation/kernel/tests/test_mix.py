"""Ways by lot: the game against trying everything, its routes and rails, what each mix loses."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.mix import adversary, history
from waystation.kernel.mix.flow import lot_of, on_legs, strip
from waystation.kernel.mix.game import Rails, best_mix, equilibrium
from waystation.kernel.mix.programme import Entries, solve
from waystation.kernel.mix.roads import Roads, cheapest, routes_from, sums

END = np.array([9], np.int32)


def roads_of(*legs: tuple[int, int, float, float], spots: list[int] | None = None) -> Roads:
    """Build roads of legs (from, to, loss, chance to be caught); place 9 is where they end."""
    src, dst, loss, caught = zip(*legs, strict=True)
    spot = np.array(spots if spots else range(len(legs)), np.int32)
    at_spot = np.zeros(spot.max() + 1)
    at_spot[spot] = caught
    return Roads(
        10, np.array(src, np.int32), np.array(dst, np.int32), spot, at_spot,
        np.array(loss, float), np.ones(len(legs)), np.full(len(legs), 100.0),
    )  # fmt: skip


def routes_between(roads: Roads, start: int = 0, end: int = 9) -> list[np.ndarray]:
    """List every way that passes no place twice: the slow twin's own search."""
    found, open_ways = [], [([], start, {start})]
    while open_ways:
        way, here, been = open_ways.pop()
        if here == end:
            found.append(np.array(way, np.int32))
            continue
        for leg in np.flatnonzero(roads.src == here).tolist():
            to = int(roads.dst[leg])
            if to not in been:
                open_ways.append(([*way, leg], to, been | {to}))
    return found


def value_by_trying(roads: Roads, k: int) -> float:
    """Solve the game over all routes and all sets of k spots, one row a set."""
    ways = routes_between(roads)
    sets = list(combinations(range(roads.caught.size), min(k, roads.caught.size)))

    def cost(way, chosen) -> float:
        met = [roads.caught[spot] for spot in roads.spot[way] if spot in chosen]
        return roads.loss[way].sum() + sum(met)

    costs = np.array([[cost(way, chosen) for way in ways] for chosen in sets])
    n = len(ways)
    matrix = np.vstack([np.column_stack([costs, -np.ones(len(sets))]), [*np.ones(n), 0.0]])
    row, column = np.indices(matrix.shape)
    entries = Entries(
        row.ravel().astype(np.int32), column.ravel().astype(np.int32), matrix.ravel()
    )  # fmt: skip
    lower = np.append(np.full(len(sets), -np.inf), 1.0)
    upper = np.append(np.zeros(len(sets)), 1.0)
    found = solve(np.append(np.zeros(n), 1.0), np.full(n + 1, np.inf), entries, lower, upper)
    assert found is not None
    return found.value


@st.composite
def small_roads(draw) -> Roads:
    """Draw ten legs or fewer that lead on from place to place, a way through among them."""
    n = draw(st.integers(2, 9))
    ends = [(0, 5), (5, 9), *(draw(st.sampled_from(PAIRS)) for _ in range(n - 1))]
    chances = st.integers(0, 40).map(lambda x: x / 50)
    legs = [(a, b, draw(chances) / 4, draw(chances)) for a, b in ends]
    return roads_of(*legs)


PAIRS = [(0, 3), (0, 5), (3, 5), (3, 7), (5, 7), (7, 9), (5, 9), (3, 9), (0, 7)]


def test_two_equal_ways_are_taken_by_turns_and_one_that_is_watched_less_more_often():
    even = equilibrium(roads_of((0, 9, 0, 0.5), (0, 9, 0, 0.5)), 0, END, 1)
    uneven = equilibrium(roads_of((0, 9, 0, 0.5), (0, 9, 0, 0.25)), 0, END, 1)

    # Half and half: one watched way of two costs 0.5 * 0.5. Then 0.5 / 3 = 0.25 * 2 / 3.
    assert (even.on_leg.tolist(), even.value) == (pytest.approx([0.5, 0.5]), pytest.approx(0.25))
    assert uneven.on_leg.tolist() == pytest.approx([1 / 3, 2 / 3])
    assert uneven.value == pytest.approx(1 / 6)


def test_the_rails_hold_a_mix_near_the_safest_way():
    roads = roads_of((0, 9, 0.1, 0.5), (0, 9, 0.3, 0.5))

    free = equilibrium(roads, 0, END, 1)
    held = equilibrium(roads, 0, END, 1, Rails(loss=0.14))
    shut = equilibrium(roads, 0, END, 1, Rails(loss=0.09))

    assert free.on_leg.tolist() == pytest.approx([0.5, 0.5])
    # 0.8 * 0.1 + 0.2 * 0.3 = 0.14, and the watched first way adds 0.8 * 0.5.
    assert held.on_leg.tolist() == pytest.approx([0.8, 0.2])
    assert held.value == pytest.approx(0.54)
    assert shut is None


def test_both_directions_of_a_leg_are_one_spot():
    legs = ((0, 3, 0, 0.0), (3, 5, 0, 0.6), (5, 9, 0, 0.0), (0, 5, 0, 0.0), (5, 3, 0, 0.6),
            (3, 9, 0, 0.0))  # fmt: skip
    one = roads_of(*legs, spots=[0, 1, 2, 3, 1, 4])
    ways = [np.array([0, 1, 2], np.int32), np.array([3, 4, 5], np.int32)]
    there_and_back = lot_of(one, ways, np.array([0.5, 0.5]))

    found = adversary.worst(there_and_back, one, 1)

    assert (found.spots.tolist(), found.loss) == ([1], pytest.approx(0.6))


@settings(max_examples=25, deadline=None)
@given(roads=small_roads(), k=st.integers(1, 4))
def test_the_game_is_worth_what_trying_all_routes_and_all_watches_finds(roads, k):
    found = equilibrium(roads, 0, END, k)

    largest = np.sort(roads.caught * found.on_leg)[::-1][:k].sum()
    assert found.value == pytest.approx(value_by_trying(roads, k), abs=1e-7)
    assert found.value == pytest.approx(roads.loss @ found.on_leg + largest, abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(roads=small_roads(), k=st.integers(1, 4))
def test_routes_cut_from_a_flow_make_it_up_again_and_lose_no_more_than_any_one_route(roads, k):
    found = equilibrium(roads, 0, END, k)

    drawn = strip(roads, found.on_leg, 0, END)
    again = on_legs(drawn, roads.src.size)
    at_worst = adversary.worst(drawn, roads, k)
    assert drawn.chance.sum() == pytest.approx(1)
    # A round that costs nothing may be left out, so the routes never take a leg more often.
    assert (again <= found.on_leg + 1e-6).all()
    assert roads.loss @ again <= roads.loss @ found.on_leg + 1e-6
    # The loss that adds up is never less than the true one, and no way by itself beats the mix.
    assert at_worst.loss <= found.value + 1e-6
    for way in routes_between(roads):
        most = np.sort(roads.caught[roads.spot[way]])[::-1][:k].sum()
        assert found.value <= roads.loss[way].sum() + most + 1e-6


@settings(max_examples=25, deadline=None)
@given(roads=small_roads(), k=st.integers(1, 4), more=st.integers(0, 20).map(lambda x: x / 10))
def test_within_its_rails_a_mix_is_never_worth_less_than_without(roads, k, more):
    safest = cheapest(roads, roads.loss, 0, END)
    rails = Rails(loss=(1 + more) * roads.loss[safest].sum(), hours=roads.hours[safest].sum() + 1)

    free, held = equilibrium(roads, 0, END, k), equilibrium(roads, 0, END, k, rails)

    # The safest way keeps every rail, so there is always a mix.
    assert roads.loss @ held.on_leg <= rails.loss + 1e-6
    assert roads.hours @ held.on_leg <= rails.hours + 1e-6
    assert held.value >= free.value - 1e-7


@settings(max_examples=40, deadline=None)
@given(roads=small_roads(), k=st.integers(1, 4), seed=st.integers(0, 99))
def test_the_worst_spots_are_those_that_trying_every_set_finds(roads, k, seed):
    ways = routes_between(roads)
    chance = np.random.default_rng(seed).dirichlet(np.ones(len(ways)))
    drawn = lot_of(roads, ways, chance)

    found = adversary.worst(drawn, roads, k)

    sets = combinations(range(roads.caught.size), min(k, roads.caught.size))
    most = max(adversary.watched_loss(drawn, roads, np.array(one)) for one in sets)
    assert found.loss == pytest.approx(most, abs=3e-6)
    assert most <= found.at_most + 1e-9
    assert adversary.watched_loss(drawn, roads, found.spots) == pytest.approx(found.loss)


def test_a_search_for_the_worst_that_stops_early_still_says_what_none_exceeds():
    roads = roads_of(*((0, 9, 0.01 * n, 0.5) for n in range(8)))
    mixed = lot_of(roads, [np.array([n], np.int32) for n in range(8)], np.full(8, 1 / 8))

    whole, cut = adversary.worst(mixed, roads, 3), adversary.worst(mixed, roads, 3, most_nodes=1)

    assert cut.loss <= whole.loss <= cut.at_most
    assert whole.spots.tolist() == [0, 1, 2]


def test_a_mix_of_given_routes_keeps_its_rails_on_average():
    roads = roads_of((0, 9, 0.1, 0.5), (0, 9, 0.1, 0.5), (0, 9, 0.1, 0.5))
    routes = routes_from([np.array([n], np.int32) for n in range(3)])
    figures = np.array([[0.1, 0.1, 0.1], [10.0, 10.0, 40.0], [100.0, 100.0, 100.0]])

    free = best_mix(routes, figures, roads, 1)
    held = best_mix(routes, figures, roads, 1, Rails(hours=13.0))

    assert free.chance.tolist() == pytest.approx([1 / 3] * 3)
    # A tenth of the draws may take thirty hours longer; the rest is shared evenly.
    assert held.chance.tolist() == pytest.approx([0.45, 0.45, 0.1])
    assert held.value == pytest.approx(0.1 + 0.5 * 0.45)


def test_the_cheapest_way_is_the_one_of_least_weight_and_none_is_said_to_be_none():
    roads = roads_of((0, 3, 0.2, 0), (3, 9, 0.2, 0), (0, 9, 0.5, 0), (7, 9, 0, 0))

    assert cheapest(roads, roads.loss, 0, END).tolist() == [0, 1]
    assert cheapest(roads, roads.hours, 0, END).tolist() == [2]
    assert cheapest(roads, roads.loss, 5, END) is None
    assert cheapest(roads, roads.loss, 9, END).tolist() == []


def test_fresh_tracks_turn_the_next_group_away_and_fade():
    roads = roads_of((0, 9, 0.10, 0.5), (0, 9, 0.11, 0.5))
    tracks, one = np.zeros(2), np.ones(2)

    first = cheapest(roads, history.weights(roads, tracks, 5, one), 0, END)
    tracks = history.remembered(tracks, roads, first)
    second = cheapest(roads, history.weights(roads, tracks, 5, one), 0, END)
    later = history.remembered(tracks, roads, second)

    # 0.10 + 0.5 * 0.5 * 0.09 = 0.1225 against 0.11.
    assert (first.tolist(), second.tolist()) == ([0], [1])
    assert later.tolist() == pytest.approx([0.0873, 0.09])


def test_who_always_goes_the_safest_way_is_learnt_and_who_draws_is_not():
    roads = roads_of(*((0, 9, 0.01, 0.5) for _ in range(20)))
    prior = np.zeros(20)
    lot = np.random.default_rng(1).integers(20, size=200)

    def lost(draw) -> float:
        rng = np.random.default_rng(7)
        return adversary.simulate(draw, roads, k=2, prior=prior, n=200, rng=rng).mean()

    same, drawn = lost(lambda nth: np.array([0])), lost(lambda nth: lot[nth : nth + 1])
    # Known: 0.505 a passage but for what the adversary tries out; by lot 2 of 20 are watched.
    assert 0.4 < same < 0.505
    assert drawn < 0.1


def test_an_adversary_who_does_not_learn_watches_where_they_expect_us():
    roads = roads_of((0, 9, 0.0, 0.5), (0, 9, 0.0, 0.5))
    prior, rng = np.array([1.0, 0.0]), np.random.default_rng(0)

    lost = adversary.simulate(
        lambda nth: np.array([nth % 2]), roads, k=1, prior=prior, n=4, rng=rng, learner=None
    )

    assert lost.tolist() == [0.5, 0.0, 0.5, 0.0]


def test_sums_along_routes_are_each_routes_own():
    routes = routes_from(
        [np.array([0, 1], np.int32), np.array([], np.int32), np.array([2], np.int32)]
    )

    assert sums(routes, np.array([1.0, 2.0, 4.0])).tolist() == [3.0, 0.0, 4.0]


def test_a_leg_that_leads_back_to_its_own_place_is_never_taken():
    roads = roads_of((0, 3, 0, 0.5), (3, 3, 0, 0.0), (3, 9, 0.2, 0.0))

    found = equilibrium(roads, 0, END, 1)

    assert found.on_leg.tolist() == pytest.approx([1, 0, 1])
    assert found.value == pytest.approx(0.7)
