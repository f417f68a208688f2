"""The planner's shortest ways are those of SciPy and rustworkx, on random nets."""

import numpy as np
import pytest

pytestmark = pytest.mark.long

NETS = 200


def random_rides(seed: int):
    """Draw a net with parallel rides, rides in a circle, free rides and places nobody reaches."""
    from bench.single import Rides

    rng = np.random.default_rng(seed)
    n_places = int(rng.integers(1, 60))
    n_rides = int(rng.integers(0, 5 * n_places))
    src, dst = rng.integers(0, n_places, (2, n_rides)).astype(np.int32)
    # SciPy reads a weight of nought as no ride at all, so there is none here.
    weight = rng.integers(1, rng.choice([3, 1_000]), n_rides).astype(np.int32)
    return Rides(n_places, src, dst, weight, int(rng.integers(n_places)))


@pytest.mark.parametrize("library", ["SciPy", "rustworkx", "networkx"])
def test_the_least_that_remains_is_what_others_find(library):
    from bench.single import OURS, PEERS

    peer = next(peer for peer in PEERS if peer.name == library)
    for seed in range(NETS):
        rides = random_rides(seed)

        ours = OURS.ask(rides, OURS.build(rides))

        assert ours.tolist() == peer.ask(rides, peer.build(rides)).tolist(), seed


@pytest.mark.parametrize("k", [2, 3, 4])
def test_the_best_of_each_figure_in_a_front_is_what_others_find(k):
    from bench import nets
    from bench.single import PEERS, Rides
    from waystation.kernel.planner import plan

    for seed in range(NETS // 10):
        made = nets.net(24, k, seed)
        front = plan(made.net, nets.query(made))
        columns = [made.net.duration_min, *made.net.sums.T]

        for nth, column in enumerate(columns):
            rides = Rides(made.net.n_places, made.net.src, made.net.dst, column, made.target)
            for peer in PEERS:
                least = peer.ask(rides, peer.build(rides))[made.start]
                assert front.costs[:, nth].min() == least, (seed, nth, peer.name)


def test_the_cheapest_way_within_limits_is_what_cspy_finds():
    from bench import limited

    for case in (("grid", 100, 1, 1.3), ("net", 100, 1, 1.5), ("grid", 100, 2, 1.3)):
        instance = limited.Instance(*case)

        assert limited.ours(instance).optimum == limited.apart(instance).optimum
