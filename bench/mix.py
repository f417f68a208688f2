"""Routes drawn by lot against somebody who watches: what a mix loses, beside simpler habits.

Invented networks (`bench.joint_nets`), invented chances: they show which method is better, not how
safe anything is. networkx makes the shortest routes that only look like chance.
"""

from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from statistics import fmean, stdev
from time import process_time
from typing import NamedTuple

import networkx
import numpy as np

from bench import joint_nets
from bench.figures import Figure
from waystation.kernel.mix import adversary, history
from waystation.kernel.mix.flow import Lot, lot_of, strip
from waystation.kernel.mix.game import equilibrium
from waystation.kernel.mix.roads import F64, I32, Roads, cheapest

PART = "Hard to predict"
SEEDS, PLACES, LEGS = range(24), 200, 1_000
WATCHED, PASSAGES, START = 5, 200, 3
# Chance to be caught on a watched leg by train, bus, car, boat and on foot; borders half as much
# again. All times 0.4: then it is 0.04 to 0.38.
CAUGHT, AT_BORDER, SEVERITY = (0.5, 0.4, 0.35, 0.45, 0.25), 1.5, 0.4
MOST_RATIO, MOST_LP_S = 0.30, 0.3
SHORTEST, APART = 5, 20
EXPLAINED = (
    f"Hard to predict: {len(SEEDS)} invented networks of {PLACES} places and {LEGS:,} legs, "
    f"{WATCHED} watched legs. At worst: the adversary knows how often each route is drawn and "
    "watches the legs that cost most, chances multiplied, found by a whole search. Learning: "
    f"{PASSAGES} passages past one who hears of half of them, forgets 3 % a passage and tries "
    "another leg one time in ten; mean and standard deviation over the networks.",
)


class Habit(NamedTuple):
    """A way of choosing routes: as a lot if it is one, and passage by passage."""

    name: str
    lot: Lot | None
    draw: Callable[[int], I32]


def roads_of(seed: int) -> tuple[Roads, I32]:
    """Make the roads of one network by night, and where they end."""
    made = joint_nets.land(PLACES, LEGS, seed)
    n, dice = made.src.size, np.random.default_rng(seed + 77)
    caught = np.clip(np.array(CAUGHT)[made.mode] * dice.uniform(0.6, 1.4, n), 0.05, 0.9)
    caught[made.crosses] = np.clip(caught[made.crosses] * AT_BORDER, 0, 0.95)
    roads = Roads(
        n_places=len(made.layer),
        src=made.src.astype(np.int32),
        dst=made.dst.astype(np.int32),
        spot=np.arange(n, dtype=np.int32),
        caught=caught * SEVERITY,
        loss=made.risk * made.by_night,
        hours=made.duration_h.astype(np.float64),
        cents=100 * made.dollars,
    )
    return roads, made.safe.astype(np.int32)


def _even(name: str, roads: Roads, ways: list[I32], dice: np.random.Generator) -> Habit:
    """Draw each of some routes as often as any other."""
    turns = dice.integers(len(ways), size=PASSAGES)
    lot = lot_of(roads, ways, np.ones(len(ways)))
    return Habit(name, lot, lambda nth: ways[turns[nth]])


def _shortest(roads: Roads, ends: I32) -> list[I32]:
    """List the safest routes, one after the other, by networkx."""
    graph = networkx.DiGraph()
    for leg in np.argsort(-roads.loss).tolist():  # Of two legs between two places the safer stays.
        graph.add_edge(int(roads.src[leg]), int(roads.dst[leg]), loss=roads.loss[leg], leg=leg)
    for end in ends.tolist():
        graph.add_edge(end, -1, loss=0.0, leg=-1)
    found = networkx.shortest_simple_paths(graph, START, -1, weight="loss")
    return [
        np.array([graph[a][b]["leg"] for a, b in pairwise(way[:-1])], np.int32)
        for way in islice(found, SHORTEST)
    ]


def _apart(roads: Roads, ends: I32) -> list[I32]:
    """List routes that have little in common: each leg taken costs as much again."""
    weight, found = roads.loss.copy(), []
    for _ in range(APART):
        way = cheapest(roads, weight, START, ends)
        assert way is not None
        found.append(way)
        weight[way] += roads.loss[way] + 0.01
    return found


