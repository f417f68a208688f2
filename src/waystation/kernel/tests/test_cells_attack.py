"""Who holds the gazetteer and a cell's promises names its inner places no better than chance."""

import numpy as np
import pytest

from waystation.kernel.cells import Grid, Scale, joined
from waystation.kernel.planner import plan
from waystation.kernel.tests.attackers import (
    DEFAULT,
    FINEST,
    Kind,
    contest,
    draw,
    summed_up,
)

ATTACKS = ("learnt", "squares", "likelihood", "explained", "ruled out")
SCATTERED = Kind()
# Many inner places, where teams prefer to live between the gates: centrality alone does well.
BETWEEN = Kind(n_listed=36, n_inner=12, central=2.0)
# One known speed and no timetables: the easiest prey.
ON_FOOT = Kind(on_foot=True)


def excess(shares: dict[str, np.ndarray], attack: str, kind: Kind) -> tuple[float, float]:
    """Say how much more often than by chance an attack hits, and its standard error.

    Chance is the best that needs no promise: the share of inner places, or public centrality.
    """
    share = kind.n_inner / kind.n_listed
    chance = max(share, shares["public"].mean(), shares["centrality"].mean())
    error = max((shares[attack] - shares["public"]).std(), shares[attack].std())
    return float(shares[attack].mean() - chance), float(error / len(shares[attack]) ** 0.5)


@pytest.mark.long
@pytest.mark.parametrize("kind", [SCATTERED, BETWEEN, ON_FOOT])
def test_with_the_default_rounding_no_attack_beats_chance_over_200_cells(kind):
    shares = contest(kind, DEFAULT)

    for attack in ATTACKS:
        more, error = excess(shares, attack, kind)
        assert more <= 1.64 * error, (attack, more, error)


@pytest.mark.long
def test_with_the_finest_rounding_the_same_attackers_win():
    shares = contest(SCATTERED, FINEST)

    more, error = excess(shares, "learnt", SCATTERED)
    assert more > 0.1
    assert more > 5 * error


@pytest.mark.long
def test_one_known_speed_and_the_finest_rounding_give_houses_away():
    shares = contest(ON_FOOT, FINEST)

    assert shares["learnt"].mean() > 2 * shares["public"].mean()
    assert shares["explained"].mean() > 1.5 * shares["public"].mean()


def losses(rounding: Grid | Scale, n_cells: int = 60) -> np.ndarray:
    """Compare a way over promises from gate 0 to gate 1 with the open one: rows of ratios.

    Columns: earliest arrival, least risk, least cost; then the earliest arrival that the holder
    can give to who came for the promised hour.
    """
    rows = []
    for seed in range(n_cells):
        cell = draw(seed, SCATTERED)
        query = cell.query._replace(start_min=540)
        open_way = plan(cell.net, query).costs
        made = summed_up(cell, rounding)
        bare = cell.net._replace(
            **{name: getattr(cell.net, name)[:0] for name in
               ("src", "dst", "duration_min", "sums", "timetable", "calendar")}
        )  # fmt: skip
        joint = joined(bare, [made])
        asked = query._replace(alive_leg=np.ones(joint.net.src.size, np.bool_))
        front = plan(joint.net, asked)
        assert bool(len(front.costs)) == bool(len(open_way))
        if len(open_way):
            leave = int(front.departs[0])
            kept = plan(cell.net, query._replace(start_min=leave)).costs[0, 0]
            best, promised = open_way.min(axis=0), front.costs.min(axis=0)
            early = (promised[0] - 540, *promised[1:], kept - 540)
            least = (best[0] - 540, *best[1:], best[0] - 540)
            rows.append(np.array(early) / np.maximum(least, 1))
    return np.array(rows)


@pytest.mark.long
def test_what_promises_lose_stays_as_it_was_measured():
    finest, default = losses(FINEST), losses(DEFAULT)

    assert np.median(finest, axis=0)[0] < 1.3
    assert np.median(default, axis=0)[3] < 1.6