def _shunning(roads: Roads, ends: I32, dice: np.random.Generator) -> Habit:
    """Take the safest route with our own fresh tracks made dear."""
    kept = {"tracks": np.zeros(roads.caught.size)}

    def draw(nth: int) -> I32:
        noise = dice.uniform(history.LEAST_NOISE, history.MOST_NOISE, roads.src.size)
        price = history.weights(roads, kept["tracks"], WATCHED, noise)
        way = cheapest(roads, price, START, ends)
        assert way is not None
        kept["tracks"] = history.remembered(kept["tracks"], roads, way)
        return way

    return Habit("own tracks shunned", None, draw)


def habits(roads: Roads, ends: I32, seed: int) -> tuple[list[Habit], float, F64]:
    """Give the habits, the CPU seconds of the programme, and where anybody would expect us."""
    dice = np.random.default_rng(seed)
    began = process_time()
    flow = equilibrium(roads, START, ends, WATCHED)
    took = process_time() - began
    safest = cheapest(roads, roads.loss, START, ends)
    assert flow is not None
    assert safest is not None
    mix = strip(roads, flow.on_leg, START, ends)
    drawn = dice.choice(mix.routes.n, size=PASSAGES, p=mix.chance)
    shortest = _shortest(roads, ends)
    expected = np.bincount(np.concatenate(shortest), minlength=roads.src.size) / SHORTEST
    found = [
        _even("always the safest", roads, [safest], dice),
        _even(f"one of the {SHORTEST} safest", roads, shortest, dice),
        _even(f"one of {APART} apart", roads, _apart(roads, ends), dice),
        _shunning(roads, ends, dice),
        Habit("the mix", mix, lambda nth: mix.routes.legs_of(int(drawn[nth]))),
    ]
    return found, took, expected


def _small() -> tuple[Roads, int, I32]:
    """Make one leg, where it begins and where it ends."""
    one = np.ones(1)
    at = np.zeros(1, np.int32)
    return Roads(2, at, at + 1, at, 0.5 * one, 0.1 * one, one, one), 0, at + 1


def measure() -> Iterator[Figure]:
    """Play every habit on every network."""
    took, learnt, at_worst, quiet = [], {}, {}, {}
    equilibrium(*_small(), 1)  # Loads the solver.
    for seed in SEEDS:
        roads, ends = roads_of(seed)
        found, seconds, expected = habits(roads, ends, seed)
        took.append(seconds)
        for habit in found:
            past = adversary.simulate(
                habit.draw, roads, k=WATCHED, prior=expected, n=PASSAGES,
                rng=np.random.default_rng(seed),
            )  # fmt: skip
            learnt.setdefault(habit.name, []).append(float(past.mean()))
            if habit.lot is not None:
                worst = adversary.worst(habit.lot, roads, WATCHED)
                at_worst.setdefault(habit.name, []).append(worst.at_most)
                quiet.setdefault(habit.name, []).append(adversary.quiet_loss(habit.lot))
    yield _programme(took)
    safest, mix = at_worst["always the safest"], at_worst["the mix"]
    ratios = [a / b for a, b in zip(mix, safest, strict=True)]
    yield _figure(
        "kernel.mix_worst_of_safest", fmean(ratios), MOST_RATIO,
        f"mean of the networks, {min(ratios):.2f} to {max(ratios):.2f}, at most {MOST_RATIO} on "
        f"{sum(ratio <= MOST_RATIO for ratio in ratios)} of them; at worst the mix loses "
        f"{fmean(mix):.3f} a passage, always the safest {fmean(safest):.3f}; with nobody "
        f"watching {fmean(quiet['the mix']):.3f} and {fmean(quiet['always the safest']):.3f}",
    )  # fmt: skip
    for name, losses in learnt.items():
        worst_p = f", known {fmean(at_worst[name]):.3f}" if name in at_worst else ""
        shares = [a / b for a, b in zip(losses, learnt["always the safest"], strict=True)]
        yield _figure(
            f"kernel.mix_learnt_{name.replace(' ', '_')}", fmean(losses), None,
            f"a passage, +-{stdev(losses):.3f}; of always the safest {fmean(shares):.2f}{worst_p}",
        )  # fmt: skip


def _programme(took: list[float]) -> Figure:
    return Figure(
        name="kernel.mix_programme_s",
        value=round(max(took), 3),
        unit="s",
        better="lower",
        target=MOST_LP_S,
        conditions={"part": PART, "what": f"CPU, the slowest of all; mean {fmean(took):.3f}"},
    )


def _figure(name: str, value: float, target: float | None, what: str) -> Figure:
    return Figure(
        name=name,
        value=round(value, 3),
        unit="chance" if target is None else "ratio",
        better="lower",
        target=target,
        conditions={"part": PART, "what": what},
    )
